"""A learner's own progress: months, objectives, what waits, the history."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from flask import Flask
from sqlalchemy import select

from quiz.services.reporting.learner_progress import PAGE
from quiz.storage.models.content import QuestionRow, QuizRow
from quiz.storage.models.identity import Account
from tests.builders import definition
from tests.conftest import NOW, QUESTION_COUNTS
from tests.services import builders
from tests.shipped import shipped_bank
from tests.web.attempts.test_tries import publish
from tests.web.pages import Browser, Element, Page, to_grade, token_of, words
from tests.web.store import CHECK, PRACTICE, asked, attempt_of, row_of, session_of, set_account, set_attempt, whole_bank

pytestmark = pytest.mark.any_database

Visit = Callable[..., Browser]


def rows_under(page: Page, section: str) -> list[Element]:
    """The lines of the table under a heading."""
    (found,) = [part for part in page.all("section") if any(one.get("id") == section for one in part.iter())]
    return list(found.iter("tr"))[1:]


def cells(row: Element) -> list[str]:
    """The words of a line, cell by cell."""
    return [words(cell) for cell in row]


def test_at_first_there_is_nothing_but_the_way_to_the_series(alice: Browser) -> None:
    page = alice.get("/me")
    assert page.all("div", class_="empty")
    assert "/" in page.links()
    assert not page.all("table")


def test_nobody_is_sent_to_sign_in_and_comes_back(visit: Visit) -> None:
    response = visit().client.get("/me")
    assert (response.status_code, response.headers["Location"]) == (303, "/signin?next=/me")


def test_what_waits_is_listed_with_the_place_to_go_on_at(app: Flask, alice: Browser, guest: Browser) -> None:
    token = token_of(alice.begin(PRACTICE))
    first, second, *_ = asked(app, token)
    alice.send(alice.get(first.path).answer_form.answer(first.right), "check")
    exam = token_of(alice.begin(CHECK))
    one = asked(app, exam)[0]
    alice.send(alice.get(one.path).answer_form.answer(one.right))
    links = alice.get("/me").links()
    assert second.path in links
    assert f"/a/{exam}/2" in links
    assert any(link.startswith("/signup") for link in guest.get("/me").links())


def test_months_and_objectives_tell_how_it_went(app: Flask, alice: Browser) -> None:
    set_account(app, "Alice", language="en")
    page = alice.begin(CHECK)
    for one in asked(app, token_of(page)):
        alice.send(alice.get(one.path).answer_form.answer(one.right))
    alice.client.post(f"/a/{token_of(page)}/hand-in")
    page = alice.get("/me")
    months = [cells(row) for row in rows_under(page, "by-month")]
    assert len(months) == 6
    assert months[1][1:] == ["12", "0", "0", str(QUESTION_COUNTS["2024-02"]), "100%", "100%"]
    assert months[0][1:] == ["0", "0", "0", str(QUESTION_COUNTS["2024-01"]), "–", "–"]
    objectives = {row[0].split()[-1]: row[1:] for row in map(cells, rows_under(page, "by-objective"))}
    counts: dict[str, int] = {}
    for one in asked(app, whole_test(alice.get("/me/history"))):
        counts[one.question.objective] = counts.get(one.question.objective, 0) + 1
    assert set(objectives) == set(shipped_bank("2024-02").header.objectives)
    for name, shown in objectives.items():
        n = counts.get(name, 0)
        share = "100%" if n >= 3 else "–" if n else ""
        assert shown == [f"{n} / {n}" if n else "not asked yet", share]


def test_what_is_mastered_and_what_is_remembered_lie_within_what_is_done(app: Flask, alice: Browser) -> None:
    set_account(app, "Alice", language="en")
    key = publish(app, definition("numeric"), mode="practice")
    now = datetime.now(UTC)
    for ago in (300, 299, 1, 0):
        practise_then(app, "Alice", key, now - timedelta(days=ago))
        counted = [cells(row)[1:5] for row in rows_under(alice.get("/me"), "by-month")]
        # Two right answers are too few to be mastered.
        mastered = int(ago < 299)
        assert ["1", str(mastered), str(mastered), "1"] in counted
    page = alice.get("/me")
    assert "1 of them is mastered, 1 remembered today." in page.main
    for path in ("/", f"/m/{key.partition('/')[0]}"):
        shown = alice.get(path)
        assert "1 mastered, 1 remembered today" in shown.main, path
        assert 'class="v3"' in shown.html, path


def practise_then(app: Flask, name: str, key: str, now: datetime) -> None:
    """Somebody practises a quiz at a moment, and everything is right."""
    with session_of(app) as session:
        account = session.scalars(select(Account).where(Account.name == name)).one()
        builders.practise(session, account, key, now=now)


def whole_test(page: Page) -> str:
    """The token of the one attempt in the history."""
    (link,) = [link for link in page.links() if link.startswith("/a/")]
    return link.split("/")[2]


def test_what_is_checked_counts_at_once_wherever_progress_is_told(app: Flask, visit: Visit) -> None:
    guest = visit("en")
    page = guest.begin(PRACTICE)
    for one in asked(app, token_of(page))[:2]:
        guest.send(guest.get(one.path).answer_form.answer(one.right), "check")
    assert f"2 of {QUESTION_COUNTS['2024-02']} questions done" in guest.get("/").main
    assert f"2 of {QUESTION_COUNTS['2024-02']} questions done" in guest.get("/m/2024-02").main
    months = [cells(row) for row in rows_under(guest.get("/me"), "by-month")]
    assert [row[1] for row in months if "2024-02" in row[0] or "February" in row[0]] == ["2"]


def test_what_was_left_blank_in_a_test_is_no_answer(app: Flask, alice: Browser) -> None:
    set_account(app, "Alice", language="en")
    token = token_of(alice.begin(CHECK))
    questions = asked(app, token)
    for one in questions[:-2]:
        alice.send(alice.get(one.path).answer_form.answer(one.wrong))
    alice.client.post(f"/a/{token}/hand-in")
    page = alice.get("/me")
    told = [cells(row)[1] for row in rows_under(page, "by-objective")]
    assert sum(int(one.split("/")[1]) for one in told if "/" in one) == len(questions) - 2
    assert sum(int(cells(row)[1]) for row in rows_under(page, "by-month")) == len(questions) - 2


def test_the_history_is_turned_page_by_page(app: Flask, alice: Browser) -> None:
    count = 2 * PAGE + 3
    for number in range(count):
        state = {"state": "finished", "finished_at": NOW + timedelta(days=number), "points": Fraction(number, 3)}
        whole_bank(app, "Alice", "2024-02", "exam", **state)
    seen: list[str] = []
    path = "/me/history"
    for size in (PAGE, PAGE, 3):
        page = alice.get(path)
        links = [str(link.get("href")) for row in rows_under(page, "history") for link in row.iter("a")]
        assert len(links) == size
        seen += links
        path = next((link for link in page.links() if "before=" in link), "")
    assert not path
    assert len(set(seen)) == count
    assert "/me/history" in page.links()


def test_any_mark_of_a_page_is_answered(alice: Browser) -> None:
    for mark in ("", "x", "-1", "0", "9" * 40, "1e9", "１"):
        assert alice.get(f"/me/history?before={mark}").status == 200, mark


def test_an_attempt_that_was_set_aside_is_told_but_not_led_to(app: Flask, alice: Browser) -> None:
    page = alice.begin(PRACTICE)
    token = token_of(page)
    alice.send(page.answer_form.answer(asked(app, token)[0].right), "check")
    set_attempt(app, token, state="set_aside")
    page = alice.get("/me/history")
    assert len(rows_under(page, "history")) == 1
    assert f"/a/{token}" not in page.links()


def test_a_month_that_is_no_more_on_offer_does_not_break_the_history(app: Flask, alice: Browser) -> None:
    token = token_of(alice.begin(CHECK))
    alice.client.post(f"/a/{token}/hand-in")
    with session_of(app) as session:
        for quiz in session.query(QuizRow):
            quiz.withdrawn = True
        for question in session.query(QuestionRow):
            question.withdrawn = True
    assert alice.get("/me").status == 200
    assert alice.get(f"/a/{token}/result").status == 200


@pytest.mark.parametrize("right", [True, False])
def test_an_exam_that_waits_moves_no_share_that_its_learner_sees(
    right: bool, app: Flask, alice: Browser, tae_ri: Browser
) -> None:
    key = publish(app, definition("essay"), definition("single_choice"), mode="exam")
    token = token_of(alice.begin(key))
    for one in asked(app, token):
        answer = one.right if right or one.question.judged_by_person else one.wrong
        saved = {"answer": answer, "device": "d", "sequence": one.position, "base": 0, "at": 1e12}
        assert alice.client.put(one.path, json=saved).status_code == 200
    alice.client.post(f"/a/{token}/hand-in")
    assert attempt_of(app, token).state == "waiting"
    (choice,) = [one for one in asked(app, token) if not one.question.judged_by_person]
    assert row_of(app, token, choice.position).share == right
    page = alice.get("/me")
    assert not page.has_id("by-objective")
    assert {row[5] for row in map(cells, rows_under(page, "by-month"))} == {"–"}
    grade_all(tae_ri)
    assert attempt_of(app, token).state == "finished"
    shown = [row[1] for row in map(cells, rows_under(alice.get("/me"), "by-objective"))]
    assert f"{1 + right} / 2" in shown


def grade_all(teacher: Browser) -> None:
    """Find all that is asked for in every answer that waits."""
    for link in to_grade(teacher):
        form = teacher.get(link).form(link)
        form.tick("part")
        teacher.send(form)
