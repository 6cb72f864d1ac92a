"""What the store should be and may not be: every check, what it found, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from quiz.domain.errors import Message, say, shortened
from quiz.services.integrity.examined import UNREADABLE, Examined
from quiz.services.integrity.integrity_checks import PASSES

SHOWN = 5
"""How many of the places where something is wrong are named."""

_BACKUP = say("Restore a backup from before; keep a copy of this store to compare with.")
_LOOK = say("Look at it with: quiz attempt show NUMBER. Restore a backup from before if it was changed.")
_MEND = say("Run: quiz doctor --mend")


@dataclass(kw_only=True)
class Tally:
    """How often something was found, and the first places of it."""

    count: int = 0
    places: list[str] = field(default_factory=list)

    def add(self, place: str) -> None:
        """Count one more, at ``place``."""
        self.count += 1
        if len(self.places) < SHOWN:
            self.places.append(place)


@dataclass(frozen=True, kw_only=True)
class Check:
    """What should hold, and the remedy where it doesn't. One that is not ``grave`` is only reported."""

    code: str
    holds: Message
    remedy: Message
    grave: bool = True


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A check with what it found; nothing where all is well."""

    check: Check
    count: int
    places: tuple[str, ...]

    @property
    def is_fault(self) -> bool:
        """Whether something is wrong."""
        return self.count > 0 and self.check.grave


def examine(store: Examined) -> Iterator[Finding]:
    """Every check with what it found, one after the other; the session is to see one moment of the store.

    What can't even be read is a fault of the first check of its way.
    """
    for codes, look in PASSES:
        tallies = {code: Tally() for code in codes}
        try:
            for code, place in look(store):
                tallies[code].add(place)
        except UNREADABLE as error:
            tallies[codes[0]].add(shortened(error))
        for code, tally in tallies.items():
            yield Finding(check=CHECKS[code], count=tally.count, places=tuple(tally.places))


CHECKS: Mapping[str, Check] = {
    check.code: check
    for check in (
        Check(
            code="integrity",
            holds=say("The database finds itself whole"),
            remedy=say("Stop the server, keep a copy of the store, and restore the latest backup."),
        ),
        Check(
            code="clock",
            holds=say("The clocks of this machine and of the database agree to within 5 seconds"),
            remedy=say(
                "Let both machines keep their time by NTP. Tests end by the database's clock; this machine's log and "
                "cookies go by its own. + is ahead of the database."
            ),
        ),
        Check(
            code="secret_key",
            holds=say("Nobody else on this machine can read the secret keys"),
            remedy=say("Run: chmod 600 FILE. Who may have read them can sign in as anybody: make a new one then."),
            grave=False,
        ),
        Check(
            code="owners",
            holds=say("Every class that is not archived has an owner"),
            remedy=say("As an admin, open the address, and make somebody an owner or archive the class."),
            grave=False,
        ),
        Check(code="orphans", holds=say("Nothing refers to a row that is not there"), remedy=_BACKUP),
        Check(
            code="versions", holds=say("Published versions are what their hashes say, and can be read"), remedy=_BACKUP
        ),
        Check(
            code="texts",
            holds=say("Every version has its texts in each of its languages"),
            remedy=say(
                "Restore a backup from before. A version on offer is rendered again when its bank's file changes, if "
                "only by a comment, and is published."
            ),
        ),
        Check(
            code="renderer",
            holds=say("Questions and notes are rendered as this version of the app does it"),
            remedy=say("Run: quiz db upgrade"),
        ),
        Check(
            code="pictures",
            holds=say("Every picture that a text shows is kept, unchanged"),
            remedy=say(
                "Restore a backup. One that is missing also comes back when its bank's file is published again after a "
                "change, if only of a comment."
            ),
        ),
        Check(
            code="search",
            holds=say("What is published can be found as it stands"),
            remedy=say("Run: quiz rebuild search"),
        ),
        Check(
            code="revisions",
            holds=say("The answers to each question are numbered from 1 on without a gap"),
            remedy=_BACKUP,
        ),
        Check(
            code="latest",
            holds=say("What is noted at each question is what its latest answer says"),
            remedy=_BACKUP,
        ),
        Check(
            code="scores",
            holds=say("Every stored score is what the answer earns"),
            remedy=_LOOK,
        ),
        Check(
            code="marks",
            holds=say("Every question's marks follow from its score by the quiz's rules"),
            remedy=_LOOK,
        ),
        Check(
            code="tries",
            holds=say("As many tries are counted as each question's state wants"),
            remedy=_LOOK,
        ),
        Check(
            code="points",
            holds=say("The points of every attempt are the sum of its questions'"),
            remedy=_LOOK,
        ),
        Check(
            code="states",
            holds=say("The state of every attempt fits those of its questions"),
            remedy=_LOOK,
        ),
        Check(
            code="overdue",
            holds=say("No attempt runs whose time is over"),
            remedy=say("Nothing is lost: a running server hands them in within seconds; else run: quiz attempt close"),
            grave=False,
        ),
        Check(
            code="stuck",
            holds=say("Every test whose time is over can be scored, so that it is handed in"),
            remedy=say(
                "Look at it with: quiz attempt show NUMBER. What can't be read was changed outside the app: put it "
                "back from a backup. The test is handed in then by itself."
            ),
        ),
        Check(code="first_score", holds=say("First scores are among the scores of their learners"), remedy=_MEND),
        Check(
            code="first_finish", holds=say("First finished attempts are among those of their learners"), remedy=_MEND
        ),
        Check(code="learner_question", holds=say("Latest scores and what is done are as recomputed"), remedy=_MEND),
        Check(code="learner_month", holds=say("The sums of learners by month are as recomputed"), remedy=_MEND),
        Check(code="review_card", holds=say("What learners remember is as recomputed"), remedy=_MEND),
        Check(code="learner_mastery", holds=say("What learners have mastered is as recomputed"), remedy=_MEND),
        Check(code="learner_day", holds=say("What learners answered on each day is as recomputed"), remedy=_MEND),
        Check(code="question_sums", holds=say("The sums of questions are as recomputed"), remedy=_MEND),
        Check(code="choice_sums", holds=say("The sums of choices are as recomputed"), remedy=_MEND),
        Check(code="total_sums", holds=say("The totals of finished quizzes are as recomputed"), remedy=_MEND),
        Check(code="item_sums", holds=say("The sums of questions in quizzes are as recomputed"), remedy=_MEND),
        Check(code="place_sums", holds=say("The sums of choices in quizzes are as recomputed"), remedy=_MEND),
    )
}
