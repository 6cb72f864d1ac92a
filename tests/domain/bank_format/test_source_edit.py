"""Edits of a file's text: the data are what was asked for, and every other byte is where and what it was."""

import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from copy import deepcopy
from functools import cache
from typing import Any, NamedTuple

import pytest
import yaml
from hypothesis import assume, given, reject, settings
from hypothesis import strategies as st

from quiz.domain.bank_format.source_edit import (
    SourceEditError,
    copy_entry,
    insert_entry,
    insert_key,
    move_entry,
    remove_entry,
    remove_key,
    rewrite,
    set_scalar,
    set_scalars,
    write_ids,
    write_keys,
)
from quiz.domain.errors import BankError
from quiz.domain.questions import KINDS
from quiz.domain.yaml.reader import read_yaml
from quiz.platform.paths import QUESTIONS
from tests.builders import definition
from tests.findings import assert_can_be_said
from tests.profiles import examples

Steps = tuple[str | int, ...]

HARD = [
    "no",
    "012",
    "1:30",
    "1.10",
    "true",
    "2024-02",
    "~",
    "null",
    "a # b",
    " x ",
    "x ",
    "- a",
    "? b",
    "key: value",
    "끝이 쌍점:",
    '그는 "네"라고 했다',
    "it's",
    "'",
    '"',
    "#1",
    "{{n}} + 1",
    "[a]",
    "{a: b}",
    "*별*",
    "&amp",
    "!tag",
    "100%",
    "%",
    "@a",
    "`code`",
    "|",
    ">",
    ",",
    "a, b",
    "\\frac{1}{2}",
    "$W_0 + \\frac{\\alpha}{r}BA$",
    "한글 문장이에요.",
    "둘째 줄\n이 있어요",
    "# 제목\n\n- 목록\n  - 안\n\n$$\nx = \\frac{1}{2}\n$$\n",
    "  들여쓴\n글",
    "빈 줄로 끝나요\n\n",
    "\n앞이 비었어요",
    "끝에 빈칸 \n둘째 줄 ",
    "탭\t이 있어요",
    "탭\t과\n줄",
    "\u2028",
    "a\u0085b",
    "\ufeff",
    "\u00a0",
    "",
    "\n",
    " ",
    "---",
    "...",
    "--- a\nb",
    "👩‍👩‍👧",
    "\U0001d465",
    "x" * 1_100,
    "a:b",
    "a:",
    ":a",
    "-1",
    "-",
    "=",
    "<<",
    "가\r나",
]
SIGNS = "ab01가각 \n.,:-_*`$\\{}[]()<>!|#&%'\"?@~^/+"
texts = st.sampled_from(HARD) | st.text(SIGNS, max_size=12)
names = st.sampled_from(["new", "한글", "2.9", "no", "a b", "idea"])
values = st.recursive(
    texts, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3), max_leaves=5
)


class File(NamedTuple):
    """A file as a case has it: its bytes, their text without the byte order mark, and their data."""

    raw: bytes
    text: str
    data: Any

    def __repr__(self) -> str:
        return self.text


def file_of(raw: bytes) -> File:
    return File(raw, raw.decode("utf-8-sig"), read_yaml(raw, "a.yaml").data)


# --- Files of every kind of question, written in every style, with comments.


class _Dumper(yaml.SafeDumper):
    chance = random.Random()

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def a_text(self, data: str) -> yaml.Node:
        return self.represent_scalar("tag:yaml.org,2002:str", data, style=self.chance.choice([None, "'", '"', "|"]))

    def a_map(self, data: dict[str, Any]) -> yaml.Node:
        return self.represent_mapping("tag:yaml.org,2002:map", data.items(), flow_style=self.chance.random() < 0.3)

    def a_list(self, data: list[Any]) -> yaml.Node:
        return self.represent_sequence("tag:yaml.org,2002:seq", data, flow_style=self.chance.random() < 0.3)


