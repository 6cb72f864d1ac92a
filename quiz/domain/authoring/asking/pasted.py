"""What somebody pastes that a language model answered: prose around it, fences and curly quotes taken away."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from quiz.domain.authoring.starting.adding import placed
from quiz.domain.errors import BankError, Problem, say
from quiz.domain.yaml.document import Place
from quiz.domain.yaml.reader import read_yaml

MARK = "drafted"
MACHINE = "machine"

_FENCE = re.compile(r"[ \t>]*(`{3,}|~{3,})[ \t]*([\w+-]*)[ \t]*$")
_BEGINS = re.compile(r"[ \t]*(?:-(?:\s|$)|\[|\{|questions[ \t]*:|kind[ \t]*:)")
_GOES_ON = re.compile(r"\s|-(?:\s|$)|[\]}#]|$|[\w가-힣]+[ \t]*:(?:\s|$)")
_ENTRY = re.compile(r"( *)-(?:\s|$)")
_INVISIBLE = re.compile("[\u200b-\u200d\u2060\ufeff]")
_CURLY = re.compile(
    r"(?<=[:\-\[{,])(?P<before>[ \t]*)(?:“(?P<double>[^“”\n]*)”|‘(?P<single>[^‘’\n]*)’)(?=[ \t]*(?:$|[,\]}:]|#))",
    re.MULTILINE,
)
_CURLY_KEY = re.compile(r"^(?P<before>[ \t]*(?:-[ \t]+)?)[“”\"'‘’](?P<key>\w+)[“”\"'‘’](?=[ \t]*:)", re.MULTILINE)
MOST_PARTED = 100
"""Entries of an answer that are read one by one where they can't be read together."""
_FIRST = ("id", "kind", MARK, "section", "objective", "claims")


@dataclass(frozen=True, kw_only=True)
class Pasted:
    """The questions of an answer as plain data, each marked as a draft, with the lines of the answer they begin at.

    ``unread`` says why entries of the answer could not be read; the others are there all the same.
    """

    questions: tuple[dict[str, Any], ...]
    lines: tuple[int, ...]
    unread: tuple[Problem, ...] = ()


def read_pasted(answer: str, bank: Mapping[str, Any], *, section: str | None = None) -> Pasted:
    """The questions in ``answer``, ready to be added to ``bank``, which is plain data.

    ``section`` is that of the questions which name none. An id that the bank or an earlier question has is left out.
    Raises ``BankError`` with places in the cleaned text where nothing of that can be read, or it holds no question.
    """
    text = cleaned(answer)
    if not text.strip():
        raise BankError([_nothing()])
    entries, unread = _entries(text)
    found = [(entry, place) for entry, place in entries if isinstance(entry, dict)]
    unread += [_no_question(*place) for entry, place in entries if not isinstance(entry, dict)]
    if not found:
        raise BankError(unread or [_nothing()])
    taken = _ids(bank)
    return Pasted(
        questions=tuple(_marked(entry, bank, taken, section) for entry, _ in found),
        lines=tuple(line for _, (line, _) in found),
        unread=tuple(sorted(unread, key=lambda one: one.line)),
    )


def _entries(text: str) -> tuple[list[tuple[Any, Place]], list[Problem]]:
    """What the list in ``text`` holds, each with its place; and why entries could not be read, where some could."""
    try:
        return _read(text), []
    except BankError as error:
        parted = _parted(text)
        if not 1 < len(parted) <= MOST_PARTED:
            raise
        whole = error
    entries: list[tuple[Any, Place]] = []
    unread: list[Problem] = []
    for part in parted:
        try:
            entries += _read(part)
        except BankError as error:
            unread += error.problems[:1]
    if not entries:
        raise whole
    return entries, unread


def _read(text: str) -> list[tuple[Any, Place]]:
    document = read_yaml(text.encode("utf-8", "replace"), "")
    data, path = _listed(document.data)
    return [(entry, document.place((*path, number))) for number, entry in enumerate(data)]


