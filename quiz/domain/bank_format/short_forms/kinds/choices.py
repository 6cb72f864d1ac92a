"""Options to pick from: plain lines, with the right ones named by ``answer`` or marked with yes."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from quiz.domain.bank_format.short_forms.kinds.entries import listed_in, with_entries
from quiz.domain.bank_format.short_forms.kinds.labels import named
from quiz.domain.bank_format.short_forms.kinds.truths import truth_in, with_truth
from quiz.domain.bank_format.short_forms.parts import Part, list_of, text_of
from quiz.domain.bank_format.short_forms.reading import Reading
from quiz.domain.errors import say


def with_options(part: Part, key: str, naming: str, variables: Collection[str], reading: Reading) -> Part:
    """``part`` with the options under ``key`` written out; ``naming`` is the field that names the right ones."""
    listed = listed_in(part, key, reading)
    if listed is None:
        return part
    before = len(reading.problems)
    options = list_of([_with_truth(entry, variables, reading) for entry in listed.entries()], listed.place)
    whole = with_entries(options, key, reading)
    if naming not in part.data or not _can_name(part.at(naming)) or not whole.data:
        return part if whole.data == part.data[key] else part.changed({key: whole})
    clear = len(reading.problems) == before
    many = part.data.get("kind") == "multiple_choice"
    right = named(part.at(naming), listed.entries(), reading, many=many) if clear else None
    return part.changed({key: _marked(whole, right, part.at(naming), reading), naming: None})


def _can_name(part: Part) -> bool:
    words = part.data if isinstance(part.data, list) else [part.data]
    return bool(words) and all(isinstance(word, str) and word.strip() for word in words)


def _with_truth(entry: Part, variables: Collection[str], reading: Reading) -> Part:
    return with_truth(entry, "correct", variables, reading) if isinstance(entry.data, dict) else entry


def _marked(options: Part, named_right: Collection[int] | None, answer: Part, reading: Reading) -> Part:
    """The options, the named ones marked as right; where that is not clear, any, so that no more is said of it."""
    entries = options.entries()
    marked = {number for number, entry in enumerate(entries) if _correct(entry) not in (None, "false")}
    right = (marked or {0}) if named_right is None else set(named_right)
    doubted = (marked - right) | {number for number in right if _correct(entries[number]) == "false"}
    if doubted and named_right is not None:
        reading.two_readings(
            "'correct'",
            entries[min(doubted)].key_place("correct"),
            say("what is marked"),
            say("what answer: names"),
            say("keep one of the two: correct: yes, or answer:"),
        )
        right = marked or right
    whole = [_right(entry, answer) if number in right - marked else entry for number, entry in enumerate(entries)]
    return list_of(whole, options.place)


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
        listed = listed_in(part, key, reading)
        if listed is not None:
            whole = with_entries(listed, key, reading)
            part = part if whole.data == part.data[key] else part.changed({key: whole})
    return part
