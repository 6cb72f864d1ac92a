"""How far two graders of a question agree, and the answers on which they do not, each settled by a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from quiz.domain.grading.agreement import Agreement, agreement, decisions
from quiz.services.grading.by_hand.queue import GradedQuestion
from quiz.services.grading.manual_grading import parts_of
from quiz.storage.queries.grading import by_hand as hand_queries
from quiz.storage.queries.grading.by_hand import Whose


@dataclass(frozen=True, kw_only=True)
class Difference:
    """An answer on which two graders differ. ``first`` and ``second`` are the criteria that only one of them found.

    ``shares``: they differ in a share that one of them set. ``settled``: a person has decided by now.
    """

    id: int
    handed_in_at: datetime
    first: tuple[str, ...]
    second: tuple[str, ...]
    shares: bool
    settled: bool


@dataclass(frozen=True, kw_only=True)
class TwoGraders:
    """How far two graders agree over all criteria of the ``answers`` that both graded, and criterion by criterion."""

    answers: int
    overall: Agreement
    by_criterion: Mapping[str, Agreement]
    differences: tuple[Difference, ...]

    @property
    def unsettled(self) -> int:
        """How many differences wait for a person."""
        return sum(not one.settled for one in self.differences)


def two_graders(session: Session, of: GradedQuestion, *, whose: Whose = None) -> TwoGraders:
    """What two graders gave for the answers to a question that both graded; those to be settled come first."""
    criteria = tuple(parts_of(of.question))
    pairs: list[tuple[str, bool, bool]] = []
    differences = []
    given = _given(session, of.version_id, whose)
    for first, second in given:
        pairs += decisions(criteria, first.chosen, second.chosen)
        found = _difference(first, second, criteria)
        differences += [found] if found is not None else []
    return TwoGraders(
        answers=len(given),
        overall=agreement((one, other) for _, one, other in pairs),
        by_criterion={
            name: agreement((one, other) for criterion, one, other in pairs if criterion == name) for name in criteria
        },
        differences=tuple(sorted(differences, key=lambda one: one.settled)),
    )


def _given(session: Session, version_id: int, whose: Whose) -> list[tuple[Any, Any]]:
    """What both graders gave, answer by answer; of several grades of one the latest."""
    rows: dict[int, dict[str, Any]] = {}
    for row in session.execute(hand_queries.graded_twice(version_id, whose)):
        rows.setdefault(row.id, {})[row.kind] = row
    return [(found["first"], found["second"]) for found in rows.values() if "first" in found]


def _difference(first: Any, second: Any, criteria: tuple[str, ...]) -> Difference | None:
    def share(row: Any) -> Any:
        return row.fraction if row.adjusted else None

    only_first = tuple(one for one in criteria if one in first.chosen and one not in second.chosen)
    only_second = tuple(one for one in criteria if one in second.chosen and one not in first.chosen)
    if not only_first and not only_second and share(first) == share(second):
        return None
    return Difference(
        id=first.id,
        handed_in_at=first.handed_in_at,
        first=only_first,
        second=only_second,
        shares=share(first) != share(second),
        settled=first.state != "disputed",
    )
