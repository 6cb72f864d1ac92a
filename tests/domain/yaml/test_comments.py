"""Texts that a # cut off: found behind a space alone, and repeated as far as they fit."""

from __future__ import annotations

import pytest

from quiz.domain.yaml.commented.comments import CLIPPED, Cut, commented_lines, cut, cut_words


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("a: 1", []),
        ("a: 1 # one\nb: 2\nc: 3 # three", [0, 2]),
        ("# whole\n  # indented\na: 1 # one", [2]),
        ("a#b: 1\n# whole", []),
        ("a#b: 1\nc: 2 # two", [1]),
    ],
)
def test_a_line_is_commented_behind_something_and_a_space(text: str, numbers: list[int]) -> None:
    found = commented_lines(text)
    assert list(found) == numbers
    assert all(found[number] == text.split("\n")[number] for number in numbers)


@pytest.mark.parametrize(
    ("line", "rest"),
    [
        ("a: one # two", "# two"),
        ("a: one    # two", "# two"),
        ("a: one", None),
        ("a: one, two", None),
        # A tab before it is no space: YAML reads on.
        ("a: one\t# two", None),
        ("a: oneX# two", None),
    ],
)
def test_what_was_cut_off_is_kept(line: str, rest: str | None) -> None:
    found = cut("one", line, 6)
    assert found == "one"
    assert (found.rest if isinstance(found, Cut) else None) == rest


def test_a_long_comment_is_repeated_as_far_as_it_fits() -> None:
    message, remedy = cut_words("# " + "달" * 100)
    assert len(str(message.values["rest"])) <= CLIPPED + 2
    assert "quotes" in remedy.template
