"""What the editor's script needs to know: where to ask, how the draft stands, and what its own parts are called."""

from __future__ import annotations

from functools import cache
from typing import Any

from flask import url_for

from quiz.domain.errors import say
from quiz.platform.extensions import db
from quiz.platform.paths import STATIC
from quiz.services.authoring.checking import series_of
from quiz.services.authoring.desk import Draft
from quiz.web.authoring.source_editor.schemas import schema_mark
from quiz.web.templating.filters import localize

BUNDLE = "dist/editor.js"
"""The source editor, which ``make studio`` builds; without it the page has its plain field."""

_PHRASES = {
    message.template: message
    for message in (
        say("Find"),
        say("Replace"),
        say("next"),
        say("previous"),
        say("all"),
        say("match case"),
        say("regexp"),
        say("by word"),
        say("replace"),
        say("replace all"),
        say("close"),
        say("current match"),
        say("on line"),
        say("replaced match on line $"),
        say("replaced $ matches"),
        say("Go to line"),
        say("go"),
        say("Diagnostics"),
        say("No diagnostics"),
        say("Folded lines"),
        say("Unfolded lines"),
        say("to"),
        say("folded code"),
        say("unfold"),
        say("Fold line"),
        say("Unfold line"),
        say("Completions"),
        say("Control character"),
        say("Selection deleted"),
    )
}
"""What CodeMirror says of itself, by its own English."""


@cache
def is_built() -> bool:
    """Whether the source editor is there."""
    return (STATIC / BUNDLE).is_file()


def script_data(draft: Draft) -> dict[str, Any]:
    """What the script of a draft's page is given."""
    of: dict[str, Any] = {"series": draft.series, "bank": draft.slug}
    return {
        "draft": f"{draft.series}/{draft.slug}",
        "number": draft.number,
        "base": draft.base.number,
        "isKept": draft.is_kept,
        "keep": url_for("authoring.keep", **of),
        "kept": url_for("authoring.kept", **of),
        "check": url_for("authoring.check", **of),
        "kinds": url_for("authoring.kinds_of", **of),
        "bench": url_for("authoring.bench", number=0, **of) if draft.is_bank else None,
        "schema": _schema(draft),
        "phrases": {name: localize(message) for name, message in _PHRASES.items()},
    }


def _schema(draft: Draft) -> str | None:
    """Where the schema of a bank is, as the profile of its series asks; of other files there is none."""
    if not draft.is_bank:
        return None
    return url_for("authoring.schema", mark=schema_mark(series_of(db.session, draft).profile))
