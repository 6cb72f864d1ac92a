"""The canonical layout: the same data, every comment where it belongs, and nothing to change the second time."""

import random
import re
from collections import Counter
from textwrap import dedent
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from quiz.domain.bank_format.formatting import _require_same, formatted
from quiz.domain.bank_format.source_spots import SourceEditError
from quiz.domain.errors import BankError
from quiz.domain.questions import KINDS
from quiz.domain.yaml.layout import WIDTH
from quiz.domain.yaml.reader import read_yaml
from quiz.platform.paths import CHECKOUT, QUESTIONS
from tests.builders import bank_data, definition
from tests.domain.bank_format.test_source_edit import HARD
from tests.findings import assert_can_be_said
from tests.profiles import examples


def laid_out(text: str) -> str:
    """``text`` in the canonical layout, which reads as the same and stays as it is."""
    found = formatted(text.encode())
    assert read_yaml(found, "").data == read_yaml(text.encode(), "").data
    assert formatted(found) == found
    return found.decode()


CASES = {
    "fields of a question in their order, those of its kind as they are written": (
        """
        questions:
        - kind: numeric
          sources: [{ref: a}]
          tolerance: {absolute: 1}
          mystery: 1
          answer: n
          prompt: n?
          id: x
        bank: a
        """,
        """
        bank: a

        questions:
          - id: x
            kind: numeric
            prompt: n?
            tolerance: {absolute: 1}
            mystery: 1
            answer: n
            sources: [{ref: a}]
        """,
    ),
    "an unknown field stays behind the one that it follows": (
        """
        bank: a
        quizzes:
        - draw: [{count: 8, section: b}]
          mystery: 1
          title: t
          id: q
        """,
        """
        bank: a

        quizzes:
          - id: q
            title: t
            draw: [{section: b, count: 8}]
            mystery: 1
        """,
    ),
    "an unknown kind has the fields of every question in order": (
        "questions: [{prompt: p, kind: riddle, id: x}, {prompt: p, id: y}, {kind: [a], id: z}, word]\n",
        "questions: [{id: x, kind: riddle, prompt: p}, {id: y, prompt: p}, {id: z, kind: [a]}, word]\n",
    ),
    "one blank line between questions and before blocks, at most one elsewhere": (
        """
        bank: a
        title: t
        objectives:


          a: {level: apply, text: t}


          b: {text: t, level: apply}
        questions:

          - id: a
          - id: b



          - id: c

        """,
        """
        bank: a
        title: t

        objectives:
          a: {level: apply, text: t}

          b: {level: apply, text: t}

        questions:
          - id: a

          - id: b

          - id: c
        """,
    ),
    "comments above, behind and at the end": (
        """
        # of the file

        # of the bank
        bank: a   #   behind
        # above title
        title: {ko: 가,   en: b}    # behind a map
        questions: # of all

        # of the first
        - id: a # an id
          # of the kind
          kind: single_choice
          options:
            - a
            # no more of them
          # end of the first

        # of the second
        - id: b
        # of the file's end
        """,
        """
        # of the file

        # of the bank
        bank: a #   behind
        # above title
        title: {ko: 가, en: b} # behind a map

        questions: # of all
          # of the first
          - id: a # an id
            # of the kind
            kind: single_choice
            options:
              - a
              # no more of them
            # end of the first

          # of the second
          - id: b
        # of the file's end
        """,
    ),
    "a comment above the first field of an entry stands above the entry": (
        """
        a:
        -
          # of b
          b: 1
        - # of the entry
          # of c
          c: 2
        - - # of d
            d: 3
        -
          -
            # of e
            - e: 4
              f: 5
        """,
        """
        a:
          # of b
          - b: 1
          - # of the entry
            # of c
            c: 2
          - - # of d
              d: 3
          # of e
          - - - e: 4
                f: 5
        """,
    ),
    "brackets around a comment become lines": (
        """
        a: [ # all
          b, # one
          "c", # two

          # three
          {d: e, f: g} # four
          # five
          ] # six
        h: # head
          [i] # behind
        j: # only head
          [k]
        l: {
          # inside
        }
        m: # head of a text
          n # cut
        o: # head of quotes
          "p"
        q:
          # above a value
          r
        """,
        """
        a: # six
          # all
          # one
          - b
          - "c" # two

          # three
          - {d: e, f: g} # four
          # five
        # head
        h: [i] # behind
        j: [k] # only head
        # inside
        l: {}
        # head of a text
        m: n # cut
        # head of quotes
        o: "p"
        # above a value
        q: r
        """,
    ),
    "of two comments of a list that becomes lines, one goes above": (
        "a: # one\n  [b, # two\n  c] # three\n",
        "# one\na: # three\n  # two\n  - b\n  - c\n",
    ),
    "short lists of names stand in one line": (
        """
        bank: a
        questions:
          - claims:
              - c-1
              - c-2
            hints:
              - one
              - two
            variables:
              n:
                - 1
                - 2
        """,
        """
        bank: a

        questions:
          - claims: [c-1, c-2]
            hints:
              - one
              - two
            variables:
              n: [1, 2]
        """,
    ),
    "a list of names with a comment, with gaps or with sentences stays": (
        """
        series: a
        languages:
          - ko # Korean
          - en
        parts:
          - months:
              - 2024-01

              - 2024-02
          - months:
              - not a name
        """,
        """
        series: a
        languages:
          - ko # Korean
          - en
        parts:
          - months:
              - 2024-01

              - 2024-02
          - months:
              - not a name
        """,
    ),
    "texts of several lines": (
        """
        a: |  # behind
             x
               y

             z

        b: >-
            folded
            text

        c: |+
          kept

        d: plain
           of two lines
        e: "quoted
            of two lines"
        f: "with

          a gap"
        g: plain

          with a gap
        h: >2
           x
          y
        i: [ "quoted
          in brackets", plain
          in brackets ]
        j: |2
           indented
        k: |

        l: >

        m: "x

          y " # quoted
        """,
        """
        a: | # behind
          x
            y

          z

        b: >-
          folded
          text

        c: |+
          kept

        d: plain of two lines
        e: "quoted of two lines"
        f: |-
          with
          a gap
        g: |-
          plain
          with a gap
        h: |2
           x
          y
        i: ["quoted in brackets", plain in brackets]
        j: |2
           indented
        k: ""

        l: ""

        m: |- # quoted
          x
          y<BLANK>
        """,
    ),
    "the blank lines after a text that keeps them": (
        "{a: 'x\n\n\n  '}\n  # c\n",
        "a: |+\n  x\n\n# c\n",
    ),
    "a folded text that keeps its blank lines": ("a: >+\n    x\n    y\n\nb: 1\n", "a: >+\n  x\n  y\n\nb: 1\n"),
    "a comment after blank lines that a text keeps": (
        "a: |+\n  x\n\n...\n\n# c\n",
        "a: |+\n  x\n\n# c\n",
    ),
    "a document's marks, a key of its own line and empty values": (
        "--- # start\n? a\n: b\n'c':\nd: # empty\n? \"e\n  f\"\n: {g: , h}\n...\n",
        '# start\na: b\n\'c\':\nd: # empty\ne f: {g: "", h: ""}\n',
    ),
    "a file of one text": ("# c\n\n word # d\n", "# c\n\nword # d\n"),
    "an empty map": ("# c\n{} # d\n", "# c\n{} # d\n"),
}


