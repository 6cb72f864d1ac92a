"""The questions of a bank as a list: moved, duplicated, deleted, changed several at once; and a new one begun."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import abort, flash, render_template, request
from markupsafe import Markup

from quiz.domain.authoring.asking.candidates import looked_at
from quiz.domain.authoring.forms import listing, questions
from quiz.domain.authoring.forms.findings import by_question
from quiz.domain.authoring.forms.kinds.described import DESCRIBED
from quiz.domain.authoring.forms.listing import Bulk
from quiz.domain.bank_format.source_edit import SourceEditError
from quiz.domain.errors import BankError, Message, Problem, say
from quiz.domain.questions import KINDS
from quiz.platform.extensions import db
from quiz.services.authoring import drafts
from quiz.services.authoring.checking import check_draft
from quiz.services.authoring.drafts import Conflict
from quiz.services.authoring.offers import language_of, shortened, text_in
from quiz.web.authoring.blueprint import bp, opened, pictures, seen, writing
from quiz.web.authoring.forms.desk import MEANWHILE, Desk, desk, desk_of, kept_or, to, unreadable
from quiz.web.authoring.forms.moves import MOVES, tell
from quiz.web.authoring.forms.question import to_mend
from quiz.web.authoring.forms.ways import ways
from quiz.web.request import request_context
from quiz.web.request.whole_numbers import whole
from quiz.web.templating.filters import in_language, localize

BULK: tuple[Bulk, ...] = ("section", "objective", "difficulty", "points")


_COMMON = ("single_choice", "true_false", "multiple_choice", "short_text", "numeric")
OFFERED = (*_COMMON, *(name for name in KINDS if name not in _COMMON))
"""The kinds of a new question, those that teachers need most first."""
MOST_OF_NAME = 32
"""Characters of what a section or an objective is called in the list."""


@dataclass(frozen=True, kw_only=True)
class Line:
    """A question as the list shows it; ``number`` counts from 1."""

    number: int
    kind: str
    prompt: Markup | str
    fields: dict[str, str]
    problems: Sequence[Problem]
    is_drafted: bool

    @property
    def opens(self) -> bool:
        """Whether it has a form."""
        return self.kind in KINDS


@bp.get("/<series>/<bank>/questions")
def question_list(bank: str) -> Any:
    """Every question of the draft with what is found wrong with it."""
    try:
        found = desk(bank)
    except BankError as error:
        return unreadable(opened(bank), error)
    return _page(found)


def _page(found: Desk, *, error: Message | None = None, status: int = 200, chosen: Sequence[int] = ()) -> Any:
    draft = found.draft
    checked = check_draft(db.session, draft, pictures(draft))
    parted = by_question(draft.source, checked.problems)
    rest = ways(draft, [one for one in parted.get(-1, ()) if one.severity != "hint"])
    words = _words(found)
    shown = render_template(
        "authoring/forms/questions.html",
        draft=draft,
        lines=[_line(number, one, parted, words) for number, one in enumerate(questions.questions_of(draft.source))],
        rest=[one for one in rest if one.spot is None or one.spot.form != "question_list"],
        around=found.around,
        error=error,
        chosen=chosen,
        moves=drafts.moves(db.session, draft),
    )
    return shown, status


def _words(found: Desk) -> dict[str, str]:
    """What sections and objectives are called, by id: in so few words that a line of the list has room for both."""
    offered = (one for key in ("sections", "objectives") for one in found.around.offered[key])
    return {one.value: shortened(localize(one.label), MOST_OF_NAME) for one in offered}


def _line(number: int, entry: Any, parted: dict[int, list[Problem]], words: Mapping[str, str]) -> Line:
    fields = entry if isinstance(entry, dict) else {}
    return Line(
        number=number + 1,
        kind=str(fields.get("kind", "")),
        prompt=_prompt(fields.get("prompt")),
        fields={key: words.get(str(fields[key]), str(fields[key])) for key in BULK if key in fields},
        problems=parted.get(number, ()),
        is_drafted="drafted" in fields,
    )


def _prompt(text: Any) -> Markup | str:
    """The beginning of a prompt in the reader's language, else in the one that it has, marked as such."""
    reader = request_context.language()
    return in_language(shortened(text_in(text, reader), 140), language_of(text, reader))


