"""Items, each put where it belongs."""

from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import strategies as st

from quiz.domain.questions import Question
from quiz.domain.questions.base import Variant
from quiz.domain.questions.categorize import Categorize
from tests.builders import NAMES, both, listed, question
from tests.samples import Listed, Sample, move


@st.composite
def made_up(draw: st.DrawFn) -> Question:
    bins = draw(st.integers(2, 6))
    places = draw(st.lists(st.sampled_from(NAMES[:bins]), min_size=3, max_size=12))
    return question(
        "categorize",
        bins=[{"id": name, "text": f"자리 {name}"} for name in NAMES[:bins]],
        items=[
            {"id": str(number), "text": f"물건 {number}", "bin": place, "why": "x"}
            for number, place in enumerate(places)
        ],
    )


SAMPLE = Sample(
    definition={
        "prompt": both("망각을 줄이는 기법으로 나눠 보세요.", "Sort by the technique against forgetting."),
        "bins": [
            listed("rep", "리플레이", "Replay"),
            listed("reg", "정규화", "Regularisation"),
            listed("non", "둘 다 아님", "Neither"),
        ],
        "items": [
            listed(
                "1",
                "예전 문서를 조금 섞어요.",
                "Mix in a few former documents.",
                bin="rep",
                why=both("옛 데이터를 간직해요.", "It keeps old data."),
            ),
            listed(
                "2",
                "중요한 가중치가 변하면 벌점을 줘요.",
                "Penalise changes to what mattered.",
                bin="reg",
                why=both("옛 값을 간직해요.", "It keeps old values."),
            ),
            listed(
                "3",
                "학습률을 높여 더 오래 배워요.",
                "Train longer at a higher rate.",
                bin="non",
                why=both("지키는 장치가 없어요.", "Nothing is kept."),
            ),
            listed(
                "4",
                "보관한 상담 기록을 다시 배워요.",
                "Train on stored dialogues again.",
                bin="rep",
                why=both("옛 데이터를 간직해요.", "It keeps old data."),
            ),
        ],
    },
    made_up=made_up(),
    passages="""
        prompt at prompt, seen
        explanation at explanation
        bins.rep.text at bins.0.text, seen, inline
        bins.reg.text at bins.1.text, seen, inline
        bins.non.text at bins.2.text, seen, inline
        item-1.text at items.0.text, seen, inline
        item-1.why at items.0.why, inline
        item-2.text at items.1.text, seen, inline
        item-2.why at items.1.why, inline
        item-3.text at items.2.text, seen, inline
        item-3.why at items.2.why, inline
        item-4.text at items.3.text, seen, inline
        item-4.why at items.3.why, inline
    """,
    other_key=lambda question: move(question["items"], "bin"),
    lists=(
        Listed(key="items", texts="item-", order="items", names="item-"),
        Listed(key="bins", texts="bins.", mixed=False),
    ),
    partial_credit=True,
)
WHY = "거기에 속해요."
AGAIN = "the answers come again in the same order every {} entries"


def made(pairs: str = "1p 2q 3p 4r", ids: str = "pqr", **changes: Any) -> Categorize:
    items = [{"id": pair[0], "text": f"물건 {pair[0]}", "bin": pair[1], "why": WHY} for pair in pairs.split()]
    places = [{"id": name, "text": f"자리 {name}"} for name in ids]
    found = question("categorize", **{"items": items, "bins": places, **changes})
    assert isinstance(found, Categorize)
    return found


def answer(pairs: str) -> dict[str, tuple[str, ...]]:
    return {f"item-{pair[0]}": (pair[1],) for pair in pairs.split()}


def told(found: Categorize) -> list[tuple[Any, ...]]:
    return [(fault.code, fault.path, fault.severity, str(fault.message)) for fault in found.all_checks()]


@pytest.mark.parametrize(
    ("pairs", "fraction"),
    [("1p 2q 3p 4r", "1"), ("1p 2q 3p 4q", "3/4"), ("1p 2p 3p 4p", "1/2"), ("1p", "1/4"), ("1q 2r", "0"), ("", "0")],
)
def test_each_item_in_its_place_counts_alike(pairs: str, fraction: str) -> None:
    assert made().grade(Variant(), answer(pairs)).fraction == Fraction(fraction)


def test_what_was_put_is_judged_and_what_is_not_right_is_answered_with_its_reason() -> None:
    score = made().grade(Variant(), answer("1p 2p"))
    assert score.verdicts == {"item-1": "right", "item-2": "wrong"}
    assert score.feedback == ("item-2.why", "item-3.why", "item-4.why")
    assert score.chosen == ("1:p", "2:p")


