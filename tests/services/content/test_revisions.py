"""Each publishing of a bank is kept as it was, numbered without gaps, with where it came from."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from quiz.services.content.media import MediaFolder
from quiz.services.content.publishing import BankFile, publish, publish_at_start
from quiz.services.content.revisions import reading
from quiz.services.content.revisions.keeping import Provenance, hash_of
from quiz.storage.models.content import BankRevision, BankRow, QuestionContext
from tests.builders import both, definition
from tests.conftest import NOW, bank_files
from tests.services.builders import at_once, month_file, person, publish_month
from tests.services.content.test_publishing import series_file

LATER = NOW + timedelta(days=1)
BANK = "2024-07"


def history(session: Session, bank: str = BANK) -> list[reading.Revision]:
    return reading.history(session, reading.find_bank(session, bank))


def contexts(session: Session) -> int:
    """How many rows are kept around the questions of the small month."""
    query = select(QuestionContext).join(BankRevision).join(BankRow, BankRevision.bank_id == BankRow.id)
    return len(session.scalars(query.where(BankRow.slug == BANK)).all())


def test_a_publishing_keeps_the_file_and_where_it_came_from(session: Session, media: MediaFolder) -> None:
    kim = person(session, "Kim", "teacher")
    file = replace(month_file(), path="/srv/banks/2024-07.yaml")
    publish(session, [file], media, now=NOW, provenance=Provenance(origin="studio", by_id=kim.id, by_name="root"))
    (found,) = history(session)
    assert found == reading.Revision(
        bank_id=reading.find_bank(session, BANK).id,
        series="ai-2024",
        bank=BANK,
        called=BANK,
        number=1,
        is_current=True,
        content_hash=hash_of(file.raw),
        published_at=NOW,
        by="Kim",
        origin="studio",
        path="/srv/banks/2024-07.yaml",
    )
    assert reading.find_revision(session, "2024-07@1") == (found, file.raw)
    row = session.scalars(select(BankRevision).where(BankRevision.content_hash == found.content_hash)).one()
    assert row.header["title"] == both("모델 경량화", "Lighter models")
    session.delete(kim)
    session.flush()
    session.expire_all()
    assert [one.by for one in history(session)] == ["root"]


def test_other_bytes_are_another_revision_and_the_same_bytes_are_none(session: Session, media: MediaFolder) -> None:
    first = month_file()
    remark = replace(first, raw=b"# a remark\n" + first.raw)
    for file in (first, first, remark, remark):
        publish(session, [file], media, now=NOW)
    assert [(one.number, one.is_current) for one in history(session)] == [(2, True), (1, False)]
    assert [reading.find_revision(session, f"{BANK}{name}")[1] for name in ("", "@2", "@1")] == [
        remark.raw,
        remark.raw,
        first.raw,
    ]


def test_what_comes_back_is_a_revision_of_its_own(session: Session, media: MediaFolder) -> None:
    publish_month(session, media)
    publish_month(session, media, questions=[definition("numeric")], quizzes=[], now=LATER)
    publish_month(session, media, now=LATER)
    first, second, third = reversed(history(session))
    assert (first.content_hash, first.is_current) == (third.content_hash, False)
    assert (third.number, third.is_current, second.is_current) == (3, True, False)


def test_what_stands_around_questions_is_kept_again_only_where_it_changed(session: Session, media: MediaFolder) -> None:
    publish_month(session, media)
    first = contexts(session)
    assert first == 2 * 6
    publish_month(session, media, title=both("새 제목", "A new title"))
    assert contexts(session) == first
    objective = {"LO-2.1": {"level": "apply", "text": both("값을 센다.", "Count them.")}}
    publish_month(session, media, objectives=objective)
    assert contexts(session) == 2 * first
    assert [one.number for one in history(session)] == [3, 2, 1]


def test_a_source_of_the_series_that_changes_is_kept_with_the_banks_that_name_it(
    session: Session, media: MediaFolder
) -> None:
    files = [
        replace(file, raw=file.raw.replace(b"AI trends of 2024", b"A look at 2024"))
        for file in bank_files()
        if file.name in ("series.yaml", "glossary.yaml", "2024-01.yaml")
    ]
    before = history(session, "2024-01")
    publish(session, files, media, now=LATER)
    after = history(session, "2024-01")
    assert [one.number for one in after] == [2, 1]
    assert after[0].content_hash == before[0].content_hash


def test_a_start_keeps_what_it_published(nothing_published: Session, media: MediaFolder) -> None:
    publish_at_start(nothing_published, bank_files(), media, now=NOW)
    (found,) = history(nothing_published, "2024-06")
    assert (found.origin, found.number, found.by) == ("start", 1, None)


def test_publishers_at_once_number_without_a_gap(session: Session, engine: Engine, media: MediaFolder) -> None:
    session.commit()
    files = [replace(month_file(), raw=month_file().raw + b"# %d\n" % number) for number in range(3)]

    def job(file: BankFile) -> object:
        return lambda session: publish(session, [file], media, now=NOW).published

    assert at_once(engine, *map(job, files)) == [(BANK,)] * 3  # type: ignore[arg-type]  # jobs all the same
    assert [(one.number, one.is_current) for one in history(session)] == [(3, True), (2, False), (1, False)]


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("2024-08", "There is no bank 2024-08; known here: 2024-01, 2024-02, 2024-03, 2024-04, 2024-05, 2024-06"),
        ("2024-01@2", "2024-01 has no revision 2. To list them, run: quiz history 2024-01"),
        ("2024-01@0", "2024-01 has no revision 0. To list them, run: quiz history 2024-01"),
        ("2024-01@", "'2024-01@' names no revision. Write BANK@N, as in 2024-01@3."),
        ("2024-01@one", "'2024-01@one' names no revision. Write BANK@N, as in 2024-01@3."),
    ],
)
def test_what_names_no_revision_is_refused_with_what_there_is(session: Session, name: str, words: str) -> None:
    with pytest.raises(reading.UnknownRevision) as caught:
        reading.find_revision(session, name)
    assert str(caught.value.message) == words


@pytest.mark.any_database
def test_an_empty_store_has_no_bank_to_show(nothing_published: Session, media: MediaFolder) -> None:
    publish(nothing_published, [series_file()], media, now=NOW)
    with pytest.raises(reading.UnknownRevision) as caught:
        reading.find_bank(nothing_published, "2024-01")
    assert str(caught.value.message) == "There is no bank 2024-01: nothing is published yet."
