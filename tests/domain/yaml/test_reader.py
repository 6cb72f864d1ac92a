"""YAML as a teacher types it: words stay words, everything has a place, and what YAML hides is refused."""

import gc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.domain.bank_format.field_messages import meant_by
from quiz.domain.errors import BankError, Problem
from quiz.domain.yaml import composer
from quiz.domain.yaml.composer import MAX_DEPTH, MAX_NODES, MAX_PROBLEMS
from quiz.domain.yaml.reader import MAX_BYTES, read_yaml
from tests.builders import as_yaml

FILE = "2024-02.yaml"


def refusal(raw: bytes) -> BankError:
    with pytest.raises(BankError) as caught:
        read_yaml(raw, FILE)
    return caught.value


def problems_if_any(raw: bytes) -> tuple[Problem, ...]:
    try:
        read_yaml(raw, FILE)
    except BankError as error:
        return error.problems
    return ()


def found(raw: bytes) -> list[str]:
    return [f"{problem.line}:{problem.column} {problem.code}" for problem in refusal(raw).problems]


@pytest.mark.parametrize(
    "word",
    [
        "no",
        "yes",
        "on",
        "y",
        "true",
        "null",
        "~",
        "012",
        "1.10",
        "1e3",
        "0x1F",
        "12:30",
        "2024-06-01",
        "1_000",
        ".inf",
        "=",
    ],
)
def test_a_scalar_stays_what_the_teacher_typed(word: str) -> None:
    assert read_yaml(f"a: {word}\nb: [{word}]\n{word}: c\n".encode(), FILE).data == {"a": word, "b": [word], word: "c"}


@pytest.mark.parametrize(
    ("text", "data"),
    [
        ("a:\n", {"a": ""}),
        ("a: 'no'\nb: \"x\\ty\"\n", {"a": "no", "b": "x\ty"}),
        ("a: |\n  one\n  two\n", {"a": "one\ntwo\n"}),
        ("a: >-\n  one\n  two\n", {"a": "one two"}),
        ("- a\n- {b: [c, d]}\n", ["a", {"b": ["c", "d"]}]),
        ("word", "word"),
        ("---\na: 1\n...\n", {"a": "1"}),
        ("\ufeffa: 1\r\nb: 2\r\n", {"a": "1", "b": "2"}),
        ("# a comment\na: 1 # another\n", {"a": "1"}),
        ('a: "\\u00e9 \\U0001F600"\nb: 가😀\n', {"a": "é 😀", "b": "가😀"}),
        ("'a\\0': b", {"a\\0": "b"}),
    ],
)
def test_maps_lists_and_texts_are_read_as_plain_data(text: str, data: object) -> None:
    assert read_yaml(text.encode(), FILE).data == data


DOCUMENT = read_yaml("가: 1\nlist:\n  - x\n  - {k: v, '2': w}\n".encode(), FILE)


@pytest.mark.parametrize(
    ("path", "of_key", "place"),
    [
        ((), False, (1, 1)),
        (("가",), False, (1, 4)),
        (("가",), True, (1, 1)),
        (("list",), False, (3, 3)),
        (("list", 1), False, (4, 5)),
        (("list", 1, "k"), False, (4, 9)),
        (("list", 1, "k"), True, (4, 6)),
        (("list", 1, "2"), True, (4, 12)),
        (("list", 1, "missing"), False, (4, 5)),
        (("list", 1, "missing"), True, (4, 5)),
        (("list", 7, "k"), True, (3, 3)),
        (("missing", 1), False, (1, 1)),
    ],
)
def test_everything_has_a_place_and_what_is_missing_has_that_of_its_surroundings(
    path: tuple[str | int, ...], of_key: bool, place: tuple[int, int]
) -> None:
    assert DOCUMENT.place(path, of_key=of_key) == place