def test_it_asks_for_one_place_for_each_item_and_mixes_the_items_alone() -> None:
    assert [(wanted.name, wanted.kind, wanted.options) for wanted in made().inputs()] == [
        (f"item-{number}", "one", ("p", "q", "r")) for number in "1234"
    ]
    orders = [made().draw(Random(seed)).order for seed in range(200)]
    assert {tuple(order) for order in orders} == {("items",)}
    assert len({order["items"] for order in orders}) == 24
    assert made(shuffle="false").draw(Random(7)).order == {"items": ("item-1", "item-2", "item-3", "item-4")}


def test_its_texts_are_seen_and_its_reasons_are_not() -> None:
    passages = [(passage.name, passage.path, passage.shown) for passage in made("1p 2q 3p", "pq").own_passages()]
    assert passages == [
        ("bins.p.text", ("bins", 0, "text"), True),
        ("bins.q.text", ("bins", 1, "text"), True),
        *(
            (f"item-{name}.{part}", ("items", place, part), part == "text")
            for place, name in enumerate("123")
            for part in ("text", "why")
        ),
    ]


@pytest.mark.parametrize(
    ("question", "faults"),
    [
        (made(), []),
        (made("1p 1q 3r"), [("duplicate", ("items", 1, "id"), "error", "id '1' is used twice")]),
        (made(ids="pqrr"), [("duplicate", ("bins", 3, "id"), "error", "id 'r' is used twice")]),
        (made("1p 2q 3p 4z", "pq"), [("S3", ("items", 3, "bin"), "error", "'z' is not among p, q")]),
        (made(ids="pqrs"), [("D4", ("bins", 3), "warning", "nothing belongs to 's'")]),
        (made("1p 2p 3q 4p"), [("D4", ("bins", 2), "warning", "nothing belongs to 'r'"),
                               ("D4", ("items",), "warning", "75 % belong to 'p'")]),
        (made("1p 2q 3p 4p 5q", "pq"), []),  # three of five are 60 %
        (made("1p 2q 3p", "pq"), []),  # two of three can't be helped
        (made("1p 2p 3q 4r"), [("D4", ("items",), "warning", "the items stand bin by bin")]),
        (made("1p 2q 3r"), []),
        (made("1p 2q 3r 4p 5q 6r"), [("D4", ("items",), "warning", AGAIN.format(3))]),
        (made("1p 2q 3p 4q", "pq"), [("D4", ("items",), "warning", AGAIN.format(2))]),
        (made("1p 2p 3p 4p", "pq"), [("D4", ("bins", 1), "warning", "nothing belongs to 'q'"),
                                     ("D4", ("items",), "warning", "100 % belong to 'p'"),
                                     ("D4", ("items",), "warning", "the items stand bin by bin")]),
        (made("1p 2q 3r 4p 5r 6q"), []),
    ],
)  # fmt: skip
def test_a_fault_is_told_where_it_stands(question: Categorize, faults: list[Any]) -> None:
    assert [fault for fault in told(question) if fault[0] != "O4"] == faults


@pytest.mark.parametrize("part", ["items", "bins"])
def test_two_entries_of_one_text_are_told(part: str) -> None:
    entries = [entry.model_dump() | {"text": "같은 말"} for entry in getattr(made(), part)]
    entries = [{key: value for key, value in entry.items() if value is not None} for entry in entries]
    for entry in entries:
        entry.update({"why": WHY} if part == "items" else {})
    faults = list(made(**{part: entries}).checks())
    assert {fault.code for fault in faults} == {"O4"}
    assert faults[0].path == (part, 1, "text", "ko")


def test_ids_that_begin_with_the_bins_tell_the_key() -> None:
    items = [
        {"id": name, "text": f"물건 {name}", "bin": name[0], "why": WHY} for name in ("p1", "q1", "p2", "q2", "r1")
    ]
    assert told(made(items=items)) == [("D8", ("items",), "error", "each id begins with the id of its answer")]
    items[4]["id"] = "5"
    assert told(made(items=items)) == []


