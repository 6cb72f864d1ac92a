"""The files that a series and a bank begin with: the least that can be published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from quiz.domain.bank_format.fields import LANGUAGES
from quiz.domain.errors import Profile
from quiz.domain.yaml.writer import block

_STEP = 2
_UNITS = {"ko": "단원", "en": "Units"}


def new_series(
    slug: str, title: Mapping[str, str], languages: Sequence[str] = LANGUAGES, profile: Profile = "open"
) -> bytes:
    """A ``series.yaml`` with one part; ``title`` is by language, and may lack some of them."""
    units = {language: _UNITS.get(language, _UNITS["en"]) for language in languages}
    return _written(
        {
            "series": slug,
            "languages": list(languages),
            "title": _text(title, languages),
            "profile": profile,
            "parts": [{"id": "1", "title": _text(units, languages)}],
        }
    )


def new_bank(slug: str, title: Mapping[str, str], languages: Sequence[str] = LANGUAGES) -> bytes:
    """The file of a bank without questions yet."""
    return _written({"bank": slug, "title": _text(title, languages)})


def _text(by_language: Mapping[str, str], languages: Sequence[str]) -> Any:
    """A text as a bank has it: by language, or one for all where no more than one is written, in whatever language."""
    written = {language: text for language in languages if (text := by_language.get(language))} or by_language
    texts = list(dict.fromkeys(written.values()))
    return texts[0] if len(texts) == 1 else written


def _written(fields: Mapping[str, Any]) -> bytes:
    return "".join(f"{name}:{block(value, 0, _STEP, chr(10))}\n" for name, value in fields.items()).encode()
