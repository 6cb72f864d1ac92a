"""The calendar's secret address: shown again to its owner, opened by it alone, renewed and taken back."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from quiz.services.identity import accounts
from quiz.services.reminders import feeds
from quiz.storage.models.identity import Account
from quiz.storage.models.reminders import CalendarFeed
from tests.conftest import PASSWORD

NOW = datetime(2026, 11, 30, 9, tzinfo=UTC)
SECRET = b"s" * 48


@pytest.fixture
def alice(session: Session) -> Account:
    return accounts.sign_up(session, "Alice", PASSWORD, now=NOW)


def renewed(session: Session, account: Account) -> str:
    return feeds.renew(session, account.id, SECRET, language="ko", now=NOW)


def test_there_is_none_until_it_is_made(session: Session, alice: Account) -> None:
    assert feeds.find(session, alice.id, SECRET) is None
    token = renewed(session, alice)
    assert len(token) == 43  # 32 bytes
    found = feeds.find(session, alice.id, SECRET)
    assert found is not None
    assert found.token == token
    opened = feeds.open_by(session, token)
    assert opened is not None
    assert opened.account.id == alice.id


def test_the_store_alone_opens_no_calendar(session: Session, alice: Account) -> None:
    token = renewed(session, alice)
    row = session.get_one(CalendarFeed, alice.id)
    kept = (row.nonce, row.token_hash)
    assert token not in kept
    assert [feeds.open_by(session, one) for one in kept] == [None, None]


def test_a_new_address_takes_the_place_of_the_one_before(session: Session, alice: Account) -> None:
    first, second = renewed(session, alice), renewed(session, alice)
    assert first != second
    assert feeds.open_by(session, first) is None
    assert feeds.open_by(session, second) is not None
    feeds.revoke(session, alice.id)
    assert feeds.open_by(session, second) is None
    assert feeds.find(session, alice.id, SECRET) is None


def test_with_another_key_it_works_and_is_not_shown(session: Session, alice: Account) -> None:
    token = renewed(session, alice)
    found = feeds.find(session, alice.id, b"t" * 48)
    assert found is not None
    assert found.token is None
    assert feeds.open_by(session, token) is not None


def test_a_closed_account_has_no_calendar(session: Session, alice: Account) -> None:
    token = renewed(session, alice)
    alice.disabled = True
    session.flush()
    assert feeds.open_by(session, token) is None


@pytest.mark.parametrize("token", ["", "x", "가", "x" * 5_000, "../../etc"])
def test_any_other_address_opens_nothing(token: str, session: Session, alice: Account) -> None:
    renewed(session, alice)
    assert feeds.open_by(session, token) is None