@pytest.mark.parametrize(
    ("raw", "problems", "words"),
    [
        (
            b"a: 1\nb: 2\na: 3\n",
            ["3:1 duplicate-key"],
            "duplicate key 'a'; keep one of the two; the first stands in line 1",
        ),
        (b"a: {b: 1, 'b': 2}", ["1:11 duplicate-key"], "line 1"),
        (b"a: &x 1\nb: *x\n", ["1:4 anchor", "2:4 alias"], "alias '*x' refused; write the text out"),
        (b"a: &x {b: 1}\nc:\n  <<: *x\n", ["1:4 anchor", "3:7 alias"], "anchor '&x' refused; leave the anchor out"),
        (b"*x : 1\nb: 2\n", ["1:1 alias"], "write the text out"),
        (b"{*x : [1]}", ["1:2 alias"], "'*x'"),
        (b"a: !!int 1\n", ["1:4 tag"], "tag 'tag:yaml.org,2002:int' refused; leave the tag out"),
        (b"a: ! 1\n", ["1:4 tag"], "tag '!' refused"),
        (b"a: !!python/object:os.system {}\n", ["1:4 tag"], "leave the tag out"),
        (b"a: !x [1]\n", ["1:4 tag"], "'!x'"),
        (b"a:\n\tb: 1\nc: 'x\ty'\n", ["2:1 tab", "3:6 tab"], "write a space, or \\t inside double quotes"),
        (b"a: 1\n---\nb: 2\n", ["2:1 documents"], "a second document in one file; keep one bank a file"),
        (b"? [a]\n: b\n", ["1:3 key"], "a key that is a list or a map; a key is one word"),
        (b"{{a: 1}: 2}", ["1:2 key"], "a text that begins with {{ is read as a map; put the text in quotes"),
        ("a: 😀가: b\n".encode(), ["1:6 yaml"], "a second colon in one line; put the text that holds it in quotes"),
        (b"a: [1\nb: 2\n", ["1:4 yaml"], "the bracket [ that opens here is not closed; close it with ]"),
        (b"a: 'open\n", ["1:4 yaml"], "the quotation mark that opens here is never closed"),
        (b"a: b: c\n", ["1:5 yaml"], "a second colon in one line"),
        (b'a: "\\q"\n', ["1:5 yaml"], "write it twice, or put the text in single quotes"),
        (b'a: "\\ud800"\n', ["1:7 yaml"], "a backslash that begins no escape of double quotes"),
        (b"a: &x 1\na: [\n", ["1:4 anchor", "2:1 duplicate-key", "3:1 yaml"], "the first stands in line 1"),
        (b"a: 1\nb: \xb0\n", ["2:4 encoding"], "byte 0xb0 is not UTF-8; save the file as UTF-8"),
        ("가: ".encode() + b"\xff", ["1:4 encoding"], "byte 0xff"),
        ("a: 가\n".encode("utf-16"), ["1:1 encoding"], "save the file as UTF-8"),
        ("a: b\n".encode("utf-16-le"), ["1:2 control", "2:1 control"], "U+0000; remove it, or save the file as UTF-8"),
        ("a: 가".encode("cp949"), ["1:4 encoding"], "save the file as UTF-8"),
        (b"a: 1\nb: x\x01y\x02\n\xc2\x80c: 1\n", ["2:5 control", "3:1 control"], "the control character U+0001"),
        ("a: b\x85c\n".encode(), ["1:5 control"], "U+0085, which some programs take for the end of a line"),
        (b'a: 1\nb: "x\\0y"\n', ["2:4 control"], "remove its escape, such as \\0"),
        (b'a: "\\e[31m"\n"\\x01": b\n', ["1:4 control", "2:1 control"], "a control character in the text"),
        (f"a: 1\nb: e{chr(0x301) * 9}\n".encode(), ["2:4 marks"], "more than 8 combining marks in a row"),
        (b'a: "e' + b"\\u0301" * 9 + b'"\n', ["1:4 marks"], "leave on each letter the accents"),
        (f'a: "e{chr(0x301) * 5}\\\n {chr(0x301) * 4}"\n'.encode(), ["1:4 marks"], "more than 8 combining marks"),
        (b"", ["1:1 empty"], "the file is empty; write a bank"),
        (b"# nothing but a comment\n", ["1:1 empty"], "write a bank"),
        ("\ufeff".encode(), ["1:1 empty"], "write a bank"),
    ],
)
def test_what_yaml_hides_or_breaks_is_refused_with_place_and_remedy(
    raw: bytes, problems: list[str], words: str
) -> None:
    error = refusal(raw)
    assert found(raw) == problems
    assert words in str(error)
    assert all(problem.file == FILE and problem.severity == "error" for problem in error.problems)


