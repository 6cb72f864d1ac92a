"""The form of an assignment: what is typed into it, read, and shown again as it was typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from werkzeug.datastructures import MultiDict

from quiz.domain.assignments.prerequisites import Prerequisite, in_order
from quiz.domain.errors import Message, say
from quiz.services.classes.assignments.drafts import Draft
from quiz.services.classes.assignments.recipes import Choice
from quiz.web.request.whole_numbers import whole

SINGLE = (
    *("series", "title", "instructions", "source", "quiz", "count", "mode", "minutes", "certainty"),
    *("opens_at", "due_at", "closes_at", "late_policy", "late_percent", "attempts_allowed", "counted", "feedback"),
    *("access_code", "after_bank", "after_bank_percent", "after_assignment", "after_assignment_percent", "category"),
)
LISTS = ("questions", "banks", "objectives", "kinds", "difficulties")
TICKS = ("shuffle", "in_order")
MOMENTS = ("opens_at", "due_at", "closes_at")
MAX_TYPED = 8_000
NEW: Mapping[str, str] = {
    "source": "quiz",
    "mode": "exam",
    "count": "10",
    "certainty": "off",
    "late_policy": "none",
    "late_percent": "10",
    "attempts_allowed": "1",
    "counted": "best",
    "feedback": "handed_in",
    "after_bank_percent": "80",
    "after_assignment_percent": "60",
}
"""What stands in the fields of a new assignment."""

WORDS: Mapping[str, frozenset[str]] = {
    "source": frozenset(("quiz", "picked", "rule")),
    "mode": frozenset(("practice", "exam")),
    "certainty": frozenset(("off", "shown", "counted")),
    "late_policy": frozenset(("none", "marked", "share")),
    "counted": frozenset(("best", "latest", "first", "average")),
    "feedback": frozenset(("at_once", "handed_in", "after_due", "never")),
}
"""What can be chosen."""


@dataclass(frozen=True, kw_only=True)
class Typed:
    """What stands in the fields, and what is wrong with some of them, by their names."""

    values: Mapping[str, str] = field(default_factory=dict)
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ticks: frozenset[str] = frozenset()
    errors: Mapping[str, Message] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        return self.values.get(name, "")

    def chosen(self, name: str) -> tuple[str, ...]:
        """What is ticked of a list."""
        return self.lists.get(name, ())

    def with_errors(self, errors: Mapping[str, Message]) -> Typed:
        """The same with what is wrong."""
        return replace(self, errors=errors)


def new(series: int) -> Typed:
    """The form of a new assignment."""
    return Typed(values={**NEW, "series": str(series)})


def read(form: MultiDict[str, str]) -> Typed:
    """The fields as they were sent."""
    return Typed(
        values={name: form.get(name, "")[:MAX_TYPED].replace("\r\n", "\n").strip() for name in SINGLE},
        lists={name: tuple(one[:250] for one in form.getlist(name)[:500]) for name in LISTS},
        ticks=frozenset(name for name in TICKS if name in form),
    )


def local(value: datetime | None, zone: str) -> str:
    """A moment as a field of a date and a time has it, in the zone of the class."""
    return value.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%dT%H:%M") if value is not None else ""


def moment(typed: str, zone: str) -> datetime | None:
    """The moment that such a field has; None for an empty one.

    Raises ``ValueError``: also where it names an offset, which would be another zone than the class's.
    """
    if not typed:
        return None
    found = datetime.fromisoformat(typed)
    if found.tzinfo is not None:
        raise ValueError(typed)
    local = found.replace(second=0, microsecond=0, tzinfo=ZoneInfo(zone))
    whole = local.astimezone(UTC)
    if whole.astimezone(local.tzinfo).replace(tzinfo=None) != local.replace(tzinfo=None):
        raise NoSuchTime(typed)
    return whole


class NoSuchTime(ValueError):
    """A date and a time that the clocks of a zone pass over when they go forward."""


def fault_of_moment(error: Exception) -> Message:
    """What to say of a field whose moment can't be read."""
    if isinstance(error, NoSuchTime):
        return say("The clocks of the class go forward then, so there is no such time. Choose one an hour later.")
    return say("Give a date and a time, such as 2026-03-14 09:00.")


def shown(draft: Draft, zone: str) -> Typed:
    """The form as it stands for a stored assignment."""
    choice = draft.choice
    bank = next((one for one in draft.prerequisites if one.kind == "mastery"), None)
    score = next((one for one in draft.prerequisites if one.kind == "score"), None)
    ordered = sum(one.kind == "mastery" for one in draft.prerequisites) > 1
    values = {
        **NEW,
        "series": str(draft.series_id),
        "title": draft.title,
        "instructions": draft.instructions,
        "source": choice.source,
        "quiz": choice.quiz,
        "count": str(choice.count),
        "mode": draft.mode,
        "minutes": str(draft.minutes or ""),
        "certainty": draft.certainty,
        **{name: local(getattr(draft, name), zone) for name in MOMENTS},
        "late_policy": draft.late_policy,
        "late_percent": percent(draft.late_share) or NEW["late_percent"],
        "attempts_allowed": str(draft.attempts_allowed or ""),
        "counted": draft.counted,
        "feedback": draft.feedback,
        "access_code": draft.access_code,
        "category": str(draft.category_id or ""),
    }
    if bank is not None:
        values["after_bank_percent"] = percent(bank.share)
        values["after_bank"] = "" if ordered else bank.bank + (f"/{bank.objective}" if bank.objective else "")
    if score is not None:
        values |= {"after_assignment": str(score.assignment), "after_assignment_percent": percent(score.share)}
    ticks = {name for name, is_on in (("shuffle", choice.shuffle), ("in_order", ordered)) if is_on}
    lists = {name: tuple(map(str, getattr(choice, name))) for name in LISTS}
    return Typed(values=values, lists=lists, ticks=frozenset(ticks))


