"""One's data in the browser: asked for, prepared at once or by a worker, fetched by its owner alone, gone in time."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Engine, Row, func, select, update

from quiz.platform.extensions import db
from quiz.runtime import data_files
from quiz.services.integrity.own_data import files
from quiz.storage.models.content import QuestionRow, QuestionVersion
from quiz.storage.models.integrity import DataFile
from quiz.storage.models.review import BroughtReview
from tests.services.builders import at_once
from tests.web.pages import Browser, Page, token_of, words
from tests.web.store import PRACTICE, asked, session_of

pytestmark = pytest.mark.any_database

Visit = Callable[..., Browser]
PAGE, ARCHIVE = "/account/data", "/account/data/archive"


@pytest.fixture
def long_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file takes long enough to be built by a worker."""
    monkeypatch.setattr(files, "SMALL", -1)


def stored(app: Flask) -> list[Row[Any]]:
    with session_of(app) as session:
        return list(session.execute(select(*DataFile.__table__.c)).all())


def let_time_pass(app: Flask) -> None:
    """Let the time be over for which a worker has a file."""
    with session_of(app) as session:
        held = update(DataFile).where(DataFile.leased_until.is_not(None))
        session.execute(held.values(leased_until=datetime(2020, 1, 1, tzinfo=UTC)))
        session.commit()


def status(browser: Browser) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = json.loads(browser.client.get(f"{PAGE}/status").data)
    return found


def test_a_small_archive_is_ready_at_once(alice: Browser) -> None:
    page = alice.send(alice.get(PAGE).form(ARCHIVE))
    assert (page.status, page.path) == (200, PAGE)
    assert f"{ARCHIVE}.zip" in page.links()
    response = alice.client.get(f"{ARCHIVE}.zip")
    assert response.headers["Content-Disposition"] == 'attachment; filename="dalmada-data.zip"'
    with zipfile.ZipFile(io.BytesIO(response.data)) as found:
        assert json.loads(found.read("data.json"))["name"] == "Alice"


def test_nobody_else_gets_it(alice: Browser, charlie: Browser, visit: Visit) -> None:
    alice.send(alice.get(PAGE).form(ARCHIVE))
    assert f"{ARCHIVE}.zip" not in charlie.get(PAGE).links()
    assert charlie.client.get(f"{ARCHIVE}.zip").status_code == 303
    assert status(charlie) == {}
    assert visit().client.get(f"{ARCHIVE}.zip").headers["Location"].startswith("/signin")


def test_a_long_one_waits_for_a_worker_and_says_how_far_it_is(app: Flask, alice: Browser, long_ones: None) -> None:
    page = alice.send(alice.get(PAGE).form(ARCHIVE))
    assert f"{ARCHIVE}.zip" not in [link for link in page.links() if not page.all("p", hidden="")]
    assert [bar.get("value") for bar in page.all("progress")] == ["0"]
    # Without script it is asked by a link: a page that reloads by itself takes its place from whoever reads it.
    assert page.links().count(PAGE) == 1
    assert status(alice) == {"archive": {"state": "waiting", "progress": 0}}
    assert data_files.look(app) == 1
    assert status(alice) == {"archive": {"state": "ready", "progress": 100}}
    assert alice.client.get(f"{ARCHIVE}.zip").status_code == 200
    assert data_files.look(app) == 0


def test_one_worker_alone_has_a_file_and_another_takes_it_up_when_that_one_is_gone(
    app: Flask, alice: Browser, long_ones: None
) -> None:
    alice.send(alice.get(PAGE).form(ARCHIVE))
    now = stored(app)[0].asked_at
    with app.app_context():
        first = files.take(db.session, now)
        db.session.commit()
        assert first is not None
        assert files.take(db.session, now) is None
        assert files.go_on(db.session, first, 40, now)
        db.session.commit()
    assert status(alice)["archive"] == {"state": "running", "progress": 40}
    with app.app_context():
        later = now + files.LEASE
        second = files.take(db.session, later)
        assert second is not None
        assert second.turn == first.turn + 1
        assert not files.go_on(db.session, first, 60, later)
        assert not files.finish(db.session, first, b"of the first", later)
        assert files.finish(db.session, second, b"of the second", later)
        db.session.commit()
    assert alice.client.get(f"{ARCHIVE}.zip").data == b"of the second"


