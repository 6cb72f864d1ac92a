"""Named questions to the store; each returns a typed ``Select``, built once, and the values that it is asked with.

Definitions of questions and quizzes come as text: what is kept by its hash is read from it only when the hash is new.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Text, and_, case, cast, func, null, or_, select
from sqlalchemy.orm import aliased

from quiz.storage.models import (
    Account,
    Answer,
    Attempt,
    AttemptQuestion,
    Bank,
    ChoiceSums,
    LateAnswer,
    LearnerMonth,
    LearnerQuestion,
    Question,
    QuestionSums,
    QuestionText,
    QuestionVersion,
    Quiz,
    QuizVersion,
    SeriesRow,
    SignIn,
)
from quiz.storage.prepared import prepared

LATEST = 2**31 - 1
"""Above every id."""

Row = Select[*tuple[Any, ...]]
"""A query whose rows are read by name."""

QUESTION = cast(QuestionVersion.__table__.c.definition, Text).label("question")
QUIZ = cast(QuizVersion.__table__.c.definition, Text).label("quiz")
SHOWN = cast(QuestionText.__table__.c.shown, Text).label("shown")
REVEALED = cast(QuestionText.__table__.c.revealed, Text).label("revealed")
LATEST_ANSWER = and_(Answer.attempt_question_id == AttemptQuestion.id, Answer.revision == AttemptQuestion.revision)
_GRADED = QuestionVersion.id == AttemptQuestion.scored_version_id


def texts_in(language: str) -> ColumnElement[bool]:
    """The texts of a version in one language, as a condition of a join."""
    return and_(QuestionText.question_version_id == QuestionVersion.id, QuestionText.language == language)


@prepared
def published_hashes() -> Select[str, str]:
    """Slug and content hash of the series and of every bank: what caches are checked against."""
    series = select(SeriesRow.slug, SeriesRow.content_hash)
    return series.union_all(select(Bank.slug, Bank.content_hash))  # type: ignore[return-value]  # a union is executed like a select and typed apart


@prepared
def quizzes() -> Select[str, str | None, str, str]:
    """Key, bank and definition of every quiz on offer."""
    return (
        select(Quiz.key, Bank.slug, QuizVersion.content_hash, cast(QuizVersion.definition, Text))
        .join(QuizVersion, Quiz.current_version_id == QuizVersion.id)
        .outerjoin(Bank, Quiz.bank_id == Bank.id)
        .where(Quiz.withdrawn.is_(False))
        .order_by(Bank.slug, Quiz.position)
    )


@prepared
def quiz_to_start(key: str) -> Select[int, int, str, str]:
    """Id, current version and definition of the quiz on offer under ``key``."""
    return (
        select(Quiz.id, QuizVersion.id, QuizVersion.content_hash, cast(QuizVersion.definition, Text))
        .join(QuizVersion, Quiz.current_version_id == QuizVersion.id)
        .where(Quiz.key == key, Quiz.withdrawn.is_(False))
    )


@prepared
def running_attempt(account_id: int, quiz_id: int) -> Select[Attempt]:
    """The one attempt that ``account_id`` has running at a quiz."""
    return select(Attempt).where(
        Attempt.account_id == account_id, Attempt.quiz_id == quiz_id, Attempt.state == "running"
    )


@prepared
def available_questions(banks: list[str]) -> Select[int, str, str, str]:
    """Version, bank, hash and definition of every question that ``banks`` offer."""
    return (
        select(QuestionVersion.id, Bank.slug, QuestionVersion.content_hash, cast(QuestionVersion.definition, Text))
        .join(Question, Question.current_version_id == QuestionVersion.id)
        .join(Bank, Question.bank_id == Bank.id)
        .where(Bank.slug.in_(banks), Question.withdrawn.is_(False))
    )


@prepared
def signed_in(token_hash: str, now: datetime) -> Row:
    """Id, role, name, language, time zone and last visit of the account behind the living sign-in of a browser."""
    person, sign_in = Account.__table__, SignIn.__table__
    return (
        select(*(person.c[name] for name in ("id", "role", "name", "language", "time_zone", "seen_at")))
        .join(sign_in, sign_in.c.account_id == person.c.id)
        .where(sign_in.c.token_hash == token_hash, sign_in.c.expires_at > now, person.c.disabled.is_(False))
    )


@prepared
def sitting(token: str, account_id: int, position: int, language: str) -> Row:
    """Everything that the page of one question needs; what only a score reveals is left out until there is one.

    Columns alone, past the mapping: no page is asked for as often.
    """
    sat, asked, answer = Attempt.__table__, AttemptQuestion.__table__, Answer.__table__
    version, text, quiz, recipe = (
        QuestionVersion.__table__,
        QuestionText.__table__,
        Quiz.__table__,
        QuizVersion.__table__,
    )
    # Hints that were asked for, and remarks on a try, are picked out of it by the view.
    may_see = or_(
        asked.c.scored_at.is_not(None),
        asked.c.hints + asked.c.tries > 0,
        asked.c.waiting,
        sat.c.state == "finished",
    )
    return (
        select(
            *(sat.c[name] for name in ("token", "mode", "state", "deadline_at", "closes_at")),
            *(asked.c[name] for name in ("attempt_id", "position", "variant", "revision", "tries", "hints", "waiting")),
            *(asked.c[name] for name in ("certainty", "contested", "scored_at", "score", "fraction", "marks")),
            asked.c.id.label("asked_id"),
            recipe.c.content_hash.label("quiz_hash"),
            QUIZ,
            quiz.c.key.label("quiz_key"),
            version.c.content_hash,
            QUESTION,
            SHOWN,
            case((may_see, cast(text.c.revealed, Text)), else_=null()).label("revealed"),
            answer.c.value.label("answer"),
            answer.c.received_at,
        )
        .select_from(sat)
        .join(asked, asked.c.attempt_id == sat.c.id)
        .join(recipe, sat.c.quiz_version_id == recipe.c.id)
        .join(quiz, sat.c.quiz_id == quiz.c.id)
        .join(version, version.c.id == func.coalesce(asked.c.graded_version_id, asked.c.question_version_id))
        .join(text, and_(text.c.question_version_id == version.c.id, text.c.language == language))
        .outerjoin(answer, and_(answer.c.attempt_question_id == asked.c.id, answer.c.revision == asked.c.revision))
        .where(sat.c.token == token, sat.c.account_id == account_id, asked.c.position == position)
    )


@prepared
def places(attempt_id: int) -> Select[int, bool, float | None, int | None]:
    """Position, whether it is answered, the score's share and an open conflict of every question of an attempt."""
    questions = AttemptQuestion.__table__.c  # columns alone, past the mapping: every page of an attempt asks this
    return (
        select(questions.position, questions.answered, questions.share, questions.contested)
        .where(questions.attempt_id == attempt_id)
        .order_by(questions.position)
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


@prepared
def to_save(token: str, account_id: int, position: int) -> Row:
    """The question that an answer is saved to, locked with its attempt until the transaction ends."""
    return (
        select(
            Attempt,
            AttemptQuestion,
            QuestionVersion.content_hash,
            QUESTION,
            QuizVersion.content_hash.label("quiz_hash"),
            QUIZ,
        )
        .join(AttemptQuestion, AttemptQuestion.attempt_id == Attempt.id)
        .join(QuestionVersion, _GRADED)
        .join(QuizVersion, Attempt.quiz_version_id == QuizVersion.id)
        .where(Attempt.token == token, Attempt.account_id == account_id, AttemptQuestion.position == position)
        .with_for_update(of=[Attempt, AttemptQuestion])
        .execution_options(populate_existing=True)
    )


@prepared
def to_score(attempt_id: int) -> Row:
    """The questions of an attempt with their latest answers, locked until the transaction ends."""
    return (
        select(
            AttemptQuestion,
            QuestionVersion.question_id,
            Question.bank_id,
            QuestionVersion.content_hash,
            QUESTION,
            Answer.value.label("answer"),
        )
        .join(QuestionVersion, AttemptQuestion.question_version_id == QuestionVersion.id)
        .join(Question, QuestionVersion.question_id == Question.id)
        .outerjoin(Answer, LATEST_ANSWER)
        .where(AttemptQuestion.attempt_id == attempt_id)
        .order_by(AttemptQuestion.position)
        .execution_options(populate_existing=True)
    )


@prepared
def result_rows(attempt_id: int, language: str) -> Row:
    """Every question of a finished attempt as it was shown, with answer, score and what is revealed."""
    return (
        select(
            AttemptQuestion,
            QuestionVersion.content_hash,
            QUESTION,
            SHOWN,
            REVEALED,
            Answer.value.label("answer"),
        )
        .join(QuestionVersion, _GRADED)
        .join(QuestionText, texts_in(language))
        .outerjoin(Answer, LATEST_ANSWER)
        .where(AttemptQuestion.attempt_id == attempt_id)
        .order_by(AttemptQuestion.position)
    )


@prepared
def asked_of(account_id: int) -> Row:
    """Every question that a learner was asked, attempt by attempt in its order."""
    return (
        select(
            AttemptQuestion,
            QuestionVersion.content_hash,
            QUESTION,
        )
        .join(QuestionVersion, _GRADED)
        .join(Attempt, AttemptQuestion.attempt_id == Attempt.id)
        .where(Attempt.account_id == account_id)
        .order_by(AttemptQuestion.attempt_id, AttemptQuestion.position)
    )


@prepared
def asked_in(attempt_id: int) -> Row:
    """Every question of an attempt with the version that is pinned and the bank that it is of, in its order."""
    return (
        select(AttemptQuestion, QuestionVersion.content_hash, QUESTION, Bank.slug)
        .join(QuestionVersion, AttemptQuestion.question_version_id == QuestionVersion.id)
        .join(Question, QuestionVersion.question_id == Question.id)
        .join(Bank, Question.bank_id == Bank.id)
        .where(AttemptQuestion.attempt_id == attempt_id)
        .order_by(AttemptQuestion.position)
    )


@prepared
def answers_in(attempt_id: int) -> Select[Answer]:
    """Every answer of an attempt, each question's in their order."""
    return select(Answer).where(Answer.attempt_id == attempt_id).order_by(Answer.attempt_question_id, Answer.revision)


@prepared
def history(account_id: int, limit: int, before: int) -> Row:
    """Attempts of a learner whose ids lie under ``before``, latest first, with their quiz."""
    return (
        select(
            Attempt,
            Quiz.key,
            QuizVersion.content_hash.label("quiz_hash"),
            QUIZ,
        )
        .join(Quiz, Attempt.quiz_id == Quiz.id)
        .join(QuizVersion, Attempt.quiz_version_id == QuizVersion.id)
        .where(Attempt.account_id == account_id, Attempt.id < before)
        .order_by(Attempt.id.desc())
        .limit(limit)
    )


@prepared
def running(account_id: int) -> Row:
    """What a learner has begun: attempt, quiz, how many questions it has, how many are answered and scored."""
    counts = (
        select(
            AttemptQuestion.attempt_id,
            func.count().label("questions"),
            func.sum(case((AttemptQuestion.answered, 1), else_=0)).label("answered"),
            func.min(case((AttemptQuestion.scored_at.is_(None), AttemptQuestion.position))).label("first_open"),
            func.min(case((AttemptQuestion.answered.is_(False), AttemptQuestion.position))).label("first_blank"),
        )
        .join(Attempt, AttemptQuestion.attempt_id == Attempt.id)
        .where(Attempt.account_id == account_id, Attempt.state == "running")
        .group_by(AttemptQuestion.attempt_id)
        .subquery()
    )
    last = (
        select(func.max(Answer.received_at)).where(Answer.attempt_id == Attempt.id).correlate(Attempt).scalar_subquery()
    )
    return (
        select(
            Attempt,
            Quiz.key,
            QuizVersion.content_hash.label("quiz_hash"),
            QUIZ,
            counts.c.questions,
            counts.c.answered,
            counts.c.first_open,
            counts.c.first_blank,
            last.label("last_at"),
        )
        .join(counts, counts.c.attempt_id == Attempt.id)
        .join(Quiz, Attempt.quiz_id == Quiz.id)
        .join(QuizVersion, Attempt.quiz_version_id == QuizVersion.id)
        .where(Attempt.state == "running")
        .order_by(Attempt.id.desc())
    )


@prepared
def learner_months(account_id: int) -> Select[str, LearnerMonth]:
    """A learner's sums, month by month."""
    return (
        select(Bank.slug, LearnerMonth)
        .join(Bank, LearnerMonth.bank_id == Bank.id)
        .where(LearnerMonth.account_id == account_id)
    )


@prepared
def quiz_results(account_id: int) -> Row:
    """For each quiz that a learner finished: how often, and when last."""
    return (
        select(Quiz.key, func.count().label("finished"), func.max(Attempt.id).label("latest_id"))
        .join(Quiz, Attempt.quiz_id == Quiz.id)
        .where(Attempt.account_id == account_id, Attempt.state == "finished")
        .group_by(Quiz.key)
    )


@prepared
def latest_scores(account_id: int) -> Row:
    """The latest share and the definition's place of every question that a learner was scored on."""
    return (
        select(
            Bank.slug,
            QuestionVersion.content_hash,
            cast(QuestionVersion.definition, Text),
            LearnerQuestion.latest_share,
        )
        .join(Question, LearnerQuestion.question_id == Question.id)
        .join(Bank, Question.bank_id == Bank.id)
        .join(QuestionVersion, Question.current_version_id == QuestionVersion.id)
        .where(LearnerQuestion.account_id == account_id, Question.withdrawn.is_(False))
    )


@prepared
def learners_by_month() -> Row:
    """Every learner with the sums of every month they began; one row a pair, one for a learner without any."""
    return (
        select(Account.id, Account.name, Account.seen_at, Bank.slug, LearnerMonth)
        .outerjoin(LearnerMonth, LearnerMonth.account_id == Account.id)
        .outerjoin(Bank, LearnerMonth.bank_id == Bank.id)
        .where(Account.role == "learner")
        .order_by(Account.name_key)
    )


@prepared
def questions_with_sums(bank: str, language: str) -> Row:
    """Every question that a bank offers, with the running sums of its current version."""
    return (
        select(Question, QuestionVersion, QuestionText.shown, QuestionSums)
        .join(QuestionVersion, Question.current_version_id == QuestionVersion.id)
        .join(Bank, Question.bank_id == Bank.id)
        .join(QuestionText, texts_in(language))
        .outerjoin(QuestionSums, QuestionSums.question_version_id == QuestionVersion.id)
        .where(Bank.slug == bank, Question.withdrawn.is_(False))
        .order_by(Question.position)
    )


@prepared
def choices_of(bank: str) -> Select[int, str, int]:
    """How often each choice was made, for every current version of a bank."""
    return (
        select(ChoiceSums.question_version_id, ChoiceSums.choice, ChoiceSums.chosen)
        .join(Question, Question.current_version_id == ChoiceSums.question_version_id)
        .join(Bank, Question.bank_id == Bank.id)
        .where(Bank.slug == bank)
    )


@prepared
def scored_of(account_id: int) -> Row:
    """Every score of a learner, the earliest first, for counting anew."""
    scored = aliased(AttemptQuestion)
    return (
        select(scored, QuestionVersion.question_id, Question.bank_id)
        .join(Attempt, scored.attempt_id == Attempt.id)
        .join(QuestionVersion, scored.scored_version_id == QuestionVersion.id)
        .join(Question, QuestionVersion.question_id == Question.id)
        .where(Attempt.account_id == account_id, scored.scored_at.is_not(None))
        .order_by(scored.scored_at, scored.id)
    )


@prepared
def scores_between(first: int, last: int) -> Row:
    """Every score of the accounts whose ids lie from ``first`` to ``last``, each account's in the order of scoring."""
    scored = AttemptQuestion.__table__.c
    return (
        select(
            Attempt.account_id,
            Account.role,
            scored.question_version_id,
            QuestionVersion.question_id,
            Question.bank_id,
            Question.withdrawn,
            scored.share,
            scored.score,
            scored.scored_at,
            scored.answered,
            scored.attempt_id,
            Attempt.state,
            Attempt.finished_at,
            Attempt.points,
            Attempt.points_possible,
        )
        .join(Attempt, scored.attempt_id == Attempt.id)
        .join(Account, Attempt.account_id == Account.id)
        .join(QuestionVersion, scored.question_version_id == QuestionVersion.id)
        .join(Question, QuestionVersion.question_id == Question.id)
        .where(Attempt.account_id.between(first, last), scored.scored_at.is_not(None))
        .order_by(Attempt.account_id, scored.scored_at, scored.id)
    )


@prepared
def attempts_of(account_id: int) -> Select[int]:
    """The ids of the attempts of a learner, locked until the transaction ends."""
    return select(Attempt.id).where(Attempt.account_id == account_id).order_by(Attempt.id).with_for_update()


@prepared
def finished_of(account_id: int) -> Select[Attempt]:
    """The finished attempts of a learner, the earliest first."""
    return (
        select(Attempt)
        .where(Attempt.account_id == account_id, Attempt.state == "finished")
        .order_by(Attempt.finished_at, Attempt.id)
    )


@prepared
def question_of_version(version_id: int) -> Select[int]:
    """The question that a version belongs to."""
    return select(QuestionVersion.question_id).where(QuestionVersion.id == version_id)


@prepared
def to_finish(attempt_id: int) -> Row:
    """The scores of an attempt's questions, with what is needed to add up their points."""
    return (
        select(
            AttemptQuestion.scored_at,
            AttemptQuestion.answered,
            AttemptQuestion.fraction,
            AttemptQuestion.marks,
            QuestionVersion.question_id,
            Question.bank_id,
            QuestionVersion.content_hash,
            QUESTION,
        )
        .join(QuestionVersion, _GRADED)
        .join(Question, QuestionVersion.question_id == Question.id)
        .where(AttemptQuestion.attempt_id == attempt_id)
    )


def quiz_of_version(version_id: int) -> Select[str, dict[str, Any]]:
    """Hash and definition of a quiz version."""
    return select(QuizVersion.content_hash, QuizVersion.definition).where(QuizVersion.id == version_id)


def waiting_answers() -> Row:
    """The answers of handed-in exams that wait for a teacher, the earliest first, without the learner's name."""
    return (
        select(
            AttemptQuestion.id,
            Attempt.handed_in_at,
            QuestionVersion.content_hash,
            QUESTION,
            Quiz.key,
        )
        .join(Attempt, AttemptQuestion.attempt_id == Attempt.id)
        .join(QuestionVersion, AttemptQuestion.question_version_id == QuestionVersion.id)
        .join(Quiz, Attempt.quiz_id == Quiz.id)
        .where(AttemptQuestion.waiting.is_(True), Attempt.state == "waiting")
        .order_by(Attempt.handed_in_at, AttemptQuestion.id)
        .limit(200)
    )


def to_judge(attempt_question_id: int, language: str) -> Row:
    """A waiting answer with all that judging it needs, locked until the transaction ends."""
    return (
        select(
            Attempt,
            AttemptQuestion,
            Account,
            QuestionVersion.content_hash,
            QUESTION,
            QuizVersion.content_hash.label("quiz_hash"),
            QUIZ,
            SHOWN,
            REVEALED,
            Answer.value.label("answer"),
        )
        .join(AttemptQuestion, AttemptQuestion.attempt_id == Attempt.id)
        .join(Account, Attempt.account_id == Account.id)
        .join(QuestionVersion, AttemptQuestion.question_version_id == QuestionVersion.id)
        .join(QuizVersion, Attempt.quiz_version_id == QuizVersion.id)
        .join(QuestionText, texts_in(language))
        .outerjoin(Answer, LATEST_ANSWER)
        .where(AttemptQuestion.id == attempt_question_id, AttemptQuestion.waiting.is_(True))
        .with_for_update(of=[Attempt, AttemptQuestion])
        .execution_options(populate_existing=True)
    )


@prepared
def sent_since(attempt_question_id: int, device: str, sequence: int) -> Row:
    """What a device sent to a question under a number, and the latest that it sent under a higher one."""
    answer = Answer.__table__.c
    is_it = answer.device_sequence == sequence
    return (
        select(answer.revision, answer.device_sequence, answer.value, answer.received_at, answer.conflict)
        .where(answer.attempt_question_id == attempt_question_id)
        .where(answer.device == device, answer.device_sequence >= sequence)
        .order_by(is_it.desc(), answer.revision.desc())
        .limit(2)
    )


@prepared
def latest_and_kept(attempt_question_id: int, revision: int) -> Row:
    """The answer that counts for a question, and how many were kept that came too late."""
    answer, late = Answer.__table__.c, LateAnswer.__table__.c
    latest = select(answer.value).where(answer.attempt_question_id == attempt_question_id, answer.revision == revision)
    kept = select(func.count()).where(late.attempt_question_id == attempt_question_id)
    return select(latest.scalar_subquery(), kept.scalar_subquery())


@prepared
def answer_at(attempt_question_id: int, revision: int) -> Row:
    """What was answered at a revision."""
    answer = Answer.__table__.c
    return select(answer.value, answer.certainty).where(
        answer.attempt_question_id == attempt_question_id, answer.revision == revision
    )


@prepared
def answers_since(attempt_question_id: int, revision: int) -> Row:
    """The answers of a question from a revision on, the earliest first."""
    answer = Answer.__table__.c
    return (
        select(answer.revision, answer.device, answer.value, answer.received_at)
        .where(answer.attempt_question_id == attempt_question_id, answer.revision >= revision)
        .order_by(answer.revision)
    )


def examples(language: str) -> Row:
    """The first published question of each kind, with its texts."""
    first = (
        select(
            QuestionVersion.id,
            func.row_number()
            .over(partition_by=QuestionVersion.kind, order_by=(Bank.slug, Question.position))
            .label("place"),
        )
        .join(Question, Question.current_version_id == QuestionVersion.id)
        .join(Bank, Question.bank_id == Bank.id)
        .where(Question.withdrawn.is_(False))
        .subquery()
    )
    return (
        select(
            QuestionVersion.kind,
            QuestionVersion.content_hash,
            QUESTION,
            SHOWN,
            REVEALED,
        )
        .join(first, and_(first.c.id == QuestionVersion.id, first.c.place == 1))
        .join(QuestionText, texts_in(language))
        .order_by(QuestionVersion.kind)
    )


def every_question() -> Row:
    """Every question of every attempt, attempt by attempt, with its latest answer and the one that was judged."""
    sat, asked = Attempt.__table__, AttemptQuestion.__table__
    latest, judged = Answer.__table__.alias("latest"), Answer.__table__.alias("judged")
    tried = func.coalesce(asked.c.tried_revision, asked.c.revision)
    return (
        select(
            *(sat.c[name] for name in ("mode", "state", "points", "points_possible", "quiz_version_id")),
            *(asked.c[name] for name in ("attempt_id", "position", "question_version_id", "graded_version_id")),
            *(asked.c[name] for name in ("variant", "answered", "certainty", "fraction", "share", "marks", "tries")),
            *(asked.c[name] for name in ("waiting", "score")),
            latest.c.value.label("latest_value"),
            latest.c.certainty.label("latest_certainty"),
            judged.c.value.label("judged_value"),
        )
        .select_from(asked)
        .join(sat, asked.c.attempt_id == sat.c.id)
        .outerjoin(latest, and_(latest.c.attempt_question_id == asked.c.id, latest.c.revision == asked.c.revision))
        .outerjoin(judged, and_(judged.c.attempt_question_id == asked.c.id, judged.c.revision == tried))
        .order_by(asked.c.attempt_id, asked.c.position)
    )


def gaps_in_revisions() -> Row:
    """Attempt and position of every question whose answers are not numbered from 1 to its revision."""
    asked, answer = AttemptQuestion.__table__, Answer.__table__
    highest = func.coalesce(func.max(answer.c.revision), 0)
    return (
        select(asked.c.attempt_id, asked.c.position)
        .outerjoin(answer, answer.c.attempt_question_id == asked.c.id)
        .group_by(asked.c.id, asked.c.attempt_id, asked.c.position, asked.c.revision)
        .having(or_(func.count(answer.c.id) != highest, highest != asked.c.revision))
        .order_by(asked.c.attempt_id, asked.c.position)
    )


def rendered_texts() -> Row:
    """All HTML of the store as it is kept: notes of banks, texts of questions."""
    notes = select(cast(Bank.__table__.c.rendered, Text), cast(null(), Text))
    return notes.union_all(select(SHOWN, REVEALED))  # type: ignore[return-value]  # a union is executed like a select and typed apart
