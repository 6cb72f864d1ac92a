"""A figure with its bound, the table of all of them, and the file that keeps them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

FILE = Path(__file__).resolve().parent / "out" / "figures.jsonl"


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One measured value. ``sense`` and ``limit`` bound it; without a ``limit`` it is for information alone."""

    name: str
    value: float
    unit: str
    limit: float | None = None
    sense: Literal["<=", "<", ">="] = "<="

    @property
    def bound(self) -> str:
        """The bound in signs, such as ``<= 1.5``; empty without one."""
        return "" if self.limit is None else f"{self.sense} {self.limit:g}"

    @property
    def holds(self) -> bool:
        """Whether the value keeps its bound; a figure without one always does."""
        if self.limit is None:
            return True
        if self.sense == ">=":
            return self.value >= self.limit
        return self.value < self.limit if self.sense == "<" else self.value <= self.limit


def table(figures: Sequence[Figure]) -> str:
    """The figures as lines, one each, those that break their bound marked."""
    wide = max(len(figure.name) for figure in figures)
    return "\n".join(_line(figure, wide) for figure in figures)


def _line(figure: Figure, wide: int) -> str:
    mark = "" if figure.limit is None else "ok" if figure.holds else "FAILS"
    return f"{figure.name:<{wide}}  {shown(figure.value):>9} {figure.unit:<11} {figure.bound:<9} {mark}".rstrip()


def shown(value: float) -> str:
    """A value with as many digits as say something."""
    if value == int(value):
        return f"{value:,.0f}"
    return f"{value:,.0f}" if value >= 1_000 else f"{value:.1f}" if value >= 20 else f"{value:.2f}"


def write(figures: Sequence[Figure]) -> None:
    """Keep the figures, one JSON line each."""
    FILE.parent.mkdir(exist_ok=True)
    lines = (
        {"name": f.name, "value": round(f.value, 4), "unit": f.unit, "bound": f.bound, "holds": f.holds}
        for f in figures
    )
    FILE.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
