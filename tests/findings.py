"""Findings without their words: place, severity, code, and the values that the sentences are filled with.

A code may come with several sentences. ``code#2`` is the second of them: the number stands for one wording, whatever
its words are, so that a sentence can be put in other words and no case changes.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from quiz.domain.errors import Message, Problem
from quiz.domain.questions.parts.faults import Fault
from quiz.language import catalogue, localizer

Finding = Problem | Fault
Wording = tuple[str, ...]

_NUMBER = re.compile(r"(?<=[\w-])#\d+(?= |$)")
_LEFT_OVER = re.compile(r"%\(|\{[가-힣]+/[가-힣]+\}")
_BARE = "%(text)s"
"""A value alone, which needs no translation."""


def shown(finding: Finding) -> str:
    """A finding as a case expects it, without the number of its wording."""
    return " ".join([place_of(finding), finding.severity, finding.code, values_of(finding)]).rstrip()


def values_of(finding: Finding) -> str:
    """The values of the message, and after a semicolon those of the remedy."""
    return "; ".join(", ".join(filled(message)) for message in (finding.message, finding.remedy)).removesuffix("; ")


def place_of(finding: Finding) -> str:
    """Line and column in a file, or the path inside a question."""
    if isinstance(finding, Problem):
        return f"{finding.line}:{finding.column}"
    return ".".join(map(str, finding.path)) or "-"


def filled(message: Message, within: str = "") -> Iterator[str]:
    """Each value of a message as ``name=value``; those of a message inside it as ``name.inner=value``."""
    for name, value in _used(message):
        if isinstance(value, Message):
            yield from filled(value, f"{within}{name}.")
        else:
            yield f"{within}{name}={value}"


def _used(message: Message) -> list[tuple[str, object]]:
    """The values that the sentence is filled with; a message may be given more than it says."""
    return [(name, value) for name, value in message.values.items() if f"%({name})" in message.template]


def unnumbered(expected: str) -> str:
    """What a case expects, without the number of the wording."""
    return _NUMBER.sub("", expected, count=1)


def code_of(expected: str) -> str:
    """The code that a case expects, with the number of the wording where the code has several."""
    return expected.split(" ", 3)[2]


def wording(*messages: Message) -> Wording:
    """The sentences without their values: what a number stands for."""
    return tuple(template for message in messages for template in _templates(message))


def _templates(message: Message) -> Iterator[str]:
    yield message.template
    for _name, value in _used(message):
        if isinstance(value, Message):
            yield from _templates(value)


def assert_one_wording_each(found: Iterable[tuple[str, Wording]]) -> None:
    """Each code, with its number, stands for one wording, and no two numbers of a code for the same.

    So a check that says another of its code's sentences fails, however the sentences are worded.
    """
    by_code: dict[str, set[Wording]] = defaultdict(set)
    for code, words in found:
        by_code[code].add(words)
    assert {code: words for code, words in by_code.items() if len(words) > 1} == {}
    pairs = [(code.partition("#")[0], *words) for code, words in by_code.items()]
    assert [pair for pair in pairs if pairs.count(pair) > 1] == []


def assert_can_be_said(message: Message, language: str) -> None:
    """A message is translated, names the same values in ``language``, and has every value and particle put in."""
    for template in wording(message):
        translated = catalogue(language).gettext(template)
        assert language == "en" or template == _BARE or translated != template, f"not translated: {template}"
        assert set(_names(translated)) == set(_names(template)), template
    said = message.said(localizer(language))
    assert said
    assert not _LEFT_OVER.search(said), said


def _names(template: str) -> list[str]:
    return re.findall(r"%\((\w+)\)", template)
