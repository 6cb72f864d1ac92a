"""The figures of a run as SVG: what is remembered over the days, and for each minute studied."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from statistics import fmean

from quiz.simulation.estimates import mean_of
from quiz.simulation.learners import MONTHS
from quiz.simulation.report import A_MINUTE, ALL, NAMES, groups, values
from quiz.simulation.trial import FSRS, LEITNER, MATCHED, PROBE_EVERY, READING, REVIEW, Result

COLOURS = {REVIEW: "#0072b2", LEITNER: "#d55e00", READING: "#009e73", FSRS: "#cc79a7"}
"""Okabe and Ito's colours, which people who see fewer colours can tell apart."""
WIDTH, PANEL, HEIGHT, LEFT, TOP = 960, 270, 300, 46, 40
"""Sizes in pixels: the picture's width, a panel's width and height, and what is left free before the first panel."""
MARKS = (0, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3)
"""Questions a minute at which a panel has a line."""
GAP = 40
"""Pixels between two panels."""
QUESTIONS = sum(count for count, _ in MONTHS)


def days_picture(results: Sequence[Result]) -> str:
    """A panel for each model: the questions remembered at the start of each day, by the way to study."""
    parts = []
    for place, (name, group) in enumerate(_models(results)):
        left = LEFT + place * (PANEL + GAP)
        parts += [_text(left, TOP - 12, name, "panel"), *_axis(left, QUESTIONS, [0, 50, 100, 150])]
        for arm in NAMES:
            curves = [one.outcomes[arm].curve for one in group]
            means = [fmean(curve[step] for curve in curves) for step in range(len(curves[0]))]
            parts.append(_line(left, means, arm))
        days = PROBE_EVERY * (len(group[0].outcomes[REVIEW].curve) - 1)
        parts += [
            _text(left + PANEL * share, TOP + HEIGHT + 18, f"{days * share:.0f}", "middle") for share in (0, 0.5, 1)
        ]
    parts += [_text(LEFT, TOP + HEIGHT + 40, "day", "start"), *_legend(TOP + HEIGHT + 66, _stroke)]
    return _picture("Questions remembered over the days, of 167", parts, TOP + HEIGHT + 110)


def minutes_picture(results: Sequence[Result]) -> str:
    """A panel for each model: the questions remembered for each minute studied, with 95 % intervals."""
    models = list(_models(results))
    found = {(name, arm): mean_of(values(group, arm, A_MINUTE)) for name, group in models for arm in NAMES}
    top = 1.1 * max(estimate.high for estimate in found.values())
    step = PANEL / len(NAMES)
    parts = []
    for place, (name, _) in enumerate(models):
        left = LEFT + place * (PANEL + GAP)
        parts += [
            _text(left, TOP - 12, name, "panel"),
            *_axis(left, top, [mark for mark in MARKS if mark < top]),
        ]
        for column, arm in enumerate(NAMES):
            estimate, x = found[name, arm], left + column * step + 6
            high, low, y = (_up(value, top) for value in (estimate.high, estimate.low, estimate.value))
            middle = x + (step - 12) / 2
            box = f'x="{x:.1f}" y="{y:.1f}" width="{step - 12:.1f}" height="{TOP + HEIGHT - y:.1f}"'
            parts.append(f"<rect {box} {_filled(arm)}/>")
            parts.append(f'<path d="M{middle:.1f} {low:.1f}V{high:.1f}" stroke="#222" stroke-width="2"/>')
    return _picture(
        "Questions remembered for each minute studied",
        [*parts, *_legend(TOP + HEIGHT + 30, _pale)],
        TOP + HEIGHT + 74,
    )


def _models(results: Sequence[Result]) -> Iterator[tuple[str, list[Result]]]:
    return ((name, group) for name, group in groups(results).items() if name != ALL)


def _picture(title: str, parts: Sequence[str], height: int) -> str:
    style = (
        "text{font:13px system-ui,sans-serif;fill:#222}.panel{font-weight:600;font-size:15px}"
        ".middle{text-anchor:middle}.end{text-anchor:end}"
    )
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img"><title>{title}</title>'
    ground = f'<style>{style}</style><rect width="{WIDTH}" height="{height}" fill="#fff"/>'
    return "\n".join([head, ground, *parts, "</svg>\n"])


def _axis(left: float, top: float, marks: Sequence[float]) -> Iterator[str]:
    for mark in marks:
        y = _up(mark, top)
        yield f'<path d="M{left} {y:.1f}h{PANEL}" stroke="#ddd"/>'
        yield _text(left - 6, y + 4, f"{mark:g}", "end")


def _up(value: float, top: float) -> float:
    """The pixels from the picture's upper edge of a value, where ``top`` is the panel's highest."""
    return TOP + HEIGHT * (1 - value / top)


def _line(left: float, means: Sequence[float], arm: str) -> str:
    across = PANEL / (len(means) - 1)
    points = " ".join(f"{left + place * across:.1f},{_up(mean, QUESTIONS):.1f}" for place, mean in enumerate(means))
    return f'<polyline points="{points}" fill="none" stroke-width="2" {_stroke(arm)}/>'


def _stroke(arm: str) -> str:
    dashed = ' stroke-dasharray="5 4"' if arm in MATCHED else ""
    return f'stroke="{_colour(arm)}"{dashed}'


def _pale(arm: str) -> str:
    return f'stroke="{_colour(arm)}" stroke-opacity="{_strength(arm)}"'


def _filled(arm: str) -> str:
    return f'fill="{_colour(arm)}" fill-opacity="{_strength(arm)}"'


def _strength(arm: str) -> float:
    return 0.45 if arm in MATCHED else 0.9


def _colour(arm: str) -> str:
    return next(colour for name, colour in COLOURS.items() if arm.startswith(name))


def _legend(y: float, look: Callable[[str], str]) -> Iterator[str]:
    for place, arm in enumerate(NAMES):
        x, down = LEFT + place % 3 * (PANEL + GAP), y + place // 3 * 22
        yield f'<path d="M{x} {down - 4}h28" stroke-width="4" {look(arm)}/>'
        yield _text(x + 36, down, arm, "start")


def _text(x: float, y: float, text: str, name: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" class="{name}">{text}</text>'
