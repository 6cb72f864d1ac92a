"""How one question did in a quiz: who chose what, how it went over its versions, and where its source is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy.orm import Session

from quiz.domain.errors import BankError, Message
from quiz.domain.item_analysis import figures
from quiz.domain.item_analysis.choices import Chosen, Group, cuts_of
from quiz.domain.item_analysis.finishes import ALL, ItemSums
from quiz.domain.item_analysis.reading import ItemView
from quiz.domain.item_analysis.totals import Interval
from quiz.domain.item_stats import Facility
from quiz.domain.questions import Question
from quiz.domain.yaml.reader import read_yaml
from quiz.services.content.definitions import question_of, texts_of
from quiz.services.content.editors import may_edit, names_of
from quiz.services.current_user import Learner
from quiz.services.reporting.item_words import example_of, prompt_html, prompt_words
from quiz.services.reporting.quiz_items import (
    QuizHead,
    cells_in,
    efficiency_of,
    named_choices,
    options_of,
    sums_of,
    view_of,
)
from quiz.storage.prepared import fetch
from quiz.storage.queries import item_analysis as item_queries


@dataclass(frozen=True, kw_only=True)
class ChoiceRow:
    """A choice in words, and who made it; ``chosen`` is None where nobody did."""

    words: Message
    right: bool
    chosen: Chosen | None
    group: Group

    @property
    def count(self) -> int:
        """How many made it."""
        return self.chosen.count if self.chosen is not None else 0


@dataclass(frozen=True, kw_only=True)
class VersionRow:
    """A version of the question under a version of the quiz's rules; ``is_here``: the one that is looked at."""

    version_id: int
    quiz_version_id: int
    published_at: datetime
    facility: Facility | None
    discrimination: Interval | None
    is_current: bool
    is_here: bool


@dataclass(frozen=True, kw_only=True)
class SourcePlace:
    """The place of a question in the file that its bank was last published from."""

    bank: str
    number: int
    line: int


@dataclass(frozen=True, kw_only=True)
class QuestionItem:
    """All that is said of a question in a quiz."""

    head: QuizHead
    bank: str
    slug: str
    question: Question
    is_current: bool
    prompt: str
    html: str
    drawn: bool
    view: ItemView
    efficiency: float | None
    guess: float
    choices: tuple[ChoiceRow, ...]
    groups: Group
    named: Mapping[str, Message]
    versions: tuple[VersionRow, ...]
    source: SourcePlace | None
    question_id: int
    editors: tuple[str, ...] | None
    """Who owns or edits its series, by name, for who may not edit it; None for who may."""


def item(
    session: Session, head: QuizHead, question_version_id: int, person: Learner, language: str
) -> QuestionItem | None:
    """A question version in a version of a quiz; None where nobody was asked it there."""
    rows = fetch(session, item_queries.versions_of_question(head.id, question_version_id, language)).all()
    key = (head.version.id, question_version_id)
    row = next((row for row in rows if (row.quiz_version_id, row.question_version_id) == key), None)
    if row is None:
        return None
    pairs = [(share, total, count) for share, total, count in fetch(session, item_queries.pairs_of(*key))]
    cuts = cuts_of((total, count) for _, total, count in pairs)
    cells = fetch(session, item_queries.groups_of(*key, *cuts)).all()
    question, sums = question_of(row.content_hash, row.question), sums_of(row)
    view = view_of(question, sums, cells_in(cells))
    variant, shown = example_of(question), texts_of(row.shown)
    groups = _groups(cells)
    edits = may_edit(session, person, head.series_id)
    words = named_choices(row, question, _order(question, view), variant, language)
    return QuestionItem(
        head=head,
        bank=row.bank,
        slug=row.slug,
        question=question,
        is_current=row.is_current,
        prompt=prompt_words(shown, variant, language),
        html=prompt_html(shown, variant, language),
        drawn=question.has_values(),
        view=view,
        efficiency=efficiency_of(sums, pairs),
        guess=float(question.guess()),
        choices=_choices(question, view, words, groups),
        groups=groups.get(ALL, Group()),
        named=words,
        versions=tuple(_version(other, key) for other in rows),
        source=_source(session, row) if edits else None,
        question_id=row.question_id,
        editors=None if edits else names_of(session, head.series_id),
    )


def _groups(rows: Iterable[Any]) -> dict[str, Group]:
    found: dict[str, Group] = {}
    for row in rows:
        held, count, upper, lower = found.get(row.choice, Group()), int(row.attempts), int(row.upper), int(row.lower)
        found[row.choice] = Group(
            upper=held.upper + upper, middle=held.middle + count - upper - lower, lower=held.lower + lower
        )
    return found


def _order(question: Question, view: ItemView) -> list[str]:
    """The options in the order of the file, then what else was chosen, the most frequent first."""
    options = options_of(question)
    others = [one for one in view.chosen if one not in options]
    return [*options, *sorted(others, key=lambda one: (-view.chosen[one].count, one))]


def _choices(
    question: Question, view: ItemView, words: Mapping[str, Message], groups: Mapping[str, Group]
) -> tuple[ChoiceRow, ...]:
    right = question.right_choices()
    return tuple(
        ChoiceRow(words=said, right=choice in right, chosen=view.chosen.get(choice), group=groups.get(choice, Group()))
        for choice, said in words.items()
    )


def _version(row: Any, here: tuple[int, int]) -> VersionRow:
    sums: ItemSums = sums_of(row)
    return VersionRow(
        version_id=row.question_version_id,
        quiz_version_id=row.quiz_version_id,
        published_at=row.published_at,
        facility=figures.facility_of(sums),
        discrimination=figures.discrimination(sums),
        is_current=row.is_current,
        is_here=(row.quiz_version_id, row.question_version_id) == here,
    )


def _source(session: Session, row: Any) -> SourcePlace | None:
    """The place of the question in its file, where that was kept; for those who may read it."""
    found = fetch(session, item_queries.current_source(row.bank_id)).first()
    if found is None or found.source is None:
        return None
    line = _lines(found.source).get(row.slug)
    return SourcePlace(bank=row.bank, number=found.number, line=line) if line is not None else None


@lru_cache(maxsize=32)
def _lines(source: bytes) -> Mapping[str, int]:
    """The line of each question in a file, by its id: to read a file takes longer than all else of the page."""
    try:
        document = read_yaml(source, "")
    except BankError:
        return {}
    written: Sequence[Any] = document.data.get("questions", []) if isinstance(document.data, dict) else []
    return {
        str(one["id"]): document.place(("questions", number))[0]
        for number, one in enumerate(written)
        if isinstance(one, dict) and "id" in one
    }