@pytest.mark.parametrize(
    ("item", "bins", "language", "word"),
    [
        (both("정부 간 원칙을 세워요.", "Governments agree."), [both("OECD 원칙", "OECD"), "q", "r"], "ko", "원칙"),
        (
            both("규칙이에요.", "These principles bind."),
            [both("OECD 원칙", "A principle"), "q", "r"],
            "en",
            "principle",
        ),
        (both("원칙이에요.", "Rules."), [both("원칙", "OECD"), both("원칙들", "Law"), "r"], "ko", "원칙"),
        (both("원칙이에요.", "Rules."), [both("원칙", "OECD"), both("원칙들", "Law"), both("새 원칙", "New")], "", ""),
        (both("법이에요.", "A law."), [both("법", "The law"), "q", "r"], "", ""),
    ],
)
def test_an_item_and_its_bin_share_no_word_that_another_bin_lacks(
    item: Any, bins: list[Any], language: str, word: str
) -> None:
    items = [entry.model_dump(exclude_none=True) | {"text": f"물건 {entry.id}", "why": WHY} for entry in made().items]
    items[0]["text"] = item
    found = told(made(items=items, bins=[{"id": name, "text": text} for name, text in zip("pqr", bins, strict=True)]))
    message = f"the item and its bin share the word {word!r}"
    assert found == ([("D8", ("items", 0, "text", language), "error", message)] if word else [])


def test_a_word_shared_by_a_text_of_all_languages_is_told_of_the_text() -> None:
    items = [entry.model_dump(exclude_none=True) | {"text": f"물건 {entry.id}", "why": WHY} for entry in made().items]
    items[1]["text"] = "router"
    bins = [{"id": "p", "text": "LoRA"}, {"id": "q", "text": "routers"}, {"id": "r", "text": "KD"}]
    assert {fault[:2] for fault in told(made(items=items, bins=bins))} == {("D8", ("items", 1, "text"))}


def test_entries_that_a_draw_makes_equal_are_told() -> None:
    items = [
        {"id": str(n), "text": text, "bin": place, "why": WHY}
        for n, (text, place) in enumerate([("{{d}}", "p"), ("{{8 - d}}", "q"), ("셋", "p")])
    ]
    found = made(items=items, bins=[{"id": "p", "text": "{{d + 1}}"}, {"id": "q", "text": "5"}])
    assert list(found.faults_of({})) == []
    assert [fault.path for fault in found.faults_of({"d": Fraction(4)})] == [
        *[("bins", 1, "text", language) for language in ("ko", "en")],
        *[("items", 1, "text", language) for language in ("ko", "en")],
    ]
    assert list(found.faults_of({"d": Fraction(3)})) == []


def test_its_model_answers_are_all_items_and_all_but_the_first() -> None:
    assert made().solution(Variant()) == answer("1p 2q 3p 4r")
    assert made().wrong_answer(Variant()) == answer("1q 2q 3p 4r")
    assert made().right_choices() == {"1:p", "2:q", "3:p", "4:r"}
    assert (made().guess(), made().partial_credit) == (Fraction(1, 3), True)


@pytest.mark.parametrize(("choice", "words"), [("1:q", "물건 1 → 자리 q"), ("9:z", "9:z → ")])
def test_a_pair_is_told_in_words_for_statistics(choice: str, words: str) -> None:
    assert str(made().choice_words(choice, "ko")) == words


def test_a_shared_word_is_told_in_every_language_once() -> None:
    items = [entry.model_dump(exclude_none=True) | {"text": f"물건 {entry.id}", "why": WHY} for entry in made().items]
    items[0]["text"] = both("정부 원칙과 정부 규칙", "Government principles")
    bins = [{"id": "p", "text": both("정부 원칙", "Principles of governments")}, {"id": "q", "text": "q"}]
    found = told(made(items=items, bins=[*bins, {"id": "r", "text": "r"}]))
    assert [fault[1:2] + fault[3:] for fault in found] == [
        (("items", 0, "text", "ko"), "the item and its bin share the word '정부'"),
        (("items", 0, "text", "en"), "the item and its bin share the word 'principles'"),
    ]


@pytest.mark.parametrize(
    ("item", "place", "shared"),
    [
        ("모델에서 배워요", "모델", True),
        ("모델에서는 배워요", "모델", True),
        ("모델", "모델이라는 것", True),
        ("기계를", "기계가", True),
        ("기계에서", "기계란", True),
        ("기계입니다", "기계란", True),
        ("기계란", "기계도", False),  # no particles that are known
        ("기계을", "기계은", False),  # particles that do not fit
        ("기계", "계산", False),
        ("길은", "길이", False),  # what is left would be one syllable
    ],
)
def test_particles_make_no_difference_to_a_shared_word(item: str, place: str, shared: bool) -> None:
    items = [entry.model_dump(exclude_none=True) | {"text": f"물건 {entry.id}", "why": WHY} for entry in made().items]
    items[0]["text"] = both(item, "x")
    bins = [{"id": "p", "text": both(place, "y")}, {"id": "q", "text": "q"}, {"id": "r", "text": "r"}]
    assert [fault[1] for fault in told(made(items=items, bins=bins))] == (
        [("items", 0, "text", "ko")] if shared else []
    )
