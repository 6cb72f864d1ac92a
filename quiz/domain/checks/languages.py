"""Checks of texts against the language that they are written in, and of the languages against each other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import Any

from quiz.domain.bank_format.header import Header
from quiz.domain.bank_format.validation import Findings
from quiz.domain.checks.stated_numbers import disagreement
from quiz.domain.checks.written_texts import Numbered, written_texts
from quiz.domain.errors import say, shortened
from quiz.domain.yaml.document import Path

_HANGUL = re.compile("[가-힣]")
_NOT_PROSE = re.compile(r"\$[^$]*\$|`[^`]*`|\{\{[^{}]*\}\}")
_LETTER = re.compile(r"[^\W\d_]")


def check_languages(data: Any, languages: Sequence[str], findings: Findings) -> None:
    """Adds to ``findings`` what is wrong with the texts of ``data`` that are written in each of ``languages``."""
    for path, by_language in _texts(data, (), frozenset(languages)):
        _check(by_language, path, findings)


def check_only_language(header: Header | None, questions: Numbered, findings: Findings) -> None:
    """Adds to ``findings`` the plain strings of a series in English alone that hold Hangul.

    One without Hangul in a Korean series is none: names and formulas are written so.
    """
    for path, language, text in written_texts(header, questions):
        if language == "en" and path[-1] != "en" and path[2:3] != ("code",):
            _is_english(text, path, findings)


def _texts(data: Any, path: Path, languages: frozenset[str]) -> Iterator[tuple[Path, dict[str, str]]]:
    if isinstance(data, dict):
        if data.keys() == languages and all(isinstance(text, str) for text in data.values()):
            yield path, data
            return
        parts: Iterable[tuple[Any, Any]] = data.items()
    else:
        parts = enumerate(data)
    for step, value in parts:
        if not isinstance(value, str):
            yield from _texts(value, (*path, step), languages)


def _check(text: dict[str, str], path: Path, findings: Findings) -> None:
    if "en" in text:
        _is_english(text["en"], (*path, "en"), findings)
    if "ko" in text:
        _is_korean(text["ko"], (*path, "ko"), findings)
    if "ko" in text and "en" in text:
        _agree(text["ko"], text["en"], path, findings)


def _is_english(english: str, path: Path, findings: Findings) -> None:
    if not english.isascii() and _HANGUL.search(_NOT_PROSE.sub(" ", english)):
        findings.warn(
            "C8",
            path,
            say("the English text holds Hangul: %(text)s", text=shortened(english)),
            say("translate it"),
        )


def _is_korean(korean: str, path: Path, findings: Findings) -> None:
    prose = _NOT_PROSE.sub(" ", korean) if any(sign in korean for sign in "$`{") else korean
    if not _HANGUL.search(prose) and len(_LETTER.findall(prose)) > 1:
        findings.warn(
            "C8",
            path,
            say("the Korean text holds no Hangul: %(text)s", text=shortened(korean)),
            say("translate it; a name or a formula is written as one plain text"),
        )


def _agree(korean: str, english: str, path: Path, findings: Findings) -> None:
    difference = disagreement(korean, english)
    if difference is not None:
        findings.warn(
            "C7",
            path,
            say(
                "the numbers differ between the languages: %(ko)s against %(en)s",
                ko=_listed(difference[0]),
                en=_listed(difference[1]),
            ),
            say("let both texts state the same numbers"),
        )


def _listed(numbers: Counter[Fraction]) -> str:
    return (
        ", ".join(str(float(number)) if number.denominator > 1 else str(number) for number in numbers.elements()) or "-"
    )
