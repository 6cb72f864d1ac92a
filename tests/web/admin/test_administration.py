"""The pages of administrators, at the doors that they and those whom they invite use."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select

from quiz.runtime import mailing
from quiz.services.admin import background
from quiz.services.classes import making
from quiz.storage.models.classes import ClassRow
from quiz.storage.models.integrity import AuditEvent, BackupRecord
from quiz.storage.models.notices import OutgoingMail
from tests import mailed
from tests.conftest import PASSWORD
from tests.mail_server import Mailbox
from tests.web.pages import Browser, Page, token_of, words
from tests.web.people import sign_in, sign_up
from tests.web.store import CHECK, account_of, attempt_of, session_of, set_account
from tests.web.tours import MAIL

pytestmark = pytest.mark.any_database

Visit = Callable[..., Browser]
A_WAY_OFF = "새 구름 아래 31"


@pytest.fixture
def yuna(app: Flask, sign_up: Callable[[str], FlaskClient]) -> Browser:
    """An administrator."""
    browser = Browser(sign_up("Yuna"), "en")
    browser.client.post("/preferences", data={"language": "en", "time_zone": "UTC"})
    set_account(app, "Yuna", role="admin")
    return browser


def acts(app: Flask) -> list[str]:
    with session_of(app) as session:
        return list(session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)))


def shown_link(page: Page) -> str:
    """The path of the link that a page shows once."""
    return urlsplit(words(page.by_id("code"))).path


def test_an_administrator_finds_the_way_from_every_page(yuna: Browser, alice: Browser) -> None:
    assert "/admin" in yuna.get("/").links()
    assert "/admin" in yuna.get("/account").links()
    assert "/admin" not in alice.get("/account").links()
    page = yuna.get("/admin")
    ways = ("/admin/accounts", "/admin/audit", "/admin/mail", "/admin/predictions", "/admin/storage", "/admin/series")
    assert set(ways) <= set(page.links())


def test_the_first_page_says_what_needs_an_administrator(app: Flask, yuna: Browser) -> None:
    assert "There is no backup yet." in yuna.get("/admin").main
    now = account_of(app, "Yuna").seen_at
    with session_of(app) as session:
        session.add(BackupRecord(made_at=now, size=1, checked="restored", faults=0))
        for work in background.WORDS:
            background.note(session, work, now=now)
    assert "Nothing needs you now." in yuna.get("/admin").main
    with session_of(app) as session:
        background.note(session, "closing", now=now - timedelta(hours=1))
        mailed.undelivered(session, now=now)
    page = yuna.get("/admin")
    assert "Overdue tests are handed in" in page.main
    assert "Reminders go out" not in page.main
    assert "2 mails could not be sent." in page.main


def test_a_link_that_is_handed_over_leads_to_a_new_password(
    app: Flask, yuna: Browser, alice: Browser, visit: Visit
) -> None:
    there = f"/admin/accounts/{account_of(app, 'Alice').id}"
    page = yuna.send(yuna.get(there).form(f"{there}/reset"), "link")
    link = shown_link(page)
    assert link.startswith("/reset/")
    assert not yuna.get(there).has_id("code")
    other = visit("en")
    form = other.get(link).form(link)
    form.set("new", A_WAY_OFF)
    assert other.send(form).path == "/signin"
    assert other.get(link).status == 404
    assert alice.get("/account").path == "/signin"
    assert sign_in(other, "Alice", A_WAY_OFF).status == 200
    assert [one for one in acts(app) if one.startswith(("reset", "password"))] == ["reset_link_made", "password_reset"]


def test_a_closed_account_gets_no_link_and_says_why(app: Flask, yuna: Browser, alice: Browser) -> None:
    there = f"/admin/accounts/{account_of(app, 'Alice').id}"
    before = yuna.get(there).form(f"{there}/reset")
    yuna.send(yuna.get(there).form(f"{there}/close"))
    assert "Open it again first" in yuna.get(there).main
    page = yuna.send(before, "link")
    assert page.status == 422
    assert "Open it again first" in page.main
    yuna.send(yuna.get(there).form(f"{there}/open"))
    assert yuna.send(yuna.get(there).form(f"{there}/reset"), "link").has_id("code")


def test_the_only_administrator_stays_one_and_reads_why(app: Flask, yuna: Browser) -> None:
    there = f"/admin/accounts/{account_of(app, 'Yuna').id}"
    form = yuna.get(there).form(f"{there}/role")
    form.set("role", "learner")
    page = yuna.send(form)
    assert (page.status, "only open account of an administrator" in page.main) == (422, True)
    assert "that you are signed in with" in yuna.get(there).main
    refused = Page(yuna.client.post(f"{there}/close", headers=yuna.headers))
    assert (refused.status, "that you are signed in with" in refused.main) == (422, True)
    assert yuna.client.post(f"{there}/role", data={"role": "owner"}).status_code == 422
    assert account_of(app, "Yuna").role == "admin"


def test_an_invitation_makes_a_teacher_of_somebody_who_signs_up(app: Flask, yuna: Browser, visit: Visit) -> None:
    form = yuna.get("/admin/invitations").form("/admin/invitations")
    form.set("note", "김선생님")
    link = shown_link(yuna.send(form))
    teacher = visit("en")
    start = next(one for one in teacher.get(link).links() if one.startswith("/signup"))
    page = sign_up(teacher, "Haneul", PASSWORD, start)
    assert page.path == link
    assert teacher.send(page.form(link)).path == "/classes"
    assert teacher.get("/teach/learners").status == 200
    other = visit("en")
    sign_up(other, "Bob")
    assert other.client.post(link).status_code == other.get(link).status == 404
    assert account_of(app, "Bob").role == "learner"
    assert "김선생님" not in yuna.get("/admin/invitations").main


def test_a_revoked_invitation_works_no_more(yuna: Browser, alice: Browser) -> None:
    page = yuna.send(yuna.get("/admin/invitations").form("/admin/invitations"))
    link = shown_link(page)
    revoke = next(form for form in page.forms() if form.action.endswith("/revoke"))
    assert alice.get(link).status == 200
    yuna.send(revoke)
    assert alice.get(link).status == alice.client.post(link).status_code == 404


def test_retention_is_looked_at_before_it_is_saved(yuna: Browser, alice: Browser) -> None:
    form = yuna.get("/admin/retention").form("/admin/retention")
    for typed in ("5", "abc", "121", "-6", "６"):
        form.set("learners", typed)
        page = yuna.send(form)
        assert (page.status, "from 6 to 120" in page.main) == (422, True)
        assert page.form("/admin/retention").value("learners") == typed
    form.set("learners", "24")
    page = yuna.send(form)
    assert "be deleted in 30 days: 0" in page.main
    assert "Learners are kept." in yuna.get("/admin/retention").main
    assert "not seen for 24 months" in yuna.send(page.form("/admin/retention/rules")).main


def test_a_test_of_mail_says_what_the_server_answered(app: Flask, yuna: Browser, mailbox: Mailbox) -> None:
    kept = app.extensions["settings"]
    try:
        for port, said in ((9, "the mail server can't be reached"), (mailbox.port, "The server took the test")):
            server = replace(MAIL.server, port=port)
            app.extensions["settings"] = replace(kept, mail=replace(MAIL, server=server))
            now = account_of(app, "Yuna").seen_at
            with session_of(app) as session:
                mailed.wanting(session, "Yuna", "notices", now=now)
            yuna.send(yuna.get("/admin/storage").form("/admin/storage/mail"))
            mailing.look(app, app.extensions["settings"].mail, "test")
            assert said in yuna.get("/admin/storage").main
            with session_of(app) as session:
                session.execute(delete(OutgoingMail))
    finally:
        app.extensions["settings"] = kept


class Seen:
    """A class of Tae-ri's, in which Alice is."""

    def __init__(self, app: Flask) -> None:
        owner, pupil = account_of(app, "Tae-ri"), account_of(app, "Alice")
        with session_of(app) as session:
            made = making.make(session, owner, "2학년 3반", [], time_zone="UTC", now=pupil.seen_at)
            self.number = made.id
            self.member = making.add(session, made.id, pupil.id, "learner", now=pupil.seen_at).id
        self.path = f"/classes/{self.number}/members/{self.member}/progress"


