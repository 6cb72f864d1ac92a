"""What a learner may see and do of an assignment, and when: the table from which checks, docs and test are made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from quiz.domain.assignments.terms import Terms
from quiz.domain.errors import Message, say

Phase = Literal["draft", "before", "open", "late", "over"]
"""Where in its time an assignment is: not published, not open yet, open, open and past its due date, closed.

In an archived class all that is published is closed."""
PHASES: tuple[Phase, ...] = ("draft", "before", "open", "late", "over")
Outcome = Literal["draft", "go_on", "not_open", "over", "used_up", "locked", "needs_code", "start_late", "start"]
State = Literal["running", "waiting", "finished"]


@dataclass(frozen=True, kw_only=True)
class Case:
    """What decides: the phase, and whether an attempt runs, attempts are left, it is locked, a code is wanted."""

    phase: Phase
    running: bool = False
    left: bool = True
    locked: bool = False
    code: bool = False


@dataclass(frozen=True, kw_only=True)
class Line:
    """One line of the table: where all that it names is so, and no line above it held, this is what a learner may do.

    What is None may be either way.
    """

    outcome: Outcome
    phases: Sequence[Phase] = PHASES
    running: bool | None = None
    left: bool | None = None
    locked: bool | None = None
    code: bool | None = None

    def holds(self, case: Case) -> bool:
        """Whether this line is about such a case."""
        named = (self.running, self.left, self.locked, self.code)
        found = (case.running, case.left, case.locked, case.code)
        return case.phase in self.phases and all(
            want is None or want == have for want, have in zip(named, found, strict=True)
        )


TABLE: tuple[Line, ...] = (
    Line(outcome="go_on", running=True),
    Line(outcome="over", phases=("over",)),
    Line(outcome="draft", phases=("draft",)),
    Line(outcome="not_open", phases=("before",)),
    Line(outcome="used_up", left=False),
    Line(outcome="locked", locked=True),
    Line(outcome="needs_code", code=True),
    Line(outcome="start_late", phases=("late",)),
    Line(outcome="start"),
)
"""What a learner may do: the first line that holds decides."""

WORDS: Mapping[Outcome, Message] = {
    "go_on": say("Your attempt is running. You can go on with it."),
    "over": say("It is closed: nothing can be begun any more."),
    "draft": say("It is a draft: learners do not find it yet."),
    "not_open": say("It has not opened yet."),
    "used_up": say("You have used all of your attempts."),
    "locked": say("Something else has to be reached first."),
    "needs_code": say("You need the access code that your teacher gives you."),
    "start_late": say("It is past its due date. You can still begin, and it counts as late."),
    "start": say("You can begin."),
}
"""The words for each outcome, as a learner reads them."""

STARTS: frozenset[Outcome] = frozenset(("needs_code", "start_late", "start"))
"""The outcomes with which a learner may begin an attempt: for one of them with the right code."""


def phase_of(terms: Terms, now: datetime) -> Phase:
    """Where in its time an assignment is. At the very moment of its due date, and of its end, it is still in time."""
    if not terms.published:
        return "draft"
    if terms.archived or (terms.ends_at is not None and now > terms.ends_at):
        return "over"
    if terms.opens_at is not None and now < terms.opens_at:
        return "before"
    return "late" if terms.due_at is not None and now > terms.due_at else "open"


def can_be_published(terms: Terms, now: datetime) -> bool:
    """Whether learners who hear of it now are in time: neither its due date nor its end has passed."""
    return all(one is None or now <= one for one in (terms.due_at, terms.closes_at))


def outcome_of(case: Case) -> Outcome:
    """What a learner may do in such a case."""
    return next(line.outcome for line in TABLE if line.holds(case))


def decide(terms: Terms, states: Sequence[State], now: datetime, *, locked: bool = False) -> Outcome:
    """What a learner may do of an assignment with these ``terms``, after attempts in these ``states``.

    ``locked``: a prerequisite is not met. An attempt that runs is counted, one that was set aside is not.
    """
    left = terms.attempts_allowed is None or len(states) < terms.attempts_allowed
    case = Case(
        phase=phase_of(terms, now), running="running" in states, left=left, locked=locked, code=terms.needs_code
    )
    return outcome_of(case)


# --- Feedback.

Shown = Literal["running", "waiting", "never", "later", "shown"]


@dataclass(frozen=True, kw_only=True)
class FeedbackLine:
    """One line of the table of feedback, read like ``Line``: ``passed`` is whether the due date is."""

    shown: Shown
    feedback: Sequence[str] = ("at_once", "handed_in", "after_due", "never")
    states: Sequence[State] = ("running", "waiting", "finished")
    passed: bool | None = None


FEEDBACK_TABLE: tuple[FeedbackLine, ...] = (
    FeedbackLine(shown="shown", feedback=("at_once",)),
    FeedbackLine(shown="running", states=("running",)),
    FeedbackLine(shown="never", feedback=("never",)),
    FeedbackLine(shown="later", feedback=("after_due",), passed=False),
    FeedbackLine(shown="waiting", states=("waiting",)),
    FeedbackLine(shown="shown"),
)
"""What an attempt shows of scores and keys: the first line that holds decides."""

FEEDBACK_WORDS: Mapping[Shown, Message] = {
    "running": say("Scores and reasons come after you submit."),
    "waiting": say("A teacher has to grade it first."),
    "never": say("This assignment shows no scores and no reasons."),
    "later": say("Scores and reasons come after the due date."),
    "shown": say("Scores and reasons are shown."),
}


def shown_of(terms: Terms, state: State, now: datetime) -> Shown:
    """What an attempt in this state shows now. Without any date what waits for the due date is shown at once."""
    passed = terms.feedback_at is None or now > terms.feedback_at
    return shown_in(terms.feedback, state, passed=passed)


def shown_in(feedback: str, state: State, *, passed: bool) -> Shown:
    """What an attempt shows in such a case."""
    return next(
        line.shown
        for line in FEEDBACK_TABLE
        if feedback in line.feedback and state in line.states and line.passed in (None, passed)
    )


def shows_mark(terms: Terms, now: datetime) -> bool:
    """Whether a released column of the gradebook shows its learner the mark: once the assignment shows its scores.

    One that shows none gives the mark when it is closed for them: until then it would tell how an attempt went.
    """
    if terms.feedback == "never":
        return terms.ends_at is not None and now > terms.ends_at
    return not holds_back(terms, now)


MARK_WORDS: Mapping[str, Message] = {
    "after_due": say("Learners see these marks after the due date, as the assignment says."),
    "never": say("This assignment shows no scores, so learners see these marks once it is closed for them."),
    "unclosed": say("This assignment shows no scores and never closes. Give it a closing date to show these marks."),
}
"""What a teacher reads of ``shows_mark`` beside the button that releases a column."""


def mark_words(terms: Terms) -> Message | None:
    """When a released column shows its marks; None where that is at once."""
    if terms.feedback == "never" and terms.ends_at is None:
        return MARK_WORDS["unclosed"]
    return MARK_WORDS.get(terms.feedback) if terms.feedback_at is not None else None


def holds_back(terms: Terms, now: datetime) -> bool:
    """Whether an attempt that is graded now keeps its scores and keys back."""
    return shown_of(terms, "finished", now) in ("never", "later")
