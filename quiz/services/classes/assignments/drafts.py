"""What a teacher enters for an assignment, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from quiz.domain.assignments.prerequisites import Prerequisite
from quiz.domain.assignments.terms import YEARS, Counted, Feedback, LatePolicy, Mode, can_be
from quiz.domain.errors import Message, say
from quiz.domain.text_limits import is_plain
from quiz.services.classes.assignments.recipes import Choice, Rules

MAX_TITLE, MAX_INSTRUCTIONS, MAX_CODE = 120, 4_000, 40
MAX_MINUTES, MAX_ATTEMPTS = 600, 100

Faults = Mapping[str, Message]


class BadDraft(ValueError):
    """What was entered can't be kept; ``faults`` says why, by the field."""

    def __init__(self, faults: Faults) -> None:
        self.faults = dict(faults)
        super().__init__("; ".join(f"{name}: {fault}" for name, fault in self.faults.items()))


class Outdated(ValueError):
    """Somebody else has changed the assignment since it was read: nothing was changed."""


@dataclass(frozen=True, kw_only=True)
class Draft:
    """An assignment as a teacher enters it; moments are UTC, ``minutes`` and ``attempts_allowed`` None for no limit."""

    series_id: int
    title: str
    instructions: str = ""
    choice: Choice
    mode: Mode = "exam"
    minutes: int | None = None
    certainty: str = "off"
    opens_at: datetime | None = None
    due_at: datetime | None = None
    closes_at: datetime | None = None
    late_policy: LatePolicy = "none"
    late_share: Fraction | None = None
    attempts_allowed: int | None = 1
    counted: Counted = "best"
    feedback: Feedback = "handed_in"
    access_code: str = ""
    prerequisites: tuple[Prerequisite, ...] = ()
    category_id: int | None = None
    hidden: frozenset[str] = frozenset()
    """The hidden banks that the teacher who enters it may use."""

    @property
    def rules(self) -> Rules:
        """How it is asked."""
        return Rules(title=self.title, mode=self.mode, minutes=self.minutes, certainty=self.certainty)


def faults_of(draft: Draft) -> Faults:
    """What is wrong with a draft, by the field; the first fault of each."""
    found: dict[str, Message] = {}
    for name, fault in (*_texts(draft), *_dates(draft), *_limits(draft)):
        found.setdefault(name, fault)
    return found


def _texts(draft: Draft) -> Iterator[tuple[str, Message]]:
    if not is_plain(draft.title):
        yield "title", say("Give it a title.")
    for name, most in (("title", MAX_TITLE), ("instructions", MAX_INSTRUCTIONS), ("access_code", MAX_CODE)):
        if len(getattr(draft, name)) > most:
            yield name, say("Use at most %(most)s characters.", most=most)


MOMENTS = ("opens_at", "due_at", "closes_at")


def faults_of_moments(entered: Any) -> Iterator[tuple[str, Message]]:
    """What is wrong with each date by itself, of a draft or of an exception."""
    for name in MOMENTS:
        moment = getattr(entered, name)
        if moment is not None and not can_be(moment):
            yield name, say("Use a date from %(first)s to %(last)s.", first=YEARS[0], last=YEARS[-1])


def _dates(draft: Draft) -> Iterator[tuple[str, Message]]:
    yield from faults_of_moments(draft)
    opens, due, closes = draft.opens_at, draft.due_at, draft.closes_at
    if opens is not None and due is not None and due <= opens:
        yield "due_at", say("It must be due after it opens.")
    if opens is not None and closes is not None and closes <= opens:
        yield "closes_at", say("It must close after it opens.")
    if due is not None and closes is not None and closes < due:
        yield "closes_at", say("It must not close before it is due.")
    if draft.late_policy != "none" and due is None:
        yield "due_at", say("Late work needs a due date.")
    if draft.feedback == "after_due" and due is None and closes is None:
        yield "due_at", say("Feedback after the due date needs one.")


def _limits(draft: Draft) -> Iterator[tuple[str, Message]]:
    if draft.minutes is not None and not 1 <= draft.minutes <= MAX_MINUTES:
        yield "minutes", say("Use a whole number from 1 to %(most)s.", most=MAX_MINUTES)
    if draft.attempts_allowed is not None and not 1 <= draft.attempts_allowed <= MAX_ATTEMPTS:
        yield "attempts_allowed", say("Use a whole number from 1 to %(most)s.", most=MAX_ATTEMPTS)
    if draft.late_policy == "share" and not 0 < (draft.late_share or 0) <= 1:
        yield "late_share", say("Use a whole number from 1 to %(most)s.", most=100)
    if (draft.mode == "practice") != (draft.feedback == "at_once"):
        yield "feedback", say("A practice gives feedback at once, and a test does not. Choose another one.")
