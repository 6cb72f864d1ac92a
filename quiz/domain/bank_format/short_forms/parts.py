"""Data of a file together with their places, so that a part can be written otherwise and still be found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from quiz.domain.yaml.document import Marks, Place, place_of


class Part(NamedTuple):
    """A text, list or map of a file, and where it and all that is inside it stand."""

    data: Any
    marks: Marks | Place

    @property
    def place(self) -> Place:
        """Where it begins."""
        return place_of(self.marks)

    def at(self, step: str | int) -> Part:
        """What stands inside it at ``step``, which is there."""
        assert isinstance(self.marks, Marks)
        return Part(self.data[step], self.marks.inside[step])

    def fields(self) -> dict[str, Part]:
        """The fields of a map; none of anything else."""
        return {key: self.at(key) for key in self.data} if isinstance(self.data, dict) else {}

    def entries(self) -> list[Part]:
        """The entries of a list; none of anything else."""
        return [self.at(number) for number in range(len(self.data))] if isinstance(self.data, list) else []

    def key_place(self, key: str) -> Place:
        """Where the name of a field stands."""
        assert isinstance(self.marks, Marks)
        return self.marks.keys[key]

    def changed(self, changes: Mapping[str, Part | None]) -> Part:
        """The map with these fields put in place of those of the same name, or behind all; None takes one out."""
        assert isinstance(self.marks, Marks)
        data, keys, inside = dict(self.data), dict(self.marks.keys), dict(self.marks.inside)
        for key, part in changes.items():
            if part is None:
                data.pop(key, None)
                keys.pop(key, None)
                inside.pop(key, None)
            else:
                keys.setdefault(key, part.place)
                data[key], inside[key] = part.data, part.marks
        return Part(data, Marks(self.marks.place, keys, inside))

    def led_by(self, key: str, part: Part) -> Part:
        """The map with one more field, which is its first."""
        assert isinstance(self.marks, Marks)
        keys, inside = {key: part.place, **self.marks.keys}, {key: part.marks, **self.marks.inside}
        return Part({key: part.data, **self.data}, Marks(self.marks.place, keys, inside))


def text_of(value: str, place: Place) -> Part:
    """A text that is found at ``place``."""
    return Part(value, place)


def list_of(parts: Sequence[Part], place: Place) -> Part:
    """A list of ``parts`` that is found at ``place``."""
    marks = Marks(place, {}, dict(enumerate(part.marks for part in parts)))
    return Part([part.data for part in parts], marks)


def map_of(fields: Mapping[str, Part], place: Place) -> Part:
    """A map of ``fields`` that is found at ``place``; the name of each is found where its value is."""
    keys = {key: part.place for key, part in fields.items()}
    marks = Marks(place, keys, {key: part.marks for key, part in fields.items()})
    return Part({key: part.data for key, part in fields.items()}, marks)


def texts_in(part: Part) -> Iterator[str]:
    """A text in each of its languages, in one order however it is written."""
    if isinstance(part.data, str):
        yield part.data
    elif isinstance(part.data, dict):
        yield from (text for _, text in sorted(part.data.items()) if isinstance(text, str))
