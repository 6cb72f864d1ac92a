"""A placement test: what it asks next, when it is over, where it says to begin."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.domain.mastery import Evidence
from quiz.domain.placement import BEFORE, KNOWN, LEAST, MOST, Candidate, Placement, begin_with, next_question

DAY = date(2026, 7, 1)
MONTHS = (1, 2, 3)


def candidate(
    question: int, month: int = 1, measures: str = "", guess: float = 0.25, *, idea: str = "", line: int = 0
) -> Candidate:
    return Candidate(
        question=question,
        month=month,
        measures=measures or f"m{question}",
        idea=idea or f"i{question}",
        guess=guess,
        slip=0.1,
        line=line,
    )


POOL = [candidate(10 * month + place, month, f"m{place % 4}") for month in MONTHS for place in range(9)]


def evidence(right: bool, guess: float = 0.25) -> Evidence:
    return Evidence(right=right, guess=guess, slip=0.1, day=DAY)


def taken(answers: list[bool]) -> tuple[Placement, list[Candidate]]:
    """A test that goes on with these answers, to its end or theirs."""
    placement, asked = Placement(), []
    for right in answers:
        chosen = next_question(placement, MONTHS, POOL, asked)
        if chosen is None:
            break
        asked.append(chosen)
        placement.take(chosen.month, evidence(right))
    return placement, asked


def test_months_take_turns_until_each_has_its_questions() -> None:
    _, asked = taken([True, False] * 3)
    assert [one.month for one in asked] == [1, 2, 3] * LEAST


def test_then_the_month_is_asked_about_of_which_least_is_sure() -> None:
    # The first two months are known after two right answers each; the third got one of each.
    _, asked = taken([True, True, True, True, True, False, True])
    assert asked[-1].month == 3


def test_a_question_that_tells_more_comes_first() -> None:
    pool = [candidate(1, guess=0.5), candidate(2, guess=0.05)]
    chosen = next_question(Placement(), [1], pool, [])
    assert chosen is not None
    assert chosen.question == 2


def test_no_idea_is_asked_twice_and_another_month_may_have_one_of_that_name() -> None:
    first, same, elsewhere = candidate(1, idea="rank"), candidate(2, idea="rank"), candidate(3, 2, idea="rank")
    assert next_question(Placement(), [1, 2], [first, same, elsewhere], [first]) == elsewhere
    assert next_question(Placement(), [1], [first, same], [first]) is None


def test_of_a_line_of_the_pool_as_many_are_asked_as_it_says() -> None:
    easy = [candidate(number, measures=f"e{number}", guess=0.01) for number in (1, 2)]
    hard = [candidate(number, measures=f"h{number}", guess=0.3, line=1) for number in (3, 4)]
    bounded = [
        next_question(Placement(), [1], easy + hard, asked, [1, 2]) for asked in ([], [easy[0]], [*hard, easy[0]])
    ]
    assert bounded == [easy[0], hard[0], None]


def test_another_objective_comes_first() -> None:
    first, same, other = candidate(1, 1, "a"), candidate(2, 1, "a", 0.05), candidate(3, 1, "b", 0.5)
    placement = Placement()
    placement.take(1, evidence(right=True))
    assert next_question(placement, [1], [first, same, other], [first]) == other


def test_an_answer_is_taken_by_bayes_rule() -> None:
    placement = Placement()
    placement.take(1, evidence(right=True))
    assert placement.of(1) == pytest.approx(0.5 * 0.9 / (0.5 * 0.9 + 0.5 * 0.25))
    assert placement.of(2) == BEFORE


@given(st.lists(st.booleans(), min_size=MOST + 5, max_size=MOST + 5))
def test_it_is_over_after_ten_minutes_and_asks_nothing_twice(answers: list[bool]) -> None:
    placement, asked = taken(answers)
    assert LEAST * len(MONTHS) <= len(asked) <= MOST
    assert len({one.question for one in asked}) == len(asked)
    assert all(0 < placement.of(month) < 1 for month in MONTHS)


def test_where_nothing_can_be_asked_it_is_over() -> None:
    assert next_question(Placement(), MONTHS, [], []) is None


def test_the_first_month_that_is_not_known_is_where_to_begin() -> None:
    assert begin_with(MONTHS, {1: KNOWN, 2: 0.3, 3: 0.1}) == 2
    assert begin_with(MONTHS, {1: 0.9, 2: 0.9, 3: 0.9}) is None
    assert begin_with(MONTHS, {1: 0.9, 3: 0.9}) == 2
    assert begin_with(MONTHS, {}) is None
