"""The app's own address, as it stands in what leaves the site: on paper, in a calendar, in a file of one's data."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, current_app, request, url_for


def init_app(app: Flask) -> None:
    """Give templates ``whole_address``."""
    app.jinja_env.globals.update(whole_address=whole_address, is_here_only=is_here_only)


def site() -> str:
    """The address of the app without a slash at its end: the one of the settings, else the one that was asked for.

    What a request says its host is, a client can make up.
    """
    return current_app.extensions["settings"].url or request.host_url.rstrip("/")


def is_here_only() -> bool:
    """Whether the app's address leads from any other computer to that computer itself."""
    host = urlsplit(site()).hostname or ""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def is_ours(target: str) -> bool:
    """Whether ``target`` is the path of a page of ours: nothing that a browser reads as the address of another site."""
    return target.startswith("/") and not target.startswith("//") and "\\" not in target and target.isprintable()


def whole_address(endpoint: str, **values: Any) -> str:
    """The address of a view with the app's own before it."""
    return site() + url_for(endpoint, **values)
