"""What a question's page says besides the question: when it comes again, how well it is known, where to go back to."""

from __future__ import annotations

from typing import Any

from quiz.platform.extensions import db
from quiz.services.attempts.pages import results
from quiz.services.attempts.pages.attempt_pages import QuestionPage
from quiz.services.review import cards
from quiz.services.review.sittings import reviewing
from quiz.storage.models.attempts import Attempt
from quiz.web.request import request_context
from quiz.web.request.access import learner


def comes_again(sitting: QuestionPage) -> Any:
    """When a question comes again for review."""
    now = request_context.now()
    return cards.comes_again(db.session, learner(), sitting.attempt.token, sitting.view.position, now)


def review_left(sitting: QuestionPage) -> Attempt | None:
    """The review that a learner left for a question like one of its own, once that is done."""
    attempt = sitting.attempt
    if attempt.purpose != "adaptive" or sitting.next_open or not attempt.scope.startswith(("like:", "again:")):
        return None
    return reviewing.running(db.session, learner(), sitting.series_id)


def known(sitting: QuestionPage) -> Any:
    """How likely a learner knows what they are asked; None unless it was chosen for that, and is not answered yet."""
    attempt = sitting.attempt
    if attempt.purpose != "adaptive" or attempt.scope.startswith(("like:", "again:")) or sitting.view.scored:
        return None
    if results.has_unshown(db.session, learner()):
        return None
    return cards.known_at(db.session, learner(), attempt.token, sitting.view.position)
