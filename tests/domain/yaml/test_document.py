"""Where things stand in a file, and whether a map is written in braces."""

from __future__ import annotations

import pytest

from quiz.domain.yaml.document import Document
from quiz.domain.yaml.reader import read_yaml

TEXT = """\
block:
  one: a
  two: {three: b, four: {five: c}}
  list:
    - {six: d}
    - seven: e
flow: {eight: f}
"""


@pytest.fixture(scope="module")
def document() -> Document:
    return read_yaml(TEXT.encode(), "file.yaml")


@pytest.mark.parametrize(
    ("path", "flows"),
    [
        ((), False),
        (("block",), False),
        (("block", "two"), True),
        (("block", "two", "four"), True),
        (("block", "list", 0), True),
        (("block", "list", 1), False),
        (("flow",), True),
        # A text is no map, nor is what isn't there, nor what would lie in either.
        (("block", "one"), False),
        (("block", "one", "inside"), False),
        (("missing",), False),
        (("missing", "inside"), False),
        (("block", "list", 2), False),
    ],
)
def test_a_map_in_braces_is_told_from_a_block(path: tuple[str | int, ...], flows: bool, document: Document) -> None:
    assert document.in_flow(path) is flows
