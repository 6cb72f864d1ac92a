"""Predictions held against answers: golden cases worked out by hand, and what holds for any."""

from __future__ import annotations

import math
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quiz.domain.item_stats import FEW
from quiz.domain.predicting.predictions import CLIP, Interval, Tally, confidence, reliability

PAIRS = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=60)


def test_the_figures_of_three_predictions() -> None:
    found = reliability([(0.9, True), (0.8, False), (0.5, True)])
    assert found is not None
    assert found.count == 3
    # (0.1² + 0.8² + 0.5²) / 3; the three squares have a standard deviation of √0.1011.
    assert found.brier == pytest.approx(0.3)
    assert found.brier_interval == pytest.approx((0.0, 0.659802), abs=1e-6)
    # -(ln 0.9 + ln 0.2 + ln 0.5) / 3
    assert found.log_loss == pytest.approx(0.802649, abs=1e-6)
    assert found.log_loss_interval == pytest.approx((0.0, 1.660384), abs=5e-6)
    # Each stands in a bin of its own.
    assert found.rmse == pytest.approx(0.3**0.5)
    assert found.predicted == pytest.approx(2.2 / 3)
    assert found.right == pytest.approx(2 / 3)


def test_the_bins_hold_what_lies_between_their_ends() -> None:
    found = reliability([(0.85, True), (0.82, False), (0.88, True), (0.31, False)])
    assert found is not None
    low, high = found.bins
    assert (low.lower, low.upper, low.count, low.predicted, low.right) == (0.3, 0.4, 1, 0.31, 0.0)
    assert (high.lower, high.upper, high.count) == (0.8, 0.9, 3)
    assert (high.predicted, high.right) == pytest.approx((0.85, 2 / 3))
    # Wilson's interval of 2 of 3.
    assert high.interval == pytest.approx((0.2077, 0.9385), abs=5e-5)
    # √((3·(0.85 - 2/3)² + 0.31²) / 4)
    assert found.rmse == pytest.approx(0.221886, abs=1e-6)


@pytest.mark.parametrize(
    ("predicted", "lower"), [(0.0, 0.0), (0.1, 0.1), (0.3, 0.3), (0.7, 0.7), (0.9, 0.9), (1.0, 0.9)]
)
def test_an_end_belongs_to_the_bin_above_and_the_last_to_the_last(predicted: float, lower: float) -> None:
    found = reliability([(predicted, True)])
    assert found is not None
    assert [one.lower for one in found.bins] == [lower]


def test_as_many_bins_as_asked_for() -> None:
    found = reliability([(0.1, False), (0.4, True), (0.6, True)], bins=2)
    assert found is not None
    assert [(one.lower, one.upper, one.count) for one in found.bins] == [(0.0, 0.5, 2), (0.5, 1.0, 1)]


def test_what_is_put_together_is_what_the_caller_says() -> None:
    tally = Tally()
    for predicted, right, group in [(0.9, True, "a"), (0.5, False, "a"), (0.5, True, "b")]:
        tally.add(predicted, right, group)
    found = tally.reliability()
    assert found is not None
    # a: mean 0.7 against 0.5, twice; b: 0.5 against 1.
    assert found.rmse == pytest.approx(math.sqrt((2 * 0.2**2 + 0.5**2) / 3))


@pytest.mark.parametrize(
    ("predicted", "right", "loss"),
    [(1.0, False, 9.210340), (0.0, True, 9.210340), (1.0, True, 0.000100005), (0.0, False, 0.000100005)],
)
def test_a_certain_prediction_costs_no_more_than_the_clip(predicted: float, right: bool, loss: float) -> None:
    found = reliability([(predicted, right)])
    assert found is not None
    assert found.log_loss == pytest.approx(loss, rel=1e-6)


def test_nothing_is_said_without_predictions() -> None:
    assert reliability([]) is None
    assert Tally().count == 0


def test_a_single_prediction_leaves_everything_open() -> None:
    found = reliability([(0.5, True)])
    assert found is not None
    assert found.brier_interval == (0.0, 1.0)
    assert found.log_loss_interval == pytest.approx((0.0, -math.log(CLIP)))


@pytest.mark.parametrize("predicted", [-0.01, 1.01, math.nan])
def test_what_is_no_chance_is_refused(predicted: float) -> None:
    with pytest.raises(ValueError, match="between 0 and 1"):
        Tally().add(predicted, True)


