"""How somebody looks at a bank, as the address of a preview says it: which draw, which questions, with keys or not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from quiz.platform.settings import LANGUAGES
from quiz.services.authoring.previews import MOST_DRAWS
from quiz.web.request.whole_numbers import whole

THEMES = ("light", "dark")
_OWN = "draw-"
"""What the draw of one question is called in addresses: ``draw-4=2``."""


@dataclass(frozen=True, kw_only=True)
class Look:
    """What is asked for. ``one`` is the number of the only question that is shown, 0 for all.

    ``draws`` has the draws of single questions by number. ``languages`` are both where it is empty. The others are for
    the preview of files alone: the interface's language, light or dark, whether it is in a frame.
    ``here`` is the path of the page, to which its forms are sent. ``of`` is ``published`` where a draft is passed over.
    """

    draw: int = 1
    draws: Mapping[int, int] = field(default_factory=dict)
    one: int = 0
    keys: bool = False
    languages: str = ""
    reader: str = ""
    theme: str = ""
    framed: bool = False
    of: str = ""
    here: str = ""

    def draw_of(self, number: int) -> int:
        """The draw in which a question is shown."""
        return self.draws.get(number, self.draw)

    def shows(self, number: int) -> bool:
        """Whether the question of that number is on the page."""
        return self.one in (0, number)

    def shown_in(self, possible: tuple[str, ...]) -> tuple[str, ...]:
        """The languages in which questions are shown, of those that are ``possible``."""
        return tuple(name for name in possible if name == self.languages) or possible

    def pairs(self, *without: str) -> list[tuple[str, object]]:
        """What an address says of this look: what is as usual is left out, and what is named in ``without``."""
        own = [(f"{_OWN}{number}", draw) for number, draw in sorted(self.draws.items()) if draw != self.draw]
        said = [(name, value) for name in ("languages", "reader", "theme", "of") if (value := getattr(self, name))]
        pairs: list[tuple[str, object]] = [("draw", self.draw)] if self.draw != 1 else []
        pairs += [*own, *([("one", self.one)] if self.one else [])]
        pairs += [(name, 1) for name in ("keys", "framed") if getattr(self, name)]
        return [(name, value) for name, value in (*pairs, *said) if name not in without]

    def query(self, **changes: Any) -> str:
        """The query of an address that says this look with some changes."""
        return f"?{urlencode(replace(self, **changes).pairs())}"

    def at(self, number: int) -> Look:
        """The same at one question alone."""
        return replace(self, one=number)

    def with_draw(self, number: int, draw: int) -> str:
        """The query in which one question is shown in another draw."""
        return self.query(draws={**self.draws, number: draw})


def look_of(given: Mapping[str, str], here: str) -> Look:
    """The look that the query of an address asks for; what can't be used is as usual. ``here`` is the page's path."""
    own = {number: draw for name in given if (number := _number(name)) and (draw := _draw(given[name]))}
    return Look(
        draw=_draw(given.get("draw")) or 1,
        draws=own,
        one=whole(given.get("one", 0)) or 0,
        keys=given.get("keys") == "1",
        languages=_of(given.get("languages"), LANGUAGES),
        reader=_of(given.get("reader"), LANGUAGES),
        theme=_of(given.get("theme"), THEMES),
        framed=given.get("framed") == "1",
        of=_of(given.get("of"), ("published",)),
        here=here,
    )


def _draw(given: str | None) -> int:
    """The number of a draw, from 1; 0 where none is given."""
    return whole(given, MOST_DRAWS) or 0


def _number(name: str) -> int:
    """The number of the question whose draw a name is for; 0 for every other name."""
    return (whole(name.removeprefix(_OWN)) or 0) if name.startswith(_OWN) else 0


def _of(given: str | None, known: tuple[str, ...]) -> str:
    return given if given in known else ""
