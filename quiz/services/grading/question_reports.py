"""What learners report of questions, and what teachers answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from textwrap import shorten
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.domain.questions.base import Variant
from quiz.domain.rendering import fill, plain
from quiz.domain.text_limits import fault_of
from quiz.services import audit
from quiz.services.attempts.pages.answer_texts import AnswerPart, parts_of
from quiz.services.attempts.pages.question_views import view_of
from quiz.services.attempts.refusals import NotFound
from quiz.services.attempts.serialization import answer_from, variant_from
from quiz.services.content.definitions import question_of, texts_of
from quiz.services.current_user import Learner
from quiz.services.notices import copies, inbox
from quiz.storage.models.attempts import Attempt
from quiz.storage.models.content import BankRow, QuestionRow
from quiz.storage.models.grading import REPORT_KINDS, REPORT_STATES, QuestionReport
from quiz.storage.models.identity import Account
from quiz.storage.prepared import fetch
from quiz.storage.queries import integrity as integrity_queries
from quiz.storage.queries.parts import taught
from quiz.storage.queries.review import cards as review_queries

LONGEST = 2_000
"""Characters of a report, and of the reply to it."""

KINDS = REPORT_KINDS
ANSWERS = REPORT_STATES[1:]
"""What a report is once a teacher has answered it: explained, the question mended, or declined."""

Fault = Literal["kind", "text", "too_long", "marks", "state", "reply"]


class ReportError(ValueError):
    """Why a report or a reply can't be taken: ``kind`` or ``state`` is none, ``text`` or ``reply`` is missing,
    ``too_long``, ``marks`` (a letter has too many accents)."""

    def __init__(self, code: Fault) -> None:
        self.code = code
        super().__init__(code)


class AnsweredMeanwhile(ValueError):
    """Another teacher has answered the report since this one looked at it."""


@dataclass(frozen=True, kw_only=True)
class Reported:
    """A report as a page shows it. Texts of people are as they typed them: pages escape them.

    ``said`` is what the learner answered to the question by now. ``reply`` is None as long as there is none.
    ``sealed``: a test of the learner asks the question and they have not seen its result yet, so the reply, which may
    give a key away, is not for them either. The test may be another attempt than the one that was reported from.
    """

    id: int
    kind: str
    text: str
    made_at: datetime
    state: str
    reply: str | None
    answers: int
    answered_at: datetime | None
    learner: str | None
    prompt: str
    question_id: int
    question: str
    bank: str
    series_id: int
    token: str
    position: int
    said: tuple[AnswerPart, ...]
    sealed: bool


def report(
    session: Session, account: Learner, token: str, position: int, kind: str, text: str, *, now: datetime
) -> None:
    """Keep what a learner says of a question of their own attempt; the same said twice while it is open is one report.

    Raises ``NotFound`` and ``ReportError``.
    """
    row: Any = fetch(session, review_queries.asked_at(token, account.id, position)).first()
    if row is None:
        raise NotFound(token)
    text = _checked(text)
    if kind not in KINDS:
        raise ReportError("kind")
    if kind == "other" and not text:
        raise ReportError("text")
    said = {"attempt_id": row.id, "position": position, "kind": kind, "text": text}
    same = select(QuestionReport.id).filter_by(**said, state="open").limit(1)
    if session.scalars(same).first() is None:
        session.add(QuestionReport(**said, question_version_id=row.version_id, made_at=now, state="open", answers=0))
        session.flush()


def _checked(text: str) -> str:
    # Browsers send a line break as two characters, and count it as one.
    text = text.replace("\r\n", "\n").strip()
    fault = fault_of(text, LONGEST)
    if fault is not None:
        raise ReportError(fault)
    return text


def count(session: Session, *, is_open: bool, teacher: int | None = None) -> int:
    """How many reports of learners of ``teacher``, or of all, wait for an answer, or have one."""
    return session.scalar(integrity_queries.count_reports(is_open=is_open).where(*taught(teacher))) or 0


def listed(
    session: Session, language: str, *, is_open: bool, limit: int, offset: int, teacher: int | None = None
) -> list[Reported]:
    """A page of the reports of learners of ``teacher``, or of all: the open ones question by question, those with an
    answer by when they got it."""
    query = integrity_queries.reports(language).where((QuestionReport.state == "open") == is_open, *taught(teacher))
    latest = (QuestionReport.answered_at.desc(), QuestionReport.id.desc())
    by_question = (BankRow.slug, QuestionRow.position, QuestionRow.id, QuestionReport.id)
    query = query.order_by(*(by_question if is_open else latest)).limit(limit).offset(offset)
    return [_reported(row, language) for row in session.execute(query)]


def mine(session: Session, account: Learner, language: str, *, limit: int, offset: int) -> list[Reported]:
    """A page of what a learner has reported, the latest first; without a reply that may give a key away."""
    query = integrity_queries.reports(language).where(Attempt.account_id == account.id)
    query = query.order_by(QuestionReport.id.desc()).limit(limit).offset(offset)
    return [_reported(row, language, for_learner=True) for row in session.execute(query)]


def count_mine(session: Session, account: Learner) -> int:
    """How much a learner has reported."""
    return session.scalar(integrity_queries.count_reports_of(account.id)) or 0


def find(session: Session, number: int, language: str, *, teacher: int | None = None) -> Reported:
    """One report, of a learner of ``teacher`` or of anybody. Raises ``NotFound``."""
    query = integrity_queries.reports(language).where(QuestionReport.id == number, *taught(teacher))
    row = session.execute(query).first()
    if row is None:
        raise NotFound(str(number))
    return _reported(row, language)


def _reported(row: Any, language: str, *, for_learner: bool = False) -> Reported:
    one, attempt, learner = row[0], row[1], row[2]
    # Until the result of a test is looked at, an answer to it may still count: of this attempt, or of another one.
    unseen = attempt.mode == "exam" and attempt.shown_at is None
    sealed = not attempt.shows_scores or unseen or row.in_test
    return Reported(
        id=one.id,
        kind=one.kind,
        text=one.text,
        made_at=one.made_at,
        state=one.state,
        reply=None if sealed and for_learner else one.reply,
        answers=one.answers,
        answered_at=one.answered_at,
        learner=learner.name,
        prompt=_prompt(row, language),
        question_id=row.question_id,
        question=row.slug,
        bank=row.bank,
        series_id=row.series_id,
        token=attempt.token,
        position=one.position,
        said=_said(row, language),
        sealed=sealed,
    )


def _prompt(row: Any, language: str) -> str:
    """The words of a question as they were put; values that were taken out with it stand as expressions."""
    written: str = texts_of(row.shown)["passages"]["prompt"]
    asked = row[3]
    variant = variant_from(asked.variant) if asked is not None else Variant()
    return plain(fill(written, variant.values, language) if variant.values else written)


def _said(row: Any, language: str) -> tuple[AnswerPart, ...]:
    if row[3] is None or row.answer is None:
        return ()
    question = question_of(row.content_hash, row.question)
    view = view_of(row[3], question, {"context": {}, **texts_of(row.shown)}, None, row.answer, language)
    return parts_of(view, answer_from(row.answer))


def answer_report(
    session: Session, number: int, state: str, reply: str, *, seen: int, now: datetime, by: audit.Actor = audit.APP
) -> None:
    """A teacher's answer to a report, or a better one: ``seen`` is how many answers it had when they looked.

    Raises ``NotFound``, ``ReportError``, and ``AnsweredMeanwhile`` where another one came in between.
    """
    reply = _checked(reply)
    if state not in ANSWERS:
        raise ReportError("state")
    if not reply:
        raise ReportError("reply")
    found = session.get(QuestionReport, number, with_for_update=True, populate_existing=True)
    if found is None:
        raise NotFound(str(number))
    if found.answers != seen:
        raise AnsweredMeanwhile(str(number))
    before = {"state": found.state}
    found.state, found.reply, found.answers = state, reply, seen + 1
    found.answered_at, found.answered_by_id = now, by.id
    session.flush()
    attempt = session.get_one(Attempt, found.attempt_id)
    after = {"question": found.position, "state": state}
    audit.record(session, "report_answered", audit.attempt(attempt), by=by, now=now, before=before, after=after)
    _inform(session, attempt.account_id, number, now)


def _inform(session: Session, account_id: int, number: int, now: datetime) -> None:
    """Put into the learner's inbox that there is an answer: their page shows it when it may be read."""
    language = copies.language_of(session.get_one(Account, account_id).language)
    one = find(session, number, language)
    said = {"question": {language: shorten(one.prompt, 80, placeholder="…")}}
    inbox.notify(session, account_id, "report_answered", said, address=f"/reports#report-{number}", now=now)


def by_question(reports: Sequence[Reported]) -> list[tuple[Reported, list[Reported]]]:
    """Reports in their order, those of one question together: the first of them, and all."""
    groups: dict[int, list[Reported]] = {}
    for one in reports:
        groups.setdefault(one.question_id, []).append(one)
    return [(group[0], group) for group in groups.values()]
