"""The store is examined: one that the app has filled is sound, and each fault put into it is named with its remedy."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, select, text, update
from sqlalchemy.orm import Session

from quiz.services.aggregates import rebuild
from quiz.services.integrity.doctor import CHECKS, SHOWN, Finding, examine
from quiz.services.integrity.examined import Examined
from quiz.services.integrity.integrity_checks import PASSES, damage
from quiz.storage.database import engine_options, prepare
from quiz.storage.models.attempts import Attempt
from quiz.storage.models.classes import ClassRow
from quiz.storage.models.content import MediaRow
from tests.conftest import NOW, Stores
from tests.services import recount, school
from tests.stores import statements

pytestmark = pytest.mark.any_database

MENDED = (
    "first_score",
    "first_finish",
    "learner_question",
    "learner_month",
    "review_card",
    "learner_mastery",
    "learner_day",
    "question_sums",
    "choice_sums",
    "total_sums",
    "item_sums",
    "place_sums",
)


@dataclass(frozen=True, kw_only=True)
class School:
    """A filled store, its pictures, and the attempts that it was filled with."""

    session: Session
    media: Path
    attempts: Mapping[str, Attempt]

    def findings(self) -> dict[str, Finding]:
        """What is found to be wrong, by code."""
        self.session.flush()
        self.session.expire_all()
        store = Examined(session=self.session, media=self.media, now=NOW)
        return {finding.check.code: finding for finding in examine(store) if finding.count}

    def number(self, name: str) -> int:
        """The number of an attempt."""
        return self.attempts[name].id

    def spoil(self, statement: str, name: str = "practice", **values: Any) -> None:
        """Change the store behind the app's back; ``:attempt`` is the attempt of that name."""
        named = {"attempt": self.number(name)} if ":attempt" in statement else {}
        self.session.execute(text(statement), {**named, **values})


@pytest.fixture(params=["sqlite", "postgresql"])
def filled(request: pytest.FixtureRequest, stores: Stores, tmp_path: Path) -> Iterator[School]:
    media = tmp_path / "pictures"
    with school.lent(stores, request.param) as (url, numbers):
        engine = create_engine(**engine_options(url))
        prepare(engine)
        with Session(engine) as session:
            yield School(session=session, media=media, attempts=school.attempts(session, numbers))
        engine.dispose()


@pytest.fixture
def unguarded(filled: School) -> School:
    """The same, its foreign keys not watched over for once."""
    if filled.session.get_bind().dialect.name == "sqlite":
        filled.session.commit()
        driver = filled.session.connection().connection.dbapi_connection
        filled.session.rollback()
        assert driver is not None
        driver.cursor().execute("PRAGMA foreign_keys = OFF")
    else:
        filled.session.execute(text("SET session_replication_role = replica"))
    return filled


def test_every_check_is_made_on_one_of_the_ways_through_the_store() -> None:
    assert [code for codes, _ in PASSES for code in codes] == list(CHECKS)


def test_a_store_that_the_app_has_filled_is_sound(filled: School) -> None:
    states = {attempt.state for attempt in filled.session.query(Attempt)}
    assert states == {"running", "waiting", "finished", "set_aside"}
    assert filled.findings() == {}


def test_an_empty_store_is_sound(nothing_published: Session, tmp_path: Path) -> None:
    found = list(examine(Examined(session=nothing_published, media=tmp_path, now=NOW)))
    assert [finding.check.code for finding in found if finding.count] == []


def test_nothing_is_written_while_a_store_is_examined(filled: School) -> None:
    filled.session.flush()
    with statements(filled.session.get_bind()) as said:  # type: ignore[arg-type]  # an engine
        filled.findings()
    assert said
    assert [words for words in said if not words.lstrip().startswith(("SELECT", "PRAGMA integrity_check"))] == []


def test_an_attempt_whose_time_is_over_is_told_and_is_no_fault(filled: School) -> None:
    filled.attempts["running"].closes_at = filled.attempts["running"].deadline_at = NOW.replace(year=2025)
    found = filled.findings()
    assert list(found) == ["overdue"]
    assert found["overdue"].places == (str(filled.number("running")),)
    assert not found["overdue"].is_fault


