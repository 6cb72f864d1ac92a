"""What was published as its file was: for who may edit a series."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, redirect, render_template, url_for

from quiz.platform.extensions import db
from quiz.services.content.revisions import sources
from quiz.services.content.revisions.sources import Readable, Source
from quiz.web.request import request_context, series_context
from quiz.web.request.series_context import page_of_series
from quiz.web.templating.source_lines import numbered_lines

bp = Blueprint("sources", __name__)


@page_of_series(bp, "/banks/<bank>@<int:number>")
def source(bank: str, number: int) -> Any:
    """A revision's source, its lines numbered, so that an address can name one: ``#L41``.

    Without a series in the address it is that of the series at the root, else of the only one where the reader may
    read it; where there are several, they choose.
    """
    found, series = _readable(bank, number), series_context.named()
    here = next((pair for pair in found if series or series_context.address_named(pair[0].series) is None), None)
    if here is not None:
        return _page(*here)
    places = [(one, _address(one.series, bank, number)) for one, _ in found]
    if len(places) == 1:
        return redirect(places[0][1])
    return render_template("content/source_choice.html", bank=bank, number=number, places=places)


@bp.get("/banks/<series>/<bank>@<int:number>")
def as_in_commands(bank: str, number: int) -> Any:
    """``calculus/limits@2``, as commands write it."""
    ((one, _),) = _readable(bank, number)
    return redirect(_address(one.series, bank, number))


def _readable(bank: str, number: int) -> list[tuple[Readable, Source]]:
    """The revisions of that name, of the series in the address or of all, which the reader may read: one at least."""
    person = request_context.account()
    series_context.library()
    banks = sources.readable(db.session, person, bank, series_context.named()) if person is not None else []
    found = [(one, kept) for one in banks if (kept := sources.find(db.session, one.bank, number)) is not None]
    return found or abort(404)


def _address(series: str, bank: str, number: int) -> str:
    return url_for("sources.source", series=series_context.address_named(series), bank=bank, number=number)


def _page(of: Readable, found: Source) -> str:
    series_context.enter(of.bank.series_id)
    return render_template(
        "content/source.html",
        bank=of.bank.slug,
        number=found.revision.number,
        found=found,
        lines=numbered_lines(found.source) if found.source is not None else (),
        series_title=of.title,
        address=series_context.address_named(of.series),
        page=series_context.bank_in(of.series, of.bank.slug),
    )