_Dumper.add_representer(str, _Dumper.a_text)
_Dumper.add_representer(dict, _Dumper.a_map)
_Dumper.add_representer(list, _Dumper.a_list)


@st.composite
def files(draw: st.DrawFn) -> File:
    kinds = draw(st.lists(st.sampled_from(sorted(KINDS)), min_size=1, max_size=2))
    _Dumper.chance = random.Random(draw(st.integers(0, 10**6)))
    data = {"bank": "2024-02", "questions": [definition(kind) for kind in kinds]}
    text = yaml.dump(
        data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10_000, indent=draw(st.sampled_from([2, 4]))
    )
    for number in range(draw(st.integers(0, 4))):
        text = with_comment(text, data, draw(st.integers(0, text.count("\n"))), number, draw(st.booleans()))
    if draw(st.booleans()):
        text = text.rstrip("\n")
        assume(read_yaml(text.encode(), "a.yaml").data == data)
    if draw(st.booleans()):
        text = text.replace("\n", "\r\n")
    mark = draw(st.sampled_from([b"", b"\xef\xbb\xbf"]))
    return file_of(mark + text.encode())


def with_comment(text: str, data: Any, line: int, number: int, alone: bool) -> str:
    """``text`` with a comment in or before a line, where that changes nothing of the data; after a blank line."""
    lines = text.split("\n")
    if alone:
        lines[line:line] = ["", f"# 주석 {number}"]
    else:
        lines[line] += f"  # 주석 {number}"
    changed = "\n".join(lines)
    try:
        return changed if read_yaml(changed.encode(), "a.yaml").data == data else text
    except BankError:
        return text


@cache
def bank_file(name: str) -> File:
    return file_of((QUESTIONS / name).read_bytes())


our_files = st.sampled_from([f"2024-0{month}.yaml" for month in range(1, 7)]).map(bank_file)


# --- Edits drawn for a file, done to plain data, and what they leave of the text.


def paths_in(data: Any, sort: type, path: Steps = ()) -> Iterator[Steps]:
    if isinstance(data, sort):
        yield path
    inside = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for step, inner in inside:
        yield from paths_in(inner, sort, (*path, step))


def a_path(draw: st.DrawFn, data: Any, sort: type) -> Steps:
    found = list(paths_in(data, sort))
    assume(found)
    return draw(st.sampled_from(found))


def at(data: Any, path: Steps) -> Any:
    for step in path:
        data = data[step]
    return data


def span_of(file: File, path: Steps) -> tuple[int, int]:
    """Where the node at ``path`` begins and ends for the parser that is written in Python."""
    node = node_at(file, path)
    return node.start_mark.index, node.end_mark.index


def key_at(file: File, path: Steps, key: str) -> int:
    """Where ``key`` of the map at ``path`` begins."""
    return next(int(name.start_mark.index) for name, _ in node_at(file, path).value if name.value == key)


def node_at(file: File, path: Steps) -> Any:
    node: Any = yaml.compose(file.text, Loader=yaml.SafeLoader)
    data = file.data
    for step in path:
        index = list(data).index(step) if isinstance(data, dict) else step
        node = node.value[index][1] if isinstance(data, dict) else node.value[index]
        data = data[step]
    return node


