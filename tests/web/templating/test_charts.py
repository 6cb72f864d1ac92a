"""Charts: every shape lies in its view box and says the truth, and each has a name, a sentence and a table."""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import pairwise
from types import SimpleNamespace
from typing import Any

import html5lib  # type: ignore[import-untyped]  # it publishes no types
import pytest
from flask import Flask, render_template_string
from hypothesis import given
from hypothesis import strategies as st

from quiz.domain.predicting.predictions import Bin, Interval
from quiz.domain.review_plan import Load
from quiz.web.templating.charts.calendar import LEVELS, SIDES, WEEKS, calendar, level
from quiz.web.templating.charts.forecast import Forecast, forecast
from quiz.web.templating.charts.layers import APART, shares, trend
from quiz.web.templating.charts.reliability import RADII, reliability
from quiz.web.templating.charts.scales import WIDTH, Frame, grades, round_steps
from tests.web.pages import Element, words

TODAY = date(2026, 7, 2)
"""A Thursday."""
ROUNDED = 0.11
"""Two lengths that were rounded to one decimal may differ by so much."""
COUNTS = st.one_of(st.integers(0, 40), st.integers(0, 10**6))
DATES = st.dates(date(2020, 1, 1), date(2035, 1, 1))


def loads(counts: list[int], today: date = TODAY) -> list[Load]:
    return [Load(day=today + timedelta(days=place), count=count) for place, count in enumerate(counts)]


def drawn_forecast(counts: list[int], today: date = TODAY) -> Forecast:
    chart = forecast(loads(counts, today))
    assert chart is not None
    return chart


def assert_inside(frame: Frame, *points: tuple[float, float]) -> None:
    for x, y in points:
        assert 0 <= x <= WIDTH, (x, y)
        assert 0 <= y <= frame.height, (x, y)


# --- Axes.


@given(COUNTS)
def test_an_axis_has_at_most_three_round_values_and_holds_the_largest(top: int) -> None:
    steps = round_steps(top)
    assert 1 <= len(steps) <= 3
    assert steps[-1] >= max(top, 2)
    assert steps == [steps[0] * number for number in range(1, len(steps) + 1)]
    assert re.fullmatch("(1|2|5|25)0*", str(steps[0]))


@pytest.mark.parametrize(
    ("top", "steps"),
    [
        (0, [1, 2]),
        (1, [1, 2]),
        (3, [1, 2, 3]),
        (4, [2, 4]),
        (14, [5, 10, 15]),
        (62, [25, 50, 75]),
        (1299, [500, 1000, 1500]),
    ],
)
def test_an_axis_is_no_longer_than_it_has_to_be(top: int, steps: list[int]) -> None:
    assert round_steps(top) == steps


def test_a_key_says_from_where_to_where_a_size_stands() -> None:
    assert [(one.least, one.most) for one in grades(SIDES, LEVELS)] == [(1, 9), (10, 19), (20, 39), (40, None)]


# --- The next days.


@given(st.lists(COUNTS, min_size=1, max_size=40).filter(any), DATES)
def test_bars_lie_in_the_plot_and_are_as_high_as_their_counts(counts: list[int], today: date) -> None:
    chart = drawn_forecast(counts, today)
    assert [bar.count for bar in chart.bars] == counts
    top = chart.ticks[-1].value
    for bar in chart.bars:
        assert_inside(chart.frame, (bar.x, bar.y), (bar.x + bar.width, bar.y + bar.height))
        assert bar.x >= chart.frame.left
        assert bar.y + bar.height == pytest.approx(chart.frame.base)
        assert bar.height == pytest.approx((chart.frame.base - chart.frame.top) * bar.count / top, abs=ROUNDED)
    for before, after in pairwise(chart.bars):
        assert before.x + before.width <= after.x + ROUNDED
    for tick in chart.ticks:
        assert chart.frame.top <= tick.at < chart.frame.base
    for week in chart.weeks:
        assert week.day.weekday() == 0
        assert_inside(chart.frame, (week.at, 0))


@pytest.mark.parametrize("counts", [[], [0], [0] * 30])
def test_without_reviews_there_is_no_chart(counts: list[int]) -> None:
    assert forecast(loads(counts)) is None


