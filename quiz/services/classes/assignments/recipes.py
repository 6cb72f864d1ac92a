"""What an assignment asks: a quiz of a bank, questions picked by hand, or a rule, made into a recipe of its own."""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy.orm import Session

from quiz.domain.bank_format import stored_formats
from quiz.domain.bank_format.bank import content_hash
from quiz.domain.bank_format.quizzes import MOST_DRAWN, Quiz
from quiz.domain.delivery import TooFewQuestions, deliver
from quiz.domain.errors import Message, say
from quiz.services.content import definitions
from quiz.services.content.definitions import quiz_of
from quiz.services.content.question_pool import Offered, pool_of
from quiz.services.content.saving.bank_saving import save_quiz_version
from quiz.storage.models.content import QuizRow
from quiz.storage.prepared import fetch
from quiz.storage.queries.content import published as content_queries

Source = Literal["quiz", "picked", "rule"]
LANGUAGES = ("ko", "en")


@dataclass(frozen=True, kw_only=True)
class Choice:
    """What is asked. ``quiz`` is the key of a quiz; ``questions`` are named ``bank/id``, in their order.

    A rule draws ``count`` from what ``banks``, ``objectives`` (``bank/id``), ``kinds`` and ``difficulties`` leave, each
    of them empty for all.
    """

    source: Source
    quiz: str = ""
    questions: tuple[str, ...] = ()
    banks: tuple[str, ...] = ()
    objectives: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    difficulties: tuple[int, ...] = ()
    count: int = 10
    shuffle: bool = False

    def stored(self) -> dict[str, Any]:
        """What of it is stored with the assignment, for the form to show again."""
        parts: dict[str, dict[str, Any]] = {
            "quiz": {"quiz": self.quiz},
            "picked": {"questions": list(self.questions)},
            "rule": {
                "banks": list(self.banks),
                "objectives": list(self.objectives),
                "kinds": list(self.kinds),
                "difficulties": list(self.difficulties),
                "count": self.count,
            },
        }
        return {**parts[self.source], "shuffle": self.shuffle}


def choice_of(source: str, stored: Mapping[str, Any]) -> Choice:
    """A choice that was stored."""
    lists = {
        name: tuple(stored.get(name, ())) for name in ("questions", "banks", "objectives", "kinds", "difficulties")
    }
    return Choice(
        source=source,  # type: ignore[arg-type]  # the table holds these words alone
        quiz=stored.get("quiz", ""),
        count=stored.get("count", 10),
        shuffle=stored.get("shuffle", False),
        **lists,
    )


@dataclass(frozen=True, kw_only=True)
class Rules:
    """How it is asked: the title, the mode, the time limit in minutes, whether learners say how sure they are."""

    title: str
    mode: Literal["practice", "exam"]
    minutes: int | None = None
    certainty: str = "off"


class BadChoice(ValueError):
    """Nothing can be asked by a choice; ``reason`` says why, ``field`` where it was chosen."""

    def __init__(self, field: str, reason: Message) -> None:
        self.field, self.reason = field, reason
        super().__init__(str(reason))


def written(
    session: Session, series_id: int, choice: Choice, rules: Rules, hidden: Collection[str] = ()
) -> dict[str, Any]:
    """The recipe as an author would write it; of ``hidden`` banks it may ask. Raises ``BadChoice``."""
    base = _own_rules(session, series_id, choice) if choice.source == "quiz" else {"id": "assignment"}
    draw = base.pop("draw", None) or _lines(session, series_id, choice, hidden)
    if rules.mode == "exam":
        for practice in ("tries", "method", "penalty", "hints"):
            base.pop(practice, None)
    limit = {"minutes": rules.minutes} if rules.minutes is not None and rules.mode == "exam" else {}
    return {
        **{name: value for name, value in base.items() if name != "minutes"},
        "title": rules.title,
        "mode": rules.mode,
        "certainty": rules.certainty,
        "draw": draw,
        **limit,
    }


def _own_rules(session: Session, series_id: int, choice: Choice) -> dict[str, Any]:
    """The rules of a quiz of the series, each line naming its bank."""
    row = next(
        (one for one in fetch(session, content_queries.quizzes_to_start(choice.quiz)) if one.series_id == series_id),
        None,
    )
    if row is None:
        raise BadChoice("quiz", say("Choose a quiz that is on offer."))
    found = dict(stored_formats.read("quiz", json.loads(row.quiz))["quiz"])
    home, slash, _ = choice.quiz.partition("/")
    own = {"bank": home} if slash else {}
    return {**found, "draw": [{**own, **line} for line in found["draw"]]}


def _lines(session: Session, series_id: int, choice: Choice, hidden: Collection[str]) -> list[dict[str, Any]]:
    return _picked(choice) if choice.source == "picked" else _by_rule(session, series_id, choice, hidden)