def line_of(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands before the place ``start``, and in the lines after the place ``end``."""
    rest = re.search("\r?\n|\\Z", text[end:])
    assert rest is not None
    return text[:start], text[end + rest.start() :]


def comments(text: str) -> list[str]:
    return re.findall("# 주석 [0-9]", text)


def assert_reads(changed: bytes, wanted: Any, file: File) -> str:
    """The text of ``changed``, which reads as ``wanted``, in its order, with the line breaks of before."""
    found = read_yaml(changed, "a.yaml").data
    assert repr(found) == repr(wanted)
    assert changed.startswith(b"\xef\xbb\xbf") == file.raw.startswith(b"\xef\xbb\xbf")
    text = changed.decode("utf-8-sig")
    if "\r\n" in file.text:
        assert "\n" not in text.replace("\r\n", "")
    return text


def assert_inserted(text: str, file: File) -> None:
    """One stretch of ``text`` is new, the rest is the file's."""
    size = len(text) - len(file.text)
    same = next((n for n, (a, b) in enumerate(zip(file.text, text, strict=False)) if a != b), len(file.text))
    # What is new may begin like what follows it: then the stretch can be moved to the left.
    assert any(file.text[n:] == text[n + size :] for n in range(same, max(-1, same - size - 1), -1))


def assert_only_taken_out(text: str, file: File) -> None:
    """The characters of ``text`` stand in the file, in this order."""
    rest = iter(file.text)
    assert all(sign in rest for sign in text)


def check_set_scalar(draw: st.DrawFn, file: File) -> None:
    path, value, wanted = a_path(draw, file.data, str), draw(texts), deepcopy(file.data)
    at(wanted, path[:-1])[path[-1]] = value
    text = assert_reads(set_scalar(file.raw, path, value), wanted, file)
    before, after = line_of(file.text, *span_of(file, path))
    assert text.startswith(before)
    assert text.endswith(after)
    assert comments(text) == comments(file.text)


def check_insert_key(draw: st.DrawFn, file: File) -> None:
    path, key, value = a_path(draw, file.data, dict), draw(names), draw(values)
    fields = list(at(file.data, path).items())
    place = draw(st.integers(0, len(fields)))
    wanted = deepcopy(file.data)
    at(wanted, path).clear()
    at(wanted, path).update([*fields[:place], (key, value), *fields[place:]])
    changed = insert_key(file.raw, path, key, value, after=fields[place - 1][0] if place else None)
    assert_inserted(assert_reads(changed, wanted, file), file)


def taken_out(file: File, remove: Callable[..., bytes], path: Steps, what: str | int) -> bytes:
    """The file without it. The one reason to refuse: an indented comment would go on with the block of text above."""
    try:
        return remove(file.raw, path, what)
    except SourceEditError:
        assert re.search(r"[|>][-+0-9]*(\s+#.*)?\r?$", file.text, re.MULTILINE)
        assert re.search(r"^[ ]+#", file.text, re.MULTILINE)
        reject()


def check_remove_key(draw: st.DrawFn, file: File) -> None:
    path, wanted = a_path(draw, file.data, dict), deepcopy(file.data)
    assume(at(wanted, path))
    key = draw(st.sampled_from(list(at(wanted, path))))
    del at(wanted, path)[key]
    text = assert_reads(taken_out(file, remove_key, path, key), wanted, file)
    if at(wanted, path):
        assert_only_taken_out(text, file)
    # Comments inside what was removed, and the one behind it, go with it.
    assert_kept_beside(text, file, key_at(file, path, key), span_of(file, (*path, key))[1])


def check_insert_entry(draw: st.DrawFn, file: File) -> None:
    path, value, wanted = a_path(draw, file.data, list), draw(values), deepcopy(file.data)
    place = draw(st.integers(0, len(at(wanted, path))))
    at(wanted, path).insert(place, value)
    assert_inserted(assert_reads(insert_entry(file.raw, path, place, value), wanted, file), file)


def check_remove_entry(draw: st.DrawFn, file: File) -> None:
    path, wanted = a_path(draw, file.data, list), deepcopy(file.data)
    assume(at(wanted, path))
    place = draw(st.integers(0, len(at(wanted, path)) - 1))
    del at(wanted, path)[place]
    text = assert_reads(taken_out(file, remove_entry, path, place), wanted, file)
    if at(wanted, path):
        assert_only_taken_out(text, file)
    assert_kept_beside(text, file, *span_of(file, (*path, place)))


def check_move_entry(draw: st.DrawFn, file: File) -> None:
    path, wanted = a_path(draw, file.data, list), deepcopy(file.data)
    assume(at(wanted, path))
    place, to = (draw(st.integers(0, len(at(wanted, path)) - 1)) for _ in range(2))
    at(wanted, path).insert(to, at(wanted, path).pop(place))
    text = assert_reads(move_entry(file.raw, path, place, to), wanted, file)
    assert Counter("".join(text.split())) == Counter("".join(file.text.split()))


def check_write_ids(draw: st.DrawFn, file: File) -> None:
    wanted = deepcopy(file.data)
    numbers = draw(st.sets(st.integers(0, len(wanted["questions"]) - 1), max_size=5))
    ids = [(number, f"q-{number:08x}") for number in numbers]
    without = file.raw
    for number in draw(st.sets(st.sampled_from(sorted(numbers)))) if numbers else ():
        without = remove_key(without, ("questions", number), "id")
    for number, name in ids:
        entry = wanted["questions"][number]
        wanted["questions"][number] = {"id": name, **{key: entry[key] for key in entry if key != "id"}}
    text = assert_reads(write_ids(without, ids), wanted, file_of(without))
    assert comments(text) == comments(file_of(without).text)


def assert_kept_beside(text: str, file: File, start: int, end: int) -> None:
    """Comments before the line in which something began stand as they were, and those after its last line."""
    before, after = line_of(file.text, file.text.rfind("\n", 0, start) + 1, end)
    kept = [*comments(before), *comments(after)]
    assert [name for name in comments(text) if name in kept] == kept


@settings(max_examples=examples(25))
@pytest.mark.parametrize(
    "check",
    [
        check_set_scalar,
        check_insert_key,
        check_remove_key,
        check_insert_entry,
        check_remove_entry,
        check_move_entry,
        check_write_ids,
    ],
)
@given(st.data(), files())
def test_an_edit_of_a_file_of_any_kind_and_style(check: Any, data: st.DataObject, file: File) -> None:
    check(data.draw, file)


@settings(max_examples=examples(2))
@pytest.mark.parametrize(
    "check",
    [
        check_set_scalar,
        check_insert_key,
        check_remove_key,
        check_insert_entry,
        check_remove_entry,
        check_move_entry,
        check_write_ids,
    ],
)
@given(st.data(), our_files)
def test_an_edit_of_the_six_months_leaves_the_rest_alone(check: Any, data: st.DataObject, file: File) -> None:
    check(data.draw, file)


# --- Examples to read, and refusals.

PROMPT = "|\n      여러 줄\n\n      글   # 주석이 아니에요"
BANK = f"""\
# 머리말
bank: "2024-02"   # 달
title: {{ko: '옛', en: "Old"}}  # 제목

questions:
  # 첫 문항
  - kind: essay
    prompt: {PROMPT}
    hints:   # 아직 없어요

  - {{kind: numeric, answer: 4}}
"""


@pytest.mark.parametrize(
    ("path", "value", "old", "new"),
    [
        (("title", "ko"), "it's", "'옛'", "'it''s'"),
        (("title", "en"), "두\n줄", '"Old"', '"두\\n줄"'),
        (("bank",), "둘\n줄\n", '"2024-02"   # 달', "|   # 달\n  둘\n  줄"),
        (("questions", 0, "kind"), "matching", "essay", "matching"),
        (("questions", 0, "kind"), "a # b", "essay", '"a # b"'),
        (("questions", 0, "hints"), "한 줄", "hints:   #", "hints: 한 줄   #"),
        (("questions", 0, "prompt"), "다른\n글", PROMPT, "|-\n      다른\n      글"),
        (("questions", 1, "answer"), "1, 2", "4}", '"1, 2"}'),
    ],
)
def test_a_text_is_set_in_its_style(path: Steps, value: str, old: str, new: str) -> None:
    assert set_scalar(BANK.encode(), path, value).decode() == BANK.replace(old, new, 1)


def test_a_field_is_written_as_its_neighbours_are() -> None:
    note = {"ko": "첫 줄\n둘째 줄\n", "en": "One"}
    changed = insert_key(BANK.encode(), ("questions", 0), "explanation", note, after="prompt").decode()
    new = "    explanation:\n      ko: |\n        첫 줄\n        둘째 줄\n      en: One\n"
    assert changed == BANK.replace("    hints:", new + "    hints:")


def test_ids_become_the_first_fields_of_their_questions() -> None:
    changed = write_ids(BANK.encode(), [(1, "q-00000001"), (0, "q-00000002")]).decode()
    block = "  - id: q-00000002\n    kind: essay"
    assert changed == BANK.replace("  - kind: essay", block).replace("{kind", "{id: q-00000001, kind")


def test_an_entry_leaves_with_its_comment_and_the_gap_beside_it() -> None:
    assert remove_entry(BANK.encode(), ("questions",), 1).decode() == BANK.replace(
        "\n  - {kind: numeric, answer: 4}\n", ""
    )


def test_an_entry_takes_the_comments_above_and_behind_it_along() -> None:
    raw = b"# all\n- a\n# about b\n# at length\n- b  # behind\n\n# apart\n\n- c\n"
    assert move_entry(raw, (), 1, 0) == b"# all\n# about b\n# at length\n- b  # behind\n- a\n\n# apart\n\n- c\n"
    assert move_entry(raw, (), 0, 2) == b"# all\n# about b\n# at length\n- b  # behind\n\n# apart\n\n- c\n- a\n"
    assert move_entry(raw, (), 2, 0) == b"# all\n- c\n- a\n# about b\n# at length\n- b  # behind\n\n# apart\n"


def test_a_block_that_ends_the_file_without_a_line_break_stays_what_it_was() -> None:
    raw = b"a: |\n  text"
    assert insert_key(raw, (), "b", "c", after="a") == b"a: |-\n  text\nb: c"
    assert insert_key(raw, (), "b", "c\nd\n", after="a") == b"a: |-\n  text\nb: |\n  c\n  d\n"
    assert set_scalar(raw, ("a",), "b\nc") == b"a: |-\n  b\n  c"
    assert set_scalar(b"a: b\r\nc: d", ("c",), "e\nf\n") == b"a: b\r\nc: |\r\n  e\r\n  f\r\n"
    for header in ("|2", "|2-", "|-2", "|2+", "|+2"):
        indented = f"-\n    - {header}\n        =".encode()
        closed = b"-\n    - |2-\n        =\n- |\n  a\n\n  b\n"
        assert insert_entry(indented, (), 1, "a\n\nb\n") == closed, header


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (
            lambda raw: set_scalar(raw, ("questions", 2, "id"), "a"),
            "7:3: '2' is not there; the list has 2 entries, counted from 0",
        ),
        (
            lambda raw: set_scalar(raw, ("questions", "id"), "a"),
            "7:3: 'id' is not there; the list has 2 entries, counted from 0",
        ),
        (
            lambda raw: set_scalar(raw, ("title",), "a"),
            "3:8: a list or fields stand where a text is to be written; name a text inside it",
        ),
        (
            lambda raw: set_scalar(raw, (), "a"),
            "2:1: a list or fields stand where a text is to be written; name a text inside it",
        ),
        (
            lambda raw: set_scalar(raw, ("bank", "ko"), "a"),
            "2:7: 'ko' is not there; a text has nothing inside",
        ),
        (
            lambda raw: set_scalar(raw, ("bank", "2024"), "a"),
            "2:7: '2024' is not there; a text has nothing inside",
        ),
        (
            lambda raw: set_scalar(raw, ("bank",), "a\0"),
            "2:7: the control character U+0000; remove it",
        ),
        (
            lambda raw: set_scalar(raw, ("bank",), "\ud800"),
            "2:7: the control character U+D800; remove it",
        ),
        (
            lambda raw: set_scalar(raw, ("bank",), "e" + "\u0301" * 9),
            "2:7: more than 8 combining marks in a row; leave on each letter the accents that its spelling has",
        ),
        (
            lambda raw: insert_key(raw, ("title",), "ko", "a"),
            "3:13: 'ko' is there already; change its value",
        ),
        (
            lambda raw: insert_key(raw, ("title",), "fr", "a", after="es"),
            "3:8: 'es' is not there; use one of ko, en",
        ),
        (
            lambda raw: insert_key(raw, ("title",), "fr", {"a": [1]}),  # type: ignore[dict-item]
            "3:8: '1' is no text; write numbers and truth values as texts",
        ),
        (
            lambda raw: insert_key(raw, ("bank",), "fr", "a"),
            "2:7: no fields stand here; name a part that has fields",
        ),
        (
            lambda raw: remove_key(raw, ("title",), "fr"),
            "3:8: 'fr' is not there; use one of ko, en",
        ),
        (
            lambda raw: insert_entry(raw, ("title",), 0, "a"),
            "3:8: no list stands here; name a part that is a list",
        ),
        (
            lambda raw: insert_entry(raw, ("questions",), 3, "a"),
            "7:3: '3' is not there; the list has 2 entries, counted from 0",
        ),
        (
            lambda raw: remove_entry(raw, ("questions",), -1),
            "7:3: '-1' is not there; the list has 2 entries, counted from 0",
        ),
        (
            lambda raw: move_entry(raw, ("questions",), 0, 2),
            "7:3: '2' is not there; the list has 2 entries, counted from 0",
        ),
        (
            lambda raw: write_ids(raw, [(0, "a"), (5, "b")]),
            "7:3: '5' is not there; the list has 2 entries, counted from 0",
        ),
    ],
)
def test_an_edit_that_cant_be_made_says_where_why_and_what_to_do(edit: Any, words: str) -> None:
    with pytest.raises(SourceEditError) as refused:
        edit(BANK.encode())
    assert str(refused.value) == words
    assert words.startswith("{}:{}: ".format(*refused.value.place))
    for message in (refused.value.message, refused.value.remedy):
        assert_can_be_said(message, "ko")


