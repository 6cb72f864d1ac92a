"""Options to pick from: plain lines, with the right ones named by ``answer`` or marked with yes."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from quiz.domain.bank_format.short_forms.kinds.entries import with_entries
from quiz.domain.bank_format.short_forms.kinds.labels import named
from quiz.domain.bank_format.short_forms.kinds.truths import truth_in, with_truth
from quiz.domain.bank_format.short_forms.parts import Part, list_of, text_of
from quiz.domain.bank_format.short_forms.reading import Reading
from quiz.domain.errors import say


def with_options(part: Part, key: str, naming: str, variables: Collection[str], reading: Reading) -> Part:
    """``part`` with the options under ``key`` written out; ``naming`` is the field that names the right ones."""
    if not isinstance(part.data.get(key), list):
        return part
    options = list_of([_with_truth(entry, variables, reading) for entry in part.at(key).entries()], part.at(key).place)
    whole = with_entries(options, key, reading)
    if naming not in part.data or not _can_name(part.at(naming)) or not whole.data:
        return part if whole.data == part.data[key] else part.changed({key: whole})
    right = named(part.at(naming), part.at(key).entries(), reading)
    return part.changed({key: _marked(whole, right, part.at(naming), reading), naming: None})


def _can_name(part: Part) -> bool:
    words = part.data if isinstance(part.data, list) else [part.data]
    return bool(words) and all(isinstance(word, str) and word.strip() for word in words)


def _with_truth(entry: Part, variables: Collection[str], reading: Reading) -> Part:
    return with_truth(entry, "correct", variables, reading) if isinstance(entry.data, dict) else entry


def _marked(options: Part, right: Collection[int], answer: Part, reading: Reading) -> Part:
    entries = options.entries()
    marked = {number for number, entry in enumerate(entries) if _correct(entry) not in (None, "false")}
    if marked - set(right):
        reading.two_readings(
            "'correct'",
            entries[min(marked)].key_place("correct"),
            say("what is marked"),
            say("what answer: names"),
            say("keep one of the two: correct: yes, or answer:"),
        )
    return list_of(
        [_right(entry, answer) if number in right else entry for number, entry in enumerate(entries)], options.place
    )


def _correct(entry: Part) -> object:
    return entry.data.get("correct") if isinstance(entry.data, dict) else None


def _right(entry: Part, answer: Part) -> Part:
    return entry.changed({"correct": text_of("true", answer.place)}) if isinstance(entry.data, dict) else entry


def with_answer(part: Part, variables: Collection[str], reading: Reading) -> Part:
    """A statement with the truth in its ``answer`` written out."""
    truth = truth_in(part.fields().get("answer"), variables, reading)
    return part if truth is None else part.changed({"answer": truth})


def changed_lists(part: Part, keys: Sequence[str], reading: Reading) -> Part:
    """``part`` with every list under ``keys`` written out."""
    for key in keys:
        if isinstance(part.data.get(key), list):
            whole = with_entries(part.at(key), key, reading)
            part = part if whole.data == part.data[key] else part.changed({key: whole})
    return part
