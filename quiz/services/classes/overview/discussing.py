"""One question for a projector, with how a class answered it: never who."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from quiz.domain.delivery import variant_of
from quiz.domain.errors import Message
from quiz.domain.questions import Question
from quiz.domain.rendering import fill
from quiz.services.attempts.pages.question_views import QuestionView
from quiz.services.attempts.refusals import NotFound
from quiz.services.classes.entering import Entered
from quiz.services.classes.overview.mistakes import chosen_in
from quiz.services.content.definitions import question_of, texts_of
from quiz.storage.prepared import fetch
from quiz.storage.queries.teaching import answers as answers_queries
from quiz.storage.queries.teaching import learners as learners_queries

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
        choices=_choices(question, view, chosen, shown, language),
        answers=sum(one.times for one in answers),
        explanation=fill(revealed.get("explanation", ""), variant.values, language),
        running=running,
    )


def _choices(
    question: Question, view: QuestionView, chosen: Counter[str], shown: Mapping[str, str], language: str
) -> list[Choice]:
    """The options in the order that is shown; then whatever else was answered, the most frequent first."""
    right = question.right_choices()
    options = [name for order in view.variant.order.values() for name in order]
    ids = [*options, *sorted(right - set(options)), *(one for one, _ in chosen.most_common() if one not in options)]
    found = []
    for name in dict.fromkeys(ids):
        html = fill(shown.get(f"options.{name}.text", ""), view.variant.values, language)
        words = None if html else question.choice_words(name, language)
        found.append(Choice(html=html, words=words, count=chosen[name], right=name in right))
    return found
