"""Checks of a bank's writing: what a careful editor would strike, with a code, a place and a remedy each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any
from unicodedata import is_normalized

from quiz.domain.bank_format.fields import LANGUAGES
from quiz.domain.bank_format.header import Header
from quiz.domain.bank_format.validation import Findings
from quiz.domain.checks.author_mistakes import cut_at_commas, idle_settings, untranslated
from quiz.domain.checks.languages import check_languages, check_only_language
from quiz.domain.errors import say, shortened
from quiz.domain.questions import Question
from quiz.domain.questions.parts.options import is_conditional
from quiz.domain.questions.single_choice import SingleChoice
from quiz.domain.text_limits import MAX_CHARACTERS, composed, has_too_many_marks
from quiz.domain.yaml.composer import ESCAPE
from quiz.domain.yaml.document import Path, Place
from quiz.domain.yaml.reader import MAX_BYTES

Numbered = Sequence[tuple[int, Question]]

MIN_EXPLANATION = 30
MIN_OF_OBJECTIVE = 3
MIN_OF_SECTION = 4
_COMPARED = frozenset(LANGUAGES)
_REPEATS = 0.8
_CHANCE = 0.05
_RUN = 4
_CONJOINING = re.compile("[\u1100-\u11ff\ua960-\ua97f\ud7b0-\ud7ff]")


def with_whole_syllables(raw: bytes) -> tuple[bytes, tuple[Place, ...]]:
    """A file with whole syllables, and where an editor or a file system took some apart: the first of each line."""
    if len(raw) > MAX_BYTES:
        return raw, ()
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw, ()
    if not has_too_many_marks(text) and is_normalized("NFC", text):
        return raw, ()
    lines = text.splitlines(keepends=True)
    whole = [line if len(line) > MAX_CHARACTERS else composed(line) for line in lines]
    places = tuple(
        (number, next((at for at, (one, other) in enumerate(zip(line, made, strict=False)) if one != other), 0) + 1)
        for number, (line, made) in enumerate(zip(lines, whole, strict=True), 1)
        if made != line
    )
    return ("".join(whole).encode() if places else raw), places


def lint(
    header: Header | None,
    questions: Numbered,
    languages: Sequence[str],
    findings: Findings,
    *,
    taken_apart: Sequence[Place] = (),
) -> None:
    """Adds to ``findings`` what is wrong with the writing of a bank."""
    data = findings.document.data
    if taken_apart:
        _taken_apart(taken_apart, findings)
    if may_come_apart(findings.document.text):
        _composed(data, (), findings)
    check_languages(data, languages, findings)
    for number, question in questions:
        path = ("questions", number)
        cut_at_commas(data["questions"][number].get("variables", {}), (*path, "variables"), findings)
        _explanation(question, number, findings)
    if len(languages) > 1:
        untranslated(header, questions, findings)
    else:
        check_only_language(header, questions, findings)
    for number, quiz in enumerate(header.quizzes if header is not None else ()):
        idle_settings(quiz, ("quizzes", number), findings)
    single = [
        (number, question)
        for number, question in questions
        if isinstance(question, SingleChoice) and not is_conditional(question.options)
    ]
    _lengths(single, languages, findings)
    _positions(single, findings)
    if header is not None:
        _coverage(header, questions, findings)


def _taken_apart(places: Sequence[Place], findings: Findings) -> None:
    findings.add_at(
        places[0],
        "K1",
        say("the syllables of this file are taken apart (NFD); lines: %(count)d", count=len(places)),
        say("save the file with composed Hangul (NFC); some editors and file systems take syllables apart"),
    )


def may_come_apart(text: str) -> bool:
    """Whether a value of the file ``text`` might not be composed: only where the file is not, or writes an escape."""
    if has_too_many_marks(text) or not is_normalized("NFC", text):
        return True
    return _CONJOINING.search(text) is not None or ESCAPE.search(text) is not None


def _composed(data: Any, path: Path, findings: Findings) -> None:
    if isinstance(data, str):
        _composed_text(data, path, findings)
    else:
        for step, value in data.items() if isinstance(data, dict) else enumerate(data):
            if not (isinstance(value, str) and value.isascii()):
                _composed(value, (*path, step), findings)


def _composed_text(text: str, path: Path, findings: Findings) -> None:
    if composed(text) != text or _CONJOINING.search(text):
        findings.add(
            "K1",
            path,
            say("%(text)s is not composed (NFC)", text=shortened(composed(text))),
            say("save the file with composed Hangul; some editors and file systems take syllables apart"),
        )


def _explanation(question: Question, number: int, findings: Findings) -> None:
    for language, text in question.explanation.written() if question.explanation is not None else ():
        path = ("questions", number, "explanation", language)
        if len(text.strip()) < MIN_EXPLANATION:
            findings.add(
                "S5",
                path,
                say("the explanation has %(size)d characters", size=len(text.strip())),
                say("explain in at least %(least)d why the answer is right", least=MIN_EXPLANATION),
            )
        elif any(_alike(text, key[language]) > _REPEATS for key in question.key_texts()):
            findings.warn(
                "S5",
                path,
                say("the explanation only repeats the answer"),
                say("say why it is right, and what it rests on"),
            )


def _alike(one: str, other: str) -> float:
    bare, key = ("".join(text.split()).casefold() for text in (one, other))
    # Every letter that occurs begins a trigram, but for the last two: a short key is left at once.
    if len(key) - 2 <= _REPEATS * (len(set(bare)) - 2):
        return 0.0
    first, second = _trigrams(bare), _trigrams(key)
    return len(first & second) / len(first | second) if first and second else 0.0


def _trigrams(bare: str) -> set[str]:
    return {bare[start : start + 3] for start in range(len(bare) - 2)}


def chance_limit(chances: Sequence[float]) -> int:
    """The smallest count of hits that comes about by chance with a probability under 5 %.

    ``chances`` holds each trial's probability; the distribution of the count is worked out exactly.
    """
    spread = [1.0]
    for chance in chances:
        spread = [
            (spread[hits] if hits < len(spread) else 0.0) * (1 - chance) + (spread[hits - 1] * chance if hits else 0.0)
            for hits in range(len(spread) + 1)
        ]
    tail = 0.0
    while tail < _CHANCE:
        tail += spread.pop()
    return len(spread) + 1


def _lengths(single: Sequence[tuple[int, SingleChoice]], languages: Sequence[str], findings: Findings) -> None:
    limit = chance_limit([1 / len(question.options) for _, question in single])
    for language in languages:
        for extreme, word in ((max, say("longest")), (min, say("shortest"))):
            hits = [number for number, question in single if _key_is(extreme, question, language)]
            if len(hits) >= limit:
                findings.warn(
                    "O7",
                    ("questions", hits[0]),
                    say(
                        "the right option is the %(word)s in %(hits)d of %(all)d single_choice questions "
                        "(%(language)s)",
                        word=word,
                        hits=len(hits),
                        all=len(single),
                        language=language,
                    ),
                    say(
                        "lengthen or shorten options until chance could have done it: fewer than %(limit)d", limit=limit
                    ),
                )


def _key_is(extreme: Any, question: SingleChoice, language: str) -> bool:
    lengths = [(len(option.text[language]), option.correct) for option in question.options]
    most = extreme(length for length, _ in lengths)
    return [correct for length, correct in lengths if length == most] == [True]


def _positions(single: Sequence[tuple[int, SingleChoice]], findings: Findings) -> None:
    places = [next((n for n, o in enumerate(q.options) if o.correct), 0) for _, q in single]
    for place, hits in sorted(Counter(places).items()):
        limit = chance_limit([1 / len(q.options) if place < len(q.options) else 0.0 for _, q in single])
        if hits >= limit:
            findings.warn(
                "O8",
                ("questions", single[places.index(place)][0]),
                say(
                    "the right option stands in place %(place)d in %(hits)d of %(all)d questions",
                    place=place + 1,
                    hits=hits,
                    all=len(single),
                ),
                say("spread the keys: fewer than %(limit)d in one place", limit=limit),
            )
    for start in range(len(places) - _RUN + 1):
        if len(set(places[start : start + _RUN])) == 1:
            findings.warn(
                "O8",
                ("questions", single[start][0]),
                say("the right option stands in the same place in %(run)d questions on end", run=_RUN),
                say("spread the keys"),
            )
            return


def _coverage(header: Header, questions: Numbered, findings: Findings) -> None:
    for field, ids, least in (
        ("objective", header.objectives, MIN_OF_OBJECTIVE),
        ("section", header.sections, MIN_OF_SECTION),
    ):
        counts = Counter(getattr(question, field) for _, question in questions)
        for name in ids:
            if counts[name] < least:
                findings.warn(
                    "C1",
                    (f"{field}s", name),
                    say("%(name)s has too few questions: %(count)d", name=name, count=counts[name]),
                    say("write at least %(least)d", least=least),
                )
