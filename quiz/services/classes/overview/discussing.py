"""One question for a projector, with how a class answered it: never who."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from quiz.domain.bank_format.fields import LANGUAGES, Text
from quiz.domain.delivery import variant_of
from quiz.domain.errors import Message, say
from quiz.domain.questions import Question
from quiz.domain.questions.base import Variant
from quiz.domain.rendering import fill
from quiz.services.attempts.pages.question_views import QuestionView
from quiz.services.attempts.refusals import NotFound
from quiz.services.classes.entering import Entered
from quiz.services.classes.overview.mistakes import chosen_in
from quiz.services.content.definitions import header_of, question_of, texts_of
from quiz.services.reporting.item_words import choice_in_words, in_gap, key_in_words
from quiz.storage.prepared import fetch
from quiz.storage.queries.teaching import answers as answers_queries
from quiz.storage.queries.teaching import learners as learners_queries

Texts = Mapping[str, Any]
Sayings = Mapping[str, Text]
"""What the bank says in plain words of each misconception."""
_ANOTHER = say("another answer")
SEED = "discussed"
"""Draws the values that a class sees together."""


@dataclass(frozen=True, kw_only=True)
class Choice:
    """An answer that may be given, as HTML or in words; how many gave it; whether it is right."""

    html: str
    words: Message | None
    count: int
    right: bool


@dataclass(frozen=True, kw_only=True)
class Discussion:
    """A question with its class's latest answers; ``others`` were given to another version, with other choices."""

    number: int
    series_id: int
    bank_id: int
    slug: str
    view: QuestionView
    choices: Sequence[Choice]
    answers: int
    explanation: str
    running: int

    @property
    def most(self) -> int:
        """How many gave the choice that was made most."""
        return max((one.count for one in self.choices), default=0)


def find(session: Session, entered: Entered, question_id: int, language: str) -> Discussion:
    """A question of a series of the class. Raises ``NotFound``."""
    row = fetch(session, answers_queries.question_in(entered.id, question_id, language)).first()
    if row is None:
        raise NotFound(str(question_id))
    question = question_of(row.content_hash, row.question)
    answers = fetch(session, answers_queries.answers_to(entered.id, question_id)).all()
    chosen: Counter[str] = Counter()
    for one in answers:
        for choice in chosen_in(one.judgement):
            chosen[choice] += one.times
    shown, revealed = texts_of(row.shown)["passages"], texts_of(row.revealed).get("passages", {})
    variant = variant_of(question, str(row.bank_id), SEED)
    view = QuestionView(position=1, question=question, variant=variant, language=language, passages=shown, context={})
    running = fetch(session, learners_queries.asked_by_running(entered.id, question_id)).scalar() or 0
    return Discussion(
        number=question_id,
        series_id=row.series_id,
        bank_id=row.bank_id,
        slug=row.slug,
        view=view,
        choices=_choices(question, view, chosen, row, _sayings(question, row.header)),
        answers=sum(one.times for one in answers),
        explanation=fill(revealed.get("explanation", ""), variant.values, language),
        running=running,
    )


def _choices(question: Question, view: QuestionView, chosen: Counter[str], row: Any, sayings: Sayings) -> list[Choice]:
    """The options in the order that is shown; then whatever else was answered, the most frequent first.

    What has no words of its own stands together at the end, as other answers.
    """
    shown, revealed = texts_of(row.shown), texts_of(row.revealed)
    right, language, values = question.right_choices(), view.language, view.variant.values
    options = [name for order in view.variant.order.values() for name in order]
    ids = [*options, *sorted(right - set(options)), *(one for one, _ in chosen.most_common() if one not in options)]
    found, others = [], 0
    for name in dict.fromkeys(ids):
        html = fill(shown["passages"].get(f"options.{name}.text", ""), values, language)
        words = None if html else _words(question, name, view.variant, shown, revealed, sayings, language)
        if words == _ANOTHER and name not in right:
            others += chosen[name]
        else:
            found.append(Choice(html=html, words=words, count=chosen[name], right=name in right))
    if others:
        found.append(Choice(html="", words=say("other answers"), count=others, right=False))
    return found


def _words(
    question: Question,
    choice: str,
    variant: Variant,
    shown: Texts,
    revealed: Texts,
    sayings: Sayings,
    language: str,
) -> Message:
    """A choice for those who see these values: the key as a value, a wrong number by what it shows, never as code."""
    key = key_in_words(question, choice, variant, language)
    if key is not None:
        return key
    named = sayings.get(question.misconceptions().get(choice, "")) if _is_slip(choice) else None
    if named is not None:
        return in_gap(choice.rpartition(":")[0], say("%(text)s", text=named[language]))
    return choice_in_words(question, choice, shown, revealed, variant, language)


def _sayings(question: Question, header: Mapping[str, Any]) -> Sayings:
    """What the bank says of misconceptions, where the question names some."""
    return header_of(header, LANGUAGES).misconceptions if question.misconceptions() else {}


def _is_slip(choice: str) -> bool:
    """Whether it is a wrong answer that its author foresaw by its value."""
    return choice.rpartition(":")[2].startswith("wrong.")
