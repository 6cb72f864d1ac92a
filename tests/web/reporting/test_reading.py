"""Looking changes nothing: no page that is only read takes a lock or writes, so it keeps nobody from saving."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from quiz.platform.extensions import db
from quiz.storage.models.classes import ClassMember
from quiz.web.request.series_context import PREFIX
from tests.browser.assigned import assign
from tests.web.pages import Browser, token_of
from tests.web.store import CHECK, PRACTICE, bank_with, let_master, of_kind, row_of, session_of, whole_bank

pytestmark = pytest.mark.any_database

SEEN_AS = "/classes/<int:number>/members/<int:member>/progress"
LOCKS = re.compile(r"^\s*(BEGIN IMMEDIATE|INSERT|UPDATE|DELETE|LOCK)|FOR (NO KEY )?(UPDATE|SHARE)", re.IGNORECASE)


@contextmanager
def locks(app: Flask) -> Iterator[list[str]]:
    """Every statement meanwhile that takes a lock which a writer would wait for."""
    found: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: object) -> None:
        if LOCKS.search(statement):
            found.append(statement[:120])

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", note)


STUDIO = ("preview", "print", "publish", "history", "merge")


def addresses(app: Flask, alice: Browser) -> dict[str, list[str]]:
    """An address of every route that is read, by its rule."""
    exam, practice = token_of(alice.begin(CHECK)), token_of(alice.begin(PRACTICE))
    waiting = whole_bank(app, "Alice", bank_with("essay"), "exam", scope="again")
    essay = of_kind(app, waiting, "essay")
    alice.send(alice.get(essay.path).answer_form.answer(essay.right))
    alice.client.post(f"/a/{waiting}/hand-in")
    written = row_of(app, waiting, essay.position)
    let_master(app, "Alice")
    certificate = alice.client.post("/certificates", data={"series": "ai-2024", "part": "1"}).location
    with session_of(app):
        (media,) = [rule for rule in map(str, app.url_map.iter_rules()) if rule.startswith("/media")]
    plain = {rule: [rule] for rule in _read(app) if "<" not in rule}
    found = plain | {
        "/m/<month>": ["/m/2024-02"],
        "/notes/<language>/<month>": ["/notes/ko/2024-02"],
        "/manifest-<language>.webmanifest": ["/manifest-ko.webmanifest"],
        "/calendar/<token>.ics": ["/calendar/none.ics"],
        **{f"/{page}/<token>": [f"/{page}/none"] for page in ("mail/confirm", "reset", "unsubscribe")},
        media: ["/media/none.svg", "/media/0/none.svg"],
        "/offline/mine": [f"/offline/mine?token={exam}"],
        "/a/<token>": [f"/a/{exam}", f"/a/{waiting}"],
        "/a/<token>/<int:position>": [f"/a/{exam}/1", f"/a/{waiting}/1"],
        "/a/<token>/<int:position>/note": [f"/a/{exam}/1/note", f"/a/{practice}/1/note"],
        "/a/<token>/<int:position>/report": [f"/a/{exam}/1/report", f"/a/{practice}/1/report"],
        "/a/<token>/time": [f"/a/{exam}/time"],
        "/a/<token>/hand-in": [f"/a/{exam}/hand-in"],
        "/a/<token>/result": [f"/a/{exam}/result", f"/a/{waiting}/result"],
        "/a/<token>/receipt.json": [f"/a/{waiting}/receipt.json"],
        "/certificates/<token>": [certificate],
        "/teach/learners": ["/teach/learners?sort=done&q=a"],
        "/banks/<bank>@<int:number>": ["/banks/2024-02@1"],
        "/banks/<series>/<bank>@<int:number>": ["/banks/ai-2024/2024-02@1"],
        "/studio/<series>/<bank>": ["/studio/ai-2024/2024-02"],
        "/studio/schema-<mark>.json": ["/studio/schema-none.json"],
        **{f"/studio/<series>/<bank>/{page}": [f"/studio/ai-2024/2024-02/{page}"] for page in STUDIO},
        "/studio/<series>/<bank>/questions/<int:number>/bench": ["/studio/ai-2024/2024-02/questions/1/bench"],
        "/teach/questions/<bank>": ["/teach/questions/2024-02"],
        "/teach/questions/<bank>.csv": ["/teach/questions/2024-02.csv"],
        "/teach/grading/<int:number>": [f"/teach/grading/{written.id}"],
        "/teach/grading/questions/<int:version>": [f"/teach/grading/questions/{written.question_version_id}"],
        "/teach/grading/questions/<int:version>/agreement": [
            f"/teach/grading/questions/{written.question_version_id}/agreement"
        ],
        "/teach/items/<int:number>": ["/teach/items/1", "/teach/items/4?sort=facility&q=a"],
        "/teach/items/<int:number>/<int:version>": ["/teach/items/4/4"],
        "/teach/items/<int:number>/<int:version>/<int:question>": ["/teach/items/4/4/1"],
        "/teach/items/<int:number>/<int:version>.csv": ["/teach/items/4/4.csv"],
        "/teach/gallery/<kind>/<state>": ["/teach/gallery/ordering/asked"],
        "/join/<code>": ["/join/none"],
        "/a/<token>/<int:position>/challenge": [f"/a/{waiting}/1/challenge"],
        "/teach/challenges/<int:number>": ["/teach/challenges/1"],
        "/teach/regrades/questions/<int:question>": ["/teach/regrades/questions/1"],
        "/teach/keys/<int:question>/<choice>": ["/teach/keys/1/a"],
        "/teach/typed/<int:question>": ["/teach/typed/1"],
        "/teach/typed/<int:question>/<key>": ["/teach/typed/1/x"],
        "/calendar/<token>/classes/<int:number>.ics": ["/calendar/none/classes/1.ics"],
        "/admin/accounts/<int:number>": ["/admin/accounts/1"],
        "/invited/<token>": ["/invited/none"],
    }
    found |= _in_class(app) | _in_studio(app)
    of_series = {rule: rule.removeprefix(PREFIX) for rule in _read(app) if rule.startswith(PREFIX)}
    return found | {rule: [f"/s/ai-2024{path}" for path in found[at_root]] for rule, at_root in of_series.items()}


def _in_studio(app: Flask) -> dict[str, list[str]]:
    """The addresses of a bank that is written, and of its series."""
    values = {"series": "ai-2024", "bank": "2024-02", "number": "1", "kind": "numeric"}
    values |= {"name": "none.png", "slug": "none"}
    inside = [rule for rule in _read(app) if rule.startswith("/studio/<")]
    return {rule: [re.sub(r"<(?:int:)?(\w+)>", lambda name: values[name[1]], rule)] for rule in inside}


def _in_class(app: Flask) -> dict[str, list[str]]:
    """The addresses of a class with assignments, and of one of them for who learns."""
    with session_of(app) as session:
        room = assign(session, "Tae-ri", "Alice")
        member = session.scalars(select(ClassMember.id).where(ClassMember.class_id == room.room)).all()[-1]
    values = {"number": room.room, "assignment": room.running, "member": member, "token": room.token}
    values |= {"key": f"a{room.running}", "question": 1, "group": 1}
    inside = [rule for rule in _read(app) if rule.startswith(("/classes/<", "/assignments/<"))]
    found = {rule: [re.sub(r"<(?:int:)?(\w+)>", lambda name: str(values[name[1]]), rule)] for rule in inside}
    # Where there is such a learner, that somebody looked is recorded.
    return found | {SEEN_AS: [f"/classes/{room.room}/members/{10**6}/progress"]}


def _read(app: Flask) -> set[str]:
    """The rule of every route that is read."""
    return {
        str(rule) for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and rule.endpoint != "static"
    }


def test_no_page_that_is_read_takes_a_lock(app: Flask, alice: Browser, teacher: FlaskClient) -> None:
    known = addresses(app, alice)
    assert _read(app) == set(known)
    for paths in known.values():
        for path in paths:
            client = teacher if path.startswith(("/teach", "/classes", "/studio")) else alice.client
            with locks(app) as found:
                assert client.get(path).status_code < 500, path
            assert found == [], path


def test_a_waiting_answer_is_read_while_somebody_else_writes(app: Flask, alice: Browser, teacher: FlaskClient) -> None:
    address = addresses(app, alice)["/teach/grading/<int:number>"][0]
    with app.app_context(), db.engine.connect() as writer:
        writer.exec_driver_sql("UPDATE attempt SET state = state")
        assert teacher.get(address).status_code == 200
        writer.rollback()
