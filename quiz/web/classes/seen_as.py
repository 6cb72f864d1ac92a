"""A learner's progress as the learner sees it, read only: for those who may see the learners of a class."""

from __future__ import annotations

from typing import Any

from quiz.platform.extensions import db
from quiz.services import audit
from quiz.services.classes.seeing import learners
from quiz.web.classes.blueprint import bp, entered
from quiz.web.reporting import progress
from quiz.web.request import request_context
from quiz.web.request.access import actor
from quiz.web.templating.filters import localize_entry


@bp.get("/classes/<int:number>/members/<int:member>/progress")
def as_learner(number: int, member: int) -> Any:
    """The dashboard of a learner, as it is for them. That somebody looked is recorded.

    No result becomes shown by it: a learner who has not looked at one can still answer as before.
    """
    found = entered(number, "see_learners")
    seen = learners.learner_in(db.session, found.id, member)
    request_context.leave(seen.account)
    # What is recorded is kept, whatever becomes of the page.
    about = audit.account(seen.account)
    audit.record(db.session, "seen_as", about, by=actor(), now=request_context.now(), after={"class": number})
    db.session.commit()
    request_context.read_only()
    return progress.page_of(
        seen.account, seen_as={"name": localize_entry(found.names.of(member, seen.name)), "number": number}
    )