def test_the_busiest_day_is_said_unless_it_is_today() -> None:
    busy = drawn_forecast([3, 1, 1, 1, 1, 1, 1, 9])
    assert busy.busiest == busy.bars[7]
    assert busy.busiest_has_room
    assert drawn_forecast([9, 1, 9]).busiest is None


def test_numbers_that_would_touch_are_not_both_drawn() -> None:
    assert not drawn_forecast([13, 14, *[1] * 28]).busiest_has_room
    assert not drawn_forecast([13, *[1] * 28, 1400]).busiest_has_room


def test_a_week_is_labelled_where_its_date_has_room() -> None:
    chart = drawn_forecast([1] * 30, date(2026, 7, 4))
    assert [(mark.day.day, bool(mark.anchor)) for mark in chart.weeks] == [
        (6, False),
        (13, True),
        (20, True),
        (27, True),
    ]
    long = forecast(loads([1] * 30, date(2026, 7, 4)), "a word as long as this")
    assert long is not None
    assert [bool(mark.anchor) for mark in long.weeks] == [False, False, False, True]


# --- The last weeks.


@given(st.lists(st.tuples(st.integers(-10, 120), COUNTS)), DATES, st.integers(0, 7))
def test_the_calendar_has_each_day_of_twelve_weeks_once(
    given_days: list[tuple[int, int]], today: date, goal: int
) -> None:
    days = [Load(day=today - timedelta(days=ago), count=count) for ago, count in given_days]
    chart = calendar(days, today, goal)
    cells = [cell for week in chart.weeks for cell in week.cells]
    assert len(chart.weeks) == WEEKS
    assert [cell.day for cell in cells] == [cells[0].day + timedelta(days=place) for place in range(len(cells))]
    assert cells[0].day.weekday() == 0
    assert cells[-1].day == today
    assert [cell.ring is not None for cell in cells] == [*[False] * (len(cells) - 1), True]
    for cell in cells:
        assert cell.count == sum(one.count for one in days if one.day == cell.day)
        for outer, inner in ((cell.ring, cell.box), (cell.box, cell.mark)):
            if outer is not None and inner is not None:
                assert_inside(chart.frame, (outer.x, outer.y), (outer.x + outer.side, outer.y + outer.side))
                assert outer.x <= inner.x
                assert inner.x + inner.side <= outer.x + outer.side
        assert (cell.mark is not None) == (cell.level > 0) == (cell.count > 0)
    for week in chart.weeks:
        assert week.studied == sum(cell.count > 0 for cell in week.cells)
        assert week.met == (goal > 0 and week.studied >= goal)
    assert chart.met == sum(week.met for week in chart.weeks)
    assert not goal or chart.marks_at < chart.frame.height
    for mark in chart.months:
        assert_inside(chart.frame, (mark.at, 0))
    starts = [mark.at for mark in chart.months]
    assert all(after - before > 20 for before, after in pairwise(starts))


def test_levels_begin_at_fixed_counts_and_each_is_larger_than_the_one_before() -> None:
    assert [level(count) for count in (0, 1, 9, 10, 19, 20, 39, 40, 4000)] == [0, 1, 1, 2, 2, 3, 3, 4, 4]
    cells = [calendar([Load(day=TODAY, count=count)], TODAY).weeks[-1].cells[-1] for count in LEVELS]
    sides = [cell.mark.side for cell in cells if cell.mark]
    assert len(sides) == len(LEVELS)
    assert sides == sorted(set(sides))


# --- Expected and actual.

SHARES = st.floats(0, 1)


@st.composite
def bins(draw: Callable[..., Any]) -> Bin:
    low, right, high = sorted(draw(st.tuples(SHARES, SHARES, SHARES)))
    lower, predicted, upper = sorted(draw(st.tuples(SHARES, SHARES, SHARES)))
    interval = Interval(low, high)
    return Bin(lower=lower, upper=upper, count=draw(COUNTS), predicted=predicted, right=right, interval=interval)


