"""A prompt for a language model of one's own, and what it answered, shown with all that is found wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, render_template, request

from quiz.domain.authoring.briefs import PROMPTED, brief_of, header_in
from quiz.domain.authoring.candidates import check_pasted, sound
from quiz.domain.authoring.pasted import read_pasted
from quiz.domain.authoring.prompts import MOST_QUESTIONS, prompt_text
from quiz.domain.authoring.templates import question_text
from quiz.domain.bank_format.fields import LANGUAGES
from quiz.domain.bank_format.header import Header
from quiz.domain.bank_format.source_edit import SourceEditError
from quiz.domain.errors import BankError, Message, say
from quiz.domain.questions import Question
from quiz.domain.text_limits import TextFault, fault_of
from quiz.domain.yaml.reader import read_yaml
from quiz.services.authoring.published_banks import Written
from quiz.web.authoring.written import written_here
from quiz.web.request import request_context
from quiz.web.request.access import teachers_only
from quiz.web.request.whole_numbers import whole

bp = Blueprint("prompts", __name__, url_prefix="/studio")
bp.before_request(teachers_only)

MOST_PASTED = 200_000
"""Characters of an answer that is pasted: twenty long questions in two languages take a quarter of it."""
_COUNT = 5
USUAL = ("single_choice", "numeric", "short_text")
TOO_MUCH: Mapping[TextFault, Message] = {
    "too_long": say("The answer is too long. Paste it in two parts."),
    "marks": say("The answer holds letters with too many accents. Remove them."),
}


@bp.get("/<series>/<bank>/prompt")
def prompt(bank: str) -> Any:
    """What to ask for, and the text that asks for it."""
    return _page(written_here(bank))


@bp.post("/<series>/<bank>/prompt")
def preview(bank: str) -> Any:
    """What was answered: each question with what the check finds. Nothing is stored."""
    written, pasted = written_here(bank), request.form.get("pasted", "")
    fault = fault_of(pasted, MOST_PASTED)
    if fault is not None:
        return _page(written, pasted="", refused=TOO_MUCH[fault]), 422
    source = written.source or b""
    try:
        found = read_pasted(pasted, read_yaml(source, written.file).data, section=request.values.get("section"))
        candidates = check_pasted(
            found, source, written.file, written.series, lambda name: 1, glossary=written.glossary
        )
    except BankError as error:
        return _page(written, pasted=pasted, problems=error.problems), 422
    except SourceEditError as error:
        return _page(written, pasted=pasted, refused=error.message), 422
    ready = "".join(question_text(question) for question in sound(candidates))
    return _page(written, pasted=pasted, candidates=candidates, ready=ready)


def _page(written: Written, **answered: Any) -> str:
    """The page with the prompt for what was chosen, or chosen for a start."""
    shown: dict[str, Any] = {"written": written, "kinds": PROMPTED, "most": MOST_QUESTIONS, "languages": LANGUAGES}
    try:
        if written.source is not None:
            shown |= _chosen(written, *header_in(written.source, written.file, written.series))
    except BankError as error:
        shown["unreadable"] = error.problems
    return render_template("authoring/prompt.html", **shown, **answered)


def _chosen(written: Written, header: Header, questions: list[Question]) -> dict[str, Any]:
    sections = list(header.sections)
    section = request.values.get("section", "")
    section = section if section in sections else next(iter(sections), "")
    kinds = [kind for kind in PROMPTED if kind in request.values.getlist("kind")] or list(USUAL)
    count = whole(request.values.get("count", ""), MOST_QUESTIONS) or _COUNT
    language = request.values.get("language", "")
    language = language if language in LANGUAGES else request_context.language()
    text = ""
    if section:
        brief = brief_of(header, questions, section, written.series)
        text = prompt_text(brief, kinds=kinds, count=count, language=language)
    return {
        "header": header,
        "section": section,
        "chosen": kinds,
        "count": count,
        "wanted": language,
        "text": text,
    }
