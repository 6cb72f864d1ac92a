"""For teachers: every kind of question in every state."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, render_template

from quiz.platform.extensions import db
from quiz.services.gallery import load_gallery
from quiz.web.request import request_context, series_context
from quiz.web.request.access import teachers_only
from quiz.web.templating.filters import localize

bp = Blueprint("gallery", __name__, url_prefix="/teach")
bp.before_request(teachers_only)


@bp.get("/gallery")
def overview() -> Any:
    """Every kind of question in every state, from the published banks."""
    return render_template("content/gallery.html", shelf=load_gallery(db.session, request_context.language()))


@bp.get("/gallery/<kind>/<state>")
def exhibit(kind: str, state: str) -> Any:
    """One kind in one state."""
    shelf = load_gallery(db.session, request_context.language())
    found = shelf.get(kind, {}).get(state)
    if found is None:
        abort(404)
    series_context.library()
    series_context.enter(found.series_id)
    return render_template(
        "content/gallery_state.html",
        q=found.view,
        kind_name=kind,
        state=state,
        notice=localize(found.notice) if found.notice else "",
        proposal=found.proposal,
        shelf=shelf,
    )
