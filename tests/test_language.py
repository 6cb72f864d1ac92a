"""Translations with particles that follow the value, and the language that a terminal asks for."""

from __future__ import annotations

import pytest

from quiz.domain.matching.text import PAIRS
from quiz.language import catalogue, localizer, terminal_language, with_particles
from quiz.platform.paths import TRANSLATIONS
from tests.messages import known


@pytest.mark.parametrize(
    ("template", "value", "said"),
    [
        ("%(x)s{을/를}", "평가", "평가를"),
        ("%(x)s{을/를}", "문항", "문항을"),
        ("%(x)s{은/는}", "title", "title은(는)"),
        ("%(x)s{은/는}", "GPT", "GPT는"),
        ("%(x)s{이/가}", 7, "7이"),
        ("%(x)d{이/가}", 2, "2가"),
        ("%(x)s{과/와}", "책", "책과"),
        ("%(x)s{으로/로}", "서울", "서울로"),
        ("%(x)s{으로/로}", "부산", "부산으로"),
        ("%(x)s{이/가}", "", "이(가)"),
        ("‘%(x)s’{을/를}", "달", "‘달’을"),
        ("‘%(x)s’{을/를}", "바다", "‘바다’를"),
        ("‘%(x)s{을/를}’", "달", "‘달을’"),
    ],
)
def test_a_particle_follows_the_value_before_it(template: str, value: object, said: str) -> None:
    assert with_particles(template, {"x": value}) % {"x": value} == said


def test_each_value_has_its_own_particle() -> None:
    values = {"a": "달", "b": "바다"}
    template = "%(a)s{은/는} %(b)s{을/를}, %(b)s{은/는} %(a)s{을/를}"
    assert with_particles(template, values) % values == "달은 바다를, 바다는 달을"


@pytest.mark.parametrize("value", ["{을/를}", "%(x)s{을/를}", "달{이/가}", "{", "100%", "%s", "{x}"])
def test_braces_and_signs_inside_a_value_are_left_alone(value: str) -> None:
    assert localizer("ko")("%(x)s{을/를}", {"x": value}).startswith(value)
    assert localizer("en")("»%(x)s«", {"x": value}) == f"»{value}«"


@pytest.mark.parametrize("template", ["{을/를}", "%(x)s {을/를}", "%(x)s{을}", "%(x)s{a/b}", "{x}", "no braces"])
def test_braces_that_follow_no_value_are_left_alone(template: str) -> None:
    assert with_particles(template, {"x": "달"}) == template


def test_every_particle_of_the_translations_is_one_that_is_known() -> None:
    pairs = set()
    for entry in known("ko"):
        if entry.id:
            # What a script fills in, such as {place}, stands in the English too.
            pairs |= braced(strings(entry.string)) - braced(strings(entry.id))
    assert pairs <= set(PAIRS)
    assert len(pairs) >= 3


def braced(texts: list[str]) -> set[str]:
    return {part.partition("}")[0] for text in texts for part in text.split("{")[1:]}


def strings(said: str | tuple[str, ...] | list[str]) -> list[str]:
    return [said] if isinstance(said, str) else list(said)


def test_a_text_is_said_in_each_language() -> None:
    template, values = "published %(bank)s", {"bank": "2024-02"}
    assert localizer("en")(template, values) == "published 2024-02"
    assert localizer("ko")(template, values) == "게시했어요: 2024-02"


def test_a_text_or_a_language_that_is_not_translated_is_said_in_english() -> None:
    assert localizer("ko")("no such %(x)s", {"x": "text"}) == "no such text"
    assert localizer("fr")("published %(bank)s", {"bank": "2024-02"}) == "published 2024-02"
    assert catalogue("ko") is catalogue("ko")


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": ""}, "en"),
        ({"LANG": "C"}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "POSIX"}, "en"),
        ({"LANG": "ko_KR.UTF-8"}, "ko"),
        ({"LANG": "ko"}, "ko"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "ko_KR.UTF-8", "LC_MESSAGES": "en_US.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "ko_KR.UTF-8"}, "ko"),
        ({"LANG": "ko_KR.UTF-8", "LC_MESSAGES": "ko_KR.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "C", "LC_ALL": "ko_KR.UTF-8"}, "ko"),
        ({"LANG": "ko_KR.UTF-8", "LC_ALL": "", "LC_MESSAGES": ""}, "ko"),
        ({"LANG": "kok_IN.UTF-8"}, "en"),
    ],
)
def test_the_terminals_locale_says_which_language_is_read(environment: dict[str, str], language: str) -> None:
    assert terminal_language(environment) == language


def test_the_locale_of_the_process_is_asked_unless_told(monkeypatch: pytest.MonkeyPatch) -> None:
    for locale, language in (("ko_KR.UTF-8", "ko"), ("en_US.UTF-8", "en")):
        monkeypatch.setenv("LC_ALL", locale)
        assert terminal_language() == language


def test_publishing_has_one_word_in_korean() -> None:
    said = (TRANSLATIONS / "ko" / "LC_MESSAGES" / "messages.po").read_text(encoding="utf-8")
    assert "게시" in said
    assert "발행" not in said
