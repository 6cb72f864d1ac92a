"""What the pages of an attempt show: one question at a time, the way through, the hand-in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.domain.bank_format.quizzes import Quiz
from quiz.domain.errors import Message
from quiz.services.attempts.pages.answer_texts import AnswerPart, parts_of
from quiz.services.attempts.pages.messages import RunningMessage, messages_in
from quiz.services.attempts.pages.question_views import QuestionView, view_of
from quiz.services.attempts.refusals import NotFound
from quiz.services.attempts.serialization import answer_from, variant_from
from quiz.services.attempts.timing import timed_out
from quiz.services.content.definitions import month_of, question_of, quiz_of, texts_as_published
from quiz.services.content.question_pool import held_back_in
from quiz.services.current_user import Learner
from quiz.storage.models.attempts import Attempt
from quiz.storage.prepared import fetch
from quiz.storage.queries import attempts as attempt_queries
from quiz.storage.queries import deadlines as deadline_queries
from quiz.storage.queries import scores as score_queries


class QuestionPlace(NamedTuple):
    """A question in the way through an attempt."""

    position: int
    answered: bool
    share: float | None
    contested: int | None
    held: bool = False
    """Whether a running test asks it, too: its verdict is not shown then."""

    def wants_answer(self, mode: str) -> bool:
        """Whether there is something left to do: to check in practice, to answer in an exam."""
        return self.share is None and (mode != "exam" or not self.answered)

    @property
    def verdict(self) -> str:
        """The word for its score; empty without one, or where it is held back."""
        if self.share is None or self.held:
            return ""
        return "right" if self.share == 1 else "wrong" if self.share == 0 else "partly"


class LocatedQuestion(Protocol):
    """What the page of a question needs to know of its attempt."""

    token: str
    mode: str
    purpose: str
    scope: str
    state: str
    deadline_at: datetime | None
    closes_at: datetime | None


@dataclass(frozen=True, kw_only=True)
class QuestionPage:
    """One question of an attempt with everything around it."""

    attempt: LocatedQuestion
    quiz: Quiz
    quiz_key: str
    series_id: int
    standings: tuple[str, str | None]
    """Whether the series and the bank are open now; None for a quiz over several banks."""
    view: QuestionView
    places: tuple[QuestionPlace, ...]
    rivals: tuple[ConflictingAnswer, ...] = ()
    messages: tuple[RunningMessage, ...] = ()

    @property
    def count(self) -> int:
        """How many questions the attempt has."""
        return len(self.places)

    @property
    def number(self) -> int:
        """Which of its questions this is: positions have gaps where an attempt was ended early."""
        return sum(place.position <= self.view.position for place in self.places)

    @property
    def month(self) -> str | None:
        """The month that the quiz belongs to; None for one over several."""
        return month_of(self.quiz_key)

    @property
    def settled(self) -> int:
        """How many questions are behind the learner: checked by themselves, answered in an exam."""
        if self.attempt.mode != "exam":
            return sum(place.share is not None for place in self.places)
        return sum(place.answered for place in self.places)

    @property
    def next_open(self) -> int | None:
        """The next question that still wants an answer, going round; None where there is none."""
        ahead = sorted(self.places, key=lambda place: (place.position <= self.view.position, place.position))
        wanting = (place.position for place in ahead if place.wants_answer(self.attempt.mode))
        return next((position for position in wanting if position != self.view.position), None)


def find_question_page(session: Session, account: Learner, token: str, position: int, language: str) -> QuestionPage:
    """One question of one's own attempt. Raises ``NotFound``."""
    rows = fetch(session, attempt_queries.sitting(token, account.id, position, language)).all()
    if not rows:
        raise NotFound(token)
    row: Any = rows[0]
    places = tuple(QuestionPlace(*place) for place in fetch(session, attempt_queries.places(row.attempt_id)))
    # As long as nothing is revealed there is nothing to hold back.
    held = held_back_in(session, account.id, row.attempt_id) if row.revealed else frozenset()
    view = view_of(
        row,
        question_of(row.content_hash, row.question),
        texts_as_published(row.shown, "context", row.context),
        texts_as_published(row.revealed, "sources", row.sources) if row.revealed else None,
        row.answer,
        language,
        saved_at=row.received_at,
        conflict=row.contested is not None,
        reveal=row.waiting and row.mode != "exam",
        bookmarked=row.bookmarked,
        held=position in held,
    )
    return QuestionPage(
        attempt=row,
        quiz=quiz_of(row.quiz_hash, row.quiz),
        quiz_key=row.quiz_key,
        series_id=row.series_id,
        standings=(row.series_standing, row.bank_standing),
        view=view,
        places=tuple(place._replace(held=place.position in held) for place in places) if held else places,
        rivals=_rivals(session, row, view) if view.conflict and view.score is None else (),
        messages=messages_in(rows, language),
    )


