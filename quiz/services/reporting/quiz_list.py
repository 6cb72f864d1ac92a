"""What there is to analyse: the quizzes of a bank that somebody has finished, and where its questions were asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from quiz.domain.bank_format.fields import Text
from quiz.services.content.definitions import quiz_of
from quiz.services.current_user import Learner
from quiz.storage.prepared import fetch
from quiz.storage.queries import item_analysis as item_queries


@dataclass(frozen=True, kw_only=True)
class QuizEntry:
    """A quiz of a bank, or of its series (``shared``), with how many learners' first attempts are counted."""

    id: int
    key: str
    title: Text
    shared: bool
    attempts: int


def quizzes(session: Session, bank_id: int, series_id: int) -> list[QuizEntry]:
    """The quizzes of a bank and those over several banks of its series that anybody has finished."""
    found: dict[int, QuizEntry] = {}
    for row in fetch(session, item_queries.quizzes_of(bank_id, series_id)).all():
        known = found.get(row.id)
        if known is not None:
            found[row.id] = replace(known, attempts=known.attempts + row.attempts)
            continue
        title = quiz_of(row.content_hash, row.quiz).title
        found[row.id] = QuizEntry(id=row.id, key=row.key, title=title, shared="/" not in row.key, attempts=row.attempts)
    return [entry for entry in found.values() if entry.attempts]


def analyses(session: Session, bank_id: int, person: Learner) -> Mapping[str, tuple[int, int, int]]:
    """Where the analysis of each question of a bank is that ``person`` may look at: quiz, its version, the question's.

    Of several it is that of the current version, and of these the one with most answers.
    """
    found: dict[str, tuple[int, int, int]] = {}
    for row in fetch(session, item_queries.analyses_of(bank_id, person.id)).all():
        found.setdefault(row.slug, (row.quiz_id, row.quiz_version_id, row.question_version_id))
    return found
