"""What a form says of a series is put into its file, and the rest of the file stays."""

from __future__ import annotations

from dataclasses import replace

import pytest

from quiz.domain.authoring.series.settings import PartSettings, Settings, settings_of, with_settings
from quiz.domain.bank_format.series import read_series
from quiz.platform.paths import QUESTIONS

FILE = b"""# Ours.
series: stats
languages: [ko, en]  # both
title:
  ko: "\xed\x86\xb5\xea\xb3\x84"
  en: Statistics
line: {ko: "\xed\x95\x9c \xec\xa4\x84", en: "\xed\x95\x9c \xec\xa4\x84"}
profile: open
parts:
  - id: "1"  # the first
    title: First
    months:
      - 2026-03  # begins
      - 2026-04
  - id: "2"
    title: {ko: Z, en: Second}
    banks: [a, b]
    months: []
"""


@pytest.mark.parametrize(
    "raw",
    [
        FILE,
        FILE.replace(b"\n", b"\r\n"),
        (QUESTIONS / "series.yaml").read_bytes(),
        b"series: a\ntitle: A\nparts: [1]\n",
    ],
    ids=["ours", "its line ends", "shipped", "little"],
)
def test_what_is_saved_as_it_was_opened_leaves_every_byte(raw: bytes) -> None:
    assert with_settings(raw, settings_of(raw)) == raw


def changed(**changes: object) -> bytes:
    return with_settings(FILE, replace(settings_of(FILE), **changes))  # type: ignore[arg-type]  # each by its name


def text(name: str, **by_language: str) -> bytes:
    return changed(texts={**settings_of(FILE).texts, name: by_language})


def test_what_a_form_says_is_what_the_file_says() -> None:
    wanted = Settings(
        languages=("ko", "en"),
        texts={"title": {"ko": "통계학", "en": "Stats"}, "line": {}, "footer": {"ko": "끝", "en": "End"}},
        profile="strict",
        parts=(
            PartSettings(id="1", title={"ko": "하나", "en": "One"}, banks=("2026-04", "2026-05", "2026-03")),
            PartSettings(id="3", title={"ko": "셋", "en": "셋"}, banks=("a",)),
            PartSettings(id="4", title={"en": "Four"}),
        ),
    )
    raw = with_settings(FILE, wanted)
    found = settings_of(raw)
    assert found.texts["line"] == {"ko": "", "en": ""}
    assert (found.profile, found.texts["title"], found.texts["footer"]) == (
        "strict",
        wanted.texts["title"],
        wanted.texts["footer"],
    )
    assert [(part.id, part.banks) for part in found.parts] == [(part.id, part.banks) for part in wanted.parts]
    assert raw.startswith(b"# Ours.\nseries: stats\nlanguages: [ko, en]  # both\n")
    assert b"2026-03  # begins" in raw
    read_series(raw)


def test_a_title_is_changed_where_it_stands() -> None:
    raw = text("title", ko="통계", en="Statistics 1")
    assert raw == FILE.replace(b"en: Statistics", b"en: Statistics 1")
    assert b"\ntitle: Statistics\n" in text("title", ko="", en="Statistics")
    assert text("line", ko="한 줄", en="") == text("line", ko="한 줄", en="한 줄").replace(
        '{ko: "한 줄", en: "한 줄"}'.encode(), "한 줄".encode()
    )
    assert "footer: 끝\n" in text("footer", ko="끝", en="").decode()


def test_one_text_becomes_two_and_a_language_comes_and_goes() -> None:
    one = with_settings(FILE, replace(settings_of(FILE), languages=("ko",)))
    assert settings_of(one).languages == ("ko",)
    assert b"en:" not in one
    assert read_series(one).title["ko"] == "통계"
    back = settings_of(one)
    two = with_settings(
        one, replace(back, languages=("ko", "en"), texts={**back.texts, "title": {"ko": "통계", "en": "Statistics"}})
    )
    assert dict(read_series(two).title) == {"ko": "통계", "en": "Statistics"}


def test_a_language_is_added_to_a_text_that_has_one() -> None:
    raw = b"series: a\ntitle: {ko: A}\nparts:\n  - {id: 1, title: P}\n"
    found = settings_of(raw)
    after = with_settings(raw, replace(found, texts={**found.texts, "title": {"ko": "A", "en": "B"}}))
    assert dict(read_series(after).title) == {"ko": "A", "en": "B"}


def test_a_language_that_the_series_has_no_more_goes_out_of_its_texts() -> None:
    raw = b"series: a\nlanguages: [ko, en]\ntitle: {ko: A, en: B, fr: C}\nparts:\n  - {id: 1, title: P}\n"
    assert b"title: {ko: A, en: B}\n" in with_settings(raw, settings_of(raw))


def banks(*listed: str, place: int = 0) -> bytes:
    parts = list(settings_of(FILE).parts)
    parts[place] = replace(parts[place], banks=listed)
    return changed(parts=tuple(parts))


def test_banks_of_a_part_come_go_and_move() -> None:
    for listed in (("2026-04", "2026-03"), ("2026-04",), ("x", "2026-03", "2026-04"), ()):
        assert settings_of(banks(*listed)).parts[0].banks == listed
    assert settings_of(banks("b", "c", place=1)).parts[1].banks == ("b", "c")
    empty = banks()
    assert settings_of(with_settings(empty, settings_of(FILE))).parts == settings_of(FILE).parts
    assert settings_of(banks(place=1)).parts[1].banks == ()


def test_the_last_part_stays() -> None:
    assert settings_of(changed(parts=())).parts != ()


def test_a_file_that_says_other_things_is_opened() -> None:
    found = settings_of(b"- a list\n")
    assert (found.languages, found.profile, found.parts) == (("ko", "en"), "standard", ())
    assert settings_of(b"title: [1]\nparts: {}\n").texts["title"] == {"ko": "", "en": ""}


def test_a_profile_is_put_in_where_there_is_none() -> None:
    raw = b"series: a\ntitle: A\nparts:\n  - {id: 1, title: P}\n"
    assert with_settings(raw, replace(settings_of(raw), profile="open")).startswith(
        b"series: a\ntitle: A\nprofile: open\n"
    )
    first = b"parts:\n  - {id: 1, title: P}\n"
    assert settings_of(with_settings(first, replace(settings_of(first), profile="open"))).profile == "open"
