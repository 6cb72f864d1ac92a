"""A prompt for a language model of one's own, and what it answered: looked at, then added to the draft."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import abort, flash, redirect, render_template, request

from quiz.domain.authoring.asking.briefs import PROMPTED, brief_of
from quiz.domain.authoring.asking.candidates import Candidate, sound
from quiz.domain.authoring.asking.prompts import MOST_QUESTIONS, prompt_text
from quiz.domain.bank_format.fields import LANGUAGES
from quiz.domain.bank_format.source_edit import SourceEditError
from quiz.domain.errors import BankError, Message, say
from quiz.domain.text_limits import TextFault, fault_of
from quiz.platform.extensions import db
from quiz.services.authoring import asking, drafts
from quiz.services.authoring.asking import Looked, Written
from quiz.services.authoring.desk import Draft
from quiz.services.authoring.drafts import Conflict, TooLong
from quiz.services.content.checking import SERIES_FILE
from quiz.web.authoring.blueprint import bp, opened, pictures, seen, writing
from quiz.web.authoring.editing import address_of
from quiz.web.request import request_context, series_context
from quiz.web.request.whole_numbers import whole
from quiz.web.templating.filters import localize

MOST_PASTED = 200_000
"""Characters of an answer that is pasted: twenty long questions in two languages take a quarter of it."""
USUAL = ("single_choice", "numeric", "short_text")
_COUNT = 5
_TOO_MUCH: Mapping[TextFault, Message] = {
    "too_long": say("The answer is too long. Paste it in two parts."),
    "marks": say("The answer holds letters with too many accents. Remove them."),
}
_MEANWHILE = say(
    "This draft was changed in another window since you opened this page, so nothing was added. Add again."
)
_FULL = say("The bank would be too large with these questions. Nothing was added.")


@bp.get("/<series>/<bank>/prompt")
def prompt(bank: str) -> Any:
    """What to ask for, and the text that asks for it."""
    return _page(opened(bank))


@bp.post("/<series>/<bank>/prompt")
def read_answer(bank: str) -> Any:
    """What was answered, each question with what the check finds; ``go=add`` adds those without errors."""
    if bank == SERIES_FILE:
        abort(404)
    adds, answer = request.form.get("go") == "add", request.form.get("pasted", "")
    fault = fault_of(answer, MOST_PASTED)
    if fault is not None:
        return _page(opened(bank), status=422, refused=_TOO_MUCH[fault])
    draft = opened(bank)
    try:
        found = asking.look_at(db.session, draft, answer, request.args.get("section") or None, pictures(draft))
    except BankError as error:
        return _page(draft, status=422, pasted=answer, problems=error.problems)
    except SourceEditError as error:
        return _page(draft, status=422, pasted=answer, refused=error.message)
    if adds:
        return _add(bank, draft, found, answer)
    return _page(draft, pasted=answer, candidates=found.candidates, unread=found.unread)


def _add(bank: str, draft: Draft, found: Looked, answer: str) -> Any:
    # Checking takes long: nobody waits for a lock meanwhile. Where the draft has changed since, nothing is saved.
    source, ready = asking.together(draft, found.candidates), len(sound(found.candidates))
    try:
        done = drafts.save(db.session, writing(bank), source, seen(), request_context.now())
    except TooLong:
        request_context.read_again()
        return _page(opened(bank), status=413, pasted=answer, refused=_FULL)
    if isinstance(done, Conflict):
        request_context.read_again()
        return _page(opened(bank), status=409, pasted=answer, candidates=found.candidates, refused=_MEANWHILE)
    db.session.commit()
    flash(localize(say("Added to your draft: %(count)d. Read each, then say that you have looked at it.", count=ready)))
    return redirect(address_of(draft, "authoring.question_list"), 303)


def _page(draft: Draft, *, status: int = 200, candidates: list[Candidate] | None = None, **answered: Any) -> Any:
    """The page with the prompt for what was chosen, or chosen for a start."""
    if not draft.is_bank:
        abort(404)
    series_context.enter(draft.series_id)
    shown: dict[str, Any] = {"draft": draft, "kinds": PROMPTED, "most": MOST_QUESTIONS, "languages": LANGUAGES}
    try:
        shown |= _chosen(asking.written(db.session, draft))
    except BankError as error:
        shown["unreadable"] = error.problems
    ready = len(sound(candidates or []))
    # Lines of the answer, as the field has no numbers beside them.
    lines = answered.get("pasted", "").replace("\r\n", "\n").split("\n")
    page = render_template(
        "authoring/prompt.html", **shown, candidates=candidates, ready=ready, lines=lines, **answered
    )
    return page, status


def _chosen(found: Written) -> dict[str, Any]:
    sections = list(found.header.sections)
    section = request.args.get("section", "")
    section = section if section in sections else next(iter(sections), "")
    kinds = [kind for kind in PROMPTED if kind in request.args.getlist("kind")] or list(USUAL)
    count = whole(request.args.get("count", ""), MOST_QUESTIONS) or _COUNT
    language = request.args.get("language", "")
    language = language if language in LANGUAGES else request_context.language()
    text = ""
    if section:
        brief = brief_of(found.header, found.questions, section, found.series)
        text = prompt_text(brief, kinds=kinds, count=count, language=language)
    return {
        "header": found.header,
        "section": section,
        "chosen": kinds,
        "count": count,
        "wanted": language,
        "text": text,
    }