@pytest.mark.parametrize(("before", "after"), CASES.values(), ids=list(CASES))
def test_a_file_is_laid_out(before: str, after: str) -> None:
    assert laid_out(dedent(before).lstrip("\n")) == dedent(after).lstrip("\n").replace("<BLANK>", " ")


# --- Files of any content, written in every style, with comments anywhere.


class _Dumper(yaml.SafeDumper):
    chance = random.Random()

    def ignore_aliases(self, data: Any) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, self.chance.random() < 0.5 and indentless)

    def a_text(self, data: str) -> yaml.Node:
        style = self.chance.choice([None, None, "'", '"', "|", ">"])
        return self.represent_scalar("tag:yaml.org,2002:str", data, style=style)

    def a_map(self, data: dict[str, Any]) -> yaml.Node:
        return self.represent_mapping("tag:yaml.org,2002:map", data.items(), flow_style=self.chance.random() < 0.3)

    def a_list(self, data: list[Any]) -> yaml.Node:
        return self.represent_sequence("tag:yaml.org,2002:seq", data, flow_style=self.chance.random() < 0.3)


_Dumper.add_representer(str, _Dumper.a_text)
_Dumper.add_representer(dict, _Dumper.a_map)
_Dumper.add_representer(list, _Dumper.a_list)

