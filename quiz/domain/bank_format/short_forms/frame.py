"""The frame of a bank: sections and objectives as lists or plain titles, and filled in where there is only one."""

from __future__ import annotations

from collections.abc import Mapping

from quiz.domain.bank_format.short_forms.kinds.entries import id_of
from quiz.domain.bank_format.short_forms.parts import Part, map_of, text_of
from quiz.domain.bank_format.short_forms.reading import Reading

FIELDS: Mapping[str, tuple[str, str]] = {"section": ("sections", "title"), "objective": ("objectives", "text")}
"""What a question names, with the part of the bank that defines it and the field by which people call it."""
_PREFIX = {"sections": "", "objectives": "LO-"}


def with_frame(bank: Part, reading: Reading) -> Part:
    """The bank with its sections and objectives as maps by name."""
    for part, words in FIELDS.values():
        written = bank.data.get(part)
        if isinstance(written, list) and written and all(isinstance(one, str | dict) for one in written):
            bank = bank.changed({part: _by_number(bank.at(part), part, words, reading)})
        elif part == "sections" and isinstance(written, dict) and any(_is_title(one) for one in written.values()):
            bank = bank.changed({part: _with_titles(bank.at(part), words)})
    return bank


def _is_title(written: object) -> bool:
    return isinstance(written, str) and bool(written.strip())


def _by_number(listed: Part, part: str, words: str, reading: Reading) -> Part:
    fields: dict[str, Part] = {}
    entries = [map_of({words: one}, one.place) if reading.is_text(one) else one for one in listed.entries()]
    for number, entry in enumerate(entries, 1):
        given = entry.data.get("id")
        name = given if isinstance(given, str) else f"{_PREFIX[part]}{number}"
        fields[name] = entry.changed({"id": None}) if "id" in entry.data else entry
    return map_of(fields, listed.place)


def _with_titles(sections: Part, words: str) -> Part:
    changes = {
        name: map_of({words: part}, part.place) for name, part in sections.fields().items() if _is_title(part.data)
    }
    return sections.changed(dict(changes))


def named_in(bank: Part) -> Mapping[str, list[Part]]:
    """What a question or a draw can name, by the field in which it does: entries with their name as id."""
    return {field: _entries(bank, part, words) for field, (part, words) in FIELDS.items()}


def _entries(bank: Part, part: str, words: str) -> list[Part]:
    if not isinstance(bank.data.get(part), dict):
        return []
    found = bank.at(part)
    return [
        map_of(
            {"id": text_of(name, found.key_place(name)), **({"text": one.at(words)} if words in one.data else {})},
            one.place,
        )
        for name, one in found.fields().items()
        if isinstance(one.data, dict)
    ]


def with_names(part: Part, known: Mapping[str, list[Part]], *, fill: bool) -> Part:
    """A question or draw that names sections and objectives by id; with ``fill`` the only one that there is."""
    changes: dict[str, Part | None] = {}
    for field, entries in known.items():
        if field in part.data:
            name = id_of(part.at(field), entries)
            if name.data != part.data[field]:
                changes[field] = name
        elif fill and len(entries) == 1:
            changes[field] = text_of(entries[0].data["id"], part.place)
    return part.changed(changes) if changes else part
