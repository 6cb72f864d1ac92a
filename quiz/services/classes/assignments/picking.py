"""What the pages of assignments show beside them: questions to pick, and what is missing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from quiz.domain.delivery import TooFewQuestions, deliver
from quiz.domain.questions import Question
from quiz.domain.rendering import plain
from quiz.services.classes.assignments import recipes
from quiz.services.classes.assignments.listing import Listed
from quiz.services.content import editors
from quiz.services.content.catalogue import Catalogue
from quiz.services.content.definitions import question_of, texts_of
from quiz.services.content.question_pool import Offered, pool_of
from quiz.services.current_user import Learner
from quiz.storage.prepared import fetch
from quiz.storage.queries.assignments import assigning as assigning_queries
from quiz.storage.queries.assignments import given as assignment_queries
from quiz.storage.queries.classes import entering as class_queries


@dataclass(frozen=True, kw_only=True)
class Pickable:
    """A question that can be picked: its name is ``bank/id``."""

    name: str
    bank: str
    prompt: str
    question: Question


def series_of(session: Session, class_id: int) -> list[int]:
    """The series that a class works on."""
    return list(fetch(session, class_queries.series_of(class_id)).scalars())


def hidden_banks(session: Session, person: Learner, series: Catalogue, listed: Listed | None = None) -> frozenset[str]:
    """The hidden banks of a series that somebody may assign: all of them who may edit the series.

    Anybody else who changes an assignment may leave it with those that it asks of already.
    """
    hidden = frozenset(month.slug for month in series.months if month.hidden)
    if not hidden or editors.may_edit(session, person, series.id or 0):
        return hidden
    asked = listed.quiz.banks("~assignment") if listed is not None and listed.row.series_id == series.id else ()
    return hidden.intersection(asked)


def questions(session: Session, series_id: int, language: str, hidden: Collection[str] = ()) -> list[Pickable]:
    """Every question that learners find in a series, and those of these ``hidden`` banks, in its order."""
    rows = fetch(session, assigning_queries.to_pick(series_id, language))
    return [
        Pickable(
            name=f"{row.bank}/{row.slug}",
            bank=row.bank,
            prompt=plain(texts_of(row.shown)["passages"]["prompt"]),
            question=question_of(row.content_hash, row.question),
        )
        for row in rows
        if row.standing == "open" or row.bank in hidden
    ]


def open_banks(session: Session, listed: Listed) -> list[str]:
    """The banks that a test draws from and that learners find: there they can take the questions by themselves, too."""
    if listed.quiz.mode != "exam":
        return []
    asked = listed.quiz.banks("~assignment")
    return [one for one in recipes.usable_banks(session, listed.row.series_id) if one in asked]


def prompts(session: Session, drawn: Sequence[Offered], language: str) -> list[Pickable]:
    """Drawn questions with their texts, in their order."""
    texts = {
        row.id: row.shown for row in session.execute(assigning_queries.texts([one.key for one in drawn], language))
    }
    return [
        Pickable(
            name=f"{one.bank}/{one.question.id}",
            bank=one.bank,
            prompt=plain(texts_of(texts[one.key])["passages"]["prompt"]),
            question=one.question,
        )
        for one in drawn
        if one.key in texts
    ]


def beside(session: Session, class_id: int, but: int | None) -> tuple[list[Any], list[Any]]:
    """What the form of an assignment can name: the other assignments of the class, the categories of its gradebook."""
    rows = fetch(session, assigning_queries.beside(class_id)).all()
    others = [row for row in rows if row.kind == "assignment" and row.id != but]
    return others, [row for row in rows if row.kind == "category"]


def groups(session: Session, class_id: int) -> Sequence[Any]:
    """The groups of a class."""
    return fetch(session, assignment_queries.groups_of(class_id)).all()


def missing(session: Session, listed: Listed) -> bool:
    """Whether an assignment can't be drawn now: what it asks was withdrawn since."""
    key = f"~assignment-{listed.row.id}"
    try:
        deliver(listed.quiz, pool_of(session, listed.row.series_id, listed.quiz.banks(key)), "now")
    except TooFewQuestions:
        return True
    return False
