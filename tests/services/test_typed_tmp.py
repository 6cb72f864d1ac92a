
from datetime import UTC, datetime
from sqlalchemy import select
from tests.services.typed import typed_alike
from quiz.storage.models.attempts import *
def test_it(session):
    try:
        print(typed_alike(session, now=datetime.now(UTC)))
    except IndexError:
        for q in session.scalars(select(AttemptQuestion).where(AttemptQuestion.tries>0)): print(q.position, q.tries, q.scored_at, q.share, q.answered, q.score)
        raise
