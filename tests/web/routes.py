"""Which pages there are, by the routes of the app: so that no tour leaves one out."""

from __future__ import annotations

from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from quiz.web.request.series_context import PREFIX

NO_PAGES = {
    "/a/<token>": "leads to the question where the attempt stands",
    "/a/<token>/receipt.json": "a file",
    "/a/<token>/time": "asked by a script",
    "/account/data.json": "a file",
    "/account/data/archive.zip": "a file",
    "/account/data/deck.apkg": "a file",
    "/account/data/status": "asked by a script",
    "/banks/<series>/<bank>@<int:number>": "leads to the source of a revision",
    "/calendar/<token>.ics": "a file",
    "/classes/<int:number>/marks.csv": "a file",
    "/classes/<int:number>/marks.xlsx": "a file",
    "/classes/<int:number>/join.svg": "a picture",
    "/calendar/<token>/classes/<int:number>.ics": "a file",
    "/classes/<int:number>/assignments/<int:assignment>/live.json": "asked by a script",
    "/csrf": "asked by a script",
    "/media/<name>": "a picture",
    "/manifest-<language>.webmanifest": "for browsers that install the app",
    "/metrics": "for Prometheus",
    "/offline/mine": "asked by a script",
    "/s/": "leads to the only series",
    "/studio/<series>/<bank>/draft.json": "asked by a script",
    "/studio/<series>/<bank>/kinds.json": "asked by a script",
    "/studio/schema-<mark>.json": "asked by a script",
    "/studio/<series>/<bank>/pictures/file/<name>": "a picture",
    "/studio/<series>/<bank>/questions/named/<name>": "leads to the form of a question",
    "/studio/<series>/<bank>/share.svg": "a picture",
    "/sw.js": "a script",
    "/teach/items/<int:number>/<int:version>.csv": "a file",
    "/teach/learners.csv": "a file",
    "/teach/questions": "the page of the first bank",
    "/teach/questions/<bank>.csv": "a file",
}
"""The routes that answer to GET with something else than a page of their own, and with what."""


def read_routes(app: Flask) -> set[str]:
    """Every route that answers to GET."""
    return {rule.rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}


def page_routes(app: Flask) -> set[str]:
    """The routes of all pages: what answers to GET and is not named above; those of one series stand for all."""
    return {rule for rule in read_routes(app) if not rule.startswith(PREFIX)} - NO_PAGES.keys()


def route_of(app: Flask, path: str) -> str:
    """The route of a page by its path; empty where there is none."""
    try:
        rule, _ = app.url_map.bind("localhost").match(path, method="GET", return_rule=True)
    except (HTTPException, RequestRedirect):
        return ""
    return rule.rule
