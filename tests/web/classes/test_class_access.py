"""Every address of a class with every method, as every role: of the class, of another, of none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import pytest
from flask import Flask
from sqlalchemy import delete, func, select, update

from quiz.domain.classes.rights import RIGHTS
from quiz.services.classes.changing import archive
from quiz.services.identity import accounts
from quiz.storage.models.classes import CLASS_ROLES, ClassMember, ClassRow
from quiz.storage.models.integrity import AuditEvent
from tests.conftest import NOW
from tests.services.classes import gradebooks
from tests.web.classes.conftest import PEOPLE
from tests.web.classes.endpoints import ACTIONS, OF_NOBODY
from tests.web.pages import Browser
from tests.web.store import session_of

pytestmark = pytest.mark.any_database

Sign = Callable[[str], Browser]

INSIDE = "/classes/<int:number>"
DONE = {200, 303, 422}
MEMBERS_ALONE = {"classes.choose_name", "classes.leave"}
"""What is done to one's own row, which an admin from outside has not."""


def requests(app: Flask, number: int) -> Iterator[tuple[str, str, str, bool]]:
    """Each endpoint, method and address of a class, and whether it names something in it that there is not."""
    urls = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if rule.endpoint in ACTIONS:
            values = {**OF_NOBODY, "number": number}
            path = urls.build(rule.endpoint, {name: values[name] for name in rule.arguments})
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                yield rule.endpoint, method, path, len(rule.arguments) > 1


def restore(app: Flask) -> None:
    """Put everybody back into their class, and the classes back into use."""
    with session_of(app) as session:
        session.execute(update(ClassMember).values(left_at=None))
        session.execute(update(ClassRow).values(archived_at=None, joinable=True))


def test_every_address_of_a_class_is_named_with_its_action(app: Flask) -> None:
    inside = {rule.endpoint for rule in app.url_map.iter_rules() if rule.rule.startswith(INSIDE)}
    assert inside == set(ACTIONS)


@pytest.mark.any_database
def test_who_is_not_in_a_class_finds_nothing_of_it(
    app: Flask, classes: Mapping[str, int], at: Sign, visit: Callable[[], Browser], guest: Browser
) -> None:
    outside = ["Outa", "Otto", *(f"{name}2" for name, _ in PEOPLE.values())]
    for browser in (visit(), guest):
        for endpoint, method, path, _ in requests(app, classes["ours"]):
            found = browser.client.open(path, method=method)
            assert (found.status_code, found.location[:8]) == (303, "/signin?"), (endpoint, method)
    for name in outside:
        browser = at(name)
        for endpoint, method, path, _ in requests(app, classes["ours"]):
            assert browser.client.open(path, method=method).status_code == 404, (name, endpoint, method)
    assert at("Owen").get(f"/classes/{classes['ours']}").status == 200


@pytest.mark.parametrize("role", [*CLASS_ROLES, "admin"])
def test_who_is_in_a_class_does_what_the_table_says(
    role: str, app: Flask, classes: Mapping[str, int], at: Sign
) -> None:
    browser = at(PEOPLE[role][0] if role != "admin" else "Adam")
    for endpoint, method, path, names_more in requests(app, classes["ours"]):
        status = browser.client.open(path, method=method).status_code
        allowed = (role if role != "admin" else "owner") in RIGHTS[ACTIONS[endpoint]]
        absent = names_more or (role == "admin" and endpoint in MEMBERS_ALONE)
        expected = DONE | ({404} if absent else set()) if allowed else {404 if role == "learner" else 403}
        assert status in expected, (endpoint, method, status)
        restore(app)


def test_an_archived_class_is_only_read(app: Flask, classes: Mapping[str, int], at: Sign) -> None:
    browser, number = at("Owen"), classes["ours"]
    with session_of(app) as session:
        archive(session, session.get_one(ClassRow, number), now=NOW)
    assert [browser.get(f"/classes/{number}{path}").status for path in ("", "/members", "/settings")] == [200] * 3
    assert [browser.get(f"/classes/{number}{path}").status for path in ("/roster", "/groups", "/message")] == [409] * 3
    assert browser.client.post(f"/classes/{number}/archive", data={"on": "0"}).status_code == 303
    assert browser.get(f"/classes/{number}/roster").status == 200


def test_an_admin_who_looks_at_a_class_of_others_is_recorded_once_an_hour(
    app: Flask, classes: Mapping[str, int], at: Sign
) -> None:
    adam, owen = at("Adam"), at("Owen")
    for path in ("", "/members", "", "/settings"):
        assert adam.get(f"/classes/{classes['ours']}{path}").status == 200
    assert adam.get(f"/classes/{classes['theirs']}").status == 200
    owen.get(f"/classes/{classes['ours']}")
    assert looks(app) == 2


def looks(app: Flask, action: str = "class_looked_at") -> int:
    """How often it is recorded that somebody looked."""
    with session_of(app) as session:
        return session.scalar(select(func.count()).where(AuditEvent.action == action)) or 0


@pytest.mark.any_database
def test_whatever_an_admin_sees_first_of_a_class_of_others_is_recorded_once(
    app: Flask, classes: Mapping[str, int], at: Sign
) -> None:
    number = classes["ours"]
    with session_of(app) as session:
        row, lena = session.get_one(ClassRow, number), accounts.find_named(session, "Lena")
        assert lena is not None
        work = gradebooks.assign(session, row)
        token = gradebooks.sit(session, lena, work, 6).token
        member = gradebooks.learner_of(session, row, "Lena").member_id
        paths = {
            f"/teach/items/{work.quiz_id}": 1,
            f"/classes/{number}/members/{member}": 1,
            f"/classes/{number}/marks": 1,
            f"/classes/{number}/marks.csv": 1,
            f"/classes/{number}/assignments/{work.id}/attempts/{token}": 1,
            f"/classes/{number}/members/{member}/progress": 0,
        }
    for path, expected in paths.items():
        with session_of(app) as session:
            session.execute(delete(AuditEvent))
        adam = at("Adam")
        assert [adam.get(path).status for _ in range(2)] == [200] * 2, path
        assert looks(app) == expected, path
    assert looks(app, "seen_as") == 1
