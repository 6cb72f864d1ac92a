"""A made-up learner's weeks: on each evening today's review and then a quiz, by the services of the app."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from quiz.services.attempts import ending, locking, practice, starting, submitting
from quiz.services.attempts.locking import LockedQuestion
from quiz.services.attempts.serialization import variant_from
from quiz.services.classes.assignments import sitting
from quiz.services.demo import exams
from quiz.services.demo.answering import Answering, Given
from quiz.services.demo.people import Person
from quiz.services.demo.weekly import Weekly, month_of
from quiz.services.grading import manual_grading
from quiz.services.review import review_settings
from quiz.services.review.sittings import following, reviewing
from quiz.storage.models.attempts import Attempt
from quiz.storage.models.identity import Account
from quiz.storage.queries.review import cards as review_queries

ZONE = "Asia/Seoul"
EVENING = 19
"""The hour after which people study."""
ROUND = ("practice-{}-1", "practice-{}-2", "check", "practice-{}-2", "check")
"""The quizzes of a month in the order in which they are taken, over and over."""
PAUSE = timedelta(minutes=2)


def last_evening(now: datetime) -> datetime:
    """The beginning of the evening before ``now`` where the class lives: today is still to come."""
    here = now.astimezone(ZoneInfo(ZONE))
    return here.replace(hour=EVENING, minute=0, second=0, microsecond=0) - timedelta(days=1)


def live(
    session: Session,
    account: Account,
    person: Person,
    months: Sequence[str],
    now: datetime,
    seed: int,
    *,
    assigned: Sequence[Weekly] = (),
) -> None:
    """Live through every evening on which the learner studied, up to the last one before ``now``.

    What is ``assigned`` is done on the first evening for which it is open.
    """
    last = last_evening(now)
    wishes = person.wishes(last.date())
    if wishes is not None:
        review_settings.save(session, account.id, wishes)
    life = _Life(session, account, person, months, last, seed, assigned)
    for ago in person.evenings():
        life.evening(ago)


class _Life:
    def __init__(
        self,
        session: Session,
        account: Account,
        person: Person,
        months: Sequence[str],
        last: datetime,
        seed: int,
        assigned: Sequence[Weekly],
    ) -> None:
        self._session, self._account, self._person = session, account, person
        self._months, self._last = months, last
        self._rng = random.Random(f"{seed} {person.name}")
        begun = last - timedelta(days=person.first)
        self._answering = Answering(person.learner(seed), begun, self._rng)
        self._taken: Counter[str] = Counter()
        self._series: int | None = None
        self._assigned = list(assigned)

    def evening(self, ago: int) -> None:
        """Today's review while anything is due, in some sittings, and the next quiz of the month, if any is left."""
        at = self._last - timedelta(days=ago) + timedelta(seconds=self._rng.randrange(5400))
        if self._series is not None:
            for _ in range(self._person.sittings):
                at = self._review(self._series, at)
        month = month_of(self._months, self._person.first - ago)
        if self._taken[month] < self._person.quizzes:
            key = ROUND[self._taken[month] % len(ROUND)].format(month.split("-")[1].lstrip("0"))
            self._taken[month] += 1
            at = self._quiz(f"{month}/{key}", at + PAUSE)
        self._account.seen_at = self._assignments(at + PAUSE)

    def _assignments(self, at: datetime) -> datetime:
        for one in [one for one in self._assigned if one.takes(at)]:
            self._assigned.remove(one)
            attempt = sitting.start(self._session, self._account, one.id, now=at, seed=self._seed())
            at = self._test(attempt, at, self._leaves_after(attempt))
        return at

    def _review(self, series_id: int, at: datetime) -> datetime:
        try:
            attempt = reviewing.start(self._session, self._account, series_id, now=at, seed=self._seed())
        except reviewing.NothingDue:
            return at
        at = self._check_all(attempt, at, self._leaves_after(attempt))
        if attempt.state == "running":
            ending.end(self._session, self._account, attempt.token, now=at)
        return at

    def _quiz(self, key: str, at: datetime) -> datetime:
        attempt = starting.start(self._session, self._account, key, now=at, seed=self._seed())
        if self._series is None:
            self._series = self._session.scalars(review_queries.series_of_quiz(attempt.quiz_id)).one()
        leaves = self._leaves_after(attempt)
        if attempt.mode == "exam":
            return self._test(attempt, at, leaves)
        return self._check_all(attempt, at, leaves)

    def _check_all(self, attempt: Attempt, at: datetime, leaves: int) -> datetime:
        """Check one question after the other, until the attempt is finished or left."""
        position = 1
        while attempt.state == "running" and position <= leaves:
            target = self._lock(attempt, position)
            if target.row.scored_at is None:
                at = self._check(target, at)
            position += 1
        return at

    def _check(self, target: LockedQuestion, at: datetime) -> datetime:
        """Answer a question until its score is fixed: after a wrong try once more, where there is another."""
        given = self._try(target, at)
        while target.row.scored_at is None:
            at += timedelta(seconds=given.seconds)
            target = self._lock(target.attempt, target.row.position)
            given = self._try(target, at)
        return at + given.until_next

    def _try(self, target: LockedQuestion, at: datetime) -> Given:
        given = self._given(target, at)
        raw = {name: list(values) for name, values in given.answer.items()}
        now = at + timedelta(seconds=given.seconds)
        sent = exams.sent(target, given, now)
        practice.check(self._session, self._account, target, raw, sent, now=now, follow_up=following.after_check)
        if target.row.waiting:
            variant = variant_from(target.row.variant)
            found = manual_grading.proposal_of(target.question, variant, given.answer)
            manual_grading.confirm(
                self._session, self._account, target, found, now=now, follow_up=following.after_check
            )
        return given

    def _test(self, attempt: Attempt, at: datetime, leaves: int) -> datetime:
        """Answer one question after the other and hand in; an attempt that is left is handed in by rule."""
        at = exams.answer(self._session, self._account, attempt, self._answering.give, at, leaves=leaves)
        if (
            leaves < exams.count_of(self._session, attempt)
            and attempt.purpose == "quiz"
            and attempt.closes_at is not None
        ):
            at = attempt.closes_at + PAUSE
        submitting.hand_in(self._session, self._account, attempt.token, now=at)
        return at

    def _given(self, target: LockedQuestion, at: datetime) -> Given:
        return self._answering.give(target.question, variant_from(target.row.variant), at)

    def _lock(self, attempt: Attempt, position: int) -> LockedQuestion:
        return locking.lock_question(self._session, self._account, attempt.token, position)

    def _leaves_after(self, attempt: Attempt) -> int:
        """After how many questions the learner goes; more than there are where they stay."""
        return exams.count_of(self._session, attempt) // 2 if self._rng.random() < self._person.leaves else 1000

    def _seed(self) -> str:
        return f"{self._rng.getrandbits(64):016x}"
