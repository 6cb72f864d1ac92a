"""Signing up and in by the forms, and the cookies that this leaves."""

from __future__ import annotations

from flask import Flask

from tests.conftest import PASSWORD
from tests.web.pages import Browser, Page

COOKIE = "dalmada"


def sign_in(browser: Browser, name: str = "Alice", password: str = PASSWORD, start: str = "/signin") -> Page:
    """Sign in by the form."""
    form = browser.get(start).form("/signin")
    form.set("name", name)
    form.set("password", password)
    return browser.send(form)


def sign_up(browser: Browser, name: str, password: str = PASSWORD, start: str = "/signup") -> Page:
    """Sign up by the form, and write the recovery code down."""
    return write_down(browser, ask_to_sign_up(browser, name, password, start))


def ask_to_sign_up(browser: Browser, name: str, password: str = PASSWORD, start: str = "/signup") -> Page:
    """Send the form to sign up: its answer is the recovery code, or what is wrong."""
    form = browser.get(start).form("/signup")
    form.set("name", name)
    form.set("password", password)
    form.set("old_enough", "1")
    return browser.send(form)


def write_down(browser: Browser, page: Page) -> Page:
    """Go on from the recovery code; any other page stays."""
    noted = "/account/recovery/noted"
    return browser.send(page.form(noted)) if page.path == "/account/recovery" else page


def cookie(browser: Browser) -> str:
    """The session's cookie."""
    found = browser.client.get_cookie(COOKIE)
    assert found is not None
    return str(found.value)


def copied(app: Flask, value: str) -> Browser:
    """Another browser that carries a cookie which somebody copied."""
    other = Browser(app.test_client())
    other.client.set_cookie(COOKIE, value)
    return other
