"""Learners join by a code or a link, as visitors, guests and members; a class behind one address within a minute."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from flask import Flask
from sqlalchemy import select

from quiz.storage.models.attempts import Attempt
from quiz.storage.models.classes import ClassMember, ClassRow
from quiz.storage.models.identity import Account
from tests.conftest import PASSWORD
from tests.web.pages import Browser
from tests.web.people import ask_to_sign_up, sign_in, sign_up
from tests.web.store import session_of

Sign = Callable[[str], Browser]
Visit = Callable[..., Browser]


@pytest.fixture
def link(app: Flask, classes: Mapping[str, int]) -> str:
    """The path of the link of a class."""
    with session_of(app) as session:
        return f"/join/{session.get_one(ClassRow, classes['ours']).code}"


def members(app: Flask, number: int) -> set[str]:
    with session_of(app) as session:
        inside = select(Account.name).join(ClassMember, ClassMember.account_id == Account.id)
        return set(session.scalars(inside.where(ClassMember.class_id == number, ClassMember.left_at.is_(None))))


@pytest.mark.any_database
def test_a_visitor_sees_whose_class_it_is_signs_up_and_is_in(
    app: Flask, classes: Mapping[str, int], link: str, visit: Visit
) -> None:
    mina = visit("en")
    page = mina.get(link)
    assert "Join the class Ours" in page.main
    assert "Owen, Theo" in page.main
    assert "Asha" not in page.main
    (way,) = [one for one in page.links() if one.startswith("/signup")]
    assert "After this you are in the class Ours." in mina.get(way).main
    assert sign_up(mina, "Mina", start=way).path == f"/classes/{classes['ours']}"
    assert "Mina" in members(app, classes["ours"])


def test_who_has_an_account_signs_in_and_is_in(app: Flask, classes: Mapping[str, int], link: str, visit: Visit) -> None:
    assert sign_in(visit(), "Outa", start=f"/signin?next={link}").path == f"/classes/{classes['ours']}"
    assert "Outa" in members(app, classes["ours"])


def test_who_is_signed_in_types_the_code_and_confirms(
    app: Flask, classes: Mapping[str, int], link: str, at: Sign
) -> None:
    outa = at("Outa")
    form = outa.get("/join").form("/join")
    form.set("code", link.removeprefix("/join/").lower())
    page = outa.send(form)
    assert page.path == link
    assert "Outa" not in members(app, classes["ours"])
    assert outa.send(page.form(link)).path == f"/classes/{classes['ours']}"
    assert outa.get(link).path == f"/classes/{classes['ours']}"
    for wrong in ("XXXXXXXX", "", "%"):
        form.set("code", wrong)
        assert outa.send(form).status == 422


@pytest.mark.any_database
def test_a_guest_keeps_what_they_did(app: Flask, classes: Mapping[str, int], link: str, guest: Browser) -> None:
    assert sign_up(guest, "Gina", start=f"/signup?next={link}").path == f"/classes/{classes['ours']}"
    with session_of(app) as session:
        whose = select(Account.name).join(Attempt, Attempt.account_id == Account.id)
        assert session.scalars(whose).all() == ["Gina"]


def test_thirty_behind_one_address_come_within_a_minute_whatever_somebody_there_guesses(
    app: Flask, classes: Mapping[str, int], link: str, visit: Visit
) -> None:
    app.config["RATELIMIT_ENABLED"] = True
    attacker = app.test_client()
    statuses = []
    for number in range(130):
        wrong = {"name": f"Guess{number}", "password": "short", "old_enough": "1"}
        statuses.append(attacker.post("/signup", data=wrong).status_code)
        attacker.post("/signin", data={"name": f"Guess{number}", "password": PASSWORD})
    assert statuses[:120] == [422] * 120
    assert statuses[120:] == [429] * 10
    assert attacker.post("/signin", data={"name": "Lena", "password": "wrong"}).status_code == 429
    assert sign_in(visit(), "Lena", start=f"/signin?next={link}").path == f"/classes/{classes['ours']}"
    for number in range(30):
        learner = visit()
        if number % 3 == 0:
            assert ask_to_sign_up(learner, f"Pupil {number}", "short", f"/signup?next={link}").status == 422
        assert sign_up(learner, f"Pupil {number}", start=f"/signup?next={link}").path == f"/classes/{classes['ours']}"
    assert len(members(app, classes["ours"])) == 34
    guesses = [
        attacker.post("/signup", data={"name": "Lena", "password": PASSWORD, "old_enough": "1", "next": link})
        for _ in range(14)
    ]
    assert [one.status_code for one in guesses] == [422] * 12 + [429] * 2


def test_a_new_code_closes_the_link_of_before(
    app: Flask, classes: Mapping[str, int], link: str, at: Sign, visit: Visit
) -> None:
    owen = at("Owen")
    assert owen.client.post(f"/classes/{classes['ours']}/code").status_code == 303
    assert visit().get(link).status == 422
    mina = visit()
    assert sign_up(mina, "Mina", start=f"/signup?next={link}").status == 422
    assert "Mina" not in members(app, classes["ours"])
    picture = owen.client.get(f"/classes/{classes['ours']}/join.svg")
    assert (picture.mimetype, picture.data[:4]) == ("image/svg+xml", b"<svg")
    assert b"style" not in picture.data
