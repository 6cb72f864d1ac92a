"""Two versions of a file brought together: what only one of them changed is taken, what both changed is a conflict."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from quiz.domain.authoring.segments import WHOLE, Key, Segment, segments
from quiz.domain.errors import BankError
from quiz.domain.yaml.reader import read_yaml

Side = Literal["mine", "theirs"]


@dataclass(frozen=True, kw_only=True)
class Part:
    """A part of the merged file; where it ``is_conflict``, both changed it and ``text`` is not settled.

    Each side has its lines; empty where it has no such part (any more).
    """

    key: Key
    mine: str
    theirs: str
    base: str = ""
    is_conflict: bool = False

    @property
    def name(self) -> str:
        """What the part is called in a form: ``questions/feb-07``."""
        return "/".join(self.key)


@dataclass(frozen=True, kw_only=True)
class Merged:
    """A merge: the parts in their order; ``reordered`` where both moved parts, and mine stand as I put them."""

    parts: tuple[Part, ...]
    reordered: bool = False

    @property
    def conflicts(self) -> tuple[Part, ...]:
        """What both changed, each in another way."""
        return tuple(part for part in self.parts if part.is_conflict)

    def text(self, chosen: Mapping[str, Side] | None = None) -> str:
        """The merged file; a conflict is settled by what is ``chosen`` for its name, else by mine."""
        wanted = chosen or {}
        return _joined(part.theirs if wanted.get(part.name) == "theirs" else part.mine for part in self.parts)


def merge(base: str, mine: str, theirs: str) -> Merged:
    """``mine`` and ``theirs``, which were both made from ``base``, as one.

    What one side left as it was is taken from the other. A question that both changed is a conflict as a whole: its
    prompt and its key belong together. Where only the whole files can be held against each other, they are one.
    """
    if mine in (base, theirs) or theirs == base:
        text = theirs if mine == base else mine
        return Merged(parts=(_settled(WHOLE, text),) if text else ())
    found = _by_parts(base, mine, theirs)
    if not (_reads(mine) and _reads(theirs)) or all(_reads(text) for text in _outcomes(found)):
        return found
    # What stands in brackets over several lines can't be put together line by line.
    return Merged(parts=(Part(key=WHOLE, mine=mine, theirs=theirs, base=base, is_conflict=True),))


def _outcomes(found: Merged) -> Iterator[str]:
    yield found.text()
    yield found.text({part.name: "theirs" for part in found.conflicts})


def _reads(text: str) -> bool:
    try:
        read_yaml(text.encode(), "")
    except BankError:
        return False
    return True


def _by_parts(base: str, mine: str, theirs: str) -> Merged:
    sides = [segments(text) for text in (base, mine, theirs)]
    if any(part.key == WHOLE for side in sides for part in side):
        sides = [(Segment(WHOLE, text),) if text else () for text in (base, mine, theirs)]
    before, ours, others = (dict(side) for side in sides)
    order, reordered = _order(*([part.key for part in side] for side in sides))
    parts = [_part(key, before.get(key), ours.get(key), others.get(key)) for key in order]
    return Merged(parts=tuple(part for part in parts if part is not None), reordered=reordered)


def _part(key: Key, base: str | None, mine: str | None, theirs: str | None) -> Part | None:
    """One part of the merged file; None where it is gone."""
    if _same(mine, theirs) or _same(theirs, base):
        return _settled(key, mine) if mine is not None else None
    if _same(mine, base):
        return _settled(key, theirs) if theirs is not None else None
    return Part(key=key, mine=mine or "", theirs=theirs or "", base=base or "", is_conflict=True)


def _same(one: str | None, other: str | None) -> bool:
    """Whether two parts say the same; the last of a file may lack its line break."""
    if one is None or other is None:
        return one is other
    return one.rstrip("\n") == other.rstrip("\n")


def _settled(key: Key, text: str) -> Part:
    return Part(key=key, mine=text, theirs=text)


def _order(base: Sequence[Key], mine: Sequence[Key], theirs: Sequence[Key]) -> tuple[list[Key], bool]:
    """The order of all parts, and whether both sides moved some."""
    i_moved, they_moved = _moved(base, mine), _moved(base, theirs)
    if they_moved and not i_moved:
        return _woven(theirs, mine), False
    return _woven(mine, theirs), i_moved and they_moved and _moved(mine, theirs)


def _moved(before: Sequence[Key], after: Sequence[Key]) -> bool:
    """Whether the parts that both have stand in another order."""
    common = set(before) & set(after)
    return [key for key in before if key in common] != [key for key in after if key in common]


def _woven(spine: Sequence[Key], other: Sequence[Key]) -> list[Key]:
    """``spine`` with the parts that only ``other`` has, each behind the one that it follows there."""
    order, known = list(spine), set(spine)
    for number, key in enumerate(other):
        if key in known:
            continue
        place = order.index(other[number - 1]) + 1 if number else 0
        order.insert(place, key)
        known.add(key)
    return order


def _joined(texts: Iterator[str]) -> str:
    """The parts as one file: each but the last ends its line."""
    wanted = [text for text in texts if text]
    return "".join(
        text if number == len(wanted) - 1 or text.endswith("\n") else text + "\n" for number, text in enumerate(wanted)
    )
