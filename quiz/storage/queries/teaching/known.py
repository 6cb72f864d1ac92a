"""What the learners of a class know of its series, all together and one by one."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import (
    Date,
    Float,
    and_,
    case,
    cast,
    func,
    select,
    tuple_,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from quiz.storage.models.attempts import Attempt
from quiz.storage.models.classes import ClassMember, ClassSeries
from quiz.storage.models.content import BankRow, QuestionRow
from quiz.storage.models.identity import Account
from quiz.storage.models.reporting import LearnerDay, LearnerMastery, ReviewCard
from quiz.storage.prepared import prepared
from quiz.storage.queries.parts import LEARNS, Rows
from quiz.storage.queries.teaching.members import accounts, learns, taught

LEARNT = 2
"""The state of a card that came through its first reviews."""


class days_between(FunctionElement[float]):
    """The days from one date to another: the databases count them in different words."""

    name = "days_between"
    type = Float()
    inherit_cache = True


@compiles(days_between)
def _subtract(element: Any, compiler: Any, **rest: Any) -> str:
    first, last = (compiler.process(one, **rest) for one in element.clauses)
    return f"(CAST({last} AS DATE) - CAST({first} AS DATE))"


@compiles(days_between, "sqlite")
def _julian(element: Any, compiler: Any, **rest: Any) -> str:
    first, last = (compiler.process(one, **rest) for one in element.clauses)
    return f"(julianday({last}) - julianday({first}))"


def _offered(class_id: int) -> Rows:
    """What the questions of a class's series measure, section by section, with how many do."""
    return (
        select(
            BankRow.series_id,
            QuestionRow.bank_id,
            QuestionRow.section,
            QuestionRow.measures,
            func.count().label("questions"),
        )
        .join(BankRow, QuestionRow.bank_id == BankRow.id)
        .join(ClassSeries, ClassSeries.series_id == BankRow.series_id)
        .where(ClassSeries.class_id == class_id, BankRow.standing != "withdrawn", QuestionRow.withdrawn.is_(False))
        .group_by(BankRow.series_id, QuestionRow.bank_id, QuestionRow.section, QuestionRow.measures)
    )


@prepared
def measured_in(class_id: int) -> Rows:
    """What the questions of a class's series measure, and how the class stands there: who began, the sum of what is
    known, how many have mastered it. One row for each section and what is measured in it."""
    known = (
        select(
            LearnerMastery.bank_id,
            LearnerMastery.measures,
            func.count().label("begun"),
            func.sum(LearnerMastery.known).label("known"),
            func.count(LearnerMastery.mastered_at).label("mastered"),
        )
        .where(LearnerMastery.account_id.in_(accounts(class_id)))
        .group_by(LearnerMastery.bank_id, LearnerMastery.measures)
        .subquery()
    )
    offered = _offered(class_id).subquery()
    same = and_(known.c.bank_id == offered.c.bank_id, known.c.measures == offered.c.measures)
    learners = select(func.count()).where(*learns(class_id)).scalar_subquery()
    return (
        select(*offered.c, known.c.begun, known.c.known, known.c.mastered, learners.label("learners"))
        .outerjoin(known, same)
        .order_by(offered.c.series_id, offered.c.bank_id, offered.c.section, offered.c.measures)
    )


@prepared
def known_by_all(class_id: int) -> Rows:
    """For each learner of a class how much they know of all that its series measure, as a sum over questions.

    ``known`` sums P(known) over the questions that measure what was answered, ``questions`` counts these; ``mastered``
    those that measure what is mastered.
    """
    offered = (
        _offered(class_id)
        .with_only_columns(QuestionRow.bank_id, QuestionRow.measures, func.count().label("questions"))
        .group_by(None)
        .group_by(QuestionRow.bank_id, QuestionRow.measures)
        .subquery()
    )
    return (
        select(
            ClassMember.id.label("member"),
            func.sum(LearnerMastery.known * offered.c.questions).label("known"),
            func.sum(case((LearnerMastery.mastered_at.is_not(None), offered.c.questions), else_=0)).label("mastered"),
            func.sum(offered.c.questions).label("questions"),
        )
        .join(LearnerMastery, LearnerMastery.account_id == ClassMember.account_id)
        .join(offered, and_(offered.c.bank_id == LearnerMastery.bank_id, offered.c.measures == LearnerMastery.measures))
        .where(*learns(class_id))
        .group_by(ClassMember.id)
    )


