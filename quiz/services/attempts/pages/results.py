"""What a page shows of a finished attempt: points, shares by objective and section, every question as it was shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any, Literal

from sqlalchemy.orm import Session

from quiz.domain.bank_format.quizzes import Quiz
from quiz.domain.questions.base import Verdict, is_answered
from quiz.services.attempts.pages.answer_texts import AnswerPart, parts_of
from quiz.services.attempts.pages.attempt_pages import find_overview
from quiz.services.attempts.pages.grader_comments import with_comments
from quiz.services.attempts.pages.question_views import QuestionView, view_of
from quiz.services.attempts.refusals import NotFound
from quiz.services.attempts.serialization import answer_from
from quiz.services.attempts.timing import timed_out
from quiz.services.content.definitions import month_of, question_of, texts_as_published
from quiz.services.current_user import Learner
from quiz.storage.models.attempts import Attempt
from quiz.storage.prepared import fetch
from quiz.storage.queries import attempts as attempt_queries
from quiz.storage.queries import deadlines as deadline_queries
from quiz.storage.writes import attempts as attempt_writes

Outcome = Literal["sealed", "placed", "placed_early", "passed", "failed", "all", "most", "half", "some", "nothing"]
TONES: Mapping[Outcome, Verdict] = {
    **dict.fromkeys(("placed", "passed", "all", "most"), "right"),
    **dict.fromkeys(("sealed", "placed_early", "half"), "partly"),
    **dict.fromkeys(("failed", "some", "nothing"), "wrong"),
}
MOST_OF_IT, HALF = Fraction(4, 5), Fraction(1, 2)


@dataclass(frozen=True, kw_only=True)
class Share:
    """Points earned of points possible under one heading, and how right its answers were: ``fraction``, 0 to 1.

    That of the questions which have no such heading has an empty ``id``, and is there only beside others. The points
    may be below 0, or above what questions are worth, where certainty or wrong answers count.
    ``read_at`` is one of its questions whose section can be read; None where none has a section.
    """

    id: str
    title: str
    language: str
    """What the title is in."""
    level: str
    earned: Fraction
    possible: Fraction
    fraction: Fraction
    questions: int
    read_at: QuestionView | None


@dataclass(frozen=True, kw_only=True)
class Late:
    """An answer that was kept and did not count; ``counted`` once a teacher let it."""

    received_at: datetime
    parts: tuple[AnswerPart, ...]
    counted: bool


@dataclass(frozen=True, kw_only=True)
class Regraded:
    """When a correction changed the points of an attempt, from what to what; ``undone``: one was taken back."""

    at: datetime
    before: Fraction
    after: Fraction
    undone: bool


@dataclass(frozen=True, kw_only=True)
class Result:
    """A finished attempt: score, shares by objective and section, every question as it was shown."""

    attempt: Attempt
    quiz: Quiz
    quiz_key: str
    series_id: int
    views: tuple[QuestionView, ...]
    objectives: tuple[Share, ...]
    sections: tuple[Share, ...]
    late: Mapping[int, tuple[Late, ...]]
    """What came too late to count, by position."""
    regrades: tuple[Regraded, ...]
    closed_at: datetime | None
    """When a teacher handed it in for its learner."""
    sealed_by: str | None
    """The token of a running test that asks a question of it, too: until it is handed in, nothing adds up scores."""

    @property
    def commented(self) -> tuple[QuestionView, ...]:
        """The questions with a comment by who graded them."""
        return tuple(view for view in self.views if view.comments)

    @property
    def timed_out(self) -> bool:
        """Whether its time had run out when it was handed in."""
        return timed_out(self.attempt, self.attempt.handed_in_at)

    @property
    def answered(self) -> int:
        """How many questions hold an answer."""
        return sum(is_answered(view.answer) for view in self.views)

    @property
    def graded_at(self) -> datetime | None:
        """When the last mark was given, where that was after the hand-in."""
        finished, handed_in = self.attempt.finished_at, self.attempt.handed_in_at
        return finished if finished is not None and handed_in is not None and finished > handed_in else None

    @property
    def fraction(self) -> Fraction:
        """The share of all points, 0 to 1; nothing as long as that is secret."""
        points = self.attempt.points if self.sealed_by is None else None
        return (points or Fraction(0)) / self.attempt.points_possible

    @property
    def passed(self) -> bool | None:
        """Whether the pass mark was reached; None where the quiz has none, and as long as that is secret."""
        if self.quiz.pass_mark is None or self.sealed_by is not None:
            return None
        return self.fraction >= self.quiz.pass_mark

    @property
    def outcome(self) -> Outcome:
        """How it went as a whole: whether a test was passed that has a pass mark, else how much was right."""
        if self.sealed_by is not None:
            return "sealed"
        if self.attempt.purpose == "placement":
            return "placed_early" if self.attempt.ended_early else "placed"
        if self.passed is not None:
            return "passed" if self.passed else "failed"
        if not self.missed:
            return "all"
        share = self.fraction
        return "most" if share >= MOST_OF_IT else "half" if share >= HALF else "some" if share > 0 else "nothing"

    @property
    def tone(self) -> Verdict:
        """The colour that the outcome has."""
        return TONES[self.outcome]

    @property
    def month(self) -> str | None:
        """The month that the quiz belongs to."""
        return month_of(self.quiz_key)

    @property
    def missed(self) -> tuple[QuestionView, ...]:
        """The questions that did not earn all their points, as far as that may be known."""
        return tuple(view for view in self.views if view.verdict != "right" and not view.held)

    @property
    def weakest(self) -> Share | None:
        """The objective with the lowest share under 1, the section where no question has an objective.

        None where all points were earned.
        """
        below = [share for share in self.objectives or self.sections if share.id and share.fraction < 1]
        return min(below, key=lambda share: share.fraction) if below else None


def find_result(session: Session, account: Learner, token: str, language: str) -> Result:
    """The result of one's own finished attempt. Raises ``NotFound``; an unfinished one has none, nor one held back."""
    overview = find_overview(session, account, token)
    if overview.attempt.state != "finished" or overview.attempt.held_back:
        raise NotFound(token)
    by_id = {
        row[0].id: view_of(
            row[0],
            question_of(row.content_hash, row.question),
            texts_as_published(row.shown, "context", row.context),
            texts_as_published(row.revealed, "sources", row.sources),
            row.answer,
            language,
            bookmarked=row.bookmarked,
            held=row.held,
        )
        for row in fetch(session, attempt_queries.result_rows(overview.attempt.id, account.id, language)).all()
    }
    events = fetch(session, deadline_queries.told_of(overview.attempt.id)).all()
    by_id = with_comments(session, overview.attempt.id, by_id)
    views = tuple(by_id.values())
    # What adds up scores would tell that of the question which a running test asks.
    added_up = views if overview.sealed_by is None else ()
    return Result(
        attempt=overview.attempt,
        quiz=overview.quiz,
        quiz_key=overview.quiz_key,
        series_id=overview.series_id,
        views=views,
        objectives=_shares(overview.quiz, added_up, "objective", "objective_text"),
        sections=_shares(overview.quiz, added_up, "section", "section_title"),
        late=_late(session, overview.attempt, by_id),
        regrades=_regrades([row for row in events if row.kind != "closed"]) if overview.sealed_by is None else (),
        closed_at=next((row.at for row in events if row.kind == "closed"), None),
        sealed_by=overview.sealed_by,
    )


