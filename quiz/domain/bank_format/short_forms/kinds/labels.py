"""Which entry of a list an answer names: by its text, its id, its letter or its number."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from quiz.domain.bank_format.short_forms.kinds.entries import MOST
from quiz.domain.bank_format.short_forms.parts import Part, texts_in
from quiz.domain.bank_format.short_forms.reading import Reading
from quiz.domain.errors import Message, nearest, say, shortened
from quiz.domain.text_limits import composed

_ROWS = ("ABCDEFGHIJ", "abcdefghij", "123456789", "①②③④⑤⑥⑦⑧⑨⑩", "ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊ", "가나다라마바사아자차")
LONGEST = 200
"""Characters of a name that is compared with others."""
_LABEL = re.compile(rf"[(\[]?\s*([{''.join(_ROWS)}])\s*(?:번|[.)\]])*")
_BEFORE_TEXT = re.compile(rf"(?:[(\[]?[{''.join(_ROWS[:3])}][.)\]]|[①-⑩])\s*")


def named(answer: Part, entries: Sequence[Part], reading: Reading, *, many: bool) -> list[int] | None:
    """The numbers of the entries that ``answer`` names: one, a list of them, or several between commas.

    ``many`` says whether several can be right. None where one of them names none, or may name either of two: that is
    among the problems of ``reading``.
    """
    before = len(reading.problems)
    found = _all_named(answer, entries, reading, many=many)
    return found if len(reading.problems) == before else None


def _all_named(answer: Part, entries: Sequence[Part], reading: Reading, *, many: bool) -> list[int]:
    if isinstance(answer.data, list):
        single = [part for part in answer.entries()[:MOST] if isinstance(part.data, str)]
        return [number for part in single for number in _named_by(part.data, part, entries, reading)]
    parts = re.split(r"\s*[,，]\s*", answer.data, maxsplit=MOST)
    whole = list(_readings(answer.data, entries))
    each = [list(_readings(name, entries)) for name in parts] if parts[1:] else [[]]
    if whole and many and all(each):
        reading.two_readings(
            repr(answer.data),
            answer.place,
            _called(whole[0], entries),
            say("several entries"),
            say("write several as a list, %(form)s; or mark the right ones with correct: yes", form="[A, B]"),
        )
    names = parts if parts[1:] and not whole else [answer.data]
    return [number for name in names for number in _named_by(name, answer, entries, reading)]


def _named_by(name: str, at: Part, entries: Sequence[Part], reading: Reading) -> list[int]:
    found = list(dict.fromkeys(_readings(name, entries)))
    if len(found) > 1:
        one, other = found[0], found[1]
        reading.two_readings(
            repr(name),
            at.place,
            _called(one, entries),
            _called(other, entries),
            say(
                "write %(one)s or %(other)s, or mark the right one with correct: yes",
                one=_clear(one, entries),
                other=_clear(other, entries),
            ),
        )
    elif not found:
        reading.fault(
            "reference",
            at.place,
            say("%(value)s names none of the entries", value=shortened(name)),
            _meant(name, entries),
        )
    return found[:1]


def _readings(name: str, entries: Sequence[Part]) -> Iterator[int]:
    """The entries that ``name`` may be: first that of the text, then of the id, then at the letter or number."""
    wanted = _compared(name)
    texts = [{_compared(text) for text in texts_in(_text(entry))} for entry in entries]
    exact = [number for number, words in enumerate(texts) if wanted in words]
    yield from exact or [number for number, words in enumerate(texts) if wanted in {_bare(text) for text in words}]
    yield from (number for number, entry in enumerate(entries) if _id(entry) == name.strip())
    label = _LABEL.fullmatch(name.strip())
    if label is not None:
        place = next(row.index(label[1]) for row in _ROWS if label[1] in row)
        yield from [place] if place < len(entries) else []


def _text(entry: Part) -> Part:
    return entry.at("text") if isinstance(entry.data, dict) and "text" in entry.data else entry


def _id(entry: Part) -> str | None:
    return entry.data.get("id") if isinstance(entry.data, dict) else None


def _compared(text: str) -> str:
    return " ".join(composed(text).split()).casefold()


def _bare(text: str) -> str:
    return _BEFORE_TEXT.sub("", text, count=1)


def _called(number: int, entries: Sequence[Part]) -> Message:
    return say("entry %(letter)s, %(text)s", letter=_ROWS[0][number], text=_shown(entries[number]))


def _shown(entry: Part) -> str:
    return shortened(next(texts_in(_text(entry)), ""))


def _clear(number: int, entries: Sequence[Part]) -> Message | str:
    """What names this entry alone; its text where nothing does, which the message puts beside another remedy."""
    ways = [row[number] for row in _ROWS if number < len(row)] + list(texts_in(_text(entries[number])))
    return next((way for way in ways if set(_readings(way, entries)) == {number}), ways[-1])


def _meant(name: str, entries: Sequence[Part]) -> Message:
    texts = [text for entry in entries for text in texts_in(_text(entry)) if len(text) <= LONGEST]
    close = nearest(name, texts) if len(name) <= LONGEST else None
    if close is not None:
        return say("did you mean %(known)s?", known=repr(close))
    last = _ROWS[0][min(len(entries), len(_ROWS[0])) - 1] if entries else "A"
    return say("write the text of the right one, or its letter, A to %(last)s", last=last)
