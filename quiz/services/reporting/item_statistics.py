"""What a teacher reads: learners by month and questions by their answers, both from running sums."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from quiz.domain.errors import Message
from quiz.domain.item_stats import Facility, facility, most_chosen_wrong
from quiz.domain.questions import Question
from quiz.domain.rendering import plain
from quiz.services.content.definitions import question_of
from quiz.services.identity.names import name_key
from quiz.storage.prepared import fetch
from quiz.storage.queries import reporting as report_queries


@dataclass(frozen=True, kw_only=True)
class LearnerCell:
    """A learner's month: questions done, best and latest share."""

    done: int
    best: float | None
    latest: float | None


@dataclass(frozen=True, kw_only=True)
class LearnerFigures:
    """A learner with their months by slug."""

    name: str
    seen_at: datetime
    cells: Mapping[str, LearnerCell]

    @property
    def done(self) -> int:
        """Questions done over all months."""
        return sum(cell.done for cell in self.cells.values())


def learners(session: Session) -> list[LearnerFigures]:
    """Every learner with the months they began, by name."""
    names: dict[int, tuple[str, datetime]] = {}
    cells: dict[int, dict[str, LearnerCell]] = defaultdict(dict)
    for account_id, name, seen_at, month, sums in fetch(session, report_queries.learners_by_month()).all():
        names[account_id] = (name, seen_at)
        if sums is not None:
            cells[account_id][month] = LearnerCell(done=sums.done, best=sums.best, latest=sums.latest)
    return [LearnerFigures(name=name, seen_at=seen_at, cells=cells[key]) for key, (name, seen_at) in names.items()]


def count_learners(session: Session, named: str = "") -> int:
    """How many learners have ``named`` in their names."""
    return session.scalar(report_queries.count_learners(name_key(named))) or 0


def learners_page(
    session: Session, column: str, *, falling: bool, named: str = "", limit: int, offset: int = 0
) -> list[LearnerFigures]:
    """A page of the learners, by ``name``, ``seen``, ``done`` or the best share in the month of that slug."""
    query = report_queries.learners_in_order(column, falling, name_key(named), limit, offset)
    found = session.execute(query).all()
    cells: dict[int, dict[str, LearnerCell]] = defaultdict(dict)
    for account_id, month, sums in session.execute(report_queries.months_of([row.id for row in found])).all():
        cells[account_id][month] = LearnerCell(done=sums.done, best=sums.best, latest=sums.latest)
    return [LearnerFigures(name=row.name, seen_at=row.seen_at, cells=cells[row.id]) for row in found]


@dataclass(frozen=True, kw_only=True)
class QuestionFigures:
    """A question with the statistics of its current version; ``wrong`` is the wrong choice made most, in words."""

    number: int
    slug: str
    question: Question
    prompt: str
    facility: Facility | None
    wrong: Message | None
    wrong_count: int

    @property
    def answers(self) -> int:
        """How many first answers were counted."""
        return self.facility.answers if self.facility is not None else 0

    @property
    def wrong_share(self) -> float:
        """The share of the answers in which that choice was made, 0 to 1."""
        return self.wrong_count / self.answers if self.answers else 0.0


def questions(session: Session, bank: str, language: str) -> list[QuestionFigures]:
    """Every question of a bank, in its order, read from the sums alone."""
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    for version, choice, chosen in fetch(session, report_queries.choices_of(bank)).all():
        counts[version][choice] = chosen
    rows = []
    for number, (entry, version, shown, sums) in enumerate(
        fetch(session, report_queries.questions_with_sums(bank, language)).all(), 1
    ):
        question = question_of(version.content_hash, version.definition)
        wrong = most_chosen_wrong(counts[version.id], question.right_choices())
        rows.append(
            QuestionFigures(
                number=number,
                slug=entry.slug,
                question=question,
                prompt=plain(shown["passages"]["prompt"]),
                facility=facility(sums.answers, sums.total) if sums is not None else None,
                wrong=question.choice_words(wrong[0], language) if wrong else None,
                wrong_count=wrong[1] if wrong else 0,
            )
        )
    return rows
