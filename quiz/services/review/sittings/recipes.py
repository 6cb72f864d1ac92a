"""The quizzes that hold the rules of what the app puts together: one a series and purpose, made when it is needed."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from quiz.domain.bank_format.bank import content_hash
from quiz.domain.recipes import LANGUAGES, RECIPES, Purpose, key_of
from quiz.services.attempts.pages import results
from quiz.services.content import definitions
from quiz.services.content.saving.bank_saving import save_quiz_version
from quiz.services.current_user import Learner
from quiz.storage.models.attempts import Attempt
from quiz.storage.models.content import QuizRow
from quiz.storage.prepared import fetch
from quiz.storage.queries.review import sittings as sitting_queries


class Recipe(NamedTuple):
    """Where the rules of a purpose are stored."""

    purpose: Purpose
    quiz_id: int
    version_id: int


def begin(
    session: Session, account: Learner, series_id: int, purpose: Purpose, scope: str, now: datetime
) -> tuple[Recipe, Attempt | None]:
    """The rules by which a learner begins, and the attempt that they have running within ``scope``.

    What is asked shows its key once it is checked: no answer to a test that asked it counts after that.
    """
    query = sitting_queries.beginning(account.id, series_id, key_of(purpose), scope)
    known = fetch(session, query).first()
    if known is None or known.unshown:
        results.note_all_shown(session, account, None, now=now)
    return _stored(session, series_id, purpose, now, known), known.Attempt if known is not None else None


def _stored(session: Session, series_id: int, purpose: Purpose, now: datetime, known: Any) -> Recipe:
    definition = {"quiz": dict(RECIPES[purpose]), definitions.LANGUAGES: list(LANGUAGES)}
    mark = content_hash(definition)
    if known is not None and known.content_hash == mark:
        return Recipe(purpose, known.id, known.current_version_id)
    try:
        with session.begin_nested():
            entry = session.get_one(QuizRow, known.id) if known is not None else _added(session, series_id, purpose)
            version_id = save_quiz_version(session, entry.id, definition, now)
            entry.current_version_id = version_id
            session.flush()
            return Recipe(purpose, entry.id, version_id)
    except IntegrityError:
        # Somebody else's first start came before.
        first = fetch(session, sitting_queries.built_in(series_id, key_of(purpose))).one()
        return Recipe(purpose, first.id, first.current_version_id)


def _added(session: Session, series_id: int, purpose: Purpose) -> QuizRow:
    entry = QuizRow(series_id=series_id, key=key_of(purpose), bank_id=None, position=0, built_in=True)
    session.add(entry)
    session.flush()
    return entry
