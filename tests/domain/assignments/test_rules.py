"""What a learner may do of an assignment: every case is asked, and exceptions are never worse than none."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from itertools import product
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.domain.assignments import rules
from quiz.domain.assignments.counting import Mark, Result, Standing, counts, days_late, kept, late_factor, standing
from quiz.domain.assignments.prerequisites import Prerequisite, in_order, read, unmet
from quiz.domain.assignments.rules import FEEDBACK_TABLE, PHASES, TABLE, Case, Outcome
from quiz.domain.assignments.terms import YEARS, Extra, Terms, can_be, deadline_of, with_extras

NOW = datetime(2024, 5, 6, 9, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BOTH = (False, True)
CASES = [
    Case(phase=phase, running=running, left=left, locked=locked, code=code)
    for phase, running, left, locked, code in product(PHASES, BOTH, BOTH, BOTH, BOTH)
]


def expected(case: Case) -> Outcome:
    """What a teacher would say, said once more in other words than the table's."""
    if case.running:
        return "go_on"
    if case.phase == "over":
        return "over"
    if case.phase in ("draft", "before"):
        return "draft" if case.phase == "draft" else "not_open"
    hurdles: list[tuple[bool, Outcome]] = [
        (not case.left, "used_up"),
        (case.locked, "locked"),
        (case.code, "needs_code"),
    ]
    for stands, name in hurdles:
        if stands:
            return name
    return "start_late" if case.phase == "late" else "start"


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_table_decides_every_case(case: Case) -> None:
    assert rules.outcome_of(case) == expected(case)


def test_each_line_of_the_tables_decides_something_and_has_words() -> None:
    deciding = {next(line for line in TABLE if line.holds(case)) for case in CASES}
    assert deciding == set(TABLE)
    assert set(rules.WORDS) == set(get_args(Outcome)) == {line.outcome for line in TABLE}
    assert set(rules.FEEDBACK_WORDS) == {line.shown for line in FEEDBACK_TABLE}


@pytest.mark.parametrize("feedback", ["at_once", "handed_in", "after_due", "never"])
@pytest.mark.parametrize("state", ["running", "waiting", "finished"])
@pytest.mark.parametrize("passed", BOTH)
def test_feedback_is_decided_in_every_case(feedback: str, state: rules.State, passed: bool) -> None:
    found = rules.shown_in(feedback, state, passed=passed)
    if feedback == "at_once":
        assert found == "shown"
    elif state == "running":
        assert found == "running"
    elif feedback == "never" or (feedback == "after_due" and not passed):
        assert found == ("never" if feedback == "never" else "later")
    else:
        assert found == ("waiting" if state == "waiting" else "shown")


MOMENTS = [
    ({}, "open"),
    ({"published": False}, "draft"),
    ({"opens_at": NOW + HOUR}, "before"),
    ({"opens_at": NOW, "due_at": NOW}, "open"),
    ({"due_at": NOW - HOUR}, "over"),
    ({"due_at": NOW - HOUR, "late_policy": "marked"}, "late"),
    ({"due_at": NOW - HOUR, "closes_at": NOW, "late_policy": "share"}, "late"),
    ({"due_at": NOW - HOUR, "closes_at": NOW - HOUR, "late_policy": "marked"}, "over"),
    ({"due_at": NOW + HOUR, "closes_at": NOW - HOUR}, "over"),
]


@pytest.mark.parametrize(("terms", "phase"), MOMENTS)
def test_moments_make_the_phase(terms: dict[str, object], phase: str) -> None:
    assert rules.phase_of(Terms(**terms), NOW) == phase  # type: ignore[arg-type]  # the table is of many types


def test_the_attempts_that_were_made_count_as_used_up() -> None:
    terms = Terms(attempts_allowed=2)
    assert rules.decide(terms, ["finished"], NOW) == "start"
    assert rules.decide(terms, ["finished", "waiting"], NOW) == "used_up"
    assert rules.decide(terms, ["finished", "running"], NOW) == "go_on"
    assert rules.decide(Terms(), ["finished"] * 9, NOW) == "start"
    assert rules.decide(Terms(needs_code=True), [], NOW, locked=True) == "locked"