def percent(share: Fraction | None) -> str:
    """A share as whole per cent, empty for none."""
    return str(round(share * 100)) if share is not None else ""


class _Reader:
    """Reads fields one by one, and keeps what is wrong with them."""

    def __init__(self, typed: Typed, zone: str) -> None:
        self.typed, self.zone = typed, zone
        self.errors: dict[str, Message] = {}

    def word(self, name: str) -> Any:
        """One of the words that can be chosen."""
        if self.typed[name] not in WORDS[name]:
            self.errors[name] = say("Choose one of these.")
            return NEW[name]
        return self.typed[name]

    def number(self, name: str, most: int, *, empty: bool = False) -> int | None:
        """A whole number from 1; None where it may be empty and is."""
        if empty and not self.typed[name]:
            return None
        found = whole(self.typed[name][:20], most)
        if not found:
            self.errors[name] = say("Use a whole number from 1 to %(most)s.", most=most)
        return found

    def moment(self, name: str) -> datetime | None:
        """A date and a time."""
        try:
            return moment(self.typed[name], self.zone)
        except (ValueError, OverflowError) as error:
            self.errors[name] = fault_of_moment(error)
            return None

    def share(self, name: str) -> Fraction:
        """Whole per cent as a share."""
        return Fraction(self.number(name, 100) or 100, 100)


def draft_of(typed: Typed, zone: str, series: int, months: tuple[str, ...]) -> tuple[Draft, Mapping[str, Message]]:
    """What is typed as a draft, and what can't be read of it. ``months`` are the banks of the series in order."""
    reader = _Reader(typed, zone)
    policy, mode = reader.word("late_policy"), reader.word("mode")
    choice = _choice(reader)
    draft = Draft(
        series_id=series,
        title=" ".join(typed["title"].split()),
        instructions=typed["instructions"],
        choice=choice,
        mode=mode,
        minutes=reader.number("minutes", 600, empty=True) if mode == "exam" else None,
        certainty=reader.word("certainty"),
        opens_at=reader.moment("opens_at"),
        due_at=reader.moment("due_at"),
        closes_at=reader.moment("closes_at"),
        late_policy=policy,
        late_share=reader.share("late_percent") if policy == "share" else None,
        attempts_allowed=reader.number("attempts_allowed", 100, empty=True),
        counted=reader.word("counted"),
        feedback="at_once" if mode == "practice" else reader.word("feedback"),
        access_code=typed["access_code"],
        prerequisites=_prerequisites(reader, choice, months),
        category_id=whole(typed["category"][:10]) or None,
    )
    return draft, reader.errors


def _choice(reader: _Reader) -> Choice:
    typed, source = reader.typed, reader.word("source")
    difficulties = (whole(one, 3) for one in typed.chosen("difficulties"))
    return Choice(
        source=source,
        quiz=typed["quiz"][:200],
        questions=typed.chosen("questions"),
        banks=typed.chosen("banks"),
        objectives=typed.chosen("objectives"),
        kinds=typed.chosen("kinds"),
        difficulties=tuple(one for one in difficulties if one),
        count=(reader.number("count", 100) or 10) if source == "rule" else 10,
        shuffle="shuffle" in typed.ticks,
    )


def _prerequisites(reader: _Reader, choice: Choice, months: tuple[str, ...]) -> tuple[Prerequisite, ...]:
    typed = reader.typed
    found: list[Prerequisite] = []
    if "in_order" in typed.ticks:
        found += in_order(months, _asked(choice, months), reader.share("after_bank_percent"))
    elif typed["after_bank"]:
        bank, _, objective = typed["after_bank"].partition("/")
        if bank not in months:
            reader.errors["after_bank"] = say("Choose one of these.")
        share = Fraction(1) if objective else reader.share("after_bank_percent")
        found.append(Prerequisite(kind="mastery", bank=bank, objective=objective, share=share))
    if typed["after_assignment"]:
        number = whole(typed["after_assignment"][:10]) or 0
        share = reader.share("after_assignment_percent")
        found.append(Prerequisite(kind="score", assignment=number, share=share))
    return tuple(found)


def _asked(choice: Choice, months: tuple[str, ...]) -> tuple[str, ...]:
    """The banks that a choice asks about."""
    if choice.source == "quiz":
        return (choice.quiz.partition("/")[0],)
    if choice.source == "picked":
        return tuple(one.partition("/")[0] for one in choice.questions)
    return choice.banks or months[:1]
