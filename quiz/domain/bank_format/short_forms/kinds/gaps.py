"""Gaps written into the text: ``[[right|wrong]]``, ``[[12±0.5]]``, and ``[[right]]`` to be typed."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Literal

from quiz.domain.bank_format.fields import MAX_TEXT
from quiz.domain.bank_format.short_forms.kinds.choices import with_options
from quiz.domain.bank_format.short_forms.kinds.entries import with_entries
from quiz.domain.bank_format.short_forms.kinds.typed import NUMBER, allowance, with_spellings, with_tolerance
from quiz.domain.bank_format.short_forms.parts import Part, list_of, map_of, text_of
from quiz.domain.bank_format.short_forms.reading import Reading, variables_of
from quiz.domain.errors import say
from quiz.domain.rendering import CODE_SPAN, GAP_NAME
from quiz.domain.yaml.commented.comments import Cut
from quiz.domain.yaml.document import Place

# Brackets inside it are closed, as those of an index are.
_GAP = re.compile(r"\[\[(?!\[)((?:[^\[\]\n]|\[[^\[\]\n]*\])*)\]\]")
_LITERAL = re.compile(rf"(?<!\\)\$[^$]*(?<!\\)\$|{CODE_SPAN}", re.DOTALL)
_BETWEEN = re.compile(r"((?<!\\)\$[^$]*(?<!\\)\$|`[^`]*`)|\|")
_WITH_TOLERANCE = re.compile(rf"(.+?)\s*(?:±|\+/-)\s*({NUMBER}\s*[%％]?)")
_NUMBER = re.compile(rf"-?{NUMBER}")


@dataclass(frozen=True, kw_only=True)
class Gap:
    """A gap as it was written: what stands in it, where, and from which to which character of its text."""

    kind: Literal["text", "number", "choice"]
    words: tuple[str, ...]
    place: Place
    start: int
    end: int


def with_gaps(question: Part, reading: Reading) -> Part:
    """A cloze question whose text holds the names of gaps alone, and whose gaps stand in ``gaps``."""
    given = question.data.get("gaps")
    names = set(given) if isinstance(given, dict) else set()
    if isinstance(given, dict):
        question = question.changed({"gaps": _whole_gaps(question.at("gaps"), variables_of(question), reading)})
    text = question.fields().get("text")
    if text is None or not reading.is_text(text) or not (given is None or isinstance(given, dict)):
        return question
    by_language = {"": text} if isinstance(text.data, str) else text.fields()
    written = {
        language: list(_written(part, names, given is not None, reading)) for language, part in by_language.items()
    }
    if not any(written.values()):
        return question
    if not _agree(written, text, reading):
        # It is refused: what one language says is enough to find what else is wrong.
        language = next(language for language, gaps in written.items() if gaps)
        by_language, written = {"": by_language[language]}, {"": written[language]}
    _doubt_names(written, given, reading)
    free = (str(number) for number in count(1) if str(number) not in names)
    called = [name for name, _ in zip(free, next(iter(written.values())), strict=False)]
    texts = {language: _with_names(part, written[language], called) for language, part in by_language.items()}
    made = {name: _made(gaps, reading) for name, *gaps in zip(called, *_columns(written), strict=True)}
    whole = texts[""] if "" in texts else text.changed(dict(texts))
    gaps = question.at("gaps").changed(dict(made)) if given else map_of(made, text.place)
    return question.changed({"text": whole, "gaps": gaps})


def _whole_gaps(gaps: Part, variables: Collection[str], reading: Reading) -> Part:
    return gaps.changed({name: _whole_gap(gap, variables, reading) for name, gap in gaps.fields().items()})


def _whole_gap(gap: Part, variables: Collection[str], reading: Reading) -> Part:
    kind = gap.data.get("kind") if isinstance(gap.data, dict) else None
    if kind == "choice":
        return with_options(gap, "options", "answer", variables, reading)
    if kind == "text":
        return with_spellings(gap)
    return with_tolerance(gap) if kind == "number" else gap


def _written(text: Part, names: Collection[str], has_gaps: bool, reading: Reading) -> Iterator[Gap]:
    """The gaps of one text that are no names of ``names``; none of a text that is too long to be one."""
    if len(text.data) > MAX_TEXT:
        return
    literal = [found.span() for found in _LITERAL.finditer(text.data)]
    for found in _GAP.finditer(text.data):
        inside = found[1].strip()
        if any(start < found.start() < end for start, end in literal):
            continue
        if inside in names or (has_gaps and GAP_NAME.fullmatch(inside)) or not inside:
            continue
        place = reading.document.place_of_words(found[0], text.place, before=text.data[: found.start()].count(found[0]))
        yield _gap(inside, place, found.span())


def _gap(inside: str, place: Place, span: tuple[int, int]) -> Gap:
    start, end = span
    options = _options(inside)
    if len(options) > 1:
        return Gap(kind="choice", words=tuple(options), place=place, start=start, end=end)
    number = _WITH_TOLERANCE.fullmatch(inside)
    if number is not None:
        return Gap(kind="number", words=(number[1], number[2]), place=place, start=start, end=end)
    kind: Literal["number", "text"] = "number" if _NUMBER.fullmatch(inside) else "text"
    return Gap(kind=kind, words=(inside, "0") if kind == "number" else (inside,), place=place, start=start, end=end)


def _options(inside: str) -> list[str]:
    """The words between bars; a bar in a formula or in code parts nothing."""
    cuts = [found.start() for found in _BETWEEN.finditer(inside) if not found[1]]
    return [
        inside[start:end].strip() for start, end in zip([0, *[cut + 1 for cut in cuts]], [*cuts, None], strict=True)
    ]


def _agree(written: Mapping[str, Sequence[Gap]], text: Part, reading: Reading) -> bool:
    """Whether every language has the same gaps in the same order."""
    shapes = {language: [_shape(gap) for gap in gaps] for language, gaps in written.items()}
    first = next(iter(shapes.values()))
    for language, other in shapes.items():
        if other != first:
            place = text.at(language).place
            message = say("the gaps of the languages are not the same: %(language)s has others", language=language)
            remedy = say("write the same gaps in the same order in every language, or define them in gaps:")
            reading.fault("gap", place, message, remedy)
            return False
    return True


def _shape(gap: Gap) -> tuple[object, ...]:
    return (gap.kind, *gap.words) if gap.kind == "number" else (gap.kind, len(gap.words))


def _doubt_names(written: Mapping[str, Sequence[Gap]], given: object, reading: Reading) -> None:
    """Gaps that are numbered from 1 while nothing says what belongs into them may be numbers to type, or names."""
    gaps = next(iter(written.values()))
    if given is None and [gap.words for gap in gaps] == [(str(number), "0") for number, _ in enumerate(gaps, 1)]:
        reading.two_readings(
            "[[1]]",
            gaps[0].place,
            say("the number 1, to be typed"),
            say("the name of a gap that gaps: lacks"),
            say("write [[1±0]] for the number, or define the gap in gaps:"),
        )


def _columns(written: Mapping[str, Sequence[Gap]]) -> Iterator[list[tuple[str, Gap]]]:
    """Of each language its gaps in their order."""
    return ([(language, gap) for gap in gaps] for language, gaps in written.items())


def _with_names(text: Part, gaps: Sequence[Gap], names: Sequence[str]) -> Part:
    parts, done = [], 0
    for gap, name in zip(gaps, names, strict=True):
        parts += [text.data[done : gap.start], f"[[{name}]]"]
        done = gap.end
    return text_of(like(text.data, "".join([*parts, text.data[done:]])), text.place)


def like(written: str, changed: str) -> str:
    """``changed``, cut off where ``written`` is."""
    if not isinstance(written, Cut):
        return changed
    cut = Cut(changed)
    cut.rest = written.rest
    return cut


def _made(gaps: Sequence[tuple[str, Gap]], reading: Reading) -> Part:
    """What belongs into one gap, from what stands in it in each language."""
    first = gaps[0][1]
    place = first.place
    if first.kind == "number":
        answer, tolerance = first.words
        fields = {"answer": text_of(answer, place), "tolerance": allowance(tolerance, text_of("", place))}
        whole = {key: part for key, part in fields.items() if part is not None}
    elif first.kind == "text":
        spellings = dict.fromkeys(gap.words[0] for _, gap in gaps)
        texts = list_of([text_of(word, place) for word in spellings], place)
        whole = {"answers": list_of([map_of({"text": texts}, place)], place)}
    else:
        whole = {"options": _made_options(gaps, reading)}
    return map_of({"kind": text_of(first.kind, place), **whole}, place)


def _made_options(gaps: Sequence[tuple[str, Gap]], reading: Reading) -> Part:
    place = gaps[0][1].place
    texts = [_in_languages(gaps, number) for number in range(len(gaps[0][1].words))]
    entries = with_entries(list_of(texts, place), "options", reading).entries()
    right = entries[0].changed({"correct": text_of("true", place)})
    return list_of([right, *entries[1:]], place)


def _in_languages(gaps: Sequence[tuple[str, Gap]], number: int) -> Part:
    """An option: one text where all languages have the same."""
    texts = {language: text_of(gap.words[number], gap.place) for language, gap in gaps}
    first = next(iter(texts.values()))
    return first if len({part.data for part in texts.values()}) == 1 else map_of(texts, first.place)
