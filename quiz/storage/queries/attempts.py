"""One attempt: its questions, what was answered to them, what is scored and shown."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, Text, and_, case, cast, func, null, or_, select

from quiz.storage.models.attempts import AnswerRow, Attempt, AttemptQuestion
from quiz.storage.models.content import (
    BankRow,
    QuestionContext,
    QuestionRow,
    QuestionText,
    QuestionVersion,
    QuizRow,
    QuizVersion,
    SeriesRow,
)
from quiz.storage.models.notices import Notice
from quiz.storage.prepared import prepared
from quiz.storage.queries.parts import (
    BOOKMARKED,
    CONTEXT,
    GRADED,
    LATEST_ANSWER,
    MESSAGE,
    QUESTION,
    QUIZ,
    REVEALED,
    SHOWN,
    SOURCES,
    WITH_QUIZ,
    AttemptToSave,
    PlaceToSave,
    Rows,
    around_in,
    asked_by_running_tests,
    if_scores_show,
    locked_target,
    message_at,
    texts_in,
)
from quiz.storage.queries.sealing import sealing_test


@prepared
def running_attempt(account_id: int, quiz_id: int, scope: str) -> Select[Attempt]:
    """The one attempt that ``account_id`` has running at a quiz, within a scope."""
    return select(Attempt).where(
        Attempt.account_id == account_id,
        Attempt.quiz_id == quiz_id,
        Attempt.scope == scope,
        Attempt.state == "running",
    )


@prepared
def quiz_results(account_id: int) -> Rows:
    """For each quiz that a learner finished, not ended early: how often, and when last."""
    return (
        select(Attempt.quiz_id, func.count().label("finished"), func.max(Attempt.id).label("latest_id"))
        .where(Attempt.account_id == account_id, Attempt.state == "finished", Attempt.ended_early.is_(False))
        .group_by(Attempt.quiz_id)
    )


@prepared
def sitting(token: str, account_id: int, position: int, language: str) -> Rows:
    """Everything that the page of one question needs; what only a score reveals is left out until there is one.

    An exam that waits for its marks gives none of its scores. Columns alone, past the mapping: no page is asked for as
    often. A row for each message that waits there, else one.
    """
    sat, asked, answer = Attempt.__table__, AttemptQuestion.__table__, AnswerRow.__table__
    version, text, quiz = QuestionVersion.__table__, QuestionText.__table__, QuizRow.__table__
    recipe, series, bank = QuizVersion.__table__, SeriesRow.__table__, BankRow.__table__
    # Hints that were asked for, and remarks on a try, are picked out of it by the view.
    may_see = and_(
        Attempt.shows_scores,
        or_(
            asked.c.scored_at.is_not(None),
            asked.c.hints + asked.c.tries > 0,
            asked.c.waiting,
            sat.c.state == "finished",
        ),
    )
    return (
        select(
            *(sat.c[name] for name in ("token", "mode", "purpose", "scope", "state", "deadline_at", "closes_at")),
            *(asked.c[name] for name in ("attempt_id", "position", "variant", "revision", "tries", "hints", "waiting")),
            *(asked.c[name] for name in ("certainty", "contested", "seconds_in_view", "quick")),
            *(if_scores_show(asked.c[name]) for name in ("scored_at", "score", "fraction", "marks")),
            asked.c.id.label("asked_id"),
            recipe.c.content_hash.label("quiz_hash"),
            QUIZ,
            quiz.c.key.label("quiz_key"),
            quiz.c.series_id,
            series.c.standing.label("series_standing"),
            bank.c.standing.label("bank_standing"),
            version.c.content_hash,
            QUESTION,
            SHOWN,
            CONTEXT,
            BOOKMARKED,
            case((may_see, cast(text.c.revealed, Text)), else_=null()).label("revealed"),
            case((may_see, cast(QuestionContext.__table__.c.sources, Text)), else_=null()).label("sources"),
            answer.c.value.label("answer"),
            answer.c.received_at,
            *MESSAGE,
        )
        .select_from(sat)
        .join(asked, asked.c.attempt_id == sat.c.id)
        .join(recipe, sat.c.quiz_version_id == recipe.c.id)
        .join(quiz, sat.c.quiz_id == quiz.c.id)
        .join(series, quiz.c.series_id == series.c.id)
        .outerjoin(bank, quiz.c.bank_id == bank.c.id)
        .join(version, version.c.id == func.coalesce(asked.c.graded_version_id, asked.c.question_version_id))
        .join(text, and_(text.c.question_version_id == version.c.id, text.c.language == language))
        .outerjoin(QuestionContext.__table__, around_in(language))
        .outerjoin(answer, and_(answer.c.attempt_question_id == asked.c.id, answer.c.revision == asked.c.revision))
        .outerjoin(Notice.__table__, message_at(sat.c))
        .where(sat.c.token == token, sat.c.account_id == account_id, asked.c.position == position)
    )


@prepared
def places(attempt_id: int) -> Select[int, bool, float | None, int | None]:
    """Position, whether it is answered, the share as shown and an open conflict of every question of an attempt."""
    questions = AttemptQuestion.__table__.c  # columns alone, past the mapping: every page of an attempt asks this
    return (
        select(questions.position, questions.answered, if_scores_show(questions.share), questions.contested)
        .join(Attempt.__table__, questions.attempt_id == Attempt.__table__.c.id)
        .where(questions.attempt_id == attempt_id)
        .order_by(questions.position)
    )


@prepared
def overview(token: str, account_id: int) -> Rows:
    """An attempt, for its owner alone, with its quiz, and a running test that holds its total back."""
    return (
        select(Attempt, QuizRow.key, QuizRow.series_id, *WITH_QUIZ, sealing_test())
        .join(QuizRow, Attempt.quiz_id == QuizRow.id)
        .join(QuizVersion, Attempt.quiz_version_id == QuizVersion.id)
        .where(Attempt.token == token, Attempt.account_id == account_id)
    )


@prepared
def own_attempt(token: str, account_id: int) -> Select[Attempt]:
    """An attempt, for its owner alone, locked until the transaction ends."""
    return (
        select(Attempt)
        .where(Attempt.token == token, Attempt.account_id == account_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def _held(attempt_id: ColumnElement[int]) -> ColumnElement[int]:
    """How many answers an attempt holds: revisions have no gaps."""
    every = AttemptQuestion.__table__.alias()
    return select(func.sum(every.c.revision)).where(every.c.attempt_id == attempt_id).scalar_subquery()


@prepared
def to_change(token: str, account_id: int, position: int) -> Rows:
    """A question of one's own attempt, locked with it until the transaction ends, and how many ``answers`` it holds."""
    return (
        locked_target()
        .add_columns(_held(Attempt.__table__.c.id).label("answers"))
        .where(Attempt.token == token, Attempt.account_id == account_id, AttemptQuestion.position == position)
    )


