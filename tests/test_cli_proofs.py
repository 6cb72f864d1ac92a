"""The command line over what can be proved: receipts, attempts shown from the store, the store examined and mended."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from quiz.platform.keys import secret_key
from quiz.services.integrity import receipts
from quiz.services.integrity.doctor import CHECKS
from quiz.services.integrity.upkeep import OLDER
from quiz.storage.models.attempts import Attempt, AttemptEvent, LateAnswer
from quiz.storage.models.identity import Account
from tests.conftest import NOW, Stores
from tests.services import school
from tests.services.builders import pinned
from tests.stores import opened
from tests.test_cli import KOREAN, Terminal, lines, terminal
from tests.test_cli_store import at_revision


@dataclass(frozen=True, kw_only=True)
class School:
    """A terminal over a filled store; tokens and numbers of its attempts by what they came to."""

    quiz: Terminal
    url: str
    tokens: Mapping[str, str]
    numbers: Mapping[str, int]

    @contextmanager
    def session(self) -> Iterator[Session]:
        """The store, apart from the commands."""
        with opened(self.url) as session:
            yield session

    def spoil(self, statement: str, **values: Any) -> None:
        """Change the store behind the app's back."""
        with self.session() as session:
            session.execute(text(statement), values)

    def attempt(self, session: Session, name: str) -> Attempt:
        """An attempt by what it came to."""
        return session.get_one(Attempt, self.numbers[name])

    def receipt(self, name: str, folder: Path) -> Path:
        """The receipt of an attempt, as it is downloaded."""
        key = receipts.signing_key(secret_key(self.quiz.instance / "secret-key"))
        with self.session() as session:
            attempt = self.attempt(session, name)
            account = session.get_one(Account, attempt.account_id)
            made = receipts.issue(session, account, attempt.token, key)
        path = folder / "receipt.json"
        path.write_text(json.dumps(made, ensure_ascii=False, indent=2), encoding="utf-8")
        return path


@pytest.fixture(params=["sqlite", "postgresql"])
def filled(request: pytest.FixtureRequest, tmp_path: Path, stores: Stores) -> Iterator[School]:
    instance = tmp_path / "instance"
    with school.lent(stores, request.param) as (url, numbers):
        with opened(url) as session:
            tokens = {name: attempt.token for name, attempt in school.attempts(session, numbers).items()}
        with terminal(instance, QUIZ_DATABASE_URL=url) as ready:
            yield School(quiz=ready, url=url, tokens=tokens, numbers=numbers)


# The doctor


def test_a_sound_store_ends_with_0_and_a_line_for_each_check(filled: School) -> None:
    *checks, total = lines(filled.quiz("doctor"), 0)
    assert total == f"checks: {len(CHECKS)}, faults: 0, notices: 0"
    assert len(checks) == len(CHECKS)
    assert {line.split(":")[0] for line in checks} == {"ok"}


@pytest.mark.any_database
def test_what_is_only_to_be_noticed_ends_with_0(filled: School) -> None:
    moment = "UPDATE attempt SET deadline_at = started_at, closes_at = started_at WHERE id = :number"
    filled.spoil(moment, number=filled.numbers["running"])
    *checks, total = lines(filled.quiz("doctor"), 0)
    assert total == f"checks: {len(CHECKS)}, faults: 0, notices: 1"
    (notice,) = [line for line in checks if line.startswith("notice: ")]
    assert f"not so (1): {filled.numbers['running']}. Nothing is lost" in notice


def test_sums_that_differ_end_with_1_and_the_command_that_mends_them(filled: School) -> None:
    filled.spoil("UPDATE question_sums SET answers = answers + 1")
    said = lines(filled.quiz("doctor"), 1)
    (fault,) = [line for line in said if line.startswith("fault: ")]
    assert "quiz doctor --mend [question_sums]" in fault
    assert "…" in fault
    assert lines(filled.quiz("doctor"), 1) == said
    *_, mended, total = lines(filled.quiz("doctor", "--mend"), 0)
    assert mended.startswith("rows of sums put right: ")
    assert not mended.endswith(" 0")
    assert total.startswith(f"checks: {len(CHECKS)}, faults: 0")
    assert lines(filled.quiz("doctor", "--mend"), 0)[-2] == "rows of sums put right: 0"


@pytest.mark.any_database
def test_what_no_sum_explains_is_left_as_it_is(filled: School) -> None:
    points = "UPDATE attempt SET points = '1/7' WHERE id = :number"
    filled.spoil(points, number=filled.numbers["exam"])
    said = lines(filled.quiz("doctor", "--mend"), 1)
    assert [line.rpartition("[")[2] for line in said if line.startswith("fault: ")] == ["points]"]
    with filled.session() as session:
        assert str(filled.attempt(session, "exam").points) == "1/7"