def test_a_class_that_nobody_owns_is_named_unless_it_is_archived(filled: School) -> None:
    row = ClassRow(name="Ours", time_zone="Asia/Seoul", created_at=NOW, code="ABCD2345")
    filled.session.add(row)
    found = filled.findings()
    assert list(found) == ["owners"]
    assert (found["owners"].places, found["owners"].is_fault) == ((f"/classes/{row.id}",), False)
    row.archived_at = NOW
    assert filled.findings() == {}


@pytest.mark.parametrize(("seconds", "place"), [(1500, "+1500 s"), (-40, "-40 s"), (0, "")])
def test_a_clock_that_is_not_the_databases_is_told(seconds: int, place: str, session: Session, tmp_path: Path) -> None:
    """SQLite runs on the same machine, and has no other clock."""
    off = timedelta(seconds=seconds)
    store = Examined(session=session, media=tmp_path, now=NOW, clock=lambda: datetime.now(UTC) + off)
    found = next(finding for finding in examine(store) if finding.check.code == "clock")
    has_its_own = session.get_bind().dialect.name == "postgresql"
    assert found.places == ((place,) if place and has_its_own else ())


def test_a_test_that_cannot_be_handed_in_is_named(filled: School) -> None:
    filled.attempts["running"].closes_at = filled.attempts["running"].deadline_at = NOW.replace(year=2025)
    filled.session.flush()
    filled.spoil("UPDATE attempt_question SET variant = '{}' WHERE attempt_id = :attempt AND position = 2", "running")
    found = filled.findings()
    assert list(found) == ["overdue", "stuck"]
    assert found["stuck"].places == (str(filled.number("running")),)
    assert found["stuck"].is_fault


