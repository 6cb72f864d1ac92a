"""Somebody else published meanwhile: both versions are brought together, and what both changed is asked about."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from quiz.domain.authoring.merging import Merged, Side, merge
from quiz.domain.authoring.typed_text import bytes_of, shown
from quiz.services.authoring.desk import Draft
from quiz.services.authoring.drafts import Conflict, Saved, rebase


class Unsettled(ValueError):
    """Something that both changed has no choice yet, or other things were published since the choice was made."""


@dataclass(frozen=True, kw_only=True)
class Meeting:
    """A draft beside what was published since it was begun; ``mark`` names what is shown of both."""

    draft: Draft
    merged: Merged
    mark: str


def meet(draft: Draft) -> Meeting:
    """The draft and what is published now, as one; nothing is written."""
    base, mine, theirs = (shown(raw) for raw in (draft.base.source, draft.source, draft.published.source))
    mark = hashlib.sha256(repr((draft.number, draft.published.revision_id, mine, theirs)).encode()).hexdigest()[:32]
    return Meeting(draft=draft, merged=merge(base, mine, theirs), mark=mark)


def settle(
    session: Session, meeting: Meeting, chosen: Mapping[str, Side], *, shown_mark: str, now: datetime
) -> Saved | Conflict:
    """Keep the merge as the draft, which from then on is based on what is published.

    What both changed is as it was ``chosen`` by the part's name. Raises ``Unsettled`` for one without a choice, and
    where ``shown_mark`` is not of what stands now.
    """
    if shown_mark != meeting.mark or any(part.name not in chosen for part in meeting.merged.conflicts):
        raise Unsettled
    draft = meeting.draft
    return rebase(session, draft, bytes_of(meeting.merged.text(chosen), draft.source), draft.number, now)
