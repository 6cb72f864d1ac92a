"""Which series a request is about: the one in its address, that of its attempt, or the one at the root.

Pages of the series at the root stand at ``/``, those of every other one at ``/s/<slug>/``.
"""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from typing import Any, TypeVar

from flask import Blueprint, Flask, abort, current_app, g, url_for

from quiz.platform.extensions import db
from quiz.services.content.catalogue import Catalogue, Library, LibraryCache, PublishedMonth
from quiz.storage.models.identity import TEACHERS
from quiz.web.request import request_context

PREFIX = "/s/<series>"
NO_SERIES = Catalogue()

View = TypeVar("View", bound=Callable[..., Any])


def init_app(app: Flask) -> None:
    """Let ``app``'s addresses name a series. To be called when every route is known."""
    app.extensions["library"] = LibraryCache()
    app.url_value_preprocessor(_take_series)
    named = frozenset(rule.endpoint for rule in app.url_map.iter_rules() if "series" in rule.arguments)

    def keep_series(endpoint: str, values: MutableMapping[str, Any]) -> None:
        if endpoint in named and "series" not in values:
            values["series"] = address_of(known_catalogue())

    app.url_defaults(keep_series)


def page_of_series(bp: Blueprint, rule: str) -> Callable[[View], View]:
    """Route a view at ``rule`` for the series at the root, and below ``/s/<slug>`` for every series."""

    def route(view: View) -> View:
        bp.get(rule)(view)
        bp.get(PREFIX + rule)(view)
        return view

    return route


def _take_series(endpoint: str | None, values: dict[str, Any] | None) -> None:
    g.series = values.pop("series", None) if values else None


def enter(series_id: int) -> None:
    """The rest of the request is about this series: that of the attempt that it shows."""
    g.series_id = series_id


def library() -> Library:
    """Every series that the reader finds."""
    found = _cache().load(db.session, hidden_too=_sees_hidden())
    g.library = found
    return found


def library_of(role: str) -> Library:
    """Every series that an account of that role finds, not only the one that asks."""
    return _cache().load(db.session, hidden_too=role in TEACHERS)


def known_library() -> Library:
    """The same as the request has read it: it asks the store once at most."""
    return _known()


def catalogue() -> Catalogue:
    """The series that the request is about; one that the reader doesn't find is a page that isn't there."""
    found = _chosen(library())
    if found is NO_SERIES and g.get("series"):
        abort(404)
    return found


def known_catalogue() -> Catalogue:
    """The same as far as this process knows, for what stands around a page: it asks the store once at most.

    An error page asks nothing: the store may be what failed.
    """
    return _chosen(_known())


def numbered(series_id: int) -> tuple[Catalogue, bool]:
    """The series of that number, also a hidden one, to name what is of it; and whether it is one of several."""
    every = _cache().latest(None if g.get("settled") else db.session, hidden_too=True)
    return every.numbered(series_id) or NO_SERIES, len(every.series) > 1


def knows(series_id: int, slug: str | None, series_standing: str, bank_standing: str | None) -> bool:
    """Whether this process has loaded a series and its bank as they stand in the store now."""
    series, _ = numbered(series_id)
    bank = series.month(slug) if slug is not None else None
    return _standing(series if series is not NO_SERIES else None) == series_standing and (
        slug is None or _standing(bank) == bank_standing
    )


def _standing(found: Catalogue | PublishedMonth | None) -> str:
    """What is withdrawn is not loaded."""
    if found is None:
        return "withdrawn"
    return "hidden" if found.hidden else "open"


def address_of(series: Catalogue) -> str | None:
    """What stands in addresses for a series: its slug, or nothing for the one at the root."""
    if series.id is None:
        return None
    return address_named(series.slug)


def address_named(slug: str) -> str | None:
    """The same for the series of that slug, whether or not it is found."""
    root = _cache().latest(None, hidden_too=_sees_hidden()).at_home(_home())
    return None if root is not None and root.slug == slug else slug


def bank_in(series: str, bank: str) -> PublishedMonth | None:
    """A bank of the series of that slug, if the reader finds both."""
    found = library().named(series)
    return found.month(bank) if found is not None else None


def named() -> str | None:
    """The slug of the series that the address of the request names."""
    slug: str | None = g.get("series")
    return slug


def bank_page(slug: str) -> str | None:
    """Where a bank of the request's series is read; None where this reader finds no such bank, so nothing leads there.

    The bank of an attempt may be hidden or withdrawn by now, while another series has one of the same slug.
    """
    return url_for("catalogue.month", month=slug) if known_catalogue().month(slug) is not None else None


def noted(bank: str, section: str) -> bool:
    """Whether this reader finds a study note of a section in the request's series."""
    month = known_catalogue().month(bank)
    return month is not None and section in month.notes


def list_page() -> str | None:
    """Where all series are listed; None where this reader finds one at most, so that there is nothing to choose."""
    known = _known()
    if len(known.series) < 2:
        return None
    return url_for("catalogue.home", series=None) if known.at_home(_home()) is None else url_for("catalogue.every")


def _chosen(found: Library) -> Catalogue:
    if g.get("series"):
        return found.named(g.series) or NO_SERIES
    if g.get("series_id"):
        return found.numbered(g.series_id) or NO_SERIES
    return found.at_home(_home()) or NO_SERIES


def _known() -> Library:
    # Nearly every link of a page asks for it.
    if "library" not in g:
        g.library = _cache().latest(None if g.get("settled") else db.session, hidden_too=_sees_hidden())
    found: Library = g.library
    return found


def _sees_hidden() -> bool:
    person = None if g.get("settled") else request_context.account()
    return person is not None and person.role in TEACHERS


def _home() -> str:
    home: str = current_app.extensions["settings"].home
    return home


def _cache() -> LibraryCache:
    cache: LibraryCache = current_app.extensions["library"]
    return cache