@prepared
def to_save(token: str, account_id: int, position: int) -> Rows:
    """The same as far as an answer needs it that is only saved: the columns of ``AttemptToSave`` and ``PlaceToSave``.

    Columns alone, past the mapping: no lock is taken as often.
    """
    sat, asked = Attempt.__table__, AttemptQuestion.__table__
    version, recipe = QuestionVersion.__table__, QuizVersion.__table__
    return (
        select(
            *(sat.c[name] for name in AttemptToSave._fields),
            *(asked.c[name] for name in PlaceToSave._fields),
            version.c.content_hash,
            QUESTION,
            recipe.c.content_hash.label("quiz_hash"),
            QUIZ,
            _held(sat.c.id).label("answers"),
        )
        .select_from(sat)
        .join(asked, asked.c.attempt_id == sat.c.id)
        .join(version, version.c.id == func.coalesce(asked.c.graded_version_id, asked.c.question_version_id))
        .join(recipe, sat.c.quiz_version_id == recipe.c.id)
        .where(sat.c.token == token, sat.c.account_id == account_id, asked.c.position == position)
        .with_for_update(of=[sat, asked])
    )


@prepared
def result_rows(attempt_id: int, account_id: int, language: str) -> Rows:
    """Every question of a learner's finished attempt: shown, answered, scored, revealed, held by a running test."""
    return (
        select(
            AttemptQuestion,
            QuestionVersion.content_hash,
            QUESTION,
            *(SHOWN, CONTEXT, REVEALED, SOURCES, BOOKMARKED),
            QuestionVersion.question_id.in_(asked_by_running_tests(account_id)).label("held"),
            AnswerRow.value.label("answer"),
        )
        .join(QuestionVersion, GRADED)
        .join(QuestionText, texts_in(language))
        .outerjoin(QuestionContext, around_in(language))
        .join(Attempt, AttemptQuestion.attempt_id == Attempt.id)
        .outerjoin(AnswerRow, LATEST_ANSWER)
        .where(AttemptQuestion.attempt_id == attempt_id, Attempt.shows_scores)
        .order_by(AttemptQuestion.position)
    )


