"""Two classes with people in every role, each at a browser of their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.services.classes import making
from quiz.services.identity import accounts
from quiz.storage.models.classes import ClassRow
from quiz.storage.models.content import SeriesRow
from tests.conftest import NOW, PASSWORD
from tests.web.pages import Browser
from tests.web.store import session_of

PEOPLE = {
    "owner": ("Owen", "teacher"),
    "teacher": ("Theo", "teacher"),
    "assistant": ("Asha", "learner"),
    "learner": ("Lena", "learner"),
}
"""Who has which role in a class, with the role of their account."""

Sign = Callable[[str], Browser]


def make_class(session: Session, name: str, suffix: str = "") -> ClassRow:
    """A class with somebody new in every role."""
    found = {
        role: accounts.sign_up(session, f"{called}{suffix}", PASSWORD, now=NOW, role=account)
        for role, (called, account) in PEOPLE.items()
    }
    series = session.scalars(select(SeriesRow.id)).all()
    row = making.make(session, found["owner"], name, series, time_zone="Asia/Seoul", now=NOW)
    for role in ("teacher", "assistant", "learner"):
        making.add(session, row.id, found[role].id, role, now=NOW)
    return row


@pytest.fixture
def classes(app: Flask) -> Mapping[str, int]:
    """The numbers of two classes: ``ours`` of Owen, Theo, Asha and Lena; ``theirs`` of Owen2 and so on."""
    with session_of(app) as session:
        ours, theirs = make_class(session, "Ours"), make_class(session, "Theirs", "2")
        for name, role in (("Outa", "learner"), ("Otto", "teacher"), ("Adam", "admin")):
            accounts.sign_up(session, name, PASSWORD, now=NOW, role=role)
        numbers = {"ours": ours.id, "theirs": theirs.id}
    return numbers


@pytest.fixture
def at(app: Flask) -> Sign:
    """A browser in which somebody is signed in: ``at("Owen")``."""

    def come(name: str) -> Browser:
        client = app.test_client()
        assert client.post("/signin", data={"name": name, "password": PASSWORD}).status_code == 303
        return Browser(client)

    return come
