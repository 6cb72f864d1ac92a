"""How an edit of a file looks: the form of what stood there, or of its neighbours, by example."""

from __future__ import annotations

import pytest

from quiz.domain.bank_format.source_edit import (
    Data,
    SourceEditError,
    insert_entry,
    insert_key,
    move_entry,
    remove_entry,
    remove_key,
    set_scalar,
)


@pytest.mark.parametrize(
    ("raw", "value", "changed"),
    [
        # A block stays a block, in its column, where it can hold the text.
        ("a: |  # c\n  x\nb: y\n", "k", "a: |-  # c\n  k\nb: y\n"),
        ("a: |\n      x\nb: y\n", "k\nl\n", "a: |\n      k\n      l\nb: y\n"),
        ("a: |2\n    x\n  y\nb: y\n", "k\nl\n", "a: |\n  k\n  l\nb: y\n"),
        ("a: >-\n\n    x\nb: y\n", "k", "a: |-\n    k\nb: y\n"),
        ("a: |  # c\n  x\nb: y\n", "", 'a: ""  # c\nb: y\n'),
        ("a: |  # c\n  x\nb: y\n", " x", 'a: " x"  # c\nb: y\n'),
        ("a: x  # c\nb: y\n", "k\nl", "a: |-  # c\n  k\n  l\nb: y\n"),
        ("a:  # c\nb: y\n", "k", "a: k  # c\nb: y\n"),
        ("a:\nb: y\n", "k", "a: k\nb: y\n"),
        ("a:\nb: y\n", "k\nl", "a: |-\n  k\n  l\nb: y\n"),
        ("{a, b: y}\n", "k", "{a: k, b: y}\n"),
    ],
)
def test_a_text_is_written_in_the_form_of_the_one_before(raw: str, value: str, changed: str) -> None:
    assert set_scalar(raw.encode(), ("a",), value).decode() == changed


@pytest.mark.parametrize(
    ("raw", "place", "value", "changed"),
    [
        ("- a\n- b\n", 1, {"x": "1", "z": "k\nl\n"}, "- a\n- x: 1\n  z: |\n    k\n    l\n- b\n"),
        ("- a\n- b\n", 1, {"x": "1"}, "- a\n- {x: 1}\n- b\n"),
        ("[a, b]\n", 2, {"x": "1"}, "[a, b, {x: 1}]\n"),
        ("[]\n", 0, "k", "[k]\n"),
        ("- a\n\n- b\n", 0, "c", "- c\n\n- a\n\n- b\n"),
        ("- a\n\n- b\n", 1, "c", "- a\n\n- c\n\n- b\n"),
        ("- a\n\n- b\n", 2, "c", "- a\n\n- b\n\n- c\n"),
        ("- a\r\n- b\r\n", 1, "k\nl\n", "- a\r\n- |\r\n  k\r\n  l\r\n- b\r\n"),
        # A block would take the comment below for its own.
        ("- a\n    # about\n- b\n", 1, "k\nl\n", '- a\n- "k\\nl\\n"\n    # about\n- b\n'),
    ],
)
def test_an_entry_is_written_as_its_neighbours_are(raw: str, place: int, value: Data, changed: str) -> None:
    assert insert_entry(raw.encode(), (), place, value).decode() == changed


@pytest.mark.parametrize(
    ("raw", "value", "changed"),
    [
        ("a: b\n", "c", "a: b\ne: c\n"),
        ("{a: b}\n", {"f": "c, d"}, '{a: b, e: {f: "c, d"}}\n'),
        (
            "a:\n    b:\n        c: d\n",
            {"f": ["h\ni\n"]},
            "a:\n    b:\n        c: d\ne:\n    f:\n        - |\n          h\n          i\n",
        ),
        ("a: |+\n  x\n\nb: y\n", "c", "a: |+\n  x\n\ne: c\nb: y\n"),
        ("a: |+\r\n  x\r\n\r\nb: y\r\n", "c", "a: |+\r\n  x\r\n\r\ne: c\r\nb: y\r\n"),
        ("a: |+\n  x", "c", "a: |-\n  x\ne: c"),
        ("a: |\n +x\n\nb: y\n", "c", "a: |\n +x\ne: c\n\nb: y\n"),
        ("a: b", "c\nd\n", "a: b\ne: |\n  c\n  d\n"),
        ("a: b\r\nc: d\r\n", {"f": "g\nh"}, "a: b\r\ne:\r\n  f: |-\r\n    g\r\n    h\r\nc: d\r\n"),
    ],
)
def test_a_field_is_indented_as_far_as_the_file_indents(raw: str, value: Data, changed: str) -> None:
    assert insert_key(raw.encode(), (), "e", value, after="a").decode() == changed


def test_a_line_ends_as_those_beside_it() -> None:
    raw = b"x: y\r\na:\n  b: c\n"
    assert insert_key(raw, ("a",), "e", "f", after="b") == b"x: y\r\na:\n  b: c\n  e: f\n"


def test_a_text_that_keeps_the_blank_lines_below_leaves_with_them() -> None:
    assert remove_key(b"a: |+\n  x\n\nd: e\n", (), "a") == b"d: e\n"


def test_a_text_in_a_list_is_indented_from_its_hyphen() -> None:
    raw = b"a:\n    b: c\nd:\n    - e\n"
    assert set_scalar(raw, ("d", 0), "k\nl\n") == b"a:\n    b: c\nd:\n    - |\n      k\n      l\n"


def test_a_blank_line_that_begins_the_file_stays() -> None:
    assert remove_key(b"\na: b\nc: d\n", (), "a") == b"\nc: d\n"
    assert remove_key(b"\na: b  # x\n# y\nc: d\n", (), "a") == b"\n# y\nc: d\n"


def test_a_comment_before_a_comma_stays() -> None:
    assert remove_entry(b"[a  # c\n , b]\n", (), 0) == b"[  # c\n b]\n"
    assert remove_entry(b"[a  # c\n , b]\n", (), 1) == b"[a  # c\n ]\n"


def test_a_comment_goes_along_whatever_its_letters() -> None:
    assert move_entry(b"- a\n# X b\n- b\n", (), 1, 0) == b"# X b\n- b\n- a\n"


def test_an_entry_that_no_file_can_hold_is_refused_at_its_list() -> None:
    with pytest.raises(SourceEditError, match=r"^1:1: the control character U\+0000; remove it$"):
        insert_entry(b"- a\n", (), 1, {"x": ["k\0"]})