LATEST = "(SELECT max(id) FROM answer WHERE attempt_id = :attempt)"
FIRST = "attempt_id = :attempt AND position = 1"
FAULTS: dict[str, tuple[str, str, set[str]]] = {
    "an answer in between is gone": (
        "practice",
        "UPDATE answer SET revision = 3 WHERE attempt_id = :attempt AND revision = 1 AND id = " + LATEST,
        {"revisions", "latest", "scores"},
    ),
    "a revision was counted that no answer has": (
        "exam",
        f"UPDATE attempt_question SET revision = 2 WHERE {FIRST}",
        {"revisions", "latest", "scores"},
    ),
    "a question says that nothing was answered": (
        "exam",
        f"UPDATE attempt_question SET answered = false WHERE {FIRST}",
        {"latest"},
    ),
    "a certainty that nobody gave": (
        "exam",
        f"UPDATE attempt_question SET certainty = 3 WHERE {FIRST}",
        {"latest"},
    ),
    "certainty that was changed changes what the score earns": (
        "sure",
        f"UPDATE attempt_question SET certainty = 1 WHERE {FIRST}",
        {"latest", "marks"},
    ),
    "a better fraction": (
        "blank",
        f"UPDATE attempt_question SET fraction = '1', share = 1.0, marks = '1' WHERE {FIRST}",
        {"scores", "points"},
    ),
    "a share beside its fraction": (
        "again",
        f"UPDATE attempt_question SET share = 0.99 WHERE {FIRST}",
        {"scores"},
    ),
    "better marks": (
        "again",
        "UPDATE attempt_question SET marks = '1' WHERE attempt_id = :attempt AND fraction = '0'",
        {"marks", "points"},
    ),
    "marks above what several tries can earn": (
        "adaptive",
        f"UPDATE attempt_question SET marks = '3/2' WHERE {FIRST}",
        {"marks", "points"},
    ),
    "marks that a person's judgement does not earn": (
        "graded",
        f"UPDATE attempt_question SET marks = '1/7' WHERE {FIRST}",
        {"marks", "points"},
    ),
    "a fraction that a person's judgement does not earn": (
        "graded",
        "UPDATE attempt_question SET fraction = '1/7', share = 1.0/7, marks = '1/7' WHERE attempt_id = :attempt",
        {"scores", "points"},
    ),
    "more tries than there are": (
        "adaptive",
        f"UPDATE attempt_question SET tries = 9 WHERE {FIRST}",
        {"tries"},
    ),
    "a try in an exam": ("exam", f"UPDATE attempt_question SET tries = 1 WHERE {FIRST}", {"tries"}),
    "points for nothing": ("exam", "UPDATE attempt SET points = '1/3' WHERE id = :attempt", {"points"}),
    "other points possible": (
        "practice",
        "UPDATE attempt SET points_possible = '1000' WHERE id = :attempt",
        {"points"},
    ),
    "an exam that waits for nothing": (
        "exam",
        "UPDATE attempt SET state = 'waiting', finished_at = NULL, points = NULL WHERE id = :attempt",
        {"states"},
    ),
    "a practice that is finished and runs": (
        "practice",
        "UPDATE attempt SET state = 'running', finished_at = NULL, points = NULL WHERE id = :attempt",
        {"states"},
    ),
    "a question that waits in an exam that runs": (
        "waiting",
        "UPDATE attempt SET state = 'running' WHERE id = :attempt",
        {"states"},
    ),
    "questions that nobody scored in a finished attempt": (
        "exam",
        f"UPDATE attempt_question SET fraction = NULL, share = NULL, marks = NULL, scored_at = NULL, score = NULL "
        f"WHERE {FIRST}",
        {"states", "points"},
    ),
    "an attempt without questions": (
        "running",
        "DELETE FROM attempt_question WHERE attempt_id = :attempt",
        {"states"},
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_in_what_was_answered_is_named_with_its_place(name: str, filled: School) -> None:
    attempt, statement, expected = FAULTS[name]
    filled.spoil(statement, attempt)
    found = filled.findings()
    # What is counted from it differs as well, which is not what the test is about.
    assert found.keys() - set(MENDED) - {"overdue"} == expected
    number = str(filled.number(attempt))
    for code in expected:
        assert {place.split("/")[0] for place in found[code].places} == {number}, code
        assert found[code].is_fault
        assert str(found[code].check.remedy)


def test_the_judgement_of_an_open_try_is_held_against_the_answer_that_was_tried(filled: School) -> None:
    filled.spoil(f"UPDATE attempt_question SET tries = 0 WHERE {FIRST}", "open")
    assert list(filled.findings()) == ["tries"]
    filled.spoil(
        "UPDATE answer SET value = (SELECT value FROM answer WHERE attempt_id = :attempt AND revision = 2) "
        "WHERE attempt_id = :attempt AND revision = 1",
        "open",
    )
    assert list(filled.findings()) == ["scores", "tries"]


def test_an_answer_that_its_question_can_not_hold_is_a_fault_and_no_traceback(filled: School) -> None:
    filled.spoil("""UPDATE answer SET value = '{"choice":["nowhere"]}' WHERE attempt_id = :attempt""", "sure")
    assert set(filled.findings()) == {"scores"}


@pytest.mark.parametrize(
    ("statement", "codes"),
    [
        ("UPDATE attempt_question SET fraction = 'lots' WHERE attempt_id = :attempt", {"latest"}),
        ("UPDATE attempt SET points = 'lots' WHERE id = :attempt", {"latest", "first_score"}),
        ("UPDATE answer SET value = '[7]' WHERE attempt_id = :attempt", {"latest"}),
        ("UPDATE attempt_question SET score = '[7]' WHERE attempt_id = :attempt", {"latest", "first_score"}),
        ("UPDATE attempt_question SET variant = '{}' WHERE attempt_id = :attempt", {"scores"}),
        ("UPDATE question_version SET definition = '[7]' WHERE id = 3", {"versions", "texts"}),
        ("""UPDATE bank SET header = '{"bank": 7}' WHERE slug = '2024-01'""", {"versions"}),
        ("UPDATE series SET definition = '{}'", {"versions"}),
    ],
)
def test_what_can_not_be_read_is_a_fault_and_no_traceback(statement: str, codes: set[str], filled: School) -> None:
    filled.spoil(statement)
    found = filled.findings()
    assert codes <= found.keys()
    assert all(found[code].is_fault for code in codes)


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE attempt SET account_id = 99999 WHERE id = :attempt", "orphans"),
        ("UPDATE attempt_question SET question_version_id = 99999 WHERE attempt_id = :attempt", "orphans"),
        ("UPDATE attempt_question SET graded_version_id = 99999 WHERE attempt_id = :attempt", "orphans"),
        ("DELETE FROM attempt_question WHERE attempt_id = :attempt", "orphans"),
        ("UPDATE attempt SET quiz_version_id = 99999 WHERE id = :attempt", "orphans"),
    ],
)
def test_a_row_that_refers_to_nothing_is_named(statement: str, code: str, unguarded: School) -> None:
    unguarded.spoil(statement)
    found = unguarded.findings()
    assert code in found
    assert all("attempt" in place or "answer" in place for place in found[code].places)
    unguarded.session.rollback()


