"""Which texts of one list a reader can't tell apart, and which they can."""

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from quiz.domain.questions.parts.likeness import may_be_alike, prose_of, reading
from tests.builders import option, question

DIFFERENT = [
    ("$-1$", "$1$"),
    ("$a+b$", "$a-b$"),
    ("$x < 1$", "$x > 1$"),
    ("1.5", "15"),
    ("1,5", "15"),
    ("50%", "50"),
    ("$x'$", "$x$"),
    ("$x$", "$X$"),
    ("$(-1)^n$", "$1/n$"),
    ("-1", "1"),
    ("+", "-"),
    ("x'", "x"),
    ("5'", "5"),
    ("x²", "x2"),
    ("n!", "n"),
    ("[1, 2)", "[1, 2]"),
    ("1 5", "15"),
    ("0.333...", "0.333"),
    ("`a b`", "`ab`"),
    ("`Null`", "`null`"),
    (r"$\alpha b$", r"$\alphab$"),
    ("{{n}}", "{{-n}}"),
    ("mW", "MW"),
    ("CO", "Co"),
    (r"5\$", "5"),
    ("맞아요?", "맞아요"),
    ("하나 $x$ 둘 $y$ 셋", "하나 $x$ 둘 $z$ 셋"),
    ("하나 $x$ 둘 $y$ 셋", "하나 $x$ 넷 $y$ 셋"),
    ("하나 $x$ 둘 $y$ 셋", "넷 $x$ 둘 $y$ 셋"),
    ("하나 $x$ 둘 $y$ 셋", "하나 $x$ 둘 $y$ 넷"),
]
ALIKE = [
    ("과적합", "과 적합"),
    ("Overfitting", "overfitting"),
    ("OVERFITTING", "overfitting"),
    ("LoRA의 값", "LORA의 값"),
    ("Mean.", "mean"),
    ("같은 말", "같은 말!"),
    ("“평균”", "평균"),
    ("'과적합'은", "과적합은"),
    ("the 'mean' of it", "the mean of it"),
    ("$x<1$", "$x < 1$"),
    ("x < 1", "x<1"),
    ("3 kg", "3kg"),
    ("값은 $x$.", "값은 $x$"),
    ("−1", "-1"),
    ("１５", "15"),
    ("같은 말。", "같은 말"),
    ("같은 말｡", "같은 말"),
    ("아주 똑같은 말!", "아주 똑같은 말"),
    ("하나 $x$  둘", "하나$x$둘"),
]


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_signs_points_formulas_and_code_tell_texts_apart(one: str, other: str) -> None:
    assert reading(one) != reading(other)


@pytest.mark.parametrize(("one", "other"), ALIKE)
def test_spaces_quotes_a_full_stop_and_a_capital_do_not(one: str, other: str) -> None:
    assert reading(one) == reading(other)


@given(st.text("ab가나15 .,+-<>%'$`{}^!", max_size=12), st.text("ab가나15 .,+-<>%'$`{}^!", max_size=12))
def test_texts_that_read_alike_hold_the_same_letters_digits_and_operators(one: str, other: str) -> None:
    if reading(one) == reading(other):
        kept = [re.sub(r"[\s'.!]", "", text) for text in (one, other)]
        assert kept[0] == kept[1]


_SIGNS = st.text("abAB가나까ㄱ１ａ15 .,+-'’“$`{}!é①", max_size=8)


@given(_SIGNS, _SIGNS)
@example("１", "1")
@example("가", "“가”.")
def test_no_two_texts_that_read_alike_are_told_apart_by_their_letters_alone(one: str, other: str) -> None:
    assert may_be_alike([one, other]) or reading(one) != reading(other)


def test_letters_alone_tell_most_texts_apart() -> None:
    assert not may_be_alike(["One is more", "Two is more"])
    assert not may_be_alike(["하나가 더 커요", "둘이 더 커요"])
    assert may_be_alike(["1 + 2", "1 - 2"])


@pytest.mark.parametrize(("one", "other"), DIFFERENT[:9])
def test_options_of_mathematics_do_not_stand_twice(one: str, other: str) -> None:
    options = [option("a", one, one, correct=True), option("b", other, other), option("c", "0", "0")]
    assert [fault for fault in question("single_choice", options=options).checks() if fault.code == "O4"] == []


def test_the_message_names_the_other_entry() -> None:
    options = [option("a", "하나", "one", correct=True), option("b", "둘", "two"), option("c", "하나.", "three")]
    faults = [fault for fault in question("single_choice", options=options).checks() if fault.code == "O4"]
    assert [str(fault.message) for fault in faults] == ["'하나.' says the same as options.1 (id a)"]


def test_commands_of_formulas_and_code_are_no_words_that_give_an_answer_away() -> None:
    groups = [{"id": "p", "text": r"$\frac{1}{2}$ `value`"}, {"id": "q", "text": "둘"}]
    items = [
        {"id": str(number), "text": text, "bin": place, "why": "까닭을 적어요."}
        for number, (text, place) in enumerate([(r"$\frac{3}{6}$ `value`", "p"), ("나", "q"), ("다", "q"), ("라", "p")])
    ]
    faults = question("categorize", bins=groups, items=items).checks()
    assert [fault for fault in faults if fault.code == "D8"] == []


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("The Mean of it.", "the mean of it"),
        ("기다려요..", "기다려요.."),
        ("하나 $x$ 둘", "하나$x$둘"),
        ("Two `Code` words", "two`Code`words"),
        ("a  b\tc", "a b c"),
    ],
)
def test_what_is_read(text: str, read: str) -> None:
    assert reading(text) == read


def test_prose_is_what_is_no_formula_code_or_placeholder() -> None:
    assert prose_of("하나 $x$ 둘 `Code` 셋 {{n}}") == "하나   둘   셋  "
