"""What a form says of a series, read from its file and put back into it: every other byte stays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from quiz.domain.bank_format.fields import LANGUAGES
from quiz.domain.bank_format.source_edit import (
    Data,
    Path,
    insert_entry,
    insert_key,
    move_entry,
    remove_entry,
    remove_key,
    set_scalar,
)
from quiz.domain.yaml.reader import read_yaml

TEXTS = ("title", "line", "footer")
_ORDER = ("series", "languages", *TEXTS, "profile", "sources", "glossary", "parts")
"""The fields of a series in the order in which a new one is put in."""
_PROFILE = "standard"
"""What holds where the file says nothing."""
_BANKS = ("banks", "months")


@dataclass(frozen=True, kw_only=True)
class PartSettings:
    """A part: its title by language, and the banks in it in their order."""

    id: str
    title: Mapping[str, str]
    banks: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What a form says of a series. A text that is left empty in every language is left out."""

    languages: tuple[str, ...]
    texts: Mapping[str, Mapping[str, str]]
    profile: str
    parts: tuple[PartSettings, ...] = field(default=())


def settings_of(raw: bytes) -> Settings:
    """What a ``series.yaml`` says. Raises ``BankError`` where it can't be read as YAML."""
    data = _data(raw)
    languages = _languages(data)
    return Settings(
        languages=languages,
        texts={name: _by_language(data.get(name), languages) for name in TEXTS},
        profile=_word(data.get("profile")) or _PROFILE,
        parts=tuple(_part(one, languages) for one in _parts(data) if _word(one.get("id"))),
    )


def with_settings(raw: bytes, wanted: Settings) -> bytes:
    """``raw`` that says what is wanted; what it says already is left as it is written.

    Raises ``BankError`` and ``SourceEditError``.
    """
    before = settings_of(raw)
    if wanted.languages != before.languages:
        raw = _put(raw, (), "languages", list(wanted.languages))
    for name in TEXTS:
        # Another language may be wanted of a text that nobody touched.
        raw = _with_text(raw, (), name, wanted.texts.get(name, {}), wanted.languages)
    if wanted.profile != before.profile:
        raw = _put(raw, (), "profile", wanted.profile)
    return _with_parts(raw, wanted)


def _with_parts(raw: bytes, wanted: Settings) -> bytes:
    ids = [part.id for part in wanted.parts]
    for number, part in reversed(list(enumerate(_parts(_data(raw))))):
        if _word(part.get("id")) not in ("", *ids) and len(_parts(_data(raw))) > 1:
            raw = remove_entry(raw, ("parts",), number)
    for part in wanted.parts:
        known = [_word(one.get("id")) for one in _parts(_data(raw))]
        if part.id not in known:
            raw = insert_entry(raw, ("parts",), len(known), _new_part(part, wanted.languages))
            continue
        place: Path = ("parts", known.index(part.id))
        raw = _with_text(raw, place, "title", part.title, wanted.languages)
        raw = _with_banks(raw, place, part.banks)
    return raw


def _new_part(part: PartSettings, languages: Sequence[str]) -> Data:
    listed = {"banks": list(part.banks)} if part.banks else {}
    return {"id": part.id, "title": _text(part.title, languages), **listed}


def _with_banks(raw: bytes, place: Path, wanted: Sequence[str]) -> bytes:
    part = _at(raw, place)
    if _listed(part) == tuple(wanted):
        return raw
    name = next((name for name in _BANKS if part.get(name)), "banks")
    for other in _BANKS:
        if other != name and other in part:
            raw = remove_key(raw, place, other)
    if not wanted:
        return remove_key(raw, place, name) if name in part else raw
    return _with_list(raw, (*place, name), wanted) if part.get(name) else _put(raw, place, name, list(wanted))


def _with_list(raw: bytes, path: Path, wanted: Sequence[str]) -> bytes:
    """``raw`` whose list at ``path`` has the entries that are wanted, in their order."""
    for number, entry in enumerate(wanted):
        listed = _at(raw, path)
        if listed[number : number + 1] == [entry]:
            continue
        later = [place for place in range(number, len(listed)) if listed[place] == entry]
        raw = move_entry(raw, path, later[0], number) if later else insert_entry(raw, path, number, entry)
    for number in reversed(range(len(wanted), len(_at(raw, path)))):
        raw = remove_entry(raw, path, number)
    return raw


