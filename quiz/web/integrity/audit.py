"""For admins: who did what."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request

from quiz.platform.extensions import db
from quiz.services.integrity.acts import log as audit_log
from quiz.services.integrity.acts import words
from quiz.web.request.access import admins_only
from quiz.web.templating.filters import localize
from quiz.web.templating.paging import PAGE, paging, sought

bp = Blueprint("audit", __name__, url_prefix="/admin")
bp.before_request(admins_only)


@bp.get("/audit")
def events() -> Any:
    """What was done, the latest first, of one action or by one actor where the address asks for it."""
    action, actor = request.args.get("action", ""), sought()
    action = action if action in words.LABELS else ""
    here = paging(audit_log.count(db.session, action, actor), PAGE)
    found = audit_log.entries(db.session, action, actor, limit=here.size, offset=here.offset)
    labels = sorted((localize(label), name) for name, label in words.LABELS.items())
    return render_template(
        "integrity/audit.html", entries=found, paging=here, action=action, actor=actor, actions=labels
    )