names = st.sampled_from(["id", "kind", "prompt", "text", "why", "questions", "new", "한글", "2.9", "no", "a b", "-a"])
contents = st.recursive(
    st.sampled_from(HARD) | st.text("ab가 \n.,:-#'\"[]{}|>", max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(names, inner, max_size=4),
    max_leaves=12,
)
banks = st.lists(st.sampled_from(sorted(KINDS)), min_size=1, max_size=2).map(
    lambda kinds: {"questions": [dict(reversed(definition(kind).items())) for kind in kinds], "bank": "a"}
)


@st.composite
def files(draw: st.DrawFn) -> tuple[str, list[str]]:
    """A file, and its comments."""
    _Dumper.chance = chance = random.Random(draw(st.integers(0, 10**6)))
    data = draw(st.dictionaries(names, contents, min_size=1, max_size=5) | banks)
    width = draw(st.sampled_from([20, 80, 10_000]))
    text = yaml.dump(
        data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=width, indent=chance.choice([2, 4])
    )
    comments = []
    for number in range(draw(st.integers(0, 8))):
        changed = _with_comment(text, chance, number)
        if _reads(changed) == _reads(text):
            text, comments = changed, [*comments, f"# 주석 {number}"]
    return text.replace("\n", draw(st.sampled_from(["\n", "\r\n"]))), comments


def _reads(text: str) -> Any:
    try:
        return read_yaml(text.encode(), "").data
    except BankError:
        return None


def _with_comment(text: str, chance: random.Random, number: int) -> str:
    lines = text.split("\n")
    place = chance.randrange(len(lines))
    if chance.random() < 0.4:
        lines[place] += f"  # 주석 {number}  "
    elif chance.random() < 0.3 and (commas := [at for at, sign in enumerate(lines[place]) if sign in ",[{"]):
        at = chance.choice(commas) + 1
        lines[place : place + 1] = [f"{lines[place][:at]} # 주석 {number}", "   " + lines[place][at:]]
    else:
        gap = [""] * chance.choice([0, 0, 1, 3])
        lines[place:place] = [*gap, " " * chance.randrange(9) + f"# 주석 {number}", *gap]
    return "\n".join(lines)


@settings(max_examples=examples(150))
@given(files())
def test_whatever_a_file_holds_only_its_layout_changes(file: tuple[str, list[str]]) -> None:
    text, comments = file
    if _reads(text) is None:
        return
    found = laid_out(text)
    assert Counter(re.findall("# 주석 [0-9]", found)) >= Counter(comments)
    assert "\r" not in found
    assert found.endswith("\n")


# --- The files that there are.

BANKS = (CHECKOUT / "docs" / "banks.md").read_text("utf-8")
EXAMPLES = [text for text in re.findall(r"^```yaml\n(.*?)^```$", BANKS, re.DOTALL | re.MULTILINE) if _reads(text)]


@pytest.mark.parametrize("text", EXAMPLES, ids=lambda text: text.strip().splitlines()[0][:30])
def test_an_example_of_the_docs_reads_as_before(text: str) -> None:
    laid_out(text)


@pytest.mark.parametrize("path", sorted(QUESTIONS.glob("*.yaml")), ids=lambda path: path.name)
def test_a_shipped_file_reads_as_before_and_keeps_its_comments(path: Any) -> None:
    text = path.read_text("utf-8")
    found = laid_out(text)
    comments = re.compile(r"^ *#.*", re.MULTILINE)
    assert [line.strip() for line in comments.findall(found)] == [line.strip() for line in comments.findall(text)]


def test_lines_end_alike_and_no_mark_stands_before_them() -> None:
    assert (
        formatted(b"\xef\xbb\xbfa: 1\r\n\r\nb: |\r\n  x\r\n  y\r\nc: 2\rd: 3")
        == b"a: 1\n\nb: |\n  x\n  y\nc: 2\nd: 3\n"
    )


def test_a_list_or_map_stands_in_one_line_where_it_fits() -> None:
    word = "x" * (WIDTH - len("a: [, b]"))
    assert laid_out(f"a: [{word}, b]") == f"a: [{word}, b]\n"
    assert laid_out(f"a: [{word}x, b]") == f"a:\n  - {word}x\n  - b\n"
    assert laid_out(f"- {{a: [{word}, b]}}") == f"- a:\n    - {word}\n    - b\n"


def test_a_definition_of_every_kind_reads_as_before() -> None:
    laid_out(yaml.safe_dump(bank_data(), allow_unicode=True, width=40))


def test_a_file_that_can_t_be_read_is_refused() -> None:
    with pytest.raises(BankError) as refused:
        formatted(b"a: [")
    assert [problem.code for problem in refused.value.problems] == ["yaml"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        # YAML ends a text before a comment, which in several lines can't stand behind it.
        ("x: 1\na:\n  b: one\n\n   two # cut\n", (3, 6)),
        ("- 1\n- one\n\n  two # cut\n", (2, 3)),
    ],
)
def test_what_can_t_be_written_otherwise_is_refused_at_its_place(text: str, place: tuple[int, int]) -> None:
    with pytest.raises(SourceEditError) as refused:
        formatted(text.encode())
    assert refused.value.place == place
    for language in ("ko", "en"):
        assert_can_be_said(refused.value.message, language)
        assert_can_be_said(refused.value.remedy, language)


@pytest.mark.parametrize(
    ("before", "after"), [("a: 1", "a: ["), ("a: 1", "b: 1"), ("a: [1]", "a: [1, 2]"), ("a: 1", "a: 2")]
)
def test_a_layout_that_would_read_otherwise_is_not_handed_out(before: str, after: str) -> None:
    with pytest.raises(SourceEditError):
        _require_same(read_yaml(before.encode(), ""), after)
    _require_same(read_yaml(before.encode(), ""), before)
