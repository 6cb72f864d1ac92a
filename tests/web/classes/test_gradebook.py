"""The gradebook's pages: a teacher's table, forms and files, and what a learner sees of it."""

from __future__ import annotations

import io
from collections.abc import Mapping
from fractions import Fraction

import pytest
from flask import Flask

from quiz.platform.extensions import db
from quiz.services.classes import making
from quiz.storage.models.gradebook import ClassMark
from tests.services.classes import gradebooks
from tests.services.reporting.test_workbooks import cells_of
from tests.stores import statements
from tests.web.pages import Browser, Page, words
from tests.web.store import account_of, count, session_of

pytestmark = pytest.mark.any_database


@pytest.fixture
def numbers(app: Flask, alice: Browser, charlie: Browser, tae_ri: Browser) -> Mapping[str, int]:
    """A class of Tae-ri's with Alice in it, an assignment that she did, and a column of other marks."""
    with session_of(app) as session:
        teacher, learner = account_of(app, "Tae-ri"), account_of(app, "Alice")
        of_class = gradebooks.school_class(session, teacher, learner)
        one = gradebooks.assign(session, of_class)
        gradebooks.sit(session, learner, one, 6)
        other = gradebooks.column(session, of_class)
        member = gradebooks.learner_of(session, of_class, "Alice").member_id
        return {"class": of_class.id, "a": one.id, "c": other.id, "member": member}


def page_of(numbers: Mapping[str, int], rest: str = "") -> str:
    """An address in the gradebook: ``a`` and ``c`` stand for the two columns, ``member`` for Alice."""
    rest = rest.replace("{a}", f"a{numbers['a']}").replace("{c}", f"c{numbers['c']}")
    return f"/classes/{numbers['class']}/marks{rest.replace('{member}', str(numbers['member']))}"


def filled(browser: Browser, path: str, action: str = "", press: str | None = None, **fields: str) -> Page:
    page = browser.get(path)
    form = page.form(action or path)
    for name, value in fields.items():
        form.set(name, value)
    return browser.send(form, press)


def test_a_teacher_sees_marks_and_the_attempts_behind_them(numbers: Mapping[str, int], tae_ri: Browser) -> None:
    page = tae_ri.get(page_of(numbers))
    assert page_of(numbers, "/{a}/{member}") in page.links()
    assert f"/classes/{numbers['class']}/members/{numbers['member']}" in page.links()
    assert page_of(numbers) in tae_ri.get(f"/classes/{numbers['class']}").links()
    cell = tae_ri.get(page_of(numbers, "/{a}/{member}"))
    assert "10점 중 6점" in cell.main
    assert "Asia/Seoul" in cell.main
    assert "이 이름의 학습자" not in page.main
    assert page_of(numbers, "/{a}/{member}") not in tae_ri.get(page_of(numbers, "?q=Bob")).links()


@pytest.mark.parametrize("sort", ["name", "whole", "{a}", "{c}", "nothing"])
def test_the_table_takes_at_most_eight_statements_however_it_is_sorted(
    sort: str, app: Flask, numbers: Mapping[str, int], tae_ri: Browser
) -> None:
    with app.app_context():
        engine = db.engine
    path = page_of(numbers, f"?sort={sort}&dir=desc")
    tae_ri.get(path)
    with statements(engine) as seen:
        assert tae_ri.get(path).status == 200
    asked = [one for one in seen if not one.startswith(("BEGIN", "PRAGMA"))]
    assert len(asked) <= 8, asked


def test_a_mark_is_changed_by_its_form(app: Flask, numbers: Mapping[str, int], tae_ri: Browser) -> None:
    path = page_of(numbers, "/{a}/{member}")
    refused = filled(tae_ri, path, points="8")
    assert refused.status == 422
    assert refused.form(path).value("points") == "8"
    assert "이유를 적어 주세요" in refused.main
    assert filled(tae_ri, path, points="8", reason="3번 문항").status == 200
    with session_of(app) as session:
        assert [(one.points, one.reason) for one in session.query(ClassMark)] == [(8, "3번 문항")]
    assert filled(tae_ri, path, press="back").status == 200
    assert "받은 점수로 되돌리기" not in tae_ri.get(path).main


def test_what_two_teachers_typed_at_once_is_shown_and_kept(numbers: Mapping[str, int], tae_ri: Browser) -> None:
    path = page_of(numbers, "/{c}/{member}")
    form = tae_ri.get(path).form(path)
    assert filled(tae_ri, path, points="12").status == 200
    form.set("points", "15")
    form.set("reason", "발표를 잘했어요")
    late = tae_ri.send(form)
    assert late.status == 409
    again = late.form(path)
    assert (again.value("points"), again.value("reason"), again.value("seen")) == ("15", "발표를 잘했어요", "1")
    assert "12" in late.main
    assert tae_ri.send(again).status == 200
    assert "15" in tae_ri.get(page_of(numbers)).main


