"""Rendered texts that say their language: one line as a whole, of blocks each by itself."""

import pytest

from quiz.domain.bank_format.fields import Text
from quiz.domain.language_marks import in_language, spoken
from quiz.domain.rendering import render


@pytest.mark.parametrize(
    ("rendered", "marked"),
    [
        ("<p>a <b>b</b><br>c</p>", '<p lang="ko">a <b>b</b><br>c</p>'),
        ("<p>a</p>\n<ul>\n<li>b</li>\n</ul>", '<p lang="ko">a</p>\n<ul lang="ko">\n<li>b</li>\n</ul>'),
        ('<p><img src="a>b" alt="c"></p><hr><p>d</p>',
         '<p lang="ko"><img src="a>b" alt="c"></p><hr lang="ko"><p lang="ko">d</p>'),
        ("<p>1 &lt; 2</p>", '<p lang="ko">1 &lt; 2</p>'),
        ("", ""),
    ],
)  # fmt: skip
def test_each_block_says_its_language(rendered: str, marked: str) -> None:
    assert in_language(rendered, "ko", inline=False) == marked


def test_one_line_says_it_as_a_whole() -> None:
    assert in_language("<b>a</b> b", "ko", inline=True) == '<span lang="ko"><b>a</b> b</span>'


def test_formulas_code_and_tables_are_marked_at_their_outermost_element() -> None:
    text = "가 $x < 1$\n\n```python\nprint(1 < 2)\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n> 나"
    rendered = render(text)
    marked = in_language(rendered, "ko", inline=False)
    assert marked.count(' lang="ko"') == 4
    assert marked.replace(' lang="ko"', "") == rendered


def test_a_text_knows_the_language_that_it_is_shown_in() -> None:
    assert spoken(Text({"ko": "하나"}), "en") == "ko"
    assert spoken(Text({"ko": "LoRA", "en": "LoRA"}, plain=True), "en") == "en"
    assert spoken(Text({"ko": "하나", "en": "하나"}, filled=("en",)), "en") == "ko"
    assert spoken(Text({"ko": "one", "en": "one"}, filled=("ko",)), "ko") == "en"
    assert spoken(Text({"ko": "하나", "en": "one"}), "en") == "en"