def test_an_attempt_ends_by_its_limit_or_when_the_assignment_does() -> None:
    assert deadline_of(Terms(), NOW) is None
    assert deadline_of(Terms(minutes=30), NOW) == NOW + HOUR / 2
    assert deadline_of(Terms(minutes=90, due_at=NOW + HOUR), NOW) == NOW + HOUR
    late = Terms(minutes=90, due_at=NOW + HOUR, late_policy="marked", closes_at=NOW + 2 * HOUR)
    assert deadline_of(late, NOW) == NOW + 1.5 * HOUR
    assert deadline_of(Terms(closes_at=NOW + DAY), NOW) == NOW + DAY


LATE = [
    (timedelta(0), 0, "1"),
    (timedelta(seconds=1), 1, "4/5"),
    (DAY, 1, "4/5"),
    (2 * DAY + HOUR, 3, "2/5"),
    (9 * DAY, 9, "0"),
]


@pytest.mark.parametrize(("after", "days", "kept"), LATE)
def test_each_day_late_costs_its_share(after: timedelta, days: int, kept: str) -> None:
    terms = Terms(due_at=NOW, late_policy="share", late_share=Fraction(1, 5))
    assert days_late(terms, NOW + after) == days
    assert late_factor(terms, NOW + after) == Fraction(kept)
    assert late_factor(Terms(due_at=NOW, late_policy="marked"), NOW + after) == 1


@pytest.mark.parametrize(
    ("how", "share", "attempts"),
    [("best", "3/4", (1,)), ("latest", "1/2", (3,)), ("first", "1/4", (0,)), ("average", "9/16", (0, 1, 2, 3))],
)
def test_one_attempt_counts_or_the_average(how: str, share: str, attempts: tuple[int, ...]) -> None:
    results = [Result(share=Fraction(one, 4), handed_in_at=NOW) for one in (1, 3, 3, 2)]
    found = standing(Terms(counted=how), results)  # type: ignore[arg-type]  # the cases are a table
    assert found is not None
    assert (found.share, found.attempts) == (Fraction(share), attempts)
    assert standing(Terms(), []) is None


def test_what_is_late_may_be_worse_than_less_in_time() -> None:
    terms = Terms(due_at=NOW, late_policy="share", late_share=Fraction(1, 2))
    early, late = Result(share=Fraction(3, 5), handed_in_at=NOW), Result(share=Fraction(1), handed_in_at=NOW + HOUR)
    found = standing(terms, [early, late])
    assert found is not None
    assert (found.share, found.attempts) == (Fraction(3, 5), (0,))
    below = Result(share=Fraction(-1, 4), handed_in_at=NOW + 9 * DAY)
    assert kept(terms, below) == Fraction(-1, 4)


def test_prerequisites_are_met_by_mastery_and_by_scores() -> None:
    half = Fraction(1, 2)
    wanted = (
        Prerequisite(kind="mastery", bank="2024-01", share=half),
        Prerequisite(kind="mastery", bank="2024-01", objective="a", share=Fraction(1)),
        Prerequisite(kind="score", assignment=7, share=half),
    )
    assert [read(one.stored()) for one in wanted] == list(wanted)
    assert unmet(wanted, {("2024-01", ""): half, ("2024-01", "a"): Fraction(1)}, {7: half}) == ()
    assert [one.reached for one in unmet(wanted, {("2024-01", ""): Fraction(1, 3)}, {})] == [Fraction(1, 3), None, None]
    assert [one.bank for one in in_order(["a", "b", "c"], ["c", "b"], half)] == ["a"]
    assert in_order(["a", "b"], ["x"], half) == ()


moments = st.none() | st.integers(-48, 48).map(lambda hours: NOW + hours * HOUR)
extras = st.builds(
    Extra,
    opens_at=moments,
    due_at=moments,
    closes_at=moments,
    minutes=st.integers(0, 60),
    percent=st.integers(0, 100),
    attempts=st.integers(0, 3),
)
everybodys = st.builds(
    Terms,
    opens_at=moments,
    due_at=moments,
    closes_at=moments,
    late_policy=st.sampled_from(["none", "marked", "share"]),
    late_share=st.just(Fraction(1, 10)),
    attempts_allowed=st.none() | st.integers(1, 3),
    minutes=st.none() | st.integers(1, 120),
)
LATER = datetime(2100, 1, 1, tzinfo=UTC)
ORDER = ("over", "not_open", "used_up", "start_late", "start")
"""From what is worst for a learner to what is best."""


