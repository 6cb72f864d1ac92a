"""What templates say: translations, dates, numbers, shares, and the drawing of a moon."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction
from functools import lru_cache

from flask import Flask, g
from markupsafe import Markup
from werkzeug.urls import iri_to_uri

from quiz.domain import language_marks
from quiz.domain.bank_format.fields import Text, is_month
from quiz.domain.errors import Message
from quiz.domain.matching.numbers import format_number
from quiz.domain.reading import unmarked
from quiz.language import catalogue as translations
from quiz.language import with_particles
from quiz.platform.settings import LANGUAGES
from quiz.services.content.catalogue import Catalogue
from quiz.services.content.definitions import month_of
from quiz.web.request import guests, preferences, request_context, series_context
from quiz.web.templating import term_links
from quiz.web.templating.charts.bars import bars
from quiz.web.templating.charts.calendar import calendar
from quiz.web.templating.charts.forecast import forecast
from quiz.web.templating.charts.layers import shares, trend
from quiz.web.templating.charts.reliability import reliability
from quiz.web.templating.charts.scores import interval, scores
from quiz.web.templating.charts.versions import versions
from quiz.web.templating.dates import day, moment, moment_in
from quiz.web.templating.paging import query
from quiz.web.templating.words import WORDS
from quiz.web.templating.zones import name_of_zone, zone_name

COMMON_ZONES = (
    "America/Los_Angeles",
    "America/New_York",
    "Asia/Seoul",
    "Asia/Tokyo",
    "Europe/Berlin",
    "Europe/London",
    "UTC",
)
"""Offered without an account; the account page offers all."""

_DRAWN = {
    one.__name__: one for one in (bars, calendar, forecast, interval, reliability, scores, shares, trend, versions)
}
_HANGUL = re.compile("[가-힣]")


def init_app(app: Flask) -> None:
    """Give ``app``'s templates their vocabulary."""
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.globals.update(
        _=translate,
        gettext=translate,
        ngettext=translate_plural,
        language=request_context.language,
        languages=LANGUAGES,
        word=word,
        bank_name=bank_name,
        attempted=attempted,
        series=series_context.known_catalogue,
        series_address=series_context.address_of,
        bank_page=series_context.bank_page,
        list_page=series_context.list_page,
        noted=series_context.noted,
        now=request_context.now,
        get_zone=request_context.time_zone,
        name_of_zone=name_of_zone,
        zone_is_open=preferences.zone_is_open,
        common_zones=COMMON_ZONES,
        query=query,
        takes_focus=takes_focus,
        takes_forms=takes_forms,
        drawn=_DRAWN,
    )
    guests.init_app(app)
    app.jinja_env.filters.update(
        moment=moment,
        moment_in=moment_in,
        zone_name=zone_name,
        day=day,
        percent=percent,
        points=points,
        said=localize,
        sentence=sentence,
        entry_text=localize_entry,
        text=text,
        unmarked=unmarked,
        isoformat=datetime.isoformat,
        uri=lru_cache(maxsize=1024)(iri_to_uri),
        lit=lit,
        published=Markup,
        note=term_links.note,
        feedback=term_links.feedback,
        lang=lang,
        spoken=spoken,
        in_language=in_language,
        spelling=spelling,
    )


def takes_focus() -> bool:
    """Whether what asks is the first on its page to want the focus: no page has two places for it."""
    first: bool = not g.get("focus_is_taken", False)
    g.focus_is_taken = True
    return first


def takes_forms() -> bool:
    """Whether forms of this page can be sent: not where it opens no session that their token would belong to."""
    return "no_session" not in g


def translate(message: str, **values: object) -> Markup:
    """``message`` in the reader's language, its values escaped, its particles fitting."""
    found = _translated(request_context.language(), message)
    return _filled(str(found), values) if values or "%" in found else found


@lru_cache(maxsize=4096)
def _translated(language: str, message: str) -> Markup:
    # The catalogue is ours. A page says some sixty things that never change.
    return Markup(translations(language).gettext(message))


def word(group: str, key: str) -> Markup:
    """The word for a key in the reader's language: ``word('level', 'apply')``."""
    return _translated(request_context.language(), WORDS[group][key])


