"""A question's figures over its versions: drawn from two versions with enough answers on, inside their panels."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from flask import Flask
from sqlalchemy import select

from quiz.domain.item_analysis.totals import Interval
from quiz.domain.item_stats import Facility, facility
from quiz.services.content.media import MediaFolder
from quiz.storage.models.content import QuizRow
from quiz.web.templating.charts.scales import WIDTH
from quiz.web.templating.charts.versions import MOST, versions
from tests.services.builders import person, picking, sit_exam
from tests.services.regrades import EXAM, keyed, republish
from tests.web.pages import Browser, words
from tests.web.store import session_of

BEGAN = datetime(2026, 3, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Row:
    published_at: datetime
    facility: Facility | None
    discrimination: Interval | None


def row(day: int, right: int, answers: int = 20, index: float | None = 0.3) -> Row:
    interval = None if index is None else Interval(value=index, low=max(-1, index - 0.4), high=min(1, index + 0.4))
    at = BEGAN + timedelta(days=day)
    return Row(published_at=at, facility=facility(answers, right), discrimination=interval)


@pytest.mark.parametrize(
    "rows", [[], [row(1, 9)], [row(2, 9), row(1, 5, answers=9)], [row(2, 9), row(1, 0, answers=0)]]
)
def test_nothing_is_drawn_of_fewer_than_two_versions_with_ten_answers(rows: list[Row]) -> None:
    assert versions(rows) is None


def test_versions_are_drawn_from_the_earliest_on_with_their_intervals() -> None:
    chart = versions([row(9, 18, index=-0.9), row(5, 4, answers=4), row(1, 4, index=None)])
    assert chart is not None
    assert [dot.value for dot in chart.facility.dots] == [0.2, 0.9]
    assert chart.discrimination is not None
    assert [dot.value for dot in chart.discrimination.dots] == [-0.9]
    assert (chart.count, chart.left_out, chart.apart, chart.discrimination.line) == (2, 1, True, "")
    assert [tick.value for tick in chart.discrimination.ticks] == [-1, 0, 1]
    assert [one.at for one in chart.days] == [BEGAN + timedelta(days=1), BEGAN + timedelta(days=9)]


@pytest.mark.parametrize("count", [2, 4, 5, 30])
def test_every_dot_lies_in_its_panel_within_its_interval(count: int) -> None:
    chart = versions([row(count - place, place % 21, index=place / 30) for place in range(count)])
    assert chart is not None
    assert chart.count == min(count, MOST)
    assert chart.discrimination is not None
    for panel in (chart.facility, chart.discrimination):
        assert len(panel.dots) == chart.count
        for dot in panel.dots:
            assert panel.frame.top <= dot.top <= dot.y <= dot.foot <= panel.frame.base
        assert all(left.x < right.x <= WIDTH for left, right in pairwise(panel.dots))
    labels = [one.anchor for one in chart.days if one.anchor]
    assert len(labels) == (count if chart.labelled else 2)


def test_where_no_version_has_a_discrimination_the_facility_stands_alone() -> None:
    chart = versions([row(2, 9, index=None), row(1, 9, index=None)])
    assert chart is not None
    assert chart.discrimination is None
    assert chart.frame.height < 150


def test_a_change_within_the_intervals_may_be_chance() -> None:
    for right, apart in ((11, False), (19, True), (1, True)):
        chart = versions([row(2, right), row(1, 10)])
        assert chart is not None
        assert chart.apart is apart


@pytest.mark.any_database
def test_the_page_of_a_question_draws_its_versions_above_their_table(
    app: Flask, media: MediaFolder, tae_ri: Browser
) -> None:
    with session_of(app) as session:
        for turn, key in enumerate("ab"):
            republish(session, media, keyed(key))
            for number in range(12):
                chosen = "b" if number < 9 or turn else "a"
                sit_exam(session, person(session, f"Pupil {turn} {number}"), EXAM, picking(chosen))
        quiz = session.scalars(select(QuizRow.id).where(QuizRow.key == EXAM)).one()
    address = f"/teach/items/{quiz}"
    links = [link for link in tae_ri.get(address).links() if link.startswith(address) and link.count("/") == 5]
    tae_ri.client.post("/preferences", data={"language": "en"})
    page = Browser(tae_ri.client, "en").get(links[0])
    assert "Facility rose from 25% to 100%." in page.main
    (name,) = [one.get("aria-label") for one in page.root.iter() if one.get("class") == "chart"]
    assert "the table below has the same figures" in str(name)
    assert "Figures by version" in {one.get("aria-label") for one in page.all("div", role="region")}
    assert not page.faults
    assert "Facility" in words(page.all("table")[-1])
