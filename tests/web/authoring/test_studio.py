"""A bank is written, published and brought together in the browser without script: each door and each refusal."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import encode_multipart

from quiz.services.authoring import drafts
from quiz.services.identity.accounts import find_named
from quiz.services.identity.accounts import sign_up as make_account
from quiz.storage.models.authoring import BankDraft
from quiz.storage.models.content import BankRevision, SeriesEditor, SeriesRow
from quiz.storage.models.integrity import AuditEvent
from tests.builders import bank_data, bank_text
from tests.conftest import NOW, PASSWORD
from tests.web.grading.test_challenges import own
from tests.web.pages import Browser, Form, Page
from tests.web.store import session_of

BANK = "/studio/ai-2024/2024-02"
PUBLISH = f"{BANK}/publish"
MERGE = f"{BANK}/merge"
HISTORY = f"{BANK}/history"
NEW = "/studio/ai-2024/week-1"


@pytest.fixture
def editor(app: Flask, tae_ri: Browser) -> Browser:
    """Tae-ri, who owns the series."""
    own(app, "Tae-ri")
    return tae_ri


@pytest.fixture
def other(app: Flask, editor: Browser) -> Browser:
    """Min-ho, who edits the same series."""
    return colleague(app, "Min-ho", edits=True)


def colleague(app: Flask, name: str, role: str = "teacher", *, edits: bool = False) -> Browser:
    with session_of(app) as session:
        account = make_account(session, name, PASSWORD, now=NOW, role=role)
        if edits:
            session.add(SeriesEditor(series_id=series_id(session), account_id=account.id))
        session.commit()
    client = app.test_client()
    assert client.post("/signin", data={"name": name, "password": PASSWORD}).status_code == 303
    return Browser(client)


def series_id(session: Session) -> int:
    return int(session.scalars(select(SeriesRow.id).where(SeriesRow.slug == "ai-2024")).one())


def text_on(page: Page) -> str:
    return page.form(BANK).value("source").removeprefix("\n")


def typed(page: Page, *changes: tuple[str, str]) -> str:
    text = text_on(page)
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def save(browser: Browser, *changes: tuple[str, str], page: Page | None = None, press: str | None = None) -> Page:
    """Type the changes into the page, or into one that is opened, and press a button."""
    page = page or browser.get(BANK)
    form = page.form(BANK)
    form.set("source", typed(page, *changes).replace("\n", "\r\n"))
    return browser.send(form, press)


TITLE = ("title:", "# typed\ntitle:")


def test_what_one_may_edit_is_listed_with_who_published_it_and_ones_own_drafts(app: Flask, editor: Browser) -> None:
    page = editor.get("/studio")
    assert (page.status, page.faults) == (200, [])
    assert f"{BANK}/questions" in page.links()
    save(editor, TITLE)
    assert "초안" in editor.get("/studio").main
    assert f"{BANK}/questions" in editor.get("/studio").links()


def test_who_may_edit_nothing_reads_what_to_do(app: Flask, tae_ri: Browser) -> None:
    page = tae_ri.get("/studio")
    assert (page.status, page.faults) == (200, [])
    assert f"{BANK}/questions" not in page.links()


def test_a_draft_is_saved_undone_and_discarded_and_nothing_is_lost(app: Flask, editor: Browser) -> None:
    first = editor.get(BANK)
    saved = save(editor, TITLE)
    assert (saved.status, saved.path, saved.faults) == (200, BANK, [])
    assert "# typed" in text_on(saved)
    undone = editor.send(saved.form(BANK), "undo")
    assert text_on(undone) == text_on(first)
    redone = editor.send(undone.form(BANK), "redo")
    assert text_on(redone) == text_on(saved)
    gone = editor.send(redone.form(BANK), "discard")
    assert text_on(gone) == text_on(first)
    assert text_on(editor.send(gone.form(BANK), "undo")) == text_on(saved)


def test_untouched_the_file_is_the_one_that_is_published_to_the_byte(app: Flask, editor: Browser) -> None:
    save(editor)
    with session_of(app) as session:
        assert session.scalars(select(BankDraft)).all() == []


def test_problems_are_shown_with_place_and_remedy(app: Flask, editor: Browser) -> None:
    page = save(editor, ("kind: single_choice", "kind: single_choise"))
    (line,) = [one for one in page.all("li") if "single_choise" in " ".join(one.itertext())]
    assert "single_choice" in " ".join(line.itertext())
    refused = editor.get(PUBLISH)
    assert (refused.status, refused.faults) == (200, [])
    assert not [form for form in refused.forms() if form.action == PUBLISH]


def test_what_publishing_changes_is_shown_and_then_done(app: Flask, editor: Browser) -> None:
    page = save(editor, ("    difficulty: 2", "    difficulty: 3"), press="publish")
    assert (page.path, page.status, page.faults) == (PUBLISH, 200, [])
    assert "<ins>" in page.html
    done = editor.send(page.form(PUBLISH))
    assert (done.status, done.path, done.faults) == (200, HISTORY, [])
    with session_of(app) as session:
        revision = session.scalars(select(BankRevision).order_by(BankRevision.id.desc())).first()
        assert revision is not None
        assert (revision.origin, revision.number, revision.path) == ("studio", 2, None)
        assert session.scalars(select(BankDraft.source)).one() is None
        last = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
        assert last is not None
        assert (last.action, last.actor) == ("published", "Tae-ri")
    assert editor.get(PUBLISH).all("form", action=PUBLISH) == []


def begin(app: Flask, text: str) -> None:
    """A draft of Tae-ri's of a bank that is new."""
    with session_of(app) as session:
        person = find_named(session, "Tae-ri")
        assert person is not None
        drafts.begin(session, person, "ai-2024", "week-1", text.encode(), NOW)
        session.commit()