def test_a_teacher_sees_a_learners_progress_and_can_change_nothing(
    app: Flask, alice: Browser, charlie: Browser, tae_ri: Browser
) -> None:
    token = token_of(alice.begin(CHECK))
    alice.client.post(f"/a/{token}/hand-in")
    seen = Seen(app)
    page = tae_ri.get(seen.path)
    assert page.status == 200
    assert "Alice" in page.heading
    forms = [form.action for form in page.forms()]
    assert forms == ["/preferences"]
    own = [link for link in page.links() if link.startswith(("/a/", "/me", "/review", "/bookmarks"))]
    assert own == ["/review", "/me"], "those at the top of every page"
    # The learner has not looked at the result: an answer that is still on its way counts as before.
    assert attempt_of(app, token).shown_at is None
    assert acts(app)[-1] == "seen_as"
    assert charlie.get(seen.path).status == alice.get(seen.path).status == 404
    assert alice.get("/me").status == 200
    assert attempt_of(app, token).shown_at is not None


def test_what_a_running_test_asks_shows_in_no_progress(app: Flask, alice: Browser, tae_ri: Browser) -> None:
    seen = Seen(app)
    token = token_of(alice.begin(CHECK))
    own, shown = alice.get("/me"), tae_ri.get(seen.path)
    table = [[words(cell) for cell in page.all("td")] for page in (own, shown)]
    assert table[0] == table[1]
    assert token not in shown.main
    assert not [asked for asked in shown.links() if token in asked]


def test_a_class_is_deleted_by_its_name(app: Flask, alice: Browser, tae_ri: Browser) -> None:
    seen = Seen(app)
    there = f"/classes/{seen.number}"
    file = tae_ri.client.post(f"{there}/data.zip")
    assert (file.status_code, file.mimetype) == (200, "application/zip")
    form = tae_ri.get(f"{there}/data").form(f"{there}/delete")
    form.set("name", "2학년")
    refused = tae_ri.send(form)
    assert (refused.status, refused.form(f"{there}/delete").value("name")) == (422, "2학년")
    form.set("name", "2학년 3반")
    assert tae_ri.send(form).path == "/classes"
    with session_of(app) as session:
        assert session.get(ClassRow, seen.number) is None
    assert [one for one in acts(app) if one.startswith("class_")][-2:] == ["class_exported", "class_deleted"]
