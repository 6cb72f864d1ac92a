"""The server's own store, from outside: people and attempts are made in it, and what was saved is read from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import create_engine, func, select, update
from sqlalchemy.orm import Session

from quiz.domain import questions as domain
from quiz.services.attempts import locking, practice, saving, serialization, starting, submitting
from quiz.services.attempts.saving import AnswerSubmission
from quiz.services.classes import making
from quiz.services.content import catalogue
from quiz.services.content.definitions import question_of
from quiz.services.grading import manual_grading, question_reports
from quiz.services.grading.challenges import challenging, new_keys
from quiz.services.identity import accounts
from quiz.services.reminders import feeds, preferences
from quiz.services.reporting import learner_progress
from quiz.services.review import bookmarks, certificates
from quiz.storage.database import engine_options, prepare
from quiz.storage.models.attempts import AnswerRow, Attempt, AttemptQuestion
from quiz.storage.models.content import BankRow, QuestionRow, QuestionText, QuestionVersion
from quiz.storage.models.identity import Account
from quiz.storage.models.reporting import LearnerMonth
from tests.classes import class_of
from tests.conftest import PASSWORD
from tests.services.classes import gradebooks
from tests.services.mastered import master
from tests.services.typed import typed_alike
from tests.web.shown import as_sent

MONTHS = tuple(f"2024-{number:02}" for number in range(1, 7))
PRACTICES = tuple(f"{month}/practice-{int(month[-2:])}-{part}" for month in MONTHS for part in (1, 2))
CHECKS = tuple(f"{month}/check" for month in MONTHS)
KINDS = tuple(sorted(domain.KINDS))

Given = Mapping[str, tuple[str, ...]]
Fits = Callable[[domain.Question], bool]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A question of an attempt with an answer that scores all its points and one that does not.

    ``right`` and ``wrong`` name options by their place, as the page does; ``right_stored`` and ``wrong_stored``
    by their id, as the store does.
    """

    token: str
    position: int
    kind: str
    scored: bool
    right: Given
    wrong: Given
    right_stored: Given
    wrong_stored: Given

    @property
    def path(self) -> str:
        """Where its page is."""
        return f"/a/{self.token}/{self.position}"


