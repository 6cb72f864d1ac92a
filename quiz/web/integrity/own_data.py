"""One's own data: asked for as a file, and fetched when it is ready."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, flash, jsonify, redirect, render_template, request, url_for

from quiz.domain.errors import say
from quiz.platform.extensions import db
from quiz.services.integrity.own_data import bringing, building, decks, files, histories
from quiz.services.integrity.own_data.histories import NotAHistory
from quiz.storage.database import read_only
from quiz.storage.models.identity import Account
from quiz.web.request import rate_limits, request_context, series_context, shown_results
from quiz.web.request.access import member
from quiz.web.request.own_address import site
from quiz.web.templating.filters import localize

bp = Blueprint("own_data", __name__, url_prefix="/account/data")


def asking() -> Account:
    """The account that asks for something costly, read in a transaction that only reads; within its limit."""
    request_context.read_first()
    person = member()
    request_context.leave(person)
    rate_limits.at_the_account(person).spend()
    request_context.read_only()
    return db.session.merge(person, load=False)


@bp.get("")
def page() -> Any:
    """What can be taken along, what is being prepared, and what is ready."""
    person = member()
    return render_page(person)


def render_page(person: Account, **more: Any) -> str:
    """The page of an account's data; ``more`` is what a form on it has to say."""
    found = files.files_of(db.session, person.id, request_context.now())
    return render_template(
        "integrity/own_data.html",
        person=person,
        files=found,
        pending=any(one.state in ("waiting", "running") for one in found.values()),
        brought=bringing.brought(db.session, person.id),
        shelf=series_context.library().series,
        **more,
    )


@bp.get("/status")
def status() -> Any:
    """How far the files are: asked by a script."""
    found = files.files_of(db.session, member().id, request_context.now())
    return jsonify({kind: {"state": one.state, "progress": one.progress} for kind, one in found.items()})


@bp.post("/archive")
def ask_archive() -> Any:
    """Ask for everything as one archive."""
    return _ask(asking(), "archive", {})


@bp.post("/deck")
def ask_deck() -> Any:
    """Ask for a deck of cards, of all questions or of a month, or only of what went wrong."""
    person = asking()
    banks = {f"{one.slug}/{month.slug}" for one in series_context.library().series for month in one.months}
    bank = request.form.get("bank", "")
    chosen = {"bank": bank if bank in banks else "", "wrong": "wrong" in request.form}
    if decks.is_empty(db.session, person, request_context.language(), chosen):
        flash(localize(say("No question of yours can be put on a card here yet. Answer some first.")))
        return redirect(url_for("own_data.page") + "#deck", 303)
    return _ask(person, "deck", chosen)


def _ask(person: Account, kind: str, options: Mapping[str, Any]) -> Any:
    """Ask for a file: one that is small is built at once, any other by a worker."""
    shown_results.note_all_shown(person)
    language, chosen = request_context.language(), {"site": site(), **options}
    content = None
    if files.is_small(db.session, person.id):
        content = building.content_of(db.session, person, kind, language, chosen, now=request_context.now())
    account_id, now = person.id, request_context.now()
    request_context.begin_writing()
    files.ask(db.session, account_id, kind, language=language, options=chosen, now=now, content=content)
    db.session.commit()
    flash(localize(say("Your file is ready.") if content else say("Your file is being prepared. You can leave.")))
    return redirect(url_for("own_data.page") + f"#{kind}", 303)


@bp.get("/archive.zip")
def archive() -> Any:
    """One's archive, once it is ready."""
    return _sent("archive", "dalmada-data.zip", "application/zip")


@bp.get("/deck.apkg")
def deck() -> Any:
    """One's deck, once it is ready."""
    return _sent("deck", "dalmada.apkg", "application/octet-stream")


def _sent(kind: str, name: str, mimetype: str) -> Any:
    """One's own file of a kind; where there is none that is ready, the page says so."""
    content = files.content_of(db.session, member().id, kind, request_context.now())
    if content is None:
        flash(localize(say("This file is not ready, or it has expired. Prepare it again.")))
        return redirect(url_for("own_data.page"), 303)
    response = Response(content, mimetype=mimetype)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@bp.post("/history")
def look_at_history() -> Any:
    """Take a file of reviews, and say what of it is new before anything counts."""
    person = asking()
    sent = request.files.get("history")
    try:
        if sent is None or not sent.filename:
            raise NotAHistory(say("Choose a file first."))
        with sent.stream as stream:
            reviews = histories.read(stream.read(histories.MAX_BYTES + 1), request_context.now())
        preview = bringing.look_at(db.session, person.id, reviews)
    except NotAHistory as error:
        return render_page(person, fault=localize(error.reason)), 422
    account_id, now = person.id, request_context.now()
    request_context.begin_writing()
    bringing.keep(db.session, account_id, preview, request_context.language(), now=now)
    db.session.commit()
    return _back()


@bp.post("/history/confirm")
def confirm_history() -> Any:
    """Let count what was looked at."""
    count = bringing.confirm(db.session, asking().id, now=request_context.now(), pause=_pause)
    db.session.commit()
    if count is None:
        flash(localize(say("There is nothing left to confirm. Send the file again.")))
    else:
        flash(localize(say("Brought along: %(n)s reviews.", n=count)))
    return _back()


@bp.post("/history/drop")
def drop_history() -> Any:
    """Leave what was looked at."""
    files.drop(db.session, member().id, "history")
    db.session.commit()
    return _back()


@bp.post("/brought/delete")
def take_back() -> Any:
    """Forget everything that was brought along."""
    count = bringing.take_back(db.session, asking().id, pause=_pause)
    db.session.commit()
    flash(localize(say("Taken back: %(n)s reviews. They no longer count.", n=count)))
    return _back()


def _pause(reads: bool) -> None:
    """End the transaction: what comes next takes long, and others may write meanwhile."""
    db.session.commit()
    if reads:
        read_only(db.session)


def _back() -> Any:
    return redirect(url_for("own_data.page") + "#history", 303)
