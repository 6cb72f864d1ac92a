"""Small things that pages say and show: what is true of an attempt, and all of what can be chosen."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.web.pages import Browser, token_of, words
from tests.web.store import PRACTICE, asked, of_kind, set_account, whole_bank

pytestmark = pytest.mark.any_database


def test_a_quiz_that_was_only_begun_does_not_claim_that_answers_are_saved(app: Flask, alice: Browser) -> None:
    page = alice.begin(PRACTICE)
    for path in ("/", "/me"):
        seen = alice.get(path).main
        assert "아직 답한 문항이 없어요" in seen
        assert "저장했어요" not in seen
        assert "마지막 답" not in seen
    one = asked(app, token_of(page))[0]
    alice.client.put(one.path, json={"answer": one.right, "device": "d", "sequence": 1, "base": 0})
    assert "모두 저장했어요" in alice.get("/").main
    assert "마지막 답" in alice.get("/me").main


@pytest.mark.parametrize(
    ("language", "wrong", "blank"), [("ko", "틀렸어요", "답하지 않았어요"), ("en", "Wrong", "Not answered")]
)
def test_a_result_says_what_was_wrong_and_what_was_left_blank(
    language: str, wrong: str, blank: str, app: Flask, alice: Browser
) -> None:
    set_account(app, "Alice", language=language)
    token = whole_bank(app, "Alice", "2024-02", "exam")
    one = of_kind(app, token, "numeric")
    alice.send(alice.get(one.path).answer_form.answer(one.wrong))
    alice.client.post(f"/a/{token}/hand-in")
    told = [words(summary) for summary in alice.get(f"/a/{token}/result").all("summary")]
    assert any(line.startswith(wrong) for line in told)
    assert any(line.startswith(blank) for line in told)
    assert not any(line.startswith(("아직 아니에요", "Not yet")) for line in told)


def test_a_teacher_finds_the_way_from_the_first_page(alice: Browser, tae_ri: Browser) -> None:
    ways = ("/teach/learners", "/teach/questions", "/teach/tests", "/teach/grading", "/teach/reports")
    ways += ("/teach/challenges",)
    (menu,) = tae_ri.get("/").all("nav", class_="note")
    assert tuple(link.get("href") for link in menu.iter("a")) == ways
    assert not alice.get("/").all("nav", class_="note")


def test_matching_lists_in_full_what_its_selects_may_cut(app: Flask, alice: Browser) -> None:
    one = of_kind(app, whole_bank(app, "Alice", "2024-02"), "matching")
    page = alice.get(one.path)
    (listed,) = page.all("ol", class_="partners")
    shown = [words(entry) for entry in listed]
    assert [text.partition(" ")[0] for text in shown] == list("ABCDEFGHIJ")[: len(shown)]
    for select in page.by_id("answer").iter("select"):
        assert [words(option).replace(". ", " ", 1) for option in list(select)[1:]] == shown
