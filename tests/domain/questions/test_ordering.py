"""Items put in order."""

from fractions import Fraction
from itertools import permutations
from random import Random
from typing import Any

import pytest
from hypothesis import strategies as st

from quiz.domain.questions import Question
from quiz.domain.questions.base import AnswerError, Variant
from quiz.domain.questions.ordering import Ordering
from tests.builders import NAMES, both, listed, question
from tests.samples import Listed, Sample, next_of


@st.composite
def made_up(draw: st.DrawFn) -> Question:
    ids = draw(st.permutations(NAMES[: draw(st.integers(3, 8))]))
    pairs = [(one, other) for place, one in enumerate(ids) for other in ids[place + 1 :]]
    reasons = draw(st.lists(st.sampled_from(pairs), max_size=4))
    return question(
        "ordering",
        items=[{"id": name, "text": f"단계 {name}"} for name in ids],
        reasons=[{"before": one, "after": other, "why": "x"} for one, other in reasons],
        credit=draw(st.sampled_from(["kendall", "adjacent", "exact", "position"])),
    )


SAMPLE = Sample(
    definition={
        "prompt": both("토큰 하나가 처리되는 순서대로 놓으세요.", "Put in order what happens to one token."),
        "items": [
            listed("r1", "라우터의 행렬을 곱해요.", "Multiply by the router's matrix."),
            listed("r2", "큰 값 몇 개만 남겨요.", "Keep the largest values."),
            listed("r3", "소프트맥스를 적용해요.", "Apply softmax."),
            listed("r4", "전문가의 출력에 곱해요.", "Weight the experts' outputs."),
            listed("r5", "모두 더해요.", "Add them up."),
        ],
        "reasons": [
            {
                "before": "r1",
                "after": "r2",
                "why": both("로짓이 있어야 골라요.", "Logits must exist before a choice."),
            },
            {"before": "r2", "after": "r3", "why": both("고른 뒤에 적용해요.", "It follows the choice.")},
            {"before": "r3", "after": "r4", "why": both("게이트 값이 필요해요.", "The gate values are needed.")},
            {"before": "r4", "after": "r5", "why": both("곱한 것을 더해요.", "What is added was weighted.")},
        ],
    },
    made_up=made_up(),
    passages="""
        prompt at prompt, seen
        explanation at explanation
        items.r1.text at items.0.text, seen, inline
        items.r2.text at items.1.text, seen, inline
        items.r3.text at items.2.text, seen, inline
        items.r4.text at items.3.text, seen, inline
        items.r5.text at items.4.text, seen, inline
        reasons.0.why at reasons.0.why, inline
        reasons.1.why at reasons.1.why, inline
        reasons.2.why at reasons.2.why, inline
        reasons.3.why at reasons.3.why, inline
    """,
    other_key=lambda question: question.update(items=next_of(question["items"]), reasons=[]),
    lists=(Listed(key="items", texts="items.", order="order"),),
    partial_credit=True,
)
WHY = "먼저 있어야 해요."


def made(ids: str = "abcde", reasons: str = "", **changes: Any) -> Ordering:
    items = [{"id": name, "text": f"단계 {name}"} for name in ids]
    pairs = [{"before": pair[0], "after": pair[1], "why": WHY} for pair in reasons.split()]
    found = question("ordering", **{"items": items, "reasons": pairs, **changes})
    assert isinstance(found, Ordering)
    return found


def answer(order: str) -> dict[str, tuple[str, ...]]:
    return {"order": tuple(order)}


# Counted by hand, the right order being a b c d e: of its ten pairs the concordant ones; of its four neighbours those
# that are still next to each other; of its five places those that hold their own item.
@pytest.mark.parametrize(
    ("given", "kendall", "adjacent", "position", "exact"),
    [
        ("abcde", "1", "1", "1", "1"),
        ("bacde", "9/10", "1/2", "3/5", "0"),  # ba is discordant; cd, de are left; c, d, e are in place
        ("bcdea", "3/5", "3/4", "0", "0"),  # a is behind four; bc, cd, de are left
        ("abced", "9/10", "1/2", "3/5", "0"),  # ed is discordant; ab, bc are left
        ("acbed", "4/5", "0", "1/5", "0"),  # cb, ed are discordant; a is in place
        ("edcba", "0", "0", "1/5", "0"),  # c is in the middle either way round
        ("deabc", "2/5", "3/4", "0", "0"),  # d and e are each before three; de, ab, bc are left
    ],
)
def test_credit_as_counted_by_hand(given: str, kendall: str, adjacent: str, position: str, exact: str) -> None:
    wanted = {"kendall": kendall, "adjacent": adjacent, "position": position, "exact": exact}
    for credit, fraction in wanted.items():
        assert made(credit=credit).grade(Variant(), answer(given)).fraction == Fraction(fraction), credit
    assert made().credit == "kendall"


