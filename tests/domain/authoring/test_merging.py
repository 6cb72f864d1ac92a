"""Two versions of a file brought together: nothing of either is lost, and what both changed is a conflict."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from quiz.domain.authoring.merging import Merged, merge
from quiz.domain.authoring.segments import WHOLE, Segment, segments

HEAD = "# February\nbank: 2024-02\ntitle: Routing\n\nobjectives:\n  route: {text: Route}\n"
TAIL = "quizzes:\n  - id: check\n    draw: all\n"


def question(name: str, prompt: str = "Why?") -> str:
    return f"  - id: {name}\n    prompt: {prompt}\n    # a remark\n    answer: x\n"


def bank(*questions: str, head: str = HEAD, tail: str = TAIL) -> str:
    return f"{head}questions:\n{''.join(questions)}{tail}"


A, B, C, D = (question(name) for name in "abcd")
BASE = bank(A, B, C)


def test_a_file_is_cut_into_its_fields_and_entries_with_the_comments_before_them() -> None:
    parts = segments(BASE)
    assert "".join(part.text for part in parts) == BASE
    assert [part.key for part in parts] == [
        *[("bank",), ("title",), ("objectives",), ("objectives", "route"), ("questions",)],
        *[("questions", "a"), ("questions", "b"), ("questions", "c"), ("quizzes",), ("quizzes", "check")],
    ]
    assert parts[0].text.startswith("# February\n")


def test_the_end_of_a_text_in_block_form_is_no_comment() -> None:
    text = "questions:\n- id: a\n  explanation: |\n    one\n    # two\n# of b\n- id: b\n"
    parts = dict(segments(text))
    assert parts["questions", "a"].endswith("    # two\n")
    assert parts["questions", "b"].startswith("# of b\n")


@pytest.mark.parametrize(
    "text",
    ["- a\n- b\n", "a: [\n", "just text\n", "{a: 1, b: 2}\n", "title: a\x85bank: b\n", "title: a\rbank: b\n"],
    ids=["a list", "unreadable", "a text", "in braces", "no line end", "another line end"],
)
def test_what_can_not_be_cut_is_one_part(text: str) -> None:
    assert [part.key for part in segments(text)] == [WHOLE]
    assert segments("") == ()


def test_what_stands_before_the_first_field_is_a_part() -> None:
    assert segments("---\na: b\n") == (Segment((), "---\n"), Segment(("a",), "a: b\n"))


def test_entries_of_one_line_are_their_field() -> None:
    assert [part.key for part in segments("bank: a\nquestions: [{id: a}, {id: b}]\n")] == [("bank",), ("questions",)]


def test_entries_are_named_by_what_they_say_where_they_have_no_id_and_twice_is_counted() -> None:
    keys = [part.key for part in segments("tags:\n- x\n- x\nquestions:\n-\n  kind: essay\n- id: ''\n")]
    assert keys[1][1].startswith("#")
    assert keys[2] == (*keys[1], "2")
    assert [key[0] for key in keys] == ["tags", "tags", "tags", "questions", "questions", "questions"]


def test_what_only_one_side_changed_is_taken() -> None:
    mine = bank(question("a", "How?"), B, C, D)
    theirs = bank(A, C, question("e"), head=HEAD.replace("Routing", "Routers"))
    found = merge(BASE, mine, theirs)
    assert found.conflicts == ()
    assert found.text() == bank(question("a", "How?"), C, question("e"), D, head=HEAD.replace("Routing", "Routers"))


def test_a_question_that_both_changed_is_a_conflict_as_a_whole() -> None:
    mine, theirs = bank(question("a", "How?"), B, C), bank(A.replace("x", "y"), B, C, D)
    found = merge(BASE, mine, theirs)
    (one,) = found.conflicts
    assert (one.name, one.base) == ("questions/a", A)
    assert found.text() == bank(question("a", "How?"), B, C, D)
    assert found.text({"questions/a": "theirs"}) == theirs


def test_a_question_that_one_changed_and_the_other_removed_is_a_conflict() -> None:
    found = merge(BASE, bank(B, C), bank(question("a", "How?"), B, C))
    (one,) = found.conflicts
    assert (one.mine, one.theirs) == ("", question("a", "How?"))
    assert found.text() == bank(B, C)
    assert found.text({one.name: "theirs"}) == bank(question("a", "How?"), B, C)


def test_two_banks_made_at_once_keep_what_each_has_and_ask_about_the_rest() -> None:
    found = merge("", bank(A, B), bank(question("a", "How?"), C))
    assert [part.name for part in found.conflicts] == ["questions/a"]
    assert found.text() == bank(A, C, B)


def test_who_moves_questions_alone_moves_them_and_of_two_who_do_mine_stand() -> None:
    assert merge(BASE, bank(A, B, C, D), bank(C, A, B)).text() == bank(C, D, A, B)
    found = merge(BASE, bank(B, A, C), bank(C, B, A))
    assert found.reordered
    assert found.text() == bank(B, A, C)
    assert not merge(BASE, bank(B, A, C), bank(B, A, C, D)).reordered


def test_entries_of_a_field_that_only_theirs_begins_stay_below_it() -> None:
    base = "bank: a\n"
    found = merge(base, "bank: a\nquizzes:\n  - id: q\n", "questions:\n  - id: b\nbank: a\n")
    assert found.text() == "questions:\n  - id: b\nbank: a\nquizzes:\n  - id: q\n"


def test_the_last_line_may_lack_its_break() -> None:
    found = merge(bank(A, tail="").rstrip("\n"), bank(A, B, tail=""), bank(A, C, tail="").rstrip("\n"))
    assert found.conflicts == ()
    assert found.text() == bank(A, C, B, tail="")


@pytest.mark.parametrize(
    ("base", "mine", "theirs"),
    [
        ("a: [\n", "a: [1\n", "a: [2\n"),
        ("x: {\n a: 1,\n b: 2}\n", "x: {\n a: 1,\n b: 2,\n c: 3}\n", "x: {\n a: 1,\n b: 2,\n d: 4}\n"),
    ],
    ids=["unreadable", "in braces"],
)
def test_files_that_can_only_be_held_against_each_other_are_one_conflict(base: str, mine: str, theirs: str) -> None:
    found = merge(base, mine, theirs)
    (one,) = found.conflicts
    assert (one.key, found.text(), found.text({one.name: "theirs"})) == (WHOLE, mine, theirs)


NAMES = st.lists(st.sampled_from("abcdef"), unique=True, max_size=6)
QUESTIONS = st.builds(
    lambda names, prompts: [question(name, prompts.get(name, "Why?")) for name in names],
    NAMES,
    st.dictionaries(st.sampled_from("abcdef"), st.sampled_from(["How?", "When?"]), max_size=3),
)
BANKS = st.builds(
    lambda questions, title, end: bank(*questions, head=HEAD.replace("Routing", title), tail=end),
    QUESTIONS,
    st.sampled_from(["Routing", "Routers", "Mixtures"]),
    st.sampled_from([TAIL, "", "# the end\n"]),
)
ANYTHING = BANKS | st.text(alphabet="ab:-[ \n#", max_size=30)


@given(ANYTHING)
def test_joined_the_parts_are_the_file(text: str) -> None:
    assert "".join(part.text for part in segments(text)) == text


@given(ANYTHING, ANYTHING)
@example(BASE, bank(A, B))
@example(BASE, "")
@example("", BASE)
def test_where_one_side_changed_nothing_the_other_is_the_merge(base: str, changed: str) -> None:
    for found in (merge(base, changed, base), merge(base, base, changed), merge(base, changed, changed)):
        assert found.text() == changed
        assert found.conflicts == ()


def held(text: str) -> dict[tuple[str, ...], str]:
    return {part.key: part.text.rstrip("\n") for part in segments(text)}


@given(BANKS, BANKS, BANKS)
def test_nothing_of_either_side_is_lost(base: str, mine: str, theirs: str) -> None:
    found = merge(base, mine, theirs)
    before, ours, others = held(base), held(mine), held(theirs)
    shown = {part.key: {part.mine.rstrip("\n"), part.theirs.rstrip("\n")} for part in found.parts}
    if set(shown) != {WHOLE}:
        for side in (ours, others):
            for key, text in side.items():
                if text != before.get(key):
                    assert text in shown[key]
        for part in found.conflicts:
            assert ours.get(part.key, "") != others.get(part.key, "")


@given(BANKS, BANKS, BANKS)
def test_the_other_side_sees_the_same_conflicts(base: str, mine: str, theirs: str) -> None:
    def names(found: Merged) -> set[str]:
        return {part.name for part in found.conflicts}

    assert names(merge(base, mine, theirs)) == names(merge(base, theirs, mine))
