"""One term for each thing: no text of the interface has a form that `quiz/translations/words.yaml` says to avoid."""

from __future__ import annotations

import re
from typing import Any

import pytest
import yaml

from quiz.platform.paths import TRANSLATIONS
from tests.messages import known

WORDS = yaml.safe_load((TRANSLATIONS / "words.yaml").read_text(encoding="utf-8"))
ENTRIES: list[dict[str, Any]] = [*WORDS["terms"], *WORDS["style"]]


def _avoided(key: str, around: str) -> list[tuple[re.Pattern[str], str]]:
    """Each form to avoid, with what to write instead."""
    found = [(form, entry) for entry in ENTRIES for form in entry.get(key, ())]
    language = key.removeprefix("avoid_")
    return [
        (re.compile(f"{around}{form}{around}", re.IGNORECASE), entry.get("write") or entry[language])
        for form, entry in found
    ]


def _name(value: re.Pattern[str] | str) -> str:
    return value if isinstance(value, str) else value.pattern


def _texts(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else [one for one in value or () if one]


@pytest.mark.parametrize(("form", "instead"), _avoided("avoid_ko", ""), ids=_name)
def test_no_korean_text_has_a_form_to_avoid(form: re.Pattern[str], instead: str) -> None:
    texts = [text for entry in known("ko") if entry.id for text in _texts(entry.string)]
    assert [text for text in texts if form.search(text)] == [], f"write {instead}"


@pytest.mark.parametrize(("form", "instead"), _avoided("avoid_en", r"\b"), ids=_name)
def test_no_english_text_has_a_form_to_avoid(form: re.Pattern[str], instead: str) -> None:
    texts = [text for entry in known("ko") if entry.id for text in _texts(entry.id)]
    assert [text for text in texts if form.search(text)] == [], f"write {instead}"


def test_every_term_is_used_in_both_languages() -> None:
    english = " ".join(text for entry in known("ko") if entry.id for text in _texts(entry.id)).lower()
    korean = " ".join(text for entry in known("ko") if entry.id for text in _texts(entry.string))
    unused = [term["en"] for term in WORDS["terms"] if term["en"] not in english]
    stems = [term["ko"] for term in WORDS["terms"] if term["ko"].removesuffix("하다") not in korean]
    assert (unused, stems) == ([], [])
