"""How a quiz and its questions did in learners' first finished attempts, read from sums alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from sqlalchemy.orm import Session

from quiz.domain.bank_format.fields import Text
from quiz.domain.errors import Message
from quiz.domain.item_analysis import figures
from quiz.domain.item_analysis.choices import Cell
from quiz.domain.item_analysis.finishes import ItemSums
from quiz.domain.item_analysis.reading import ItemView, item_view
from quiz.domain.item_analysis.totals import Reliability, Totals, reliability
from quiz.domain.item_analysis.verdicts import ORDER
from quiz.domain.questions import Question
from quiz.domain.questions.base import Variant
from quiz.services.content.definitions import question_of, quiz_of, texts_of
from quiz.services.reporting.item_words import choice_in_words, example_of, prompt_words
from quiz.storage.prepared import fetch
from quiz.storage.queries import item_analysis as item_queries

Unreliable = Literal["", "drawn", "few", "alone", "even"]
"""Why no reliability is given: attempts had different questions, there are too few, one question, no spread."""


@dataclass(frozen=True, kw_only=True)
class RulesVersion:
    """A version of a quiz's rules, with the attempts that were counted under it."""

    id: int
    published_at: datetime
    attempts: int
    is_current: bool


@dataclass(frozen=True, kw_only=True)
class QuizHead:
    """A quiz, the version of its rules that is looked at, and the versions that have attempts, the latest first."""

    id: int
    series_id: int
    key: str
    bank: str | None
    title: Text
    mode: str
    version: RulesVersion
    versions: tuple[RulesVersion, ...]
    class_id: int | None = None
    """The class that it was set, as the assignment ``assignment_id``; None for a quiz of a bank or a series."""
    assignment_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Picked:
    """An option by its place in the file: how many chose it, and whether it is right."""

    place: int
    count: int
    right: bool


@dataclass(frozen=True, kw_only=True)
class ItemRow:
    """A question with the figures of its version that counts now. ``weight`` is its effective weight in %, with answers
    to every version; None where it is undefined. ``older`` are its other versions by which answers are still scored.

    ``named`` are the choices that its verdicts are about, in words.
    """

    number: int
    version_id: int
    bank: str
    slug: str
    question: Question
    prompt: str
    view: ItemView
    sums: ItemSums
    weight: float | None
    named: Mapping[str, Message]
    picked: tuple[Picked, ...]
    older: tuple[ItemRow, ...] = ()

    @property
    def urgency(self) -> int:
        """0 for the most urgent verdict."""
        return ORDER.index(self.view.verdict.kind)


@dataclass(frozen=True, kw_only=True)
class QuizItems:
    """All that is said of a quiz; ``whole``: all attempts had the same questions."""

    head: QuizHead
    totals: Totals
    whole: bool
    reliability: Reliability | None
    unreliable: Unreliable
    rows: tuple[ItemRow, ...]

    @property
    def versions(self) -> tuple[ItemRow, ...]:
        """Every version of every question, each behind that which counts now."""
        return tuple(one for row in self.rows for one in (row, *row.older))

    @property
    def to_mend(self) -> int:
        """How many questions should be looked at."""
        return sum(row.view.verdict.acts for row in self.rows)


def head_of(session: Session, quiz_id: int, version_id: int | None = None) -> QuizHead | None:
    """A quiz with one version of its rules: that one, else the latest with attempts; None where there is none."""
    rows = fetch(session, item_queries.versions_of_quiz(quiz_id)).all()
    versions = tuple(
        RulesVersion(
            id=row.version_id,
            published_at=row.published_at,
            attempts=row.attempts,
            is_current=row.version_id == row.current_version_id,
        )
        for row in rows
    )
    held = tuple(one for one in versions if one.attempts)
    if version_id is None:
        chosen = next(iter(held), None) or next((one for one in versions if one.is_current), None)
    else:
        chosen = next((one for one in versions if one.id == version_id), None)
    if chosen is None:
        return None
    row = next(row for row in rows if row.version_id == chosen.id)
    quiz = quiz_of(row.content_hash, row.quiz)
    return QuizHead(
        id=row.id,
        series_id=row.series_id,
        key=row.key,
        bank=row.bank,
        title=quiz.title,
        mode=quiz.mode,
        version=chosen,
        versions=held,
        class_id=row.class_id,
        assignment_id=row.assignment_id,
    )


