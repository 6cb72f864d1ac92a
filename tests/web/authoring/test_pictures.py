"""Pictures are uploaded for a bank, described, shown by a question, looked at and published, without script."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from quiz.platform.limits import limit
from quiz.services.authoring.pictures import encoding, uploading
from quiz.storage.models.authoring import BankDraft, DraftPicture
from quiz.storage.models.content import MediaRow
from quiz.web.request import rate_limits
from tests.web.authoring.test_studio import BANK, colleague, editor, other, save
from tests.web.pages import Browser, Form, Page
from tests.web.store import session_of

__all__ = ["editor", "other"]
PICTURES = f"{BANK}/pictures"
FIRST = f"{BANK}/questions/1"
File = tuple[BytesIO, str]


def png(name: str = "점 그래프.png", colour: str = "red", size: tuple[int, int] = (30, 20)) -> File:
    kept = BytesIO()
    Image.new("RGB", size, colour).save(kept, "PNG")
    return BytesIO(kept.getvalue()), name


def sent(browser: Browser, form: Form, *files: File, press: str | None = None) -> Page:
    """A form with files, as a browser sends it."""
    inputs: dict[str, Any] = {**form.data(press), "picture": [FileStorage(content, name) for content, name in files]}
    boundary, data = encode_multipart(inputs)
    kind = f"multipart/form-data; boundary={boundary}"
    client = browser.client
    return Page(client.post(form.action, data=data, content_type=kind, headers=browser.headers, follow_redirects=True))


def upload(browser: Browser, *files: File) -> Page:
    return sent(browser, browser.get(PICTURES).form(PICTURES), *files)


def kept_as(app: Flask) -> list[str]:
    with session_of(app) as session:
        return list(session.scalars(select(DraftPicture.kept_as).order_by(DraftPicture.name)))


def chosen(browser: Browser, *, ko: str = "점 열 개", en: str = "Ten dots", name: str = "점-그래프.png") -> Form:
    """The form of the first question with a picture."""
    form = browser.get(FIRST).form(FIRST)
    form.set("f.image.file", name)
    form.set("f.image.alt.ko", ko)
    form.set("f.image.alt.en", en)
    return form


@pytest.mark.any_database
def test_a_picture_is_listed_with_its_size_and_only_editors_find_it(
    app: Flask, editor: Browser, other: Browser, alice: Browser
) -> None:
    empty = editor.get(PICTURES)
    assert (empty.status, empty.faults) == (200, [])
    page = upload(editor, png(), png("b.png", "blue"))
    assert (page.status, page.path, page.faults) == (200, PICTURES, [])
    assert "점-그래프.png" in page.main
    assert "30 × 20" in page.main
    address = next(str(image.get("src")) for image in page.all("img", class_="thumb"))
    assert address.startswith(f"{PICTURES}/file/")
    response = editor.client.get(address)
    assert (response.status_code, response.mimetype) == (200, "image/png")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response.headers["Content-Security-Policy"]
    assert other.client.get(address).status_code == 200
    for stranger in (colleague(app, "Stranger").client, alice.client, app.test_client()):
        assert stranger.get(address).status_code in (302, 303, 404)
        assert stranger.get(PICTURES).status_code in (302, 303, 404)
    assert editor.client.get(f"/media/{kept_as(app)[0]}").status_code == 404
    assert editor.client.get(f"{PICTURES}/file/{'0' * 32}.png").status_code == 404
    assert editor.client.get(f"{PICTURES}/file/..%2f..%2fetc%2fpasswd").status_code == 404
    assert editor.client.get("/studio/ai-2024/series.yaml/pictures").status_code == 404


@pytest.mark.any_database
def test_what_is_not_taken_is_named_with_its_reason_and_the_others_are_kept(app: Flask, editor: Browser) -> None:
    svg = BytesIO(b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>')
    page = upload(editor, (svg, "그림.svg"), png(), (BytesIO(b"GIF89a"), "<b>.gif"), png("twice.png"))
    assert (page.status, page.faults) == (422, [])
    assert "그림.svg" in page.main
    assert "SVG" in page.main
    assert len(kept_as(app)) == 1
    none = sent(editor, page.form(PICTURES))
    assert none.status == 422
    large = upload(editor, (BytesIO(bytes(encoding.MOST_BYTES + 1)), "large.png"))
    assert large.status == 413
    assert "8" in large.main


def test_a_name_is_new_in_the_bank_and_a_picture_is_kept_once(app: Flask, editor: Browser) -> None:
    upload(editor, png("a.png"), png("A.png", "blue"), png("other.png"))
    with session_of(app) as session:
        names = list(session.scalars(select(DraftPicture.name).order_by(DraftPicture.name)))
    assert sorted(names, key=len) == ["a.png", "A-2.png"]


def test_a_question_shows_a_picture_once_it_is_described_and_publishing_shows_it_to_all(
    app: Flask, editor: Browser, alice: Browser
) -> None:
    upload(editor, png())
    refused = editor.send(chosen(editor, ko="", en="Ten dots"), "save")
    assert (refused.status, refused.faults) == (422, [])
    assert refused.form(FIRST).value("f.image.alt.en") == "Ten dots"
    assert refused.form(FIRST).value("f.image.file") == "점-그래프.png"
    assert refused.by_id("f.image.alt.ko-said") is not None
    saved = editor.send(chosen(editor), "save")
    assert (saved.status, saved.path) == (200, FIRST)
    listed = editor.get(PICTURES)
    assert "점 열 개" in listed.main
    assert FIRST in listed.links()
    preview = editor.get(f"{BANK}/preview")
    address = next(str(one.get("src")) for one in preview.all("img", class_="picture"))
    assert address == f"{PICTURES}/file/{kept_as(app)[0]}"
    page = editor.get(f"{BANK}/publish")
    done = editor.send(page.form(f"{BANK}/publish"))
    assert done.path == f"{BANK}/history"
    public = f"/media/{kept_as(app)[0]}"
    assert alice.client.get(public).status_code == 200
    with session_of(app) as session:
        assert session.scalar(select(func.count()).select_from(MediaRow).where(MediaRow.name == public[7:])) == 1
    after = editor.get(PICTURES)
    assert public in [str(image.get("src")) for image in after.all("img", class_="thumb")]
    assert "30 × 20" in after.main


@pytest.mark.any_database
def test_a_picture_is_uploaded_and_described_with_the_question(app: Flask, editor: Browser) -> None:
    form = editor.get(FIRST).form(FIRST)
    form.set("f.prompt.ko", "그림을 보세요.")
    broken = sent(editor, form, (BytesIO(b"\x89PNG\r\n\x1a\n broken"), "broken.png"), press="save")
    assert (broken.status, broken.faults) == (422, [])
    assert broken.form(FIRST).value("f.prompt.ko") == "그림을 보세요."
    large = sent(editor, form, (BytesIO(bytes(encoding.MOST_BYTES + 1)), "large.png"), press="save")
    assert (large.status, large.form(FIRST).value("f.prompt.ko")) == (413, "그림을 보세요.")
    undescribed = sent(editor, form, png(), press="save")
    assert undescribed.status == 422
    again = undescribed.form(FIRST)
    assert (again.value("f.image.file"), again.value("f.prompt.ko")) == ("점-그래프.png", "그림을 보세요.")
    again.set("f.image.alt.ko", "점")
    again.set("f.image.alt.en", "Dots")
    assert editor.send(again, "save").status == 200
    with session_of(app) as session:
        typed = session.scalars(select(BankDraft.source)).one() or b""
    assert "점-그래프.png" in typed.decode()
    new = f"{BANK}/questions/new/true_false"
    added = sent(editor, editor.get(new).form(new), png("c.png", "green"), press="save")
    assert (added.status, added.form(new).value("f.image.file")) == (422, "c.png")


@pytest.mark.any_database
def test_what_the_page_of_a_picture_says_it_shows_is_taken_over(app: Flask, editor: Browser) -> None:
    page = upload(editor, png())
    change = f"{PICTURES}/change"
    form = page.form(change)
    form.set("f.alt.ko", "점 열 개")
    refused = editor.send(form)
    assert (refused.status, refused.faults) == (422, [])
    again = refused.form(change)
    assert again.value("f.alt.ko") == "점 열 개"
    again.set("f.alt.en", "Ten dots")
    assert editor.send(again).path == PICTURES
    saved = editor.send(chosen(editor, ko="", en=""), "save")
    assert saved.path == FIRST
    assert saved.form(FIRST).value("f.image.alt.en") == "Ten dots"
    again.set("f.alt.en", "a\u0001b")
    assert editor.send(again).status == 422


@pytest.mark.any_database
def test_an_unused_picture_is_deleted_and_one_that_any_draft_names_is_not(
    app: Flask, editor: Browser, other: Browser
) -> None:
    page = upload(editor, png(), png("b.png", "blue"))
    change = f"{PICTURES}/change"
    delete = page.form(change, name="b.png")
    data = {**delete.data(), "name": "b.png", "go": "delete"}
    gone = Page(editor.client.post(change, data=data, headers=editor.headers, follow_redirects=True))
    assert (gone.status, len(kept_as(app))) == (200, 1)
    assert editor.client.post(change, data=data).status_code == 404
    data["name"] = "점-그래프.png"
    save(other, ("title:", "# 점-그래프.png\ntitle:"))
    assert Page(editor.client.post(change, data=data, headers=editor.headers)).status == 409
    editor.send(chosen(editor), "save")
    kept = Page(editor.client.post(change, data=data, headers=editor.headers))
    assert (kept.status, kept.faults, len(kept_as(app))) == (409, [], 1)
    stranger = colleague(app, "Stranger").client
    assert stranger.post(change, data=data).status_code == 404


@pytest.mark.any_database
def test_so_many_pictures_wait_for_a_bank_and_no_more(
    app: Flask, editor: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploading, "MOST_PICTURES", 1)
    page = upload(editor, png(), png("b.png", "blue"))
    assert (page.status, len(kept_as(app))) == (413, 1)
    assert "b.png" in page.main


@pytest.mark.any_database
def test_uploads_of_an_account_are_slowed_down(app: Flask, editor: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate_limits, "UPLOADS", limit("uploads here", "1/minute"))
    monkeypatch.setitem(app.config, "RATELIMIT_ENABLED", True)
    form = editor.get(PICTURES).form(PICTURES)
    assert [sent(editor, form, (BytesIO(b"x"), "x.png")).status for _ in range(2)] == [422, 429]


def test_what_no_draft_names_goes_after_a_month(app: Flask, editor: Browser) -> None:
    upload(editor, png(), png("b.png", "blue"))
    editor.send(chosen(editor), "save")
    with session_of(app) as session:
        now = session.scalars(select(func.max(DraftPicture.uploaded_at))).one()
        assert uploading.look(session, now + timedelta(days=29)) == 0
        assert uploading.look(session, now + timedelta(days=31)) == 1
        assert list(session.scalars(select(DraftPicture.name))) == ["점-그래프.png"]
        assert uploading.look(session, now + timedelta(days=32)) == 0
        session.rollback()


@pytest.mark.any_database
def test_a_text_of_before_shows_the_picture_that_it_had(app: Flask, editor: Browser) -> None:
    upload(editor, png())
    editor.send(chosen(editor), "save")
    publish = f"{BANK}/publish"
    editor.send(editor.get(publish).form(publish))
    with_picture = editor.get(BANK)
    form = editor.get(FIRST).form(FIRST)
    for name in ("file", "alt.ko", "alt.en"):
        form.set(f"f.image.{name}", "")
    editor.send(form, "save")
    editor.send(editor.get(publish).form(publish))
    with session_of(app) as session:
        session.delete(session.scalars(select(DraftPicture)).one())
        session.commit()
    text = with_picture.form(BANK).value("source")
    again = editor.get(BANK).form(BANK)
    again.set("source", text)
    page = editor.send(again)
    assert page.status == 200
    assert editor.send(editor.get(publish).form(publish)).path == f"{BANK}/history"
