"""A regrade added up: how many questions it moves, and a mark by which two differences are known to be the same."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from quiz.services.grading.regrade_plan import OUTCOMES, PlannedAttempt


@dataclass(frozen=True, kw_only=True)
class Totals:
    """Attempts that were looked at, and their questions by what becomes of them."""

    attempts: int = 0
    raised: int = 0
    same: int = 0
    lowered: int = 0
    kept: int = 0
    unfit: int = 0

    @property
    def moves(self) -> int:
        """How many questions applying changes."""
        return self.raised + self.same + self.lowered

    def plus(self, attempt: PlannedAttempt) -> Totals:
        """The totals with one more attempt."""
        counts = {name: getattr(self, name) for name in OUTCOMES}
        for change in attempt.changes:
            counts[change.outcome] += 1
        return Totals(attempts=self.attempts + 1, **counts)


class Seal:
    """Adds up a difference, attempt by attempt, to a mark that any other difference has not."""

    def __init__(self) -> None:
        self._hash = sha256()

    def add(self, attempt: PlannedAttempt) -> None:
        """Take in the next attempt, by id: its points, and what becomes of each question under which version."""
        parts: list[object] = [attempt.id, attempt.points_before, attempt.points_after]
        for change in attempt.changes:
            parts += [change.id, change.version_id, change.outcome, change.share_before, change.share_after]
            parts += [change.marks_before, change.marks_after]
        self._hash.update((" ".join(map(str, parts)) + "\n").encode())

    @property
    def mark(self) -> str:
        """64 hexadecimal digits."""
        return self._hash.hexdigest()
