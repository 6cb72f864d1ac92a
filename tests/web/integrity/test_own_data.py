"""One's data in the browser: asked for, prepared at once or by a worker, fetched by its owner alone, gone in time."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from quiz.platform.extensions import db
from quiz.runtime import data_files
from quiz.services.integrity.own_data import files
from quiz.storage.models.integrity import DataFile
from tests.web.pages import Browser, words
from tests.web.store import session_of

Visit = Callable[..., Browser]
PAGE, ARCHIVE = "/account/data", "/account/data/archive"


@pytest.fixture
def long_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file takes long enough to be built by a worker."""
    monkeypatch.setattr(files, "SMALL", -1)


def stored(app: Flask) -> list[DataFile]:
    with session_of(app) as session:
        return list(session.scalars(select(DataFile)).all())


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
    assert [meta.get("content") for meta in page.all("meta") if meta.get("http-equiv") == "refresh"] == ["10"]
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
        data_files.look(app)
    assert [(one.state, one.tries) for one in stored(app)] == [("failed", files.MOST_TRIES)]
    page = alice.get(PAGE)
    assert [words(note) for note in page.all("p", class_="warn")]
    assert f"{ARCHIVE}.zip" not in page.links()
    alice.send(page.form(ARCHIVE))
    assert data_files.look(app) == 1


def test_a_file_is_gone_after_seven_days_and_with_its_account(app: Flask, alice: Browser) -> None:
    alice.send(alice.get(PAGE).form(ARCHIVE))
    with session_of(app) as session:
        session.execute(update(DataFile).values(expires_at=DataFile.asked_at - timedelta(seconds=1)))
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