def _with_text(raw: bytes, place: Path, name: str, wanted: Mapping[str, str], languages: Sequence[str]) -> bytes:
    """``raw`` whose text at ``place`` says what is wanted in each language."""
    now = _at(raw, place).get(name)
    value = _text(wanted, languages)
    if _says(now, wanted, languages) or (not value and now is None):
        return raw
    if not value:
        return remove_key(raw, place, name)
    if isinstance(value, str) and isinstance(now, str):
        return set_scalar(raw, (*place, name), value)
    if isinstance(value, dict) and isinstance(now, dict):
        return _with_languages(raw, (*place, name), value, now)
    return _put(raw, place, name, value)


def _says(now: Any, wanted: Mapping[str, str], languages: Sequence[str]) -> bool:
    """Whether a text of the file says in each language what is wanted, and nothing in any other."""
    same = all(text.strip() == wanted.get(name, "").strip() for name, text in _by_language(now, languages).items())
    return same and now is not None and (not isinstance(now, dict) or now.keys() <= set(languages))


def _with_languages(raw: bytes, path: Path, value: Mapping[str, str], now: Mapping[str, Any]) -> bytes:
    for language, text in value.items():
        if language not in now:
            raw = insert_key(raw, path, language, text)
        elif now[language] != text:
            raw = set_scalar(raw, (*path, language), text)
    for language in now.keys() - value.keys():
        raw = remove_key(raw, path, language)
    return raw


def _put(raw: bytes, place: Path, name: str, value: Data) -> bytes:
    """``raw`` with a field in place of what it was, or where a new one belongs."""
    fields = list(_at(raw, place))
    if name in fields:
        before = fields[fields.index(name) - 1] if fields.index(name) else None
        if isinstance(value, str) and isinstance(_at(raw, place)[name], str):
            return set_scalar(raw, (*place, name), value)
        raw = remove_key(raw, place, name)
        return insert_key(raw, place, name, value, after=before) if before else insert_key(raw, place, name, value)
    earlier = _ORDER[: _ORDER.index(name)] if name in _ORDER else ()
    behind = next((one for one in reversed(earlier) if one in fields), None)
    return insert_key(raw, place, name, value, after=behind) if behind else insert_key(raw, place, name, value)


def _text(by_language: Mapping[str, str], languages: Sequence[str]) -> Any:
    """A text as a file has it: by language, or one for all where no more than one is written; empty for none."""
    written = {language: text for language in languages if (text := by_language.get(language, "").strip())}
    texts = list(dict.fromkeys(written.values()))
    return "" if not texts else texts[0] if len(texts) == 1 else written


def _part(data: Mapping[str, Any], languages: Sequence[str]) -> PartSettings:
    title = _by_language(data.get("title"), languages)
    return PartSettings(id=_word(data.get("id")), title=title, banks=_listed(data))


def _listed(part: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(bank for name in _BANKS for bank in _words(part.get(name)))


def _by_language(value: Any, languages: Iterable[str]) -> dict[str, str]:
    """A text in each of these languages, as the file has it: one plain text is that of all."""
    if isinstance(value, dict):
        return {language: _word(value.get(language)) for language in languages}
    return dict.fromkeys(languages, _word(value))


def _languages(data: Mapping[str, Any]) -> tuple[str, ...]:
    return _words(data.get("languages")) or LANGUAGES


def _words(value: Any) -> tuple[str, ...]:
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()


def _word(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _parts(data: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    listed = data.get("parts")
    return [one if isinstance(one, dict) else {} for one in listed] if isinstance(listed, list) else []


def _data(raw: bytes) -> Mapping[str, Any]:
    data = read_yaml(raw, "").data
    return data if isinstance(data, dict) else {}


def _at(raw: bytes, path: Path) -> Any:
    found: Any = _data(raw)
    for step in path:
        found = found[step]
    return found
