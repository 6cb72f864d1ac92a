"""What the log says of a journey: no name, no password, no answer, no token, whatever goes wrong on the way."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import text

from quiz.app import create_app
from quiz.platform.extensions import db
from quiz.platform.settings import Settings
from quiz.runtime import closing
from tests.conftest import PASSWORD
from tests.web.attempts.test_closing import spoil
from tests.web.pages import Browser, token_of
from tests.web.store import CHECK, asked, bank_with, let_time_run_out, of_kind, whole_bank

pytestmark = pytest.mark.any_database

NAME = "Geum-sun Namgoong"
TYPED = "what nobody else is to read"
FAULTS = (
    ValueError(TYPED),
    KeyError(TYPED),
    RuntimeError("the moon is gone"),
)


@contextmanager
def failing(settings: Settings) -> Iterator[Flask]:
    """An app in which ``/fault/N`` raises one, and ``/refused`` lets the database refuse a row."""
    app = create_app({"WTF_CSRF_ENABLED": False, "RATELIMIT_ENABLED": False}, settings)

    @app.get("/fault/<int:number>")
    def fault(number: int) -> str:
        try:
            raise FAULTS[number]
        except LookupError as error:
            raise ValueError(TYPED) from error

    @app.get("/refused")
    def refused() -> str:
        db.session.rollback()
        columns = "(role, name, name_key, password_hash, disabled, created_at, seen_at)"
        select = "SELECT role, :name, name_key, password_hash, disabled, created_at, seen_at FROM account"
        db.session.execute(text(f"INSERT INTO account {columns} {select} WHERE role = 'learner'"), {"name": TYPED})
        return ""

    yield app
    with app.app_context():
        db.engine.dispose()


def test_a_journey_leaves_nothing_personal_in_the_log(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    with failing(settings) as app:
        alice = Browser(app.test_client())
        for path, name in (("/signup", NAME), ("/signin", NAME), ("/signin", f"{NAME} who is not there")):
            alice.client.post(path, data={"name": name, "password": PASSWORD, "old_enough": "1"})
        token = token_of(alice.begin(CHECK))
        one = asked(app, token)[0]
        answer = {"answer": one.right, "device": "phone", "sequence": 1, "base": 0}
        assert alice.client.put(one.path, json=answer).status_code == 200
        typed = whole_bank(app, NAME, bank_with("essay"))
        essay = of_kind(app, typed, "essay")
        alice.client.put(essay.path, json={**answer, "answer": {"text": TYPED}, "sequence": 2})
        alice.client.put(essay.path, data=f'{{"answer": "{TYPED}', content_type="application/json")
        for path in (
            f"/a/{token}/nowhere",
            f"/{TYPED}",
            f"/a/{token}/receipt.json",
            "/fault/0",
            "/fault/1",
            "/fault/2",
            "/refused",
        ):
            alice.client.get(path)
        spoil(app, token)
        let_time_run_out(app, token)
        closing.close_overdue(app)
    logged = capsys.readouterr().err
    for private in (NAME, PASSWORD, TYPED, token, typed, *map(str, one.right.values())):
        assert private not in logged, private
    assert "/a/<token>/<int:position>" in logged
    assert "RuntimeError: the moon is gone" in logged
    assert "closing failed" in logged
    assert "database" in logged
