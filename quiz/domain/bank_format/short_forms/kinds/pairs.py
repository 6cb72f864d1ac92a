"""Pairs and bins: ``left: right`` lines for matching, ``bin: [items]`` for categorize."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from itertools import groupby

from quiz.domain.bank_format.short_forms.kinds.choices import changed_lists
from quiz.domain.bank_format.short_forms.kinds.entries import MOST, id_of, with_entries, with_ids_for
from quiz.domain.bank_format.short_forms.parts import Part, list_of, map_of, text_of
from quiz.domain.bank_format.short_forms.reading import Reading
from quiz.domain.errors import say


def with_pairs(question: Part, reading: Reading) -> Part:
    """A matching question with ``left`` and ``right``; what stands under ``right`` beside ``pairs`` is spare."""
    if "pairs" in question.data and "left" not in question.data:
        question = _from_pairs(_with_whole_pairs(question, reading), reading)
    question = changed_lists(question, ("left", "right"), reading)
    return _with_partners(question, "left", "right", "right")


def _with_whole_pairs(question: Part, reading: Reading) -> Part:
    """The question with pairs that can be read: where they can't, that is said, and no more."""
    pairs = question.at("pairs")
    if isinstance(pairs.data, dict) and all(isinstance(one, str) for one in pairs.data.values()):
        return question
    reading.fault(
        "structure",
        pairs.place,
        say("%(field)s holds no pairs", field="'pairs'"),
        say("write each pair as a line: left: right"),
    )
    return question.changed({"pairs": map_of({name: text_of(name, pairs.place) for name in "12"}, pairs.place)})


def _from_pairs(question: Part, reading: Reading) -> Part:
    pairs = _first(question.at("pairs"))
    spare = question.at("right").entries() if isinstance(question.data.get("right"), list) else []
    spare = spare[:MOST]
    partners = {part.data.strip(): part for part in reversed(pairs.fields().values())}
    right = with_entries(list_of([*reversed(partners.values()), *spare], pairs.place), "right", reading)
    left = [
        map_of(
            {"text": text_of(name, pairs.key_place(name)), "right": id_of(part, right.entries())}, pairs.key_place(name)
        )
        for name, part in pairs.fields().items()
    ]
    whole = with_entries(list_of(left, pairs.place), "left", reading)
    named = [entry["right"] for entry in whole.data]
    mixed = _mixed(right.entries(), lambda ids: [name for name in ids if name in named] != list(dict.fromkeys(named)))
    return question.changed({"pairs": None, "left": whole, "right": list_of(mixed, right.place)})


def with_bins(question: Part, reading: Reading) -> Part:
    """A categorize question with ``bins`` and ``items``, each item with its bin."""
    bins, items = question.data.get("bins"), question.data.get("items")
    if _sorted_into(bins) and items is None:
        question = _from_bins(question, "bins", reading)
    elif _sorted_into(items) and bins is None:
        question = _from_bins(question, "items", reading)
    question = changed_lists(question, ("bins", "items"), reading)
    return _with_partners(question, "items", "bin", "bins")


def _sorted_into(written: object) -> bool:
    return isinstance(written, dict) and bool(written) and all(isinstance(items, list) for items in written.values())


def _from_bins(question: Part, key: str, reading: Reading) -> Part:
    written = _first(question.at(key))
    texts = [text_of(name, written.key_place(name)) for name in written.data]
    bins = with_entries(list_of(texts, written.place), "bins", reading)
    items = [
        _in_bin(item, name, reading)
        for place, listed in zip(bins.entries(), written.fields().values(), strict=True)
        for name in [text_of(place.data["id"], place.place)]
        for item in listed.entries()[:MOST]
    ]
    whole = with_entries(list_of(items, written.place), "items", reading)
    of = {_id(entry): str(entry.data.get("bin")) for entry in whole.entries() if isinstance(entry.data, dict)}
    mixed = _mixed(whole.entries(), lambda ids: not _tells([of.get(name) for name in ids]))
    return question.changed({"bins": bins, "items": list_of(mixed, whole.place)})


def _first(part: Part) -> Part:
    """The map with as many fields as are looked at."""
    return part.changed(dict.fromkeys(list(part.data)[MOST:]))


def _in_bin(item: Part, name: Part, reading: Reading) -> Part:
    if reading.is_text(item):
        return map_of({"text": item, "bin": name}, item.place)
    return item.changed({"bin": name}) if isinstance(item.data, dict) and "bin" not in item.data else item


def _tells(bins: Sequence[str | None]) -> bool:
    """Whether the order shows where things belong: bin by bin, or one after another in turn."""
    runs = [name for name, _ in groupby(bins)]
    in_turn = any(bins[step:] == bins[:-step] for step in range(2, len(bins) // 2 + 1))
    return len(runs) == len(set(runs)) or in_turn


def _mixed(entries: Sequence[Part], fits: Callable[[list[str]], bool]) -> list[Part]:
    """The entries in an order that tells nothing, alike for the same entries; as they are where there is none."""
    for seed in range(20):
        mixed = sorted(entries, key=lambda entry: hashlib.sha256(f"{_id(entry)} {seed}".encode()).digest())
        if fits([_id(entry) for entry in mixed]):
            return mixed
    return list(entries)


def _id(entry: Part) -> str:
    return str(entry.data.get("id")) if isinstance(entry.data, dict) else ""


def with_rows(question: Part, reading: Reading) -> Part:
    """A matrix question whose rows name their columns by id."""
    question = changed_lists(question, ("columns", "rows"), reading)
    return _with_partners(question, "rows", "key", "columns")


def with_order(question: Part, reading: Reading) -> Part:
    """An ordering question whose items are entries, and whose reasons name them by id."""
    question = changed_lists(question, ("items",), reading)
    for key in ("before", "after"):
        question = _with_partners(question, "reasons", key, "items")
    return question


def _with_partners(question: Part, listed: str, key: str, partners: str) -> Part:
    """``question`` with what the entries of one list name under ``key`` as ids of another list."""
    fields = question.data
    if not all(isinstance(fields.get(one), list) and len(fields[one]) <= MOST for one in (listed, partners)):
        return question
    changed = with_ids_for(question.at(listed), key, question.at(partners).entries())
    return question if changed.data == fields[listed] else question.changed({listed: changed})
