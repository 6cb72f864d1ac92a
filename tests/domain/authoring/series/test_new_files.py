"""What a series and a bank begin with."""

from __future__ import annotations

from quiz.domain.authoring.series.new_files import new_bank, new_series
from quiz.domain.bank_format.series import read_series


def test_a_new_series_is_read_as_it_was_asked_for() -> None:
    series = read_series(new_series("stats", {"ko": "기초: 통계", "en": "Basics"}))
    assert (series.series, series.languages, series.profile) == ("stats", ("ko", "en"), "open")
    assert dict(series.title) == {"ko": "기초: 통계", "en": "Basics"}
    assert [dict(part.title) for part in series.parts] == [{"ko": "단원", "en": "Units"}]


def test_one_title_stands_for_every_language() -> None:
    assert dict(read_series(new_series("stats", {"ko": "통계"})).title) == {"ko": "통계", "en": "통계"}
    assert read_series(new_series("stats", {"ko": "통계"}, ["en"])).title["en"] == "통계"
    one = read_series(new_series("stats", {"fr": "Bases"}, ["fr"]))
    assert (one.title["fr"], one.parts[0].title["fr"]) == ("Bases", "Units")


def test_a_new_bank_has_its_id_and_title() -> None:
    assert new_bank("means", {"ko": "평균"}, ["ko"]) == "bank: means\ntitle: 평균\n".encode()
