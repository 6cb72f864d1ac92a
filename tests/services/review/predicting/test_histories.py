"""What parameters are fitted to: whose answers, which of them, and how well each went."""

from __future__ import annotations

from datetime import timedelta

import pytest
from fsrs import Rating
from sqlalchemy.orm import Session

from quiz.domain.grading.certainty import LOW
from quiz.domain.predicting.fitting import Answer
from quiz.services.content.media import MediaFolder
from quiz.services.review.predicting import histories
from quiz.services.review.predicting.histories import candidates, history
from quiz.storage.models.attempts import AttemptQuestion
from tests.builders import definition
from tests.conftest import NOW
from tests.services.builders import MONTH, person, practise, publish_month, recipe, right, sit_exam, wrong

DAY = timedelta(days=1)


def test_a_history_holds_the_answers_that_tell_in_the_order_of_scoring(session: Session, media: MediaFolder) -> None:
    quizzes = [recipe("both", "exam", "one-essay", "one-numeric"), recipe("one", "practice", "one-numeric")]
    publish_month(session, media, questions=[definition("essay"), definition("numeric")], quizzes=quizzes)
    alice, bora = person(session, "Alice"), person(session, "Bora")
    for day, choose in enumerate((right, wrong, right)):
        practise(session, alice, f"{MONTH}/one", choose, NOW + day * DAY)
        practise(session, bora, f"{MONTH}/one", choose, NOW + day * DAY)
    # One of an exam that waits for a teacher.
    sit_exam(session, alice, f"{MONTH}/both", right, NOW + 5 * DAY)
    last = session.query(AttemptQuestion).filter_by(scored_at=NOW + 2 * DAY).order_by(AttemptQuestion.id).first()
    assert last is not None
    last.certainty = LOW
    session.flush()
    found = history(session, alice.id)
    (question,) = {one.question for one in found}
    assert found == [
        Answer(question=question, rating=rating, day=(NOW + day * DAY).date())
        for day, rating in enumerate((Rating.Good, Rating.Again, Rating.Hard))
    ]


def test_learners_with_enough_answers_are_looked_at(
    session: Session, media: MediaFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish_month(session, media, quizzes=[recipe("one", "practice", "one-numeric")])
    people = [person(session, "Alice"), person(session, "Bora"), person(session, "Tae-ri", "teacher")]
    for learner, count in zip(people, (3, 2, 3), strict=True):
        for day in range(count):
            practise(session, learner, f"{MONTH}/one", right, NOW + day * DAY)
    assert candidates(session) == []
    monkeypatch.setattr(histories, "ENOUGH", 3)
    assert candidates(session) == [(people[0].id, "Alice")]
