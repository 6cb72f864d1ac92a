"""The archive of one's data: every part of it is there, whole, and tells nothing early and nothing of others."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from quiz.services.content.media import MediaFolder
from quiz.services.identity import sign_ins
from quiz.services.integrity.account_data import export_account
from quiz.services.integrity.own_data import archive, histories, reviews
from quiz.storage.models.attempts import Attempt
from tests import xapi
from tests.conftest import NOW
from tests.services import school
from tests.services.builders import named, pinned

pytestmark = pytest.mark.any_database

SITE = "https://quiz.example/"


@pytest.fixture
def filled(session: Session, media: MediaFolder) -> dict[str, Attempt]:
    found = school.fill(session, media)
    sign_ins.open_sign_in(session, named(session, "Alice"), "=Firefox 147", now=NOW)
    session.commit()
    return found


def files_of(session: Session, name: str) -> dict[str, bytes]:
    content = archive.build(session, named(session, name), SITE, lambda percent: None)
    with zipfile.ZipFile(io.BytesIO(content)) as found:
        assert found.testzip() is None
        return {one: found.read(one) for one in found.namelist()}


def table(content: bytes) -> list[dict[str, str]]:
    text = content.decode("utf-8")
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def statements(files: dict[str, bytes]) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(files["xapi/statements.json"])
    return found


NAMES = ["README.md", "data.json", "reviews.json", "xapi/statements.json"]
TABLES = ["answers", "attempts", "events", "late-answers", "questions", "reviews", "sign-ins"]


def test_the_archive_has_every_file_and_is_the_same_each_time(session: Session, filled: dict[str, Attempt]) -> None:
    files = files_of(session, "Alice")
    assert sorted(files) == sorted([*NAMES, *(f"csv/{name}.csv" for name in TABLES)])
    assert files == files_of(session, "Alice")
    assert json.loads(files["data.json"]) == export_account(session, named(session, "Alice"))
    readme = files["README.md"].decode()
    assert "data.json" in readme
    assert any("가" <= letter <= "힣" for letter in readme)


def test_tables_hold_a_line_for_each_row_and_run_no_formula(session: Session, filled: dict[str, Attempt]) -> None:
    files = files_of(session, "Alice")
    data = json.loads(files["data.json"])
    asked = [one for attempt in data["attempts"] for one in attempt["questions"]]
    counts = {
        "attempts": len(data["attempts"]),
        "questions": len(asked),
        "answers": sum(len(one["answers"]) for one in asked),
        "late-answers": sum(len(one["late_answers"]) for one in asked),
        "events": sum(len(attempt["events"]) for attempt in data["attempts"]),
        "sign-ins": 1,
        "reviews": len([one for one in asked if one["scored_at"] and one["answered"]]),
    }
    assert {name: len(table(files[f"csv/{name}.csv"])) for name in TABLES} == counts
    assert min(counts[name] for name in ("attempts", "questions", "answers", "reviews")) > 0
    assert table(files["csv/sign-ins.csv"])[0]["agent"] == "'=Firefox 147"
    sure = [row["certainty"] for row in table(files["csv/questions.csv"]) if row["certainty"]]
    assert sure


@pytest.mark.parametrize("name", ["Alice", "Bob"])
def test_every_statement_keeps_to_the_specification(session: Session, filled: dict[str, Attempt], name: str) -> None:
    found = statements(files_of(session, name))
    assert {one["id"]: list(xapi.faults(one)) for one in found if list(xapi.faults(one))} == {}
    assert len({one["id"] for one in found}) == len(found)
    assert {one["actor"]["account"]["name"] for one in found} == {name}


def test_statements_say_what_happened(session: Session, filled: dict[str, Attempt]) -> None:
    files = files_of(session, "Alice")
    data = json.loads(files["data.json"])
    found = statements(files)

    def count(verb: str) -> int:
        return sum(one["verb"]["id"].endswith(f"/{verb}") for one in found)

    finished = [one for one in data["attempts"] if one["state"] == "finished"]
    judged = [one for one in finished if one["pass_mark"] is not None]
    answered = [
        one for attempt in data["attempts"] for one in attempt["questions"] if one["scored_at"] and one["answered"]
    ]
    assert count("initialized") == len(data["attempts"])
    assert (count("completed"), count("answered")) == (len(finished), len(answered))
    assert count("passed") + count("failed") == len(judged) > 0
    assert all(-1 <= one["result"]["score"]["scaled"] <= 1 for one in found if "result" in one)


WRONG: dict[str, Any] = {
    "id": "not a uuid",
    "timestamp": "yesterday",
    "actor": {"objectType": "Agent", "account": {"homePage": "quiz.example", "name": "Alice"}},
    "verb": {"id": "http://adlnet.gov/expapi/verbs/guessed"},
    "object": {"objectType": "Activity", "id": "no iri"},
    "result": {"score": {"scaled": 1.5}},
}


@pytest.mark.parametrize("part", sorted(WRONG))
def test_the_schema_finds_what_is_wrong(session: Session, filled: dict[str, Attempt], part: str) -> None:
    statement = statements(files_of(session, "Alice"))[0]
    assert list(xapi.faults({**statement, part: WRONG[part]}))


def test_what_waits_or_runs_tells_nothing(session: Session, filled: dict[str, Attempt]) -> None:
    waiting = filled["waiting"]
    fixed = [row for row in pinned(session, waiting) if row.scored_at is not None]
    assert fixed
    files = files_of(session, "Bob")
    data = json.loads(files["data.json"])
    hidden = [one for one in data["attempts"] if one["mode"] == "exam" and one["state"] != "finished"]
    assert hidden
    for attempt in hidden:
        for one in attempt["questions"]:
            told = ("score", "marks", "share", "fraction", "scored_at", "question", "hash", "prompt")
            assert {one[name] for name in told} == {None}
    told = [one["verb"]["id"].rsplit("/", 1)[1] for one in statements(files)]
    shown = [one for attempt in data["attempts"] for one in attempt["questions"] if one["scored_at"]]
    assert told.count("answered") == len([one for one in shown if one["answered"]])
    assert told.count("completed") == len([one for one in data["attempts"] if one["state"] == "finished"])
    hashes = {one["hash"] for one in shown}
    told_reviews = json.loads(files["reviews.json"])["reviews"]
    assert told_reviews
    assert {one["hash"] for one in told_reviews} <= hashes


def test_another_instance_reads_the_archive_as_it_is(session: Session, filled: dict[str, Attempt]) -> None:
    alice = named(session, "Alice")
    content = archive.build(session, alice, SITE, lambda percent: None)
    found = [one.model_dump(mode="json") for one in histories.read(content, NOW + timedelta(days=1))]
    whole = reviews.reviews_of(session, alice.id)["reviews"]
    moments = ("scored_at", "day")
    assert len(found) == len(whole) > 0
    for one, kept in zip(found, whole, strict=True):
        assert {name: one[name] for name in one if name not in moments} == {
            name: kept[name] for name in one if name not in moments
        }


def test_nothing_of_others_is_in_it(session: Session, filled: dict[str, Attempt]) -> None:
    whole = b"".join(files_of(session, "Alice").values()).decode()
    assert "Bob" not in whole
    assert "Tae-ri" not in whole
    for attempt in session.query(Attempt):
        assert attempt.token not in whole
