"""A text in each language of the series."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from quiz.domain.authoring.forms.fields.base import Around, Field, Path, Reading, Shown, as_typed, joined, retyped


@dataclass(frozen=True, kw_only=True)
class Words(Field):
    """A text in each language; ``rows`` is the height of its inputs. One text for all stands in each of them."""

    type: ClassVar[str] = "words"
    rows: int = 1

    def fits(self, data: Any, around: Around) -> bool:
        if not isinstance(data, dict):
            return isinstance(data, str)
        return all(isinstance(data.get(language, ""), str) for language in around.languages)

    def show(self, data: Any, at: str, around: Around) -> Shown:
        for language in around.languages:
            yield joined(at, language), (as_typed(_text_in(data, language) or ""),)

    def read(self, data: Any, at: str, reading: Reading) -> Any:
        languages = reading.around.languages
        before = {language: _text_in(data, language) for language in languages}
        texts = {language: _read(before[language], joined(at, language), reading) for language in languages}
        if texts == before:
            return data
        written = {language: text for language, text in texts.items() if text is not None}
        if isinstance(data, dict):
            return _changed(data, texts, written) or None
        if len(written) == len(languages) and len({*written.values()}) == 1:
            return written[languages[0]]
        return written or None

    def texts(self, data: Any, path: Path) -> Iterator[tuple[Path, str]]:
        if isinstance(data, str):
            yield path, data
        elif isinstance(data, dict):
            yield from (((*path, language), text) for language, text in data.items() if isinstance(text, str))

    def locate(self, path: Path, data: Any, at: str) -> str:
        return joined(at, str(path[0])) if path else at


def _text_in(data: Any, language: str) -> str | None:
    found = data.get(language) if isinstance(data, dict) else data
    return found if isinstance(found, str) else None


def _read(before: str | None, name: str, reading: Reading) -> str | None:
    typed = reading.one(name)
    if typed is None or typed == as_typed(before or ""):
        return before
    return retyped(before, reading.checked(name, typed)) if typed.strip() else None


def _changed(data: Mapping[str, Any], texts: Mapping[str, Any], written: Mapping[str, str]) -> dict[str, Any]:
    """The map ``data`` with what is ``written``, in its own order."""
    kept = {key: text for key, text in data.items() if texts.get(key, "") is not None}
    return {**kept, **written}
