"""Sums counted anew beside people who are counted at that moment: whichever comes first, the sums fit the scores."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine, delete, event, select, text
from sqlalchemy.orm import Session

from quiz.services.aggregates import rebuild, sums, writing
from quiz.services.aggregates import rebuild as aggregate_rebuild
from quiz.services.content.media import MediaFolder
from quiz.storage.models.identity import Account
from quiz.storage.models.reporting import LearnerQuestion
from tests.services import recount
from tests.services.builders import overlapping, person, practise, publish_month, wrong

SPOIL = "UPDATE question_sums SET answers = answers + 1"


def begun(engine: Engine) -> int:
    """A learner with a practice behind them; their number."""
    with Session(engine) as session:
        account = person(session, "Alice")
        practise(session, account)
        session.commit()
        return account.id


def practising(number: int) -> Callable[[Session], Any]:
    """The job of one more practice."""
    return lambda session: practise(session, session.get_one(Account, number), "2024-01/practice-1-2", wrong)


def sound(engine: Engine) -> bool:
    """Whether the sums are those that are counted anew."""
    with Session(engine) as session:
        same = recount.stored(session) == recount.counted_anew(session)
        return same and list(rebuild.differences(session)) == []


def test_whoever_is_counted_first_is_waited_for(engine: Engine) -> None:
    done, mended = overlapping(engine, practising(begun(engine)), rebuild.rebuild)
    assert (done.state, mended) == ("finished", 0)
    assert sound(engine)


def test_whoever_comes_while_sums_are_mended_is_counted_after(engine: Engine) -> None:
    number = begun(engine)
    with Session(engine) as session:
        session.execute(text(SPOIL))
        session.commit()
    mended, done = overlapping(engine, rebuild.rebuild, practising(number))
    assert (mended, done.state) == (8, "finished")
    assert sound(engine)


def test_a_publishing_is_waited_for(engine: Engine, media: MediaFolder) -> None:
    begun(engine)

    def publishing(session: Session) -> Any:
        return publish_month(session, media)

    for first, second in ((publishing, rebuild.rebuild), (rebuild.rebuild, publishing)):
        results = overlapping(engine, first, second)
        assert not [one for one in results if isinstance(one, Exception)]
    assert sound(engine)


def test_a_learner_whose_scores_are_gone_has_no_sums(session: Session) -> None:
    alice = person(session, "Alice")
    attempt = practise(session, alice)
    session.execute(text("DELETE FROM attempt WHERE id = :number"), {"number": attempt.id})
    assert rebuild.rebuild(session) > 0
    assert {name: rows for name, rows in recount.stored(session).items() if rows} == {}


def test_more_learners_than_fit_in_a_batch_are_all_counted(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rebuild, "BATCH", 2)
    for number in range(5):
        practise(session, person(session, f"Learner {number}"))
    assert list(rebuild.differences(session)) == []
    before = recount.stored(session)
    session.execute(text("DELETE FROM learner_month"))
    session.execute(text("DELETE FROM question_sums"))
    assert rebuild.rebuild(session) == 5 + len(before["questions"])
    assert recount.stored(session) == before


@pytest.mark.parametrize("written", [2, 1_000])
def test_sums_that_are_lost_altogether_are_written_in_one_go_each(
    written: int, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "WRITTEN", written)
    for number in range(3):
        practise(session, person(session, f"Learner {number}"))
    before = recount.stored(session)
    for table in rebuild.TABLES:
        session.execute(delete(table))
    written_at_once: list[bool] = []

    def note(connection: object, cursor: object, statement: str, given: object, context: object, many: bool) -> None:
        if statement.startswith(("DELETE", "INSERT")):
            written_at_once.append(many)

    event.listen(session.connection(), "before_cursor_execute", note)
    rows = rebuild.rebuild(session)
    assert rows > 20
    assert recount.stored(session) == before
    assert (len(written_at_once) <= 2 * len(aggregate_rebuild.TABLES)) == (written > rows)


def test_only_the_named_learners_are_rebuilt(session: Session) -> None:
    alice, bob = person(session, "Alice"), person(session, "Bob")
    practise(session, alice)
    practise(session, bob)
    session.execute(text("UPDATE learner_month SET done = done + 1"))
    assert aggregate_rebuild.rebuild(session, [alice.id]) == 1
    assert {one.key[0] for one in aggregate_rebuild.differences(session)} == {bob.id}


def test_only_the_named_questions_are_rebuilt(session: Session) -> None:
    alice, bob = person(session, "Alice"), person(session, "Bob")
    practise(session, alice)
    practise(session, bob)
    session.execute(text("UPDATE learner_question SET latest_share = 0.123"))
    every = {(row.account_id, row.question_id) for row in session.scalars(select(LearnerQuestion))}
    named = min(every)
    assert aggregate_rebuild.rebuild(session, [alice.id, bob.id], {named}) == 1
    assert {one.key for one in aggregate_rebuild.differences(session)} == every - {named}


def test_first_scores_that_come_move_the_aggregates_of_their_questions(session: Session) -> None:
    alice, bob = person(session, "Alice"), person(session, "Bob")
    practise(session, alice)
    practise(session, bob, choose=wrong)
    before = recount.stored(session)
    sums.remove_first_scores(session, alice.id)
    assert recount.stored(session) != before
    aggregate_rebuild.rebuild(session, [alice.id])
    assert recount.stored(session) == before == recount.counted_anew(session)