@given(PAIRS)
def test_the_figures_stay_within_their_ranges(pairs: list[tuple[float, bool]]) -> None:
    found = reliability(pairs)
    assert found is not None
    assert found.count == len(pairs) == sum(one.count for one in found.bins)
    assert 0 <= found.brier <= 1
    assert 0 <= found.rmse <= 1 + 1e-12
    assert 0 <= found.log_loss <= -math.log(CLIP) + 1e-9
    for value, (low, high) in [(found.brier, found.brier_interval), (found.log_loss, found.log_loss_interval)]:
        assert low - 1e-9 <= value <= high + 1e-9
    # Putting together hides differences: Σ(mean error)² is never more than the mean of squared errors.
    assert found.rmse**2 <= found.brier + 1e-9
    for one in found.bins:
        assert one.lower - 1e-12 <= one.predicted <= one.upper + 1e-12
        assert one.interval.low - 1e-12 <= one.right <= one.interval.high + 1e-12
    assert sum(one.predicted * one.count for one in found.bins) == pytest.approx(found.predicted * found.count)
    assert sum(one.right * one.count for one in found.bins) == pytest.approx(found.right * found.count)


@given(st.lists(st.booleans(), min_size=1, max_size=60))
def test_whoever_knows_what_comes_loses_nothing(came: list[bool]) -> None:
    found = reliability((float(right), right) for right in came)
    assert found is not None
    assert (found.brier, found.rmse) == (0, 0)
    assert found.log_loss == pytest.approx(-math.log(1 - CLIP))


# --- Certainty.


def test_certainty_that_fits() -> None:
    found = confidence({(3, True): 3, (3, False): 3, (1, True): 3, (1, False): 1})
    assert found is not None
    assert (found.count, found.right, found.verdict) == (10, 0.6, "fits")
    # (6·0.80 + 4·0)/10 to (6·1 + 4·0.67)/10, less Wilson's 0.3127 to 0.8318.
    assert found.stated == pytest.approx((0.48, 0.868))
    assert found.gap == pytest.approx((-0.3518, 0.5553), abs=1e-4)
    low, high = found.levels
    assert (low.level, low.stated, low.count, low.right) == (1, Interval(0.0, 0.67), 4, 0.75)
    assert (high.level, high.stated, high.count, high.right) == (3, Interval(0.8, 1.0), 6, 0.5)
    # Nothing is said of so few.
    assert (low.verdict, high.verdict) == (None, None)


def test_whoever_is_sure_and_often_wrong_is_overconfident() -> None:
    found = confidence({(3, True): 8, (3, False): 12})
    assert found is not None
    assert found.verdict == "over"
    # Wilson's interval of 8 of 20 is 0.2188 to 0.6134.
    assert found.gap == pytest.approx((0.8 - 0.6134, 1 - 0.2188), abs=1e-4)
    assert [level.verdict for level in found.levels] == ["over"]
    # The middle of the range is 0.9: (8·0.1² + 12·0.9²) / 20.
    assert found.brier == pytest.approx(0.49)
    assert found.brier_interval.low < 0.49 < found.brier_interval.high


def test_whoever_is_unsure_and_always_right_is_underconfident() -> None:
    found = confidence({(1, True): 20})
    assert found is not None
    assert found.verdict == "under"
    assert found.gap == pytest.approx((0 - 1, 0.67 - 0.8389), abs=1e-4)
    assert [level.verdict for level in found.levels] == ["under"]


def test_a_middle_level_may_be_off_either_way() -> None:
    for right, verdict in ((40, "under"), (30, "fits"), (10, "over")):
        found = confidence({(2, True): right, (2, False): 40 - right})
        assert found is not None
        assert [found.verdict, found.levels[0].verdict] == [verdict] * 2


@pytest.mark.parametrize(("answers", "said"), [(0, False), (FEW - 1, False), (FEW, True)])
def test_nothing_is_said_of_few_answers(answers: int, said: bool) -> None:
    assert (confidence({(2, True): answers}) is not None) is said


@given(st.lists(st.tuples(st.sampled_from((1, 2, 3)), st.booleans()), min_size=FEW, max_size=60))
def test_the_gap_holds_what_may_have_been_stated_less_the_share(answers: list[tuple[int, bool]]) -> None:
    found = confidence(Counter(answers))
    assert found is not None
    assert sum(level.count for level in found.levels) == found.count == len(answers)
    assert found.gap.low <= found.stated.low - found.right + 1e-12
    assert found.gap.high >= found.stated.high - found.right - 1e-12
    assert found.stated.low < found.stated.high
    for level in found.levels:
        assert level.interval.low - 1e-12 <= level.right <= level.interval.high + 1e-12
