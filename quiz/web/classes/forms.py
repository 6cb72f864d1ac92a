"""What the forms of classes hold: as it was typed, as it stands, and why it can't be taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from flask import request

from quiz.platform.extensions import db
from quiz.services.classes import changing
from quiz.services.classes.changing import Wanted
from quiz.services.classes.faults import ClassError
from quiz.storage.models.classes import ClassRow
from quiz.storage.prepared import fetch
from quiz.storage.queries.classes import entering as class_queries
from quiz.web.classes.words import FAULTS
from quiz.web.identity import time_zones
from quiz.web.request import request_context, series_context
from quiz.web.request.own_address import is_ours
from quiz.web.request.whole_numbers import whole
from quiz.web.templating.filters import localize

Typed = Mapping[str, Any]


class Fault(NamedTuple):
    """The field that something is wrong with, and what to do, in the reader's language."""

    field: str
    words: str


def fault(error: ClassError, **fields: str) -> Fault:
    """What to say of an error; ``fields`` names the field of a code where a form calls it otherwise."""
    field, words = FAULTS[error.code]
    return Fault(fields.get(error.code, field), localize(words))


def first() -> Typed:
    """An empty form: the only series is chosen, and the reader's time zone."""
    series = series_context.library().series
    return _form("", "", [series[0].id or 0] if len(series) == 1 else [], request_context.time_zone())


def of_class(row: ClassRow) -> Typed:
    """The form of a class as it stands."""
    return _form(row.name, row.term, list(fetch(db.session, class_queries.series_of(row.id)).scalars()), row.time_zone)


def typed() -> Typed:
    """The form as it was typed."""
    name, term = (request.form.get(name, "")[:200] for name in ("name", "term"))
    return _form(name, term, _series(), _zone())


def wanted() -> Wanted:
    """What a form wants of a class. Raises ``ClassError``."""
    form = request.form
    asked = Wanted(name=form.get("name", ""), term=form.get("term", ""), series=_series(), time_zone=_zone())
    known = [one.id or 0 for one in series_context.library().series]
    return changing.checked(asked, series=known, zones=request_context.zones())


def file_name() -> str:
    """What the file is called that was sent, empty for none: no browser puts it into the form again."""
    file = request.files.get("file")
    return (file.filename or "")[:80] if file is not None else ""


def ticked(name: str = "members") -> list[int]:
    """The numbers that are ticked."""
    return [number for number in (whole(one) for one in request.form.getlist(name)) if number is not None]


def back_to(number: int, default: str) -> str:
    """The page of this class that a form was sent from, or ``default``."""
    target = request.form.get("next", "")
    return target if is_ours(target) and target.startswith(f"/classes/{number}") else default


def _series() -> list[int]:
    return ticked("series")


def _zone() -> str:
    return request.form.get("time_zone", "")[:64]


def _form(name: str, term: str, series: Sequence[int], zone: str) -> Typed:
    return {
        "name": name,
        "term": term,
        "series": series,
        "time_zone": zone,
        "known": series_context.library().series,
        "regions": [(localize(label), places) for label, places in time_zones.offered()],
    }