def test_a_file_that_is_no_yaml_of_ours_is_not_edited() -> None:
    for raw in (b"a: [", b"a: *b", b"\xff", b""):
        with pytest.raises(BankError):
            set_scalar(raw, ("a",), "b")


def test_no_comment_becomes_a_part_of_a_text() -> None:
    raw = b"a: b\n    # about c\nc: d\n"
    assert set_scalar(raw, ("a",), "e\nf\n") == b'a: "e\\nf\\n"\n    # about c\nc: d\n'
    assert insert_key(raw, (), "g", ["e\nf\n"], after="a") == b'a: b\ng: ["e\\nf\\n"]\n    # about c\nc: d\n'


@pytest.mark.parametrize(
    "edit",
    [
        lambda: insert_key(b"a: [b: c]", ("a", 0), "d", "e"),
        lambda: remove_key(b"a: |-\n  text\nb: c\n  # in line with the text\n", (), "b"),
        lambda: insert_key(b"a: b\n", (), "c", nested(90)),
    ],
    ids=["a map without braces", "a comment below a text", "deeper than is read"],
)
def test_an_edit_that_would_be_read_otherwise_is_refused(edit: Callable[[], bytes]) -> None:
    with pytest.raises(SourceEditError) as refused:
        edit()
    assert str(refused.value) == "1:1: the file reads otherwise after this edit; edit this place by hand"