@pytest.mark.parametrize("credit", ["kendall", "adjacent", "position", "exact"])
@pytest.mark.parametrize("ids", ["abc", "abcd", "abcde"])
def test_only_the_exact_order_earns_all_and_a_blind_guess_earns_what_it_says(ids: str, credit: str) -> None:
    found = made(ids, credit=credit)
    earned = {order: found.grade(Variant(), {"order": order}).fraction for order in permutations(ids)}
    assert [order for order, fraction in earned.items() if fraction == 1] == [tuple(ids)]
    assert sum(earned.values(), Fraction(0)) / len(earned) == found.guess()


@pytest.mark.parametrize(
    ("given", "credit", "kept"),
    [
        ("abcde", "kendall", "abcde"),
        ("bcdea", "kendall", "bcde"),
        ("bcdea", "position", ""),
        ("acbed", "kendall", "ace"),
        ("acbed", "position", "a"),
        ("edcba", "adjacent", ""),
        ("deabc", "exact", "abc"),
    ],
)
def test_the_fewest_items_that_would_have_to_move_are_judged_wrong(given: str, credit: str, kept: str) -> None:
    verdicts = made(credit=credit).grade(Variant(), answer(given)).verdicts
    assert verdicts == {name: "right" if name in kept else "wrong" for name in given}


def test_reasons_speak_to_the_pairs_that_stand_the_wrong_way_round() -> None:
    found = made(reasons="ab bc cd de")
    assert found.grade(Variant(), answer("acbde")).feedback == ("reasons.1.why",)
    assert found.grade(Variant(), answer("edcba")).feedback == tuple(f"reasons.{number}.why" for number in range(4))
    assert found.grade(Variant(), answer("abcde")).feedback == ()


def test_neighbours_are_what_statistics_count() -> None:
    assert made("abcd").grade(Variant(), answer("bacd")).chosen == ("b>a", "a>c", "c>d")
    assert made("abcd").right_choices() == {"a>b", "b>c", "c>d"}
    assert str(made().choice_words("b>a", "ko")) == "단계 b → 단계 a"
    assert str(made().choice_words("z", "ko")) == "z → "


@pytest.mark.parametrize("ids", ["abc", "abcd", "hgfedcba"])
def test_the_right_order_is_never_shown(ids: str) -> None:
    orders = [made(ids).draw(Random(seed)).order["order"] for seed in range(300)]
    assert tuple(ids) not in orders
    assert {frozenset(order) for order in orders} == {frozenset(ids)}
    assert len(set(orders)) > 4


def test_it_asks_for_an_order_of_its_items() -> None:
    (wanted,) = made("abc").inputs()
    assert (wanted.name, wanted.kind, wanted.options) == ("order", "order", ("a", "b", "c"))
    assert made().partial_credit


@pytest.mark.parametrize(
    ("raw", "parsed"),
    [
        ({}, {}),
        ({"order": []}, {}),
        ({"order": ["", "", ""]}, {}),
        ({"order": ["c", "a", "b"]}, {"order": ("c", "a", "b")}),
        ({"order": ["c", "", "b"]}, {"order": ("c", "", "b")}),
        ({"order": ["c", "c", "b"]}, {"order": ("c", "c", "b")}),
    ],
)
def test_an_order_is_read_and_so_are_places_left_open_or_filled_twice(raw: Any, parsed: Any) -> None:
    assert made("abc").parse(raw) == parsed


@pytest.mark.parametrize("given", [["a"], ["a", "b"], ["a", "b", "z"], ["a", "b", "c", "a"], ["", "a"], ["a", "a"]])
def test_what_no_form_sends_is_malformed(given: list[str]) -> None:
    with pytest.raises(AnswerError):
        made("abc").parse({"order": given})


@pytest.mark.parametrize("given", ["cab", "abc", ""])
def test_a_whole_order_or_none_needs_no_notice(given: str) -> None:
    assert made("abc").notice(Variant(), answer(given)) is None


@pytest.mark.parametrize("given", [("c", "", "b"), ("c", "c", "b"), ("", "", "a")])
def test_an_order_that_is_not_whole_earns_nothing_and_is_told(given: tuple[str, ...]) -> None:
    score = made("abc").grade(Variant(), {"order": given})
    assert (score.fraction, score.verdicts, score.feedback, score.chosen) == (0, {}, (), ())
    assert made("abc").notice(Variant(), {"order": given}) is not None


