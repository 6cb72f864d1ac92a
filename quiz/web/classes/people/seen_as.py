"""A learner's progress as the learner sees it, read only: for those who may see the learners of a class."""

from __future__ import annotations

from typing import Any

from quiz.platform.extensions import db
from quiz.services import audit
from quiz.services.classes.seeing import learners
from quiz.storage.models.identity import Account
from quiz.web.classes.blueprint import bp, with_pseudonyms
from quiz.web.reporting import progress
from quiz.web.request import request_context
from quiz.web.request.access import actor, named
from quiz.web.templating.filters import localize_entry


@bp.get("/classes/<int:number>/members/<int:member>/progress")
def as_learner(number: int, member: int) -> Any:
    """The dashboard of a learner, as it is for them. That somebody looked is recorded, once an hour.

    No result becomes shown by it: a learner who has not looked at one can still answer as before.
    """
    seen = learners.enter(db.session, named(), number, member, now=request_context.now())
    found = with_pseudonyms(seen.entered)
    name = localize_entry(found.names.of(member, seen.name))
    if not seen.is_recorded:
        _record(number, seen.account)
    return progress.page_of(seen.account, seen_as={"name": name, "number": number})


def _record(number: int, learner: Account) -> None:
    """Record that somebody looked: it is kept, whatever becomes of the page."""
    request_context.leave(learner)
    about = audit.account(learner)
    audit.record(db.session, "seen_as", about, by=actor(), now=request_context.now(), after={"class": number})
    db.session.commit()
    request_context.read_only()