def _picked(choice: Choice) -> list[dict[str, Any]]:
    """A line for each question, so that they come in the order in which they were picked."""
    if not choice.questions:
        raise BadChoice("questions", say("Pick at least one question."))
    if len(choice.questions) > MOST_DRAWN:
        raise BadChoice("questions", say("Pick at most %(most)s questions.", most=MOST_DRAWN))
    places = (name.partition("/") for name in dict.fromkeys(choice.questions))
    return [{"bank": bank, "questions": [question]} for bank, _, question in places]


def _by_rule(session: Session, series_id: int, choice: Choice, hidden: Collection[str]) -> list[dict[str, Any]]:
    """A line for each bank, as many questions from each as evenly as they have them."""
    if not 1 <= choice.count <= MOST_DRAWN:
        raise BadChoice("count", say("Use a whole number from 1 to %(most)s.", most=MOST_DRAWN))
    by_bank: dict[str, list[Offered]] = {}
    for one in sorted(matching(session, series_id, choice, hidden), key=lambda one: (one.bank, one.question.id)):
        by_bank.setdefault(one.bank, []).append(one)
    left = {bank: len({one.idea for one in found}) for bank, found in by_bank.items()}
    if sum(left.values()) < choice.count:
        found = sum(left.values())
        raise BadChoice(
            "count", say("Only %(found)s questions fit this rule. Ask for fewer, or widen it.", found=found)
        )
    shares = _evenly(left, choice.count)
    return [
        {"bank": bank, "questions": [one.question.id for one in by_bank[bank]], "count": share}
        for bank, share in shares.items()
        if share
    ]


def _evenly(left: Mapping[str, int], count: int) -> dict[str, int]:
    """How many of ``count`` each bank gives: one after the other, as long as they have some."""
    shares = dict.fromkeys(left, 0)
    while count:
        for bank in shares:
            if count and shares[bank] < left[bank]:
                shares[bank], count = shares[bank] + 1, count - 1
    return shares


def matching(session: Session, series_id: int, choice: Choice, hidden: Collection[str] = ()) -> list[Offered]:
    """The questions on offer that a rule leaves. What a person has to grade is asked only where its kind is named."""
    usable = usable_banks(session, series_id, hidden)
    # A hidden bank is asked only where it is named: it was hidden for one test, not for all.
    banks = [one for one in choice.banks if one in usable] if choice.banks else usable_banks(session, series_id)
    return [one for one in pool_of(session, series_id, banks) if _fits(one, choice)]


def _fits(one: Offered, choice: Choice) -> bool:
    question = one.question
    objective = f"{one.bank}/{question.objective}"
    return (
        (not choice.objectives or objective in choice.objectives)
        and (question.kind_name in choice.kinds if choice.kinds else not question.judged_by_person)
        and (not choice.difficulties or question.difficulty in choice.difficulties)
    )


def usable_banks(session: Session, series_id: int, hidden: Collection[str] = ()) -> list[str]:
    """The banks of a series that an assignment may ask: those that learners find, and these ``hidden`` ones."""
    rows = session.execute(content_queries.every_bank())
    return [
        slug
        for series, slug, standing, *_ in rows
        if series == series_id and (standing == "open" or (standing == "hidden" and slug in hidden))
    ]


def try_out(
    session: Session, series_id: int, quiz: Quiz, key: str, choice: Choice, hidden: Collection[str] = ()
) -> list[Offered]:
    """The questions of one drawing of a recipe, as a preview. Raises ``BadChoice`` where it can't be drawn now."""
    usable = set(usable_banks(session, series_id, hidden)).intersection(quiz.banks(key))
    pool = {one.key: one for one in pool_of(session, series_id, sorted(usable))}
    try:
        drawn = deliver(quiz, list(pool.values()), "preview")
    except TooFewQuestions as error:
        field = {"quiz": "quiz", "picked": "questions", "rule": "count"}[choice.source]
        raise BadChoice(
            field,
            say(
                "%(found)s of %(wanted)s questions can be drawn: one is not on offer, or two ask for the same.",
                found=error.found,
                wanted=error.wanted,
            ),
        ) from error
    return [pool[one.key] for one in drawn]


def new_key() -> str:
    """The key of the quiz of a new assignment: not its number, which the store may give again once it is deleted."""
    return f"~assignment-{secrets.token_hex(8)}"


def save(session: Session, entry: QuizRow, recipe: Mapping[str, Any], now: datetime) -> Quiz:
    """Keep a recipe as the version of an assignment's quiz that new attempts begin with; the quiz that it makes."""
    definition = {"quiz": dict(recipe), definitions.LANGUAGES: list(LANGUAGES)}
    entry.current_version_id = save_quiz_version(session, entry.id, definition, now)
    session.flush()
    return quiz_of(content_hash(definition), stored_formats.numbered("quiz", definition))


def made(recipe: Mapping[str, Any]) -> Quiz:
    """The quiz that a recipe makes, without keeping it."""
    return Quiz.model_validate(dict(recipe), context={"languages": LANGUAGES})