def nested(depth: int) -> Any:
    return [nested(depth - 1)] if depth else "a"


# --- Files as people write them: every place of each, with every edit. An edit compares what it made with what it was
# asked for, so one that is not refused did what it should.

BY_HAND = {
    "folded, indented and kept texts, lists in lists": """\
a: >
  folded text
  goes on

  more
b: >-   # note
   x
c: |2
    indented
  less
d: |+
  keep

# c1
e:
  - - a
    - b
  - # inner
    - c
    # c2
    - d
  -
  - x
""",
    "brackets": '{a: 1, # c\n b: [x, # d\n   y,], c: {}, d: [], e: , f: "q\n   w"}\n',
    "texts of several lines": "plain: this goes\n  on here\n  # not cut\nnext: 'it''s\n  long'\n",
    "a bank": """\
---
# head

questions:

  # first
  - id: a   # the id
    # between
    kind: essay

    hints: [a,
      b ]

  # second
  - kind: x
    t: {ko: "가", en: 'b'}
# tail
quizzes: []   # none
""",
    "lists in the column of their key, four spaces": """\
a:
- 1
- 2   # two

- 3
b:
    c: 1
    d:
        e: |
          text
          more
""",
    "a list of all sorts": "- a\n- b: 1\n  c: 2\n-   d: 3\n    e: 4\n- {f: 5}\n",
    "blank lines behind blocks": "a: |\n  x\n\n\n\nb: |-\n  y\n\n",
    "JSON": '{"q": {"a":1,"b":[1,2]}}',
    "nothing": 'a: ""\nb:\n\n\nc: x',
}


