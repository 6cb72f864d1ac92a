"""A quiz as a form: all questions, some that are picked, so many by rules."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from quiz.domain.authoring.forms.fields.base import Offer
from quiz.domain.authoring.forms.filled import Refused
from quiz.domain.authoring.forms.quizzes import added, blank, deleted, opened, quiz_at, quizzes_of, saved
from quiz.domain.bank_format.bank import read_bank
from quiz.domain.bank_format.series import read_series
from quiz.domain.errors import say
from tests.builders import as_yaml, bank_data
from tests.domain.authoring.forms.filling import AROUND, sent

OFFERED = {
    **AROUND.offered,
    "questions": [Offer(value=name, label=say("%(text)s", text=name)) for name in ("a", "b", "c")],
}
WITH = replace(AROUND, offered=OFFERED)


def bank(draw: Any = None, **changes: Any) -> bytes:
    """A bank with one quiz."""
    quiz = {"id": "check", "title": "평가", "mode": "exam", **({"draw": draw} if draw is not None else {}), **changes}
    return as_yaml(bank_data(quizzes=[quiz])).encode()


def changed(raw: bytes, unnamed: Any = None, **changes: Any) -> dict[str, Any]:
    """The quiz once these inputs were changed in its form."""
    return quiz_at(saved(raw, 0, sent(opened(raw, 0, WITH), **changes), WITH, unnamed or {}), 0)


PICKED = [{"questions": ["a", "b"]}]
RULES = [{"section": "2.1", "count": "2"}, {"difficulty": "3", "kind": "essay", "count": "1"}]


@pytest.mark.parametrize(
    ("raw", "which"),
    [
        (bank(PICKED), "picked"),
        (bank(questions=["a"]), "picked"),
        (bank(RULES), "rules"),
        (bank(questions="all"), "all"),
        (bank(), "all"),
        (bank([]), "rules"),
    ],
)
def test_the_recipe_is_shown_and_stays(raw: bytes, which: str) -> None:
    form = opened(raw, 0, WITH)
    assert form.one("draw.which") == which
    if raw != bank([]):
        assert saved(raw, 0, sent(form), WITH, {}) == raw


@pytest.mark.parametrize(
    "draw",
    [
        [{"questions": ["a"], "count": "1"}],
        [{"questions": ["a"]}, {"count": "2"}],
        [{"bank": "x", "count": "1"}],
        "all",
        ["x"],
        [{"count": ["1"]}],
    ],
)
def test_a_recipe_that_no_input_can_show_is_named_and_stays(draw: Any) -> None:
    raw = bank(draw)
    assert opened(raw, 0, WITH).left_over == ("draw",)
    assert changed(raw, minutes="30") == {**quiz_at(raw, 0), "minutes": "30"}
    assert opened(bank(PICKED, questions=["a"]), 0, WITH).left_over == ("draw", "questions")
    assert opened(bank(questions="some"), 0, WITH).left_over == ("questions",)


def test_questions_are_picked_and_keep_their_order() -> None:
    assert changed(bank(PICKED), draw__picked=["", "b", "a", "c"])["draw"] == [{"questions": ["a", "b", "c"]}]
    assert changed(bank(PICKED), draw__picked=["", "c", "b"])["draw"] == [{"questions": ["b", "c"]}]
    assert changed(bank(questions=["a"]), draw__picked=["", "b"])["questions"] == ["b"]
    found = changed(bank(RULES), draw__which="picked", draw__picked=["", "c"])
    assert found["draw"] == [{"questions": ["c"]}]
    with pytest.raises(Refused, match="at least one"):
        changed(bank(PICKED), draw__picked=[""])
    with pytest.raises(Refused, match="Choose one of these"):
        changed(bank(PICKED), draw__picked=["", "zzz"])


def test_a_recipe_changes_its_form() -> None:
    assert changed(bank(PICKED), draw__which="all") == {
        "id": "check",
        "title": "평가",
        "mode": "exam",
        "questions": "all",
    }
    raw = bank(questions="all")
    form = opened(raw, 0, WITH).acted("add:draw")
    inputs = sent(form, draw__which="rules", draw__n1__count="3", draw__n1__section="2.1")
    assert quiz_at(saved(raw, 0, inputs, WITH, {}), 0)["draw"] == [{"count": "3", "section": "2.1"}]
    with pytest.raises(Refused, match="how many"):
        changed(raw, draw__which="rules")
    with pytest.raises(Refused, match="Choose one"):
        changed(raw, draw__which="some")
    assert changed(bank(RULES), draw__0__count="5")["draw"] == [{"section": "2.1", "count": "5"}, RULES[1]]


def test_picked_questions_without_an_id_get_theirs() -> None:
    data = bank_data()
    data["questions"][1].pop("id")
    raw = as_yaml({**data, "quizzes": [{"id": "check", "title": "t", "mode": "exam", "draw": PICKED}]}).encode()
    found = saved(raw, 0, sent(opened(raw, 0, WITH), draw__picked=["", "a", "c"]), WITH, {"c": 1, "b": 2})
    assert b"- id: c\n" in found
    assert quiz_at(found, 0)["draw"] == [{"questions": ["a", "c"]}]


@pytest.mark.parametrize(("mode", "name"), [("practice", "practice"), ("exam", "check"), ("", "quiz")])
def test_new_quizzes_get_an_id_of_their_mode(mode: str, name: str) -> None:
    raw = b"bank: x\nquizzes: []\nquestions:\n  - {id: a, kind: true_false}\n"
    inputs = sent(blank(WITH, {}), title__ko="새 평가", mode=mode)
    found, number = added(raw, inputs, WITH, {})
    again, second = added(found, inputs, WITH, {})
    assert (number, second) == (0, 1)
    assert [quiz["id"] for quiz in quizzes_of(again)] == [name, f"{name}-2"]
    assert quizzes_of(found)[0]["questions"] == "all"
    assert found.index(b"quizzes:") < found.index(b"questions:\n")
    empty, _ = added(b"quizzes: []\n", inputs, WITH, {})
    assert quizzes_of(empty)[0]["id"] == name


def _stored(raw: bytes) -> list[Any]:
    """What publishing keeps of each quiz."""
    series = read_series(b"series: s\ntitle: S\nlanguages: [ko]\nprofile: open\nparts: [{id: a, title: A}]\n")
    return list(read_bank(raw, "x.yaml", series).data["quizzes"])


@pytest.mark.parametrize(
    ("mode", "which", "ids"),
    [
        ("exam", "all", ["practice", "check"]),
        ("practice", "rules", ["practice", "practice-2"]),
        ("practice", "all", ["practice"]),
    ],
)
def test_a_first_quiz_leaves_the_practice_that_every_bank_has(mode: str, which: str, ids: list[str]) -> None:
    raw = b"bank: x\nquestions:\n  - {id: a, kind: true_false, prompt: A, answer: true}\n"
    around = replace(WITH, languages=("ko",))
    form = blank(around, {}).acted("add:draw")
    inputs = sent(form, title__ko="새 퀴즈", mode=mode, draw__which=which, draw__n1__count="1")
    found, number = added(raw, inputs, around, {})
    assert [quiz["id"] for quiz in quizzes_of(found)] == ids
    assert quizzes_of(found)[number]["title"] == "새 퀴즈"
    if len(ids) > 1:
        assert _stored(found)[0] == _stored(raw)[0], "nothing about the practice differs"


def test_a_quiz_is_deleted() -> None:
    assert quizzes_of(deleted(bank(PICKED), 0)) == []
    with pytest.raises(LookupError):
        deleted(bank(PICKED), 1)
    with pytest.raises(LookupError):
        quiz_at(b"quizzes: [x]", 0)
    assert quizzes_of(b"- x") == []


def test_a_fault_of_a_new_quiz_is_at_its_input() -> None:
    for change in ({"mode": "riddle"}, {"title__ko": "\x00"}):
        with pytest.raises(Refused):
            added(bank(), sent(blank(WITH, {"mode": "exam"}), **change), WITH, {})


def test_what_the_file_does_not_allow_is_refused_as_a_whole() -> None:
    raw = b"quizzes: [title: x]\n"
    with pytest.raises(Refused) as refused:
        changed(raw, minutes="5")
    assert list(refused.value.errors) == [""]
