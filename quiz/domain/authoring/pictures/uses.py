"""Where a bank shows a picture, read from its plain data."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

Texts = Mapping[str, str]
"""A text by language; one for all languages stands under an empty name."""

_IMAGE = re.compile(r"!\[[^\[\]]*\]\((?:<([^<>\n]+)>|((?:[^()\s]|\([^()\s]*\))+))")


@dataclass(frozen=True, kw_only=True)
class Use:
    """A question by its number from 1, or the notes where there is none; ``alt`` is what it says the picture shows."""

    question: int | None
    alt: Texts


def uses_of(data: Mapping[str, Any]) -> dict[str, list[Use]]:
    """Where each picture is shown, by its name: below a question, in one of its texts, or in the study notes."""
    found: dict[str, list[Use]] = {}
    listed = data.get("questions")
    for number, question in enumerate(listed if isinstance(listed, list) else (), 1):
        for name, alt in _shown_by(question).items():
            found.setdefault(name, []).append(Use(question=number, alt=alt))
    for name in _names_in_texts({key: value for key, value in data.items() if key != "questions"}):
        known = found.setdefault(name, [])
        if all(use.question is not None for use in known):
            known.append(Use(question=None, alt={}))
    return found


def _shown_by(question: Any) -> dict[str, Texts]:
    found: dict[str, Texts] = {name: {} for name in _names_in_texts(question)}
    image = question.get("image") if isinstance(question, dict) else None
    if isinstance(image, dict) and isinstance(image.get("file"), str):
        found[image["file"]] = _texts(image.get("alt"))
    return found


def _texts(alt: Any) -> Texts:
    if isinstance(alt, dict):
        return {language: text for language, text in alt.items() if isinstance(text, str)}
    return {"": alt} if isinstance(alt, str) else {}


def _names_in_texts(data: Any) -> Iterator[str]:
    """The names of the pictures that texts anywhere inside show."""
    if isinstance(data, dict):
        for value in data.values():
            yield from _names_in_texts(value)
    elif isinstance(data, list):
        for value in data:
            yield from _names_in_texts(value)
    elif isinstance(data, str) and "![" in data:
        yield from (unquote(found[1] or found[2]) for found in _IMAGE.finditer(data))
