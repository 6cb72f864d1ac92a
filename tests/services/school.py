"""A store in which everything has happened that an attempt can come to, by the app's own services."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy.orm import Session

from quiz.platform.paths import QUESTIONS
from quiz.services.attempts import locking, practice, saving, starting, submitting
from quiz.services.attempts.saving import AnswerSubmission
from quiz.services.content.media import MediaFolder
from quiz.services.grading import manual_grading
from quiz.services.identity import accounts
from quiz.storage.models.attempts import Attempt
from quiz.storage.models.identity import Account
from tests.builders import both, definition
from tests.services.builders import (
    EXAM,
    MINUTE,
    MONTH,
    SECOND,
    Choose,
    check,
    chosen,
    nothing,
    person,
    pinned,
    practise,
    publish_month,
    recipe,
    right,
    save,
    sit_exam,
    wrong,
)
from tests.stores import NOW, Stores

OTHER = "2024-01/practice-1-2"
CHOICE, ORDER, ESSAY = "one-single-choice", "one-ordering", "one-essay"


Numbers = Mapping[str, int]
"""The numbers of the attempts that tests look at, by what they came to."""


@contextmanager
def lent(stores: Stores, backend: str) -> Iterator[tuple[str, Numbers]]:
    """The address of a filled store: filled once, and copied for each test."""
    kept = stores.folder / f"school-{backend}.json"

    def fill_once(session: Session) -> None:
        found = fill(session, MediaFolder(source=QUESTIONS / "media"))
        numbers = {name: attempt.id for name, attempt in found.items()}
        kept.write_text(json.dumps(numbers), encoding="utf-8")

    with stores.lent(backend, "school", fill_once) as url:
        yield url, json.loads(kept.read_text(encoding="utf-8"))


def attempts(session: Session, numbers: Numbers) -> dict[str, Attempt]:
    """The attempts by what they came to."""
    return {name: session.get_one(Attempt, number) for name, number in numbers.items()}


def fill(session: Session, media: MediaFolder) -> dict[str, Attempt]:
    """Fill the store; the attempts that tests look at, by what they came to."""
    alice, bob = person(session, "Alice"), person(session, "Bob")
    person(session, "Tae-ri", "teacher")
    found = {
        "practice": practise(session, alice, choose=right),
        "again": practise(session, alice, choose=wrong, now=NOW + MINUTE),
        "exam": sit_exam(session, bob, choose=right, now=NOW + MINUTE),
        "blank": sit_exam(session, alice, choose=nothing, now=NOW + 2 * MINUTE),
        "running": starting.start(session, bob, OTHER, now=NOW),
    }
    check(session, bob, found["running"], 1, wrong)
    _of_a_guest(session, alice)
    found["overdue"] = _overdue(session, alice)
    found |= _by_rules(session, media, alice, bob)
    session.flush()
    session.expire_all()
    return found


def _of_a_guest(session: Session, alice: Account) -> None:
    """One guest who stays one, and one whose attempts come to an account that has one of them running, too."""
    practise(session, accounts.start_guest(session, now=NOW), choose=wrong)
    guest = accounts.start_guest(session, now=NOW)
    practise(session, guest, choose=wrong, now=NOW - MINUTE)
    begun = starting.start(session, guest, OTHER, now=NOW)
    check(session, guest, begun, 2, right, now=NOW + SECOND)
    starting.start(session, alice, OTHER, now=NOW)
    accounts.take_over_guest(session, guest, alice)


def _overdue(session: Session, alice: Account) -> Attempt:
    """An exam whose time was over: handed in as of its deadline, after a practice that began later was scored."""
    attempt = starting.start(session, alice, EXAM, now=NOW - timedelta(hours=3))
    save(session, alice, attempt, 1, right, now=NOW - timedelta(hours=3))
    return submitting.hand_in(session, alice, attempt.token, now=NOW + timedelta(hours=1))


def _by_rules(session: Session, media: MediaFolder, alice: Account, bob: Account) -> dict[str, Attempt]:
    """Tries by both methods, hints, certainty, negative marks, and what a person judges."""
    hints = [both("힌트예요", "A hint")]
    questions = [definition("single_choice", hints=hints), definition("ordering"), definition("essay")]
    quizzes = [
        recipe("interactive", "practice", CHOICE, ORDER, tries="3", penalty="0.25", negative="0.5"),
        recipe("adaptive", "practice", ORDER, CHOICE, tries="3", method="adaptive", penalty="0.1"),
        recipe("sure", "exam", CHOICE, ORDER, certainty="counted", floor="-6"),
        recipe("shown", "practice", CHOICE, certainty="shown"),
        recipe("confirmed", "practice", ESSAY, CHOICE),
        recipe("graded", "exam", ESSAY, CHOICE),
    ]
    publish_month(session, media, questions=questions, quizzes=quizzes)
    found = {"waiting": _written(session, bob), "graded": _graded(session, alice), "sure": _sure(session, alice)}
    _confirmed(session, alice)
    for account in (alice, bob):
        _tried(session, account, "interactive", [wrong, wrong, right] if account is alice else [wrong, wrong, wrong])
        found["adaptive"] = _tried(session, account, "adaptive", [wrong, right])
    found["open"] = starting.start(session, alice, f"{MONTH}/interactive", now=NOW + 5 * MINUTE)
    check(session, alice, found["open"], 1, wrong, now=NOW + 5 * MINUTE)
    save(session, alice, found["open"], 1, right, sequence=7, now=NOW + 6 * MINUTE)
    target = locking.lock_question(session, alice, found["open"].token, 1)
    if target.question.hints:
        practice.take_hint(session, target, now=NOW + 6 * MINUTE)
    shown = starting.start(session, bob, f"{MONTH}/shown", now=NOW)
    _certain(session, bob, shown, 1, right, 2, check_it=True)
    return found


def _tried(session: Session, account: Account, quiz: str, tries: list[Choose]) -> Attempt:
    attempt = starting.start(session, account, f"{MONTH}/{quiz}", now=NOW)
    for position in (1, 2):
        for number, choose in enumerate(tries):
            if pinned(session, attempt)[position - 1].scored_at is None:
                moment = NOW + number * SECOND
                check(session, account, attempt, position, choose, sequence=10 * position + number, base=99, now=moment)
    return attempt


def _certain(
    session: Session,
    account: Account,
    attempt: Attempt,
    position: int,
    choose: Choose,
    level: int,
    *,
    check_it: bool = False,
) -> None:
    target = locking.lock_question(session, account, attempt.token, position)
    with_it = AnswerSubmission(device="phone", sequence=position, base_revision=0, certainty=level)
    if check_it:
        practice.check(session, account, target, chosen(target, choose), with_it, now=NOW)
    else:
        saving.save(session, target, chosen(target, choose), with_it, now=NOW)


def _sure(session: Session, account: Account) -> Attempt:
    attempt = starting.start(session, account, f"{MONTH}/sure", now=NOW)
    _certain(session, account, attempt, 1, right, 3)
    _certain(session, account, attempt, 2, wrong, 2)
    return submitting.hand_in(session, account, attempt.token, now=NOW)


def _written(session: Session, account: Account) -> Attempt:
    """An exam with an essay that waits; one answer of it came from another device in between."""
    attempt = starting.start(session, account, f"{MONTH}/graded", now=NOW)
    for position in (1, 2):
        save(session, account, attempt, position, wrong, now=NOW)
        save(session, account, attempt, position, right, device="desk", now=NOW + SECOND)
    return submitting.hand_in(session, account, attempt.token, now=NOW + MINUTE)


def _graded(session: Session, account: Account) -> Attempt:
    attempt = starting.start(session, account, f"{MONTH}/graded", now=NOW)
    for position in (1, 2):
        save(session, account, attempt, position, right)
    submitting.hand_in(session, account, attempt.token, now=NOW)
    (row,) = [row for row in pinned(session, attempt) if row.waiting]
    found = manual_grading.find_waiting(session, row.id, "ko")
    parts = list(found.view.question.parts())  # type: ignore[attr-defined]  # an essay's
    manual_grading.grade(session, found, parts[:1], now=NOW + MINUTE)
    return attempt


def _confirmed(session: Session, account: Account) -> None:
    attempt = starting.start(session, account, f"{MONTH}/confirmed", now=NOW)
    for position in (1, 2):
        check(session, account, attempt, position, right, judged=False)
        target = locking.lock_question(session, account, attempt.token, position)
        if target.row.waiting:
            manual_grading.confirm(session, account, target, [], now=NOW)
