"""Totals that a running test seals: what adds up scores of a question tells its key, as long as a test asks it."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, and_, case, exists, literal_column, null, select

from quiz.storage.models.attempts import Attempt, AttemptQuestion
from quiz.storage.models.content import QuestionRow, QuestionVersion
from quiz.storage.models.reporting import LearnerMonth

_TEST, _IN_TEST, _OF_TEST = (
    Attempt.__table__.alias(),
    AttemptQuestion.__table__.alias(),
    QuestionVersion.__table__.alias(),
)
_ELSEWHERE, _THAT = AttemptQuestion.__table__.alias(), QuestionVersion.__table__.alias()


def _runs(account_id: ColumnElement[int]) -> tuple[ColumnElement[bool], ...]:
    """That a test of a learner runs. The state is written out, so that the index of running attempts leads there."""
    return (_TEST.c.account_id == account_id, _TEST.c.state == literal_column("'running'"), _TEST.c.mode == "exam")


def _tests_asking_too(account_id: ColumnElement[int]) -> Select[str]:
    """The running tests of a learner, each with what it asks and wherever that was asked elsewhere."""
    return (
        select(_TEST.c.token)
        .join(_IN_TEST, _IN_TEST.c.attempt_id == _TEST.c.id)
        .join(_OF_TEST, _OF_TEST.c.id == _IN_TEST.c.question_version_id)
        .join(_THAT, _THAT.c.question_id == _OF_TEST.c.question_id)
        .join(_ELSEWHERE, _ELSEWHERE.c.question_version_id == _THAT.c.id)
        .where(*_runs(account_id))
        .limit(1)
    )


def sealing_test() -> ColumnElement[str | None]:
    """The token of a running test of a finished attempt's learner that asks a question of the attempt as well.

    As long as there is one, the total of the attempt would tell the key: it is held back, and all that is made of it.
    """
    sat = Attempt.__table__.c
    tests = _tests_asking_too(sat.account_id).where(_ELSEWHERE.c.attempt_id == sat.id)
    token = tests.correlate(Attempt.__table__).scalar_subquery()
    # Most have no test that runs: then no question is looked at.
    any_runs = exists().where(*_runs(sat.account_id)).correlate(Attempt.__table__)
    return case((and_(sat.state == "finished", any_runs), token), else_=null()).label("sealed_by")


def sealing_month() -> ColumnElement[str | None]:
    """The same of all attempts that the sums of a learner's month are made of."""
    month, sat, question = LearnerMonth.__table__, Attempt.__table__.alias(), QuestionRow.__table__.alias()
    tests = (
        _tests_asking_too(month.c.account_id)
        .join(sat, sat.c.id == _ELSEWHERE.c.attempt_id)
        .join(question, question.c.id == _OF_TEST.c.question_id)
        .where(sat.c.account_id == month.c.account_id, sat.c.state == "finished", sat.c.purpose == "quiz")
        .where(question.c.bank_id == month.c.bank_id)
    )
    any_runs = exists().where(*_runs(month.c.account_id)).correlate(month)
    return case((any_runs, tests.correlate(month).scalar_subquery()), else_=null()).label("sealed_by")
