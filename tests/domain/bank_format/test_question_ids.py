"""Ids of questions that a file gives none: the same question keeps its own, a new one gets one, doubt is an error."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.domain.bank_format.question_ids import Doubt, Ids, KnownQuestion, WrittenQuestion, ids_of, problems_of

Entry = tuple[str, str]
"""A question in a case: its content and kind, or its id and content where it has one (``id=content``)."""


def written(*contents: str, kind: str = "essay") -> list[WrittenQuestion]:
    """Questions of these contents; ``id=content`` has an id, ``new<old=content`` was renamed."""
    found = []
    for position, text in enumerate(contents):
        names, _, content = text.rpartition("=")
        name, _, was = names.partition("<")
        found.append(WrittenQuestion(id=name, was=was, content_hash=content, kind=kind, position=position))
    return found


def known(*entries: str, kind: str = "essay") -> list[KnownQuestion]:
    """Questions on offer, each as ``id=content``."""
    pairs = [entry.split("=") for entry in entries]
    return [
        KnownQuestion(id=name, content_hash=content, kind=kind, position=position)
        for position, (name, content) in enumerate(pairs)
    ]


def made(contents: Sequence[str], entries: Sequence[str]) -> list[str]:
    """The ids that the questions get; ``new`` for one that is new."""
    found = ids_of(written(*contents), known(*entries), seed="2024-02")
    assert not found.doubts
    ids = {entry.split("=")[0] for entry in entries} | {text.partition("=")[0].partition("<")[0] for text in contents}
    return [name if name in ids else "new" for name in found.ids]


@pytest.mark.parametrize(
    ("contents", "entries", "ids"),
    [
        (["A", "B"], [], ["new", "new"]),
        (["x=A", "y=B"], ["x=A"], ["x", "y"]),
        # The same content, wherever it stands.
        (["B", "A"], ["a=A", "b=B"], ["b", "a"]),
        (["X", "A", "B"], ["a=A", "b=B"], ["new", "a", "b"]),
        # Another content at the same place.
        (["A", "B2"], ["a=A", "b=B"], ["a", "b"]),
        (["A2", "B2"], ["a=A", "b=B"], ["a", "b"]),
        # What moved and what changed: the content comes first.
        (["B", "C2", "A"], ["a=A", "b=B", "c=C"], ["b", "new", "a"]),
        # An id that is written, or renamed from, is no other question's.
        (["a=A2", "A"], ["a=A", "b=B"], ["a", "b"]),
        (["c<a=A2", "A"], ["a=A"], ["c", "new"]),
        # Of several of one content, the one at its place.
        (["A", "A"], ["a=A", "b=A"], ["a", "b"]),
        (["A", "A", "A"], ["a=A", "b=A"], ["a", "b", "new"]),
        (["A", "A"], ["a=A"], ["a", "new"]),
        (["X", "A"], ["a=A", "b=A"], ["a", "b"]),
    ],
)
def test_a_question_keeps_its_id(contents: list[str], entries: list[str], ids: list[str]) -> None:
    assert made(contents, entries) == ids


def test_a_question_of_another_kind_at_the_same_place_is_another() -> None:
    found = ids_of(written("A2", kind="numeric"), known("a=A", kind="essay"), seed="2024-02")
    assert found.ids != ("a",)


@pytest.mark.parametrize(
    ("contents", "entries", "doubts"),
    [
        (["X", "Y", "A"], ["a=A", "b=A"], [(2, ("a", "b"))]),
        (["X", "A", "A"], ["a=A"], [(1, ("a",)), (2, ("a",))]),
        (["X", "Y", "A", "A", "B", "B"], ["a=A", "b=B"], [(2, ("a",)), (3, ("a",)), (4, ("b",)), (5, ("b",))]),
    ],
)
def test_two_candidates_are_an_error(
    contents: list[str], entries: list[str], doubts: list[tuple[int, tuple[str, ...]]]
) -> None:
    found = ids_of(written(*contents), known(*entries), seed="2024-02")
    assert found.doubts == tuple(Doubt(position=position, candidates=names) for position, names in doubts)
    # Nobody else takes one of the candidates.
    assert not {name for _, names in doubts for name in names} & set(found.ids)


def test_a_doubt_names_the_candidates_at_the_place_of_the_question() -> None:
    (problem,) = problems_of([Doubt(position=2, candidates=("a", "b"))], "2024-02.yaml", {2: (41, 5)})
    assert str(problem) == (
        "2024-02.yaml:41:5: error: this question has no id and may be any of these: a, b; "
        "write id: with the one that it is, or with a new one [S4]"
    )


def test_a_new_id_is_q_and_eight_hex_digits_and_never_one_that_is_taken() -> None:
    first = ids_of(written("A"), [], seed="2024-02").ids
    assert re.fullmatch("q-[0-9a-f]{8}", first[0])
    assert ids_of(written("A"), [], seed="2024-02").ids == first
    assert ids_of(written("A"), [], seed="2024-03").ids != first
    again = ids_of(written("A"), [], seed="2024-02", taken=first).ids
    assert re.fullmatch("q-[0-9a-f]{8}", again[0])
    assert again != first


def test_an_id_is_made_of_the_seed_and_the_content_alike_in_every_release() -> None:
    first, second = "q-44ec4ae6", "q-a458e1ce"
    assert ids_of(written("A", "A"), [], seed="2024-02").ids == (first, second)
    assert ids_of(written("x<=A"), [], seed="2024-02", taken=[first]).ids == ("x",)
    assert ids_of(written("A"), [], seed="2024-02", taken=[first]).ids == (second,)
    assert ids_of(written("A", f"{first}=B"), [], seed="2024-02").ids == (second, first)
    assert ids_of(written("A", f"b<{first}=B"), [], seed="2024-02").ids == (second, "b")
    assert ids_of(written("A", kind="numeric"), known(f"{first}=B"), seed="2024-02").ids == (second,)


contents = st.sampled_from("ABCDEF")
texts = st.lists(st.one_of(contents, st.builds("{}={}".format, st.sampled_from("uvwxyz"), contents)), max_size=8)
names = st.lists(st.tuples(st.sampled_from("tuvwxyz"), contents), max_size=7, unique_by=lambda entry: entry[0])


def unique(file: list[str]) -> bool:
    ids = [text.split("=")[0] for text in file if "=" in text]
    return len(ids) == len(set(ids))


def outcome(file: list[str], entries: list[Entry]) -> Ids:
    return ids_of(written(*file), known(*map("=".join, entries)), seed="2024-02")


@given(texts.filter(unique), names)
def test_whatever_is_published_every_question_has_one_id_of_its_own(file: list[str], entries: list[Entry]) -> None:
    found = outcome(file, entries)
    assert len(found.ids) == len(set(found.ids)) == len(file)
    for name, text in zip(found.ids, file, strict=True):
        assert "=" not in text or name == text.split("=")[0]
    assert found == outcome(file, entries)


@given(texts.filter(unique), names)
def test_what_was_published_once_keeps_its_ids_when_it_is_published_again(
    file: list[str], entries: list[Entry]
) -> None:
    """As the file was, and as it is once the ids are written into it."""
    ids = outcome(file, entries).ids
    bare = [text.rpartition("=")[2] for text in file]
    stored = list(zip(ids, bare, strict=True))
    assert outcome(file, stored) == Ids(ids=ids)
    assert outcome(["=".join(entry) for entry in stored], stored) == Ids(ids=ids)


@given(st.permutations("ABCDEF"))
def test_questions_that_differ_keep_their_ids_in_any_order(order: list[str]) -> None:
    assert made(order, [f"{content.lower()}={content}" for content in "ABCDEF"]) == [one.lower() for one in order]
