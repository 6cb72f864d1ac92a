"""Installed and without a network: the manifest, the service worker, and the page that it shows without another."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, current_app, json, jsonify, render_template, request, url_for

from quiz.domain.errors import say
from quiz.language import localizer
from quiz.platform.extensions import db
from quiz.platform.paths import STATIC
from quiz.platform.settings import LANGUAGES
from quiz.services.attempts.pages import attempt_pages
from quiz.web.request import account_marks, request_context

bp = Blueprint("offline", __name__)

MAY_KEEP = "X-Keep-Offline"
"""The header by which a page says that the service worker may keep it."""
SUFFIXES = (".css", ".js", ".svg")
MOST_TOKENS = 100
ICONS = (("icon-192.png", 192, "any"), ("icon-512.png", 512, "any"), ("icon-maskable-512.png", 512, "maskable"))
"""The pictures of the app on a home screen: file, pixels of a side, and whether systems may cut it to a shape."""
PAPER = "#faf9f6"
DAY = 86_400


@bp.get("/manifest-<language>.webmanifest")
def manifest(language: str) -> Response:
    """How the app is installed, in the language of the address: browsers ask for it without a cookie."""
    if language not in LANGUAGES:
        abort(404)
    response = Response(json.dumps(_manifest(language), ensure_ascii=False), mimetype="application/manifest+json")
    response.headers["Cache-Control"] = f"public, max-age={DAY}"
    return response


def _manifest(language: str) -> dict[str, Any]:
    speak = localizer(language)
    prefix: str = current_app.extensions["static_prefix"]
    name = say("Dalmada").said(speak)
    return {
        # The same in every language: a browser whose language changes has one app installed, not two.
        "id": "/",
        "start_url": url_for("catalogue.home", series=None),
        "scope": "/",
        "name": name,
        "short_name": name,
        "description": say("Quizzes month by month, and a review of what you are about to forget.").said(speak),
        "lang": language,
        "dir": "ltr",
        "display": "standalone",
        # A manifest has one colour of each; pages name that of dark mode too.
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": [
            {"src": f"{prefix}img/{file}", "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
            for file, size, purpose in ICONS
        ],
    }


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
