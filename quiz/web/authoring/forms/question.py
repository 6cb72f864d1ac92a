"""A question is written and changed by a form: a new one of a kind, or one of the draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import abort, render_template, request

from quiz.domain.authoring.asking.candidates import looked_at
from quiz.domain.authoring.asking.pasted import MARK
from quiz.domain.authoring.forms import questions
from quiz.domain.authoring.forms.fields.base import Inputs
from quiz.domain.authoring.forms.filled import Form, Refused
from quiz.domain.authoring.forms.findings import Finding, at_inputs, by_question
from quiz.domain.authoring.forms.kinds.register import form_of, parts_of
from quiz.domain.authoring.forms.pieces import QUESTIONS
from quiz.domain.authoring.forms.questions import NoSuchQuestion
from quiz.domain.errors import BankError, Message, Problem, say
from quiz.domain.questions import KINDS
from quiz.platform.extensions import db
from quiz.services.authoring.checking import check_draft
from quiz.services.authoring.desk import Draft
from quiz.web.authoring.blueprint import bp, opened, pictures
from quiz.web.authoring.forms.desk import (
    SAVED,
    Desk,
    desk,
    desk_of,
    differing,
    inputs,
    kept_or,
    say_kept,
    to,
    unreadable,
)
from quiz.web.authoring.forms.standing import seen_part, standing
from quiz.web.authoring.forms.ways import Way, ways
from quiz.web.authoring.pictures import sent
from quiz.web.authoring.pictures.sent import NotKept
from quiz.web.request.whole_numbers import whole

GONE = say(
    "This question was deleted in another window since you opened this page, so nothing was saved. What you typed "
    "stands below: save it as a new question, or leave it."
)
NOT_SAVED = say("Nothing is saved yet: look at what is marked below.")
_START: Mapping[str, Mapping[str, Any]] = {"numeric": {"tolerance": {"absolute": "0"}}}
"""What stands in the form of a new question from the start."""


@bp.get("/<series>/<bank>/questions/<int:number>")
def question(bank: str, number: int) -> Any:
    """The form of a question, numbered from 1, with what is found wrong with it."""
    try:
        found = desk(bank)
    except BankError as error:
        return unreadable(opened(bank), error)
    # Where a list is still empty, it has the lines of a new question.
    return _page(found, number, _opened(found, number).with_blank_lines())


def _opened(found: Desk, number: int) -> Form:
    try:
        return questions.opened(found.draft.source, number - 1, found.around)
    except NoSuchQuestion:
        abort(404)


@bp.get("/<series>/<bank>/questions/named/<name>")
def question_named(bank: str, name: str) -> Any:
    """The form of the question of that id; the list where the draft has none of it."""
    try:
        found = desk(bank)
    except BankError as error:
        return unreadable(opened(bank), error)
    numbers = {**found.unnamed, **questions.numbers_of(found.draft.source)}
    if name not in numbers:
        return to("authoring.question_list", found.draft)
    return to("authoring.question", found.draft, number=numbers[name] + 1)


@bp.post("/<series>/<bank>/questions/<int:number>")
def save_question(bank: str, number: int) -> Any:
    """Keep what was typed in the draft; a button of a line only changes the form."""
    typed, not_kept = sent.with_sent(bank, inputs())
    try:
        found = desk(bank)
    except BankError as error:
        return unreadable(opened(bank), error)
    meant, go = _meant(found, number), request.form.get("go", "")
    if meant is None:
        return _gone(found, typed)
    number = meant
    form = _opened(found, number)
    if ":" in go:
        return _acted(found, number, form.with_sent(typed, {}), go)
    typed, faults = _pictured(found, form, typed, not_kept)
    if faults:
        shown = form.with_sent(typed, faults)
        return _page(found, number, shown, error=NOT_SAVED, status=sent.status_of(not_kept))
    try:
        source = questions.saved(found.draft.source, number - 1, typed, found.around)
        source = looked_at(source, [number - 1]) if go == "seen" else source
    except Refused as refused:
        return _page(found, number, form.with_sent(typed, refused.errors), error=NOT_SAVED, status=422)

    def again(message: Message, status: int) -> Any:
        now = desk_of(opened(bank))
        place = _meant(now, number)
        if place is None:
            return _gone(now, typed)
        stands = _opened(now, place)
        shown = stands.with_sent(typed, {})
        return _page(now, place, shown, error=message, status=status, stands=differing(typed, stands.inputs))

    def then() -> Any:
        say_kept(found.draft, SAVED)
        if go == "next":
            return to("authoring.kinds", found.draft, after=number)
        return to("authoring.question", found.draft, number=number)

    return kept_or(found.draft, source, again, then, fresh=seen_part().is_fresh(found.draft.number, form.mark))


def _meant(found: Desk, number: int) -> int | None:
    """The number of the question that the page showed under ``number``; None where the draft has it no more."""
    listed = questions.questions_of(found.draft.source, found.around.languages)
    place = seen_part().place_in(listed, number - 1, found.draft.number)
    return place + 1 if place is not None else None


def _gone(found: Desk, typed: Inputs) -> Any:
    """What was typed for a question that was deleted meanwhile: it can be saved as a new one."""
    shown = _blank(found, request.form.get("part_kind", "")).with_sent(typed, {})
    return _page(found, None, shown, error=GONE, status=409)


def _pictured(
    found: Desk, form: Form, typed: Inputs, not_kept: Sequence[NotKept]
) -> tuple[Inputs, Mapping[str, Message]]:
    """What was typed with the words that the picture's own page has for it, and what is wrong with the picture."""
    languages = found.around.languages
    typed = sent.described(found.draft, typed, languages)
    return typed, sent.faults(typed, form.one("image.file"), languages, not_kept)


