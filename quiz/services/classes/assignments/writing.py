"""Assignments are made, changed, published, taken back and deleted."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import ValidationError
from sqlalchemy.orm import Session

from quiz.domain.assignments.prerequisites import read
from quiz.domain.assignments.rules import can_be_published
from quiz.domain.bank_format.quizzes import Quiz
from quiz.domain.errors import say
from quiz.services import audit
from quiz.services.attempts.refusals import NotFound
from quiz.services.classes.assignments import in_time, leaving, recipes, terms
from quiz.services.classes.assignments.drafts import BadDraft, Draft, Outdated, faults_of
from quiz.services.classes.assignments.recipes import BadChoice
from quiz.services.classes.entering import Entered
from quiz.services.content.question_pool import Offered
from quiz.services.notices import inbox
from quiz.services.notices.inbox import Notified
from quiz.storage.models.assignments import PAGE, Assignment
from quiz.storage.models.content import QuizRow
from quiz.storage.prepared import fetch
from quiz.storage.queries.assignments import assigning as assigning_queries
from quiz.storage.queries.assignments import given as assignment_queries
from quiz.storage.queries.classes import entering as class_queries


def preview(session: Session, draft: Draft) -> list[Offered]:
    """The questions of one drawing of what is entered. Raises ``BadDraft``."""
    return _checked(session, draft)[1]


def _checked(session: Session, draft: Draft) -> tuple[dict[str, Any], list[Offered]]:
    faults = dict(faults_of(draft))
    recipe: dict[str, Any] = {}
    drawn: list[Offered] = []
    try:
        recipe = recipes.written(session, draft.series_id, draft.choice, draft.rules, draft.hidden)
        quiz = recipes.made(recipe)
        drawn = recipes.try_out(session, draft.series_id, quiz, "~assignment", draft.choice, draft.hidden)
    except BadChoice as error:
        faults.setdefault(error.field, error.reason)
    except ValidationError:
        if not faults:
            faults["mode"] = say("This quiz can't be given in this mode. Choose the other one.")
    if faults:
        raise BadDraft(faults)
    return recipe, drawn


def _checked_in(
    session: Session, entered: Entered, draft: Draft, number: int | None = None
) -> tuple[dict[str, Any], list[Offered]]:
    """As ``_checked``, and that all it names is of its class: its category, and what has to be reached before."""
    known = {(row.kind, row.id) for row in fetch(session, assigning_queries.beside(entered.id))}
    before = {one.assignment for one in draft.prerequisites if one.kind == "score"}
    faults = {}
    if draft.category_id is not None and ("category", draft.category_id) not in known:
        faults["category"] = say("Choose one of these.")
    if number in before or any(("assignment", one) not in known for one in before):
        faults["after_assignment"] = say("Choose one of these.")
    try:
        found = _checked(session, draft)
    except BadDraft as error:
        raise BadDraft({**error.faults, **faults}) from error
    if faults:
        raise BadDraft(faults)
    return found


def make(session: Session, entered: Entered, draft: Draft, *, now: datetime, by: audit.Actor = audit.APP) -> Assignment:
    """A new draft of an assignment in a class. Raises ``BadDraft``."""
    recipe, _ = _checked_in(session, entered, draft)
    entry = QuizRow(series_id=draft.series_id, key=recipes.new_key(), bank_id=None, position=0, built_in=True)
    session.add(entry)
    session.flush()
    row = Assignment(class_id=entered.id, quiz_id=entry.id, created_at=now, prerequisites=[], chosen={}, version=1)
    _fill(row, draft)
    session.add(row)
    session.flush()
    recipes.save(session, entry, recipe, now)
    audit.record(session, "assignment_made", audit.assignment(row.id), by=by, now=now, after={"class": entered.id})
    return row


def _fill(row: Assignment, draft: Draft) -> None:
    for name in ("series_id", "title", "instructions", "opens_at", "due_at", "closes_at", "late_policy", "counted"):
        setattr(row, name, getattr(draft, name))
    row.late_share = draft.late_share if draft.late_policy == "share" else None
    row.attempts_allowed, row.feedback = draft.attempts_allowed, draft.feedback
    row.access_code, row.category_id = draft.access_code or None, draft.category_id
    row.source, row.chosen = draft.choice.source, draft.choice.stored()
    row.prerequisites = [one.stored() for one in draft.prerequisites]


def change(
    session: Session,
    entered: Entered,
    assignment_id: int,
    draft: Draft,
    *,
    seen: int,
    now: datetime,
    by: audit.Actor = audit.APP,
) -> Assignment:
    """Change an assignment that was read as version ``seen``.

    Attempts that run keep their questions and their mode, and at least the time that they had; what is changed of dates
    and time reaches them at once, and so does feedback that is put off.
    What came in time can't be made late. Raises ``BadDraft``, ``Outdated``, ``NotFound``.
    """
    row = locked(session, entered, assignment_id)
    if row.version != seen:
        raise Outdated(str(row.version))
    if row.series_id != draft.series_id and is_begun(session, row):
        raise BadDraft({"series": say("It was begun, so it stays in its series.")})
    recipe, _ = _checked_in(session, entered, draft, row.id)
    before = _dates(row)
    entry = session.get_one(QuizRow, row.quiz_id)
    try:
        with in_time.kept(session, [row], now=now):
            entry.series_id = draft.series_id
            _fill(row, draft)
            row.version += 1
    except in_time.MadeLate as error:
        raise BadDraft({"due_at": error.message(entered.row.time_zone)}) from None
    quiz = recipes.save(session, entry, recipe, now)
    session.flush()
    terms.reach(session, row, quiz, now=now)
    audit.record(
        session, "assignment_changed", audit.assignment(row.id), by=by, now=now, before=before, after=_dates(row)
    )
    return row


def _dates(row: Assignment) -> dict[str, Any]:
    named = {"opens": row.opens_at, "due": row.due_at, "closes": row.closes_at}
    return {name: moment.isoformat() for name, moment in named.items() if moment is not None}


def locked(session: Session, entered: Entered, assignment_id: int) -> Assignment:
    """An assignment of a class, locked until the transaction ends. Raises ``NotFound``."""
    row = session.scalars(assignment_queries.to_change(assignment_id)).first()
    if row is None or row.class_id != entered.id:
        raise NotFound(str(assignment_id))
    return row


def is_begun(session: Session, row: Assignment) -> bool:
    """Whether somebody has an attempt at it, a teacher's trial among them."""
    return fetch(session, assignment_queries.has_attempts(row.quiz_id)).first() is not None


