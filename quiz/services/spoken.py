"""An answer in words, whatever its kind: where two are to be told apart, or one that came too late is decided on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from quiz.domain.errors import Message, say
from quiz.domain.questions.base import Answer, Input
from quiz.services.views import QuestionView

Said = Markup | str | Message

_TRUTHS: Mapping[str, Message] = {"true": say("True"), "false": say("False")}


@dataclass(frozen=True, kw_only=True)
class Part:
    """What was entered into one input: the words beside it, where it has any, and what was picked or typed."""

    label: Markup
    said: tuple[Said, ...]


def parts_of(view: QuestionView, answer: Answer) -> tuple[Part, ...]:
    """``answer`` in the words of the question's page; inputs that were left alone are left out."""
    return tuple(
        Part(label=_label(view, wanted.name), said=tuple(_said(view, wanted, value) for value in answer[wanted.name]))
        for wanted in view.question.inputs()
        if answer.get(wanted.name)
    )


def _label(view: QuestionView, name: str) -> Markup:
    prefix, _, rest = name.partition("-")
    return view.html(f"{name}.text") or view.html(f"{prefix}.{rest}.text")


def _said(view: QuestionView, wanted: Input, value: str) -> Said:
    if not wanted.options:
        return value
    if value in _TRUTHS:
        return _TRUTHS[value]
    found = _named(view.passages, wanted.name, f".{value}.text")
    if found:
        return view.html(found)
    # Never the id: it is the author's, and may tell which option is right.
    return say("option %(place)d", place=view.variant.shown(wanted).index(value) + 1)


def _named(names: Mapping[str, str] | Sequence[str], start: str, end: str) -> str:
    """The passage that ends so, the input's own before any other."""
    fitting = [name for name in names if name.endswith(end) and not name.startswith(("left.", "item-", "row-"))]
    return next((name for name in fitting if name.startswith(start)), fitting[0] if fitting else "")
