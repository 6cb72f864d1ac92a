"""Pairs in a form, and the two lists of a question that they are."""

from __future__ import annotations

from typing import Any

from quiz.domain.authoring.forms.questions import opened, saved
from tests.domain.authoring.forms.filling import AROUND, after, bank_with, changed, sent

LEFT = [
    {"id": "1", "text": "가", "right": "a", "why": "왜"},
    {"id": "2", "text": "나", "right": "b"},
    {"id": "3", "text": "다", "right": "b"},
]
RIGHT = [{"id": "a", "text": "A"}, {"id": "b", "text": "B"}, {"id": "c", "text": "spare"}]


def bank(**changes: Any) -> bytes:
    """A bank with a matching question of three pairs, two of which share a partner, and one partner to spare."""
    return bank_with("matching", **{"left": LEFT, "right": RIGHT, "shuffle": None, **changes})


def both_of(text: str) -> tuple[str, ...]:
    return (text,)


def pairs(question: dict[str, Any]) -> list[tuple[str, str, str]]:
    """Each left entry with the id and the text of its partner."""
    texts = {one["id"]: one["text"] for one in question["right"]}
    return [(one["text"], one["right"], texts[one["right"]]) for one in question["left"]]


def test_a_shared_partner_stands_in_each_of_its_lines() -> None:
    form = opened(bank(), 1, AROUND)
    assert [form.one(f"pairs.{token}.partner.ko") for token in form.tokens("pairs")] == ["A", "B", "B"]
    assert [form.one(f"pairs.spare.{token}.ko") for token in form.tokens("pairs.spare")] == ["spare"]
    assert saved(bank(), 1, sent(form), AROUND) == bank()


def test_a_partner_that_is_changed_in_one_line_becomes_another() -> None:
    found = changed(bank(), pairs__1__partner__ko="새", pairs__1__partner__en="새")
    assert pairs(found) == [("가", "a", "A"), ("나", "d", "새"), ("다", "b", "B")]
    assert [one["id"] for one in found["right"]] == ["a", "b", "c", "d"]


def test_a_partner_that_is_changed_in_each_line_keeps_its_id() -> None:
    lines = {f"pairs.{line}.partner.{language}": ("새",) for line in (1, 2) for language in ("ko", "en")}
    found = after(bank(), {**sent(opened(bank(), 1, AROUND)), **lines})
    assert pairs(found) == [("가", "a", "A"), ("나", "b", "새"), ("다", "b", "새")]


def test_a_partner_that_is_typed_as_another_is_that_one() -> None:
    found = changed(bank(), pairs__0__partner__ko="B", pairs__0__partner__en="B")
    assert pairs(found)[0] == ("가", "b", "B")
    assert [one["id"] for one in found["right"]] == ["b", "c"]


def test_a_removed_pair_takes_its_partner_along() -> None:
    form = opened(bank(), 1, AROUND).acted("remove:pairs.0")
    found = after(bank(), sent(form))
    assert [one["id"] for one in found["left"]] == ["2", "3"]
    assert [one["id"] for one in found["right"]] == ["b", "c"]
    moved = after(bank(), sent(opened(bank(), 1, AROUND).acted("down:pairs.0")))
    assert [one["id"] for one in moved["left"]] == ["2", "1", "3"]


def test_new_pairs_and_spare_partners_get_ids() -> None:
    form = opened(bank(), 1, AROUND).acted("add:pairs").acted("add:pairs.spare").acted("remove:pairs.spare.2")
    texts = {"pairs.n1.text": "라", "pairs.n1.partner": "D", "pairs.spare.n1": "또"}
    inputs = {f"{name}.{language}": (text,) for name, text in texts.items() for language in ("ko", "en")}
    found = after(bank(), {**sent(form), **inputs})
    assert found["left"][-1] == {"id": "4", "text": "라", "right": "d"}
    assert found["right"] == [*RIGHT[:2], {"id": "d", "text": "D"}, {"id": "e", "text": "또"}]
    blank = opened(bank(), 1, AROUND).acted("add:pairs").acted("add:pairs.spare")
    assert saved(bank(), 1, sent(blank), AROUND) == bank()


def test_a_pair_without_a_partner_is_a_left_entry_alone() -> None:
    found = changed(bank(), pairs__0__partner__ko="", pairs__0__partner__en="")
    assert found["left"][0] == {"id": "1", "text": "가", "why": "왜"}
    assert [one["id"] for one in found["right"]] == ["b", "c"]


def test_partners_of_equal_words_and_without_words_stay_apart() -> None:
    right = [{"id": "a"}, {"id": "b", "text": "same"}, {"id": "c", "text": "same"}]
    raw = bank(right=right)
    assert changed(raw, prompt__ko="다른 글")["right"] == right
    found = changed(raw, pairs__1__text__ko="바뀜")
    assert [one["right"] for one in found["left"]] == ["a", "b", "b"]
    assert found["right"] == right


def test_lists_that_are_no_pairs_are_left_alone() -> None:
    for odd in (
        {"left": [{"id": "1", "text": "x", "right": "nowhere"}]},
        {"right": [*RIGHT, {"id": "a", "text": "twice"}]},
        {"right": "A"},
        {"left": [{"words": "x"}]},
        {"right": [{"id": "a", "text": ["x"]}, {"id": "b"}]},
    ):
        raw = bank(**odd)
        assert {"left", "right"} <= set(opened(raw, 1, AROUND).left_over)
        assert "left" in changed(raw, prompt__ko="다른 글")
    extra = bank(right=[{**RIGHT[0], "colour": "red"}, *RIGHT[1:]], left=[{**LEFT[0], "shape": "x"}, *LEFT[1:]])
    assert opened(extra, 1, AROUND).left_over == ("pairs.0.shape", "pairs.spare.0.colour")
