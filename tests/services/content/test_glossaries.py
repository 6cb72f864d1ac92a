"""A series' glossary: a file beside series.yaml, checked and stored with the series, never read as a bank."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.domain.errors import BankError
from quiz.services.authoring.file_reports import report_on
from quiz.services.content.catalogue import build
from quiz.services.content.checking import check_files
from quiz.services.content.media import MediaFolder
from quiz.services.content.publishing import SERIES_FILE, BankFile, publish
from quiz.storage.models.content import SeriesRow
from tests.builders import both, definition, series_text
from tests.conftest import NOW
from tests.services.builders import month_file

TERMS = """\
terms:
  model:
    term: {ko: 모델, en: model}
    meaning: {ko: 학습된 함수예요., en: A learnt function.}
    avoid: [모형]
"""
SERIES = BankFile(name=f"folder/{SERIES_FILE}", raw=series_text(quizzes=[], glossary="words.yaml").encode())
WORDS = BankFile(name="folder/words.yaml", raw=TERMS.encode())
QUESTION = definition("single_choice", prompt=both("모형은 무엇인가요?", "What is a model?"))
BANK = month_file(questions=[QUESTION], quizzes=None)


def stored(session: Session) -> SeriesRow:
    return session.scalars(select(SeriesRow).execution_options(populate_existing=True)).one()


def avoided(problems: object) -> list[str]:
    return [problem.code for problem in problems if problem.code == "avoided"]  # type: ignore[attr-defined]


@pytest.mark.any_database
def test_a_glossary_is_stored_with_its_series_and_taken_from_there(
    nothing_published: Session, media: MediaFolder
) -> None:
    session = nothing_published
    first = publish(session, [SERIES, WORDS, BANK], media, now=NOW)
    assert first.published == ("2024-07",)
    assert len(avoided(first.warnings)) == 1
    assert stored(session).definition["terms"]["model"]["avoid"] == ["모형"]
    assert build(session).series[0].month("2024-07") is not None
    again = publish(session, [SERIES, WORDS, BANK], media, now=NOW)
    assert (again.published, again.unchanged) == ((), (BANK.name,))
    # A bank that comes alone is held against the glossary of the series that it joins.
    alone = publish(session, [month_file("2024-08", questions=[{**QUESTION, "id": "b"}], quizzes=None)], media, now=NOW)
    assert len(avoided(alone.warnings)) == 1
    changed = BankFile(name=WORDS.name, raw=TERMS.replace("모형", "함수").encode())
    assert avoided(publish(session, [SERIES, changed, BANK], media, now=NOW).warnings) == []
    assert stored(session).definition["terms"]["model"]["avoid"] == ["함수"]
    bare = BankFile(name=SERIES.name, raw=series_text(quizzes=[]).encode())
    publish(session, [bare, BANK], media, now=NOW)
    assert "terms" not in stored(session).definition


@pytest.mark.any_database
def test_without_its_glossary_a_series_is_not_published(nothing_published: Session, media: MediaFolder) -> None:
    with pytest.raises(BankError) as refused:
        publish(nothing_published, [SERIES, BANK], media, now=NOW)
    assert [problem.code for problem in refused.value.problems if problem.severity == "error"] == ["glossary"]


def test_checking_reads_a_glossary_and_counts_it_as_no_bank(media: MediaFolder) -> None:
    files = [SERIES, WORDS, BANK]
    report = report_on(files, media)
    assert len(avoided(report.problems)) == 1
    assert (report.banks, report.questions) == (1, 1)
    broken = BankFile(name=WORDS.name, raw=TERMS.replace("avoid", "avoids").encode())
    problems, banks = check_files([SERIES, broken, BANK], media)
    assert [(problem.file, problem.code) for problem in problems if problem.severity == "error"] == [
        ("folder/words.yaml", "unknown-key")
    ]
    assert [bank.header.bank for bank in banks] == ["2024-07"]


@pytest.mark.parametrize("name", ["../words.yaml", "series.yaml", "words", "a b.yaml"])
def test_a_glossary_has_the_name_of_a_file_beside_the_series(name: str, media: MediaFolder) -> None:
    problems, _ = check_files([BankFile(name=SERIES_FILE, raw=series_text(quizzes=[], glossary=name).encode())], media)
    assert [problem.code for problem in problems] == ["glossary"]