def publish(
    session: Session, entered: Entered, assignment_id: int, *, now: datetime, by: audit.Actor = audit.APP
) -> Assignment:
    """Let the learners of the class find an assignment; each gets a notice, and a second one of their exception.

    A second time changes nothing. Raises ``BadDraft`` where its dates have passed, ``NotFound``.
    """
    row = locked(session, entered, assignment_id)
    if row.published_at is not None:
        return row
    if not can_be_published(terms.everybodys_dates(row), now):
        raise BadDraft(
            {"due_at": say("It can’t be published: its due date, or when it closes, has passed. Change that.")}
        )
    row.published_at, row.version = now, row.version + 1
    session.flush()
    audit.record(session, "assignment_published", audit.assignment(row.id), by=by, now=now)
    data = {"title": row.title, "class": entered.row.name}
    learners = fetch(session, class_queries.learners_in(entered.id))
    accounts = [one.ClassMember.account_id for one in learners]
    excepted = terms.extras_by_account(session, row)
    for kind, informed in (("assigned", accounts), ("exception", [one for one in accounts if one in excepted])):
        notices = [Notified(account_id=one, data=data, address=f"{PAGE}{row.id}") for one in informed]
        inbox.notify_all(session, kind, notices, now=now)
    return row


def take_back(
    session: Session, entered: Entered, assignment_id: int, *, now: datetime, by: audit.Actor = audit.APP
) -> bool:
    """Make a published assignment a draft again; False where a learner has begun it, and nothing is changed."""
    row = locked(session, entered, assignment_id)
    if _is_begun_by_learners(session, row):
        return False
    row.published_at, row.version = None, row.version + 1
    session.flush()
    audit.record(session, "assignment_changed", audit.assignment(row.id), by=by, now=now)
    return True


def remove(
    session: Session, entered: Entered, assignment_id: int, *, now: datetime, by: audit.Actor = audit.APP
) -> bool:
    """Delete a draft; False where it is published or a learner has begun it. A teacher's trials stay theirs.

    Assignments that can be begun once it was reached ask for it no more.
    """
    row = locked(session, entered, assignment_id)
    if row.published_at is not None or _is_begun_by_learners(session, row):
        return False
    quiz_id = row.quiz_id
    _forget(session, row)
    session.delete(row)
    leaving.leave(session, [quiz_id])
    audit.record(session, "assignment_deleted", audit.assignment(assignment_id), by=by, now=now)
    return True


def _forget(session: Session, row: Assignment) -> None:
    """Take an assignment out of what others of its class ask for before."""
    for other in session.scalars(assigning_queries.all_in(row.class_id)):
        left = [one for one in other.prerequisites if one.get("assignment") != row.id]
        if len(left) < len(other.prerequisites):
            other.prerequisites = left


def _is_begun_by_learners(session: Session, row: Assignment) -> bool:
    return fetch(session, assignment_queries.begun_by_learners(row.quiz_id)).first() is not None


def draft_of(row: Assignment, quiz: Quiz) -> Draft:
    """A stored assignment as it is entered."""
    return Draft(
        series_id=row.series_id,
        title=row.title,
        instructions=row.instructions,
        choice=recipes.choice_of(row.source, row.chosen),
        mode=quiz.mode,
        minutes=quiz.minutes,
        certainty=quiz.certainty,
        opens_at=row.opens_at,
        due_at=row.due_at,
        closes_at=row.closes_at,
        late_policy=row.late_policy,  # type: ignore[arg-type]  # the table holds these words alone
        late_share=row.late_share,
        attempts_allowed=row.attempts_allowed,
        counted=row.counted,  # type: ignore[arg-type]
        feedback=row.feedback,  # type: ignore[arg-type]
        access_code=row.access_code or "",
        prerequisites=tuple(map(read, row.prerequisites)),
        category_id=row.category_id,
    )