@pytest.mark.any_database
def test_the_examination_is_told_as_json_too(filled: School) -> None:
    filled.spoil("UPDATE choice_sums SET chosen = chosen + 1")
    told = json.loads("\n".join(lines(filled.quiz("doctor", "--format", "json"), 1)))
    assert (told["faults"], told["mended"], len(told["checks"])) == (1, None, len(CHECKS))
    (fault,) = [check for check in told["checks"] if check["standing"] == "fault"]
    assert (fault["code"], fault["remedy"]) == ("choice_sums", "Run: quiz doctor --mend")
    assert fault["count"] >= len(fault["places"]) == 5
    told = json.loads("\n".join(lines(filled.quiz("doctor", "--mend", "--format", "json"), 0)))
    assert (told["faults"], told["mended"]) == (0, fault["count"])


@pytest.mark.any_database
def test_the_examination_speaks_korean(filled: School) -> None:
    said = lines(filled.quiz("doctor", **KOREAN), 0)
    assert said[0].startswith("정상: ")
    assert said[-1] == f"점검 {len(CHECKS)}, 문제 0, 알림 0"


@pytest.mark.parametrize("words", [["doctor"], ["doctor", "--mend"], ["attempt", "show", "1"]], ids=" ".join)
def test_a_store_of_an_older_version_is_to_be_upgraded_first(words: list[str], filled: School) -> None:
    at_revision(filled.quiz, "0001")
    assert lines(filled.quiz(*words), 1) == [str(OLDER)]


def test_a_damaged_database_is_not_written_to(filled: School, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "quiz.services.integrity.integrity_checks.damage", lambda session: iter(["row 7 missing from index"])
    )
    filled.spoil("UPDATE choice_sums SET chosen = chosen + 1")
    said = filled.quiz("doctor", "--mend")
    assert lines(said, 1)[0].startswith("The database says that it is damaged, so nothing was written.")
    assert said.stdout == ""
    found = lines(filled.quiz("doctor"), 1)
    assert "row 7 missing from index" in found[0]
    assert [line for line in found if line.startswith("fault: ") and "[choice_sums]" in line]


def test_a_store_whose_scores_can_not_be_read_is_not_written_to(filled: School) -> None:
    filled.spoil("UPDATE attempt SET points = 'lots' WHERE id = :number", number=filled.numbers["exam"])
    said = filled.quiz("doctor", "--mend")
    assert lines(said, 1)[0].startswith("The sums can't be recounted: ")
    assert said.stdout == ""


# Receipts


def test_a_genuine_receipt_ends_with_0(filled: School, tmp_path: Path) -> None:
    path = filled.receipt("exam", tmp_path)
    (said,) = lines(filled.quiz("receipt", "verify", path), 0)
    assert said == (f"The receipt is genuine, and the store holds what it says: attempt {filled.tokens['exam']} of Bob")
    assert lines(filled.quiz("receipt", "verify", path, **KOREAN), 0)[0].startswith("답안 기록이 진짜이고")


@pytest.mark.any_database
def test_a_receipt_that_was_edited_ends_with_1(filled: School, tmp_path: Path) -> None:
    path = filled.receipt("exam", tmp_path)
    path.write_text(path.read_text(encoding="utf-8").replace('"Bob"', '"Rob"'), encoding="utf-8")
    said = filled.quiz("receipt", "verify", path)
    assert lines(said, 1) == [str(receipts.ALTERED)]
    assert said.stdout == ""


@pytest.mark.any_database
def test_a_receipt_of_another_key_ends_with_1(filled: School, tmp_path: Path) -> None:
    path = filled.receipt("exam", tmp_path)
    (filled.quiz.instance / "secret-key").write_text("k" * 40, encoding="ascii")
    (said,) = lines(filled.quiz("receipt", "verify", path), 1)
    assert said.startswith("The receipt was issued under the secret key ")


@pytest.mark.any_database
def test_a_store_that_differs_ends_with_1_and_what_differs(filled: School, tmp_path: Path) -> None:
    path = filled.receipt("exam", tmp_path)
    filled.spoil("UPDATE answer SET device = 'x%(y)s' WHERE attempt_id = :number", number=filled.numbers["exam"])
    said = lines(filled.quiz("receipt", "verify", path), 1)
    assert said[0] == "The receipt is genuine, but the store differs:"
    assert said[1] == "question 1, answer 1, device: the receipt says 'phone', the store 'x%(y)s'"


