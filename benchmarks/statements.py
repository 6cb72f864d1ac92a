"""SQL statements of each page, counted in this process; BEGIN, COMMIT and PRAGMA are none."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import redirect_stderr
from functools import partial
from io import StringIO
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from benchmarks import journey
from benchmarks.banks import MONTH, QUIZ, TEN
from benchmarks.figures import Figure
from benchmarks.stores import PASSWORD, Store, add_class, add_people
from quiz.app import create_app
from quiz.platform.extensions import db
from quiz.platform.settings import Settings

LEARNER, TEACHER, MANAGER = "Counted", "Counting", "Managing"
DOWNLOAD = "data.json"
CLASS_PAGES = ("", "/map?sort=all", "/misconceptions", "/progress", "/members/2", "/discuss/1", "/message?why=stalled")
SERIES = "ai-2024"
BANK_PAGES = ("preview", "print?quiz=ten&keys=keys", "questions/3/bench")
BUSY = "Learner 0"
"""One of the sixty, who has been through all six months."""


class Counter:
    """Counts the statements of an app's engine."""

    def __init__(self, app: Flask) -> None:
        self.total = 0
        with app.app_context():
            event.listen(db.engine, "before_cursor_execute", self._count)

    def _count(self, connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        self.total += not statement.startswith(("BEGIN", "PRAGMA", "SAVEPOINT", "RELEASE"))

    def of(self, request: Callable[[], Any]) -> int:
        """The statements that a request takes."""
        before = self.total
        response = request()
        assert response.status_code < 400, response.get_data(as_text=True)[:500]
        return self.total - before


def figures(store: Store, full: Store) -> list[Figure]:
    """The most that any page takes, on a store with nobody and on one with all that sixty learners have done."""
    with redirect_stderr(StringIO()):  # where the app's log goes
        empty, whole = _count(store, LEARNER), _count(full, BUSY)
    most = {name: max(empty[name], whole[name]) for name in whole}
    pages = [name for name in most if name not in ("quiz page", "save", "journey", DOWNLOAD)]
    worst = max(pages, key=lambda name: most[name])
    return [
        Figure(name="SQL of a quiz page", value=most["quiz page"], unit="statements", limit=4),
        Figure(name="SQL of a save", value=most["save"], unit="statements", limit=4),
        Figure(name=f"SQL of any other page ({worst})", value=most[worst], unit="statements", limit=8),
        # One for each table that holds something of an account.
        Figure(name="SQL of one's data, as a file", value=most[DOWNLOAD], unit="statements", limit=55),
        Figure(
            name="SQL that grows with the data",
            value=sum(whole[name] > empty[name] for name in whole),
            unit="pages",
            limit=0,
        ),
        Figure(name="SQL of a journey", value=most["journey"], unit="statements", limit=120),
    ]


def _count(store: Store, name: str) -> dict[str, int]:
    if name == LEARNER:
        add_people(store, [LEARNER])
    add_people(store, [TEACHER], role="teacher")
    number = add_class(store, TEACHER)
    add_people(store, [MANAGER], role="admin")
    settings = Settings.from_environment(store.environment)
    app = create_app({"WTF_CSRF_ENABLED": False, "RATELIMIT_ENABLED": False}, settings)
    counter = Counter(app)
    learner, teacher, admin = (_signed_in(app, who) for who in (name, TEACHER, MANAGER))
    result = _journey(learner, name)[-1].request.path
    counts = {"journey": counter.of(lambda: _journey(learner, name)[-1])}
    started = learner.post("/quizzes/start", data={"quiz": QUIZ}).location
    body = dict(journey.answer_to(learner.get(started).get_data(as_text=True), 1))
    sequence = iter(range(10, 20))
    analysed, item = _analysed(teacher)
    asked: dict[str, Callable[[], Any]] = {
        "quiz page": lambda: learner.get(started),
        "save": lambda: _save(learner, started, body, next(sequence)),
        "home": lambda: learner.get("/"),
        "month": lambda: learner.get(f"/m/{MONTH}"),
        "progress": lambda: learner.get("/me"),
        "search": lambda: learner.get("/search?q=LoRA"),
        "glossary": lambda: learner.get("/glossary"),
        "certificates": lambda: learner.get("/certificates"),
        "bookmarks": lambda: learner.get("/bookmarks"),
        "reports": lambda: learner.get("/reports"),
        "challenges": lambda: learner.get("/reports?show=challenges"),
        "inbox": lambda: learner.get("/inbox"),
        "reminders": lambda: learner.get("/reminders"),
        "account": lambda: learner.get("/account"),
        "privacy": lambda: learner.get("/privacy"),
        "recover": lambda: learner.get("/recover"),
        "one's data": lambda: learner.get("/account/data"),
        DOWNLOAD: lambda: learner.get("/account/data.json"),
        "hand-in page": lambda: learner.get(f"{started.rpartition('/')[0]}/hand-in"),
        "result": lambda: learner.get(result),
        "teaching": lambda: teacher.get("/teach"),
        **{f"class{part}": partial(teacher.get, f"/classes/{number}{part}") for part in CLASS_PAGES},
        "learners": lambda: teacher.get("/teach/learners"),
        "learners.csv": lambda: teacher.get("/teach/learners.csv"),
        "to grade": lambda: teacher.get("/teach/grading"),
        "studio": lambda: admin.get("/studio"),
        "bank in the studio": lambda: admin.get(f"/studio/ai-2024/{MONTH}"),
        "questions in the studio": lambda: admin.get(f"/studio/ai-2024/{MONTH}/questions"),
        "question as a form": lambda: admin.get(f"/studio/ai-2024/{MONTH}/questions/1"),
        "quizzes in the studio": lambda: admin.get(f"/studio/ai-2024/{MONTH}/quizzes"),
        "head as a form": lambda: admin.get(f"/studio/ai-2024/{MONTH}/head"),
        "quiz as a form": lambda: admin.get(f"/studio/ai-2024/{MONTH}/quizzes/1"),
        "publishing in the studio": lambda: admin.get(f"/studio/ai-2024/{MONTH}/publish"),
        "history in the studio": lambda: admin.get(f"/studio/ai-2024/{MONTH}/history"),
        "graded": lambda: teacher.get("/teach/grading/graded"),
        "classes": lambda: teacher.get("/classes"),
        "class of a learner": lambda: learner.get(f"/classes/{number}"),
        "progress as a learner": lambda: teacher.get(f"/classes/{number}/members/2/progress"),
        "members of a class": lambda: teacher.get(f"/classes/{number}/members"),
        "settings of a class": lambda: teacher.get(f"/classes/{number}/settings"),
        "questions": lambda: teacher.get(f"/teach/questions/{MONTH}"),
        "questions.csv": lambda: teacher.get(f"/teach/questions/{MONTH}.csv"),
        "item analysis": lambda: teacher.get(analysed),
        "item analysis.csv": lambda: teacher.get(f"{analysed}.csv"),
        "item analysis of a question": lambda: teacher.get(item),
        **{f"bank, {part}": partial(admin.get, f"/studio/{SERIES}/{MONTH}/{part}") for part in BANK_PAGES},
        "administration": lambda: admin.get("/admin"),
        "coverage": lambda: admin.get(f"/studio/ai-2024/{MONTH}/coverage"),
        "prompt": lambda: admin.get(f"/studio/ai-2024/{MONTH}/prompt"),
        "accounts": lambda: admin.get("/admin/accounts"),
        "an account": lambda: admin.get("/admin/accounts/1"),
        "invitations": lambda: admin.get("/admin/invitations"),
        "editors of series": lambda: admin.get("/admin/series"),
        "all classes": lambda: admin.get("/admin/classes"),
        "storage": lambda: admin.get("/admin/storage"),
        "retention": lambda: admin.get("/admin/retention"),
    }
    for page, request in asked.items():
        request()
        counts[page] = counter.of(request)
    with app.app_context():
        db.engine.dispose()
    return counts


def _analysed(teacher: FlaskClient) -> tuple[str, str]:
    """How a quiz did that somebody has finished, and one of its questions."""
    bank = teacher.get(f"/teach/questions/{MONTH}").get_data(as_text=True)
    quiz = re.search(r'"(/teach/items/\d+)"', bank)
    assert quiz is not None
    found = re.search(r'"((/teach/items/\d+/\d+)/\d+)"', teacher.get(quiz[1]).get_data(as_text=True))
    assert found is not None
    return found[2], found[1]


def _save(client: FlaskClient, page: str, body: dict[str, Any], sequence: int) -> Any:
    """A save as the page's script sends it: its base is what the last save returned."""
    answer = client.put(page, json={**body, "sequence": sequence})
    body["base"] = answer.get_json()["revision"]
    return answer


def _signed_in(app: Flask, name: str) -> FlaskClient:
    client = app.test_client()
    assert client.post("/signin", data={"name": name, "password": PASSWORD}).status_code == 303
    return client


def _journey(client: FlaskClient, name: str) -> list[Any]:
    """The requests of a journey, from the sign-in page to the result."""
    answers = [client.get("/signin"), client.post("/signin", data={"name": name, "password": PASSWORD})]
    answers.append(client.get(f"/m/{MONTH}"))
    started = client.post("/quizzes/start", data={"quiz": QUIZ}).location
    base = started.rpartition("/")[0]
    for position in range(1, TEN + 1):
        page = client.get(f"{base}/{position}")
        body = journey.answer_to(page.get_data(as_text=True), position)
        answers += [page, client.put(f"{base}/{position}", json=body)]
    answers += [client.get(f"{base}/hand-in"), client.post(f"{base}/hand-in"), client.get(f"{base}/result")]
    assert all(answer.status_code < 400 for answer in answers)
    return answers