@given(st.lists(bins(), max_size=12))
def test_dots_lie_in_the_plot_within_their_intervals(given_bins: list[Bin]) -> None:
    chart = reliability(given_bins)
    held = [one for one in given_bins if one.count]
    if chart is None:
        assert not held
        return
    assert [dot.bin for dot in chart.dots] == held
    assert chart.across[0].value <= min((*(one.interval.low for one in held), *(one.predicted for one in held)))
    assert [tick.value for tick in chart.across] == [tick.value for tick in chart.up]
    assert chart.across[-1].value == pytest.approx(1)
    for dot in chart.dots:
        reach = dot.radius
        assert_inside(chart.frame, (dot.x - reach, dot.y - reach), (dot.x + reach, dot.y + reach))
        assert chart.frame.top <= dot.top <= dot.y <= dot.foot <= chart.frame.base
    assert chart.count == sum(one.count for one in held)
    assert min(one.right for one in held) - 1e-9 <= chart.right <= max(one.right for one in held) + 1e-9


def some_bin(low: float = 0.83, high: float = 0.96, **values: Any) -> Bin:
    known = {"lower": 0.8, "upper": 0.9, "count": 20, "predicted": 0.86, "right": 0.9}
    return Bin(**{**known, **values}, interval=Interval(low, high))


@pytest.mark.parametrize(("low", "start"), [(0.83, 0.8), (0.79, 0.5), (0.3, 0.25), (0.1, 0)])
def test_the_axes_begin_below_the_lowest_value(low: float, start: float) -> None:
    chart = reliability([some_bin(low=low)])
    assert chart is not None
    assert chart.across[0].value == chart.up[0].value == start


@pytest.mark.parametrize(("count", "radius"), [(1, RADII[0]), (9, RADII[0]), (10, RADII[1]), (50, RADII[2])])
def test_a_dot_of_more_answers_is_larger(count: int, radius: float) -> None:
    chart = reliability([some_bin(count=count)])
    assert chart is not None
    assert chart.dots[0].radius == radius


# --- Layers.


@st.composite
def standings(draw: Callable[..., Any]) -> list[tuple[date, int, int, int]]:
    series = []
    for day in draw(st.lists(DATES, max_size=12, unique=True)):
        total, done, mastered = sorted(draw(st.tuples(COUNTS, COUNTS, COUNTS)), reverse=True)
        series.append((day, done, mastered, total))
    return series


def points(line: str) -> Iterator[tuple[float, float]]:
    for point in line.removeprefix("M").split("L"):
        x, y = point.split()
        yield float(x), float(y)


@given(standings())
def test_each_layer_lies_in_the_one_before(series: list[tuple[date, int, int, int]]) -> None:
    chart = trend(series)
    if chart is None:
        assert not any(done for _, done, *_ in series)
        return
    assert [one.day for one in chart.standings] == sorted(day for day, *_ in series)
    done, mastered = (list(points(layer.line)) for layer in chart.layers)
    assert len(done) == len(mastered) == len(series)
    for outer, inner in zip(done, mastered, strict=True):
        assert_inside(chart.frame, outer, inner)
        assert outer[0] == inner[0]
        assert outer[1] <= inner[1] <= chart.frame.base
    labels = [layer.label_at for layer in chart.layers if layer.label_at is not None]
    assert labels
    assert all(chart.frame.top <= at <= chart.frame.base for at in labels)
    assert all(after - before >= APART - ROUNDED for before, after in pairwise(labels))
    for mark in chart.days:
        assert chart.frame.left <= mark.at <= chart.frame.right


def test_numbers_beside_the_plot_stay_in_it_where_all_are_high() -> None:
    chart = trend([(TODAY - timedelta(days=7), 10, 9, 100), (TODAY, 75, 74, 100)])
    assert chart is not None
    assert [layer.label_at for layer in chart.layers] == [16, 29]
    assert chart.gained == 65


def test_a_number_that_two_layers_share_stands_once() -> None:
    chart = trend([(TODAY, 5, 5, 9)])
    assert chart is not None
    assert [layer.label_at is None for layer in chart.layers] == [False, True]


@given(COUNTS, COUNTS, COUNTS, COUNTS)
def test_a_bar_never_leaves_its_frame(done: int, mastered: int, remembered: int, total: int) -> None:
    bar = shares(done, mastered, remembered, total)
    assert 0 <= bar.remembered <= bar.mastered <= bar.done <= 100


