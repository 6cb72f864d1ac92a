"""A bank that is hidden is offered to nobody for self-study, and assignments of classes go on asking it."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from quiz.services.audit import APP
from quiz.services.content.standings import set_owner, set_standing
from quiz.storage.models.content import SeriesRow
from tests.conftest import NOW
from tests.services.builders import named
from tests.web.classes.rooms import make_class
from tests.web.classes.test_assignments import assigned, filled, hand_in
from tests.web.pages import Browser
from tests.web.store import session_of

SAID = "숨김: 과제에서만"


def standing(app: Flask, word: str, *, owner: str = "") -> None:
    """Give the first bank a standing, and its series to a teacher."""
    with session_of(app) as session:
        set_standing(session, "2024-01", word, by=APP, now=NOW)
        if owner:
            set_owner(session, session.scalars(select(SeriesRow.slug)).one(), named(session, owner), by=APP, now=NOW)


def test_a_hidden_bank_is_assigned_by_who_may_edit_its_series(app: Flask, alice: Browser, tae_ri: Browser) -> None:
    standing(app, "hidden", owner="Tae-ri")
    room = make_class(app, "Tae-ri", "Alice")
    assert SAID in tae_ri.get(f"/classes/{room}/assignments/new").main
    page = assigned(app, tae_ri, filled(tae_ri, room))
    assert alice.get("/months/2024-01").status == 404
    assert alice.get("/2024-01").status == 404
    token = hand_in(alice, f"/assignments/{page.rpartition('/')[2]}")
    assert alice.get(f"/a/{token}/result").status == 200


def test_a_bank_that_is_hidden_later_stays_for_the_assignments_that_ask_it(
    app: Flask, alice: Browser, tae_ri: Browser
) -> None:
    room = make_class(app, "Tae-ri", "Alice")
    page = assigned(app, tae_ri, filled(tae_ri, room))
    standing(app, "hidden")
    assert "시작할 수 없어요" not in tae_ri.get(page).main
    # Who may not edit the series changes its dates, and it goes on asking what it asked.
    changed = tae_ri.get(f"{page}/edit").form(f"{page}/edit")
    assert changed.value("quiz") == "2024-01/check"
    assert tae_ri.send(changed, "keep").path == page
    hand_in(alice, f"/assignments/{page.rpartition('/')[2]}")


def test_a_hidden_bank_is_not_offered_to_a_teacher_who_may_not_edit_its_series(app: Flask, tae_ri: Browser) -> None:
    room = make_class(app, "Tae-ri")
    form = filled(tae_ri, room)
    standing(app, "hidden")
    assert SAID not in tae_ri.get(f"/classes/{room}/assignments/new").main
    assert tae_ri.send(form, "keep").status == 422


def test_a_withdrawn_bank_can_not_be_assigned(app: Flask, tae_ri: Browser) -> None:
    form = filled(tae_ri, make_class(app, "Tae-ri"))
    standing(app, "withdrawn", owner="Tae-ri")
    assert tae_ri.send(form, "keep").status == 422


def test_a_draft_of_a_test_says_that_learners_find_its_questions_elsewhere(app: Flask, tae_ri: Browser) -> None:
    standing(app, "open", owner="Tae-ri")
    page = tae_ri.send(filled(tae_ri, make_class(app, "Tae-ri")), "keep")
    assert "혼자서도 풀고 답을 볼 수 있어요" in page.main
    standing(app, "hidden")
    assert "혼자서도 풀고 답을 볼 수 있어요" not in tae_ri.get(page.path).main