def test_its_texts_are_seen_and_its_reasons_are_not() -> None:
    assert [(passage.name, passage.path, passage.shown) for passage in made("abc", "ab bc").own_passages()] == [
        *((f"items.{name}.text", ("items", place, "text"), True) for place, name in enumerate("abc")),
        *((f"reasons.{number}.why", ("reasons", number, "why"), False) for number in range(2)),
    ]


@pytest.mark.parametrize(
    ("question", "faults"),
    [
        (made(), []),
        (made(reasons="ab bc cd de"), []),
        (made(reasons="ab bc cd de ae"), []),
        (made("abcda"), [("duplicate", ("items", 4, "id"), "error", "id 'a' is used twice")]),
        (made("abcd", "zb ab bc cd"), [("S3", ("reasons", 0, "before"), "error", "'z' is not among a, b, c, d")]),
        (made("abcd", "ab az bc cd"), [("S3", ("reasons", 1, "after"), "error", "'z' is not among a, b, c, d")]),
        (made("abcd", "ab bc cd ca"), [("S3", ("reasons", 3), "error", "'c' does not come before 'a'")]),
        (made("abcd", "ab bc cd aa"), [("S3", ("reasons", 3), "error", "'a' does not come before 'a'")]),
        (made("abcd", "ab ad"), [("D2", ("reasons",), "warning", "no reason for b → c, c → d")]),
        (made("abc"), [("D2", ("items",), "warning", "3 items are to be put in order")]),
        (made("abcdefgh"), [("D2", ("items",), "warning", "8 items are to be put in order")]),
    ],
)
def test_a_fault_is_told_where_it_stands(question: Ordering, faults: list[Any]) -> None:
    found = [(f.code, f.path, f.severity, str(f.message)) for f in question.all_checks() if f.code != "O4"]
    assert found == faults


@pytest.mark.parametrize(
    ("texts", "told"),
    [
        (["2020년에 나왔어요", "2022년에 나왔어요", "2023년이에요", "2024년 봄이에요"], True),
        (["8비트", "7비트", "3비트", "1비트"], True),
        (["8비트", "3비트", "7비트", "1비트"], False),
        (["2020년", "2022년", "그다음 해", "2024년"], False),
        (["GPT-1", "GPT-2", "GPT-3", "GPT-4"], False),
        ([both(f"{word} 단계", f"step {number}") for number, word in enumerate("가나다라")], True),
    ],
)
def test_numbers_that_tell_the_order_are_told_once(texts: list[Any], told: bool) -> None:
    items = [{"id": name, "text": text} for name, text in zip("abcd", texts, strict=True)]
    found = [(f.code, f.severity, str(f.message)) for f in made(items=items).checks()]
    assert found == ([("D2", "warning", "the numbers in the items tell their order")] if told else [])


def test_items_of_one_text_are_told_also_where_a_draw_makes_them_so() -> None:
    items = [{"id": name, "text": text} for name, text in zip("abcd", ["같은 말", "같은 말!", "셋", "넷"], strict=True)]
    assert [(f.code, f.path) for f in made(items=items).checks()][:1] == [("O4", ("items", 1, "text", "ko"))]
    items = [{"id": name, "text": text} for name, text in zip("abcd", ["{{d}}", "{{8 - d}}", "셋", "넷"], strict=True)]
    found = made(items=items)
    assert list(found.faults_of({})) == []
    assert {f.path for f in found.faults_of({"d": Fraction(4)})} == {
        ("items", 1, "text", lang) for lang in ("ko", "en")
    }
    assert list(found.faults_of({"d": Fraction(3)})) == []


def test_its_model_answers_are_the_order_and_one_with_the_first_two_changed() -> None:
    assert made("abcd").solution(Variant()) == answer("abcd")
    assert made("abcd").wrong_answer(Variant()) == answer("bacd")


def test_numbers_that_stand_still_do_not_tell_the_order() -> None:
    def told(*numbers: int) -> list[str]:
        items = [{"id": name, "text": f"{number}번째 단계"} for name, number in zip("abcd", numbers, strict=True)]
        return [str(fault.message) for fault in question("ordering", items=items, reasons=None).checks()]

    words = "the numbers in the items tell their order"
    assert words in told(1, 2, 3, 4)
    assert words in told(4, 3, 2, 1)
    assert words not in told(1, 1, 2, 3)
    assert words not in told(3, 2, 1, 1)


def test_as_many_items_as_are_wanted_at_most_need_no_warning() -> None:
    def told(count: int) -> list[str]:
        items = [{"id": name, "text": f"단계 {name}"} for name in "abcdefgh"[:count]]
        return [str(fault.message) for fault in question("ordering", items=items, reasons=None).checks()]

    words = "items are to be put in order"
    assert [any(words in text for text in told(count)) for count in (4, 7, 8)] == [False, False, True]
