"""For who may edit a series: which claims of a bank its questions test."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template

from quiz.domain.authoring.briefs import header_in
from quiz.domain.authoring.coverage import coverage_of
from quiz.domain.errors import BankError
from quiz.web.authoring.written import written_here
from quiz.web.request.access import teachers_only

bp = Blueprint("coverage", __name__, url_prefix="/studio")
bp.before_request(teachers_only)


@bp.get("/<series>/<bank>/coverage")
def overview(bank: str) -> Any:
    """The claims of each section, those that no question tests first, and the questions that test none."""
    written = written_here(bank)
    shown: dict[str, Any] = {}
    try:
        if written.source is not None:
            header, questions = header_in(written.source, written.file, written.series)
            shown["covered"] = coverage_of(header, questions)
            shown["prompts"] = {question.id: question.prompt for question in questions}
    except BankError as error:
        shown["unreadable"] = error.problems
    return render_template("authoring/coverage.html", written=written, **shown)
