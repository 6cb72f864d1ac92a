"""Mail against a real server: sent once, tried again with growing pauses, given up, and never told to the log."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from structlog.testing import capture_logs

from quiz.platform.extensions import db
from quiz.platform.mail import Mail
from quiz.platform.settings import Settings
from quiz.runtime import mailing, smtp
from quiz.services.notices import consents, inbox, outbox, sending
from quiz.services.notices.sending import PAUSES, Claimed
from quiz.storage.models.identity import Account
from quiz.storage.models.notices import EmailAddress, MailConsent, MailLink, OutgoingMail
from tests import mail_server
from tests.conftest import NOW
from tests.mail_server import PASSWORD, USER, Mailbox
from tests.services.builders import person
from tests.threads import end

ADDRESS = "alice@school.example"
HOLDER = "here 1"


@pytest.fixture
def settings(settings: Settings, mailbox: Mailbox) -> Settings:
    return replace(settings, mail=mailbox.mail())


@pytest.fixture
def time(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Time:
    return Time(app, monkeypatch)


class Time:
    """The store's clock, which a test moves on."""

    def __init__(self, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
        self.passed = timedelta()
        monkeypatch.setattr(app.extensions["clock"], "now", lambda: NOW + self.passed)

    def go_on(self, by: timedelta) -> None:
        self.passed += by


def mail_of(app: Flask) -> Mail:
    found: Mail | None = app.extensions["settings"].mail
    assert found is not None
    return found


def look(app: Flask, holder: str = HOLDER) -> int:
    return mailing.look(app, mail_of(app), holder)


def put(app: Flask, **changes: Any) -> None:
    given = {"to": ADDRESS, "subject": "제목", "text": "안녕하세요\n.\n끝", "now": NOW, **changes}
    with app.app_context():
        outbox.enqueue(db.session, **given)
        db.session.commit()


def stored(app: Flask) -> list[OutgoingMail]:
    with app.app_context():
        found = list(db.session.scalars(select(OutgoingMail).order_by(OutgoingMail.id)))
        db.session.expunge_all()
    return found


def wanting(app: Flask, name: str = "Alice", language: str = "en") -> int:
    """An account that has a confirmed address and wants copies of its notices."""
    with app.app_context():
        account = person(db.session, name)
        account.language = language
        db.session.add(EmailAddress(account_id=account.id, address=f"{name.lower()}@school.example", confirmed_at=NOW))
        consents.give(db.session, account.id, "notices", now=NOW)
        db.session.commit()
        return account.id


def test_a_mail_arrives_whole_and_its_text_is_kept_no_longer(app: Flask, mailbox: Mailbox, time: Time) -> None:
    put(app, headers=[("X-One", "1")])
    assert look(app) == 1
    (message,) = mailbox.messages
    assert (message["To"], message["Subject"], message["From"]) == (ADDRESS, "제목", "달마다 <quiz@quiz.example.org>")
    assert (message["X-One"], message["Auto-Submitted"]) == ("1", "auto-generated")
    assert message.get_content_type() == "text/plain"
    assert mailbox.texts == ["안녕하세요\n.\n끝\n"]
    (mail,) = stored(app)
    assert (mail.body, mail.headers, mail.sent_at, mail.next_try_at) == ("", {}, NOW, None)
    assert look(app) == 0


def test_what_fails_is_tried_again_with_growing_pauses_until_it_arrives(
    app: Flask, mailbox: Mailbox, time: Time
) -> None:
    mailbox.refusals += ["450 not now alice@school.example"] * 2
    put(app)
    with capture_logs() as logged:
        assert look(app) == 0
    assert [one["event"] for one in logged] == ["mail not sent"]
    assert "school.example" not in str(logged)
    (mail,) = stored(app)
    assert (mail.tries, mail.reason, mail.next_try_at) == (1, "recipient", NOW + PAUSES[0])
    time.go_on(PAUSES[0] - timedelta(seconds=1))
    assert look(app) == 0
    assert stored(app)[0].tries == 1
    time.go_on(timedelta(seconds=1))
    assert look(app) == 0
    assert stored(app)[0].next_try_at == NOW + PAUSES[0] + PAUSES[1]
    time.go_on(PAUSES[1])
    assert look(app) == 1
    assert mailbox.recipients == [ADDRESS]


def test_after_the_last_try_a_mail_is_given_up_and_told(app: Flask, mailbox: Mailbox, time: Time) -> None:
    mailbox.refusals += ["450 not now"] * 9
    put(app)
    for pause in PAUSES:
        assert look(app) == 0
        time.go_on(pause)
    with capture_logs() as logged:
        assert look(app) == 0
    assert [one["event"] for one in logged] == ["mail given up"]
    (mail,) = stored(app)
    assert (mail.tries, mail.next_try_at, mail.body) == (len(PAUSES) + 1, None, "")
    assert mail.failed_at is not None
    with app.app_context():
        (told,) = sending.undelivered(db.session)
        assert (told.recipient, told.reason) == (ADDRESS, "recipient")
    assert look(app) == 0
    time.go_on(sending.FAILED_KEPT + timedelta(hours=1))
    look(app)
    assert stored(app) == []


@pytest.mark.any_database
def test_an_address_that_does_not_exist_is_not_tried_again(app: Flask, mailbox: Mailbox, time: Time) -> None:
    mailbox.refusals.append("550 nobody here")
    put(app)
    look(app)
    assert stored(app)[0].failed_at == NOW


def test_a_server_that_is_down_fails_and_recovers(app: Flask, settings: Settings, mailbox: Mailbox, time: Time) -> None:
    port = mailbox.port
    mailbox.stop()
    put(app)
    put(app, to="bob@school.example")
    assert look(app) == 0
    assert [(one.tries, one.reason) for one in stored(app)] == [(1, "connection"), (0, None)]
    with mail_server.running(port=port) as again:
        time.go_on(PAUSES[0])
        assert look(app) == 2
        assert again.recipients == ["bob@school.example", ADDRESS]


def test_two_workers_send_once(app: Flask, mailbox: Mailbox, time: Time) -> None:
    for number in range(5):
        put(app, to=f"learner{number}@school.example")
    sent: list[int] = []

    def work(holder: str) -> None:
        sent.append(look(app, holder))

    workers = [threading.Thread(target=work, args=(f"machine {number}",)) for number in range(4)]
    for one in workers:
        one.start()
    for one in workers:
        one.join()
    assert sum(sent) == 5
    assert sorted(mailbox.recipients) == [f"learner{number}@school.example" for number in range(5)]
    assert all(one.tries == 1 for one in stored(app))


def test_another_process_goes_on_when_the_one_that_sent_is_gone(app: Flask, mailbox: Mailbox, time: Time) -> None:
    assert look(app, "gone") == 0
    put(app)
    assert look(app, "other") == 0
    time.go_on(timedelta(minutes=2))
    assert look(app, "other") == 1


def test_a_mail_whose_sender_died_is_tried_again_later(app: Flask, mailbox: Mailbox, time: Time) -> None:
    put(app)
    with app.app_context():
        assert sending.claim(db.session, "https://quiz.example.org", now=NOW) is not None
        db.session.commit()
    assert look(app) == 0
    time.go_on(PAUSES[0])
    assert look(app) == 1


def test_a_link_is_made_when_its_mail_is_sent_and_only_its_hash_is_stored(
    app: Flask, mailbox: Mailbox, time: Time
) -> None:
    with app.app_context():
        alice = person(db.session, "Alice")
        link = MailLink(account_id=alice.id, purpose="reset", address=ADDRESS, made_at=NOW)
        db.session.add(link)
        db.session.flush()
        outbox.enqueue(db.session, to=ADDRESS, subject="s", text="Open {link}", account_id=alice.id, link=link, now=NOW)
        db.session.commit()
    assert look(app) == 1
    token = mailbox.texts[0].strip().removeprefix("Open https://quiz.example.org/reset/")
    with app.app_context():
        kept = db.session.scalars(select(MailLink)).one()
        assert (kept.token_hash, kept.expires_at) == (sending.token_hash(token), NOW + timedelta(minutes=30))
        assert all(token not in str(vars(row)) for row in (kept, *db.session.scalars(select(OutgoingMail))))


def test_a_link_that_would_come_too_late_is_not_sent(app: Flask, mailbox: Mailbox, time: Time) -> None:
    with app.app_context():
        alice = person(db.session, "Alice")
        link = MailLink(account_id=alice.id, purpose="reset", address=ADDRESS, made_at=NOW)
        db.session.add(link)
        db.session.flush()
        outbox.enqueue(db.session, to=ADDRESS, subject="s", text="{link}", account_id=alice.id, link=link, now=NOW)
        db.session.commit()
    time.go_on(timedelta(minutes=31))
    assert look(app) == 0
    (mail,) = stored(app)
    assert (mail.reason, mail.body) == ("late", "")
    with app.app_context():
        assert db.session.scalars(select(MailLink)).all() == []


def test_notices_are_copied_for_those_who_want_it_in_their_language(app: Flask, mailbox: Mailbox, time: Time) -> None:
    alice, bob = wanting(app, "Alice", "en"), wanting(app, "Bob", "ko")
    data = {"quiz": {"ko": "단원 평가", "en": "Check"}, "points": "7", "possible": "10"}
    with app.app_context():
        carol = person(db.session, "Carol")
        for one in (alice, bob, carol.id):
            inbox.notify(db.session, one, "graded", data, address="/a/x/result", now=NOW)
        message = {"by": "김 선생님", "text": "2월을\n풀어 보세요."}
        inbox.notify(db.session, bob, "message", message, address="/me", now=NOW)
        db.session.commit()
    assert look(app) == 2
    assert mailbox.recipients == ["alice@school.example", "bob@school.example"]
    assert [one["Subject"] for one in mailbox.messages] == ["Check is graded.", "새 알림이 2개 있어요."]
    assert "See the result: https://quiz.example.org/a/x/result" in mailbox.texts[0]
    assert "김 선생님의 메시지\n\n2월을\n풀어 보세요." in mailbox.texts[1]
    assert all(" 10" not in text and "10점" not in text for text in mailbox.texts)
    unsubscribe = mailbox.messages[0]["List-Unsubscribe"]
    assert unsubscribe.strip("<>") in mailbox.texts[0]
    assert unsubscribe.startswith("<https://quiz.example.org/unsubscribe/")
    assert mailbox.messages[0]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert look(app) == 0


def test_what_programs_read_stands_plain_on_one_line_as_it_is_sent(app: Flask, mailbox: Mailbox, time: Time) -> None:
    alice = wanting(app, "Alice", "ko")
    with app.app_context():
        inbox.notify(db.session, alice, "message", {"by": "김 선생님", "text": "2월" * 40}, address="/me", now=NOW)
        db.session.commit()
        token = db.session.scalars(select(MailConsent.token)).one()
    assert look(app) == 1
    head = mailbox.contents[0].partition(b"\r\n\r\n")[0].split(b"\r\n")
    assert f"List-Unsubscribe: <https://quiz.example.org/unsubscribe/{token}>".encode() in head
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click" in head
    assert [line for line in head if line.startswith(b"Message-ID: <") and line.endswith(b"@quiz.example.org>")]
    assert all(len(line) <= 78 for line in head if not line.startswith(b"List-Unsubscribe: "))


@pytest.mark.any_database
def test_a_message_of_a_host_with_a_long_name_has_a_plain_number(settings: Settings, mailbox: Mailbox) -> None:
    host = ".".join(["a" * 60] * 3)
    sender = replace(mailbox.mail(), address=f"quiz@{host}")
    claimed = Claimed(id=1, recipient=ADDRESS, subject=("한글 " * 60).strip(), text="안녕", headers={})
    smtp.deliver(sender, claimed, now=NOW)
    head = mailbox.contents[0].partition(b"\r\n\r\n")[0]
    (number,) = [line for line in head.split(b"\r\n") if line.lower().startswith(b"message-id:")]
    assert number.startswith(b"Message-ID: <")
    assert number.endswith(f"@{host}>".encode())
    assert mailbox.messages[0]["Subject"] == ("한글 " * 60).strip()


def test_nothing_is_copied_that_was_read_or_came_before_the_consent_or_after_its_end(
    app: Flask, mailbox: Mailbox, time: Time
) -> None:
    alice = wanting(app)
    message = {"by": "김 선생님", "text": "안녕"}
    with app.app_context():
        inbox.notify(db.session, alice, "message", message, now=NOW - timedelta(days=1))
        inbox.notify(db.session, alice, "message", message, now=NOW)
        for one in inbox.notices(db.session, alice, "ko", limit=1):
            inbox.open_notice(db.session, alice, one.id, now=NOW)
        db.session.commit()
    assert look(app) == 0
    with app.app_context():
        inbox.notify(db.session, alice, "message", message, now=NOW)
        consents.withdraw(db.session, alice, "notices", now=NOW)
        db.session.commit()
    assert look(app) == 0
    with app.app_context():
        db.session.get_one(Account, alice).disabled = True
        consents.give(db.session, alice, "notices", now=NOW)
        db.session.commit()
    assert look(app) == 0


@pytest.mark.any_database
def test_a_thread_sends_until_it_is_stopped(app: Flask, settings: Settings, mailbox: Mailbox) -> None:
    put(app)
    stop = mailing.begin(app, every=0.01)
    assert stop is not None
    arrived = threading.Event()

    async def noted(*given: Any) -> str:
        arrived.set()
        return "250 OK"

    mailbox.handle_DATA = noted  # type: ignore[method-assign]  # the test waits for it
    put(app)
    try:
        assert arrived.wait(20)
    finally:
        end("mail", stop)


CLAIMED = Claimed(id=1, recipient=ADDRESS, subject="s", text="t", headers={})


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_mail_goes_over_tls_to_a_server_that_is_believed(security: Any, tmp_path: Path) -> None:
    shown, trusted = mail_server.certified(tmp_path)
    tls = {"ssl_context": shown} if security == "tls" else {"tls_context": shown, "require_starttls": True}
    signing_in = {"authenticator": mail_server.signs_in, "auth_require_tls": security != "tls"}
    with mail_server.running(**tls, **signing_in) as box:
        mail = box.mail(security, user=USER, password=PASSWORD)
        smtp.deliver(mail, CLAIMED, now=NOW, trusted=trusted)
        assert box.recipients == [ADDRESS]
        with pytest.raises(smtp.Undeliverable, match="tls"):
            smtp.deliver(mail, CLAIMED, now=NOW)
        with pytest.raises(smtp.Undeliverable, match="signin"):
            smtp.deliver(box.mail(security, user=USER, password="no"), CLAIMED, now=NOW, trusted=trusted)
        assert box.recipients == [ADDRESS]


def test_a_server_without_tls_gets_nothing_where_tls_is_wanted() -> None:
    with mail_server.running() as box:
        with pytest.raises(smtp.Undeliverable, match="tls"):
            smtp.deliver(box.mail("starttls", user=USER, password=PASSWORD), CLAIMED, now=NOW)
        assert box.messages == []


@pytest.mark.parametrize(
    "changes",
    [
        {"recipient": "a@school.example\nBcc: b@school.example"},
        {"subject": "s\r\nBcc: b@school.example"},
        {"headers": {"X-One": "1\r\nBcc: b@school.example"}},
    ],
)
def test_no_header_is_added_by_what_stands_in_another(changes: dict[str, Any]) -> None:
    with mail_server.running() as box:
        with pytest.raises(ValueError, match=r"[Hh]eader|newline|linefeed|CR or LF"):
            smtp.deliver(box.mail(), replace(CLAIMED, **changes), now=NOW)
        assert box.messages == []
