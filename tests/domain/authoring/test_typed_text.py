"""A file goes through a form and comes back: untouched to the byte, changed with the line ends that it had."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from quiz.domain.authoring.typed_text import bytes_of, shown


@given(st.text(alphabet="a가\r\n\ufeff", max_size=20))
@example("")
@example("\ufeffa\r\n\r\n가\r")
def test_what_was_not_touched_stays_to_the_byte(text: str) -> None:
    raw = text.encode()
    sent = shown(raw).replace("\n", "\r\n")
    assert bytes_of(sent, raw) == raw


@pytest.mark.parametrize(
    ("before", "typed", "after"),
    [
        (b"", "a\r\nb\r\n", b"a\nb\n"),
        (b"a\n", "a\r\nb", b"a\nb"),
        (b"a\r\nb\r\n", "a\r\nc\r\n", b"a\r\nc\r\n"),
        (b"\xef\xbb\xbfa\n", "b\r\n", b"\xef\xbb\xbfb\n"),
        (b"a\r\nb\nc\n", "d\r\n", b"d\n"),
    ],
)
def test_what_was_typed_has_the_line_ends_of_the_file(before: bytes, typed: str, after: bytes) -> None:
    assert bytes_of(typed, before) == after


def test_bytes_that_are_no_text_are_shown_as_such() -> None:
    assert shown(b"a\xff") == "a\ufffd"
