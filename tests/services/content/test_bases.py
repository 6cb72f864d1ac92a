"""A file that goes on from what is published passes; one that would undo what came from elsewhere is refused."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from quiz.domain.errors import BankError
from quiz.services.content.media import MediaFolder
from quiz.services.content.publishing import BankFile, plan, publish
from quiz.services.content.revisions import bases, reading
from quiz.services.content.revisions.keeping import Origin, Provenance, hash_of
from quiz.storage.models.content import BankRevision
from tests.builders import both
from tests.conftest import NOW
from tests.services.builders import month_file

HERE, THERE = "/home/kim/banks", "/home/lee/banks"
BANK = "2024-07"


def file(title: str, folder: str | None = HERE) -> BankFile:
    """The small month under a title."""
    made = month_file(title=both(title, title))
    return replace(made, path=f"{folder}/{made.name}" if folder is not None else None)


def put(session: Session, media: MediaFolder, given: BankFile, **how: Any) -> None:
    publish(session, [given], media, now=NOW, provenance=Provenance(**how))
    session.flush()


def titles(session: Session) -> list[int]:
    return [one.number for one in reading.history(session, reading.find_bank(session, BANK))]


def refused(session: Session, media: MediaFolder, given: BankFile, **how: Any) -> bases.Refused:
    """How both a plan and a publishing are refused, with nothing published."""
    before = titles(session)
    for act in (plan, publish):
        now = {"now": NOW} if act is publish else {}
        with pytest.raises(bases.Refused) as caught:
            act(session, [given], media, provenance=Provenance(**how), **now)  # type: ignore[operator]  # either of two
    assert titles(session) == before
    return caught.value


def code(error: BankError) -> list[str]:
    return [problem.code for problem in error.problems]


def test_a_folder_that_nobody_else_edits_needs_nothing(session: Session, media: MediaFolder) -> None:
    for title in ("one", "two", "two", "three"):
        put(session, media, file(title))
    assert titles(session) == [3, 2, 1]


def test_what_was_published_from_another_folder_since_is_not_undone(session: Session, media: MediaFolder) -> None:
    put(session, media, file("one"))
    put(session, media, file("two", THERE), force=True)
    error = refused(session, media, file("three"))
    assert code(error) == ["elsewhere"]
    assert str(error.problems[0].message) == f"2024-07@2 was published from elsewhere since: {THERE}/2024-07.yaml"
    assert "quiz pull 2024-07" in str(error.problems[0].remedy)
    assert [line for line in error.difference if line[0] in "-+"] == [
        *("--- 2024-07@2", "+++ 2024-07.yaml"),
        *("-  ko: two", "-  en: two", "+  ko: three", "+  en: three"),
    ]
    put(session, media, file("three"), force=True)
    put(session, media, file("four"))
    assert titles(session) == [4, 3, 2, 1]


def test_the_same_bytes_from_another_folder_change_nothing(session: Session, media: MediaFolder) -> None:
    put(session, media, file("one"))
    put(session, media, file("one", THERE))
    assert titles(session) == [1]


@pytest.mark.any_database
@pytest.mark.parametrize(("origin", "refuses"), [("studio", True), ("command", False)])
def test_what_came_from_the_studio_is_not_undone(
    session: Session, media: MediaFolder, origin: Origin, refuses: bool
) -> None:
    put(session, media, file("one"))
    put(session, media, file("two", None), origin=origin)
    if refuses:
        assert "the studio" in str(refused(session, media, file("three")).problems[0].message)
    else:
        put(session, media, file("three"))


@pytest.mark.any_database
def test_a_bank_of_before_revisions_were_kept_is_published_from_anywhere(session: Session, media: MediaFolder) -> None:
    put(session, media, file("one"))
    session.execute(update(BankRevision).values(source=None, content_hash=None, origin="upgrade", path=None))
    session.expire_all()
    put(session, media, file("two", THERE))
    assert titles(session) == [2, 1]


@pytest.mark.any_database
def test_what_a_folder_notes_decides_before_the_folder_does(session: Session, media: MediaFolder) -> None:
    put(session, media, file("one"))
    put(session, media, file("two", THERE), force=True)
    noted = {HERE: {BANK: hash_of(file("two").raw)}}
    put(session, media, file("three"), bases=noted)
    error = refused(session, media, file("four"), bases=noted)
    assert code(error) == ["elsewhere"]
    put(session, media, file("four"), bases={HERE: {BANK: hash_of(file("three").raw)}})
    put(session, media, file("five"), bases={HERE: {"2024-08": "0" * 64}})
    assert code(refused(session, media, file("six", THERE), bases={THERE: {}})) == ["elsewhere"]


@pytest.mark.any_database
def test_an_older_revision_is_published_only_as_a_revert(session: Session, media: MediaFolder) -> None:
    put(session, media, file("one"))
    put(session, media, file("two"))
    for how in ({}, {"force": True}):
        error = refused(session, media, file("one"), **how)
        assert code(error) == ["revert"]
        assert "quiz publish --revert 2024-07@1" in str(error.problems[0].remedy)
    put(session, media, file("one"), reverts=frozenset({reading.find_bank(session, BANK).id}))
    first, third = (reading.find_revision(session, f"{BANK}@{number}")[0] for number in (1, 3))
    assert (first.content_hash, third.is_current) == (third.content_hash, True)


@pytest.mark.any_database
def test_a_long_difference_is_shortened(session: Session, media: MediaFolder) -> None:
    put(session, media, file("one"))
    long = file("two", THERE)
    error = refused(session, media, replace(long, raw=long.raw + b"# a remark\n" * 100))
    assert len(error.difference) == bases.MAX_LINES + 1
    assert error.difference[-1].startswith("… +")


@pytest.mark.any_database
@pytest.mark.parametrize("raw", ["", "[", "[]", '{"2024-07": 3}', "null"])
def test_notes_that_hold_anything_else_are_refused(raw: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        bases.read_bases(raw)


@pytest.mark.any_database
def test_notes_are_read_as_they_are_written() -> None:
    noted = {"b": "2", "a": "1"}
    written = bases.write_bases(noted)
    assert bases.read_bases(written) == noted
    assert written == '{\n  "a": "1",\n  "b": "2"\n}\n'
