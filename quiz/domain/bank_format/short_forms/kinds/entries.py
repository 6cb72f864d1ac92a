"""Lists whose entries have ids: plain lines become entries, ids are made, and entries are named by their texts."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from quiz.domain.bank_format.short_forms.made_ids import made_ids
from quiz.domain.bank_format.short_forms.parts import Part, list_of, map_of, text_of, texts_in
from quiz.domain.bank_format.short_forms.reading import Reading
from quiz.domain.errors import say, shortened

TEXTS: Mapping[str, str] = {"ideas": "meaning"}
"""The field in which the entries of a list have their words, where it is not ``text``."""

MOST = 40
"""Entries of a list that are looked at: none may hold as many."""
_FIELD = re.compile("[a-z_]+")


def with_entries(listed: Part, key: str, reading: Reading) -> Part:
    """The list under ``key`` with every entry a map that has an id; as it is where all of them are."""
    entries = listed.entries()
    words = TEXTS.get(key, "text")
    if not any(_is_short(entry, words, reading) for entry in entries):
        return listed
    whole = [_entry(entry, words, reading) for entry in entries]
    lacking = [entry for entry in whole if _lacks_id(entry, words)]
    given = [entry.data["id"] for entry in whole if isinstance(entry.data, dict) and "id" in entry.data]
    names = iter(made_ids([entry.at(words) for entry in lacking], [name for name in given if isinstance(name, str)]))
    return list_of([_named(entry, next(names)) if _lacks_id(entry, words) else entry for entry in whole], listed.place)


def listed_in(part: Part, key: str, reading: Reading) -> Part | None:
    """The list under ``key``; one that was written as a text with commas is among the problems. None for any other."""
    if key not in part.data:
        return None
    written = part.at(key)
    if isinstance(written.data, str) and 1 < len(words := re.split(r"\s*[,，]\s*", written.data.strip())) <= MOST:
        reading.fault(
            "structure",
            written.place,
            say("%(field)s is one text and not a list", field=repr(key)),
            say("put it in square brackets: %(form)s", form=f"[{', '.join(words)}]"),
        )
        return list_of([text_of(word, written.place) for word in words], written.place)
    return written if isinstance(written.data, list) and len(written.data) <= MOST else None


def _is_short(entry: Part, words: str, reading: Reading) -> bool:
    return reading.is_text(entry) or _lacks_id(entry, words) or _is_cut(entry)


def _is_cut(entry: Part) -> bool:
    """Whether a line that holds a colon was read as a field."""
    return isinstance(entry.data, dict) and len(entry.data) == 1 and not _FIELD.fullmatch(next(iter(entry.data)))


def _lacks_id(entry: Part, words: str) -> bool:
    return isinstance(entry.data, dict) and "id" not in entry.data and words in entry.data


def _entry(entry: Part, words: str, reading: Reading) -> Part:
    if _is_cut(entry):
        ((key, rest),) = entry.data.items()
        line = f"{key}: {rest}" if isinstance(rest, str) else str(key)
        reading.fault(
            "structure",
            entry.place,
            say("%(line)s is read as a field, because of its colon", line=shortened(line)),
            say("put the whole line in quotes"),
        )
        entry = text_of(line, entry.place)
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
