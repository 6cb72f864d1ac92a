"""The smallest series, bank and question of each kind that can be published under the profile ``open``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from quiz.domain.authoring.template_texts import PICTURE, PICTURE_FILE, TEXTS
from quiz.domain.bank_format.fields import LANGUAGES
from quiz.domain.yaml import writer
from quiz.domain.yaml.reader import read_yaml

__all__ = [
    "PICTURE",
    "PICTURE_FILE",
    "bank_text",
    "in_languages",
    "question_text",
    "series_text",
    "shows_picture",
    "template",
]

_LANGUAGES = frozenset(LANGUAGES)
_STEP = 2
_ON_LINES = ("options", "reasons", "items")


def template(kind: str, languages: Sequence[str]) -> dict[str, Any]:
    """The plain data of a question of ``kind`` in the ``languages`` of a series; one that we don't write gets English.

    Raises ``KeyError`` for an unknown kind.
    """
    written = in_languages(read_yaml(TEXTS[kind].encode(), kind).data, languages)
    data = _SHORTER.get(kind, dict)(written)
    # Each on a line of its own, where the next one is easily added.
    return {"kind": kind, **data, **{key: writer.BlockList(data[key]) for key in _ON_LINES if key in data}}


def _as_pairs(data: Mapping[str, Any]) -> dict[str, Any]:
    """A matching question of one language with its pairs as lines; any other as it is."""
    right = {entry["id"]: entry["text"] for entry in data["right"]}
    if not all(isinstance(text, str) for text in right.values()):
        return dict(data)
    pairs = {entry["text"]: right[entry["right"]] for entry in data["left"]}
    return {"prompt": data["prompt"], "pairs": writer.BlockMap(pairs)}


def _as_bins(data: Mapping[str, Any]) -> dict[str, Any]:
    """A categorize question of one language with the items of each bin; any other as it is."""
    texts = {entry["id"]: entry["text"] for entry in data["bins"]}
    if not all(isinstance(text, str) for text in texts.values()):
        return dict(data)
    bins = {text: [item["text"] for item in data["items"] if item["bin"] == name] for name, text in texts.items()}
    return {"prompt": data["prompt"], "bins": bins}


def _as_rows(data: Mapping[str, Any]) -> dict[str, Any]:
    """A matrix question of one language whose rows name their columns by their texts; any other as it is."""
    texts = {entry["id"]: entry["text"] for entry in data["columns"]}
    if not all(isinstance(text, str) for text in texts.values()):
        return dict(data)
    rows = [{**row, "key": texts[row["key"]]} for row in data["rows"]]
    return {"prompt": data["prompt"], "columns": list(texts.values()), "rows": rows}


_SHORTER = {"matching": _as_pairs, "categorize": _as_bins, "matrix": _as_rows}
"""The kinds whose lists are shorter where texts are plain."""


def shows_picture(kind: str) -> bool:
    """Whether the template of ``kind`` shows a picture, which has to stand in the folder ``media``."""
    return PICTURE_FILE in TEXTS[kind]


def question_text(data: Mapping[str, Any], column: int = _STEP) -> str:
    """A question as it stands in the list of a bank, its hyphen in ``column``; with a line break at the end."""
    return " " * column + writer.entry(writer.BlockMap(data), column, _STEP, "\n") + "\n"


def series_text(slug: str, languages: Sequence[str], title: str | None = None) -> str:
    """The smallest ``series.yaml``; without a ``title`` it is called as its id says."""
    named = writer.scalar(title or slug.replace("-", " ").capitalize())
    part = writer.inline(in_languages({"id": "1", "title": {"ko": "1부", "en": "Part 1"}}, languages))
    lines = [
        f"series: {slug}",
        f"languages: {writer.inline(list(languages))}",
        f"title: {named}",
        "profile: open",
        "parts:",
        f"  - {part}",
    ]
    return "\n".join(lines) + "\n"


def bank_text(slug: str, title: str | None = None) -> str:
    """The beginning of a bank, to which a question has to be added before it can be published."""
    named = f"title: {writer.scalar(title)}\n" if title else ""
    return f"bank: {slug}\n{named}"


def in_languages(value: Any, languages: Sequence[str]) -> Any:
    """``value`` with each text in the ``languages``: a plain one where there is one at most, else a map of them."""
    if isinstance(value, dict) and value.keys() == _LANGUAGES:
        return _text(value, languages) if isinstance(value["en"], str) else _lists(value, languages)
    if isinstance(value, dict):
        return {name: in_languages(inner, languages) for name, inner in value.items()}
    if isinstance(value, list):
        return [in_languages(inner, languages) for inner in value]
    return value


def _text(value: Mapping[str, str], languages: Sequence[str]) -> str | dict[str, str]:
    written = {language: value[language] for language in languages if language in value}
    return written if len(written) > 1 else next(iter(written.values()), value["en"])


def _lists(value: Mapping[str, Any], languages: Sequence[str]) -> dict[str, Any]:
    """Patterns to look for, which every language of the series has to have."""
    return {language: value.get(language, value["en"]) for language in languages}