class Store:
    """The database of a running server."""

    def __init__(self, url: str) -> None:
        self.engine = create_engine(**engine_options(url))
        prepare(self.engine)
        self._people = 0
        self._classes: list[int] = []
        self._found: set[str] = set()

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A transaction that is committed at the end."""
        with Session(self.engine) as session:
            yield session
            session.commit()

    def add(self, name: str = "", role: str = "learner") -> str:
        """Make an account, and a name for it unless one is given. Every teacher teaches everybody who is made."""
        self._people += 1
        name = name or f"Bora {self._people}"
        with self.session() as session:
            account = accounts.sign_up(session, name, PASSWORD, now=datetime.now(UTC), role=role)
            if role == "teacher":
                self._classes.append(class_of(session, account).id)
            elif role == "learner":
                for number in self._classes:
                    making.add(session, number, account.id, "learner", now=datetime.now(UTC))
        return name

    def make_gradebook(self, teacher: str, *learners: str) -> dict[str, int]:
        """A class with marks in every state; its number, those of a learner, an assignment and a column there."""
        with self.session() as session:
            return gradebooks.filled(session, *(_person(session, name) for name in (teacher, *learners)))

    def begin(self, name: str, key: str) -> str:
        """Begin a quiz, or find it begun, and give the attempt's token."""
        with self.session() as session:
            return starting.start(session, _person(session, name), key, now=datetime.now(UTC)).token

    def questions(self, token: str) -> list[Asked]:
        """The questions of an attempt in their order."""
        with Session(self.engine) as session:
            found = (
                select(AttemptQuestion, QuestionVersion.content_hash, QuestionVersion.definition)
                .join(Attempt, AttemptQuestion.attempt_id == Attempt.id)
                .join(QuestionVersion, AttemptQuestion.question_version_id == QuestionVersion.id)
                .where(Attempt.token == token)
                .order_by(AttemptQuestion.position)
            )
            return [_asked(token, *row) for row in session.execute(found).all()]

    def find(self, name: str, kind: str, quizzes: tuple[str, ...] = PRACTICES, fits: Fits | None = None) -> Asked:
        """An untouched question of that kind that ``fits``, not the last of its attempt.

        ``name`` begins as many quizzes as it takes. What is drawn is left to chance: where the kind was drawn in none
        of them, it is put in the place of a question that nobody has found yet.
        """
        for key in quizzes if fits is None else ():
            for asked in self.questions(self.begin(name, key))[:-1]:
                if asked.kind == kind and not asked.scored and asked.path not in self._found:
                    self._found.add(asked.path)
                    return asked
        for key in quizzes:
            put_in = self._put_in(self.begin(name, key), kind, fits or (lambda question: True))
            if put_in is not None:
                self._found.add(put_in.path)
                return put_in
        raise LookupError(kind)

    def _put_in(self, token: str, kind: str, fits: Fits) -> Asked | None:
        """Let an attempt ask its month's question of ``kind``; None where there is none, or no place is free."""
        free = [one for one in self.questions(token)[:-1] if not one.scored and one.path not in self._found]
        if not free:
            return None
        with self.session() as session:
            row, attempt, bank_id = session.execute(
                select(AttemptQuestion, Attempt, QuestionRow.bank_id)
                .join(Attempt, AttemptQuestion.attempt_id == Attempt.id)
                .join(QuestionVersion, AttemptQuestion.question_version_id == QuestionVersion.id)
                .join(QuestionRow, QuestionVersion.question_id == QuestionRow.id)
                .where(Attempt.token == token, AttemptQuestion.position == free[0].position)
            ).one()
            versions = session.scalars(
                select(QuestionVersion)
                .join(QuestionRow, QuestionRow.current_version_id == QuestionVersion.id)
                .where(QuestionRow.bank_id == bank_id, QuestionVersion.kind == kind)
            )
            every = [(one.id, question_of(one.content_hash, one.definition)) for one in versions]
            number, question = next((pair for pair in every if fits(pair[1])), (0, None))
            if question is None:
                return None
            old = session.get_one(QuestionVersion, row.question_version_id)
            points = question_of(old.content_hash, old.definition).points
            row.question_version_id = number
            row.variant = serialization.plain_variant(question.draw(Random(token)))
            attempt.points_possible += question.points - points
        return self.questions(token)[free[0].position - 1]

    def answer(self, asked: Asked, *, right: bool = True) -> None:
        """Save an answer in a test, check it in practice."""
        now = datetime.now(UTC)
        sent = AnswerSubmission(device="store", sequence=asked.position, base_revision=0)
        given = asked.right_stored if right else asked.wrong_stored
        raw = {name: list(values) for name, values in given.items()}
        with self.session() as session:
            person = _owner(session, asked.token)
            target = locking.lock_question(session, person, asked.token, asked.position)
            if target.attempt.mode == "practice":
                practice.check(session, person, target, raw, sent, now=now)
                if target.row.waiting:
                    found = manual_grading.proposal_of(
                        target.question, serialization.variant_from(target.row.variant), given
                    )
                    manual_grading.confirm(session, person, target, found, now=now)
            else:
                saving.save(session, target, raw, sent, now=now)

    def disagree(self, asked: Asked) -> None:
        """Let two devices, which had not seen each other, answer a question differently."""
        with self.session() as session:
            person = _owner(session, asked.token)
            for device, given in (("phone", asked.right_stored), ("desk", asked.wrong_stored)):
                target = locking.lock_question(session, person, asked.token, asked.position)
                sent = AnswerSubmission(device=device, sequence=1, base_revision=0)
                saving.save(session, target, stored(given), sent, now=datetime.now(UTC))
                session.expire_all()

    def send_late(self, asked: Asked) -> None:
        """Let a wrong answer come when the test is over."""
        now = datetime.now(UTC)
        with self.session() as session:
            target = locking.lock_question(session, _owner(session, asked.token), asked.token, asked.position)
            sent = AnswerSubmission(device="phone", sequence=99, base_revision=0, client_at=now - timedelta(minutes=3))
            saving.save_or_keep(session, target, stored(asked.wrong_stored), sent, now=now)

    def finish(self, token: str, *, wrong: tuple[int, ...] = ()) -> list[Asked]:
        """Answer all of an attempt, right but for the positions in ``wrong``, and hand a test in."""
        asked = self.questions(token)
        for one in asked:
            self.answer(one, right=one.position not in wrong)
        if self.attempt(token).mode == "exam":
            self.hand_in(token)
        return asked

    def hand_in(self, token: str) -> None:
        """Hand a test in."""
        with self.session() as session:
            submitting.hand_in(session, _owner(session, token), token, now=datetime.now(UTC))

    def finish_series(self, name: str) -> None:
        """Let every question of every month be done."""
        with self.session() as session:
            person = _person(session, name)
            for bank in session.scalars(select(BankRow)).all():
                row = LearnerMonth(account_id=person.id, bank_id=bank.id, done=bank.questions, finished=3)
                row.best, row.latest, row.latest_at = 1.0, 0.9, datetime.now(UTC)
                session.add(row)

    def certify(self, name: str, *, public: bool, named: bool) -> str:
        """Let the first part be mastered, and give the token of its certificate."""
        with self.session() as session:
            person = _person(session, name)
            for month in MONTHS:
                master(session, person, month, now=datetime.now(UTC))
            (series,) = catalogue.build(session).series
            months = learner_progress.months(session, person, series, datetime.now(UTC))
            made = certificates.issue(session, person, series, "1", months, datetime.now(UTC))
            certificates.allow(session, person, made.token, public=public, name=name if named else None)
            return made.token

    def remark(self, asked: Asked) -> None:
        """Bookmark a question and report it, at length and with markup, once answered and once not."""
        with self.session() as session:
            person, now = _owner(session, asked.token), datetime.now(UTC)
            place = (session, person, asked.token, asked.position)
            bookmarks.keep(*place, wanted=True, now=now)
            question_reports.report(*place, "key", "<b>1 < 2</b> & so on", now=now)
            (one,) = question_reports.mine(session, person, "ko", limit=9, offset=0)
            question_reports.answer_report(session, one.id, "corrected", f"<i>x</i> {'w' * 90}", seen=0, now=now)
            question_reports.report(*place, "other", f"{'가' * 90}\nline", now=now)

    def another_key(self) -> str:
        """The page on which another option of a question is made the key."""
        with self.session() as session:
            for number in session.scalars(select(QuestionRow.id).order_by(QuestionRow.id)):
                for choice in new_keys.offered(session, number):
                    return f"/teach/keys/{number}/{choice}"
        raise LookupError

    def typed_wrong(self) -> str:
        """Where a wrong answer that several learners typed is put into the bank."""
        with self.session() as session:
            return typed_alike(session, f"<b>{'가' * 90}</b>", now=datetime.now(UTC))

    def challenge(self, asked: Asked) -> int:
        """Let the learner of a scored answer say that it should count, at length and with markup; gives its number."""
        with self.session() as session:
            person, now = _owner(session, asked.token), datetime.now(UTC)
            challenging.challenge(session, person, asked.token, asked.position, f"<b>{'가' * 90}</b>\nline", now=now)
            return challenging.mine(session, person, "ko", limit=1, offset=0)[0].id

    def remind(self, name: str) -> None:
        """Let somebody have a calendar whose address was made with another key."""
        with self.session() as session:
            asked = preferences.Asked(language="ko", now=datetime.now(UTC))
            person = _person(session, name)
            preferences.save(session, person, preferences.Preferences(), asked)
            feeds.renew(session, person.id, b"another key", language="ko", now=asked.now)

    def most_diligent(self) -> str:
        """The learner without anything under way who has done the most questions."""
        with Session(self.engine) as session:
            busy = select(Attempt.account_id).where(Attempt.state == "running")
            found = (
                select(Account.name)
                .join(LearnerMonth, LearnerMonth.account_id == Account.id)
                .where(Account.role == "learner", Account.id.not_in(busy))
                .group_by(Account.id)
                .order_by(func.sum(LearnerMonth.done).desc())
            )
            return str(session.scalars(found).first())

    def attempt(self, token: str) -> Attempt:
        """An attempt as it is stored now."""
        with Session(self.engine) as session:
            return session.scalars(select(Attempt).where(Attempt.token == token)).one()

    def tokens(self, name: str) -> list[str]:
        """The tokens of somebody's attempts, the oldest first."""
        with Session(self.engine) as session:
            person = _person(session, name)
            return list(session.scalars(select(Attempt.token).where(Attempt.account_id == person.id)))

    def times_finished(self, name: str) -> int:
        """How many attempts of somebody are counted in the sums of their months."""
        with Session(self.engine) as session:
            person = _person(session, name)
            return sum(session.scalars(select(LearnerMonth.finished).where(LearnerMonth.account_id == person.id)))

    def answers(self, asked: Asked) -> list[dict[str, list[str]]]:
        """Every answer that was stored for a question, the oldest first."""
        return self._of_answers(asked, AnswerRow.value)

    def looked(self, asked: Asked) -> tuple[int | None, datetime | None, datetime]:
        """How many seconds a question was in view, when it was first shown, and when its attempt began."""
        columns = AttemptQuestion.seconds_in_view, AttemptQuestion.first_shown_at, Attempt.started_at
        found = (
            select(*columns)
            .join(Attempt, AttemptQuestion.attempt_id == Attempt.id)
            .where(Attempt.token == asked.token, AttemptQuestion.position == asked.position)
        )
        with Session(self.engine) as session:
            seconds, first_shown_at, started_at = session.execute(found).one()
            return seconds, first_shown_at, started_at

    def late(self, asked: Asked) -> list[bool]:
        """Whether each of the answers to a question came after the deadline, the oldest first."""
        return self._of_answers(asked, AnswerRow.late)

    def _of_answers(self, asked: Asked, column: Any) -> list[Any]:
        with Session(self.engine) as session:
            found = (
                select(column)
                .join(AttemptQuestion, AnswerRow.attempt_question_id == AttemptQuestion.id)
                .join(Attempt, AttemptQuestion.attempt_id == Attempt.id)
                .where(Attempt.token == asked.token, AttemptQuestion.position == asked.position)
                .order_by(AnswerRow.revision)
            )
            return list(session.scalars(found))

    def secrets(self, token: str) -> list[str]:
        """The HTML of all that only a score reveals about the questions of an attempt, where no values stand in it."""
        with Session(self.engine) as session:
            found = (
                select(QuestionText.revealed)
                .join(AttemptQuestion, QuestionText.question_version_id == AttemptQuestion.question_version_id)
                .join(Attempt, AttemptQuestion.attempt_id == Attempt.id)
                .where(Attempt.token == token)
            )
            texts = [text for revealed in session.scalars(found) for text in revealed["passages"].values()]
            return [text for text in texts if "{{" not in text and len(text) > 15]

    def set_deadline(self, token: str, *, seconds: float, grace: float = 0) -> None:
        """Let the time of a test be up in ``seconds`` from now, or be so already; what is late counts for ``grace``."""
        with self.session() as session:
            at = datetime.now(UTC) + timedelta(seconds=seconds)
            times = {"deadline_at": at, "closes_at": at + timedelta(seconds=grace)}
            session.execute(update(Attempt).where(Attempt.token == token).values(**times))

    @contextmanager
    def without_questions(self, month: str) -> Iterator[None]:
        """Meanwhile no question of a month is on offer."""
        try:
            self._withdraw(month, True)
            yield
        finally:
            self._withdraw(month, False)

    def _withdraw(self, month: str, withdrawn: bool) -> None:
        bank = select(BankRow.id).where(BankRow.slug == month).scalar_subquery()
        with self.session() as session:
            session.execute(
                update(QuestionRow).where(QuestionRow.bank_id == bank).values(withdrawn=withdrawn),
                execution_options={"synchronize_session": False},
            )


def stored(given: Given) -> dict[str, list[str]]:
    """An answer as it lies in the store."""
    return {name: list(values) for name, values in given.items()}


def _person(session: Session, name: str) -> Account:
    return session.scalars(select(Account).where(Account.name == name)).one()


def _owner(session: Session, token: str) -> Account:
    return session.scalars(
        select(Account).join(Attempt, Attempt.account_id == Account.id).where(Attempt.token == token)
    ).one()


def _asked(token: str, row: AttemptQuestion, mark: str, definition: Mapping[str, Any]) -> Asked:
    question = question_of(mark, definition)
    variant = serialization.variant_from(row.variant)
    right, wrong = question.solution(variant), question.wrong_answer(variant)
    return Asked(
        token=token,
        position=row.position,
        kind=question.kind_name,
        scored=row.scored_at is not None,
        right=as_sent(question, variant, right),
        wrong=as_sent(question, variant, wrong),
        right_stored=right,
        wrong_stored=wrong,
    )
