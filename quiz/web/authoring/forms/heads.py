"""The head of a bank and its quizzes by forms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import abort, flash, render_template, request

from quiz.domain.authoring.forms import banks, quizzes
from quiz.domain.authoring.forms.fields.base import Inputs
from quiz.domain.authoring.forms.filled import Form, Refused
from quiz.domain.authoring.forms.findings import Finding, at_inputs, by_question
from quiz.domain.authoring.forms.naming import newly_filled_in
from quiz.domain.authoring.forms.spots import spots_of
from quiz.domain.errors import BankError, Message, say
from quiz.platform.extensions import db
from quiz.services.authoring import drafts
from quiz.services.authoring.checking import check_draft
from quiz.services.authoring.offers import text_in
from quiz.web.authoring.blueprint import bp, opened, pictures
from quiz.web.authoring.forms.belonging import belonging
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
from quiz.web.authoring.forms.question import NOT_SAVED, first_of_added
from quiz.web.authoring.forms.standing import seen_part, standing
from quiz.web.templating.filters import localize

_GONE = say(
    "This quiz was deleted in another window since you opened this page, so nothing was saved. What you typed stands "
    "below: save it as a new quiz, or leave it."
)
_START = {"mode": "practice", "questions": "all"}
"""What stands in the form of a new quiz."""


@bp.get("/<series>/<bank>/head")
def bank_head(bank: str) -> Any:
    """The form of a bank's title, sections and objectives."""
    try:
        found = desk(bank)
    except BankError as error:
        return unreadable(opened(bank), error)
    return _head_page(found, banks.opened(found.draft.source, found.around))


@bp.post("/<series>/<bank>/head")
def save_head(bank: str) -> Any:
    """Keep the head in the draft; a button of a line only changes the form."""
    try:
        found = desk(bank)
    except BankError as error:
        return unreadable(opened(bank), error)
    typed, go = inputs(), request.form.get("go", "")
    form = banks.opened(found.draft.source, found.around).with_sent(typed, {})
    if ":" in go:
        changed = form.acted(go)
        return _head_page(found, changed, focus=first_of_added(form, changed, go))
    try:
        source = banks.saved(found.draft.source, typed, found.around)
    except Refused as refused:
        return _head_page(found, form.with_sent(typed, refused.errors), error=NOT_SAVED, status=422)

    def again(message: Message, status: int) -> Any:
        now = desk_of(opened(bank))
        stands = banks.opened(now.draft.source, now.around)
        return _head_page(
            now,
            stands.with_sent(typed, {}),
            error=message,
            status=status,
            stands=differing(typed, stands.inputs),
        )

    def then() -> Any:
        say_kept(found.draft, SAVED)
        for one in newly_filled_in(found.draft.source, source, found.around.languages):
            flash(localize(belonging(one)))
        return to("authoring.bank_head", found.draft)

    return kept_or(found.draft, source, again, then, fresh=seen_part().is_fresh(found.draft.number, form.mark))


def _head_page(
    found: Desk,
    form: Form,
    *,
    error: Message | None = None,
    status: int = 200,
    stands: Mapping[str, str] | None = None,
    focus: str = "",
) -> Any:
    checked = check_draft(db.session, found.draft, pictures(found.draft))
    spots = spots_of(found.draft.source, checked.problems)
    pairs = zip(checked.problems, spots, strict=True)
    rest = [one for one, spot in pairs if spot is not None and spot.form == "bank_head"]
    shown = render_template(
        "authoring/forms/head.html",
        draft=found.draft,
        standing=standing(found.draft, form, status),
        form=form,
        fields=banks.SHOWN,
        findings=at_inputs(found.draft.source, (), banks.HEADER, rest),
        error=error,
        stands=stands or {},
        focus=focus,
    )
    return shown, status


@bp.get("/<series>/<bank>/quizzes")
def quiz_list(bank: str) -> Any:
    """The quizzes of a bank."""
    try:
        found = desk(bank)
    except BankError as error:
        return unreadable(opened(bank), error)
    listed = quizzes.quizzes_of(found.draft.source)
    moves = drafts.moves(db.session, found.draft)
    return render_template(
        "authoring/forms/quizzes.html", draft=found.draft, quizzes=listed, moves=moves, text_in=text_in
    )


@bp.get("/<series>/<bank>/quizzes/<int:number>")
def quiz(bank: str, number: int) -> Any:
    """The form of a quiz, numbered from 1."""
    try:
        found = desk(bank)
    except BankError as error:
        return unreadable(opened(bank), error)
    return _quiz_page(found, number, _opened(found, number))


def _opened(found: Desk, number: int) -> Form:
    try:
        return quizzes.opened(found.draft.source, number - 1, found.around)
    except LookupError:
        abort(404)


