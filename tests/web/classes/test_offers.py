"""Every link and every button on the pages of a class leads somewhere, for each who may be there."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from quiz.services.classes import groups
from quiz.services.classes.changing import archive
from quiz.services.identity import accounts
from quiz.storage.models.assignments import Assignment
from quiz.storage.models.classes import ClassMember, ClassRow
from tests.conftest import NOW, PASSWORD
from tests.services.classes import gradebooks
from tests.services.written import rubric
from tests.web.attempts.test_tries import publish
from tests.web.classes.conftest import PEOPLE
from tests.web.grading.test_challenges import challenged
from tests.web.pages import Browser, Form, Page, token_of
from tests.web.store import of_kind, session_of

Sign = Callable[[str], Browser]

ROLES = (*PEOPLE, "admin")
AROUND = re.compile(r"^/(classes|assignments|teach|admin|items)\b")
"""Pages whose offers are looked at; what lies around them is opened once."""
FEW = 3
"""So many pages that differ by their numbers alone are opened."""
LAST = ("leave", "delete", "archive", "take-back", "remove", "signins", "close", "role", "reset")
"""What a form's address or button holds that ends something: such are pressed when all else was."""


@pytest.fixture
def filled(app: Flask, classes: Mapping[str, int], at: Sign) -> int:
    """Our class with drafts, running and past work, marks, a group, a challenge, an essay and somebody who is late."""
    number, learner = classes["ours"], at("Lena")
    challenged(app, learner, "Lena")
    token = token_of(learner.begin(publish(app, rubric(), mode="exam")))
    essay = of_kind(app, token, "essay")
    learner.send(learner.get(essay.path).answer_form.answer(essay.wrong))
    learner.client.post(f"/a/{token}/hand-in")
    with session_of(app) as session:
        row, owner = session.get_one(ClassRow, number), accounts.find_named(session, "Owen")
        lena = accounts.find_named(session, "Lena")
        assert owner is not None
        assert lena is not None
        now = app.extensions["clock"].now()
        gradebooks.assign(session, row, "Draft", published_at=None)
        over = gradebooks.assign(session, row, "Over", due_at=now - timedelta(days=3))
        gradebooks.sit(session, lena, over, 6)
        gradebooks.sit(session, lena, gradebooks.assign(session, row, "Now"), None, state="running")
        gradebooks.sit(session, lena, gradebooks.assign(session, row, "Waits"), None, state="waiting")
        gradebooks.assign(session, row, "Late", due_at=now - timedelta(days=2), late_policy="marked")
        gradebooks.column(session, row)
        gradebooks.category(session, row, "Tests", 60)
        member = session.scalars(
            select(ClassMember.id).where(ClassMember.class_id == number, ClassMember.account_id == lena.id)
        ).one()
        group = groups.make(session, number, "Moon")
        groups.put_in(session, group, [member], now=NOW)
        accounts.sign_up(session, "Mina", PASSWORD, now=NOW)
    return number


def shape(path: str) -> str:
    """An address without its numbers and tokens: pages that differ by these alone offer the same."""
    way, _, asked = path.partition("?")
    way = re.sub(r"/(attempts|a|named)/[^/]+", r"/\1/T", re.sub(r"/[ac]?[0-9]+(?=/|$)", "/N", way))
    way = re.sub(r"/gallery/[^/]+/[^/]+", "/gallery/K/S", way)
    return way + "?" + ",".join(sorted(one.partition("=")[0] for one in asked.split("&")))


def led_to(browser: Browser, faults: list[object], *seeds: str) -> Iterator[Page]:
    """Every page of classes and teaching that links lead to from ``seeds``, a few of each shape; all others once.

    Links that lead nowhere are added to ``faults``.
    """
    seen, opened = set(seeds), dict.fromkeys(map(shape, seeds), 1)
    waiting = deque((path, "") for path in seeds)
    while waiting:
        path, came_from = waiting.popleft()
        response = browser.client.get(path, headers=browser.headers)
        if response.status_code not in (200, 302, 303):
            faults.append((response.status_code, path, came_from))
        if response.status_code != 200 or response.mimetype != "text/html" or not AROUND.match(path):
            continue
        page = Page(response)
        yield page
        for link in page.links():
            there = link.partition("#")[0]
            if there.startswith("?"):
                there = path.partition("?")[0] + there
            if not there.startswith("/") or there in seen or opened.get(shape(there), 0) >= FEW:
                continue
            seen.add(there)
            opened[shape(there)] = opened.get(shape(there), 0) + 1
            waiting.append((there, path))