def has_unshown(session: Session, account: Learner, bank_id: int | None = None) -> bool:
    """Whether a test of the account, or one of a bank, is finished whose result was not shown yet."""
    return bool(_unshown(session, account, bank_id))


def note_all_shown(session: Session, account: Learner, bank_id: int | None = None, *, now: datetime) -> None:
    """Note that all results of the account's finished tests, or of those of a bank, are shown."""
    for attempt_id in _unshown(session, account, bank_id):
        note_shown(session, attempt_id, now=now)


def _unshown(session: Session, account: Learner, bank_id: int | None) -> Sequence[int]:
    # A test may have been handed in just now.
    session.flush()
    if bank_id is None:
        return fetch(session, attempt_queries.unshown(account.id)).scalars().all()
    return fetch(session, attempt_queries.unshown_in(account.id, bank_id)).scalars().all()


def note_shown(session: Session, attempt_id: int, *, now: datetime) -> None:
    """Note that the result of an attempt, with every key, is shown to its learner; the first time stays."""
    session.execute(attempt_writes.note_shown(), {"attempt": attempt_id, "moment": now})


def _late(session: Session, attempt: Attempt, views: Mapping[int, QuestionView]) -> Mapping[int, tuple[Late, ...]]:
    found: dict[int, tuple[Late, ...]] = {}
    for row in fetch(session, deadline_queries.late_answers_of(attempt.id)):
        view = views[row.attempt_question_id]
        one = Late(received_at=row.received_at, parts=parts_of(view, answer_from(row.value)), counted=bool(row.counted))
        found[view.position] = (*found.get(view.position, ()), one)
    return found


def _regrades(rows: Sequence[Any]) -> tuple[Regraded, ...]:
    found = [
        Regraded(
            at=row.at,
            before=Fraction(row.detail["points_before"]),
            after=Fraction(row.detail["points"]),
            undone=row.kind == "regrade_undone",
        )
        for row in rows
    ]
    return tuple(one for one in found if one.before != one.after)


def _shares(quiz: Quiz, views: tuple[QuestionView, ...], name: str, title: str) -> tuple[Share, ...]:
    groups: dict[str, list[QuestionView]] = {}
    for view in views:
        groups.setdefault(view.context[name], []).append(view)
    if not any(groups):
        return ()
    # Those under no heading come last.
    ordered = sorted(groups.items(), key=lambda group: (not group[0], group[0]))
    return tuple(_share(quiz, views_of, name, title) for _, views_of in ordered)


def _share(quiz: Quiz, views: list[QuestionView], name: str, title: str) -> Share:
    context: Mapping[str, Any] = views[0].context
    worth = sum((view.question.points for view in views), Fraction(0))
    right = sum((view.fraction * view.question.points for view in views), Fraction(0))
    return Share(
        id=context[name],
        title=context[title],
        language=context.get("language", ""),
        level=context["level"] if name == "objective" else "",
        earned=sum((view.points_earned for view in views), Fraction(0)),
        possible=worth * quiz.most,
        fraction=right / worth,
        questions=len(views),
        read_at=next((view for view in views if view.context["section"]), None),
    )