def test_a_bar_shows_shares_of_all_questions() -> None:
    bar = shares(12, 7, 6, 24)
    assert (bar.done, bar.mastered, bar.remembered) == (50, 29.2, 25)


# --- On a page.

BINS = [some_bin(lower=0.5, upper=0.6, count=7, predicted=0.56, right=0.57, low=0.25, high=0.84), some_bin()]
ONE_DAY = SimpleNamespace(
    loads=loads([1]), days=[Load(day=TODAY, count=1)], goal=1, series=[(TODAY, 1, 1, 163)], bins=[some_bin(count=1)]
)
USUAL = SimpleNamespace(
    loads=loads([14, 4, 6, 0, 11, 3, 5, 8, 0, 2, 18, *[1] * 19]),
    days=[Load(day=TODAY - timedelta(days=ago), count=3 * ago) for ago in range(0, 60, 2)],
    goal=3,
    series=[(TODAY - timedelta(weeks=ago), 62 - ago, 45 - ago, 163) for ago in range(11)],
    bins=BINS,
)
HUGE = SimpleNamespace(
    loads=loads([40, 123456] * 15),
    days=[Load(day=TODAY - timedelta(days=ago), count=123456) for ago in range(120)],
    goal=7,
    series=[(TODAY - timedelta(weeks=ago), 99999, 88888, 123456) for ago in range(12)],
    bins=[some_bin(lower=one / 10, upper=(one + 1) / 10, count=123456, low=0) for one in range(10)],
)
NOTHING = SimpleNamespace(loads=loads([0] * 30), days=[], goal=0, series=[], bins=[])
MACROS = {
    "forecast": "charts.forecast(of.loads)",
    "calendar": "charts.calendar(of.days, today, of.goal)",
    "reliability": "charts.reliability(of.bins)",
    "trend": "charts.trend(of.series)",
}
DATA = {
    "forecast": [[str(load.count)] for load in USUAL.loads],
    "reliability": [["7", "56%", "57%", "25–84%"], ["20", "86%", "90%", "83–96%"]],
    "trend": [[str(value) for value in one[1:]] for one in USUAL.series],
}

SENTENCES = {
    "ko": {
        "forecast": "앞으로 30일 동안 90문항을 복습해요. 오늘은 14문항이에요. "
        "복습이 가장 많은 날은 7월 12일이고, 18문항이에요.",
        "calendar": "최근 12주 동안 29일 공부했어요. 그중 8주는 일주일에 3일 공부하는 목표를 달성했어요.",
        "reliability": "답 27개에서 평균 78%를 기억할 것으로 예상했고, 실제로는 81%를 기억했어요. "
        "점이 점선에 가까울수록 예상이 정확했어요.",
        "trend": "전체 163문항 중 62문항을 풀었고, 45문항을 익혔어요. 익힌 문항은 4월 23일보다 10개 늘었어요.",
    },
    "en": {
        "forecast": "90 reviews in the next 30 days. 14 are due today. The busiest day is Jul 12, with 18.",
        "calendar": "You studied on 29 days of the last 12 weeks. In 8 of these weeks you met your goal of 3 days.",
        "reliability": "In 27 answers you were expected to remember 78% on average, and you remembered 81%. "
        "The closer a dot is to the dashed line, the more exact the expectation was.",
        "trend": "62 of 163 questions done, 45 mastered. 10 more are mastered than on Apr 23.",
    },
}


@pytest.fixture
def shown(app: Flask, language: str) -> Callable[..., str]:
    """The HTML of a macro: ``shown("charts.forecast(of.loads)", USUAL)``."""

    def render(call: str, of: object = None) -> str:
        with app.test_request_context(headers={"Accept-Language": language}):
            source = "{% import 'macros/charts.html' as charts %}{{ " + call + " }}"
            return render_template_string(source, of=of, today=TODAY)

    return render


def parsed(html: str) -> Element:
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False, strict=True)
    root: Element = parser.parse(f"<!doctype html><title>-</title>{html}")
    return root


def cells(root: Element) -> list[list[str]]:
    return [[words(cell) for cell in row.iter("td")] for row in root.iter("tr") if list(row.iter("td"))]