def test_one_that_can_not_be_built_fails_after_three_tries_and_can_be_asked_for_again(
    app: Flask, alice: Browser, long_ones: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    alice.send(alice.get(PAGE).form(ARCHIVE))

    def fail(*args: object) -> bytes:
        raise OSError("no room")

    with monkeypatch.context() as broken:
        broken.setattr(data_files.building, "content_of", fail)
        for tries in range(1, files.MOST_TRIES + 1):
            assert data_files.look(app) == data_files.look(app) == 0
            assert stored(app)[0].tries == tries
            let_time_pass(app)
    assert [(one.state, one.tries) for one in stored(app)] == [("failed", files.MOST_TRIES)]
    page = alice.get(PAGE)
    assert [words(note) for note in page.all("p", class_="warn")]
    assert f"{ARCHIVE}.zip" not in page.links()
    alice.send(page.form(ARCHIVE))
    assert data_files.look(app) == 1


def test_a_file_is_gone_after_seven_days_and_with_its_account(app: Flask, alice: Browser) -> None:
    alice.send(alice.get(PAGE).form(ARCHIVE))
    with session_of(app) as session:
        session.execute(update(DataFile).values(expires_at=datetime(2020, 1, 1, tzinfo=UTC)))
        session.commit()
    assert alice.client.get(f"{ARCHIVE}.zip").status_code == 303
    assert f"{ARCHIVE}.zip" not in alice.get(PAGE).links()
    data_files.look(app)
    assert stored(app) == []


def test_asking_again_takes_the_place_of_the_one_before(app: Flask, alice: Browser) -> None:
    alice.send(alice.get(PAGE).form(ARCHIVE))
    first = stored(app)[0]
    alice.send(alice.get(PAGE).form(ARCHIVE))
    (second,) = stored(app)
    assert second.asked_at > first.asked_at
    assert second.expires_at - second.asked_at == files.KEPT


DECK = "/account/data/deck"


def practise_one(app: Flask, browser: Browser) -> None:
    one = asked(app, token_of(browser.begin(PRACTICE)))[0]
    browser.send(browser.get(one.path).answer_form.answer(one.right), "check")


def test_a_deck_of_what_was_answered_and_none_of_nothing(app: Flask, alice: Browser) -> None:
    page = alice.send(alice.get(PAGE).form(DECK))
    assert [words(note) for note in page.all("p", class_="note")]
    assert f"{DECK}.apkg" not in page.links()
    practise_one(app, alice)
    page = alice.send(alice.get(PAGE).form(DECK))
    assert f"{DECK}.apkg" in page.links()
    response = alice.client.get(f"{DECK}.apkg")
    assert response.headers["Content-Disposition"] == 'attachment; filename="dalmada.apkg"'
    with zipfile.ZipFile(io.BytesIO(response.data)) as found:
        assert {"collection.anki2", "media"} <= set(found.namelist())


def test_a_month_that_is_none_counts_as_all(app: Flask, alice: Browser, long_ones: None) -> None:
    practise_one(app, alice)
    alice.client.post(DECK, data={"bank": "../../etc"})
    assert {name: stored(app)[0].options[name] for name in ("bank", "wrong")} == {"bank": "", "wrong": False}


def test_of_two_workers_that_look_at_once_one_has_the_file(
    app: Flask, alice: Browser, engine: Engine, long_ones: None
) -> None:
    alice.send(alice.get(PAGE).form(ARCHIVE))
    now = stored(app)[0].asked_at
    found = at_once(engine, *[lambda session: files.take(session, now)] * 4)
    assert [one for one in found if one is not None] == [files.Lease(id=stored(app)[0].id, turn=1)]


HISTORY = "/account/data/history"
REVIEW = {
    **{"series": "ai-2024", "bank": "2024-01", "question": "one", "stands_for": None},
    **{"scored_at": "2025-11-01T10:00:00+00:00", "day": "2025-11-01", "share": 1.0, "tries": 1, "hints": 0},
    **{"certainty": None, "quick": False, "guess": 0.25, "slip": 0.1, "seconds_in_view": 10},
}


def send_history(browser: Browser, content: bytes, name: str = "reviews.json") -> Page:
    head = f'--line\r\nContent-Disposition: form-data; name="history"; filename="{name}"\r\n\r\n'
    return Page(
        browser.client.post(
            HISTORY,
            data=head.encode() + content + b"\r\n--line--\r\n",
            content_type="multipart/form-data; boundary=line",
            headers=browser.headers,
            follow_redirects=True,
        )
    )


def reviews_of(browser: Browser) -> bytes:
    browser.send(browser.get(PAGE).form(ARCHIVE))
    with zipfile.ZipFile(io.BytesIO(browser.client.get(f"{ARCHIVE}.zip").data)) as found:
        return found.read("reviews.json")


def brought(app: Flask) -> int:
    with session_of(app) as session:
        return session.scalar(select(func.count()).select_from(BroughtReview)) or 0


def test_reviews_are_looked_at_brought_along_and_taken_back(app: Flask, alice: Browser, charlie: Browser) -> None:
    content = alice_history(app, alice)
    page = send_history(charlie, content)
    assert (page.status, page.path, brought(app)) == (200, PAGE, 0)
    page = charlie.send(page.form(f"{HISTORY}/confirm"))
    assert brought(app) == 1
    assert "/account/data/brought/delete" in [form.action for form in page.forms()]
    assert send_history(charlie, content).form(f"{HISTORY}/drop").action
    page = charlie.send(charlie.get(PAGE).form("/account/data/brought/delete"))
    assert brought(app) == 0


def alice_history(app: Flask, alice: Browser) -> bytes:
    """A history of one review of a question that stands here."""
    history = json.loads(reviews_of(alice))
    version = QuestionRow.current_version_id == QuestionVersion.id
    with session_of(app) as session:
        known = select(QuestionVersion.content_hash, QuestionRow.measures).join(QuestionRow, version).limit(1)
        mark, measures = session.execute(known).one()
    history["reviews"] = [{**REVIEW, "hash": mark, "measures": measures}]
    return json.dumps(history).encode()


def test_a_file_that_can_not_be_taken_is_answered_at_the_field(app: Flask, alice: Browser) -> None:
    for content, name in ((b"{", "reviews.json"), (b"PK\x03\x04", "data.zip"), (b"", "")):
        page = send_history(alice, content, name)
        assert page.status == 422
        assert [one.get("name") for one in page.all("input") if one.get("aria-invalid")] == ["history"]
        assert words(page.by_id("history-help"))
    assert brought(app) == 0


def test_a_file_of_ten_megabytes_is_taken_and_no_more(alice: Browser) -> None:
    almost = b" " * (10 * 1024 * 1024)
    assert send_history(alice, almost).status == 422
    assert send_history(alice, almost + b" ").status == 422
    assert send_history(alice, almost + b" " * (2 * 1024 * 1024)).status == 413
    assert alice.client.post(ARCHIVE, data=almost, content_type="text/plain").status_code == 413
