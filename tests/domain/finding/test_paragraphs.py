"""A rendered note is cut into paragraphs, each of which has an id on its page."""

from __future__ import annotations

import pytest

from quiz.domain.finding.paragraphs import Paragraph, paragraphs, with_ids, words_alone
from quiz.domain.rendering import render

SOURCE = "First.\n\n# A heading\n\n- one\n- two\n\nOwn id. {#mine}\n\n![](a.svg)\n\n$x=1$ and `code`"
NOTE = render(SOURCE, anchors=True)


def test_each_block_with_words_is_a_paragraph_under_its_heading() -> None:
    assert list(paragraphs(NOTE, "1.2")) == [
        Paragraph(anchor="p-1-2-1", heading="", text="First."),
        Paragraph(anchor="p-1-2-3", heading="A heading", text="one two"),
        Paragraph(anchor="note-mine", heading="A heading", text="Own id."),
        Paragraph(anchor="p-1-2-6", heading="A heading", text="x=1 and code"),
    ]


def test_the_ids_are_on_the_page_where_the_paragraphs_say() -> None:
    shown = with_ids(NOTE, "1.2")
    for one in paragraphs(NOTE, "1.2"):
        assert shown.count(f'id="{one.anchor}"') == 1
    assert words_alone(shown) == words_alone(NOTE)


@pytest.mark.parametrize(
    ("rendered", "words"),
    [
        ("<p><strong>a</strong>: b</p>", "a: b"),
        ("<li>a</li><li>b</li>", "a b"),
        ('<img alt="a > b">c', "c"),
        ("a &lt;b&gt;", "a <b>"),
        ("", ""),
    ],
)
def test_the_words_of_html_stand_alone(rendered: str, words: str) -> None:
    assert words_alone(rendered) == words


def test_what_is_no_element_stays_as_it_is() -> None:
    assert with_ids("text alone", "1") == "text alone"
    assert [one.text for one in paragraphs("text alone", "1")] == ["text alone"]