def items(session: Session, head: QuizHead, language: str) -> QuizItems:
    """The quiz and every question that was asked in it; what it reads does not grow with the number of attempts."""
    totals = totals_of(session, head.version.id)
    rows = fetch(session, item_queries.items_of(head.version.id, language)).all()
    cells: dict[int, list[Any]] = defaultdict(list)
    for cell in fetch(session, item_queries.cells_of(head.version.id)).all():
        cells[cell.question_version_id].append(cell)
    questions: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        questions[row.question_id].append(row)
    # A corrected question is one question, also where some answers keep the score of the version before.
    sums = [added(sums_of(row) for row in versions) for versions in questions.values()]
    whole = all(one.answers == totals.attempts for one in sums)
    weights = figures.effective_weights(sums) if whole else [None] * len(sums)
    known, why = _reliability(totals, sums, whole=whole)

    def row_of(number: int, row: Any, weight: float | None = None) -> ItemRow:
        return _row(number, row, sums_of(row), cells_in(cells[row.question_version_id]), weight, language)

    def folded(number: int, versions: Sequence[Any], weight: float | None) -> ItemRow:
        *others, latest = sorted(versions, key=lambda one: (one.is_current, one.question_version_id))
        older = tuple(row_of(number, one) for one in reversed(others))
        return replace(row_of(number, latest, weight), older=older)

    found = enumerate(zip(questions.values(), weights, strict=True), 1)
    return QuizItems(
        head=head,
        totals=totals,
        whole=whole,
        reliability=known,
        unreliable=why,
        rows=tuple(folded(number, versions, weight) for number, (versions, weight) in found),
    )


def totals_of(session: Session, quiz_version_id: int) -> Totals:
    """The totals of the attempts that are counted under a version of a quiz."""
    rows = fetch(session, item_queries.totals_of(quiz_version_id)).all()
    return Totals(counts={row.total: row.attempts for row in rows})


def efficiencies(session: Session, found: QuizItems) -> Mapping[int, float | None]:
    """The discriminative efficiency of each question version of a quiz, in %."""
    places: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    for row in fetch(session, item_queries.places_of(found.head.version.id)).all():
        places[row.question_version_id].append((row.share, row.total, row.attempts))
    return {row.version_id: efficiency_of(row.sums, places[row.version_id]) for row in found.versions}


def efficiency_of(sums: ItemSums, places: Iterable[tuple[int, int, int]]) -> float | None:
    """The discriminative efficiency of a question, from its histogram of shares and totals."""
    return figures.efficiency(figures.runs_from(places, figures.mean_weight(sums)))


def sums_of(row: Any) -> ItemSums:
    """The running sums in a row."""
    return ItemSums(*(getattr(row, name) for name in ItemSums._fields))


def added(sums: Iterable[ItemSums]) -> ItemSums:
    """Running sums added up."""
    return ItemSums(*(sum(values) for values in zip(*sums, strict=True)))


def view_of(question: Question, sums: ItemSums, cells: Iterable[Cell]) -> ItemView:
    """What is said of a question by its sums and its histogram."""
    return item_view(
        sums,
        cells,
        right=question.right_choices(),
        one=has_one_choice(question),
        options=options_of(question),
        guess=float(question.guess()),
    )


def has_one_choice(question: Question) -> bool:
    """Whether an answer is one choice, of which the same ones are right in every draw."""
    inputs = question.inputs()
    if len(inputs) != 1 or inputs[0].kind not in ("one", "text", "number"):
        return False
    return inputs[0].kind != "one" or len(question.right_choices()) == 1


def options_of(question: Question) -> tuple[str, ...]:
    """The options of a question that has one choice among some."""
    return question.inputs()[0].options if has_one_choice(question) else ()


def named_choices(
    row: Any, question: Question, choices: Iterable[str], variant: Variant, language: str
) -> dict[str, Message]:
    """Choices in words, from the published texts in a row."""
    shown, revealed = texts_of(row.shown), texts_of(row.revealed)
    return {one: choice_in_words(question, one, shown, revealed, variant, language) for one in choices}


def _row(number: int, row: Any, sums: ItemSums, cells: Sequence[Cell], weight: float | None, language: str) -> ItemRow:
    question = question_of(row.content_hash, row.question)
    view, variant = view_of(question, sums, cells), example_of(question)
    choices = {choice for verdict in view.verdicts for choice in verdict.choices}
    return ItemRow(
        number=number,
        version_id=row.question_version_id,
        bank=row.bank,
        slug=row.slug,
        question=question,
        prompt=prompt_words(texts_of(row.shown), variant, language),
        view=view,
        sums=sums,
        weight=weight,
        named=named_choices(row, question, sorted(choices), variant, language),
        picked=_picked(question, view),
    )


def _picked(question: Question, view: ItemView) -> tuple[Picked, ...]:
    right = question.right_choices()
    return tuple(
        Picked(place=place, count=view.chosen[one].count if one in view.chosen else 0, right=one in right)
        for place, one in enumerate(options_of(question), 1)
    )


def cells_in(rows: Iterable[Any]) -> list[Cell]:
    """The cells of one question in rows of sums. PostgreSQL adds whole numbers up to decimals."""
    return [Cell(choice=row.choice, share=row.share, count=int(row.attempts), totals=int(row.totals)) for row in rows]


def _reliability(totals: Totals, sums: Sequence[ItemSums], *, whole: bool) -> tuple[Reliability | None, Unreliable]:
    if not whole:
        return None, "drawn"
    if totals.few:
        return None, "few"
    if len(sums) < 2:
        return None, "alone"
    known = reliability(totals, [figures.part_variance(one) for one in sums])
    return known, "" if known is not None else "even"