@pytest.mark.any_database
def test_what_was_graded_since_is_told_and_ends_with_0(filled: School, tmp_path: Path) -> None:
    path = filled.receipt("exam", tmp_path)
    filled.spoil("UPDATE attempt SET points = '1' WHERE id = :number", number=filled.numbers["exam"])
    first, heading, change = lines(filled.quiz("receipt", "verify", path), 0)
    assert first.startswith("The receipt is genuine, and the store holds what it says")
    assert heading == "Changed since by the rules:"
    assert change.startswith("points: the receipt says ")


@pytest.mark.any_database
def test_what_is_no_receipt_or_no_file_is_told(filled: School, tmp_path: Path) -> None:
    path = tmp_path / "photo.json"
    path.write_bytes(b"\x89PNG")
    assert lines(filled.quiz("receipt", "verify", path), 1) == [
        f"{path} is not a receipt: It is not JSON as receipts are written."
    ]
    assert filled.quiz("receipt", "verify", tmp_path / "nothing.json").exit_code == 2
    assert filled.quiz("receipt", "verify", tmp_path).exit_code == 2


# Attempts


def test_an_attempt_is_shown_with_all_that_the_store_holds(filled: School) -> None:
    said = filled.quiz("attempt", "show", filled.tokens["waiting"])
    told = "\n".join(lines(said, 0))
    assert f"attempt {filled.numbers['waiting']}, token {filled.tokens['waiting']}, of Bob (learner)" in told
    assert "mode exam, state waiting, seed " in told
    assert "finished_at: –" in told
    assert "2024-07:one-essay, essay, version " in told
    assert "Find what fits." in told
    assert "  waits for a person" in told
    assert "desk 1, 2026-03-14 12:00:01+00:00, conflict)" in told
    assert told.endswith("Variants and scores match what is recomputed from the store.")
    assert lines(filled.quiz("attempt", "show", str(filled.numbers["waiting"])), 0) == said.output.splitlines()


@pytest.mark.any_database
def test_drawn_values_late_answers_and_events_are_shown(filled: School) -> None:
    with filled.session() as session:
        row = pinned(session, filled.attempt(session, "exam"))[0]
        for number, counted in enumerate((None, True, False)):
            session.add(
                LateAnswer(
                    attempt_id=row.attempt_id,
                    attempt_question_id=row.id,
                    base_revision=0,
                    device="old",
                    device_sequence=number,
                    value={},
                    certainty=2,
                    client_at=NOW,
                    received_at=NOW,
                    counted=counted,
                    decided_at=None if counted is None else NOW,
                )
            )
        session.add(AttemptEvent(attempt_id=row.attempt_id, kind="extended", at=NOW, detail={"minutes": 5}))
    told = filled.quiz("attempt", "show", filled.tokens["exam"]).output
    sent = "old 0, 2026-03-14 12:00:00+00:00, client_at 2026-03-14 12:00:00+00:00, certainty 2"
    assert f"  came too late: – ({sent}); undecided" in told
    assert "; counted\n" in told
    assert "; left aside\n" in told
    assert '2026-03-14 12:00:00+00:00 extended, –: {"minutes": 5}' in told
    assert " = " in told


@pytest.mark.any_database
def test_what_can_not_be_derived_anew_ends_with_1(filled: School) -> None:
    filled.spoil("UPDATE attempt_question SET tries = 3 WHERE attempt_id = :number", number=filled.numbers["exam"])
    filled.spoil("UPDATE attempt SET seed = 'other' WHERE id = :number", number=filled.numbers["exam"])
    told = lines(filled.quiz("attempt", "show", filled.tokens["exam"]), 1)
    assert "  NOT what the seed draws: values or order differ" in told
    assert "  NOT what the answer earns: tries differ" in told
    assert told[-1] == "Something stored differs from what is recomputed; see the questions marked above."
    assert told[-2].startswith("Quiz and seed draw other questions")


@pytest.mark.any_database
def test_an_attempt_whose_texts_are_gone_is_shown_without_them(filled: School) -> None:
    filled.spoil("DELETE FROM question_text WHERE language = 'en'")
    assert "알맞은 것을 찾아보세요." in filled.quiz("attempt", "show", filled.tokens["sure"]).output
    filled.spoil("DELETE FROM question_text")
    told = lines(filled.quiz("attempt", "show", filled.tokens["sure"]), 0)
    assert "Its texts are not in the store." in told


