"""Who teaches sees who needs a look first, and a message reaches the page of who sits."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from quiz.services.attempts import presence, submitting
from quiz.services.attempts.pages import attempt_pages
from quiz.services.classes.assignments import sitting, watching
from quiz.services.notices import inbox
from quiz.storage.models.assignments import Assignment
from quiz.storage.models.attempts import Attempt
from quiz.storage.models.identity import Account
from tests.services.builders import MINUTE
from tests.services.classes.assignments.conftest import Room
from tests.services.classes.assignments.test_assignments import published
from tests.stores import NOW

DAY = timedelta(days=1)
SOON = NOW + MINUTE


@contextmanager
def statements(session: Session) -> Iterator[list[str]]:
    """The statements that are run meanwhile."""
    found: list[str] = []

    def hear(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        found.append(statement)

    engine = session.connection().engine
    event.listen(engine, "before_cursor_execute", hear)
    yield found
    event.remove(engine, "before_cursor_execute", hear)


def said(session: Session, who: Account, attempt: Attempt) -> list[str]:
    """What the page that counts down hears, which is what the question's page shows."""
    _, messages = attempt_pages.find_time(session, who, attempt.token, "ko")
    page = attempt_pages.find_question_page(session, who, attempt.token, 1, "ko")
    assert page.messages == messages
    return [one.text for one in messages]


def tell(session: Session, room: Room, row: Assignment, token: str, text: str, now: datetime = SOON) -> int:
    return watching.tell(session, room.entered, row.id, token, text, room.teacher, now=now)


def test_who_needs_a_look_comes_first_and_all_are_counted(session: Session, room: Room) -> None:
    row = published(session, room, minutes=20, due_at=NOW + DAY)

    def watched() -> list[watching.Watched]:
        return watching.watch(session, room.entered, row.quiz_id, now=SOON)

    assert watching.tally(watched()) == {"look": 0, "running": 0, "none": 2, "waiting": 0, "finished": 0}
    alices, bobs = (sitting.start(session, who, row.id, now=NOW) for who in (room.alice, room.bob))
    presence.note(session, alices.id, 1, 0, now=SOON)
    presence.note(session, bobs.id, 2, 3, now=SOON)
    assert [(str(one.name), one.needs_look) for one in watched()] == [("Bob", True), ("Alice", False)]
    assert watching.tally(watched()) == {"look": 1, "running": 2, "none": 0, "waiting": 0, "finished": 0}
    submitting.hand_in(session, room.bob, bobs.token, now=SOON)
    assert [(str(one.name), one.needs_look) for one in watched()] == [("Alice", False), ("Bob", False)]
    assert watching.tally(watched()) == {"look": 0, "running": 1, "none": 0, "waiting": 0, "finished": 1}


def test_a_message_is_on_the_page_of_whom_it_is_for_until_it_is_read(session: Session, room: Room) -> None:
    row = published(session, room, minutes=20, due_at=NOW + DAY, attempts_allowed=2)
    alices, bobs = (sitting.start(session, who, row.id, now=NOW) for who in (room.alice, room.bob))
    assert tell(session, room, row, alices.token, "앞을 보세요.") == 1
    assert tell(session, room, row, "", "5분 남았어요.") == 2
    assert said(session, room.alice, alices) == ["앞을 보세요.", "5분 남았어요."]
    assert said(session, room.bob, bobs) == ["5분 남았어요."]
    first = attempt_pages.find_time(session, room.alice, alices.token, "en")[1][0]
    assert first.headline == "A message from Tae-ri"
    inbox.open_notice(session, room.alice.id, first.id, now=SOON)
    assert said(session, room.alice, alices) == ["5분 남았어요."]
    # What was said of one attempt is not said of the next.
    submitting.hand_in(session, room.alice, alices.token, now=SOON)
    assert attempt_pages.find_time(session, room.alice, alices.token, "ko")[1] == ()
    assert said(session, room.alice, sitting.start(session, room.alice, row.id, now=SOON + MINUTE)) == []


def test_a_message_belongs_to_its_assignment_and_takes_no_statement(session: Session, room: Room) -> None:
    row, other = (published(session, room, title=title, due_at=NOW + DAY) for title in ("하나", "둘"))
    attempt, elsewhere = (sitting.start(session, room.alice, one.id, now=NOW) for one in (row, other))

    def taken() -> int:
        with statements(session) as found:
            attempt_pages.find_question_page(session, room.alice, attempt.token, 1, "ko")
        with statements(session) as asked:
            attempt_pages.find_time(session, room.alice, attempt.token, "ko")
        assert len(asked) == 1
        return len(found)

    before = taken()
    for text in ("하나", "둘", "셋"):
        tell(session, room, row, attempt.token, text)
    assert said(session, room.alice, attempt) == ["하나", "둘", "셋"]
    assert said(session, room.alice, elsewhere) == []
    assert taken() == before