def test_only_the_first_places_are_named_and_all_are_counted(filled: School) -> None:
    filled.spoil("UPDATE attempt_question SET share = 0.5 WHERE attempt_id = :attempt", "exam")
    found = filled.findings()["scores"]
    assert (len(found.places), found.count > SHOWN) == (SHOWN, True)


def test_a_version_that_was_changed_or_can_not_be_read_is_named(filled: School) -> None:
    filled.spoil("UPDATE question_version SET content_hash = 'x' WHERE id = 3")
    filled.spoil("""UPDATE quiz_version SET definition = '{"quiz":{}}', content_hash = 'y' WHERE id = 1""")
    filled.spoil("UPDATE bank_revision SET content_hash = 'z' WHERE id = 2")
    assert filled.findings()["versions"].places == ("question version 3", "quiz version 1", "2024-02@1")


def test_texts_that_are_missing_or_of_another_renderer_are_named(filled: School) -> None:
    filled.spoil("DELETE FROM question_text WHERE question_version_id = 5 AND language = 'en'")
    filled.spoil("UPDATE question_text SET renderer = '0' WHERE question_version_id = 6")
    found = filled.findings()
    # What is found of a question is made of its texts.
    assert list(found) == ["texts", "renderer", "search"]
    assert found["texts"].places == ("5 (en)",)
    assert found["renderer"].places == ("6 (ko)", "6 (en)")


def test_what_is_no_longer_on_offer_is_to_be_of_the_same_renderer_and_notes_too(filled: School) -> None:
    filled.spoil("UPDATE question_text SET renderer = '0' WHERE question_version_id = 6 AND language = 'ko'")
    filled.spoil("UPDATE question SET withdrawn = true WHERE current_version_id = 6")
    filled.spoil("UPDATE bank SET renderer = '0' WHERE slug = '2024-02'")
    assert filled.findings()["renderer"].places == ("6 (ko)", "2024-02")


def test_a_picture_that_is_missing_or_changed_is_named(filled: School) -> None:
    one, two, three, *_ = filled.session.execute(select(MediaRow.name, MediaRow.content).order_by(MediaRow.name))
    for name in (one.name, three.name):
        filled.spoil(f"DELETE FROM media WHERE name = '{name}'")
    filled.session.execute(update(MediaRow).where(MediaRow.name == two.name).values(content=b"another picture"))
    filled.media.mkdir()
    (filled.media / one.name).write_text("another picture", encoding="utf-8")
    (filled.media / two.name).write_bytes(two.content)
    (filled.media / three.name).write_bytes(three.content)
    found = filled.findings()
    assert list(found) == ["pictures"]
    assert set(found["pictures"].places) == {one.name, two.name}
    filled.spoil(f"DELETE FROM media WHERE name = '{two.name}'")
    assert filled.findings()["pictures"].places == (one.name,)


