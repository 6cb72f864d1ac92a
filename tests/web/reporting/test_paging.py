"""Long lists of teachers: true counts, a page at a time, by name, and back to where one was."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from quiz.domain.questions.base import Variant
from quiz.services.attempts.serialization import plain_variant
from quiz.services.identity.accounts import name_key
from quiz.storage.models.attempts import Attempt, AttemptQuestion
from quiz.storage.models.content import BankRow, QuestionRow, QuestionVersion, QuizRow
from quiz.storage.models.identity import Account
from quiz.storage.models.reporting import LearnerMonth
from quiz.web.templating.paging import PAGE
from tests.conftest import NOW
from tests.web.pages import Browser, Page, to_grade, words
from tests.web.store import CHECK, bank_with, of_kind, session_of, whole_bank

pytestmark = pytest.mark.any_database

MANY = 2 * PAGE + 7
LISTS = ("/teach/learners", "/teach/tests", "/teach/grading/questions/")


@pytest.fixture
def crowd(app: Flask) -> list[str]:
    """More learners than two pages hold, each with a test that runs and with an answer that waits; their names."""
    names = [f"Learner {number:03}" for number in range(MANY)]
    with session_of(app) as session:
        quiz = session.scalars(select(QuizRow).where(QuizRow.key == CHECK)).one()
        bank = session.scalars(select(BankRow).where(BankRow.slug == "2024-02")).one()
        current = select(QuestionVersion).join(QuestionRow, QuestionRow.current_version_id == QuestionVersion.id)
        essay = next(one for one in session.scalars(current) if one.definition["question"]["kind"] == "essay")
        for number, name in enumerate(names):
            at = NOW + timedelta(seconds=number)
            person = Account(
                role="learner", name=name, name_key=name_key(name), password_hash="x", created_at=at, seen_at=at
            )
            session.add(person)
            session.flush()
            if number % 3:
                session.add(LearnerMonth(account_id=person.id, bank_id=bank.id, done=number % 5, best=number % 7 / 7))
            attempts = [
                Attempt(
                    token=f"{state}-{number}",
                    account_id=person.id,
                    quiz_id=quiz.id,
                    quiz_version_id=quiz.current_version_id,
                    seed="crowd",
                    mode="exam",
                    state=state,
                    started_at=at,
                    deadline_at=at + timedelta(days=400),
                    closes_at=at + timedelta(days=400),
                    handed_in_at=at if state == "waiting" else None,
                    points_possible=1,
                )
                for state in ("running", "waiting")
            ]
            session.add_all(attempts)
            session.flush()
            session.add(
                AttemptQuestion(
                    attempt_id=attempts[1].id,
                    position=1,
                    question_version_id=essay.id,
                    variant=plain_variant(Variant()),
                    answered=True,
                    waiting=True,
                )
            )
    return names


def rows(page: Page) -> list[str]:
    """What tells the entries of a list apart."""
    found = [words(name) for head in page.all("th", scope="row") for name in head.iter("bdi")]
    links = (str(link.get("href")) for entry in page.all("li") for link in entry.iter("a"))
    return found or [link for link in links if re.fullmatch("/teach/grading/[0-9]+", link)]


def walk(browser: Browser, address: str) -> list[Page]:
    """The pages of a list, from one to the next by its link."""
    pages = [browser.get(address)]
    while following := [str(link.get("href")) for link in pages[-1].all("a", rel="next")]:
        pages.append(browser.get(following[0]))
        assert len(pages) < 9
    return pages


@pytest.mark.parametrize("address", LISTS)
def test_every_entry_of_a_long_list_is_on_one_page_and_all_are_counted(
    address: str, tae_ri: Browser, crowd: list[str]
) -> None:
    if address.endswith("/"):
        address = next(link for link in tae_ri.get("/teach/grading").links() if link.startswith(address))
    pages = walk(tae_ri, address)
    assert [len(rows(page)) for page in pages] == [PAGE, PAGE, MANY - 2 * PAGE]
    assert len({name for page in pages for name in rows(page)}) == MANY
    assert {str(MANY) in page.main for page in pages} == {True}
    assert words(pages[1].all("nav", class_="pager")[0]).count(f"{PAGE + 1}–{2 * PAGE}") == 1
    (back,) = [str(link.get("href")) for link in pages[1].all("a", rel="prev")]
    assert rows(tae_ri.get(back)) == rows(pages[0])


@pytest.mark.parametrize(
    "order", ["", "sort=done", "sort=done&dir=desc", "sort=2024-02&dir=desc", "sort=seen&dir=desc"]
)
def test_the_order_holds_from_page_to_page(order: str, tae_ri: Browser, crowd: list[str]) -> None:
    pages = walk(tae_ri, f"/teach/learners?{order}")
    seen = [name for page in pages for name in rows(page)]
    assert sorted(seen) == crowd
    assert (seen == crowd) == (order == "")


def test_a_page_that_is_not_there_is_the_nearest_one(tae_ri: Browser, crowd: list[str]) -> None:
    last = rows(walk(tae_ri, "/teach/learners")[-1])
    for asked in ("99", "999999999999", "4"):
        assert rows(tae_ri.get(f"/teach/learners?page={asked}")) == last, asked
    for asked in ("0", "-1", "x", "²", ""):
        assert rows(tae_ri.get(f"/teach/learners?page={asked}")) == crowd[:PAGE], asked


@pytest.mark.parametrize("address", ["/teach/learners", "/teach/tests"])
def test_a_learner_is_found_by_a_part_of_the_name(address: str, tae_ri: Browser, crowd: list[str]) -> None:
    page = tae_ri.get(address)
    (form,) = [form for form in page.forms() if form.method == "get"]
    assert form.action == address
    for sought, expected in (
        ("ER 042", ["Learner 042"]),
        ("  ｌｅａｒｎｅｒ 10 ", [name for name in crowd if name.startswith("Learner 10")]),
        ("%", []),
        ("_", []),
        ("nobody", []),
    ):
        found = Page(tae_ri.client.get(address, query_string={"q": sought}))
        assert rows(found) == expected, sought
        assert found.form(address).value("q") == sought.strip()
    hidden = Page(tae_ri.client.get(address, query_string={"q": " " * 70 + "\u3000\u200bER\u3000 042\u200b "}))
    assert rows(hidden) == ["Learner 042"]
    assert rows(tae_ri.get(f"{address}?q=")) == rows(page)


def test_looking_for_a_name_keeps_the_order_and_the_order_keeps_the_name(tae_ri: Browser, crowd: list[str]) -> None:
    page = tae_ri.get("/teach/learners?sort=seen&dir=desc&q=1")
    form = page.form("/teach/learners")
    assert (form.value("sort"), form.value("dir"), form.value("q")) == ("seen", "desc", "1")
    links = [link for link in page.links() if link.startswith("?sort=")]
    assert {link.partition("&q=")[2] for link in links} == {"1"}


def test_time_given_on_a_later_page_leads_back_to_it(tae_ri: Browser, crowd: list[str]) -> None:
    page = tae_ri.get("/teach/tests?page=2")
    form = next(form for form in page.forms() if "/extend" in form.action)
    form.set("minutes", "7")
    after = tae_ri.send(form)
    assert (after.path, after.response.request.args["page"]) == ("/teach/tests", "2")
    page = tae_ri.get("/teach/tests?page=2")
    form.set("minutes", "many")
    wrong = tae_ri.send(form)
    assert (wrong.status, rows(wrong)) == (422, rows(page))
    ways = [str(link.get("href")) for rel in ("prev", "next") for link in wrong.all("a", rel=rel)]
    assert ways == ["/teach/tests", "/teach/tests?page=3"]


def test_the_download_holds_every_learner(teacher: FlaskClient, crowd: list[str]) -> None:
    text = teacher.get("/teach/learners.csv").get_data(as_text=True)
    assert all(name in text for name in crowd)


def test_an_answer_to_grade_is_told_by_its_prompt_and_leads_to_the_next(
    app: Flask, alice: Browser, tae_ri: Browser
) -> None:
    essays = []
    for _ in range(3):
        token = whole_bank(app, "Alice", bank_with("essay"), "exam")
        essays.append(of_kind(app, token, "essay"))
        alice.send(alice.get(essays[-1].path).answer_form.answer(essays[-1].right))
        alice.client.post(f"/a/{token}/hand-in")
    page = tae_ri.get("/teach/grading")
    links = to_grade(tae_ri)
    assert len(links) == 3
    assert essays[0].question.id not in page.main
    assert essays[0].question.prompt["ko"][:20] in page.main
    seen = tae_ri.send(tae_ri.get(links[1]).form(links[1]))
    assert seen.path == links[2]
    seen = tae_ri.send(seen.form(links[2]))
    assert seen.path == links[0]
    seen = tae_ri.send(seen.form(links[0]))
    assert seen.path == "/teach/grading"