def test_a_new_bank_is_written_and_published_and_a_mass_withdrawal_is_asked_about(app: Flask, editor: Browser) -> None:
    begin(app, bank_text(bank="week-1"))
    assert f"{NEW}/questions" in editor.get("/studio").links()
    page = editor.get(NEW)
    assert (page.status, page.faults) == (200, [])
    first = editor.send(page.form(NEW), "publish")
    assert (first.path, first.faults) == (f"{NEW}/publish", [])
    assert editor.send(first.form(f"{NEW}/publish")).path == f"{NEW}/share"
    form = editor.get(NEW).form(NEW)
    few = [one for one in bank_data()["questions"] if one["kind"] in ("numeric", "matching")]
    form.set("source", bank_text(bank="week-1", questions=few, quizzes=[]))
    shown = editor.send(form, "publish")
    refused = editor.send(shown.form(f"{NEW}/publish"))
    assert (refused.status, refused.faults) == (422, [])
    again = refused.form(f"{NEW}/publish")
    again.tick("sure")
    assert editor.send(again).path == f"{NEW}/history"


def test_what_was_not_shown_is_not_published(app: Flask, editor: Browser) -> None:
    shown = save(editor, ("    difficulty: 2", "    difficulty: 3"), press="publish")
    save(editor, TITLE)
    refused = editor.send(shown.form(PUBLISH))
    assert (refused.status, refused.faults) == (409, [])
    assert editor.send(refused.form(PUBLISH)).path == HISTORY


def test_two_windows_on_one_draft_keep_both_texts(app: Flask, editor: Browser) -> None:
    one, two = editor.get(BANK), editor.get(BANK)
    save(editor, TITLE, page=one)
    refused = save(editor, ("title:", "# otherwise\ntitle:"), page=two)
    assert (refused.status, refused.faults) == (409, [])
    assert "# otherwise" in text_on(refused)
    assert "# typed" in refused.html
    kept = save(editor, page=refused)
    assert kept.status == 200
    assert "# otherwise" in text_on(kept)
    assert "# typed" in text_on(editor.send(kept.form(BANK), "undo"))


def test_of_two_teachers_the_later_brings_both_versions_together(app: Flask, editor: Browser, other: Browser) -> None:
    save(editor, ("    difficulty: 2", "    difficulty: 3"))
    published = save(other, TITLE, press="publish")
    assert other.send(published.form(PUBLISH)).path == HISTORY
    assert MERGE in editor.get(BANK).links()
    page = editor.get(PUBLISH)
    assert (page.path, page.status, page.faults) == (MERGE, 200, [])
    merged = editor.send(page.form(MERGE))
    assert (merged.status, merged.path) == (200, BANK)
    assert "# typed" in text_on(merged)
    assert "difficulty: 3" in text_on(merged)
    assert editor.send(editor.get(PUBLISH).form(PUBLISH)).path == HISTORY
    with session_of(app) as session:
        revisions = session.scalars(select(BankRevision).order_by(BankRevision.id.desc())).all()[:2]
        assert [one.number for one in revisions] == [3, 2]


def test_what_both_changed_is_shown_side_by_side_and_chosen(app: Flask, editor: Browser, other: Browser) -> None:
    save(editor, ("    difficulty: 2", "    difficulty: 3"))
    published = save(other, ("    difficulty: 2", "    difficulty: 1"), press="publish")
    other.send(published.form(PUBLISH))
    page = editor.get(MERGE)
    (field,) = {one.name for one in page.form(MERGE).fields if one.name.startswith("part-")}
    assert field.startswith("part-questions/")
    refused = editor.send(page.form(MERGE))
    assert (refused.status, refused.faults) == (422, [])
    form = refused.form(MERGE)
    form.set(field, "theirs")
    merged = editor.send(form)
    assert merged.path == BANK
    assert not editor.get(BANK).html.count(MERGE)
    assert text_on(merged) == text_on(other.get(BANK))


