"""The columns of a class's map with its figures: the sections of its series, or the objectives of one bank."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from quiz.domain.bank_format.fields import Text
from quiz.domain.classes import heat
from quiz.domain.classes.heat import Show, Weight
from quiz.domain.mastery import PRIOR
from quiz.services.content.catalogue import Catalogue, Library, PublishedMonth
from quiz.storage.prepared import fetch
from quiz.storage.queries.teaching import known as known_queries


@dataclass(frozen=True, kw_only=True)
class Column:
    """A column: a section, an objective, or a bank that has neither; ``text`` is what it is about.

    ``value`` is the mean of those who began it, of 100; None where nobody has. ``begun`` is how many they are.
    """

    key: str
    label: str
    text: Text | None
    series: Catalogue
    month: PublishedMonth
    section: str
    questions: int
    value: int | None
    begun: int

    @property
    def step(self) -> int:
        """Its darkness, 1 to 5; 0 where nothing was begun."""
        return heat.step_of(self.value)

    @property
    def anchor(self) -> str:
        """The id of its study note on the page of its bank."""
        return "s-" + self.section.replace(".", "-")


@dataclass(frozen=True, kw_only=True)
class Map:
    """The columns of a class, with what of its series their questions measure."""

    columns: Sequence[Column]
    weights: Sequence[Weight]
    series: Sequence[Catalogue]
    learners: int
    show: Show = "mastered"
    bank: PublishedMonth | None = None

    @property
    def begun(self) -> int:
        """How many learners began the column that most did."""
        return max((one.begun for one in self.columns), default=0)

    @property
    def months(self) -> list[PublishedMonth]:
        """The banks of its series."""
        return [month for one in self.series for month in one.months]

    @property
    def banks(self) -> list[int]:
        """Their numbers."""
        return [month.id for month in self.months]

    @property
    def whole(self) -> list[Weight]:
        """All columns as one, for what is known of everything."""
        return [Weight(column="", measured=one.measured, questions=one.questions) for one in self.weights]

    def column(self, key: str) -> Column | None:
        """The column of that key."""
        return next((one for one in self.columns if one.key == key), None)

    def month_of(self, bank_id: int) -> tuple[Catalogue, PublishedMonth] | None:
        """The series and bank of that number."""
        found = ((one, month) for one in self.series for month in one.months if month.id == bank_id)
        return next(found, None)


def find(session: Session, class_id: int, library: Library, bank: int | None = None, show: Show = "mastered") -> Map:
    """The sections of a class's series; the objectives of the bank of that number, where one is named."""
    rows = fetch(session, known_queries.measured_in(class_id)).all()
    numbers = dict.fromkeys(row.series_id for row in rows)
    series = [one for one in map(library.numbered, numbers) if one is not None]
    places = {month.id: (one, month) for one in series for month in one.months}
    rows = [row for row in rows if row.bank_id in places]
    chosen = places[bank][1] if bank in places else None
    if chosen is not None:
        rows = [row for row in rows if row.bank_id == chosen.id]
    groups: dict[str, list[Any]] = {}
    for row in rows:
        groups.setdefault(_key(row, chosen is not None), []).append(row)
    order = _in_order(groups, places)
    return Map(
        columns=[_column(key, groups[key], places, show, by_objective=chosen is not None) for key in order],
        weights=[
            Weight(column=key, measured=(row.bank_id, row.measures), questions=row.questions)
            for key in order
            for row in groups[key]
        ],
        series=series,
        learners=rows[0].learners if rows else 0,
        show=show,
        bank=chosen,
    )


def _key(row: Any, by_objective: bool) -> str:
    return f"{row.bank_id}/{row.measures if by_objective else row.section or ''}"


def _in_order(groups: Mapping[str, Sequence[Any]], places: Mapping[int, tuple[Catalogue, PublishedMonth]]) -> list[str]:
    """As their series has them: bank by bank, in each as its header does."""
    banks = {bank: place for place, bank in enumerate(month for one in places.values() for month in (one[1].id,))}

    def place(key: str) -> tuple[int, int, str]:
        row = groups[key][0]
        header = places[row.bank_id][1].header
        names = [*header.objectives, *header.sections]
        name = key.partition("/")[2].partition(":")[2] or key.partition("/")[2]
        return banks[row.bank_id], names.index(name) if name in names else len(names), key

    return sorted(groups, key=place)


def _column(
    key: str,
    rows: Sequence[Any],
    places: Mapping[int, tuple[Catalogue, PublishedMonth]],
    show: Show,
    *,
    by_objective: bool,
) -> Column:
    series, month = places[rows[0].bank_id]
    name = key.partition("/")[2]
    kind, _, own = name.partition(":") if by_objective else ("section", "", name)
    text = _text(month, kind, own)
    begun = max(row.begun or 0 for row in rows)
    questions = sum(row.questions for row in rows)
    return Column(
        key=key,
        label=own,
        text=text,
        series=series,
        month=month,
        section=(rows[0].section or "") if by_objective else name,
        questions=questions,
        value=_mean(rows, begun, questions, show),
        begun=begun,
    )


def _text(month: PublishedMonth, kind: str, name: str) -> Text | None:
    header = month.header
    if kind == "objective" and name in header.objectives:
        return header.objectives[name].text
    if name in header.sections:
        return header.sections[name].title
    return header.title


def _mean(rows: Sequence[Any], begun: int, questions: int, show: Show) -> int | None:
    """The mean of those who began a column: as many as answered what was answered by most."""
    if not begun or not questions:
        return None
    known: float = sum(row.questions * ((row.known or 0.0) + (begun - (row.begun or 0)) * PRIOR) for row in rows)
    mastered: int = sum(row.questions * (row.mastered or 0) for row in rows)
    return heat.percent(mastered if show == "mastered" else known, begun * questions)


def lowest(found: Map, learners: int) -> Column | None:
    """The section with the lowest number, of those that half of the class began."""
    begun = [one for one in found.columns if one.value is not None and 2 * one.begun >= learners]
    return min(begun, key=lambda one: one.value or 0, default=None) if len(begun) > 1 else None