@pytest.mark.parametrize("end", ["\n", "", "\r\n"], ids=["LF", "no break at the end", "CRLF"])
@pytest.mark.parametrize("text", BY_HAND.values(), ids=BY_HAND)
def test_no_edit_of_a_file_written_by_hand_is_refused(text: str, end: str) -> None:
    raw = (text.rstrip("\n") if not end else text.replace("\n", end)).encode()
    data = read_yaml(raw, "a.yaml").data
    for value in ("a # b", "두\n줄\n"):
        for path in paths_in(data, str):
            assert set_scalar(raw, path, value)
        for path in paths_in(data, dict):
            for key in (None, *at(data, path)):
                assert insert_key(raw, path, "new", value, after=key)
        for path in paths_in(data, list):
            for place in range(len(at(data, path)) + 1):
                assert insert_entry(raw, path, place, {"new": value})


@pytest.mark.parametrize("text", BY_HAND.values(), ids=BY_HAND)
def test_everything_can_be_taken_out_of_a_file_written_by_hand_and_moved_in_it(text: str) -> None:
    data = read_yaml(text.encode(), "a.yaml").data
    for path in paths_in(data, dict):
        for key in at(data, path):
            assert len(remove_key(text.encode(), path, key)) < len(text.encode())
    for path in paths_in(data, list):
        count = len(at(data, path))
        for place in range(count):
            assert len(remove_entry(text.encode(), path, place)) < len(text.encode()) + 4
            for to in range(count):
                moved = move_entry(text.encode(), path, place, to).decode()
                assert comments(moved) == comments(text)