@given(terms=everybodys, given_extras=st.lists(extras, max_size=3), hours=st.integers(-60, 60), made=st.integers(0, 4))
def test_an_exception_is_never_worse_than_none(terms: Terms, given_extras: list[Extra], hours: int, made: int) -> None:
    own, now = with_extras(terms, given_extras), NOW + hours * HOUR
    before, after = (rules.decide(one, ["finished"] * made, now) for one in (terms, own))
    assert ORDER.index(after) >= ORDER.index(before)
    assert (deadline_of(own, now) or LATER) >= (deadline_of(terms, now) or LATER)
    assert late_factor(own, now) >= late_factor(terms, now)
    assert with_extras(own, given_extras).due_at == own.due_at


def test_feedback_that_waits_for_the_due_date_waits_for_late_work_too() -> None:
    due, closes = NOW, NOW + DAY
    for policy, at in (("none", due), ("marked", closes), ("share", closes)):
        terms = Terms(feedback="after_due", due_at=due, closes_at=closes, late_policy=policy)
        assert terms.feedback_at == at
        assert rules.holds_back(terms, at)
        assert rules.shown_of(terms, "finished", at + HOUR) == "shown"
    assert Terms(late_policy="marked", due_at=due).feedback_at == due
    assert Terms().feedback_at is None


@pytest.mark.parametrize(
    ("terms", "in_time"),
    [
        ({}, True),
        ({"due_at": NOW, "closes_at": NOW + HOUR}, True),
        ({"due_at": NOW - HOUR, "closes_at": NOW + HOUR, "late_policy": "marked"}, False),
        ({"closes_at": NOW - HOUR}, False),
    ],
)
def test_only_what_is_in_time_can_be_published(terms: dict[str, object], in_time: bool) -> None:
    assert rules.can_be_published(Terms(**terms), NOW) is in_time  # type: ignore[arg-type]  # the table is of many types


MARKS: list[tuple[dict[str, object], bool, str | None]] = [
    ({}, True, None),
    ({"feedback": "at_once", "due_at": NOW + HOUR}, True, None),
    ({"feedback": "after_due", "due_at": NOW + HOUR}, False, "after_due"),
    ({"feedback": "after_due", "due_at": NOW - HOUR}, True, "after_due"),
    ({"feedback": "never"}, False, "unclosed"),
    ({"feedback": "never", "due_at": NOW + HOUR}, False, "never"),
    ({"feedback": "never", "due_at": NOW - HOUR}, True, "never"),
    ({"feedback": "never", "due_at": NOW - HOUR, "late_policy": "marked"}, False, "unclosed"),
]
"""Terms, whether a released column shows the mark now, and what its teacher reads of that."""


@pytest.mark.parametrize(("terms", "shown", "words"), MARKS)
def test_a_released_column_shows_no_mark_before_its_assignment_does(
    terms: dict[str, object], shown: bool, words: str | None
) -> None:
    found = Terms(**terms)  # type: ignore[arg-type]  # the table is of many types
    assert rules.shows_mark(found, NOW) is shown
    assert rules.mark_words(found) == (rules.MARK_WORDS[words] if words else None)


@pytest.mark.parametrize(
    ("mark", "share"),
    [
        (Mark(), Fraction(1, 2)),
        (Mark(share=Fraction(0)), Fraction(0)),
        (Mark(excused=True), None),
        (Mark(share=Fraction(1), excused=True), None),
    ],
)
def test_what_a_teacher_entered_counts_instead_of_the_attempts(mark: Mark, share: Fraction | None) -> None:
    assert counts(Standing(share=Fraction(1, 2), attempts=(1,)), mark) == share
    assert counts(None, Mark()) is None


@given(st.datetimes(timezones=st.just(UTC)))
def test_a_date_of_another_century_is_a_slip(moment: datetime) -> None:
    assert can_be(moment) is (YEARS[0] <= moment.year <= YEARS[-1])


@pytest.mark.parametrize(
    ("terms", "waits"),
    [
        ({}, False),
        ({"due_at": NOW}, False),
        ({"due_at": NOW, "closes_at": NOW + DAY}, False),
        ({"due_at": NOW, "closes_at": NOW + DAY, "late_policy": "marked"}, True),
    ],
)
def test_feedback_waits_for_late_work(terms: dict[str, object], waits: bool) -> None:
    found = Terms(**terms)  # type: ignore[arg-type]  # the table is of many types
    assert found.feedback_waits_for_late is waits


def test_what_opens_at_once_opens_no_earlier_for_anybody() -> None:
    assert with_extras(Terms(), [Extra(opens_at=NOW)]).opens_at is None
    assert with_extras(Terms(opens_at=NOW), [Extra(opens_at=NOW - DAY), Extra()]).opens_at == NOW - DAY