@pytest.mark.any_database
@pytest.mark.parametrize("of", [ONE_DAY, USUAL, HUGE], ids=["one day", "usual", "huge"])
@pytest.mark.parametrize("name", MACROS)
def test_a_chart_has_a_name_a_sentence_and_a_table(
    name: str, of: object, language: str, shown: Callable[..., str]
) -> None:
    html = shown(MACROS[name], of)
    root = parsed(html)
    (figure,) = root.iter("figure")
    assert words(next(figure.iter("figcaption"))).endswith(".")
    (drawing,) = (one for one in figure.iter() if one.get("role") == "img")
    assert drawing.get("aria-label")
    assert [one.get("aria-hidden") for one in drawing] == ["true"]
    (region,) = (one for one in figure.iter() if one.get("role") == "region")
    assert region.get("aria-label")
    assert all(one.get("scope") for one in figure.iter("th"))
    assert (max(html) >= "가") == (language == "ko")
    assert " style=" not in html
    assert re.findall(r"\d\.\d{2,}", html) == []
    assert re.findall(r"None|Undefined|%\(", html) == []


@pytest.mark.any_database
@pytest.mark.parametrize("name", DATA)
def test_the_table_holds_the_data(name: str, shown: Callable[..., str]) -> None:
    assert cells(parsed(shown(MACROS[name], USUAL))) == DATA[name]


@pytest.mark.any_database
def test_the_table_of_the_calendar_holds_every_day(shown: Callable[..., str]) -> None:
    rows = cells(parsed(shown(MACROS["calendar"], USUAL)))
    assert len(rows) == WEEKS
    counts = {load.day: load.count for load in USUAL.days}
    monday = TODAY - timedelta(days=3)
    for weeks, row in enumerate(rows):
        days = [monday - timedelta(weeks=weeks) + timedelta(days=place) for place in range(7)]
        assert row[:7] == [str(counts.get(day, 0)) if day <= TODAY else "–" for day in days]
        assert row[7] == str(sum(counts.get(day, 0) > 0 for day in days))
        assert (row[8] != "–") == (int(row[7]) >= 3)


@pytest.mark.any_database
@pytest.mark.parametrize("name", MACROS)
def test_where_there_is_nothing_a_sentence_says_so(name: str, shown: Callable[..., str]) -> None:
    root = parsed(shown(MACROS[name], NOTHING))
    (said,) = root.iter("p")
    assert words(said).endswith(".")
    assert not list(root.iter("figure"))


@pytest.mark.any_database
def test_today_is_gold_only_where_something_is_due(shown: Callable[..., str]) -> None:
    assert 'class="now"' in shown(MACROS["forecast"], USUAL)
    assert 'class="now"' not in shown(MACROS["forecast"], SimpleNamespace(loads=loads([0, 3])))


@pytest.mark.any_database
def test_the_sentences_say_what_the_charts_show(language: str, shown: Callable[..., str]) -> None:
    said = {name: words(next(parsed(shown(call, USUAL)).iter("figcaption"))) for name, call in MACROS.items()}
    assert said == SENTENCES[language]


@pytest.mark.any_database
def test_two_charts_of_a_kind_can_have_names_of_their_own(shown: Callable[..., str]) -> None:
    root = parsed(shown("charts.trend(of.series, name='AI 2024')", USUAL))
    assert [one.get("aria-label") for one in root.iter() if one.get("role")] == ["AI 2024", "AI 2024"]


@pytest.mark.any_database
def test_a_bar_of_layers_says_its_numbers(language: str, shown: Callable[..., str]) -> None:
    (bar,) = (one for one in parsed(shown("charts.layers(12, 7, 6, 24)")).iter() if one.get("role") == "img")
    assert (
        bar.get("aria-label")
        == {
            "ko": "전체 24문항 중 12문항을 풀었고, 7문항을 익혔고, 6문항을 기억해요",
            "en": "12 of 24 questions done, 7 mastered, 6 remembered",
        }[language]
    )
    assert [one.get("width") for one in bar.iter() if one.get("width")] == ["50.0%", "29.2%", "25.0%"]
