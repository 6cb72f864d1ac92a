"""Bookmarks: of what was put to a learner alone, kept once, shown as it was put, and carried over."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from quiz.services.attempts import starting
from quiz.services.attempts.refusals import NotFound
from quiz.services.identity import accounts
from quiz.services.integrity.account_data import export_account
from quiz.services.review import bookmarks
from quiz.services.review.bookmarks import Bookmarked
from quiz.storage.models.content import QuestionRow
from quiz.storage.models.identity import Account
from quiz.storage.models.review import Bookmark
from tests.conftest import NOW, PASSWORD
from tests.services.builders import EXAM, PRACTICE, at_once, person


@pytest.fixture
def alice(session: Session) -> Account:
    return person(session, "Alice")


@pytest.fixture
def bob(session: Session) -> Account:
    return person(session, "Bob")


def found(session: Session, account: Account, language: str = "ko") -> list[Bookmarked]:
    """What an account bookmarked."""
    return list(bookmarks.find(session, account, language, limit=50, offset=0))


def test_a_question_is_bookmarked_once_and_taken_away(session: Session, alice: Account) -> None:
    token = starting.start(session, alice, PRACTICE, now=NOW).token
    for _ in range(2):
        bookmarks.keep(session, alice, token, 1, wanted=True, now=NOW)
    bookmarks.keep(session, alice, token, 2, wanted=True, now=NOW)
    first, second = sorted(found(session, alice), key=lambda one: one.question_id)
    assert {first.bank, second.bank} == {"2024-01"}
    assert first.can_be_practised
    assert bookmarks.count(session, alice) == 2
    for _ in range(2):
        bookmarks.keep(session, alice, token, 1, wanted=False, now=NOW)
    assert bookmarks.count(session, alice) == 1
    bookmarks.remove(session, alice, found(session, alice)[0].question_id)
    assert found(session, alice) == []


def test_it_is_shown_in_words_alone_as_it_was_put(session: Session, alice: Account) -> None:
    token = starting.start(session, alice, PRACTICE, now=NOW).token
    for position in range(1, 9):
        bookmarks.keep(session, alice, token, position, wanted=True, now=NOW)
    for language in ("ko", "en"):
        for one in found(session, alice, language):
            assert one.prompt
            assert not {"<", "{", "\ue000"} & set(one.prompt)


def test_what_was_put_to_nobody_or_somebody_else_is_not_found(session: Session, alice: Account, bob: Account) -> None:
    token = starting.start(session, alice, PRACTICE, now=NOW).token
    for account, position in ((bob, 1), (alice, 999)):
        with pytest.raises(NotFound):
            bookmarks.keep(session, account, token, position, wanted=True, now=NOW)
    bookmarks.keep(session, alice, token, 1, wanted=True, now=NOW)
    bookmarks.remove(session, bob, found(session, alice)[0].question_id)
    assert found(session, bob) == []
    assert len(found(session, alice)) == 1


def test_what_a_running_test_asks_is_not_offered_for_practice(session: Session, alice: Account) -> None:
    token = starting.start(session, alice, EXAM, now=NOW).token
    bookmarks.keep(session, alice, token, 1, wanted=True, now=NOW)
    (one,) = found(session, alice)
    assert not one.can_be_practised
    session.get_one(QuestionRow, one.question_id).withdrawn = True
    session.flush()
    assert not found(session, alice)[0].can_be_practised


def test_a_guests_bookmarks_go_with_them(session: Session, alice: Account) -> None:
    guest = accounts.start_guest(session, now=NOW)
    token = starting.start(session, guest, PRACTICE, now=NOW).token
    for position in (1, 2):
        bookmarks.keep(session, guest, token, position, wanted=True, now=NOW)
    kept = {one.question_id for one in found(session, guest)}
    own = starting.start(session, alice, PRACTICE, now=NOW).token
    bookmarks.keep(session, alice, own, 1, wanted=True, now=NOW)
    kept |= {one.question_id for one in found(session, alice)}
    accounts.take_over_guest(session, guest, alice)
    assert {one.question_id for one in found(session, alice)} == kept


def test_a_guest_who_signs_up_keeps_theirs_and_a_deleted_account_leaves_none(session: Session) -> None:
    guest = accounts.start_guest(session, now=NOW)
    token = starting.start(session, guest, PRACTICE, now=NOW).token
    bookmarks.keep(session, guest, token, 1, wanted=True, now=NOW)
    made = accounts.sign_up(session, "Dana", PASSWORD, now=NOW, guest=guest)
    assert bookmarks.count(session, made) == 1
    accounts.delete_account(session, made, PASSWORD, now=NOW)
    assert session.scalars(select(Bookmark)).all() == []


def test_ones_data_holds_them(session: Session, alice: Account) -> None:
    token = starting.start(session, alice, PRACTICE, now=NOW).token
    bookmarks.keep(session, alice, token, 1, wanted=True, now=NOW)
    (held,) = export_account(session, alice)["bookmarks"]
    assert held["bank"] == "2024-01"
    assert "question" not in held
    assert held["made_at"] == NOW.isoformat()


def test_two_at_once_make_one(engine: Engine, session: Session, alice: Account) -> None:
    token, number = starting.start(session, alice, PRACTICE, now=NOW).token, alice.id
    session.commit()

    def keep(own: Session) -> None:
        bookmarks.keep(own, own.get_one(Account, number), token, 1, wanted=True, now=NOW)

    assert at_once(engine, keep, keep) == [None, None]
    session.expire_all()
    assert bookmarks.count(session, session.get_one(Account, number)) == 1
