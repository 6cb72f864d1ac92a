"""How long a text takes to read: by its words, and never less than a minute."""

from __future__ import annotations

import pytest

from quiz.domain.reading import reading_minutes


@pytest.mark.parametrize(
    ("rendered", "language", "minutes"),
    [
        ("", "en", 1),
        ("<p>one</p>", "ko", 1),
        ("<p>" + "word " * 238 + "</p>", "en", 1),
        ("<p>" + "word " * 239 + "</p>", "en", 2),
        ("<p>" + "낱말 " * 180 + "</p>", "ko", 1),
        ("<p>" + "낱말 " * 181 + "</p>", "ko", 2),
        ("<p>" + "mot " * 239 + "</p>", "fr", 2),
        # Marks of HTML are no words, and neither are several spaces.
        ('<p class="a b c">one</p>\n\n<p>two</p>' * 100, "en", 1),
    ],
)
def test_a_text_takes_as_long_as_its_words(rendered: str, language: str, minutes: int) -> None:
    assert reading_minutes(rendered, language) == minutes
