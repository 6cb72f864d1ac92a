"""Lists whose entries have ids: plain lines become entries, ids are made, and entries are named by their texts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from quiz.domain.bank_format.short_forms.made_ids import made_ids
from quiz.domain.bank_format.short_forms.parts import Part, list_of, map_of, text_of, texts_in
from quiz.domain.bank_format.short_forms.reading import Reading

TEXTS: Mapping[str, str] = {"ideas": "meaning"}
"""The field in which the entries of a list have their words, where it is not ``text``."""


def with_entries(listed: Part, key: str, reading: Reading) -> Part:
    """The list under ``key`` with every entry a map that has an id; as it is where all of them are."""
    entries = listed.entries()
    words = TEXTS.get(key, "text")
    if not any(_is_short(entry, words, reading) for entry in entries):
        return listed
    whole = [_entry(entry, words, reading) for entry in entries]
    lacking = [entry for entry in whole if _lacks_id(entry, words)]
    given = [entry.data["id"] for entry in whole if isinstance(entry.data, dict) and "id" in entry.data]
    names = made_ids([entry.at(words) for entry in lacking], [name for name in given if isinstance(name, str)])
    return list_of([_named(entry, next(names)) if _lacks_id(entry, words) else entry for entry in whole], listed.place)


def _is_short(entry: Part, words: str, reading: Reading) -> bool:
    return reading.is_text(entry) or _lacks_id(entry, words)


def _lacks_id(entry: Part, words: str) -> bool:
    return isinstance(entry.data, dict) and "id" not in entry.data and words in entry.data


def _entry(entry: Part, words: str, reading: Reading) -> Part:
    return map_of({words: entry}, entry.place) if reading.is_text(entry) else entry


def _named(entry: Part, name: str) -> Part:
    return entry.led_by("id", text_of(name, entry.place))


def id_of(word: Part, entries: Sequence[Part]) -> Part:
    """``word`` with the id of the one entry that has it as its text; as it is where it is an id, or no text."""
    if not isinstance(word.data, str):
        return word
    maps = [entry for entry in entries if isinstance(entry.data, dict) and "text" in entry.data]
    if any(entry.data.get("id") == word.data for entry in maps):
        return word
    wanted = word.data.strip()
    found = [entry.data["id"] for entry in maps if wanted in {text.strip() for text in texts_in(entry.at("text"))}]
    return text_of(found[0], word.place) if len(found) == 1 else word


def with_ids_for(listed: Part, key: str, entries: Sequence[Part]) -> Part:
    """The list with what its entries have under ``key`` as ids of ``entries``: one, or a list of them."""
    return list_of([_with_id_for(entry, key, entries) for entry in listed.entries()], listed.place)


def _with_id_for(entry: Part, key: str, entries: Sequence[Part]) -> Part:
    if not isinstance(entry.data, dict) or key not in entry.data:
        return entry
    named = entry.at(key)
    if isinstance(named.data, list):
        changed = list_of([id_of(one, entries) for one in named.entries()], named.place)
    else:
        changed = id_of(named, entries)
    return entry if changed.data == named.data else entry.changed({key: changed})