@bp.get("/<series>/<bank>/quizzes/new")
def new_quiz(bank: str) -> Any:
    """The form of a new quiz."""
    try:
        found = desk(bank)
    except BankError as error:
        return unreadable(opened(bank), error)
    return _quiz_page(found, None, quizzes.blank(found.around, _START))


@bp.post("/<series>/<bank>/quizzes/<int:number>")
def save_quiz(bank: str, number: int) -> Any:
    """Keep a quiz in the draft, or take it out."""
    return _save(bank, number)


@bp.post("/<series>/<bank>/quizzes/new")
def add_quiz(bank: str) -> Any:
    """Put a new quiz into the draft."""
    return _save(bank, None)


def _save(bank: str, number: int | None) -> Any:
    try:
        found = desk(bank)
    except BankError as error:
        return unreadable(opened(bank), error)
    typed, go, draft = inputs(), request.form.get("go", ""), found.draft
    if number is not None and (number := _meant(found, number)) is None:
        return _gone(found, typed)
    form = _form(found, number).with_sent(typed, {})
    if ":" in go:
        changed = form.acted(go)
        return _quiz_page(found, number, changed, focus=first_of_added(form, changed, go))
    try:
        source, place = _written(found, number, go)
    except Refused as refused:
        return _quiz_page(found, number, form.with_sent(typed, refused.errors), error=NOT_SAVED, status=422)

    def again(message: Message, status: int) -> Any:
        now = desk_of(opened(bank))
        place = _meant(now, number) if number is not None else None
        if number is not None and place is None:
            return _gone(now, typed)
        stands = _form(now, place)
        said = differing(typed, stands.inputs) if place else {}
        return _quiz_page(now, place, stands.with_sent(typed, {}), error=message, status=status, stands=said)

    def then() -> Any:
        if place is None:
            flash(localize(say("The quiz is deleted. Undo brings it back.")))
            return to("authoring.quiz_list", draft)
        say_kept(draft, SAVED)
        if number is None and place > len(quizzes.quizzes_of(draft.source)):
            flash(localize(say("The practice over all questions stays: it stands among the quizzes.")))
        return to("authoring.quiz", draft, number=place + 1)

    if number is None:
        # A new quiz is in nobody's way, unless it came already: its button was pressed twice.
        fresh = not quizzes.is_there(draft.source, source)
    else:
        fresh = seen_part().is_fresh(draft.number, form.mark)
    return kept_or(draft, source, again, then, fresh=fresh)


def _meant(found: Desk, number: int) -> int | None:
    """The number of the quiz that the page showed under ``number``; None where the draft has it no more."""
    listed = quizzes.quizzes_of(found.draft.source, found.around.languages)
    place = seen_part().place_in(listed, number - 1, found.draft.number)
    return place + 1 if place is not None else None


def _gone(found: Desk, typed: Inputs) -> Any:
    """What was typed for a quiz that was deleted meanwhile: it can be saved as a new one."""
    shown = quizzes.blank(found.around, _START).with_sent(typed, {})
    return _quiz_page(found, None, shown, error=_GONE, status=409)


def _form(found: Desk, number: int | None) -> Form:
    return _opened(found, number) if number is not None else quizzes.blank(found.around, _START)


def _written(found: Desk, number: int | None, go: str) -> tuple[bytes, int | None]:
    """The file with the quiz as it was sent, and its place; none where it was taken out."""
    source, around = found.draft.source, found.around
    if number is not None and go == "delete":
        return quizzes.deleted(source, number - 1), None
    unnamed = found.unnamed
    if number is None:
        return quizzes.added(source, inputs(), around, unnamed)
    return quizzes.saved(source, number - 1, inputs(), around, unnamed), number - 1


def _quiz_page(
    found: Desk,
    number: int | None,
    form: Form,
    *,
    error: Message | None = None,
    status: int = 200,
    stands: Mapping[str, str] | None = None,
    focus: str = "",
) -> Any:
    shown = render_template(
        "authoring/forms/quiz.html",
        draft=found.draft,
        standing=standing(found.draft, form, status),
        form=form,
        fields=quizzes.QUIZ.fields,
        number=number,
        findings=_findings(found, number) if number is not None else {},
        error=error,
        stands=stands or {},
        focus=focus,
    )
    return shown, status


def _findings(found: Desk, number: int) -> Mapping[str, list[Finding]]:
    checked = check_draft(db.session, found.draft, pictures(found.draft))
    path = ("quizzes", number - 1)
    rest = by_question(found.draft.source, checked.problems).get(-1, [])
    named = at_inputs(found.draft.source, path, quizzes.QUIZ, rest)
    # What is at no place of the quiz is about other parts of the bank.
    return {name: ones for name, ones in named.items() if name}