@prepared
def known_by_class(account_id: int) -> Rows:
    """For each class that somebody teaches how many learners have begun, and how much they have mastered.

    ``mastered`` sums over learners the questions that measure what they have mastered; ``questions`` is how many the
    series of the class hold.
    """
    per_class = (
        select(ClassSeries.class_id, QuestionRow.bank_id, QuestionRow.measures, func.count().label("questions"))
        .join(BankRow, BankRow.series_id == ClassSeries.series_id)
        .join(QuestionRow, QuestionRow.bank_id == BankRow.id)
        .where(ClassSeries.class_id.in_(taught(account_id)))
        .where(BankRow.standing != "withdrawn", QuestionRow.withdrawn.is_(False))
        .group_by(ClassSeries.class_id, QuestionRow.bank_id, QuestionRow.measures)
        .cte("per_class")
    )
    every = (
        select(per_class.c.class_id, func.sum(per_class.c.questions).label("questions"))
        .group_by(per_class.c.class_id)
        .subquery()
    )
    same = and_(LearnerMastery.bank_id == per_class.c.bank_id, LearnerMastery.measures == per_class.c.measures)
    return (
        select(
            ClassMember.class_id,
            every.c.questions,
            func.count(ClassMember.account_id.distinct()).label("begun"),
            func.sum(case((LearnerMastery.mastered_at.is_not(None), per_class.c.questions), else_=0)).label("mastered"),
        )
        .join(LearnerMastery, LearnerMastery.account_id == ClassMember.account_id)
        .join(per_class, and_(per_class.c.class_id == ClassMember.class_id, same))
        .join(every, every.c.class_id == ClassMember.class_id)
        .where(LEARNS)
        .group_by(ClassMember.class_id, every.c.questions)
    )


def known_of(parts: Collection[tuple[int, str, int]], class_id: int) -> Rows:
    """As ``known_by_all``, of these parts alone: each a bank, what is measured there, and how many questions do."""
    measured = tuple_(LearnerMastery.bank_id, LearnerMastery.measures)
    count = case(*(((measured == tuple_(bank, name)), questions) for bank, name, questions in parts), else_=0)
    return (
        select(
            ClassMember.id.label("member"),
            func.sum(LearnerMastery.known * count).label("known"),
            func.sum(case((LearnerMastery.mastered_at.is_not(None), count), else_=0)).label("mastered"),
            func.sum(count).label("questions"),
        )
        .join(LearnerMastery, LearnerMastery.account_id == ClassMember.account_id)
        .where(*learns(class_id), measured.in_([(bank, name) for bank, name, _ in parts]))
        .group_by(ClassMember.id)
    )


def masteries_of(accounts: Collection[int], banks: Collection[int]) -> Rows:
    """What is known of these learners in these banks: one row for each and what is measured."""
    return select(
        LearnerMastery.account_id,
        LearnerMastery.bank_id,
        LearnerMastery.measures,
        LearnerMastery.known,
        LearnerMastery.mastered_at,
        LearnerMastery.answers,
    ).where(LearnerMastery.account_id.in_(accounts), LearnerMastery.bank_id.in_(banks))


@prepared
def learner_facts(class_id: int, today: date, since: date, fades_after: float) -> Rows:
    """The learners of a class by name: their latest day with an answer, when they handed in last what waits to be
    graded, how much they answered since a day, how many questions they learnt, and of how
    many of these the last review is longer ago than ``fades_after`` times what their memory of it lasts."""
    last_day = select(func.max(LearnerDay.day)).where(LearnerDay.account_id == ClassMember.account_id)
    answers = select(func.sum(LearnerDay.answers)).where(
        LearnerDay.account_id == ClassMember.account_id, LearnerDay.day >= since
    )
    handed_in = (
        select(func.max(Attempt.handed_in_at))
        .where(Attempt.account_id == ClassMember.account_id, Attempt.state == "waiting", ~Attempt.is_trial)
        .correlate(ClassMember)
        .scalar_subquery()
    )
    gone = days_between(ReviewCard.reviewed_on, cast(today, Date))
    cards = (
        select(
            ReviewCard.account_id,
            func.count().label("learnt"),
            func.sum(case((gone > fades_after * ReviewCard.stability, 1), else_=0)).label("faded"),
        )
        .where(ReviewCard.account_id.in_(accounts(class_id)), ReviewCard.state == LEARNT)
        .group_by(ReviewCard.account_id)
        .subquery()
    )
    return (
        select(
            ClassMember.id.label("member"),
            ClassMember.account_id,
            ClassMember.joined_at,
            Account.name,
            ClassMember.shown_name,
            Account.language,
            last_day.correlate(ClassMember).scalar_subquery().label("last_day"),
            answers.correlate(ClassMember).scalar_subquery().label("answers"),
            handed_in.label("handed_in_at"),
            cards.c.learnt,
            cards.c.faded,
        )
        .join(Account, ClassMember.account_id == Account.id)
        .outerjoin(cards, cards.c.account_id == ClassMember.account_id)
        .where(*learns(class_id))
        .order_by(func.coalesce(ClassMember.shown_name, Account.name), ClassMember.id)
    )