def _acted(found: Desk, number: int | None, form: Form, go: str) -> Any:
    """The form with a line more, less or elsewhere: nothing is saved by it."""
    changed = form.acted(go)
    return _page(found, number, changed, focus=first_of_added(form, changed, go))


def first_of_added(form: Form, changed: Form, go: str) -> str:
    """The first input of the line that a button has added; empty where it has added none."""
    verb, _, name = go.partition(":")
    at = name.partition(":")[0]
    new = [token for token in changed.tokens(at) if token not in form.tokens(at)] if verb == "add" else []
    return changed.first_of(f"{at}.{new[0]}") if new else ""


@bp.get("/<series>/<bank>/questions/new/<kind>")
def new_question(bank: str, kind: str) -> Any:
    """The form of a new question of a kind."""
    try:
        found = desk(bank)
    except BankError as error:
        return unreadable(opened(bank), error)
    return _page(found, None, _blank(found, kind))


def _blank(found: Desk, kind: str) -> Form:
    """An empty form, which has the section and the objective of the question before."""
    if kind not in KINDS:
        abort(404)
    listed = questions.questions_of(found.draft.source)
    place = _place(len(listed))
    before = listed[place - 1] if 0 < place <= len(listed) else {}
    known = {key: before[key] for key in ("section", "objective") if isinstance(before, dict) and key in before}
    return questions.blank(kind, found.around, {**known, **_START.get(kind, {})})


def _place(count: int) -> int:
    """Behind which question a new one is put, as its page says; behind all others where it says nothing."""
    given = whole(request.values.get("after", ""))
    return count if given is None else min(given, count)


@bp.post("/<series>/<bank>/questions/new/<kind>")
def add_question(bank: str, kind: str) -> Any:
    """Put a new question into the draft."""
    typed, not_kept = sent.with_sent(bank, inputs())
    try:
        found = desk(bank)
    except BankError as error:
        return unreadable(opened(bank), error)
    form, go = _blank(found, kind), request.form.get("go", "")
    if ":" in go:
        return _acted(found, None, form.with_sent(typed, {}), go)
    typed, faults = _pictured(found, form, typed, not_kept)
    if faults:
        return _page(found, None, form.with_sent(typed, faults), error=NOT_SAVED, status=sent.status_of(not_kept))
    place = _place(len(questions.questions_of(found.draft.source)))
    try:
        source, number = questions.added(found.draft.source, place, kind, typed, found.around)
    except Refused as refused:
        return _page(found, None, form.with_sent(typed, refused.errors), error=NOT_SAVED, status=422)

    def again(message: Message, status: int) -> Any:
        now = desk_of(opened(bank))
        return _page(now, None, _blank(now, kind).with_sent(typed, {}), error=message, status=status)

    def then() -> Any:
        say_kept(found.draft, say("The question is in your draft."))
        if go == "next":
            return to("authoring.kinds", found.draft, after=number + 1)
        return to("authoring.question", found.draft, number=number + 1)

    # A new question is in nobody's way, unless it came already: its button was pressed twice.
    fresh = not questions.is_there(found.draft.source, source, number)
    return kept_or(found.draft, source, again, then, fresh=fresh)


def _page(
    found: Desk,
    number: int | None,
    form: Form,
    *,
    error: Message | None = None,
    status: int = 200,
    stands: Mapping[str, str] | None = None,
    focus: str = "",
) -> Any:
    problems = _problems(found.draft, number) if number is not None else []
    shown = render_template(
        "authoring/forms/question.html",
        draft=found.draft,
        standing=standing(found.draft, form, status),
        form=form,
        parts=parts_of(form.kind),
        number=number,
        count=len(questions.questions_of(found.draft.source)),
        findings=_findings(found.draft, number, problems) if number is not None else {},
        todo=_ways(found.draft, problems),
        error=error,
        stands=stands or {},
        focus=focus,
        is_drafted=number is not None and _is_drafted(found.draft, number),
        after=_place(len(questions.questions_of(found.draft.source))),
    )
    return shown, status


def to_mend(draft: Draft, number: int) -> list[Way]:
    """What keeps a question of the draft from being published, each with the way to its field."""
    return _ways(draft, _problems(draft, number))


def _ways(draft: Draft, problems: Sequence[Problem]) -> list[Way]:
    return ways(draft, [one for one in problems if one.severity == "error" and one.code != "drafted"])


def _is_drafted(draft: Draft, number: int) -> bool:
    """Whether a machine drafted it and nobody has said that they have looked at it."""
    return MARK in questions.question_at(questions.questions_of(draft.source), number - 1)


def _problems(draft: Draft, number: int) -> list[Problem]:
    """What is wrong with a question of the draft as it is kept."""
    checked = check_draft(db.session, draft, pictures(draft))
    return by_question(draft.source, checked.problems).get(number - 1, [])


def _findings(draft: Draft, number: int, listed: list[Problem]) -> Mapping[str, list[Finding]]:
    """The same by the names of inputs."""
    kind = questions.question_at(questions.questions_of(draft.source), number - 1)["kind"]
    return at_inputs(draft.source, (QUESTIONS, number - 1), form_of(kind), listed)