def test_revisions_are_compared_and_taken_as_a_draft(app: Flask, editor: Browser) -> None:
    first = text_on(editor.get(BANK))
    shown = save(editor, TITLE, press="publish")
    page = editor.send(shown.form(PUBLISH))
    compared = editor.get(f"{HISTORY}?before=1&after=2")
    assert (compared.status, compared.faults) == (200, [])
    assert "# typed" in compared.html
    assert editor.get(f"{HISTORY}?before=1&after=9").status == 404
    restored = editor.send(page.form(HISTORY, revision="1"))
    assert (restored.path, text_on(editor.get(BANK))) == (f"{BANK}/questions", first)
    assert editor.send(editor.get(PUBLISH).form(PUBLISH)).path == HISTORY
    stale = page.form(HISTORY, revision="1")
    assert editor.send(stale).status == 409


def test_a_step_of_the_draft_is_gone_back_to(app: Flask, editor: Browser) -> None:
    save(editor, TITLE)
    saved = save(editor, ("    difficulty: 2", "    difficulty: 3"))
    page = editor.get(HISTORY)
    steps = [form for form in page.forms() if form.action == HISTORY and form.value("step")]
    assert len(steps) == 1 or len(steps) == 2
    back = editor.send(steps[0])
    assert back.path == f"{BANK}/questions"
    assert text_on(editor.get(BANK)) != text_on(saved)
    form = editor.get(HISTORY).form(HISTORY, step=steps[0].value("step"))
    form.set("step", "999")
    assert editor.send(form).status == 409


@pytest.mark.any_database
def test_a_form_of_whom_is_signed_out_meanwhile_is_sent_once_more_with_its_text(app: Flask, editor: Browser) -> None:
    form = editor.get(BANK).form(BANK)
    form.set("source", "bank: 2024-02\r\n# 쓰던 글\r\n")
    browser = Browser(app.test_client())
    browser.headers["Sec-Fetch-Site"] = "same-origin"
    nobody = browser.send(form)
    assert (nobody.status, nobody.faults) == (403, [])
    assert "/signin" in nobody.links()
    assert editor.send(nobody.form(BANK)).status == 200
    assert "# 쓰던 글" in text_on(editor.get(BANK))


@pytest.mark.any_database
def test_nobody_else_finds_the_studio_of_a_series(app: Flask, editor: Browser, alice: Browser) -> None:
    stranger, admin = colleague(app, "Jun"), colleague(app, "Hanul", "admin")
    addresses = (BANK, PUBLISH, MERGE, HISTORY)
    for browser, refused in ((alice, 404), (stranger, 404), (Browser(app.test_client()), 403)):
        for address in addresses:
            assert browser.get(address).status == 404
            sent = browser.client.post(address, data={"source": "bank: 2024-02", "number": "0"})
            assert sent.status_code == refused
    assert stranger.get("/studio").status == 200
    assert alice.get("/studio").status == 404
    assert admin.get(BANK).status == 200
    assert [editor.get(f"/studio/{one}").status for one in ("nothing/2024-02", "ai-2024/2024-12")] == [404, 404]


def in_parts(browser: Browser, form: Form) -> Page:
    """Send a form as browsers send this one: Hangul takes three bytes each, and not nine."""
    boundary, body = encode_multipart({name: value for name, (value,) in form.data().items()})
    sent = browser.client.post(
        form.action, data=body, content_type=f'multipart/form-data; boundary="{boundary}"', follow_redirects=True
    )
    return Page(sent)


@pytest.mark.any_database
def test_a_megabyte_is_taken_and_more_is_refused_with_what_was_typed(app: Flask, editor: Browser) -> None:
    form = editor.get(BANK).form(BANK)
    form.set("source", "# 가나다\n" * 95_000)
    saved = in_parts(editor, form)
    assert (saved.status, len(text_on(saved))) == (200, 6 * 95_000)
    form.set("source", "# " + "가" * 510_000)
    form.set("number", "1")
    refused = in_parts(editor, form)
    assert refused.status == 413
    assert text_on(refused).startswith("# 가")


@pytest.mark.any_database
def test_a_form_without_a_text_is_no_form_of_ours(editor: Browser) -> None:
    assert editor.client.post(BANK, data={"number": "0"}).status_code == 400


@pytest.mark.any_database
def test_a_bank_that_says_it_is_another_one_is_not_published_over_that(app: Flask, editor: Browser) -> None:
    shown = save(editor, ('bank: "2024-02"', 'bank: "2024-03"'), press="publish")
    assert not [form for form in shown.forms() if form.action == PUBLISH]
    assert "2024-03" in shown.main


def test_a_name_that_is_taken_or_is_none_begins_no_bank(app: Flask, editor: Browser) -> None:
    begin(app, "bank: week-1")
    with session_of(app) as session:
        person = find_named(session, "Tae-ri")
        assert person is not None
        for name in ("week-1", "2024-02", "Week 1"):
            with pytest.raises(drafts.Taken):
                drafts.begin(session, person, "ai-2024", name, b"", NOW)
