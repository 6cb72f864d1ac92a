"""Figures of a quiz and its questions against golden cases, computed by an independent implementation.

They follow Moodle's definitions: question/classes/statistics/questions/calculator.php and mod/quiz/report/statistics.
Six attempts at four questions of one mark each.
"""

from fractions import Fraction

import pytest

from quiz.domain.item_analysis import figures
from quiz.domain.item_analysis.choices import cuts_of
from quiz.domain.item_analysis.finishes import ALL, Judged, Moves, finish_of, moves_of
from quiz.domain.item_analysis.totals import Totals, reliability

ROWS = [(1, 1, 1, 0.5), (1, 1, 0, 1), (1, 0, 1, 0), (0, 1, 0, 0.5), (1, 0, 0, 0), (0, 0, 0, 0)]
POINTS = 4
FACILITY = [2 / 3, 0.5, 1 / 3, 1 / 3]
DISCRIMINATION = [31.25, 37.139068, 17.67767, 46.709937]
EFFICIENCY = [35.714286, 40, 20, 50]
WEIGHT = [25.549932, 27.44503, 23.502519, 23.502519]


def sums(points: Fraction = Fraction(1)) -> Moves:
    return moves_of(
        (1, finish_of([Judged(version_id=n, share=share, points=points) for n, share in enumerate(row)]))
        for row in ROWS
    )


def totals_of(moves: Moves) -> Totals:
    return Totals(counts={total: count for (_, total), count in moves.totals.items()})


@pytest.mark.parametrize("points", [Fraction(1), Fraction(5, 2)])
def test_figures_of_questions_are_those_of_moodle(points: Fraction) -> None:
    items = [sums(points).items[1, n] for n in range(4)]
    found = [figures.facility_of(one) for one in items]
    assert [one.value for one in found if one] == pytest.approx(FACILITY, abs=1e-6)
    indices = [figures.discrimination(one) for one in items]
    # The rests are thirds, which are kept in millionths.
    assert [100 * one.value for one in indices if one] == pytest.approx(DISCRIMINATION, rel=1e-5)
    assert figures.effective_weights(items) == pytest.approx(WEIGHT, rel=1e-5)


def test_the_efficiency_is_that_of_moodle() -> None:
    pairs = [[(row[n], sum(row) - row[n]) for row in ROWS] for n in range(4)]
    found = [figures.efficiency([(x, rest, 1) for x, rest in every]) for every in pairs]
    assert found == pytest.approx(EFFICIENCY, rel=1e-6)


def test_the_efficiency_is_found_again_in_the_histogram() -> None:
    # Hundredths of the total round off 87.5 %.
    places = sums().places
    cells = [
        [(place.share, place.total, count) for place, count in places.items() if place.question_version_id == n]
        for n in range(4)
    ]
    found = [figures.efficiency(figures.runs_from(one, 0.25)) for one in cells]
    assert found == pytest.approx(EFFICIENCY, rel=0.02)


def test_figures_of_the_quiz_are_those_of_moodle() -> None:
    moves = sums()
    totals = totals_of(moves)
    assert totals.mean is not None
    assert totals.sd is not None
    assert totals.mean * POINTS == pytest.approx(1.833333, abs=1e-6)
    assert totals.sd * POINTS == pytest.approx(1.290994, abs=1e-6)
    assert totals.skewness == pytest.approx(-0.07746, abs=1e-5)
    assert totals.kurtosis == pytest.approx(-0.867, abs=1e-3)
    found = reliability(totals, [figures.part_variance(one) for one in moves.items.values()])
    assert found is not None
    assert (found.cic, found.error_ratio) == pytest.approx((53.333333, 68.313005), rel=1e-5)
    assert found.standard_error * POINTS == pytest.approx(0.881917, rel=1e-5)
    # Bonett's interval, worked out by hand: 1 - 0.466667 · exp(±1.959964 · √(8 / (3 · 4))).
    assert (found.interval.low, found.interval.high) == pytest.approx((-1.0, 0.905817), abs=1e-5)


def test_fishers_interval_is_that_of_the_tables() -> None:
    # r = 0.5, n = 30: z = 0.549306, half = 1.959964 / √27 = 0.377195 (worked out by hand).
    found = figures.fisher(0.5, 30)
    assert (found.low, found.high) == pytest.approx((0.170428, 0.728959), abs=1e-5)
    assert (figures.fisher(1.0, 3).low, figures.fisher(-1.0, 12).value) == (-1.0, -1.0)


NO_SPREAD = [(1, 1), (1, 1), (1, 1)]


def test_without_spread_nothing_is_told() -> None:
    moves = moves_of(
        (1, finish_of([Judged(version_id=n, share=x, points=Fraction(1)) for n, x in enumerate(row)]))
        for row in NO_SPREAD
    )
    totals = totals_of(moves)
    one = moves.items[1, 0]
    assert figures.discrimination(one) is None
    assert figures.efficiency([(1, 1, 3)]) is None
    assert figures.effective_weights([one, one]) == [None, None]
    assert (totals.skewness, totals.kurtosis, reliability(totals, [0, 0])) == (None, None, None)
    assert totals.median == 1
    assert Totals(counts={}).mean is None
    assert Totals(counts={}).mean_interval is None
    assert totals.few
    assert figures.runs_from([(1, 1, 3)], 1.0) == []


def test_the_mean_has_its_interval() -> None:
    # Worked out by hand: 0 and 1 fifty times each, sd = √(100/99)/2 = 0.502519, half = 1.959964 · 0.502519 / 10.
    found = Totals(counts={0: 50, 1000: 50})
    assert not found.few
    assert found.mean_interval is not None
    assert (found.mean_interval.low, found.mean_interval.high) == pytest.approx((0.401508, 0.598492), abs=1e-5)


def test_a_question_that_is_alone_has_no_rest() -> None:
    moves = moves_of((1, finish_of([Judged(version_id=1, share=x, points=Fraction(2))])) for x in (0, 1, 0.5, 1))
    assert figures.discrimination(moves.items[1, 1]) is None
    assert {place.choice for place in moves.places} == {ALL}


def test_scores_lie_in_ranges_of_which_the_last_takes_full_points() -> None:
    totals = Totals(counts={0: 1, 99: 1, 100: 2, 950: 1, 1000: 3})
    assert totals.in_bins(10) == [2, 2, 0, 0, 0, 0, 0, 0, 0, 4]
    assert totals.attempts == 8
    assert totals.median == 0.525


def grouped(*counts: tuple[int, int]) -> tuple[int, int, int]:
    lower, upper = cuts_of(counts)
    sizes = (
        [count for total, count in counts if total <= lower],
        [count for total, count in counts if lower < total < upper],
        [count for total, count in counts if total >= upper],
    )
    below, between, above = map(sum, sizes)
    return below, between, above


def test_groups_come_as_near_to_27_per_cent_as_ties_let_them() -> None:
    assert grouped(*((n * 10, 10) for n in range(11))) == (30, 50, 30)
    assert grouped((0, 1), (100, 99)) == (1, 0, 99)
    assert grouped((50, 7)) == (0, 7, 0)
    assert grouped((0, 2), (0, 1), (50, 4), (100, 3)) == (3, 4, 3)
