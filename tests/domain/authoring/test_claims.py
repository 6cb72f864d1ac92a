"""Which sentences of a note state something, in Korean and English, whatever the Markdown around them is."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from quiz.domain.authoring.claims import Statement, statements, states

STATED: list[tuple[str, bool]] = [
    ("A kilo always means 1000 times.", True),
    ("Too short here.", False),
    ("Is a kilo 1000 times as much?", False),
    ("What a large number this is!", False),
    ("See the table at the end.", False),
    ("Consider a sample of ten values.", False),
    ("In this section we meet the prefixes.", False),
    ("The next chapter deals with binary prefixes.", False),
    ("The list goes on as follows:", False),
    ("She said “a kilo is 1000 times.”", True),
    ("킬로는 언제나 1000배를 뜻해요.", True),
    ("킬로는 언제나 1000배를 뜻한다.", True),
    ("킬로는 언제나 1000배를 뜻합니다.", True),
    ("킬로는 언제나 1000배를 뜻함.", True),
    ("표를 보고 빈칸을 채우세요.", False),
    ("함께 표를 읽어 봅시다.", False),
    ("다음 표를 함께 읽어 보자.", False),
    ("왜 1000배일까요.", False),
    ("조금 뒤에 다시 설명할게요.", False),
    ("이 절에서는 접두어를 다루어요.", False),
    ("아주 좋아요.", False),
    ("킬로, 메가, 기가, 테라, 페타.", False),
]


@pytest.mark.parametrize(("sentence", "stated"), STATED)
def test_a_sentence_states_something_or_not(sentence: str, stated: bool) -> None:
    assert states(sentence) is stated


FOUND: list[tuple[str, list[str]]] = [
    (
        "The mean is a sum over a count. It is moved by outliers, e.g. by one. Dr. Kim et al. say so as well.",
        [
            "The mean is a sum over a count.",
            "It is moved by outliers, e.g. by one.",
            "Dr. Kim et al. say so as well.",
        ],
    ),
    ("The file has 3.5 kB in all. Approx. that is", ["The file has 3.5 kB in all."]),
    ("The name ends. in a small letter that goes on.", ["The name ends. in a small letter that goes on."]),
    (
        "**국제단위계의 접두어**는 `10`의 [거듭제곱](https://example.org)이에요.",
        ["국제단위계의 접두어는 10의 거듭제곱이에요."],
    ),
    (
        "값은 $x_1 * y_1$로 *정해져요*. a 뒤에도 값이 있어요. 끝",
        ["값은 $x_1 * y_1$로 정해져요.", "a 뒤에도 값이 있어요."],
    ),
    (
        "- A first entry says one thing.\n- [x] The second says another thing.",
        ["A first entry says one thing.", "The second says another thing."],
    ),
    (
        "> Quoted text says it as well.\n> 1. A number says it once more.",
        ["Quoted text says it as well.", "A number says it once more."],
    ),
    ("A sentence runs over\ntwo lines of the file.", ["A sentence runs over two lines of the file."]),
    ("It is said only once here.\n\nIt is said only once here.", ["It is said only once here."]),
    ("# A heading says nothing at all.\n| A table says nothing at all. |\n<p>HTML says nothing at all.</p>\n---\n", []),
    (
        "```\nCode says nothing at all.\n~~~\nIt goes on until here.\n```\nText says something after it.",
        ["Text says something after it."],
    ),
    ("~~~~\n~~~\nCode that does not end says nothing.", []),
    ("$$\nA formula = 1.\n$$\n[^1]: A footnote says nothing at all.", []),
    ("![A picture says nothing.](x.png) A mark is left out here.[^2] {#here}", ["A mark is left out here."]),
]


@pytest.mark.parametrize(("markdown", "found"), FOUND)
def test_prose_alone_is_looked_at(markdown: str, found: list[str]) -> None:
    assert [statement.text for statement in statements(markdown)] == found


@pytest.mark.parametrize(
    ("markdown", "doubt"),
    [
        ("This holds for every unit of the system.", "points-back"),
        ("그래서 1 kB는 언제나 1000바이트예요.", "points-back"),
        ("이것은 단위마다 똑같이 성립해요.", "points-back"),
        ("A kilo means the same, " * 10 + "whatever the unit is.", "long"),
        ("Those are not all of them, " * 10 + "it says.", "points-back"),
        ("A kilo always means 1000 times.", None),
    ],
)
def test_a_claim_that_says_little_alone_or_much_at_once_is_doubted(markdown: str, doubt: str | None) -> None:
    assert [statement.doubt for statement in statements(markdown)] == [doubt]


@given(st.text("aA1가다요. !?\n\t-*_`~$[](){}<>#|&^\"'“”=>") | st.text())
@example("." * 5_000 + "x")
@example("[" * 5_000)
@example("[a](" * 5_000)
@example(" " * 20_000 + "x")
@example("> " * 5_000 + "x")
@example("`" * 5_001)
@example("- " * 5_000 + "x")
@example("*a " * 5_000)
@example('다."' * 5_000 + "x")
@example("\x00\ud800\u2028")
def test_whatever_a_note_holds_each_claim_is_a_sentence_of_one_line(markdown: str) -> None:
    found = list(statements(markdown))
    assert len({statement.text for statement in found}) == len(found)
    for statement in found:
        assert isinstance(statement, Statement)
        assert states(statement.text)
        assert statement.text == " ".join(statement.text.split())
