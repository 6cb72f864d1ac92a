"""What a teacher reads: learners by month and questions by their answers, both from running sums."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy.orm import Session

from quiz.domain.errors import Message
from quiz.domain.item_stats import Facility, facility, most_chosen_wrong
from quiz.domain.questions import Question
from quiz.services.content.definitions import question_of
from quiz.services.identity.names import name_key
from quiz.services.reporting.item_words import choice_in_words, example_of, prompt_words
from quiz.storage.models.identity import Account
from quiz.storage.prepared import fetch, narrowed
from quiz.storage.queries import reporting as report_queries
from quiz.storage.queries.parts import taught


@dataclass(frozen=True, kw_only=True)
class LearnerCell:
    """A learner's month: questions done, best and latest share."""

    done: int
    best: float | None
    latest: float | None


@dataclass(frozen=True, kw_only=True)
class LearnerFigures:
    """A learner with what they did, by the number of the bank."""

    name: str
    seen_at: datetime | None
    cells: Mapping[int, LearnerCell]

    @property
    def done(self) -> int:
        """Questions done over these banks."""
        return sum(cell.done for cell in self.cells.values())


def learners(session: Session, banks: Collection[int], *, teacher: int | None = None) -> list[LearnerFigures]:
    """Every learner of ``teacher`` with those of the banks that they began, by name; all learners for None."""
    names: dict[int, tuple[str, datetime | None]] = {}
    cells: dict[int, dict[int, LearnerCell]] = defaultdict(dict)
    query = narrowed(report_queries.learners_by_bank(), *taught(teacher, Account.id))
    for account_id, name, seen_at, bank, sums in fetch(session, query).all():
        names[account_id] = (name, seen_at)
        if sums is not None and bank in banks:
            cells[account_id][bank] = LearnerCell(done=sums.done, best=sums.best, latest=sums.latest)
    return [LearnerFigures(name=name, seen_at=seen_at, cells=cells[key]) for key, (name, seen_at) in names.items()]


def count_learners(session: Session, named: str = "", *, teacher: int | None = None) -> int:
    """How many learners of ``teacher``, or at all, have ``named`` in their names."""
    query = report_queries.count_learners(name_key(named)).where(*taught(teacher, Account.id))
    return session.scalar(query) or 0


def learners_page(
    session: Session,
    column: str,
    banks: Mapping[str, int],
    *,
    falling: bool,
    named: str = "",
    limit: int,
    offset: int = 0,
    teacher: int | None = None,
) -> list[LearnerFigures]:
    """A page of the learners of ``teacher``, or of all, with what they did in ``banks``.

    By ``name``, ``seen``, ``done`` or the best in a bank.
    """
    numbers = list(banks.values())
    order = report_queries.learner_order(column, banks.get(column), numbers)
    query = report_queries.learners_in_order(order, falling, name_key(named), limit, offset)
    found = session.execute(query.where(*taught(teacher, Account.id))).all()
    cells: dict[int, dict[int, LearnerCell]] = defaultdict(dict)
    for account_id, bank, sums in session.execute(report_queries.sums_of([row.id for row in found], numbers)).all():
        cells[account_id][bank] = LearnerCell(done=sums.done, best=sums.best, latest=sums.latest)
    return [LearnerFigures(name=row.name, seen_at=row.seen_at, cells=cells[row.id]) for row in found]


@dataclass(frozen=True, kw_only=True)
class QuestionFigures:
    """A question with the statistics of its current version; ``wrong`` is the wrong choice made most, in words."""

    id: int
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


def questions(session: Session, bank_id: int, language: str) -> list[QuestionFigures]:
    """Every question of a bank, in its order, read from the sums alone."""
    counts: dict[int, dict[str, int]] = defaultdict(dict)
    for version, choice, chosen in fetch(session, report_queries.choices_of(bank_id)).all():
        counts[version][choice] = chosen
    rows = []
    found = fetch(session, report_queries.questions_with_sums(bank_id, language)).all()
    for number, (entry, version, texts, sums) in enumerate(found, 1):
        question = question_of(version.content_hash, version.definition)
        variant, wrong = example_of(question), most_chosen_wrong(counts[version.id], question.right_choices())
        words = partial(choice_in_words, shown=texts.shown, revealed=texts.revealed, variant=variant, language=language)
        rows.append(
            QuestionFigures(
                id=entry.id,
                number=number,
                slug=entry.slug,
                question=question,
                prompt=prompt_words(texts.shown, variant, language),
                facility=facility(sums.answers, sums.total) if sums is not None else None,
                wrong=words(question, wrong[0]) if wrong else None,
                wrong_count=wrong[1] if wrong else 0,
            )
        )
    return rows
