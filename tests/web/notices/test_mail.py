"""Addresses, copies by mail, and new passwords by mail, from the page to the mailbox and back."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from quiz.app import create_app
from quiz.platform.extensions import db
from quiz.platform.settings import Settings
from quiz.services.notices import consents, inbox
from quiz.services.notices.sending import token_hash
from quiz.storage.models.notices import EmailAddress, MailConsent, MailLink, OutgoingMail, ResetRequest
from tests.conftest import NOW, PASSWORD
from tests.mail_server import URL, Mailbox
from tests.web.pages import Browser, Page
from tests.web.people import ask_to_sign_up
from tests.web.store import account_of, session_of, set_account

pytestmark = pytest.mark.any_database

Visit = Callable[..., Browser]
Post = Callable[[], list[str]]
ADDRESS = "alice@school.example"
NEW = "구름 위의 긴 산책 7"


def link_in(text: str) -> str:
    """The path of the link in a mail."""
    (found,) = re.findall(rf"{URL}(/(?:reset|mail/confirm)/\S+)", text)
    return str(found)


def ask_for(browser: Browser, address: str, password: str = PASSWORD) -> Page:
    form = browser.get("/account").form("/account/mail")
    form.set("address", address)
    form.set("mail_password", password)
    return browser.send(form)


def confirmed(browser: Browser, post: Post, address: str = ADDRESS) -> None:
    """Give the account a confirmed address."""
    assert ask_for(browser, address).status == 200
    text = post()[-1]
    path = link_in(text)
    browser.send(browser.get(path).form(path))


def forget(browser: Browser, known: str) -> Page:
    form = browser.get("/forgot").form("/forgot")
    form.set("known", known)
    return browser.send(form)


def signs_in(browser: Browser, name: str, password: str) -> bool:
    return browser.client.post("/signin", data={"name": name, "password": password}).status_code == 303


def address_of(app: Flask, name: str) -> EmailAddress | None:
    with session_of(app) as session:
        found = session.get(EmailAddress, account_of(app, name).id)
        session.expunge_all()
        return found


def test_an_address_is_confirmed_by_a_link_that_works_once(
    app: Flask, alice: Browser, post: Post, visit: Visit
) -> None:
    assert "확인 링크를 메일로 보냈어요" in ask_for(alice, ADDRESS).main
    (text,) = post()
    path = link_in(text)
    found = address_of(app, "Alice")
    assert found is not None
    assert (found.address, found.pending) == (None, ADDRESS)
    # A program that follows links in mails confirms nothing.
    page = visit().get(path)
    assert (page.status, page.response.headers["Referrer-Policy"]) == (200, "strict-origin")
    found = address_of(app, "Alice")
    assert found is not None
    assert found.address is None
    assert "이메일 주소가 확인되었어요" in visit().send(page.form(path)).main
    found = address_of(app, "Alice")
    assert found is not None
    assert (found.address, found.pending) == (ADDRESS, None)
    assert visit().get(path).status == 404
    assert visit().client.post(path).status_code == 404
    assert ADDRESS in alice.get("/account").main


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("address", "password", "words"),
    [
        ("alice", PASSWORD, "이메일 주소를 입력하세요"),
        ("alice@school.example\r\nBcc: bob@school.example", PASSWORD, "이메일 주소를 입력하세요"),
        ("a" * 300 + "@school.example", PASSWORD, "이메일 주소를 입력하세요"),
        ("", PASSWORD, ""),
        (ADDRESS, "wrong password", "비밀번호"),
    ],
)
def test_what_is_no_address_or_proof_is_refused_and_kept(
    address: str, password: str, words: str, app: Flask, alice: Browser, post: Post
) -> None:
    page = Page(alice.client.post("/account/mail", data={"address": address, "mail_password": password}))
    assert page.status == 422
    assert words in page.main
    assert post() == []
    assert page.by_id("address").get("value", "").replace("\r\n", "\n") == address.replace("\r\n", "\n")


def test_a_changed_address_informs_the_one_before_and_ends_its_links(
    app: Flask, alice: Browser, post: Post, mailbox: Mailbox, visit: Visit
) -> None:
    confirmed(alice, post)
    forget(visit(), "Alice")
    old = link_in(post()[-1])
    confirmed(alice, post, "alice@other.example")
    assert len(post()) == 1
    assert mailbox.recipients[-1] == ADDRESS
    assert "이메일 주소가 바뀌었어요" in alice.get("/inbox").main
    assert visit().get(old).status == 404


def test_a_removed_address_takes_all_that_was_sent_there_along(
    app: Flask, alice: Browser, post: Post, visit: Visit
) -> None:
    confirmed(alice, post)
    form = alice.get("/account").form("/account/mail/choose")
    form.set("notices", "1")
    alice.send(form)
    form = alice.get("/account").form("/account/mail/remove")
    form.set("removal_password", "wrong")
    assert alice.send(form).status == 422
    form.set("removal_password", PASSWORD)
    assert "이메일 주소를 삭제했어요" in alice.send(form).main
    assert address_of(app, "Alice") is None
    with session_of(app) as session:
        assert session.scalars(select(MailConsent.given_at)).all() == [None]
    post()
    forget(visit(), "Alice")
    assert post() == []


def test_copies_are_off_until_they_are_chosen_and_end_with_one_click(
    app: Flask, alice: Browser, post: Post, mailbox: Mailbox, visit: Visit
) -> None:
    assert alice.client.post("/account/mail/choose", data={"notices": "1"}).status_code == 303
    assert "먼저 이메일 주소를 확인해 주세요" in alice.get("/account").main
    confirmed(alice, post)
    put(app, "one")
    assert post() == []
    form = alice.get("/account").form("/account/mail/choose")
    form.set("notices", "1")
    assert "알림을 메일로도 보내 드려요" in alice.send(form).main
    put(app, "two")
    (text,) = post()
    assert "two" in text
    assert mailbox.messages[-1]["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = mailbox.messages[-1]["List-Unsubscribe"].strip("<>").removeprefix(URL)
    page = visit().get(path)
    assert [form.method for form in page.forms() if form.action == path] == ["post"]
    put(app, "three")
    assert len(post()) == 1
    # As a mail program sends it: without a cookie, a token or a referrer.
    response = app.test_client().post(path, data={"List-Unsubscribe": "One-Click"})
    assert response.status_code == 200
    assert "Set-Cookie" not in response.headers
    put(app, "four")
    assert post() == []
    assert "그만" in visit().get(path).html
    assert app.test_client().post(path).status_code == 200
    assert app.test_client().post("/unsubscribe/none").status_code == 404
    assert visit().get("/unsubscribe/none").status == 404


def put(app: Flask, text: str) -> None:
    with session_of(app) as session:
        now = app.extensions["clock"].now()
        data = {"by": "김 선생님", "text": text}
        inbox.notify(session, account_of(app, "Alice").id, "message", data, address="/me", now=now)
        session.commit()


def test_reminders_unsubscribe_in_the_same_way(app: Flask, alice: Browser, visit: Visit) -> None:
    with session_of(app) as session:
        consent = consents.give(session, account_of(app, "Alice").id, "reviews", now=NOW)
        path = consents.link(consent, "")
        session.commit()
    page = visit().get(path)
    assert "복습 알림을 메일로 보내 드려요" in page.main
    assert "이제 복습 알림을 메일로 보내지 않아요" in visit().send(page.form(path)).main


def test_a_forgotten_password_is_changed_by_a_link_and_everything_else_ends(
    app: Flask, alice: Browser, post: Post, visit: Visit, mailbox: Mailbox
) -> None:
    confirmed(alice, post)
    stranger = visit()
    assert "메일을 확인해 주세요" in forget(stranger, "alice").main
    forget(stranger, ADDRESS.upper())
    texts = post()
    assert len(texts) == 2
    first, second = map(link_in, texts)
    page = stranger.get(first)
    assert page.response.headers["Referrer-Policy"] == "strict-origin"
    assert page.response.headers["Cache-Control"] == "no-store"
    form = page.form(first)
    form.set("new", "short")
    assert stranger.send(form).status == 422
    form.set("new", NEW)
    assert "새 비밀번호로 로그인하세요" in stranger.send(form).main
    assert alice.get("/account").path == "/signin"
    for path in (first, second):
        assert stranger.get(path).status == 404
        assert stranger.client.post(path, data={"new": NEW + " 8"}).status_code == 404
    assert not signs_in(visit(), "Alice", PASSWORD)
    assert signs_in(stranger, "Alice", NEW)
    assert "메일 링크로 비밀번호를 바꾸었어요" in stranger.get("/inbox").main
    (told,) = post()
    assert "바꾸었고" in told
    assert mailbox.recipients[-1] == ADDRESS


def test_the_page_that_asks_says_and_stores_the_same_for_everybody(
    app: Flask, alice: Browser, charlie: Browser, post: Post, visit: Visit
) -> None:
    confirmed(alice, post)
    set_account(app, "Charlie", disabled=True)
    pages = [
        forget(visit(), known) for known in ("Alice", "Charlie", "Nobody", ADDRESS, "nobody@school.example", "x" * 254)
    ]
    assert len({(page.status, page.path, page.main) for page in pages}) == 1
    with session_of(app) as session:
        assert len(session.scalars(select(ResetRequest)).all()) == len(pages)
        assert session.scalars(select(MailLink)).all() == []
    assert len(post()) == 2
    with session_of(app) as session:
        assert session.scalars(select(ResetRequest)).all() == []


def test_a_link_dies_after_half_an_hour_with_the_password_and_with_the_account(
    app: Flask, alice: Browser, post: Post, visit: Visit
) -> None:
    confirmed(alice, post)
    forget(visit(), "Alice")
    path = link_in(post()[-1])
    moved(app, timedelta(minutes=-31))
    assert visit().get(path).status == 404
    moved(app, timedelta(minutes=31))
    assert visit().get(path).status == 200
    set_account(app, "Alice", disabled=True)
    assert visit().get(path).status == 404
    assert visit().client.post(path, data={"new": NEW}).status_code == 404
    set_account(app, "Alice", disabled=False)
    form = alice.get("/account").form("/account/password")
    form.set("old", PASSWORD)
    form.set("new", NEW)
    alice.send(form)
    assert visit().get(path).status == 404


def moved(app: Flask, by: timedelta) -> None:
    """Let every link work for so much longer."""
    with session_of(app) as session:
        for link in session.scalars(select(MailLink)):
            assert link.expires_at is not None
            link.expires_at += by
        session.commit()


def test_who_is_signed_in_elsewhere_in_the_browser_stays_so(
    app: Flask, alice: Browser, charlie: Browser, guest: Browser, post: Post
) -> None:
    confirmed(alice, post)
    for browser in (charlie, guest):
        forget(browser, "Alice")
        path = link_in(post()[-1])
        form = browser.get(path).form(path)
        form.set("new", f"{NEW} {id(browser)}")
        browser.send(form)
        post()
    assert charlie.get("/account").path == "/account"
    assert guest.get("/me").path == "/me"
    assert alice.get("/account").path == "/signin"


def test_nobody_floods_a_mailbox_with_links(app: Flask, alice: Browser, post: Post, visit: Visit) -> None:
    confirmed(alice, post)
    for _ in range(6):
        forget(visit(), "Alice")
    assert len(post()) == 3


def test_the_store_holds_no_link_that_works(app: Flask, alice: Browser, post: Post, visit: Visit) -> None:
    confirmed(alice, post)
    forget(visit(), "Alice")
    token = link_in(post()[-1]).rpartition("/")[2]
    with session_of(app) as session:
        assert [one.token_hash for one in session.scalars(select(MailLink))] == [token_hash(token)]
        assert all(one.body == "" for one in session.scalars(select(OutgoingMail)))


def test_a_link_needs_nobody_elses_host(app: Flask, alice: Browser, post: Post) -> None:
    data = {"address": ADDRESS, "mail_password": PASSWORD}
    alice.client.post("/account/mail", data=data, headers={"Host": "evil.example"})
    assert all("evil.example" not in text for text in post())


@pytest.mark.any_database
def test_undelivered_mail_is_listed_for_admins_alone(app: Flask, alice: Browser, mailbox: Mailbox, post: Post) -> None:
    mailbox.refusals.append("550 nobody here")
    ask_for(alice, ADDRESS)
    post()
    assert alice.get("/admin/mail").status == 404
    set_account(app, "Alice", role="admin")
    page = alice.get("/admin/mail")
    assert ADDRESS in page.main
    assert "받는 주소를 거부해요" in page.main
    assert "중단됨" in page.main
    with app.app_context():
        db.session.execute(update(OutgoingMail).values(failed_at=None, next_try_at=NOW))
        db.session.commit()
    assert "다음 시도" in alice.get("/admin/mail").main


@pytest.mark.any_database
def test_all_accounts_together_send_a_stranger_no_more_than_three_mails_an_hour(settings: Settings, post: Post) -> None:
    limited = create_app({"WTF_CSRF_ENABLED": False, "RATELIMIT_ENABLED": True}, settings)
    people = [Browser(limited.test_client()) for _ in range(5)]
    for number, one in enumerate(people):
        ask_to_sign_up(one, f"Learner {number}")
    # A wrong password sends nothing, and uses up nothing.
    assert [ask_for(people[0], ADDRESS, "wrong password").status for _ in range(4)] == [422] * 4
    spelled = (ADDRESS, "Alice@School.example", " alice+quiz@school.example", "ALICE+2@school.example")
    assert [ask_for(one, address).status for one, address in zip(people[1:], spelled, strict=True)] == [200] * 3 + [429]
    with limited.app_context():
        assert len(db.session.scalars(select(OutgoingMail)).all()) == 3
    assert ask_for(people[4], "bob@school.example").status == 200
    with limited.app_context():
        db.engine.dispose()
