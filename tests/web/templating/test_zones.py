"""A zone is called by its own name, also at a moment at which that of another was asked for."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Flask

from quiz.web.templating.zones import name_of_zone

NOON = datetime(2026, 3, 14, 12, tzinfo=UTC)


def test_two_zones_at_the_same_moment_have_their_own_names(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert name_of_zone("Asia/Seoul", NOON) == "Korean Standard Time, GMT+09:00"
        assert name_of_zone("America/New_York", NOON) == "Eastern Daylight Time, GMT-04:00"
