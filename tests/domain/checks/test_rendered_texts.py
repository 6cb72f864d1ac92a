"""Texts as they are shown: most are prose, and aren't rendered only to find that nothing is wrong with them."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from quiz.domain.bank_format.validation import Findings
from quiz.domain.checks.policy import severity_under
from quiz.domain.checks.rendered_texts import check_rendered, may_go_wrong
from quiz.domain.yaml.document import Document, Marks
from tests.builders import FILE

PIECES = (
    *("**", "*", "_", "__", "==", "`", "``", "$", "$$", "\\", "^", "~", "|", "#", ">", "-", ":"),
    *("[", "](", ")", "[[", "]]", "![", "<b>", "</b>", "<", "&lt;", "{{n}}", "{{", "}}", "{n}", "{#a}"),
    *("“", "”", "‘", "’", '"', "'", ".", ",", "(", "!", "\\(", "\\frac", "x^2", "www.a.org", "https://a.org", "a.png"),
    *(" ", "  ", "\n", "\n\n", "\t", "가", "말이", "word", "A", "1", "0.5", "é", "×"),
)
texts = st.lists(st.sampled_from(PIECES), max_size=9).map("".join)


def found_in(text: str, variables: tuple[str, ...]) -> list[str]:
    """The codes of what rendering ``text`` brings to light."""
    findings = Findings(Document(file=FILE, data={}, marks=Marks((1, 1), {}, {}), text=""), severity_under("strict"))
    for inline in (False, True):
        check_rendered(text, inline, (), lambda name: 1, findings, variables=variables, gaps=False, anchors=False)
    return [problem.code for problem in findings.problems]


@given(texts, st.sampled_from([(), ("n",)]))
@example("**굵게** 쓴 말과 {{n}}", ("n",))
@example("**굵게 `a** b`", ())
@example("\\**굵게**", ())
@example("`\n\n`", ())
@example("**`**`**가", ())
def test_nothing_is_found_in_a_text_that_is_taken_for_prose(text: str, variables: tuple[str, ...]) -> None:
    if not may_go_wrong(text, values=bool(variables)):
        assert found_in(text, variables) == []


@pytest.mark.parametrize("text", ["말이에요.", "값은 {{n}}이에요.", "**굵은** 말과 **more** words", "1 < 2, a.b, (c)"])
def test_prose_bold_words_and_values_are_not_rendered(text: str) -> None:
    assert not may_go_wrong(text, values=True)


@pytest.mark.parametrize(
    "text", ["$x$", "**말(」**이", "`a", "{{n}", "a^2", "[a](b)", "![](a.png)", "“모두 인용했어요.”"]
)
def test_formulas_pictures_and_odd_marks_are(text: str) -> None:
    assert may_go_wrong(text, values=True)