def test_an_entry_is_copied_as_it_is_written() -> None:
    raw = b"a:\n  # above\n  - {b: c}  # behind\n  - d\n"
    assert copy_entry(raw, ("a",), 0, 2) == b"a:\n  # above\n  - {b: c}  # behind\n  - d\n  - {b: c}  # behind\n"
    assert copy_entry(b"a: [b, c]\n", ("a",), 1, 0) == b"a: [c, b, c]\n"
    for index, to in ((2, 0), (0, 3)):
        with pytest.raises(SourceEditError):
            copy_entry(raw, ("a",), index, to)


def test_several_texts_and_keys_are_written_at_once() -> None:
    raw = b"a: {b: c}\nd:\n  - e: f\n  - g: h\n"
    assert set_scalars(raw, [(("a", "b"), "1"), (("d", 1, "g"), "x: y")]) == b'a: {b: 1}\nd:\n  - e: f\n  - g: "x: y"\n'
    values = [(("a",), "b", "z", None), (("d", 0), "k", "l", "e"), (("d", 1), "k", "m", None)]
    assert write_keys(raw, values) == b"a: {b: z}\nd:\n  - e: f\n    k: l\n  - k: m\n    g: h\n"


def test_other_data_are_written_in_place_of_all_that_was_there() -> None:
    made = rewrite(b"# head\na: 1\nb: 2\n", lambda document: {"c": "3"}, instead={}, after={})
    assert made == b"# head\nc: 3\n"
    assert rewrite(b"- a\n", lambda document: {"c": "3"}, instead={}, after={}) == b"- a\n"