SPOILT_SUMS = {
    "question_sums": "UPDATE question_sums SET answers = answers + 1, total = total + 1",
    "choice_sums": "UPDATE choice_sums SET chosen = chosen + 1",
    "learner_question": "UPDATE learner_question SET done_at = NULL",
    "learner_month": "UPDATE learner_month SET best = 0.123, done = done + 1",
    "first_score": "UPDATE first_score SET share = 0.123",
    "review_card": "UPDATE review_card SET stability = stability + 1",
    "learner_mastery": "UPDATE learner_mastery SET known = 0.5",
    "learner_day": "UPDATE learner_day SET seconds = seconds + 1",
    "first_finish": "UPDATE first_finish SET total = 123",
    "total_sums": "UPDATE total_sums SET attempts = attempts + 1",
    "item_sums": "UPDATE item_sums SET x_rest = x_rest + 1",
    "place_sums": "UPDATE place_sums SET attempts = attempts + 1",
}


@pytest.mark.parametrize("code", SPOILT_SUMS)
def test_sums_that_differ_are_named_and_mended_without_loss(code: str, filled: School) -> None:
    before = recount.stored(filled.session)
    filled.session.execute(text(SPOILT_SUMS[code]))
    found = filled.findings()
    assert code in found
    assert set(found) <= set(MENDED)
    assert "quiz doctor --mend" in str(found[code].check.remedy)
    assert rebuild.rebuild(filled.session) >= found[code].count
    assert filled.findings() == {}
    if code != "first_score":
        # Which score was counted first is lost with it; then the earliest is taken.
        assert recount.stored(filled.session) == before


@pytest.mark.parametrize("code", SPOILT_SUMS)
def test_sums_that_are_gone_are_counted_anew(code: str, filled: School) -> None:
    before = recount.stored(filled.session)
    filled.session.execute(text(f"DELETE FROM {code}"))
    assert code in filled.findings()
    rebuild.rebuild(filled.session)
    assert filled.findings() == {}
    after = recount.stored(filled.session)
    # Which attempt was counted first is lost with the row that says so; then the earliest is taken.
    lost = {"choices", *(("total_sums", "item_sums", "place_sums") if code == "first_finish" else ())}
    assert {name: set(rows) for name, rows in after.items() if name not in lost} == {
        name: set(rows) for name, rows in before.items() if name not in lost
    }


def test_sums_of_whoever_is_not_counted_are_taken_away(filled: School) -> None:
    teacher = filled.session.scalar(text("SELECT id FROM account WHERE role = 'teacher'"))
    first = "question_version_id, share, chosen, scored_at FROM first_score LIMIT 1"
    filled.spoil(f"INSERT INTO first_score SELECT :teacher, {first}", teacher=teacher)
    month = "INSERT INTO learner_month (account_id, bank_id, done, finished) VALUES (:teacher, 1, 0, 0)"
    filled.spoil(month, teacher=teacher)
    assert {"first_score", "learner_month", "question_sums"} <= filled.findings().keys()
    rebuild.rebuild(filled.session)
    assert filled.findings() == {}
    for table in ("first_score", "learner_month"):
        query = text(f"SELECT count(*) FROM {table} WHERE account_id = :teacher")
        assert filled.session.scalar(query, {"teacher": teacher}) == 0


def test_what_is_counted_anew_for_a_class_is_what_the_app_has_counted(filled: School) -> None:
    assert list(rebuild.differences(filled.session)) == []
    assert rebuild.rebuild(filled.session) == 0


def test_a_database_that_is_whole_says_nothing(session: Session) -> None:
    assert list(damage(session)) == []


def test_what_the_database_says_of_its_own_damage_is_told(filled: School) -> None:
    if filled.session.get_bind().dialect.name == "sqlite":
        filled.spoil("PRAGMA ignore_check_constraints = ON")
        filled.spoil(f"UPDATE attempt_question SET tries = -1 WHERE {FIRST}")
        filled.spoil("PRAGMA ignore_check_constraints = OFF")
    else:
        filled.spoil("ALTER TABLE answer DROP CONSTRAINT ck_answer_revision")
        filled.spoil("ALTER TABLE answer ADD CONSTRAINT ck_answer_revision CHECK (revision >= 1) NOT VALID")
    assert "integrity" in filled.findings()
    filled.session.rollback()
