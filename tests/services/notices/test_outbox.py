"""The outbox: what may be sent, to whom, under which headers."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from quiz.services.notices import leases, outbox
from tests.conftest import NOW
from tests.services.builders import MINUTE, person

ADDRESS = "alice@school.example"


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        (ADDRESS, True),
        ("a.b+c@mail.school.example", True),
        ("O'Neil@school.example", True),
        ("alice", False),
        ("alice@localhost", False),
        ("alice@school.example\nBcc: bob@school.example", False),
        ("alice@school.example,bob@school.example", False),
        ("Alice <alice@school.example>", False),
        ("alice @school.example", False),
        (".alice@school.example", False),
        ("앨리스@school.example", False),
        ("a" * 65 + "@school.example", False),
        ("a@" + "b." * 130 + "example", False),
        ("", False),
    ],
)
def test_what_is_an_address(text: str, fits: bool) -> None:
    assert outbox.is_address(text) is fits


def test_a_mail_waits_to_be_sent(session: Session) -> None:
    alice = person(session, "Alice")
    headers = [("List-Unsubscribe", "<https://quiz.example/unsubscribe/x>")]
    said = {"subject": "점수가\r\nBcc: x\x00", "text": "안녕하세요"}
    mail = outbox.enqueue(session, to=ADDRESS, **said, account_id=alice.id, headers=headers, now=NOW)
    assert (mail.recipient, mail.subject, mail.body) == (ADDRESS, "점수가 Bcc: x", "안녕하세요")
    assert (mail.headers, mail.tries, mail.next_try_at, mail.sent_at) == (dict(headers), 0, NOW, None)


@pytest.mark.any_database
@pytest.mark.parametrize(
    "changes",
    [
        {"to": "alice@school.example\nBcc: bob@school.example"},
        {"headers": [("X-One", "a\r\nBcc: bob@school.example")]},
        {"headers": [("X-One\r\nBcc", "bob@school.example")]},
        {"headers": [("X One", "a")]},
        {"headers": [("X-One", "é")]},
    ],
)
def test_what_would_add_a_header_is_refused(session: Session, changes: dict[str, str]) -> None:
    given = {"to": ADDRESS, "subject": "s", "text": "t", **changes}
    with pytest.raises(ValueError, match=r"address|header"):
        outbox.enqueue(session, now=NOW, **given)


def test_one_process_at_a_time_has_a_lease(session: Session) -> None:
    assert leases.take(session, "mail", "one", now=NOW)
    assert not leases.take(session, "mail", "two", now=NOW + MINUTE)
    assert leases.take(session, "digests", "two", now=NOW + MINUTE)
    assert leases.take(session, "mail", "one", now=NOW + MINUTE)
    assert not leases.take(session, "mail", "two", now=NOW + MINUTE + leases.LASTS - MINUTE / 2)
    assert leases.take(session, "mail", "two", now=NOW + MINUTE + leases.LASTS)
    leases.give_back(session, "mail", "one", now=NOW + 4 * MINUTE)
    assert not leases.take(session, "mail", "one", now=NOW + 4 * MINUTE)
    leases.give_back(session, "mail", "two", now=NOW + 4 * MINUTE)
    assert leases.take(session, "mail", "one", now=NOW + 4 * MINUTE)