def _parted(text: str) -> list[str]:
    """Each entry of the list in ``text`` by itself, on the lines on which it stands."""
    lines = text.split("\n")
    depth = next((len(found[1]) for line in lines if (found := _ENTRY.match(line))), None)
    begins = [number for number, line in enumerate(lines) if (found := _ENTRY.match(line)) and len(found[1]) == depth]
    return ["\n" * begin + "\n".join(lines[begin:end]) + "\n" for begin, end in pairwise([*begins, len(lines)])]


def cleaned(answer: str) -> str:
    """The YAML in ``answer``: what stands between fences, else from the first line that begins a list or a field.

    What is left out leaves empty lines, so that every line keeps its number.
    """
    text = _INVISIBLE.sub("", answer.replace("\r\n", "\n").replace("\r", "\n")).replace("\u00a0", " ")
    lines = text.expandtabs(4).split("\n")
    fenced = any(_FENCE.match(line) for line in lines)
    kept = _fenced(lines) if fenced else _without_prose(lines)
    return _straight("\n".join(kept).rstrip("\n") + "\n")


def _fenced(lines: Sequence[str]) -> Iterator[str]:
    """The lines between fences, the others empty; a fence that does not end goes to the end."""
    fence = ""
    for line in lines:
        mark = _FENCE.match(line)
        is_fence = mark is not None and (not fence or (mark[1].startswith(fence) and not mark[2]))
        if mark is not None and is_fence:
            fence = "" if fence else mark[1]
        yield line if fence and not is_fence else ""


def _without_prose(lines: Sequence[str]) -> Iterator[str]:
    """The lines from the first that begins a list or a field to the next prose, the others empty."""
    begun = ended = False
    for line in lines:
        begins = _BEGINS.match(line) is not None
        begun = begun or begins
        ended = ended or (begun and not begins and not _GOES_ON.match(line))
        yield line if begun and not ended else ""


def _straight(text: str) -> str:
    """Curly quotes that stand where YAML has its own, around a whole value or key, become straight."""

    def value(found: re.Match[str]) -> str:
        inside = found["double"] if found["double"] is not None else found["single"]
        return found["before"] + "'" + inside.replace("'", "''") + "'"

    return _CURLY.sub(value, _CURLY_KEY.sub(r"\g<before>\g<key>", text))


def _listed(data: Any) -> tuple[list[Any], tuple[str, ...]]:
    """The list of questions, whatever stands around it, and where it is."""
    if isinstance(data, dict) and isinstance(data.get("questions"), list):
        return data["questions"], ("questions",)
    if isinstance(data, dict) and "kind" in data:
        return [data], ()
    return (data, ()) if isinstance(data, list) else ([], ())


def _ids(bank: Mapping[str, Any]) -> set[str]:
    written = bank.get("questions")
    entries = [entry for entry in written if isinstance(entry, dict)] if isinstance(written, list) else []
    return {name for entry in entries for name in (entry.get("id"), entry.get("was")) if isinstance(name, str)}


def _marked(entry: Mapping[str, Any], bank: Mapping[str, Any], taken: set[str], section: str | None) -> dict[str, Any]:
    name = entry.get("id")
    left_out = {MARK, "was", *(("id",) if isinstance(name, str) and name in taken else ())}
    kept = {key: value for key, value in entry.items() if key not in left_out}
    if isinstance(name, str):
        taken.add(name)
    if section is not None:
        kept = {"section": section, **kept}
    kept = placed({**kept, MARK: MACHINE}, bank)
    first = {key: kept[key] for key in _FIRST if key in kept}
    return {**first, **kept}


def _nothing() -> Problem:
    message = say("no question was found in this answer")
    return Problem(
        code="structure", message=message, remedy=say("paste the list of questions, from its first hyphen on")
    )


def _no_question(line: int, column: int) -> Problem:
    message = say("a text or a list stands where a question is wanted")
    return Problem(code="structure", line=line, column=column, message=message, remedy=say("write key: value lines"))
