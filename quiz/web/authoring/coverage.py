"""Which claims of a bank its questions test, as the draft says, or what is published."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template

from quiz.domain.authoring.coverage import coverage_of
from quiz.domain.errors import BankError
from quiz.platform.extensions import db
from quiz.services.authoring import asking
from quiz.web.authoring.blueprint import bp, opened
from quiz.web.request import series_context


@bp.get("/<series>/<bank>/coverage")
def coverage(bank: str) -> Any:
    """The claims of each section, those that no question tests first, and the questions that test none."""
    draft = opened(bank)
    if not draft.is_bank:
        abort(404)
    series_context.enter(draft.series_id)
    try:
        found = asking.written(db.session, draft)
    except BankError as error:
        return render_template("authoring/coverage.html", draft=draft, unreadable=error.problems)
    return render_template(
        "authoring/coverage.html",
        draft=draft,
        covered=coverage_of(found.header, found.questions),
        prompts={question.id: question.prompt for question in found.questions},
    )
