"""Without a network: the service worker, and the page that it shows where it has no other."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, current_app, jsonify, render_template, request

from quiz.platform.extensions import db
from quiz.platform.paths import STATIC
from quiz.services.attempts.pages import attempt_pages
from quiz.web.request import account_marks, request_context

bp = Blueprint("offline", __name__)

MAY_KEEP = "X-Keep-Offline"
"""The header by which a page says that the service worker may keep it."""
SUFFIXES = (".css", ".js", ".svg")
MOST_TOKENS = 100


@bp.get("/sw.js")
def worker() -> Response:
    """The service worker. It stands at the root, as it may answer only for what lies below it."""
    prefix: str = current_app.extensions["static_prefix"]
    names = sorted(path.relative_to(STATIC).as_posix() for path in STATIC.rglob("*") if path.suffix in SUFFIXES)
    script = render_template("attempts/sw.js", version=prefix.strip("/"), assets=[prefix + name for name in names])
    response = Response(script, mimetype="text/javascript")
    # Browsers ask again whether it has changed, and so learn of a new version of everything that it keeps.
    response.headers["Cache-Control"] = "no-cache"
    return response


@bp.get("/offline")
def page() -> Any:
    """What is shown where there is neither a network nor a page that was kept: the same for everybody."""
    return render_template("attempts/offline.html")


@bp.get("/offline/mine")
def mine() -> Any:
    """Which of the attempts that a browser keeps answers of belong to the account that is signed in.

    A browser asks where it does not know: a guest's attempts went over to an account, or the secret key is another.
    """
    person = request_context.account()
    tokens = [token[:64] for token in request.args.getlist("token")[:MOST_TOKENS]]
    own = attempt_pages.own_tokens(db.session, person, tokens) if person is not None and tokens else []
    return jsonify({"account": account_marks.present(), "mine": own})
