"""What teachers read: learners by month, questions by their answers, both to sort and to download."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from quiz.app import create_app
from quiz.platform.extensions import db
from quiz.platform.settings import Settings
from quiz.services.grading.manual_grading import find_waiting, grade, parts_of
from quiz.storage import schema
from quiz.storage.models.content import QuestionRow, QuestionText
from tests.conftest import NOW, PASSWORD, QUESTION_COUNTS
from tests.shipped import place_of
from tests.web.pages import Browser, Page, words
from tests.web.store import MONTHS, asked, row_of, session_of, set_account, whole_bank

pytestmark = pytest.mark.any_database

WHOLE = QUESTION_COUNTS["2024-02"]
RIGHT = WHOLE // 2
"""How many questions of it the second learner answers right, the first ones."""
CHOICE = place_of("single_choice", "2024-02") - 1
"""The line of a question among them that is right or wrong, never partly."""
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", ' =cmd|"/c calc"!A0')


@pytest.fixture
def answered(app: Flask, sign_up: Callable[[str], FlaskClient]) -> list[str]:
    """Three learners who took the same whole bank: all right, the first half right, all wrong."""
    names = ["Alice", "Bob", "Charlie"]
    for name, right in zip(names, (WHOLE, RIGHT, 0), strict=True):
        browser = Browser(sign_up(name))
        for one in asked(app, whole_bank(app, name, "2024-02", "exam")):
            given = one.right if one.position <= right else one.wrong
            browser.client.put(one.path, json={"answer": given, "device": "d", "sequence": one.position, "base": 0})
        browser.client.post(f"/a/{one.token}/hand-in")
        grade_all(app, one.token, right)
    return names


def grade_all(app: Flask, token: str, right: int) -> None:
    """Grade what waits for a teacher: the first questions as right, the others as wrong."""
    waiting = [row for one in asked(app, token) if (row := row_of(app, token, one.position)).waiting]
    with session_of(app) as session:
        for row in waiting:
            found = find_waiting(session, row.id, "ko")
            parts = parts_of(found.view.question) if row.position <= right else ()
            grade(session, found, parts, now=datetime.now(UTC))


def column(page: Page, number: int = 0) -> list[str]:
    """The words of a table's column, from the top."""
    return [words(list(row)[number]) for row in page.all("tr")[1:]]


def lines(client: FlaskClient, path: str) -> tuple[list[str], list[list[str]]]:
    """The head and the lines of a downloaded table."""
    response = client.get(path)
    assert response.status_code == 200
    assert response.data.startswith(b"\xef\xbb\xbf")
    assert response.headers["Content-Disposition"].startswith('attachment; filename="dalmada-')
    head, *rows = csv.reader(io.StringIO(response.data.decode("utf-8-sig"), newline=""))
    assert len(set(head)) == len(head)
    assert {len(row) for row in rows} <= {len(head)}
    return head, rows


def test_every_learner_is_listed_with_every_month(tae_ri: Browser, answered: list[str]) -> None:
    page = tae_ri.get("/teach/learners")
    assert column(page) == answered
    assert [words(head) for head in page.all("th", scope="col")][-6:] == ["1월", "2월", "3월", "4월", "5월", "6월"]
    assert column(page, 4)[0].startswith(f"{WHOLE} / {WHOLE}")
    assert column(page, 3) == ["–"] * 3


def test_without_learners_the_page_says_what_to_do(tae_ri: Browser) -> None:
    page = tae_ri.get("/teach/learners")
    assert page.all("div", class_="empty")
    assert not page.all("table")


ORDERS = (
    ("", ["Alice", "Bob", "Charlie"]),
    ("?sort=name&dir=desc", ["Charlie", "Bob", "Alice"]),
    ("?sort=seen", ["Charlie", "Bob", "Alice"]),
    ("?sort=seen&dir=desc", ["Alice", "Bob", "Charlie"]),
    ("?sort=2024-02", ["Charlie", "Bob", "Alice"]),
    ("?sort=2024-02&dir=desc", ["Alice", "Bob", "Charlie"]),
    ("?sort=2024-01&dir=desc", ["Alice", "Bob", "Charlie"]),
    ("?sort=password_hash", ["Alice", "Bob", "Charlie"]),
    ("?sort=name'--&dir=DROP", ["Alice", "Bob", "Charlie"]),
)


def test_learners_are_sorted_by_any_column_and_blanks_come_last(
    app: Flask, tae_ri: Browser, answered: list[str]
) -> None:
    for number, name in enumerate(answered):
        set_account(app, name, seen_at=NOW - timedelta(days=number))
    for order, expected in ORDERS:
        assert column(tae_ri.get(f"/teach/learners{order}")) == expected, order


def test_the_sorted_column_says_so_and_leads_to_the_other_direction(tae_ri: Browser, answered: list[str]) -> None:
    page = tae_ri.get("/teach/learners?sort=done")
    (head,) = [head for head in page.all("th") if head.get("aria-sort")]
    assert head.get("aria-sort") == "ascending"
    (link,) = head.iter("a")
    assert link.get("href") == "?sort=done&dir=desc"
    (head,) = [head for head in tae_ri.get("/teach/learners?sort=done&dir=desc").all("th") if head.get("aria-sort")]
    assert head.get("aria-sort") == "descending"


def test_every_sorting_link_works(tae_ri: Browser, answered: list[str]) -> None:
    for path in ("/teach/learners", "/teach/questions/2024-02"):
        links = [link for link in tae_ri.get(path).links() if link.startswith("?sort=")]
        assert len(links) >= 4
        for link in links:
            page = tae_ri.get(path + link)
            assert [head.get("aria-sort") for head in page.all("th") if head.get("aria-sort")]


