"""How long a text takes to read: by its words, and never less than a minute. And the words alone."""

from __future__ import annotations

import pytest

from quiz.domain.reading import reading_minutes, unmarked


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


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", ""),
        ("Which is **not** true of `softmax`?", "Which is not true of softmax?"),
        ("**둘 다** 고르세요.", "둘 다 고르세요."),
        ("What does it print?\n\n```python\nprint(2 ** 3)\n```\n", "What does it print?\n\n\nprint(2 ** 3)\n\n"),
        ("How much is 2 ** 3 ** 2, or 2 * 3?", "How much is 2 ** 3 ** 2, or 2 * 3?"),
        ("An open ** stays, and so does one `.", "An open ** stays, and so does one `."),
        ("Of $a_1$ and ``b``, <b>", "Of $a_1$ and b, <b>"),
    ],
)
def test_a_list_shows_the_words_of_a_text_without_its_signs(text: str, words: str) -> None:
    assert unmarked(text) == words
