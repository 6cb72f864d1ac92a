"""A published bank comes to learners: it is opened to them, and here are its link, a picture of it, and classes."""

from __future__ import annotations

import io
from typing import Any

from flask import Response, abort, flash, redirect, render_template, request, url_for

from quiz.domain.errors import say
from quiz.platform.extensions import db
from quiz.services.authoring.desk import Draft
from quiz.services.authoring.series import sharing as service
from quiz.services.authoring.series.sharing import Shared
from quiz.web.authoring.blueprint import bp, opened
from quiz.web.request import request_context, series_context
from quiz.web.request.access import actor, learner
from quiz.web.request.own_address import whole_address
from quiz.web.templating.filters import localize


@bp.get("/<series>/<bank>/share")
def share(bank: str) -> Any:
    """Who finds the bank, its link, and the classes that it can be assigned to."""
    draft = opened(bank)
    found = _found(draft)
    if found is None:
        return redirect(url_for("authoring.publish", series=series_context.named(), bank=bank), 303)
    series_context.enter(found.series_id)
    return render_template("authoring/share.html", shared=found, address=_address(found), draft=draft)


@bp.post("/<series>/<bank>/share")
def show_or_hide(bank: str) -> Any:
    """Let learners find the bank and its series, or hide the bank from them."""
    series = series_context.named() or ""
    hides = request.form.get("go") == "hide"
    request_context.begin_writing()
    service.set_open(db.session, learner(), series, bank, to_learners=not hides, now=request_context.now(), by=actor())
    db.session.commit()
    flash(localize(say("Learners don’t find it any more.") if hides else say("Learners find it now.")))
    return redirect(url_for("authoring.share", series=series, bank=bank), 303)


@bp.get("/<series>/<bank>/share.svg")
def share_code(bank: str) -> Response:
    """The link as a QR code."""
    # Loaded only here: a worker that draws none does without.
    import segno

    found = _found(opened(bank)) or abort(404)
    picture = io.BytesIO()
    segno.make(_address(found), error="m", micro=False).save(
        picture, kind="svg", border=4, dark="#000", light="#fff", svgns=True, xmldecl=False, omitsize=True
    )
    return Response(picture.getvalue(), mimetype="image/svg+xml")


def _found(draft: Draft) -> Shared | None:
    return service.find(db.session, learner(), draft)


def _address(found: Shared) -> str:
    # Always with its series: whether that stands at the root depends on who asks.
    return whole_address("catalogue.month", series=found.series, month=found.bank)
