"""The account page: password, other devices, one's data, the way out."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask

from quiz.platform.extensions import db
from quiz.services.identity.sign_ins import MAX_SIGN_INS
from quiz.storage.models.attempts import Attempt
from quiz.storage.models.identity import Account, SignIn
from quiz.storage.models.integrity import BackupRecord
from tests.builders import definition
from tests.conftest import PASSWORD
from tests.web.attempts.test_tries import publish
from tests.web.classes.rooms import make_class
from tests.web.integrity.test_receipts import handed_in
from tests.web.pages import Browser, Page, token_of, words
from tests.web.people import cookie, copied, sign_in
from tests.web.store import CHECK, PRACTICE, account_of, asked, count, set_account

pytestmark = pytest.mark.any_database

Visit = Callable[..., Browser]
NEW = "달 밝은 밤의 산책 9"


def test_a_new_password_signs_every_other_device_out(app: Flask, alice: Browser, visit: Visit) -> None:
    phone = visit()
    sign_in(phone)
    kept = cookie(alice)
    form = alice.get("/account").form("/account/password")
    form.set("old", PASSWORD)
    form.set("new", NEW)
    page = alice.send(form)
    assert (page.status, page.path) == (200, "/account/recovery")
    assert [words(note) for note in page.all("p", class_="note")]
    assert phone.get("/me").path == "/signin"
    assert copied(app, kept).get("/me").path == "/signin"
    assert alice.get("/me").path == "/me"
    assert sign_in(visit()).status == 422
    assert sign_in(visit(), password=NEW).path == "/"


REFUSED = (
    ("", NEW, "old"),
    (PASSWORD, "", "new"),
    ("not the password", NEW, "old"),
    (PASSWORD, "short", "new"),
    (PASSWORD, "password1", "new"),
    (PASSWORD, "alice in wonder", "new"),
    (PASSWORD, "x" * 129, "new"),
    (PASSWORD, "x" * 600, "new"),
    ("x" * 600, NEW, "old"),
)


def test_a_refused_password_changes_nothing_and_says_why(alice: Browser, visit: Visit) -> None:
    phone = visit()
    sign_in(phone)
    for old, new, field in REFUSED:
        form = alice.get("/account").form("/account/password")
        form.set("old", old)
        form.set("new", new)
        page = alice.send(form)
        assert page.status == 422, (old, new)
        assert [one.get("name") for one in page.all("input") if one.get("aria-invalid")] == [field]
        assert words(page.by_id(f"{field}-help"))
    assert phone.get("/me").path == "/me"


def test_the_other_devices_can_be_signed_out(alice: Browser, visit: Visit) -> None:
    assert "/account/signins" not in [form.action for form in alice.get("/account").forms()]
    phone = visit()
    sign_in(phone)
    page = alice.get("/account")
    devices = page.by_id("devices")
    assert devices is not None
    page = alice.send(page.form("/account/signins"))
    assert phone.get("/me").path == "/signin"
    assert page.path == "/account"
    assert "/account/signins" not in [form.action for form in page.forms()]


def test_a_device_says_which_browser_it_is_whatever_that_claims(app: Flask, alice: Browser) -> None:
    agent = "<script>alert(1)</script> {{7*7}} " + "x" * 3_000
    phone = app.test_client()
    phone.post("/signin", data={"name": "Alice", "password": PASSWORD}, headers={"User-Agent": agent})
    page = alice.get("/account")
    assert "<script>alert" not in page.html
    assert "{{7*7}}" in page.main


def test_only_so_many_devices_stay_signed_in(app: Flask, alice: Browser) -> None:
    for _ in range(MAX_SIGN_INS):
        app.test_client().post("/signin", data={"name": "Alice", "password": PASSWORD})
    assert count(app, SignIn) == MAX_SIGN_INS
    assert alice.get("/me").path == "/signin"


def test_the_data_holds_everything_that_was_answered(app: Flask, alice: Browser) -> None:
    page = alice.begin(PRACTICE)
    one = asked(app, token_of(page))[0]
    alice.send(page.answer_form.answer(one.right), "check")
    response = alice.client.get("/account/data.json")
    assert response.headers["Content-Disposition"] == 'attachment; filename="dalmada-data.json"'
    assert response.headers["Cache-Control"] == "no-store"
    held = json.loads(response.data)
    assert (held["name"], held["role"]) == ("Alice", "learner")
    (attempt,) = held["attempts"]
    assert attempt["quiz"] == PRACTICE
    first, second, *_ = attempt["questions"]
    assert [answer["revision"] for answer in first["answers"]] == [1]
    assert first["share"] == 1.0
    assert first["score"]["verdicts"]
    assert (second["position"], second["answers"], second["late_answers"]) == (2, [], [])
    told = ("graded_version", "fraction", "share", "marks", "score", "scored_at")
    assert {second[name] for name in told} == {None}
    (here,) = held["sign_ins"]
    assert set(here) == {"agent", "created_at", "expires_at"}


def test_the_data_of_an_exam_that_waits_tells_no_score(app: Flask, alice: Browser) -> None:
    quiz = publish(app, definition("essay"), definition("single_choice"), mode="exam")
    token = handed_in(app, alice, quiz)
    assert alice.get(f"/a/{token}/result").status == 200
    held = json.loads(alice.client.get("/account/data.json").data)
    (attempt,) = held["attempts"]
    assert (attempt["state"], attempt["points"]) == ("waiting", None)
    for one in attempt["questions"]:
        assert {one[name] for name in ("graded_version", "fraction", "share", "marks", "score", "scored_at")} == {None}
    for one in held["first_scores"]:
        assert (one["share"], one["chosen"]) == (None, None)
    for one in held["latest_scores"]:
        assert one["latest_share"] is None


def test_the_data_holds_nothing_of_others_and_no_secret(app: Flask, alice: Browser, charlie: Browser) -> None:
    for browser in (alice, charlie):
        browser.begin(PRACTICE)
    held = alice.client.get("/account/data.json").get_data(as_text=True)
    account = account_of(app, "Alice")
    assert "Charlie" not in held
    assert str(account.password_hash) not in held
    assert "token" not in held


def test_deleting_the_account_deletes_everything(app: Flask, alice: Browser, charlie: Browser) -> None:
    for browser in (alice, charlie):
        page = browser.begin(CHECK)
        browser.send(browser.get(f"/a/{token_of(page)}/hand-in").form(f"/a/{token_of(page)}/hand-in"))
    kept = cookie(alice)
    form = alice.get("/account").form("/account/delete")
    form.set("password", PASSWORD)
    page = alice.send(form)
    assert page.path == "/"
    assert [words(note) for note in page.all("p", class_="note")]
    assert copied(app, kept).get("/me").path == "/signin"
    assert sign_in(alice).status == 422
    assert (count(app, Account), count(app, Attempt)) == (1, 1)
    assert charlie.get("/me").path == "/me"


def test_an_account_is_deleted_with_its_password_only(app: Flask, alice: Browser) -> None:
    for password in ("", "not the password", "x" * 600):
        form = alice.get("/account").form("/account/delete")
        form.set("password", password)
        page = alice.send(form)
        assert page.status == 422
        assert [one.get("id") for one in page.all("input") if one.get("aria-invalid")] == ["password"]
        assert words(page.by_id("password-help"))
    assert count(app, Account) == 1


def test_a_form_of_the_account_sent_by_nobody_leads_to_sign_in_and_then_to_the_account(
    alice: Browser, guest: Browser, visit: Visit
) -> None:
    for path in ("/account/password", "/account/delete", "/account/signins"):
        for browser in (visit(), guest):
            response = browser.client.post(path, data={"password": PASSWORD})
            assert (response.status_code, response.headers["Location"]) == (303, "/signin?next=/account")
    assert sign_in(visit(), start="/signin?next=/account").path == "/account"


def test_the_account_names_the_role(app: Flask, alice: Browser) -> None:
    for role, word in (("learner", "Learner"), ("teacher", "Teacher"), ("admin", "Administrator")):
        set_account(app, "Alice", role=role, language="en")
        assert word in alice.get("/account").main


def test_an_administrator_sees_when_the_last_backup_was_made_and_its_size(app: Flask, alice: Browser) -> None:
    assert not alice.get("/account").has_id("backups")
    set_account(app, "Alice", role="admin")
    assert "quiz backup FILE" in backups_on(alice.get("/account"))
    with app.app_context():
        for day, faults in ((1, 0), (2, 3)):
            made_at = datetime(2026, 3, day, 3, 30, tzinfo=UTC)
            db.session.add(BackupRecord(made_at=made_at, size=day * 1_500_000, checked="restored", faults=faults))
        db.session.commit()
    shown = backups_on(alice.get("/account"))
    assert re.findall(r"3\.0 MB|1\.5 MB|quiz doctor|quiz backup", shown) == ["3.0 MB", "quiz doctor", "1.5 MB"]


def backups_on(page: Page) -> str:
    (section,) = page.all("section", **{"aria-labelledby": "backups"})
    return words(section)


def test_who_alone_owns_a_class_hands_it_over_before_the_account_is_deleted(app: Flask, tae_ri: Browser) -> None:
    room = make_class(app, "Tae-ri")

    def delete() -> Page:
        form = tae_ri.get("/account").form("/account/delete")
        form.set("password", PASSWORD)
        return tae_ri.send(form)

    refused = delete()
    assert refused.status == 409
    ways = {f"/classes/{room}/teachers", f"/classes/{room}/settings"}
    assert ways <= set(refused.links())
    assert {tae_ri.get(link).status for link in ways} == {200}
    assert not refused.faults
    for link in refused.links():
        if re.fullmatch(r"/classes/\d+/settings", link):
            tae_ri.client.post(link.replace("settings", "archive"), data={"on": "1"})
    assert delete().status == 200
    assert tae_ri.get("/account").path != "/account"
