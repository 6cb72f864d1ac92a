"""Plain data as YAML, by example: that the reader reads it back is tested with the edits of files."""

from typing import Any

import pytest

from quiz.domain.yaml.writer import Lines, block, block_text, entry, inline, key, may_be_block, scalar


@pytest.mark.parametrize(
    ("value", "plain", "in_brackets", "single", "double"),
    [
        ("a", "a", "a", "'a'", '"a"'),
        ("가 나", "가 나", "가 나", "'가 나'", '"가 나"'),
        ("a,b", "a,b", '"a,b"', "'a,b'", '"a,b"'),
        ("it's", "it's", "it's", "'it''s'", '"it\'s"'),
        ('say "x"', "'say \"x\"'", "'say \"x\"'", "'say \"x\"'", '"say \\"x\\""'),
        ("a\\b", "'a\\b'", "'a\\b'", "'a\\b'", '"a\\\\b"'),
        ("한\n줄", '"한\\n줄"', '"한\\n줄"', '"한\\n줄"', '"한\\n줄"'),
        ("a\tb\r", '"a\\tb\\r"', '"a\\tb\\r"', '"a\\tb\\r"', '"a\\tb\\r"'),
        ("\x07\ufeff\u2028", '"\\u0007\\uFEFF\\u2028"', '"\\u0007\\uFEFF\\u2028"', *['"\\u0007\\uFEFF\\u2028"'] * 2),
        # What another program reads as something else than this text is quoted.
        *((word, f'"{word}"', f'"{word}"', f"'{word}'", f'"{word}"') for word in ("yes", "NULL", "01", "1.50", "1e3")),
        *(
            (word, f'"{word}"', f'"{word}"', f"'{word}'", f'"{word}"')
            for word in ("", "-", "- a", "a ", "a: b", "a #b")
        ),
        *((word, word, word, f"'{word}'", f'"{word}"') for word in ("true", "false", "1", "-3", "0.5", "-x", "a <= b")),
    ],
)
def test_a_text_on_one_line_is_quoted_where_it_has_to_be(
    value: str, plain: str, in_brackets: str, single: str, double: str
) -> None:
    assert (scalar(value), scalar(value, like="")) == (plain, plain)
    assert scalar(value, flow=True) == in_brackets
    assert (scalar(value, like="'"), scalar(value, like='"')) == (single, double)


@pytest.mark.parametrize(
    ("name", "written", "in_brackets"),
    [
        ("a", "a", "a"),
        ("1", '"1"', '"1"'),
        ("true", '"true"', '"true"'),
        ("no", '"no"', '"no"'),
        ("a,b", "a,b", '"a,b"'),
    ],
)
def test_a_key_is_quoted_where_it_could_be_a_number_or_a_truth_value(name: str, written: str, in_brackets: str) -> None:
    assert (key(name), key(name, flow=True)) == (written, in_brackets)


@pytest.mark.parametrize(
    ("value", "may_be"),
    [
        *((text, True) for text in ("a", "X\n", "a\nb", "a\n b\n", "a\n\nb", "a\n\u3000")),
        *(
            (text, False)
            for text in ("", "\n", " a\nb", "\na", " \na", "a\n ", "a\nb\n ", "a\n\n", "a\x07b", "a\tb", "a\r\nb")
        ),
    ],
)
def test_a_text_may_be_a_block_if_the_block_keeps_each_of_its_characters(value: str, may_be: bool) -> None:
    assert may_be_block(value) is may_be


def test_a_block_says_whether_its_text_ends_with_a_line_break_and_leaves_blank_lines_blank() -> None:
    assert block_text("a\n\n b\n", 4, "\n") == Lines("|", "\n    a\n\n     b")
    assert block_text("a\nb", 2, "\r\n") == Lines("|-", "\r\n  a\r\n  b")


def test_data_in_brackets_stands_on_one_line() -> None:
    assert inline({"a": ["b", {"c": "d, e"}], "1": "x,y"}) == '{a: [b, {c: "d, e"}], "1": "x,y"}'
    assert inline({"a,b": "c"}) == '{"a,b": c}'
    assert (inline([]), inline({}), inline("a,b")) == ("[]", "{}", '"a,b"')


FITS, TOO_LONG = ["x" * 56, "y" * 58], ["x" * 56, "y" * 59]
"""Two entries of 118 and 119 characters in brackets: from the third column on they fit the line, or they don't."""


@pytest.mark.parametrize(
    ("value", "after_key", "as_entry"),
    [
        ("a,b", " a,b", "- a,b"),
        ("a\nb\n", " |\n      a\n      b", "- |\n    a\n    b"),
        (" a\nb", ' " a\\nb"', '- " a\\nb"'),
        ([], " []", "- []"),
        ({}, " {}", "- {}"),
        (["a", "b"], " [a, b]", "- [a, b]"),
        ({"a": "b"}, " {a: b}", "- {a: b}"),
        ({"a": ["b\nc"]}, "\n      a:\n          - |-\n            b\n            c", None),
        ({"a": "b\nc", "d": {}}, "\n      a: |-\n          b\n          c\n      d: {}", None),
        (
            [{"a": "b"}, ["c", ["d"]]],
            "\n      - {a: b}\n      - - c\n        - [d]",
            "- - {a: b}\n    - - c\n      - [d]",
        ),
        (FITS, f" [{', '.join(FITS)}]", f"- [{', '.join(FITS)}]"),
        (TOO_LONG, "\n      - " + "\n      - ".join(TOO_LONG), "- - " + "\n    - ".join(TOO_LONG)),
    ],
)
def test_data_is_written_in_blocks_where_one_line_does_not_hold_it(
    value: Any, after_key: str, as_entry: str | None
) -> None:
    assert block(value, 2, 4, "\n") == after_key
    if as_entry is not None:
        assert entry(value, 2, 4, "\n") == as_entry


def test_the_first_field_of_an_entry_stands_behind_its_hyphen() -> None:
    value = {"a": ["b\nc"], "d": "e"}
    assert entry(value, 2, 4, "\r\n") == ("- a:\r\n        - |-\r\n          b\r\n          c\r\n    d: e")