def bank_name(slug: str, catalogue: Catalogue | None = None) -> Markup | str:
    """What a bank is called in short: a month's name, with its year where there are several, or a unit's title."""
    series = catalogue or series_context.known_catalogue()
    if is_month(slug):
        year, month = slug.split("-")
        name = word("month", month)
        return translate("%(month)s %(year)s", month=name, year=year) if series.spans_years else name
    bank = series.month(slug)
    return text(bank.header.title) if bank is not None and bank.header.title is not None else slug


def attempted(series_id: int, quiz_key: str) -> Markup:
    """Which bank an attempt is at, and of which series where there are several: many quizzes have the same title.

    A bank that was taken off the pages is called by its slug; empty for a quiz over the banks of the only series.
    """
    series, among_several = series_context.numbered(series_id)
    bank = month_of(quiz_key)
    names = [bank_name(bank, series)] if bank is not None else []
    return Markup(" · ").join([*names, *([text(series.title)] if among_several and series.title is not None else [])])


def translate_plural(one: str, many: str, n: int, **values: object) -> Markup:
    """``one`` or ``many`` for ``n`` in the reader's language; ``n`` may stand in it as ``%(n)s``."""
    found = translations(request_context.language()).ngettext(one, many, n)
    return _filled(found, {"n": n, **values})


def _filled(found: str, values: Mapping[str, object]) -> Markup:
    # The catalogue is ours; the values are escaped on the way in.
    return Markup(with_particles(found, values)) % values if "%" in found else Markup(found)


def localize_template(template: str, values: Mapping[str, object]) -> str:
    """A domain message's template in the reader's language, as plain text."""
    found = translations(request_context.language()).gettext(template) if template else ""
    return with_particles(found, values) % values


def localize(message: Message) -> str:
    """A domain message in the reader's language."""
    return message.said(localize_template)


def sentence(words: str) -> str:
    """Words of a check, which stand after a place in the terminal, as a sentence of a page: it begins large."""
    return words[:1].upper() + words[1:]


def localize_entry(entry: str | Message) -> str:
    """A part of an answer: typed or published words as they are, the interface's in the reader's language."""
    return localize(entry) if isinstance(entry, Message) else entry


def text(by_language: Mapping[str, str] | None) -> Markup | str:
    """A text of the series in the reader's language, marked where it is in another one."""
    if by_language is None:
        return ""
    return in_language(by_language[request_context.language()], spoken(by_language))


def spoken(by_language: Mapping[str, str]) -> str:
    """The language in which a text of the series is shown."""
    reader = request_context.language()
    return language_marks.spoken(by_language, reader) if isinstance(by_language, Text) else reader


def in_language(words: str, language: str) -> Markup | str:
    """``words`` marked as being in ``language``, where it is not the page's: a screen reader changes its voice."""
    if not words or language in ("", request_context.language()):
        return words
    return Markup('<span lang="{}">{}</span>').format(language, words)


def spelling(words: str) -> Markup | str:
    """A spelling of a term, which is in no language of its own: in Hangul it is Korean."""
    return in_language(words, "ko") if _HANGUL.search(words) else words


def lang(language: str) -> Markup | str:
    """The attribute that says the language of an element, where it is not the page's."""
    return Markup(' lang="{}"').format(language) if language not in ("", request_context.language()) else ""


def percent(share: float | Fraction | None) -> str:
    """A share (0 to 1) in whole per cent; a dash where there is none. Only 1 itself is 100 %."""
    if share is None:
        return "–"
    whole = int(share * 100 + Fraction(1, 2)) if isinstance(share, Fraction) else round(share * 100)
    if whole == 100 and share < 1:
        whole = 99
    return f"{whole}%"


def points(value: Fraction) -> str:
    """Points with at most two decimals."""
    return _points(value, request_context.language())


@lru_cache(maxsize=4096)
def _points(value: Fraction, language: str) -> str:
    return format_number(Fraction(round(value * 100), 100), language=language)


def lit(share: float, centre: float, radius: float) -> str:
    """The path of the lit part of a disc whose area is exactly ``share`` (0 to 1) of the whole."""
    c, r = centre, radius
    top, foot = f"{c} {c - r}", f"{c} {c + r}"
    if share >= 0.995:
        return f"M{top}A{r} {r} 0 1 1 {foot}A{r} {r} 0 1 1 {top}Z"
    inner = round(r * abs(1 - 2 * share), 2)
    return f"M{top}A{r} {r} 0 0 1 {foot}A{inner} {r} 0 0 {0 if share < 0.5 else 1} {top}Z"
