"""What was stored in any format is read for ever; what a newer release stored is refused in words."""

from __future__ import annotations

import json
from random import Random

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.domain import questions as domain
from quiz.domain.bank_format.bank import content_hash
from quiz.domain.bank_format.header import Header
from quiz.domain.bank_format.stored_formats import UPCASTERS, content_of, read
from quiz.platform.extensions import db
from quiz.services.content import publishing
from quiz.services.content.definitions import question_of, quiz_of
from quiz.services.content.media import MediaFolder
from quiz.storage.models.content import BankRow, QuestionVersion, QuizVersion, SeriesRow
from tests.fixtures.rows import FOLDER
from tests.services.builders import MONTH, publish_month

RELEASED = {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in (FOLDER / "formats").glob("*.json")}


def test_every_released_format_is_kept() -> None:
    assert sorted(RELEASED) == [str(number + 1) for number in range(max(map(len, UPCASTERS.values())) + 1)]
    assert {entry["stored"]["question"]["kind"] for entry in RELEASED["1"]["question"]} == set(domain.KINDS)


@pytest.mark.parametrize("number", sorted(RELEASED))
def test_what_was_stored_in_a_released_format_is_read(number: str) -> None:
    kept = RELEASED[number]
    for entry in kept["question"]:
        question = question_of(f"{number} {entry['hash']}", entry["stored"])
        variant = question.draw(Random("format"))
        assert question.judge(variant, question.solution(variant)).fraction in (0, 1)
        assert question.id == entry["stored"]["question"]["id"]
    for entry in kept["quiz"]:
        quiz = quiz_of(f"{number} {entry['hash']}", json.dumps(entry["stored"]))
        assert (quiz.id, quiz.size() > 0) == (entry["stored"]["quiz"]["id"], True)
    (series,) = [publishing.series_from(entry["stored"]) for entry in kept["series"]]
    assert [part.months for part in series.parts] == [("2024-01", "2024-02")]
    context = {"languages": tuple(series.languages)}
    headers = [Header.model_validate(read("header", entry["stored"]), context=context) for entry in kept["header"]]
    assert [header.bank for header in headers] == ["2024-01", "2024-02"]


def test_the_number_is_no_part_of_what_a_hash_names() -> None:
    for entry in [*RELEASED["1"]["question"], *RELEASED["1"]["quiz"]]:
        assert content_hash(content_of(entry["stored"])) == entry["hash"]
        assert content_hash(content_of({"format": 1, **entry["stored"]})) == entry["hash"]


def test_what_is_stored_today_carries_its_number_and_unchanged_files_make_nothing_new(
    session: Session, media: MediaFolder
) -> None:
    publish_month(session, media)
    for column in (QuestionVersion.definition, QuizVersion.definition, SeriesRow.definition, BankRow.header):
        assert {stored["format"] for stored in session.scalars(select(column))} == {1}
    versions = session.scalars(select(QuestionVersion).order_by(QuestionVersion.id)).all()
    for version in versions:
        assert content_hash(content_of(version.definition)) == version.content_hash
    without_numbers(session)
    done = publish_month(session, media)
    assert (done.published, done.unchanged, done.new_versions) == ((), (f"{MONTH}.yaml",), 0)
    assert session.scalars(select(QuestionVersion).order_by(QuestionVersion.id)).all() == versions


def without_numbers(session: Session) -> None:
    """As a release stored it that knew no numbers."""
    for version in [*session.scalars(select(QuestionVersion)), *session.scalars(select(QuizVersion))]:
        version.definition = content_of(version.definition)
    for series in session.scalars(select(SeriesRow)):
        series.definition = content_of(series.definition)
    for bank in session.scalars(select(BankRow)):
        bank.header = content_of(bank.header)
        bank.content_hash = f"x{bank.content_hash[1:]}"  # so that its file is looked at again
    session.flush()


@pytest.mark.any_database
def test_a_page_says_that_a_newer_release_wrote_the_store(new_app: Flask) -> None:
    with new_app.app_context():
        for series in db.session.scalars(select(SeriesRow)):
            series.definition = {**series.definition, "format": 2}
        db.session.commit()
    response = new_app.test_client().get("/", headers={"Accept-Language": "en"})
    assert response.status_code == 503
    assert "A newer release wrote what is stored here." in response.get_data(as_text=True)