@bp.post("/<series>/<bank>/questions")
def change_questions(bank: str) -> Any:
    """Do to the list what a button says, in the draft."""
    go = request.form.get("go", "")
    if go in MOVES:
        return _moved(bank, go)
    try:
        found = desk(bank)
        count = len(questions.questions_of(found.draft.source))
    except BankError as error:
        return unreadable(opened(bank), error)
    chosen = _chosen(count)
    verb, _, given = go.partition(":")
    place = whole(given) if given else None
    numbers = [place - 1] if place and place <= count else [one - 1 for one in chosen]
    if not numbers:
        return _page(found, error=say("Choose a question first."), status=422)
    try:
        source, words = _done(verb, found.draft.source, numbers)
    except SourceEditError as error:
        return _page(found, error=error.message, status=422, chosen=chosen)

    def again(message: Message, status: int) -> Any:
        return _page(desk_of(opened(bank)), error=message, status=status, chosen=chosen)

    def then() -> Any:
        flash(localize(words))
        return to("authoring.question_list", found.draft)

    return kept_or(found.draft, source, again, then)


def _chosen(count: int) -> list[int]:
    """The numbers that are ticked, from 1."""
    numbers = (whole(value[:6]) for value in request.form.getlist("chosen"))
    return sorted({number for number in numbers if number and number <= count})


def _done(verb: str, source: bytes, numbers: Sequence[int]) -> tuple[bytes, Message]:
    """The file once it is done, and the words for it."""
    if verb in ("up", "down"):
        to_place = numbers[0] + (1 if verb == "down" else -1)
        return listing.moved(source, numbers[0], to_place), say("The question is moved.")
    if verb == "copy":
        return listing.duplicated(source, numbers[0]), say("The copy stands behind the question.")
    if verb == "delete":
        return listing.deleted(source, numbers), say("Deleted: %(count)s. Undo brings it back.", count=len(numbers))
    if verb == "seen":
        return looked_at(source, numbers), say("Marked as looked at: %(count)s.", count=len(numbers))
    if verb == "move":
        place = whole(request.form.get("place", "")[:6]) or 1
        return listing.moved_together(source, numbers, place - 1), say("The questions are moved.")
    if verb == "set":
        return _set(source, numbers)
    abort(400)


def _set(source: bytes, numbers: Sequence[int]) -> tuple[bytes, Message]:
    values: dict[Bulk, str] = {}
    for key in BULK:
        typed = request.form.get(f"set-{key}", "").strip()[:80]
        if typed:
            values[key] = typed
    return listing.changed(source, numbers, values), say("Changed: %(count)s", count=len(numbers))


def _moved(bank: str, move: str) -> Any:
    """Go along the steps of the draft, and back to the list from which that was asked for."""
    draft = writing(bank)
    done = MOVES[move](db.session, draft, seen(), request_context.now())
    if isinstance(done, Conflict):
        db.session.rollback()
        request_context.read_again()
        try:
            return _page(desk(bank), error=MEANWHILE, status=409)
        except BankError as error:
            return unreadable(opened(bank), error)
    db.session.commit()
    tell(move, draft, done.draft)
    return to("authoring.quiz_list" if request.form.get("at") == "quiz_list" else "authoring.question_list", draft)


@bp.get("/<series>/<bank>/questions/new")
def kinds(bank: str) -> Any:
    """The kinds of questions with an example of each, to choose one for a new question."""
    draft = opened(bank)
    after = whole(request.args.get("after", "")[:6])
    try:
        todo = to_mend(draft, after) if after else []
    except BankError:
        todo = []
    return render_template(
        "authoring/forms/kinds.html", draft=draft, kinds=OFFERED, described=DESCRIBED, after=after, todo=todo
    )
