"""What people who graded answers say to their learners, shown with the scores and never before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from markupsafe import Markup
from sqlalchemy.orm import Session

from quiz.domain.rendering import RenderingError, render
from quiz.services.attempts.pages.question_views import GraderComment, QuestionView
from quiz.storage.models.grading import Grade
from quiz.storage.prepared import fetch
from quiz.storage.queries import scores as score_queries

DECIDED = ("settled", "changed")


def rendered(comment: str) -> Markup:
    """A comment's Markdown as the banks' is rendered, without pictures; a formula that can't be read stays as typed."""
    try:
        html = render(comment, pictures=False)
    except RenderingError:
        html = str(Markup("<p>{}</p>").format(comment))
    return Markup(html)  # sanitised as it was rendered


def with_comments(session: Session, attempt_id: int, views: Mapping[int, QuestionView]) -> dict[int, QuestionView]:
    """The views of an attempt by the ids of its questions, those that a person graded with what they say.

    One statement, and none where nobody graded anything by hand.
    """
    judged = [key for key, view in views.items() if view.question.judged_by_person and view.scored and not view.held]
    given: dict[int, list[Grade]] = {key: [] for key in judged}
    for grade in fetch(session, score_queries.grades_shown(attempt_id)).scalars() if judged else ():
        given.get(grade.attempt_question_id, []).append(grade)
    return {
        key: replace(view, comments=comments_in(given[key])) if given.get(key) else view for key, view in views.items()
    }


def comments_in(given: Sequence[Grade]) -> tuple[GraderComment, ...]:
    """What is said to the learner by what was given for an answer: by who decided last, else by both graders."""
    decided = [grade for grade in given if grade.kind in DECIDED][-1:]
    latest = {grade.kind: grade for grade in given if grade.kind not in DECIDED}
    said: dict[tuple[str, str], GraderComment] = {}
    for grade in decided or latest.values():
        if grade.comment or grade.reason:
            changed = grade.kind == "changed"
            html = rendered(grade.comment) if grade.comment else Markup()
            one = GraderComment(html=html, reason=grade.reason, at=grade.at, changed=changed)
            said.setdefault((grade.comment, grade.reason), one)
    return tuple(said.values())
