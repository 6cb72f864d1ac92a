"""What a question's text asks, told from what it sets out before."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.domain.rendering import fill, plain, render
from quiz.domain.stems import set_apart

CASES = [
    ("글은 이렇게 말해요. 맞는 것은 무엇인가요?", "글은 이렇게 말해요."),
    ("세 단계가 있어요. 순서대로 놓으세요.", "세 단계가 있어요."),
    ("값을 구하시오. 소수 둘째 자리까지 쓰시오.", ""),
    ("점수를 재요. BWT는 몇 점인가요? 음수이면 부호를 붙여 쓰세요.", "점수를 재요."),
    ("정책이 셋이에요. 목적과 짝지으세요. 보기 둘은 쓰이지 않아요.", "정책이 셋이에요."),
    ("그는 물었어요. ‘왜 그럴까? 모르겠어요.’ 이 말에 맞는 것은?", "그는 물었어요. ‘왜 그럴까? 모르겠어요.’"),
    ("A model learns. What does it forget?", "A model learns."),
    (
        "Apache 2.0 is a licence, e.g. for code vs. GPL. Which one is freer?",
        "Apache 2.0 is a licence, e.g. for code vs. GPL.",
    ),
    ("Rafailov et al. (2023) propose DPO. Which loss is it? (Use e.g. logs.)", "Rafailov et al. (2023) propose DPO."),
    ("The U.S. Congress and J. Kim met in Fig. 2. Who spoke?", "The U.S. Congress and J. Kim met in Fig. 2."),
    ("Three stages. Match each with its aim. One is not used.", "Three stages."),
    ("Values are given. In each row, select all that change.", "Values are given."),
    ("The first part. The second part.", "The first part."),
    ("Is it so? A company works. It grows.", ""),
    ("Only one question here?", ""),
    ("No sentence ends here", ""),
    ("Really?! she asked. What did she mean?", "Really?! she asked."),
    ("He said “Stop. Go on.” Why did he?", "He said “Stop. Go on.”"),
    ('He said "Stop. Go on." Why did he?', 'He said "Stop. Go on."'),
    ("Note (1 GB is 10. It is so.) first. Why?", "Note (1 GB is 10. It is so.) first."),
    ("**Bold ends.** What now?", "Bold ends."),
    ("Run `a. B? c` first. *What* does it print?", "Run a. B? c first."),
    ("Let $x = 1. Y$ hold. $x$ is what?", None),
    ("1. Which is it?", ""),
    ("x is {{a / 2. }} long. How long is {{a}}?", None),
    ("One line.\\\nWhat is it?", "One line."),
    ("# A heading\n\nIt rains. Why?\n\n| a |\n|---|\n| b |", "It rains."),
    ("- It rains. Why?", ""),
    ("A first paragraph? Yes.\n\nIt rains. Why?", "It rains."),
]


@pytest.mark.parametrize(("source", "lead"), CASES)
def test_what_stands_before_the_question_is_set_apart(source: str, lead: str | None) -> None:
    rendered = render(source, values=True)
    made = set_apart(rendered)
    found = re.search(r'<span class="setting">(.*?)</span>', made, re.S)
    assert found is not None or lead == ""
    if lead is not None:
        assert (plain(found[1]) if found else "") == lead


def test_a_statement_to_be_judged_stays_whole_unless_something_is_asked() -> None:
    two = render("Section 1.2 says so. It offers no value.")
    assert set_apart(two, statement=True) == two
    asked = render("Section 1.2 says so. Is it true?")
    assert "setting" in set_apart(asked, statement=True)


def test_a_passage_without_a_paragraph_stays_as_it_is() -> None:
    for rendered in ("", "inline. What?", "<ul><li><p>It rains. Why?</p></li></ul>"):
        assert set_apart(rendered) == rendered


WORDS = st.sampled_from(
    [
        *(
            "It rains.",
            "왜 그런가요?",
            "고르세요.",
            "e.g.",
            "2.0",
            "**a b.** c",
            "*x.*",
            "`a. B?`",
            "$x = 1.$",
            "(A. B)",
        ),
        *("“Q? R.”", "vs.", "{{a / 2:1}}", "a < b.", "&amp; c.", '"x.', "\\\n", "\n\n", "- li. Next?", "<b>x. Y</b>"),
        "[link. A](http://a.b/c?d.e)",
    ]
)


@given(st.lists(WORDS, max_size=12).map(" ".join), st.booleans())
def test_nothing_that_is_read_changes(source: str, statement: bool) -> None:
    rendered = render(source, values=True)
    made = set_apart(rendered, statement=statement)
    without = made.replace('<span class="setting">', "", 1).replace("</span>", "", 1)
    assert without == rendered
    assert plain(made) == plain(rendered)
    assert plain(fill(made, {"a": 3}, "en")) == plain(fill(rendered, {"a": 3}, "en"))  # type: ignore[dict-item]
    inside = re.search(r'<span class="setting">(.*?)</span>', made, re.S)
    if inside:
        tags = re.findall(r'<(/?)([a-z]+)(?:[^<>"]|"[^"]*")*>', inside[1])
        balance = sum(-1 if closes else 1 for closes, name in tags if name not in ("br", "img"))
        assert balance == 0
