"""Findings that a program can mend safely: each fix is an edit of the file's text, and leaves all else as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from quiz.domain.authoring.fixing import encodings, text_rules, yaml_rules
from quiz.domain.authoring.fixing.spots import Edit, Spot, lines_in
from quiz.domain.errors import BankError, Message, Problem
from quiz.domain.yaml.document import Place
from quiz.domain.yaml.reader import read_yaml
from quiz.domain.yaml.spans import Splice, spliced

_MARK = b"\xef\xbb\xbf"
_RULES = {**yaml_rules.RULES, **text_rules.RULES}
MENDABLE = frozenset(_RULES)
"""The codes of findings for which there may be a fix."""
_IN_EVERY_LINE = ("tab", "control")
"""Found in every line at once, before the file is read."""
ROUNDS = 50
"""So often a file is mended and read again: what is wrong with its YAML is found one after the other."""


@dataclass(frozen=True, kw_only=True)
class Fix:
    """A safe edit that mends the finding of ``code`` at ``place``: line and column, from 1. ``words`` say what it does.

    ``splices`` are places of the file's characters after a byte order mark, as it is read in ``encoding``; none where
    all that is to be changed is the encoding.
    """

    code: str
    place: Place
    words: Message
    splices: tuple[Splice, ...] = ()
    encoding: str = "utf-8"


class _Candidate(NamedTuple):
    fix: Fix
    changes: int | None


def fixes_of(raw: bytes, problems: Sequence[Problem]) -> list[Fix]:
    """The fixes that there are for ``problems`` of the file in ``raw``, from its top to its end.

    No two of them touch one place: they can be applied one by one or all at once.
    """
    try:
        text = raw.removeprefix(_MARK).decode("utf-8")
    except UnicodeDecodeError:
        return list(_in_other_encoding(raw, problems))
    lines = lines_in(text)
    found = [(problem, edit) for problem in problems if (edit := _edit(text, lines, problem)) is not None]
    return _safe(text, _apart([_Candidate(_fix(problem, edit), edit.changes) for problem, edit in found]))


def _fix(problem: Problem, edit: Edit) -> Fix:
    return Fix(code=problem.code, place=(problem.line, problem.column), words=edit.words, splices=edit.splices)


def applied(raw: bytes, fixes: Sequence[Fix]) -> bytes:
    """``raw`` with ``fixes`` of it, as ``fixes_of`` gives them."""
    if not fixes:
        return raw
    mark = _MARK if raw.startswith(_MARK) else b""
    text = raw.removeprefix(mark).decode(fixes[0].encoding)
    return mark + spliced(text.removeprefix("\ufeff"), [splice for fix in fixes for splice in fix.splices]).encode()


def mended(raw: bytes, problems_of: Callable[[bytes], Sequence[Problem]]) -> tuple[bytes, list[Fix]]:
    """``raw`` with every safe fix, and what was done, round by round; ``problems_of`` checks a file.

    The place of a fix is that in the file as it was when it was found.
    """
    done: list[Fix] = []
    for _ in range(ROUNDS):
        fixes = fixes_of(raw, problems_of(raw))
        if not fixes:
            break
        raw = applied(raw, fixes)
        done += fixes
    return raw, done


def _in_other_encoding(raw: bytes, problems: Sequence[Problem]) -> Iterator[Fix]:
    found = encodings.encoding_of(raw)
    problem = next((problem for problem in problems if problem.code == "encoding"), None)
    if found is not None and problem is not None:
        words = encodings.words_of(found)
        yield Fix(code="encoding", place=(problem.line, problem.column), words=words, encoding=found)


def _edit(text: str, lines: Sequence[Spot], problem: Problem) -> Edit | None:
    rule = _RULES.get(problem.code)
    if rule is None or not 1 <= problem.line <= len(lines):
        return None
    return rule(text, lines[problem.line - 1], problem)


def _apart(candidates: Sequence[_Candidate]) -> list[_Candidate]:
    """Those that touch no place that one before them touches."""
    kept: list[_Candidate] = []
    taken: list[Splice] = []
    for one in sorted(candidates, key=lambda one: one.fix.place):
        if all(new.end < old.start or old.end < new.start for new in one.fix.splices for old in taken):
            kept.append(one)
            taken += one.fix.splices
    return kept


def _safe(text: str, candidates: Sequence[_Candidate]) -> list[Fix]:
    """The fixes after which the rest of the data are what they were; of a file that can't be read, those that help."""
    before = _read(text)
    if isinstance(before, BankError):
        return [one.fix for one in candidates if one.fix.code in _IN_EVERY_LINE or _helps(text, one.fix)]
    return [
        one.fix
        for one in candidates
        if one.changes is None or _differences(before, _read(_with(text, [one.fix]))) == one.changes
    ]


def _helps(text: str, fix: Fix) -> bool:
    after = _read(_with(text, [fix]))
    still = after.problems if isinstance(after, BankError) else ()
    return (fix.code, *fix.place) not in {(problem.code, problem.line, problem.column) for problem in still}


def _with(text: str, fixes: Sequence[Fix]) -> str:
    return spliced(text, [splice for fix in fixes for splice in fix.splices])


def _read(text: str) -> Any:
    """The data of a text, or the error that says why it has none."""
    try:
        return read_yaml(text.encode(), "").data
    except BankError as error:
        return error


def _differences(one: Any, other: Any) -> int:
    """In how many places two data differ; -1 where they are not of the same form."""
    before, after = list(_parts(one)), list(_parts(other))
    if len(before) != len(after):
        return -1
    return sum(left != right for left, right in zip(before, after, strict=True))


def _parts(data: Any) -> Iterator[Any]:
    """Every key and text in ``data``, and where a list or map begins."""
    if isinstance(data, dict):
        yield dict
        for key, inner in data.items():
            yield key
            yield from _parts(inner)
    elif isinstance(data, list):
        yield list
        for inner in data:
            yield from _parts(inner)
    else:
        yield data
