"""Guests who don't come back: a running server deletes them, and so does a command."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select, update

from quiz.platform.extensions import db
from quiz.runtime.expiring import Expiring, expire_some
from quiz.services.identity import accounts, guests
from quiz.storage.models.identity import Account
from tests.test_cli import lines, terminal


def make_guests(app: Flask, many: int) -> None:
    """So many guests who have not been here for 91 days, and one who has."""
    with app.app_context():
        now = datetime.now(UTC)
        old = [accounts.start_guest(db.session, now=now).id for _ in range(many)]
        accounts.start_guest(db.session, now=now)
        db.session.execute(update(Account).where(Account.id.in_(old)).values(seen_at=now - timedelta(days=91)))
        db.session.commit()


def left(app: Flask) -> int:
    with app.app_context():
        return db.session.scalar(select(func.count()).select_from(Account)) or 0


def test_a_look_deletes_a_few_and_the_next_one_the_rest(app: Flask) -> None:
    make_guests(app, guests.FEW + 2)
    expiring = Expiring(app)
    assert [expiring.look() for _ in range(3)] == [guests.FEW, 2, 0]
    assert left(app) == 1


def test_two_workers_at_once_delete_each_guest_once(app: Flask) -> None:
    make_guests(app, 40)
    with ThreadPoolExecutor(2) as threads:
        gone = list(threads.map(lambda _: expire_some(app), range(2)))
    while more := expire_some(app):
        gone.append(more)
    assert (sum(gone), left(app)) == (40, 1)


def test_a_look_without_a_store_is_tried_again_later(app: Flask) -> None:
    expiring = Expiring(app, every=0.0)
    with app.app_context():
        kept = app.extensions["settings"]
    app.extensions["settings"] = None
    try:
        assert expiring.look() == 0
    finally:
        app.extensions["settings"] = kept
    make_guests(app, 1)
    assert expiring.look() == 1


def test_the_command_says_how_many_and_deletes_them(app: Flask, database_url: str, tmp_path: Path) -> None:
    make_guests(app, guests.FEW + 3)
    with terminal(tmp_path / "instance", QUIZ_DATABASE_URL=database_url) as quiz:
        said = "Guests that would be deleted, not seen for 90 days: 53."
        assert lines(quiz("guests", "expire", "--dry-run"), 0) == [said]
        assert left(app) == guests.FEW + 4
        assert lines(quiz("guests", "expire"), 0) == ["Guests deleted, not seen for 90 days: 53."]
        assert lines(quiz("guests", "expire"), 0) == ["Guests deleted, not seen for 90 days: 0."]
        assert left(app) == 1
        lines(quiz("doctor"), 0)
