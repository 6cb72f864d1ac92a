"""What learners typed wrong, on the page of its question: put into the bank in the browser, without names."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import delete, select

from quiz.domain.bank_format.source_edit import Data
from quiz.services.content.media import MediaFolder
from quiz.storage.models.classes import ClassMember
from quiz.storage.models.content import BankRevision, QuestionRow
from tests.builders import both, definition
from tests.domain.bank_format.short_forms.forms import shortened
from tests.services.builders import named, person, recipe, sit_exam, typing
from tests.services.regrades import EXAM, republish
from tests.web.grading.test_challenges import own
from tests.web.pages import Browser, words
from tests.web.store import session_of, set_account

TERM, NUMBER = "one-short-text", "one-numeric"
NUMERIC: dict[str, Data] = {
    "answer": "10",
    "prompt": both("몇 개인가요?", "How many?"),
    "tolerance": {"absolute": "0"},
    "hints": [],
    "wrong": [{"value": "11", "why": both("하나를 더 셌어요.", "One too many was counted.")}],
}


def asked(app: Flask, media: MediaFolder, kind: str, answers: list[str], *, short: bool = False) -> str:
    """A question of that kind to which these were typed in a test, each by another learner; where they are listed.

    ``short`` writes it in its short form.
    """
    question = definition("numeric", **NUMERIC) if kind == "numeric" else definition(kind)
    for field in ("variables", "sets", "where", "unit") if kind == "numeric" else ():
        question.pop(field, None)
    name = f"one-{kind.replace('_', '-')}"
    question = shortened(question) if short else question
    with session_of(app) as session:
        republish(session, media, question, quizzes=[recipe("exam", "exam", name)])
        for number, text in enumerate(answers):
            sit_exam(session, person(session, f"Learner {number}"), EXAM, typing(text))
        session.commit()
        number = session.scalars(select(QuestionRow.id).where(QuestionRow.slug == name)).all()[-1]
    return f"/teach/typed/{number}"


@pytest.fixture
def admin(app: Flask, tae_ri: Browser) -> Browser:
    """Who sees what every learner typed, and may edit everything."""
    set_account(app, "Tae-ri", role="admin")
    return tae_ri


def source(app: Flask) -> tuple[str, str]:
    """The file that was published last, and from where."""
    with session_of(app) as session:
        revision = session.scalars(select(BankRevision).order_by(BankRevision.id.desc())).first()
        assert revision is not None
        return (revision.source or b"").decode(), revision.origin


ANSWERS = ["전이 학습", " 전이학습", "전이 학습", "치명적 망각", "미세 조정", "과적합"]


def test_equal_texts_are_one_line_with_a_count_and_no_name(app: Flask, media: MediaFolder, admin: Browser) -> None:
    page = admin.get(asked(app, media, "short_text", ANSWERS))
    assert page.faults == []
    rows = [words(row) for row in page.all("tr")][1:]
    assert [row.split(" 인정하기")[0] for row in rows] == ["전이 학습 3", "과적합 1", "미세 조정 1"]
    assert "Learner" not in page.main


def test_a_spelling_is_accepted_with_its_proof_and_then_scored_again(
    app: Flask, media: MediaFolder, admin: Browser
) -> None:
    path = asked(app, media, "short_text", ANSWERS)
    link = next(link for link in admin.get(path).links() if link.endswith("way=spelling:text"))
    page = admin.get(link)
    assert (page.status, page.faults) == (200, [])
    assert "Learner" not in page.main, "whose answers these are is not shown"
    done = admin.send(page.form(link.partition("?")[0]))
    assert done.path.startswith("/teach/regrades/questions/")
    assert done.heading == "학습자 3명의 점수가 올라요"
    text, origin = source(app)
    assert origin == "studio"
    assert text.count("전이 학습") == 2, "among the spellings, and in accept"


def test_a_text_that_never_counts_moves_no_score(app: Flask, media: MediaFolder, admin: Browser) -> None:
    path = asked(app, media, "short_text", ANSWERS)
    link = [link for link in admin.get(path).links() if link.endswith("way=reject:text")][-1]
    done = admin.send(admin.get(link).form(link.partition("?")[0]))
    assert done.path == path
    assert "미세 조정" in source(app)[0]
    assert "오답으로" in done.main


def test_a_known_wrong_number_wants_its_reason_first(app: Flask, media: MediaFolder, admin: Browser) -> None:
    path = asked(app, media, "numeric", ["12", "12.0", "11", "10", "many"])
    page = admin.get(path)
    assert [words(row).split()[0] for row in page.all("tr")][1:] == ["12", "11"]
    (link,) = [link for link in page.links() if link.endswith("way=known:number")]
    address = link.partition("?")[0]
    form = admin.get(link).form(address)
    empty = admin.send(form)
    assert (empty.status, empty.faults) == (422, [])
    form = empty.form(address)
    form.set("why-ko", "두 번 <b>셌어요</b>.")
    form.set("why-en", "It was counted twice.")
    shown = admin.send(form)
    assert (shown.status, shown.faults) == (200, [])
    assert "It was counted twice." not in source(app)[0]
    publish = shown.forms()[-1]
    done = admin.send(publish)
    assert done.path == path
    text, origin = source(app)
    assert ("It was counted twice." in text, origin) == (True, "studio")
    assert admin.send(publish).status == 404, "it is known now"


WAYS = [("short_text", way) for way in ("spelling:text", "reject:text", "known:text")] + [
    ("numeric", way) for way in ("tolerance:number", "key:number", "known:number")
]


@pytest.mark.any_database
@pytest.mark.parametrize(("kind", "way"), WAYS)
def test_a_question_that_is_written_short_is_changed_in_each_way(
    app: Flask, media: MediaFolder, admin: Browser, kind: str, way: str
) -> None:
    answers = ["12", "12.0", "13", "10", "many"] if kind == "numeric" else ANSWERS
    path = asked(app, media, kind, answers, short=True)
    before, _ = source(app)
    link = [link for link in admin.get(path).links() if link.endswith(f"way={way}")][-1]
    address = link.partition("?")[0]
    form = admin.get(link).form(address)
    if way.startswith("known"):
        form.set("why-ko", "다른 말이에요.")
        form.set("why-en", "It is another one.")
        form = admin.send(form).forms()[-1]
    done = admin.send(form)
    assert (done.status, done.faults) == (200, [])
    text, origin = source(app)
    assert (text != before, origin) == (True, "studio")


def test_what_was_published_meanwhile_is_looked_at_first(app: Flask, media: MediaFolder, admin: Browser) -> None:
    path = asked(app, media, "short_text", ANSWERS)
    one, other = [link for link in admin.get(path).links() if link.endswith("way=spelling:text")][:2]
    stale = admin.get(one).form(one.partition("?")[0])
    admin.send(admin.get(other).form(other.partition("?")[0]))
    again = admin.send(stale)
    assert (again.status, again.faults) == (409, [])
    assert admin.send(again.form(one.partition("?")[0])).status == 200


def test_few_answers_and_those_of_other_classes_are_not_listed(app: Flask, media: MediaFolder, tae_ri: Browser) -> None:
    path = asked(app, media, "short_text", ANSWERS)
    leave(app, 5)
    page = tae_ri.get(path)
    assert (page.status, page.faults) == (200, [])
    assert "전이 학습 3" in page.main
    assert "과적합" not in page.main, "who typed it is in no class of theirs"
    assert not [link for link in page.links() if link.startswith(f"{path}/")]
    own(app, "Tae-ri")
    (link, *_) = [link for link in tae_ri.get(path).links() if link.startswith(f"{path}/")]
    own(app, None)
    assert tae_ri.get(link).status == 403
    leave(app, 4)
    assert "전이 학습" not in tae_ri.get(path).main


def leave(app: Flask, number: int) -> None:
    """Let a learner be in no class."""
    with session_of(app) as session:
        learner = named(session, f"Learner {number}").id
        session.execute(delete(ClassMember).where(ClassMember.account_id == learner))
        session.commit()


@pytest.mark.any_database
def test_a_question_where_nothing_is_typed_has_no_such_page(app: Flask, media: MediaFolder, admin: Browser) -> None:
    path = asked(app, media, "short_text", ANSWERS)
    assert admin.get("/teach/typed/1").status == 404
    assert admin.get(f"{path}/{'0' * 64}?way=spelling:text").status == 404
    (link, *_) = [link for link in admin.get(path).links() if link.startswith(f"{path}/")]
    assert admin.get(link.partition("?")[0] + "?way=tolerance:text").status == 404
