"""What the forms of a bank share: their draft, what was sent, and the way to keep it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from quiz.domain.authoring.forms.fields.base import Around, Inputs
from quiz.domain.bank_format.short_forms.long_form import long_data
from quiz.domain.errors import BankError, Message, say
from quiz.platform.extensions import db
from quiz.services.authoring import drafts, offers
from quiz.services.authoring.drafts import Conflict, Draft, TooLong
from quiz.services.authoring.series import sharing
from quiz.web.authoring.blueprint import opened, seen, writing
from quiz.web.authoring.forms.standing import tell_saved
from quiz.web.authoring.pictures.sent import known_pictures
from quiz.web.request import request_context, series_context
from quiz.web.request.input_checks import TYPED
from quiz.web.templating.filters import localize

TOO_LONG = say("A bank takes %(limit)s bytes. Nothing was saved. Split it into two banks.", limit="1,500,000")
MEANWHILE = say(
    "This draft was changed in another window since you opened this page, so nothing was saved. What you typed stands "
    "below; what the draft says now stands beside it. Save again to put yours in its place."
)

SAVED = say("Saved in your draft.")
AFTER_PUBLISHING = say("Learners see it once you publish.")
AFTER_OPENING = say("Learners see it once you have published it and let them find it.")


@dataclass(frozen=True, kw_only=True)
class Desk:
    """A draft whose source can be read, and what stands around its forms."""

    draft: Draft
    around: Around

    @property
    def unnamed(self) -> Mapping[str, int]:
        """The questions that the file gives no id, by the id that each has."""
        data = long_data(self.draft.source, self.around.languages)
        return offers.unnamed(db.session, self.draft, data if isinstance(data, dict) else {})


def desk(bank: str) -> Desk:
    """The draft of a bank with what stands around its forms; raises ``BankError`` where its source can't be read."""
    draft = opened(bank)
    series_context.enter(draft.series_id)
    return desk_of(draft)


def desk_of(draft: Draft) -> Desk:
    """The same of a draft that is opened."""
    names = known_pictures(draft).names()
    return Desk(draft=draft, around=offers.around(db.session, draft, request_context.language(), names))


def unreadable(draft: Draft, error: BankError) -> Any:
    """The page in place of a form whose source can't be read as YAML: where to mend it."""
    page = render_template("authoring/forms/unreadable.html", draft=draft, problems=error.problems)
    return page, 409


def inputs() -> Inputs:
    """What was sent with a form, by the names of its inputs."""
    sent = request.form.lists()
    return {name.removeprefix(TYPED): tuple(values) for name, values in sent if name.startswith(TYPED)}


def keep(draft: Draft, source: bytes, number: int) -> Conflict | None:
    """Save ``source`` as the draft and commit; a conflict where ``number`` is not the draft's last one.

    Raises ``TooLong``.
    """
    # What takes long is done: others wait from here to the commit only. Who changed the draft meanwhile is not lost.
    done = drafts.save(db.session, writing(draft.slug), source, number, request_context.now())
    if isinstance(done, Conflict):
        db.session.rollback()
        return done
    db.session.commit()
    return None


def kept_or(
    draft: Draft, source: bytes, again: Callable[[Message, int], Any], then: Callable[[], Any], *, fresh: bool = False
) -> Any:
    """``then`` once ``source`` is the draft; else the page ``again`` with what is wrong and its status.

    ``fresh``: what was changed since the page was opened is none of what it shows, and ``source`` is made of ``draft``.
    """
    try:
        conflict = keep(draft, source, draft.number if fresh else seen())
    except TooLong:
        db.session.rollback()
        request_context.read_again()
        return again(TOO_LONG, 413)
    if conflict is not None:
        request_context.read_again()
        return again(MEANWHILE, 409)
    tell_saved()
    return then()


def say_kept(draft: Draft, done: Message) -> None:
    """Say on the next page what was ``done`` in the draft, and when learners see it."""
    seen = AFTER_PUBLISHING if sharing.is_open(db.session, draft) else AFTER_OPENING
    flash(f"{localize(done)} {localize(seen)}")


def to(endpoint: str, draft: Draft, **values: Any) -> Any:
    """A redirection to a page of the draft's bank."""
    return redirect(url_for(endpoint, series=draft.series, bank=draft.slug, **values), 303)


def differing(typed: Mapping[str, tuple[str, ...]], stands: Inputs) -> dict[str, str]:
    """What the draft says now, by the names of those inputs in which something else was typed."""
    said = {name: "\n".join(filter(None, values)) for name, values in stands.items()}
    return {name: text for name, text in said.items() if name in typed and text != "\n".join(filter(None, typed[name]))}