@prepared
def asked_in(attempt_id: int) -> Rows:
    """Every question of an attempt with the version that is pinned and the bank that it is of, in its order."""
    return (
        select(AttemptQuestion, QuestionVersion.content_hash, QUESTION, BankRow.slug)
        .join(QuestionVersion, AttemptQuestion.question_version_id == QuestionVersion.id)
        .join(QuestionRow, QuestionVersion.question_id == QuestionRow.id)
        .join(BankRow, QuestionRow.bank_id == BankRow.id)
        .where(AttemptQuestion.attempt_id == attempt_id)
        .order_by(AttemptQuestion.position)
    )


@prepared
def answers_in(attempt_id: int) -> Select[AnswerRow]:
    """Every answer of an attempt, each question's in their order."""
    return (
        select(AnswerRow)
        .where(AnswerRow.attempt_id == attempt_id)
        .order_by(AnswerRow.attempt_question_id, AnswerRow.revision)
    )


@prepared
def sent_by(attempt_question_id: int, device: str, sequence: int) -> Rows:
    """What a device sent to a question under a number, the latest under a higher one, the latest that got its number
    here (below zero). At most three rows, the latest revision first.
    """
    answer = AnswerRow.__table__.c
    of_it = (answer.attempt_question_id == attempt_question_id, answer.device == device)
    newer = select(func.max(answer.revision)).where(*of_it, answer.device_sequence > sequence).scalar_subquery()
    numbered = select(func.max(answer.revision)).where(*of_it, answer.device_sequence < 0).scalar_subquery()
    return (
        select(
            *(answer[name] for name in ("revision", "device_sequence", "value", "certainty", "received_at", "conflict"))
        )
        .where(*of_it)
        .where(or_(answer.device_sequence == sequence, answer.revision == newer, answer.revision == numbered))
        .order_by(answer.revision.desc())
    )


@prepared
def answer_at(attempt_question_id: int, revision: int) -> Rows:
    """What was answered at a revision."""
    answer = AnswerRow.__table__.c
    return select(answer.value, answer.certainty).where(
        answer.attempt_question_id == attempt_question_id, answer.revision == revision
    )


@prepared
def answers_since(attempt_question_id: int, revision: int) -> Rows:
    """The answers of a question from a revision on, the earliest first."""
    answer = AnswerRow.__table__.c
    return (
        select(answer.revision, answer.device, answer.value, answer.received_at)
        .where(answer.attempt_question_id == attempt_question_id, answer.revision >= revision)
        .order_by(answer.revision)
    )


@prepared
def unshown(account_id: int) -> Select[int]:
    """The finished tests of an account whose results may be seen, and were not shown yet."""
    sat = Attempt.__table__.c
    finished = (sat.account_id == account_id, sat.state == "finished", sat.mode == "exam", sat.held_back.is_(False))
    return select(sat.id).where(*finished, sat.shown_at.is_(None)).order_by(sat.id)


@prepared
def unshown_in(account_id: int, bank_id: int) -> Select[int]:
    """The same of a bank alone."""
    sat, quiz = Attempt.__table__.c, QuizRow.__table__.c
    finished = (sat.account_id == account_id, sat.state == "finished", sat.mode == "exam", sat.held_back.is_(False))
    of_bank = sat.quiz_id.in_(select(quiz.id).where(quiz.bank_id == bank_id))
    return select(sat.id).where(*finished, sat.shown_at.is_(None), of_bank).order_by(sat.id)