@dataclass(frozen=True, kw_only=True)
class ConflictingAnswer:
    """One of the answers between which a learner has to choose: whose it is, when it came, what it says.

    ``parts`` is empty where nothing was entered. ``stands`` is the one that counts for as long as nobody chooses.
    """

    revision: int
    device: str
    received_at: datetime | None
    parts: tuple[AnswerPart, ...]
    stands: bool


def _rivals(session: Session, row: Any, view: QuestionView) -> tuple[ConflictingAnswer, ...]:
    """The last answer of every device since the conflict began, and the one before; the latest first."""
    latest: dict[str, Any] = {}
    for answer in fetch(session, attempt_queries.answers_since(row.asked_id, row.contested - 1)):
        latest.pop(answer.device, None)
        latest[answer.device] = answer
    rivals = [
        ConflictingAnswer(
            revision=answer.revision,
            device=answer.device,
            received_at=answer.received_at,
            parts=parts_of(view, answer_from(answer.value)),
            stands=answer.revision == row.revision,
        )
        for answer in reversed(latest.values())
    ]
    return tuple(rivals)


def find_time(session: Session, account: Learner, token: str, language: str) -> tuple[Any, tuple[RunningMessage, ...]]:
    """State, deadline and end of one's own attempt, and the messages for its page. Raises ``NotFound``."""
    rows = fetch(session, deadline_queries.time_of(token, account.id)).all()
    if not rows:
        raise NotFound(token)
    return rows[0], messages_in(rows, language)


@dataclass(frozen=True, kw_only=True)
class Overview:
    """An attempt from outside: its quiz and the state of its questions."""

    attempt: Attempt
    quiz: Quiz
    quiz_key: str
    series_id: int
    places: tuple[QuestionPlace, ...]
    sealed_by: str | None
    """The token of a running test that asks a question of it as well: until that is handed in, its total is secret."""

    @property
    def unanswered(self) -> tuple[int, ...]:
        """The positions that hold no answer."""
        return tuple(place.position for place in self.places if not place.answered)

    @property
    def timed_out(self) -> bool:
        """Whether its time had run out when it was handed in."""
        return timed_out(self.attempt, self.attempt.handed_in_at)

    @property
    def contested(self) -> tuple[int, ...]:
        """The positions where two devices answered differently, and nobody has chosen yet."""
        return tuple(place.position for place in self.places if place.contested is not None and place.share is None)

    @property
    def resume_at(self) -> int:
        """Where to go on: the first question that wants an answer, else the first."""
        mode = self.attempt.mode
        return next((place.position for place in self.places if place.wants_answer(mode)), 1)

    @property
    def month(self) -> str | None:
        """The month that the quiz belongs to."""
        return month_of(self.quiz_key)


def find_overview(session: Session, account: Learner, token: str) -> Overview:
    """One's own attempt from outside. Raises ``NotFound``."""
    row = fetch(session, attempt_queries.overview(token, account.id)).first()
    if row is None:
        raise NotFound(token)
    places = tuple(QuestionPlace(*place) for place in fetch(session, attempt_queries.places(row[0].id)))
    quiz = quiz_of(row.quiz_hash, row.quiz)
    return Overview(
        attempt=row[0], quiz=quiz, quiz_key=row.key, series_id=row.series_id, places=places, sealed_by=row.sealed_by
    )


def find_unreadable(session: Session, attempt: Attempt) -> dict[int, Message]:
    """The positions whose answers can't be read as what was asked for, so that they would earn nothing, and why."""
    found = {}
    for row in fetch(session, score_queries.to_score(attempt.id)):
        if row[0].answered:
            question = question_of(row.content_hash, row.question)
            notice = question.notice(variant_from(row[0].variant), answer_from(row.answer))
            if notice is not None:
                found[row[0].position] = notice
    return found


def own_tokens(session: Session, account: Learner, tokens: Sequence[str]) -> list[str]:
    """Those of ``tokens`` that name an attempt of ``account``: a browser keeps answers, and asks whose they are."""
    found = select(Attempt.token).where(Attempt.account_id == account.id, Attempt.token.in_(tokens))
    return list(session.scalars(found.order_by(Attempt.id)))
