"""Pages of item analysis: the finding first, sorted and searched, as a spreadsheet, in few statements."""

from __future__ import annotations

import csv
import io

import pytest
from flask import Flask
from flask.testing import FlaskClient

from quiz.platform.extensions import db
from quiz.services.content.media import MediaFolder
from quiz.storage.models.content import QuestionVersion
from tests.services.analysed import LEARNERS, planted_class
from tests.stores import statements
from tests.web.pages import Browser, words
from tests.web.store import session_of, set_account

pytestmark = pytest.mark.any_database


@pytest.fixture
def address(app: Flask, media: MediaFolder) -> str:
    """Where the planted test is analysed."""
    with session_of(app) as session:
        return f"/teach/items/{planted_class(session, media)}"


def test_the_finding_comes_first_and_leads_to_what_to_do(app: Flask, tae_ri: Browser, address: str) -> None:
    page = tae_ri.get(address)
    assert "10문항 중 3문항을 살펴보세요." in page.main
    assert next(words(row) for row in page.all("tbody")[1].iter("th")).startswith("1.")
    assert "‘0번의 a’ 쪽을 더 많이 골랐어요" in page.main
    link = next(link for link in page.links() if link.startswith(address) and link.count("/") == 5)
    item = tae_ri.get(link)
    assert "문항을 고치고 재채점할 수 있는 사람" in item.main
    assert not [one for one in item.links() if one.startswith("/teach/regrades/")]
    set_account(app, "Tae-ri", role="admin")
    (again,) = {one for one in tae_ri.get(link).links() if one.startswith("/teach/regrades/questions/")}
    assert tae_ri.get(again).status == 200
    assert {"상위", "중위", "하위"} <= {words(head).split()[0] for head in item.all("th", scope="col")}
    with session_of(app) as session:
        assert session.get(QuestionVersion, int(link.rpartition("/")[2])) is not None


def test_questions_are_sorted_searched_and_downloaded(teacher: FlaskClient, tae_ri: Browser, address: str) -> None:
    page = tae_ri.get(address)
    for link in [link for link in page.links() if link.startswith("?sort=")]:
        assert [head.get("aria-sort") for head in tae_ri.get(address + link).all("th") if head.get("aria-sort")]
    assert len(tae_ri.get(f"{address}?q=flaw-7").all("tbody")[1]) == 1
    assert "이 단어가 들어간 문항이 없어요." in tae_ri.get(f"{address}?q=zzz").main
    (file,) = [link for link in page.links() if link.endswith(".csv")]
    head, *rows = csv.reader(io.StringIO(teacher.get(file).data.decode("utf-8-sig"), newline=""))
    assert (len(rows), {len(row) for row in rows}) == (10, {len(head)})
    assert {row[3] for row in rows} == {str(LEARNERS)}
    assert tae_ri.get("/teach/questions/2024-07").links().count(address) == 1


def test_each_question_of_a_bank_leads_to_its_analysis(tae_ri: Browser, address: str) -> None:
    links = {one for one in tae_ri.get("/teach/questions/2024-07").links() if one.count("/") == 5 and "items" in one}
    assert links == {one for one in tae_ri.get(address).links() if one.startswith(address) and one.count("/") == 5}
    assert {tae_ri.get(one).status for one in links} == {200}


@pytest.mark.parametrize("path", ["/teach/items/999999", "/teach/items/4/999999", "/teach/items/4/4/999999"])
def test_what_is_not_there_is_not_found(teacher: FlaskClient, path: str) -> None:
    assert teacher.get(path).status_code == 404


def test_the_pages_take_few_statements(app: Flask, teacher: FlaskClient, tae_ri: Browser, address: str) -> None:
    item = next(link for link in tae_ri.get(address).links() if link.startswith(address) and link.count("/") == 5)
    for path in (address, item, f"{item.rpartition('/')[0]}.csv"):
        with app.app_context(), statements(db.engine) as seen:
            assert teacher.get(path).status_code == 200
        assert len([one for one in seen if not one.startswith(("BEGIN", "PRAGMA"))]) <= 8, path
