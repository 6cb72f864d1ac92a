"""A month whose key is corrected, and regrades of it that are held against sums counted anew."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.domain.questions import Question
from quiz.domain.questions.base import Answer, Variant
from quiz.services.aggregates import rebuild
from quiz.services.content.media import MediaFolder
from quiz.services.grading import regrades
from quiz.storage.models.attempts import Attempt
from quiz.storage.models.reporting import FirstScore
from tests.builders import both, definition, option
from tests.conftest import NOW
from tests.services import recount
from tests.services.builders import MONTH, Choose, pinned, publish_month, recipe

LATER = NOW + timedelta(days=1)
CHOICE, TRUTH = "one-single-choice", "one-true-false"
PRACTICE, EXAM, BOTH = f"{MONTH}/practice", f"{MONTH}/exam", f"{MONTH}/both"
QUIZZES = [
    recipe("practice", "practice", CHOICE),
    recipe("exam", "exam", CHOICE),
    recipe("both", "exam", CHOICE, TRUTH),
]
REASON = both(
    "다시 살펴보니 정답이 왜 그런지를 처음보다 더 분명하게 밝혀야 했어요.",
    "On a second look the reasons had to be told more clearly than at first.",
)
WORDS = {
    "a": ("가중치", "weights"),
    "b": ("기울기", "gradients"),
    "c": ("활성값", "activations"),
    "d": ("손실값", "losses"),
}


def keyed(key: str, names: str = "abcd", **changes: Any) -> dict[str, Any]:
    """The single choice with its key at one option."""
    options = [option(name, *WORDS[name], correct=str(name == key).lower()) for name in names]
    explanation = both(
        f"정답은 {WORDS[key][0]}: 학습되는 값의 수가 크게 줄어드는 까닭이 여기에 있어요.",
        f"The key is {WORDS[key][1]}: that is why far fewer values are trained.",
    )
    return definition("single_choice", **{"options": options, "explanation": explanation, **changes})


def truth(answer: str = "true") -> dict[str, Any]:
    """The true or false question with its key."""
    return definition("true_false", answer=answer)


def republish(session: Session, media: MediaFolder, *questions: dict[str, Any], quizzes: Any = QUIZZES) -> None:
    """Publish the month with these questions; a true or false question comes along where there is none."""
    others = [] if any(one["id"] == TRUTH for one in questions) else [truth()]
    publish_month(session, media, quizzes=quizzes, questions=[*questions, *others])
    session.commit()


def answering(choice: str, answer: str = "true") -> Choose:
    """An option picked in the single choice, and an answer to the true or false question."""

    def choose(question: Question, variant: Variant) -> Answer:
        name = question.inputs()[0].name
        return {name: (choice if question.id == CHOICE else answer,)}

    return choose


def assert_added_up(session: Session) -> None:
    """Every sum is what the attempts add up to, and the doctor agrees."""
    assert recount.stored(session) == recount.counted_anew(session)
    assert list(rebuild.differences(session)) == []


def regrade(session: Session, **how: Any) -> regrades.Applied:
    """Regrade the month, and see that every sum is what the attempts add up to."""
    assert_added_up(session)
    done = regrades.apply(session, MONTH, now=LATER, **how)
    session.commit()
    assert_added_up(session)
    return done


def undo(session: Session, number: int | None) -> regrades.Made:
    """Undo a regrade, and see the same."""
    assert number is not None
    made = regrades.undo(session, number, now=LATER)
    session.commit()
    assert_added_up(session)
    return made


def previewed(session: Session, **how: Any) -> list[tuple[str | None, str, str, str, Fraction, Fraction]]:
    """Who moves, at which question, and the points of the attempt before and after."""
    return [
        (found.learner, found.quiz_key, change.question, change.outcome, found.points_before, found.points_after)
        for found in regrades.preview(session, MONTH, **how)
        for change in found.changes
    ]


def everything(session: Session) -> dict[str, Any]:
    """All that a regrade may change."""
    session.expire_all()
    rows = session.scalars(select(Attempt).order_by(Attempt.id)).all()
    asked = [row for attempt in rows for row in pinned(session, attempt)]
    return {
        "points": [(attempt.id, attempt.points) for attempt in rows],
        "scores": [(q.id, q.graded_version_id, q.fraction, q.share, q.marks, q.score, q.scored_at) for q in asked],
        "firsts": {
            (first.account_id, first.question_version_id): (first.share, first.chosen, first.scored_at)
            for first in session.scalars(select(FirstScore))
        },
        **recount.stored(session),
    }