def offers(page: Page) -> Iterator[tuple[Form, str]]:
    """Each form of a page with each of its buttons, and those that stand outside of it."""
    for element in page.all("form"):
        form = next(one for one in page.forms() if one.action == (element.get("action") or page.path))
        for _, value in form.buttons or [("", "")]:
            yield form, value


def press(browser: Browser, page: Page, wanted: Form, value: str) -> int:
    """Press a button where the page still has it; the status that comes of it."""
    fresh = Page(browser.client.get(page.response.request.full_path, headers=browser.headers))
    found = [one for one in fresh.forms() if one.action == wanted.action and one.method == wanted.method]
    found = [one for one in found if not one.buttons or value in {button for _, button in one.buttons}]
    if fresh.status != 200 or not found:
        return 200
    data = found[0].data(value) if found[0].buttons else {}
    if wanted.method == "get":
        sent = browser.client.get(wanted.action, query_string=data, headers=browser.headers)
    else:
        sent = browser.client.post(wanted.action, data=data, headers=browser.headers)
    return sent.status_code


@pytest.mark.any_database
@pytest.mark.parametrize("archived", [False, True], ids=["in use", "archived"])
@pytest.mark.parametrize("role", ROLES)
def test_each_offer_of_a_class_is_open_to_who_reads_it(
    role: str, archived: bool, app: Flask, filled: int, at: Sign
) -> None:
    browser = at(PEOPLE[role][0] if role != "admin" else "Adam")
    with session_of(app) as session:
        if archived:
            archive(session, session.get_one(ClassRow, filled), now=NOW)
    seeds = [f"/classes/{filled}", "/classes"] + (["/teach"] if role != "learner" else [])
    faults: list[object] = []
    pages = list(led_to(browser, faults, *seeds))
    asked: dict[tuple[str, str], tuple[Page, Form, str]] = {}
    for page in pages:
        for form, value in offers(page):
            asked.setdefault((shape(form.action), value), (page, form, value))
    assert len(pages) > 3
    assert asked
    ordered = sorted(asked.values(), key=lambda one: any(word in one[1].action + one[2] for word in LAST))
    for page, form, value in ordered:
        status = press(browser, page, form, value)
        # What handed in every attempt before leaves nothing to close.
        if status not in (200, 302, 303, 422) and (status, value) != (409, "close"):
            faults.append((status, form.action, value, page.path))
    assert faults == []


def test_what_can_only_be_refused_is_not_offered(app: Flask, filled: int, at: Sign) -> None:
    owen, adam = at("Owen"), at("Adam")
    with session_of(app) as session:
        titles = {"Over": "begun", "Late": "untouched"}
        rows = session.scalars(select(Assignment).where(Assignment.class_id == filled)).all()
        works = {titles[one.title]: one.id for one in rows if one.title in titles}
        own, other = (accounts.find_named(session, name) for name in ("Adam", "Mina"))
        assert own is not None
        assert other is not None
        other.disabled = True
        numbers = own.id, other.id
    for name, offered in (("begun", False), ("untouched", True)):
        path = f"/classes/{filled}/assignments/{works[name]}"
        assert (f"{path}/take-back" in [one.action for one in owen.get(path).forms()]) == offered, name
    mine, closed = ([one.action for one in adam.get(f"/admin/accounts/{one}").forms()] for one in numbers)
    assert f"/admin/accounts/{numbers[0]}/close" not in mine
    assert f"/admin/accounts/{numbers[1]}/reset" not in closed
    assert f"/admin/accounts/{numbers[1]}/open" in closed
