"""A class list as a file or as it was pasted: which line names whom, and what is wrong with it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from quiz.domain.text_limits import INVISIBLE, fault_of
from quiz.services.classes.faults import ClassError
from quiz.services.classes.groups import LONGEST as LONGEST_GROUP
from quiz.services.identity.names import name_fault, name_key, tidy_name

MOST_LINES = 2_000
MOST_CHARACTERS = 200_000

Fault = Literal["name", "scripts", "reserved", "marks", "group", "repeated", "taken"]

_NAMES = frozenset({"name", "names", "full name", "student", "learner", "이름", "성명", "학생", "학생명", "학생이름"})
_GROUPS = frozenset({"group", "team", "모둠", "조", "그룹", "팀"})
_KNOWN = frozenset(
    {"email", "e-mail", "mail", "number", "no", "no.", "id", "class", "grade"}
    | {"이메일", "메일", "번호", "학번", "반", "학년", "성별", "전화", "연락처"}
)
_UNSEEN = re.compile(f"[{INVISIBLE}]")


@dataclass(frozen=True, kw_only=True)
class Line:
    """A line of a list: whom it names, in which group, and what is wrong.

    ``other`` is the line that has the same name already, ``suggested`` a name that is free.
    """

    number: int
    name: str
    group: str = ""
    fault: Fault | None = None
    other: int = 0
    suggested: str = ""


@dataclass(frozen=True, kw_only=True)
class Roster:
    """A list as it was read; ``left_out`` are the columns that nothing is taken from, ``heads`` over the others."""

    lines: Sequence[Line]
    left_out: Sequence[str] = ()
    heads: Sequence[str] = ()

    @property
    def wrong(self) -> Sequence[Line]:
        """The lines of which no account can be made."""
        return [one for one in self.lines if one.fault is not None]


def read(text: str) -> Roster:
    """The list in ``text``. Raises ``ClassError``: ``too_many``, ``quotes`` (one is not closed), ``empty``."""
    if len(text) > MOST_CHARACTERS:
        raise ClassError("too_many")
    rows = list(_rows(_UNSEEN.sub("", text)))
    if not rows:
        raise ClassError("empty")
    heads, name_at, group_at = _columns(rows)
    if heads:
        del rows[0]
    if len(rows) > MOST_LINES:
        raise ClassError("too_many")
    if not rows:
        raise ClassError("empty")
    width = max(len(cells) for _, cells in rows)
    left_out = [_called(heads, at) for at in range(width) if at not in (name_at, group_at)]
    lines = [_line(number, cells, name_at, group_at) for number, cells in rows]
    kept = [heads[at] for at in (name_at, group_at) if 0 <= at < len(heads)]
    return Roster(lines=_without_repeats(lines), left_out=left_out, heads=kept)


def written(roster: Roster) -> str:
    """The list as text that reads the same again, with heads over its columns where it had some, or needs them."""
    people = [(one.name, one.group) for one in roster.lines]
    rows = [list(one) if any(group for _, group in people) else [one[0]] for one in people]
    if roster.heads:
        return _text([roster.heads, *rows])
    plain = _text(rows)
    return plain if _people_in(plain) == people else _text([["name", "group"], *people])


def _text(rows: Iterable[Sequence[str]]) -> str:
    page = io.StringIO()
    csv.writer(page, lineterminator="\n").writerows(rows)
    return page.getvalue()


def _people_in(text: str) -> list[tuple[str, str]]:
    try:
        return [(one.name, one.group) for one in read(text).lines]
    except ClassError:
        return []


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """The filled lines of a text with their numbers, each in its cells."""
    if any(sign in text for sign in "\x00\ufffd"):
        raise ClassError("encoding")
    separator = max(",\t;", key=text.count)
    reader = csv.reader(text.splitlines(keepends=True), delimiter=separator, strict=True)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, [cell.strip() for cell in cells]
    except csv.Error:
        raise ClassError("quotes") from None


def _columns(rows: Sequence[tuple[int, list[str]]]) -> tuple[list[str], int, int]:
    """The heads of the columns, if the first line has them; and the columns of names and groups, -1 for none."""
    heads = [" ".join(cell.casefold().split()) for cell in rows[0][1]]
    names = [at for at, head in enumerate(heads) if head in _NAMES]
    if names:
        groups = [at for at, head in enumerate(heads) if head in _GROUPS]
        return rows[0][1], names[0], groups[0] if groups else -1
    # Lists without heads often begin with a number.
    numbered = len(heads) > 1 and all(cells[0].rstrip(".").isdecimal() for _, cells in rows)
    name_at = 1 if numbered else 0
    second = [cells[name_at + 1] for _, cells in rows if len(cells) > name_at + 1]
    is_group = bool(second) and not any("@" in cell for cell in second)
    return [], name_at, name_at + 1 if is_group else -1


def _called(heads: Sequence[str], at: int) -> str:
    return heads[at] if at < len(heads) and heads[at] else str(at + 1)


def _line(number: int, cells: Sequence[str], name_at: int, group_at: int) -> Line:
    name = cells[name_at] if len(cells) > name_at else ""
    group = cells[group_at] if 0 <= group_at < len(cells) else ""
    fault = fault_of(name, 128) or fault_of(group, 128)
    if fault is not None:
        return Line(number=number, name=name[:64], fault="marks" if fault == "marks" else "name")
    name, group = tidy_name(name), tidy_name(group)
    wrong = name_fault(name, reserved=False)
    found: Fault | None = wrong if wrong in ("name", "scripts", "reserved") else None  # type: ignore[assignment]
    if found is None and len(group) > LONGEST_GROUP:
        found = "group"
    return Line(number=number, name=name, group=group, fault=found)


def _without_repeats(lines: Sequence[Line]) -> list[Line]:
    """The lines; a name that is given twice is wrong the second time."""
    seen: dict[str, int] = {}
    found = []
    for one in lines:
        first = seen.setdefault(name_key(one.name), one.number) if one.fault is None else one.number
        found.append(one if first == one.number else replace(one, fault="repeated", other=first))
    return found
