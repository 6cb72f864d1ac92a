"""An admin makes a learner's account: the app makes the password, which is shown once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select

from quiz.storage.models.identity import Account
from quiz.storage.models.integrity import AuditEvent
from tests.web.pages import Browser, Page, words
from tests.web.people import sign_in
from tests.web.store import account_of, count, session_of, set_account

pytestmark = pytest.mark.any_database

Visit = Callable[..., Browser]


@pytest.fixture
def admin(app: Flask, tae_ri: Browser) -> Browser:
    set_account(app, "Tae-ri", role="admin", language="en")
    return tae_ri


def add(admin: Browser, name: str) -> Page:
    form = admin.get("/admin/accounts/new").form("/admin/accounts/new")
    form.set("name", name)
    return admin.send(form)


def test_an_admin_makes_an_account_whose_password_works(app: Flask, admin: Browser, visit: Visit) -> None:
    assert "/admin/accounts/new" in admin.get("/account").links()
    page = add(admin, " Min  ji ")
    password = words(page.by_id("code"))
    assert sign_in(visit(), "Min ji", password).path == "/"
    made = account_of(app, "Min ji")
    assert (made.role, made.age_confirmed_at) == ("learner", None)
    with session_of(app) as session:
        event = session.scalars(select(AuditEvent).where(AuditEvent.action == "account_added")).one()
        assert (event.actor, event.about_id, event.after) == ("Tae-ri", made.id, {"role": "learner"})
    assert password != words(add(admin, "Seo jun").by_id("code"))
    assert not admin.get("/admin/accounts/new").has_id("code")


def test_a_form_that_is_sent_twice_shows_the_password_again(app: Flask, admin: Browser) -> None:
    form = admin.get("/admin/accounts/new").form("/admin/accounts/new")
    form.set("name", "Minji")
    first, second = (words(admin.send(form).by_id("code")) for _ in range(2))
    assert first == second
    assert count(app, Account) == 2


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("name", "said"),
    [("", "Fill in this field."), ("A", "Use 2 to 30"), ("Tae-ri", "is taken"), ("x" * 80, "Use 2 to")],
)
def test_a_name_that_is_refused_says_why(app: Flask, admin: Browser, name: str, said: str) -> None:
    page = add(admin, name)
    assert page.status == 422
    assert said in page.main
    assert page.form("/admin/accounts/new").value("name") == name
    assert count(app, Account) == 1
