"""An answer in words, whatever its kind: to compare two, or to decide on one that came too late."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from quiz.domain.errors import Message, say
from quiz.domain.questions.base import Answer, Input
from quiz.services.attempts.pages.question_views import QuestionView

Localizable = Markup | str | Message


@dataclass(frozen=True, kw_only=True)
class AnswerPart:
    """What was entered into one input: the words beside it, where it has any, and what was picked or typed."""

    label: Markup | Message
    said: tuple[Localizable, ...]


def parts_of(view: QuestionView, answer: Answer) -> tuple[AnswerPart, ...]:
    """``answer`` in the words of the question's page and in its order; inputs that were left alone are left out."""
    inputs = {wanted.name: wanted for wanted in view.question.inputs()}
    return tuple(
        AnswerPart(label=_label(view, name), said=tuple(_said(view, inputs[name], value) for value in answer[name]))
        for name in view.names_on_page
        if answer.get(name)
    )


def _label(view: QuestionView, name: str) -> Markup | Message:
    prefix, _, rest = name.partition("-")
    own = view.html(f"{name}.text") or view.html(f"{prefix}.{rest}.text")
    return own or view.question.words_for_input(name) or Markup()


def _said(view: QuestionView, wanted: Input, value: str) -> Localizable:
    if not wanted.options:
        return value
    words = view.question.words_for_option(wanted.name, value)
    if words is not None:
        return words
    found = _named(view.passages, wanted.name, f".{value}.text")
    if found:
        return view.html(found)
    # Never the id: it is the author's, and may reveal which option is right.
    return say("option %(place)d", place=view.variant.shown(wanted).index(value) + 1)


def _named(names: Mapping[str, str] | Sequence[str], start: str, end: str) -> str:
    """The passage that ends so, the input's own before any other."""
    fitting = [name for name in names if name.endswith(end) and not name.startswith(("left.", "item-", "row-"))]
    prefix, _, rest = start.partition("-")
    starts = (start, f"{prefix}s.{rest}.") if rest else (start,)
    return next((name for name in fitting if name.startswith(starts)), fitting[0] if fitting else "")
