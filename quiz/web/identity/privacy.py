"""The privacy page: what is stored about people, for how long, who sees it, and what they can do."""

from __future__ import annotations

from typing import Any

from flask import current_app, render_template

from quiz.services.identity.privacy import lines as stored
from quiz.storage.models.base import Base
from quiz.web.identity.blueprint import bp


@bp.get("/privacy")
def privacy() -> Any:
    """For anyone, in words; ``privacy/columns.py`` of the services holds it against the store."""
    settings = current_app.extensions["settings"]
    return render_template(
        "identity/privacy.html",
        lines=stored.lines(Base.metadata.tables),
        sent=stored.sent(Base.metadata.tables),
        browser=list(stored.BROWSER_LINES.values()),
        contact=settings.contact,
        days=settings.guest_days,
        age=settings.sign_up_age,
    )