def test_a_script_gets_the_row_as_it_is_then(numbers: Mapping[str, int], tae_ri: Browser) -> None:
    path, how = page_of(numbers, "/{c}/{member}"), {"X-Requested-With": "fetch"}
    answer = tae_ri.client.post(path, data={"points": "20", "seen": "0"}, headers=how)
    row = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert row.strip().startswith("<tr>")
    assert "87%" in row
    assert tae_ri.client.post(path, data={"points": "x", "seen": "1"}, headers=how).status_code == 422
    assert tae_ri.client.post(path, data={"points": "1", "seen": "nothing"}, headers=how).status_code == 409


def test_columns_and_categories_are_kept_by_forms(numbers: Mapping[str, int], tae_ri: Browser) -> None:
    columns, categories = page_of(numbers, "/columns"), f"/classes/{numbers['class']}/categories"
    refused = filled(tae_ri, columns, categories, name="평가", weight="viel")
    assert refused.status == 422
    form = refused.form(categories)
    assert (form.value("name"), form.value("weight")) == ("평가", "viel")
    assert filled(tae_ri, columns, categories, name="평가", weight="60").status == 200
    assert filled(tae_ri, columns, page_of(numbers, "/{a}"), category="1").status == 200
    assert filled(tae_ri, columns, columns, title="수행", possible="30").status == 200
    page = tae_ri.get(page_of(numbers))
    assert "수행" in page.main
    assert "비중 60" in page.main
    assert tae_ri.client.post(page_of(numbers, "/{c}"), data={"go": "remove"}).status_code == 303
    assert filled(tae_ri, columns, f"{categories}/1", press="remove").status == 200
    assert "발표" not in tae_ri.get(page_of(numbers)).main


def test_a_learner_sees_what_is_released_with_the_reason_and_nobody_elses(
    numbers: Mapping[str, int], alice: Browser, charlie: Browser, tae_ri: Browser
) -> None:
    filled(tae_ri, page_of(numbers, "/{a}/{member}"), points="8", reason="3번 문항")
    assert "Check 2" not in alice.get(page_of(numbers)).main
    assert filled(tae_ri, page_of(numbers, "/columns"), page_of(numbers, "/{a}/release")).status == 200
    own = alice.get(page_of(numbers))
    assert "3번 문항" in own.main
    assert "80%" in own.main
    assert "발표" not in own.main
    assert page_of(numbers) in [link.partition("#")[0] for link in _leads_to(alice)]
    report = f"/classes/{numbers['class']}/members/{numbers['member']}/report"
    assert alice.get(report).main == own.main
    assert "발표" not in tae_ri.get(report).main
    with_hidden = tae_ri.get(f"{report}?hidden=1")
    assert "발표" in with_hidden.main
    assert "성적표에서 숨김" in with_hidden.main
    assert "발표" not in alice.get(f"{report}?hidden=1").main
    (table,) = alice.get(report).all("table")
    assert "80%" in own.main
    assert [words(one) for one in table.iter("td")][1:] == ["8", "10"]
    assert "data-print" in own.html
    for path in (report, page_of(numbers), page_of(numbers, ".csv")):
        assert charlie.get(path).status == 404
    for path in ("/columns", ".csv", ".xlsx", "/{c}/list", "/{a}/{member}"):
        assert alice.get(page_of(numbers, path)).status == 404
    assert filled(tae_ri, page_of(numbers, "/columns"), page_of(numbers, "/{a}/release")).status == 200
    assert "Check 2" not in alice.get(page_of(numbers)).main


def _leads_to(browser: Browser) -> list[str]:
    """Where the notices of an inbox lead."""
    page = browser.get("/inbox")
    form = next(form for form in page.forms() if form.action.startswith("/inbox/"))
    return [browser.client.post(form.action, data=form.data("there")).headers["Location"]]


def test_an_assistant_sees_marks_and_changes_none(app: Flask, numbers: Mapping[str, int], charlie: Browser) -> None:
    with session_of(app) as session:
        making.add(session, numbers["class"], account_of(app, "Charlie").id, "assistant", now=gradebooks.NOW)
    assert charlie.get(page_of(numbers)).status == 200
    cell = charlie.get(page_of(numbers, "/{a}/{member}"))
    assert cell.status == 200
    assert not [form for form in cell.forms() if form.action == cell.path]
    sent = charlie.client.post(page_of(numbers, "/{a}/{member}"), data={"points": "1", "reason": "x", "seen": "0"})
    assert sent.status_code == 403
    assert charlie.get(page_of(numbers, "/columns")).status == 403
    assert count(app, ClassMark) == 0