@pytest.mark.any_database
def test_an_attempt_is_told_as_json_too(filled: School) -> None:
    told = json.loads("\n".join(lines(filled.quiz("attempt", "show", filled.tokens["sure"], "--format", "json"), 0)))
    assert (told["token"], told["holds"], told["same_draw"]) == (filled.tokens["sure"], True, True)
    assert [question["certainty"] for question in told["questions"]] == [3, 2]


@pytest.mark.any_database
@pytest.mark.parametrize("token", ["-NTOvTKUFpHiuxHM", "--vTKUFpHiuxHM_f", "_-vTKUFpHiuxHM_f", "-f-format_jsonxx"])
def test_a_token_may_begin_with_a_dash(token: str, filled: School) -> None:
    filled.spoil("UPDATE attempt SET token = :token WHERE id = :number", token=token, number=filled.numbers["exam"])
    for words in ((token, "--format", "json"), ("--format", "json", token)):
        assert json.loads(filled.quiz("attempt", "show", *words).stdout)["token"] == token


@pytest.mark.any_database
def test_a_guests_attempt_is_shown_as_one(filled: School) -> None:
    with filled.session() as session:
        token = session.scalar(
            text("SELECT token FROM attempt JOIN account ON account.id = account_id WHERE role = 'guest'")
        )
    assert f"token {token}, of a guest (guest)" in lines(filled.quiz("attempt", "show", str(token)), 0)[0]


@pytest.mark.any_database
def test_an_attempt_that_there_is_not_is_told(filled: School) -> None:
    for environment, told in (({}, "There is no attempt 'nix{을/를}'."), (KOREAN, "풀이 'nix{을/를}'")):
        said = filled.quiz("attempt", "show", "nix{을/를}", **environment)
        assert lines(said, 1)[0].startswith(told)
        assert said.stdout == ""


def test_a_running_test_gets_more_time(filled: School) -> None:
    token = filled.tokens["running"]
    moment = "UPDATE attempt SET deadline_at = :at, closes_at = :at WHERE token = :token"
    filled.spoil(moment, at="2100-01-01 00:00:00.000000", token=token)
    for name, until in ((token, "00:15:00"), (str(filled.numbers["running"]), "00:30:00")):
        (said,) = lines(filled.quiz("attempt", "extend", name, "--minutes", "15"), 0)
        assert said == f"The test now runs until 2100-01-01 {until}+00:00."


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("name", "words"), [("none", "There is no attempt 'none'."), ("exam", "is over, or has no time limit.")]
)
def test_what_does_not_run_gets_no_more_time(name: str, words: str, filled: School) -> None:
    (said,) = lines(filled.quiz("attempt", "extend", filled.tokens.get(name, name), "--minutes", "15"), 1)
    assert words in said


def test_tests_whose_time_is_over_are_handed_in(filled: School) -> None:
    moment = "UPDATE attempt SET mode = 'exam', deadline_at = started_at, closes_at = started_at WHERE id = :number"
    filled.spoil(moment, number=filled.numbers["running"])
    for count in (1, 0):
        assert lines(filled.quiz("attempt", "close"), 0)[-1] == f"Tests that were handed in: {count}"


@pytest.mark.any_database
def test_a_test_that_cannot_be_handed_in_is_named_with_exit_status_1(filled: School) -> None:
    number = filled.numbers["running"]
    filled.spoil(
        "UPDATE attempt SET mode = 'exam', deadline_at = started_at, closes_at = started_at WHERE id = :id", id=number
    )
    filled.spoil("UPDATE attempt_question SET variant = '{}' WHERE attempt_id = :id", id=number)
    said = lines(filled.quiz("attempt", "close"), 1)
    assert said[-1].startswith(f"Tests that can't be scored as they are stored: {filled.tokens['running']}.")


@pytest.mark.parametrize(
    ("what", "table"),
    [
        ("aggregates", "question_sums"),
        ("mastery", "review_card"),
        ("mastery", "learner_mastery"),
        ("mastery", "learner_day"),
        ("all", "first_score"),
    ],
)
def test_what_pages_read_is_recounted(what: str, table: str, filled: School) -> None:
    filled.spoil(f"DELETE FROM {table}")
    assert f"[{table}]" in "".join(lines(filled.quiz("doctor"), 1))
    *progress, total = lines(filled.quiz("rebuild", what), 0)
    assert progress[-1].startswith("accounts recounted: ")
    assert total.startswith("rows that were put right: ")
    assert not total.endswith(": 0")
    lines(filled.quiz("doctor"), 0)
    assert lines(filled.quiz("rebuild", what), 0)[-1] == "rows that were put right: 0"
