"""What a page shows of finished tests is noted before it is sent."""

from __future__ import annotations

from quiz.platform.extensions import db
from quiz.services.attempts.pages import results
from quiz.services.current_user import Learner
from quiz.web.request import request_context


def note_all_shown(person: Learner, bank_id: int | None = None) -> None:
    """Note the results of all finished tests, or those of a bank, as shown; the request goes on reading.

    For pages that show points, shares or keys: a learner who has seen them can't answer any more, not even late.
    """
    if not results.has_unshown(db.session, person, bank_id):
        return
    request_context.begin_writing()
    results.note_all_shown(db.session, person, bank_id, now=request_context.now())
    db.session.commit()
    request_context.read_only()