@pytest.mark.parametrize(
    ("raw", "code", "words"),
    [
        (b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1), "depth", "nested deeper than 24 levels; flatten this part"),
        (b"[" * 10_000, "yaml", "brackets inside each other, deeper than can be read; flatten this part"),
        (b"- " * 10_000, "depth", "flatten"),
        (b"{a: " * 10_000 + b"}" * 10_000, "depth", "flatten"),
        (b"\n".join(b" " * level + b"a:" for level in range(1_500)), "depth", "flatten"),
        (b"- x\n" * (MAX_NODES + 1), "size", "more than 400000 values in one file; split the bank"),
        (b"x" * 10_000_000, "size", "the file has 10000000 bytes, the limit is 4000000; split the bank"),
        (b"a: &a [x, x]\n" + b"".join(b"b%d: [*a, *a]\n" % n for n in range(5_000)), "anchor", "'&a' refused"),
        (b"{" + b"a, " * 100_000 + b"}", "duplicate-key", "keep one of the two"),
        (b"k" * 3_000_000 + b": a", "yaml", "a key of more than 1024 characters"),
    ],
    ids=lambda value: f"{len(value)} bytes" if isinstance(value, bytes) else None,
)
def test_a_hostile_file_is_refused_with_a_message_and_nothing_else(raw: bytes, code: str, words: str) -> None:
    problem = refusal(raw).problems[0]
    assert (problem.code, problem.file) == (code, FILE)
    assert words in str(problem)


def test_limits_are_the_last_values_that_pass() -> None:
    assert read_yaml(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH, FILE).data
    assert len(read_yaml(b"- x\n" * (MAX_NODES - 1), FILE).data) == MAX_NODES - 1
    assert len(read_yaml(b"a" * MAX_BYTES, FILE).data) == MAX_BYTES


@pytest.mark.parametrize("raw", [b"a: \tb\n" * 1_000, b"a: \x01\n" * 1_000, b"&x a: *x\n" * 1_000])
def test_no_more_problems_are_listed_than_anybody_reads(raw: bytes) -> None:
    assert len(refusal(raw).problems) == MAX_PROBLEMS


def test_a_huge_number_is_one_word_like_any_other() -> None:
    assert read_yaml(b"a: " + b"9" * 100_000, FILE).data == {"a": "9" * 100_000}


@pytest.mark.parametrize("was_on", [True, False])
def test_the_garbage_collector_is_left_as_it_was(was_on: bool) -> None:
    (gc.enable if was_on else gc.disable)()
    try:
        read_yaml(b"a: 1", FILE)
        refusal(b"a: [")
        assert gc.isenabled() is was_on
    finally:
        gc.enable()


@pytest.mark.parametrize(
    ("key", "known", "remedy"),
    [
        ("optoins", ["options", "prompt"], "did you mean 'options'?"),
        ("riddle", ["options", "prompt"], "known here: options, prompt"),
    ],
)
def test_a_key_nobody_asked_for_gets_the_likely_word_or_all_words(key: str, known: list[str], remedy: str) -> None:
    assert str(meant_by(key, known)) == remedy


words = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cn"], exclude_characters="\ufeff\u2028\u2029"), max_size=12
)


@given(st.recursive(words, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4)))
def test_data_written_as_yaml_is_read_back_as_it_was(data: object) -> None:
    assert read_yaml(as_yaml({"data": data}).encode(), FILE).data == {"data": data}


@given(st.binary(max_size=80) | st.text("ab: -{}[]'\"#&*!|>%@`\n\t\\?,가", max_size=80).map(str.encode))
def test_any_bytes_are_read_or_refused_and_never_raise_anything_else(raw: bytes) -> None:
    lines = raw.count(b"\n") + raw.count(b"\r") + 2
    assert all(1 <= problem.line <= lines and problem.column >= 1 for problem in problems_if_any(raw))


def test_a_file_of_too_many_values_is_refused_at_the_first_one_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(composer, "MAX_NODES", 3)
    assert read_yaml(b"[a, b]", FILE).data == ["a", "b"]
    with pytest.raises(BankError) as caught:
        read_yaml(b"[a, b, c]", FILE)
    assert str(caught.value) == (
        f"{FILE}:1:8: error: more than 3 values in one file; split the bank into several files [size]"
    )


def test_a_place_is_that_of_the_value_unless_that_of_the_key_is_asked_for() -> None:
    document = read_yaml(b"a: b\n", FILE)
    assert (document.place(("a",)), document.place(("a",), of_key=True)) == ((1, 4), (1, 1))
