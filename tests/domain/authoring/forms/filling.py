"""Forms as a browser sends them, and banks to open them from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from quiz.domain.authoring.forms.fields.base import Around, Inputs, Offer
from quiz.domain.authoring.forms.filled import Form
from quiz.domain.authoring.forms.questions import opened, questions_of, saved
from quiz.domain.errors import say
from tests.builders import as_yaml, bank_data, definition

AROUND = Around(
    languages=("ko", "en"),
    offered={
        "sections": [Offer(value="2.1", label=say("2.1"))],
        "objectives": [Offer(value="LO-2.1", label=say("LO-2.1")), Offer(value="LO-2.2", label=say("LO-2.2"))],
        "sources": [Offer(value="lora", label=say("LoRA"))],
        "pictures": [Offer(value="lora.svg", label=say("lora.svg"))],
    },
)


def sent(form: Form, **changes: Any) -> dict[str, tuple[str, ...]]:
    """What a browser sends of a form: lines end as HTML says, boxes that are not ticked send what stands for none.

    A change is named as its input, with two underscores for a point.
    """
    inputs = {name: tuple(value.replace("\n", "\r\n") for value in values) for name, values in form.inputs.items()}
    return {**inputs, **{name.replace("__", "."): as_values(value) for name, value in changes.items()}}


def as_values(value: Any) -> tuple[str, ...]:
    """One value or several as they are sent."""
    return (value,) if isinstance(value, str) else tuple(value)


def bank_of(*questions: Mapping[str, Any]) -> bytes:
    """The file of a bank with these questions."""
    return as_yaml(bank_data(questions=list(questions))).encode()


def bank_with(kind: str, **changes: Any) -> bytes:
    """The file of a bank with three questions, of which the one in the middle, number 1, is of ``kind``."""
    return bank_of(definition("true_false"), definition(kind, **changes), definition("true_false", id="last"))


def after(raw: bytes, inputs: Inputs, number: int = 1) -> Any:
    """The data of a question once a form was saved."""
    return questions_of(saved(raw, number, inputs, AROUND))[number]


def changed(raw: bytes, number: int = 1, **changes: Any) -> Any:
    """The data of a question once these inputs were changed in its form."""
    return after(raw, sent(opened(raw, number, AROUND), **changes), number)


def lines_of(raw: bytes) -> list[str]:
    """The lines of a file."""
    return raw.decode().splitlines()
