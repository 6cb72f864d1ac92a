"""The figures of a run in words and tables: the generated part of docs/review.md."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from quiz.simulation.estimates import Estimate, difference_of, mean_of, ratio_of
from quiz.simulation.memories import MODELS
from quiz.simulation.trial import ARMS, DAYS, LATER, LEITNER, MATCHED, MINUTES, REVIEW, Outcome, Result

AIM = 0.2
"""How much more than Leitner the review is to bring a minute, as a share."""
ALL = "all learners"
NAMES = (*ARMS, *MATCHED)
"""The ways to study in the order of the tables."""


@dataclass(frozen=True, kw_only=True)
class Measure:
    """Something that is compared: of an outcome, and in words, where ``unit`` follows a difference's number."""

    of: Callable[[Outcome], float]
    when: str
    unit: str = "questions"
    digits: int = 1


A_MINUTE = Measure(of=lambda outcome: outcome.end / outcome.minutes, when="a minute", digits=4)
END = Measure(of=lambda outcome: outcome.end, when=f"on day {DAYS}")
AFTER = Measure(of=lambda outcome: outcome.later, when=f"{LATER} days later")
COMPARED = (A_MINUTE, END, AFTER)


def groups(results: Sequence[Result]) -> dict[str, list[Result]]:
    """The learners of each model that has any, after all of them."""
    by_model = {name: [one for one in results if one.model_name == name] for name in MODELS}
    return {ALL: list(results), **{name: group for name, group in by_model.items() if group}}


def values(group: Sequence[Result], arm: str, measure: Measure) -> list[float]:
    """The measure of each learner of a group."""
    return [measure.of(one.outcomes[arm]) for one in group]


def to_leitner(group: Sequence[Result], arm: str) -> Estimate:
    """What is remembered a minute as a ratio to Leitner's."""
    return ratio_of(values(group, arm, A_MINUTE), values(group, LEITNER, A_MINUTE))


def report(results: Sequence[Result], seed: int) -> str:
    """Everything that a run says, in Markdown."""
    grouped = groups(results)
    lines = [
        f"{len(results):,} learners of seed {seed}, {DAYS} days, at most {MINUTES} minutes a day.",
        "",
        *verdict(grouped),
        "",
        "![Questions remembered over the days, by model and way to study](pictures/review-days.svg)",
        "",
        "![Questions remembered for each minute studied, by model and way to study](pictures/review-minutes.svg)",
    ]
    for name, group in grouped.items():
        lines += ["", f"### Results of {name}", "", *table(group)]
    lines += ["", "### Where the review loses", "", *losses(grouped)]
    return "\n".join(lines)


def verdict(grouped: Mapping[str, Sequence[Result]]) -> Iterator[str]:
    """What the review brings a minute beside Leitner, held against the aim."""
    found = to_leitner(grouped[ALL], REVIEW)
    word = "met" if found.low - 1 >= AIM else "not met" if found.high - 1 < AIM else "neither met nor missed for sure"
    yield (
        f"**For each minute studied, the review's learners remember {_change(found)} than Leitner's.** "
        f"The aim of at least {100 * AIM:.0f} % more is **{word}**."
    )
    yield ""
    for name, group in grouped.items():
        if name != ALL:
            yield f"- {name}: {_change(to_leitner(group, REVIEW))}."


def _change(ratio: Estimate) -> str:
    """A ratio as ``12.0 % more (95 % interval: 10.1 to 13.9 % more)``."""
    value, low, high = (100 * (part - 1) for part in (ratio.value, ratio.low, ratio.high))
    if value < 0:
        value, low, high = -value, -high, -low
        return f"{value:.1f} % less (95 % interval: {low:.1f} to {high:.1f} % less)"
    return f"{value:.1f} % more (95 % interval: {low:.1f} to {high:.1f} % more)"


def table(group: Sequence[Result]) -> Iterator[str]:
    """A row for each way to study; every figure is a mean over learners, with its interval where there is room."""
    yield f"{len(group):,} learners. Intervals are 95 %."
    yield ""
    heads = "remembered a minute", "ratio to Leitner", f"on day {DAYS}", f"{LATER} days later", "minutes", "seen"
    yield f"| way to study | {' | '.join(heads)} |"
    yield "|---|--:|--:|--:|--:|--:|--:|"
    for arm in NAMES:
        ratio = "1" if arm == LEITNER else _with_ends(to_leitner(group, arm), 3)
        cells = [
            arm,
            _with_ends(mean_of(values(group, arm, A_MINUTE)), 4),
            ratio,
            *(_with_ends(mean_of(values(group, arm, measure)), 1) for measure in (END, AFTER)),
            f"{mean_of([one.outcomes[arm].minutes for one in group]).value:,.0f}",
            f"{mean_of([one.outcomes[arm].seen for one in group]).value:,.0f}",
        ]
        yield f"| {' | '.join(cells)} |"


def _with_ends(found: Estimate, digits: int) -> str:
    return f"{found.value:.{digits}f} ({found.low:.{digits}f}–{found.high:.{digits}f})"


def losses(grouped: Mapping[str, Sequence[Result]]) -> Iterator[str]:
    """Each comparison in which the review is behind another way to study for sure: the interval is below 0."""
    found = list(_losses(grouped))
    yield from found or ["Nowhere: no difference is below 0 with its whole interval."]


def _losses(grouped: Mapping[str, Sequence[Result]]) -> Iterator[str]:
    for name, group in grouped.items():
        for measure in COMPARED:
            for arm in NAMES:
                if arm == REVIEW:
                    continue
                ours, theirs = (values(group, one, measure) for one in (REVIEW, arm))
                gap = difference_of(ours, theirs)
                if gap.high < 0:
                    yield _loss(name, measure, arm, gap, ratio_of(ours, theirs))


def _loss(group: str, measure: Measure, arm: str, gap: Estimate, ratio: Estimate) -> str:
    parts = (f"{-part:.{measure.digits}f}" for part in (gap.value, gap.high, gap.low))
    fewer, least, most = parts
    return (
        f"- {group}, {measure.when}: {fewer} {measure.unit} fewer than {arm} (95 % interval: {least} to {most}), "
        f"which is {100 * (1 - ratio.value):.1f} % less."
    )
