"""What the test of every kind says of it beside its tests: ``SAMPLE`` in ``tests/domain/questions/test_<kind>.py``."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from hypothesis import strategies as st

from quiz.domain.questions import Question

Definition = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Listed:
    """A list of entries in a question: its key, how its texts and its places in an order are named, is it mixed?"""

    key: str
    texts: str
    order: str = ""
    names: str = ""
    mixed: bool = True


@dataclass(frozen=True, kw_only=True)
class Sample:
    """A kind by example: tests of banks, pages, secrecy and docs take what they need of a kind from here.

    ``definition`` is the plain data of one valid question, beside what ``tests.builders`` gives every question; every
    scalar is a string, as in a bank. ``made_up`` makes up valid questions. ``passages`` has a line for each text of
    the question of ``definition``: its name, its place, whether it is seen before scoring, whether it is one line.
    ``other_key`` changes a definition so that another answer is right and no reason stays.
    ``lists`` are its lists of entries with an id; one that is not mixed is shown as it was written, and only its ids
    are the author's.
    """

    definition: Definition
    made_up: st.SearchStrategy[Question]
    passages: str
    other_key: Callable[[Definition], object]
    lists: tuple[Listed, ...] = ()
    partial_credit: bool = False


def module_of(kind: str) -> str:
    """The name of the module that tests a kind."""
    return f"tests.domain.questions.test_{kind}"


def sample(kind: str) -> Sample:
    """The sample of a kind. Raises ``LookupError`` with the remedy where there is none."""
    name = module_of(kind)
    found = getattr(import_module(name), "SAMPLE", None) if find_spec(name) else None
    if not isinstance(found, Sample):
        raise LookupError(f"{name.replace('.', '/')}.py has no SAMPLE: write one, see docs/extending.md")
    return found


OPTIONS = (Listed(key="options", texts="options.", order="choice"),)
"""``Sample.lists`` of a kind with options."""

# --- Another key, for ``Sample.other_key``.

OTHER_TEXT = {"ko": "달이 밝아요.", "en": "The moon is bright."}
"""What stands in place of a text that tells of the key."""


def next_of(values: list[Any]) -> list[Any]:
    """``values`` with the first at the end."""
    return [*values[1:], *values[:1]]


def move(entries: list[Definition], *keys: str) -> None:
    """Let each entry have what the next one has under ``keys``, and another reason."""
    for key in keys:
        for entry, value in zip(entries, next_of([entry.get(key, "false") for entry in entries]), strict=True):
            entry[key] = value
    for entry in entries:
        entry["why"] = OTHER_TEXT


def move_options(question: Definition) -> None:
    """Let other options be right."""
    move(question["options"], "correct")


def other_truth(question: Definition) -> None:
    """Let a statement be true where it was false."""
    question["answer"] = negated(question["answer"])
    question["why"] = {"true": OTHER_TEXT, "false": OTHER_TEXT}


def other_number(question: Definition) -> None:
    """Let another number be right."""
    question.update(answer=f"({question['answer']}) * 3 + 17", wrong=[])


def negated(answer: str) -> str:
    """What is true where ``answer``, a truth value or one comparison of numbers, is not."""
    opposite = {"true": "false", "false": "true", ">=": "<", "<=": ">", "==": "!=", "!=": "==", ">": "<=", "<": ">="}
    found = re.search(r"true|false|[<>=!]=|[<>]", answer)
    assert found is not None
    return answer.replace(found[0], opposite[found[0]], 1)