def test_the_learners_are_downloaded(teacher: FlaskClient, answered: list[str]) -> None:
    head, rows = lines(teacher, "/teach/learners.csv")
    assert [row[0] for row in rows] == answered
    assert len(head) == 2 + 3 * len(MONTHS)
    assert all(name.startswith(month) for month, name in zip(MONTHS, head[2::3], strict=True))
    assert (rows[0][2:5], rows[0][5:8]) == (["0", "", ""], [str(WHOLE), "100.0", "100.0"])


def test_a_spreadsheet_says_times_and_kinds_as_people_read_them(
    app: Flask, teacher: FlaskClient, alice: Browser
) -> None:
    set_account(app, "Alice", seen_at=datetime(2026, 11, 7, 12, 13, 59, tzinfo=UTC))
    assert [row[1] for row in lines(teacher, "/teach/learners.csv")[1]] == ["2026-11-07 21:13"]
    kinds = {row[1] for row in lines(teacher, "/teach/questions/2024-02.csv")[1]}
    assert {"단일 선택", "숫자", "빈칸"} <= kinds
    assert not any("_" in kind for kind in kinds)


def test_no_spreadsheet_runs_a_name(app: Flask, teacher: FlaskClient, alice: Browser) -> None:
    before = "Alice"
    for formula in FORMULAS:
        set_account(app, before, name=formula)
        before = formula
        assert [row[0] for row in lines(teacher, "/teach/learners.csv")[1]] == ["'" + formula]
        assert formula.strip() in [words(name) for name in Browser(teacher).get("/teach/learners").all("bdi")]


def test_no_spreadsheet_runs_a_prompt(app: Flask, teacher: FlaskClient) -> None:
    for formula in FORMULAS[:4]:
        with session_of(app) as session:
            for row in session.query(QuestionText):
                row.shown = {**row.shown, "passages": {**row.shown["passages"], "prompt": f"<p>{formula}</p>"}}
        assert {row[3] for row in lines(teacher, "/teach/questions/2024-02.csv")[1]} == {"'" + formula}


def test_every_question_of_a_bank_is_listed_with_its_facility(tae_ri: Browser, answered: list[str]) -> None:
    page = tae_ri.get("/teach/questions/2024-02")
    assert [text.split(".")[0] for text in column(page)] == [str(number) for number in range(1, WHOLE + 1)]
    assert set(column(page, 2)) == {"3"}
    assert column(page, 3)[CHOICE].startswith("67")
    assert any("명 ·" in text for text in column(page, 4))


def test_questions_without_an_answer_show_no_figures(tae_ri: Browser) -> None:
    page = tae_ri.get("/teach/questions/2024-03")
    assert (set(column(page, 2)), set(column(page, 3)), set(column(page, 4))) == ({"0"}, {"–"}, {"–"})


def test_questions_are_sorted_by_any_column(tae_ri: Browser, answered: list[str]) -> None:
    for key in ("number", "answers", "facility", "wrong"):
        path = f"/teach/questions/2024-02?sort={key}"
        rising, falling = column(tae_ri.get(path)), column(tae_ri.get(f"{path}&dir=desc"))
        assert sorted(rising) == sorted(falling)
        if key in ("number", "facility"):
            assert rising != falling


def test_the_questions_are_downloaded(teacher: FlaskClient, answered: list[str]) -> None:
    _, rows = lines(teacher, "/teach/questions/2024-02.csv")
    assert len(rows) == WHOLE
    row = rows[CHOICE]
    assert row[4:6] == ["3", "66.7"]
    assert float(row[6]) < 66.7 < float(row[7])
    wrong = [row for row in rows if row[8]]
    assert wrong
    assert all(0 < float(row[9]) <= 100 for row in wrong)
    assert {tuple(row[4:]) for row in lines(teacher, "/teach/questions/2024-03.csv")[1]} == {("0", "", "", "", "", "")}


def test_the_first_month_is_shown_where_none_is_named(tae_ri: Browser) -> None:
    page = tae_ri.get("/teach/questions")
    assert page.heading.startswith("1월")
    assert [link for link in page.links() if link.startswith("/teach/questions/2024")][:6] == [
        f"/teach/questions/{month}" for month in MONTHS
    ]


def test_a_bank_that_is_not_published_is_not_found(tae_ri: Browser) -> None:
    for path in ("/teach/questions/2024-09", "/teach/questions/2024-09.csv", "/teach/questions/x.csv"):
        assert tae_ri.get(path).status == 404


def test_a_withdrawn_question_is_listed_no_more(app: Flask, tae_ri: Browser) -> None:
    with session_of(app) as session:
        session.execute(update(QuestionRow).values(withdrawn=QuestionRow.position > 4))
    assert len(column(tae_ri.get("/teach/questions/2024-02"))) == 5


def test_before_anything_is_published_teachers_are_told_what_to_do(settings: Settings) -> None:
    empty = Settings.from_environment({"QUIZ_INSTANCE": str(settings.instance / "empty")})
    app = create_app({"WTF_CSRF_ENABLED": False, "RATELIMIT_ENABLED": False}, empty)
    with app.app_context():
        schema.upgrade(db.engine)
    client = app.test_client()
    client.post("/signup", data={"name": "Tae-ri", "password": PASSWORD, "old_enough": "1"})
    set_account(app, "Tae-ri", role="teacher", language="en")
    page = Browser(client).get("/teach/questions")
    assert page.heading == Browser(client).get("/").heading
    assert Browser(client).get("/teach/learners").status == 200
    with app.app_context():
        db.engine.dispose()
