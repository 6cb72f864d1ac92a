"""What an undo changed, in a few words."""

from __future__ import annotations

import pytest

from quiz.domain.authoring.forms.changes import MOST_NAMED, changes

NOW = b"""bank: b
questions:
  - {id: one, kind: essay}
  - {id: two, kind: essay}
  - {kind: numeric}
"""
MANY = b"questions:\n" + b"".join(b"  - {id: q%d, points: 1}\n" % number for number in range(MOST_NAMED + 1))


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        (NOW, NOW, []),
        (NOW, NOW.replace(b"two", b"three"), ["Questions that are back: 1.", "Questions that are gone: 1."]),
        (NOW, NOW.replace(b"two, kind: essay", b"two, kind: numeric"), ["Questions as they were then: 2."]),
        (MANY, MANY.replace(b"points: 1", b"points: 2"), [f"Questions that are as they were then: {MOST_NAMED + 1}."]),
        (
            NOW,
            NOW.replace(b"one", b"x").replace(b"two", b"one").replace(b"x", b"two"),
            ["The questions stand in the order of then."],
        ),
        (NOW, NOW.replace(b"bank: b", b"bank: c"), ["What stands beside the questions is as it was then."]),
        (NOW, NOW + b"# a comment\n", ["Only comments and the layout of the source are different."]),
        (NOW, b"questions: [", ["The source is as it was then."]),
        (b"- nothing", b"- something", ["What stands beside the questions is as it was then."]),
    ],
)
def test_a_step_says_what_it_changed(before: bytes, after: bytes, words: list[str]) -> None:
    assert [str(one) for one in changes(before, after)] == words
