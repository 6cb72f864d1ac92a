"""The one door in: all files or none, the same again changes nothing, every version is kept."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from quiz.domain.errors import BankError
from quiz.services.content.media import MediaFolder
from quiz.services.content.publishing import SERIES_FILE, BankFile, check_files, publish
from quiz.storage.models.content import (
    BankRow,
    QuestionRow,
    QuestionText,
    QuestionVersion,
    QuizRow,
    QuizVersion,
    SeriesRow,
)
from quiz.storage.models.reporting import LearnerQuestion
from tests.builders import KINDS, both, definition, series_text
from tests.conftest import NOW, QUESTION_COUNTS, bank_files
from tests.services.builders import at_once, month_file, person, practise, publish_month, recipe

LATER = NOW + timedelta(days=1)
TAUGHT = {
    "2.1": {
        "title": both("가벼운 모델", "Light models"),
        "notes": both("랭크와 치명적 망각을 배워요.", "On the rank, and on catastrophic forgetting."),
    }
}
"""A section whose note holds the terms of the shipped glossary that the small month uses."""
TABLES = (SeriesRow, BankRow, QuestionRow, QuestionVersion, QuestionText, QuizRow, QuizVersion)


def series_file(**changes: Any) -> BankFile:
    return BankFile(name=SERIES_FILE, raw=series_text(**{"quizzes": [], **changes}).encode())


def everything(session: Session) -> dict[str, list[dict[str, Any]]]:
    """All that is published, row by row."""
    session.expire_all()
    found = {}
    for table in TABLES:
        names = [column.name for column in table.__table__.columns]
        rows = [{name: getattr(row, name) for name in names} for row in session.scalars(select(table))]
        found[table.__tablename__] = sorted(rows, key=str)
    return found


def codes(error: BankError) -> set[str]:
    return {problem.code for problem in error.problems if problem.severity == "error"}


def question(session: Session, slug: str, month: str = "2024-07") -> QuestionRow:
    query = select(QuestionRow).join(BankRow).where(BankRow.slug == month, QuestionRow.slug == slug)
    return session.scalars(query.execution_options(populate_existing=True)).one()


def versions(session: Session, slug: str) -> int:
    counted = (
        select(func.count())
        .select_from(QuestionVersion)
        .join(QuestionRow, QuestionVersion.question_id == QuestionRow.id)
    )
    return session.scalar(counted.where(QuestionRow.slug == slug)) or 0


def test_the_six_months_are_published(session: Session) -> None:
    banks = {bank.slug: bank.questions for bank in session.scalars(select(BankRow))}
    assert banks == QUESTION_COUNTS
    assert session.scalar(select(func.count()).select_from(QuestionText)) == 2 * sum(QUESTION_COUNTS.values())
    assert "final" in session.scalars(select(QuizRow.key)).all()


def test_publishing_the_same_again_changes_nothing(session: Session, media: MediaFolder) -> None:
    before = everything(session)
    done = publish(session, bank_files(), media, now=LATER)
    assert (done.published, done.new_versions, len(done.unchanged)) == ((), 0, 6)
    assert everything(session) == before


def test_a_month_is_published_with_what_it_holds(session: Session, media: MediaFolder) -> None:
    done = publish_month(session, media, sections=TAUGHT)
    assert (done.published, done.unchanged, done.new_versions, done.warnings) == (("2024-07",), (), len(KINDS), ())
    entry = question(session, "one-numeric")
    version = session.get_one(QuestionVersion, entry.current_version_id)
    assert (version.kind, version.published_at) == ("numeric", NOW)
    assert version.definition == {"format": 1, "question": definition("numeric"), "languages": ["ko", "en"]}
    bank = session.scalars(select(BankRow).where(BankRow.slug == "2024-07")).one()
    assert "questions" not in bank.header
    assert bank.rendered["2.1"]["ko"] == "<p>랭크와 치명적 망각을 배워요.</p>"


def test_what_only_a_score_reveals_is_stored_apart(session: Session, media: MediaFolder) -> None:
    publish_month(session, media)
    version = question(session, "one-single-choice").current_version_id
    stored = session.get_one(QuestionText, (version, "en"))
    assert set(stored.shown["passages"]) == {"prompt", *(f"options.{name}.text" for name in "abcd")}
    assert set(stored.revealed["passages"]) == {"explanation", *(f"options.{name}.why" for name in "abcd")}
    assert stored.shown["context"]["objective_text"] == "Count the values."
    assert stored.revealed["sources"][0]["address"] == "https://arxiv.org/abs/2106.09685"
    assert "learned" not in str(stored.shown)


def test_one_edited_question_is_one_new_version(session: Session, media: MediaFolder) -> None:
    publish_month(session, media)
    before = question(session, "one-numeric").current_version_id
    edited = [definition(kind, **({"difficulty": "3"} if kind == "numeric" else {})) for kind in KINDS]
    done = publish_month(session, media, questions=edited, now=LATER)
    assert (done.published, done.new_versions) == (("2024-07",), 1)
    after = question(session, "one-numeric")
    assert after.current_version_id != before
    assert session.get_one(QuestionVersion, after.current_version_id).published_at == LATER
    assert (versions(session, "one-numeric"), versions(session, "one-matching")) == (2, 1)


def test_going_back_to_an_older_text_goes_back_to_its_version(session: Session, media: MediaFolder) -> None:
    publish_month(session, media)
    first = question(session, "one-true-false").current_version_id
    publish_month(session, media, questions=[definition("true_false", difficulty="3")], quizzes=[])
    done = publish_month(session, media)
    assert done.new_versions == 0
    assert question(session, "one-true-false").current_version_id == first
    assert versions(session, "one-true-false") == 2


def test_a_change_of_layout_alone_is_no_new_version(session: Session, media: MediaFolder) -> None:
    publish_month(session, media)
    file = month_file()
    done = publish(session, [BankFile(name=file.name, raw=b"# a remark\n" + file.raw)], media, now=LATER)
    assert (done.published, done.new_versions) == (("2024-07",), 0)


def test_a_question_that_is_gone_is_withdrawn_and_returns(session: Session, media: MediaFolder) -> None:
    publish_month(session, media)
    identity = question(session, "one-matching").id
    publish_month(session, media, questions=[definition("numeric")], quizzes=[])
    assert question(session, "one-matching").withdrawn
    assert not question(session, "one-numeric").withdrawn
    publish_month(session, media)
    assert (question(session, "one-matching").withdrawn, question(session, "one-matching").id) == (False, identity)


def test_a_renamed_question_keeps_its_identity(session: Session, media: MediaFolder) -> None:
    publish_month(session, media)
    alice = person(session, "Alice")
    publish_month(session, media, quizzes=[recipe("one", "practice", "one-numeric")])
    practise(session, alice, "2024-07/one")
    identity = question(session, "one-numeric").id
    renamed = [definition("numeric", id="counted-values", was="one-numeric"), definition("matching")]
    for _ in range(2):
        publish_month(session, media, questions=renamed, quizzes=[])
        renamed = [renamed[0]]
    entry = question(session, "counted-values")
    assert (entry.id, entry.withdrawn) == (identity, False)
    assert session.scalars(select(QuestionRow).where(QuestionRow.slug == "one-numeric")).all() == []
    assert session.scalars(select(LearnerQuestion.question_id)).all() == [identity]


def test_quizzes_that_are_gone_are_withdrawn_and_return(session: Session, media: MediaFolder) -> None:
    publish_month(session, media)
    offered = select(QuizRow.key).where(QuizRow.withdrawn.is_(False), QuizRow.key.startswith("2024-07"))
    assert set(session.scalars(offered)) == {"2024-07/practice-2-1", "2024-07/check"}
    publish_month(session, media, quizzes=[recipe("other", "exam", "one-numeric")])
    assert set(session.scalars(offered)) == {"2024-07/other"}
    publish_month(session, media)
    assert set(session.scalars(offered)) == {"2024-07/practice-2-1", "2024-07/check"}
    assert session.scalar(select(func.count()).select_from(QuizRow).where(QuizRow.key.startswith("2024-07"))) == 3


def test_one_bad_file_publishes_nothing_at_all(session: Session, media: MediaFolder) -> None:
    before = everything(session)
    fine = month_file(sections=TAUGHT)
    bad = BankFile(name="2024-08.yaml", raw=month_file("2024-08").raw.replace(b"kind: numeric", b"kind: riddle"))
    with pytest.raises(BankError) as refused:
        publish(session, [fine, bad, BankFile(name="2024-09.yaml", raw=b"bank: [")], media, now=NOW)
    assert {problem.file for problem in refused.value.problems} == {"2024-08.yaml", "2024-09.yaml"}
    assert everything(session) == before


@pytest.mark.parametrize("published_before", [False, True])
def test_a_month_in_two_files_is_refused(session: Session, media: MediaFolder, published_before: bool) -> None:
    if published_before:
        publish_month(session, media)
    before = everything(session)
    twin = BankFile(name="copy.yaml", raw=month_file(questions=[definition("numeric")], quizzes=[]).raw)
    with pytest.raises(BankError) as refused:
        publish(session, [month_file(), twin], media, now=NOW)
    assert codes(refused.value) == {"duplicate"}
    assert everything(session) == before


def test_a_bank_wants_a_series_first(nothing_published: Session, media: MediaFolder) -> None:
    with pytest.raises(BankError) as refused:
        publish(nothing_published, [month_file()], media, now=NOW)
    assert codes(refused.value) == {"series"}
    done = publish(nothing_published, [month_file("2024-02"), series_file()], media, now=NOW)
    assert done.published == ("2024-02",)
    assert publish(nothing_published, [month_file("2024-01")], media, now=NOW).published == ("2024-01",)


def test_a_series_alone_can_be_published_and_changed(nothing_published: Session, media: MediaFolder) -> None:
    for title in ("One", "Two"):
        publish(nothing_published, [series_file(title=both("하나", title))], media, now=NOW)
        (row,) = nothing_published.scalars(select(SeriesRow))
        assert row.definition["title"]["en"] == title


def test_a_broken_series_publishes_nothing(session: Session, media: MediaFolder) -> None:
    before = everything(session)
    with pytest.raises(BankError):
        publish(session, [BankFile(name=SERIES_FILE, raw=b"series: x\n"), month_file()], media, now=NOW)
    assert everything(session) == before


def test_a_changed_series_renders_its_banks_anew(session: Session, media: MediaFolder) -> None:
    files = [file for file in bank_files() if file.name in (SERIES_FILE, "glossary.yaml", "2024-01.yaml")]
    changed = [
        BankFile(name=file.name, raw=file.raw.replace(b"AI trends of 2024", b"A look at 2024")) for file in files
    ]
    done = publish(session, changed, media, now=LATER)
    assert (done.published, done.new_versions) == (("2024-01",), 0)
    titles = {
        source["title"]
        for text in session.scalars(select(QuestionText).where(QuestionText.language == "en"))
        for source in text.revealed["sources"]
    }
    assert any(title.startswith("A look at 2024") for title in titles)


def test_a_final_that_a_bank_can_not_fill_is_refused(session: Session, media: MediaFolder) -> None:
    before = everything(session)
    (january,) = [file for file in bank_files() if file.name == "2024-01.yaml"]
    short = BankFile(name=january.name, raw=month_file("2024-01", questions=[definition("numeric")], quizzes=[]).raw)
    with pytest.raises(BankError) as refused:
        publish(session, [short], media, now=NOW)
    assert codes(refused.value) == {"draw"}
    assert everything(session) == before


def test_checking_files_tells_every_problem_and_needs_no_store(media: MediaFolder) -> None:
    problems, banks = check_files(bank_files(), media)
    assert [problem for problem in problems if problem.severity == "error"] == []
    assert len(banks) == 6
    problems, banks = check_files([series_file(), month_file("2024-02"), month_file("2024-02")], media)
    assert [problem.code for problem in problems] == ["duplicate"]
    problems, banks = check_files([BankFile(name="sub/series.yaml", raw=b"series: [")], media)
    assert (len(problems), banks) == (1, [])


def test_two_publishers_at_once_make_one_bank(session: Session, engine: Engine, media: MediaFolder) -> None:
    session.commit()
    jobs = [lambda session: publish_month(session, media).new_versions] * 4
    assert sorted(at_once(engine, *jobs)) == [0, 0, 0, len(KINDS)]
    assert session.scalar(select(func.count()).select_from(BankRow).where(BankRow.slug == "2024-07")) == 1
