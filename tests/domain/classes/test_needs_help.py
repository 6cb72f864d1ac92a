"""Who may need help: each rule at its limits, what is urgent first, and what no rule ever says."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.domain.classes.needs_help import LARGE, RULES, Facts, Mistake, Work, needs, urgency, window

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
TODAY = date(2026, 11, 30)
DAY = timedelta(days=1)
STUDYING = Facts(joined_on=TODAY - 60 * DAY, last_day=TODAY)


def due(days: float, title: str = "February") -> Work:
    """An assignment that is due in so many days; in the past where that is negative."""
    return Work(title=title, due_at=NOW + timedelta(days=days))


def rules(facts: Facts) -> list[str]:
    """The rules that hold, the most urgent first."""
    return [one.rule for one in needs(facts, today=TODAY, now=NOW)]


GOLDEN: dict[str, tuple[Facts, list[str]]] = {
    "who studies needs nothing": (STUDYING, []),
    "due and studying": (replace(STUDYING, work=[due(2)]), []),
    "due this very moment is late": (replace(STUDYING, work=[due(0)]), ["overdue"]),
    "quiet, and nothing is due": (replace(STUDYING, last_day=TODAY - 30 * DAY), []),
    "quiet for six days": (replace(STUDYING, last_day=TODAY - 6 * DAY, work=[due(2)]), []),
    "quiet for seven days": (replace(STUDYING, last_day=TODAY - 7 * DAY, work=[due(2)]), ["stalled"]),
    "joined two days ago": (Facts(joined_on=TODAY - 2 * DAY, work=[due(2)]), []),
    "joined three days ago": (Facts(joined_on=TODAY - 3 * DAY), ["never_began"]),
    "not begun, and late": (Facts(joined_on=TODAY - 9 * DAY, work=[due(-1)]), ["overdue", "never_began"]),
    "a misconception twice": (replace(STUDYING, mistakes=[Mistake("a", 2), Mistake("b", 2)]), []),
    "a misconception three times": (replace(STUDYING, mistakes=[Mistake("a", 3)], answers=30), ["misconception"]),
    "three times among many answers": (replace(STUDYING, mistakes=[Mistake("a", 3)], answers=31), []),
    "three times on one day": (replace(STUDYING, mistakes=[Mistake("a", 3, 1)], answers=9), []),
    "two low scores": (replace(STUDYING, scores=[0.1, 0.1]), []),
    "three scores at the limit": (replace(STUDYING, scores=[0.25, 0.5, 0.5]), []),
    "three low scores": (replace(STUDYING, scores=[0.25, 0.5, 0.25]), ["low_scores"]),
    "one good score and two missed long ago": (replace(STUDYING, scores=[1], missed=2), ["low_scores"]),
    "what is not due yet is not missed": (replace(STUDYING, scores=[1], missed=1, work=[due(1)]), []),
    "four sure answers": (replace(STUDYING, sure=4, sure_wrong=4), []),
    "sure, and one in three wrong": (replace(STUDYING, sure=6, sure_wrong=2), []),
    "sure, and two in five wrong": (replace(STUDYING, sure=5, sure_wrong=2), ["sure_wrong"]),
    "nine questions learnt": (replace(STUDYING, learnt=9, faded=9), []),
    "ten learnt, three faded": (replace(STUDYING, learnt=10, faded=3), []),
    "ten learnt, four faded": (replace(STUDYING, learnt=10, faded=4), ["fading"]),
    "all at once": (
        Facts(
            joined_on=TODAY - 60 * DAY,
            last_day=TODAY - 20 * DAY,
            work=[due(-2), due(1, "March")],
            mistakes=[Mistake("a", 4)],
            sure=10,
            sure_wrong=7,
            learnt=20,
            faded=15,
        ),
        ["overdue", "stalled", "sure_wrong", "misconception", "fading"],
    ),
}


@pytest.mark.parametrize("name", GOLDEN)
def test_each_rule_holds_from_its_limit_on(name: str) -> None:
    facts, expected = GOLDEN[name]
    assert rules(facts) == expected


def test_a_reason_has_its_figures() -> None:
    facts = replace(
        STUDYING, work=[due(-3, "March"), due(-5)], mistakes=[Mistake("b", 3), Mistake("a", 3)], sure=11, sure_wrong=7
    )
    late, sure, mistake = needs(facts, today=TODAY, now=NOW)
    assert (late.days, late.count, late.about, late.due_at) == (5, 2, "February", NOW - 5 * DAY)
    assert (sure.count, sure.total, sure.about) == (7, 11, "a")
    assert (mistake.count, mistake.about) == (3, "a")


def test_low_scores_have_their_mean_and_what_was_missed() -> None:
    (low,) = needs(replace(STUDYING, scores=[0.4, 0.5], missed=1), today=TODAY, now=NOW)
    assert (low.count, low.total, low.days) == (30, 3, 1)


def test_what_is_due_soon_is_more_urgent_than_what_is_due_later() -> None:
    quiet = replace(STUDYING, last_day=TODAY - 8 * DAY)
    soon, later = (needs(replace(quiet, work=[due(days)]), today=TODAY, now=NOW) for days in (2, 6))
    assert urgency(soon) > urgency(later) > urgency(()) == 0


def test_a_large_class_is_looked_at_for_a_week() -> None:
    assert (window(0).days, window(LARGE).days, window(LARGE + 1).days) == (28, 28, 7)


FACTS = st.builds(
    Facts,
    joined_on=st.dates(TODAY - 90 * DAY, TODAY),
    last_day=st.none() | st.dates(TODAY - 90 * DAY, TODAY),
    work=st.lists(st.floats(-14, 7).map(due), max_size=4),
    mistakes=st.lists(st.builds(Mistake, st.sampled_from("abc"), st.integers(1, 9), st.integers(1, 3)), max_size=3),
    missed=st.integers(0, 3),
    scores=st.lists(st.floats(0, 1), max_size=6),
    answers=st.integers(0, 90),
    sure=st.integers(0, 40),
    sure_wrong=st.integers(0, 40),
    learnt=st.integers(0, 200),
    faded=st.integers(0, 200),
)


@given(FACTS)
def test_every_rule_is_said_once_and_the_most_urgent_first(facts: Facts) -> None:
    found = needs(facts, today=TODAY, now=NOW)
    assert len({one.rule for one in found}) == len(found)
    assert {one.rule for one in found} <= set(RULES)
    assert [one.urgency for one in found] == sorted((one.urgency for one in found), reverse=True)
    assert not {"never_began", "stalled"} <= {one.rule for one in found}
    assert urgency(found) >= max((one.urgency for one in found), default=0)


@given(FACTS, st.integers(0, 5))
def test_nobody_becomes_less_urgent_by_being_later(facts: Facts, more: int) -> None:
    later = replace(facts, work=[*facts.work, *[due(-1)] * more])
    assert urgency(needs(later, today=TODAY, now=NOW)) >= urgency(needs(facts, today=TODAY, now=NOW))
