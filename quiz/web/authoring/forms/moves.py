"""Undo and redo on the pages of a draft, and what is said once they are done."""

from __future__ import annotations

from flask import flash

from quiz.domain.authoring.forms.changes import changes
from quiz.domain.errors import say
from quiz.services.authoring import drafts
from quiz.services.authoring.drafts import Draft
from quiz.web.templating.filters import localize

MOVES = {"undo": drafts.undo, "redo": drafts.redo}
_WORDS = {"undo": say("Undone."), "redo": say("Done again.")}


def tell(move: str, before: Draft, now: Draft) -> None:
    """Say on the next page what an undo or a redo changed; nothing where there was none to be done."""
    if before.number == now.number:
        return
    words = [_WORDS[move]]
    if not before.is_kept:
        words.append(say("This is your draft as it was before it was published or discarded."))
    flash(" ".join(localize(one) for one in (*words, *changes(before.source, now.source))))
