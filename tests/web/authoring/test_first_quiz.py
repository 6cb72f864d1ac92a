"""From signing in to the link for learners: a series, a bank, a question, all of it in the browser."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from quiz.services.content.publishing import series_from
from quiz.storage.models.classes import ClassMember, ClassSeries
from quiz.storage.models.content import BankRevision, BankRow, SeriesRow
from tests.web.authoring.test_studio import colleague
from tests.web.pages import Browser, Page
from tests.web.store import session_of

SERIES, BANK = "/studio/gicho-tonggye", "/studio/gicho-tonggye/pyeonggyun"
QUESTION = """questions:
  - kind: true_false
    prompt: 평균은 늘 자료 가운데 하나예요.
    answer: false
"""


def begun(teacher: Browser, title: str = "기초 통계", **fields: str) -> Page:
    """Fill in the form of a new series."""
    form = teacher.get("/studio/new-series").form("/studio/new-series")
    form.set("title-ko", title)
    for name, value in fields.items():
        form.set(name, value)
    return teacher.send(form)


def with_bank(teacher: Browser, series: str = SERIES, title: str = "평균", **fields: str) -> Page:
    """Fill in the form of a new bank."""
    form = teacher.get(f"{series}/new-bank").form(f"{series}/new-bank")
    form.set("title-ko", title)
    for name, value in fields.items():
        form.set(name, value)
    return teacher.send(form)


def published(teacher: Browser) -> Page:
    """Write the first question of the bank, and publish it."""
    form = teacher.get(BANK).form(BANK)
    form.set("source", form.value("source").strip() + "\n" + QUESTION)
    page = teacher.send(form, "publish")
    assert (page.path, page.faults) == (f"{BANK}/publish", [])
    return teacher.send(page.form(f"{BANK}/publish"))


def test_a_new_teacher_gets_from_signing_in_to_the_link_for_learners(
    app: Flask, tae_ri: Browser, alice: Browser
) -> None:
    assert "/studio" in tae_ri.get("/teach").links()
    assert "/studio/new-series" in tae_ri.get("/studio").links()
    page = begun(tae_ri)
    assert (page.path, page.faults) == (f"{SERIES}/new-bank", [])
    page = with_bank(tae_ri)
    assert page.faults == []
    assert tae_ri.get(f"{BANK}/share").path == f"{BANK}/publish", "there is nothing to share yet"
    assert "pyeonggyun" in tae_ri.get("/studio").main
    page = published(tae_ri)
    assert (page.path, page.heading, page.faults) == (f"{BANK}/share", "아직 학습자에게 보이지 않아요", [])
    assert alice.get("/s/gicho-tonggye/m/pyeonggyun").status == 404
    opened = tae_ri.send(page.form(f"{BANK}/share"))
    assert (opened.heading, opened.faults) == ("학습자에게 알려 줄 수 있어요", [])
    assert "http://localhost/s/gicho-tonggye/m/pyeonggyun" in opened.main
    assert tae_ri.client.get(f"{BANK}/share.svg").mimetype == "image/svg+xml"
    assert alice.get("/s/gicho-tonggye/m/pyeonggyun").heading == "평균"
    hidden = tae_ri.send(opened.form(f"{BANK}/share"), "hide")
    assert (hidden.heading, hidden.faults) == ("아직 학습자에게 보이지 않아요", [])
    assert alice.get("/s/gicho-tonggye/m/pyeonggyun").status == 404
    assert alice.get("/s/gicho-tonggye").status != 404, "the series stays open"


def test_a_class_is_assigned_it_from_there(app: Flask, tae_ri: Browser) -> None:
    begun(tae_ri)
    with_bank(tae_ri)
    page = published(tae_ri)
    (settings,) = {link for link in page.links() if link.endswith("/settings") and link.startswith("/classes/")}
    with session_of(app) as session:
        row = session.scalars(select(SeriesRow).where(SeriesRow.slug == "gicho-tonggye")).one()
        room = int(settings.split("/")[2])
        assert session.scalars(select(ClassMember.role).where(ClassMember.class_id == room)).first() == "owner"
        session.add(ClassSeries(class_id=room, series_id=row.id))
        number = row.id
        session.commit()
    assert f"/classes/{room}/assignments/new?series={number}" in tae_ri.get(f"{BANK}/share").links()


def test_what_is_of_others_is_neither_touched_nor_reached(app: Flask, tae_ri: Browser) -> None:
    with session_of(app) as session:
        before = session.scalars(select(SeriesRow.content_hash).order_by(SeriesRow.id)).all()
    page = begun(tae_ri, slug="ai-2024")
    assert (page.status, page.faults) == (422, [])
    assert page.form("/studio/new-series").value("slug") == "ai-2024-2", "a free one is proposed"
    assert tae_ri.send(page.form("/studio/new-series")).path == "/studio/ai-2024-2/new-bank"
    with session_of(app) as session:
        assert session.scalars(select(SeriesRow.content_hash).order_by(SeriesRow.id)).all()[:1] == before
        assert session.scalars(select(BankRow.slug).join(SeriesRow).where(SeriesRow.slug == "ai-2024-2")).all() == []
    other = colleague(app, "Min-ho")
    for path in ("new-bank", "series", "x/share", "x/share.svg"):
        assert other.get(f"/studio/ai-2024-2/{path}").status == 404
    assert begun(other).path == f"{SERIES}/new-bank"
    assert begun(tae_ri).path == f"{SERIES}-2/new-bank", "the same title has another id"


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"title-ko": "  "}, "제목을 적어 주세요"),
        ({"title-ko": "가" * 121}, "120자까지"),
        ({"slug": "기초 통계"}, "영어 소문자"),
    ],
)
def test_what_can_not_be_taken_is_said_and_stays(tae_ri: Browser, fields: dict[str, str], said: str) -> None:
    page = begun(tae_ri, **fields)
    assert (page.status, page.faults) == (422, [])
    assert said in page.main
    begun(tae_ri)
    page = with_bank(tae_ri, **fields)
    assert (page.status, page.faults) == (422, [])
    assert said in page.main


@pytest.mark.any_database
def test_a_language_is_wanted(tae_ri: Browser) -> None:
    form = tae_ri.get("/studio/new-series").form("/studio/new-series")
    data = {**form.data(), "title-ko": "통계", "languages": "xx"}
    page = Page(tae_ri.client.post("/studio/new-series", data=data))
    assert (page.status, page.faults) == (422, [])


@pytest.mark.any_database
def test_banks_get_ids_that_are_free(tae_ri: Browser) -> None:
    begun(tae_ri)
    assert with_bank(tae_ri).path.startswith(BANK)
    assert with_bank(tae_ri).path.startswith(f"{BANK}-2")
    assert with_bank(tae_ri, title="2026년 3월").path.startswith(f"{SERIES}/quiz-2026nyeon-3wol")
    assert with_bank(tae_ri, title="日本").path.startswith(f"{SERIES}/quiz")
    assert with_bank(tae_ri, slug="series").form(f"{SERIES}/new-bank").value("slug") == "series-2"
    assert with_bank(tae_ri, slug="pyeonggyun").status == 422


def settings(teacher: Browser, press: str | None, **fields: str) -> Page:
    form = teacher.get(f"{SERIES}/series").form(f"{SERIES}/series")
    for name, value in fields.items():
        form.set(name.replace("_", "-"), value)
    return teacher.send(form, press)


def title_of(app: Flask) -> str:
    with session_of(app) as session:
        row = session.scalars(select(SeriesRow).where(SeriesRow.slug == "gicho-tonggye")).one()
        return series_from(row.definition).title["ko"]


def test_a_series_is_set_up_by_a_form_and_published_as_shown(app: Flask, tae_ri: Browser) -> None:
    begun(tae_ri)
    with_bank(tae_ri)
    published(tae_ri)
    page = settings(tae_ri, None, title_ko="기초 통계 1", line_ko="처음 만나는 통계", banks_1="pyeonggyun")
    assert (page.path, page.faults) == (f"{SERIES}/series", [])
    assert title_of(app) == "기초 통계", "a draft changes nothing"
    page = settings(tae_ri, "publish", profile="strict")
    assert (page.path, page.faults) == (f"{SERIES}/series.yaml/publish", [])
    assert "pyeonggyun" in page.main, "a bank of one question is not enough for the profile"
    assert [form.action for form in page.forms() if form.action.endswith("/publish")] == []
    page = settings(tae_ri, "publish", profile="standard")
    done = tae_ri.send(page.form(f"{SERIES}/series.yaml/publish"))
    assert (done.path, done.faults) == (f"{SERIES}/series", [])
    assert title_of(app) == "기초 통계 1"
    assert tae_ri.get("/s/gicho-tonggye/m/pyeonggyun").status == 200


def test_another_language_stores_every_bank_again(app: Flask, tae_ri: Browser) -> None:
    begun(tae_ri)
    with_bank(tae_ri)
    published(tae_ri)
    form = tae_ri.get(f"{SERIES}/series").form(f"{SERIES}/series")
    form.tick("languages")
    page = tae_ri.send(form, "publish")
    assert "평균" in page.main
    tae_ri.send(page.form(f"{SERIES}/series.yaml/publish"))
    with session_of(app) as session:
        numbers = session.scalars(
            select(BankRevision.number)
            .join(BankRow, BankRevision.bank_id == BankRow.id)
            .where(BankRow.slug == "pyeonggyun")
        ).all()
    assert numbers == [1, 2]
    tae_ri.client.post("/preferences", data={"language": "en"})
    assert tae_ri.get("/s/gicho-tonggye/m/pyeonggyun").status == 200


@pytest.mark.any_database
def test_parts_come_and_go(tae_ri: Browser) -> None:
    begun(tae_ri)
    page = settings(tae_ri, None, **{"part--ko": "둘째", "banks-": "a b"})
    form = page.form(f"{SERIES}/series")
    assert (form.value("part-2-ko"), form.value("banks-2").split()) == ("둘째", ["a", "b"])
    form.tick("remove-1")
    page = tae_ri.send(form)
    assert "part-1-ko" not in page.html


@pytest.mark.any_database
def test_parts_that_come_and_go_survive_a_change_of_another_window(tae_ri: Browser) -> None:
    begun(tae_ri)
    address = f"{SERIES}/series"
    for number in ("1", "2"):
        form = tae_ri.get(address).form(address)
        form.set("part--ko", f"부 {number}")
        tae_ri.send(form, "")
    stale = tae_ri.get(address).form(address)
    stale.set("part--ko", "새 부")
    stale.set("remove-1", "yes")
    settings(tae_ri, None, title_ko="하나")
    form = tae_ri.send(stale, "").form(address)
    assert (form.value("remove-1"), form.value("part-4-ko")) == ("yes", "새 부")
    tae_ri.send(form, "")
    form = tae_ri.get(address).form(address)
    assert [form.value(f"part-{number}-ko") for number in range(1, 5)] == ["", "부 1", "부 2", "새 부"]


@pytest.mark.any_database
def test_a_form_of_another_window_and_one_that_can_not_be_read(tae_ri: Browser) -> None:
    begun(tae_ri)
    stale = tae_ri.get(f"{SERIES}/series").form(f"{SERIES}/series")
    settings(tae_ri, None, title_ko="하나")
    stale.set("title-ko", "둘")
    page = tae_ri.send(stale)
    assert (page.status, page.faults) == (409, [])
    assert page.form(f"{SERIES}/series").value("title-ko") == "둘"
    source = f"{SERIES}/series.yaml"
    form = tae_ri.get(source).form(source)
    form.set("source", "title: [")
    tae_ri.send(form)
    page = tae_ri.get(f"{SERIES}/series")
    assert (page.status, page.faults) == (200, [])
    assert source in page.links()
    again = Page(tae_ri.client.post(f"{SERIES}/series", data=stale.data(), follow_redirects=True))
    assert (again.status, again.faults) == (409, [])