def test_files_open_in_a_spreadsheet_and_run_nothing(app: Flask, numbers: Mapping[str, int], tae_ri: Browser) -> None:
    filled(tae_ri, page_of(numbers, "/columns"), page_of(numbers, "/columns"), title="=1+1", possible="5")
    raw = tae_ri.client.get(page_of(numbers, ".csv")).data
    text = raw.decode("utf-8-sig")
    assert raw.startswith(b"\xef\xbb\xbf")
    assert text.splitlines()[0] == "이름,계정,합계 %,Check 2 (/10),발표 (/20),'=1+1 (/5)"
    assert text.splitlines()[1] == "Alice,Alice,60,6,,"
    assert cells_of(tae_ri.client.get(page_of(numbers, ".xlsx")).data) == [
        ["이름", "계정", "합계 %", "Check 2 (/10)", "발표 (/20)", "=1+1 (/5)"],
        ["Alice", "Alice", 60.0, 6.0],
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "cp949", "utf-16"])
def test_a_list_is_looked_at_and_then_stored(
    encoding: str, app: Flask, numbers: Mapping[str, int], tae_ri: Browser
) -> None:
    path = page_of(numbers, "/{c}/list")
    assert tae_ri.get(path).status == 200
    sent = {"file": (io.BytesIO("이름;점수\nAlice;17,5\nDora;3".encode(encoding)), "marks.csv")}
    page = Page(tae_ri.client.post(path, data=sent, headers=tae_ri.headers))
    assert "17.5" in page.main
    assert "3행" in page.main
    assert count(app, ClassMark) == 0
    stored = tae_ri.send(page.form(f"{path}/confirm"))
    assert "점수 1개를 저장했어요" in stored.main
    with session_of(app) as session:
        assert session.query(ClassMark).one().points == Fraction(35, 2)
    late = tae_ri.send(page.form(f"{path}/confirm"))
    assert late.status == 409
    assert f"{path}/confirm" not in [form.action for form in late.forms()]


@pytest.mark.parametrize(
    ("data", "status"),
    [
        ({"list": ""}, 422),
        ({"list": "Dora\t7"}, 422),
        ({"file": (b"\x89PNG\x00", "a.png")}, 422),
        ({"list": "x" * 20_001}, 413),
    ],
)
def test_a_list_that_says_nothing_is_refused_with_a_reason(
    data: dict[str, object], status: int, app: Flask, numbers: Mapping[str, int], tae_ri: Browser
) -> None:
    if "file" in data:
        raw, name = data["file"]  # type: ignore[misc]  # a pair
        data = {"file": (io.BytesIO(raw), name)}
    page = Page(tae_ri.client.post(page_of(numbers, "/{c}/list"), data=data, headers=tae_ri.headers))
    assert page.status == status
    assert count(app, ClassMark) == 0


def test_addresses_of_nothing_are_not_found(numbers: Mapping[str, int], tae_ri: Browser) -> None:
    for rest in ("/a99/{member}", "/x/{member}", "/{a}/999999", "/{a}/list"):
        assert tae_ri.get(page_of(numbers, rest)).status == 404
    for rest, data in (
        ("/{c}/list/confirm", {"mark": "1"}),
        ("/{c}", {"title": "x", "possible": "1", "category": "77"}),
    ):
        assert tae_ri.client.post(page_of(numbers, rest), data=data).status_code in (400, 404)


def test_an_archived_class_is_only_read(app: Flask, numbers: Mapping[str, int], tae_ri: Browser) -> None:
    with session_of(app) as session:
        session.get_one(gradebooks.ClassRow, numbers["class"]).archived_at = gradebooks.NOW
    assert page_of(numbers, "/columns") not in tae_ri.get(page_of(numbers)).links()
    assert tae_ri.get(page_of(numbers, "/columns")).status == 409
    path, sent = page_of(numbers, "/{c}/{member}"), {"points": "1", "seen": "0"}
    refused = Page(tae_ri.client.post(path, data=sent, headers=tae_ri.headers))
    assert (refused.status, "보관되어 있어" in refused.main) == (409, True)
    assert f"/classes/{numbers['class']}" in refused.links()
    by_script = tae_ri.client.post(path, data=sent, headers={"X-Requested-With": "fetch"})
    assert (by_script.status_code, by_script.get_json()["reason"]) == (409, "class_archived")
    assert count(app, ClassMark) == 0
    assert path not in [form.action for form in tae_ri.get(path).forms()]
