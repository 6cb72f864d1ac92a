"""A corrected key, from the page of a question to the scores: shown first, applied as shown, listed, undone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import delete, select

from quiz.services.content.media import MediaFolder
from quiz.services.grading import regrades
from quiz.services.identity import accounts
from quiz.services.notices import inbox
from quiz.storage.models.attempts import Attempt
from quiz.storage.models.classes import ClassMember
from quiz.storage.models.content import QuestionRow, QuizRow
from quiz.storage.models.integrity import AuditEvent
from tests.services.builders import person, picking, sit_exam
from tests.services.regrades import CHOICE, EXAM, LATER, keyed, republish
from tests.web.grading.test_challenges import own
from tests.web.pages import Browser, Page, words
from tests.web.store import session_of, set_account

Visit = Callable[..., Browser]


@pytest.fixture
def address(app: Flask, media: MediaFolder, alice: Browser) -> str:
    """Where the question of the three is scored again."""
    return answered_by_three(app, media)


def answered_by_three(app: Flask, media: MediaFolder) -> str:
    """Alice and Bob picked what turned out to be right, Cara what was the key."""
    with session_of(app) as session:
        republish(session, media, keyed("a"))
        found = accounts.find_named(session, "Alice")
        assert found is not None
        for one, choice in ((found, "b"), (person(session, "Bob"), "b"), (person(session, "Cara"), "a")):
            sit_exam(session, one, EXAM, picking(choice))
        number = session.scalars(select(QuestionRow.id).where(QuestionRow.slug == CHOICE)).all()[-1]
    return f"/teach/regrades/questions/{number}"


def correct(app: Flask, media: MediaFolder, key: str = "b") -> None:
    with session_of(app) as session:
        republish(session, media, keyed(key))


def points(app: Flask) -> list[float]:
    """The points of the three attempts, in their order."""
    with session_of(app) as session:
        return [float(one or 0) for one in session.scalars(select(Attempt.points).order_by(Attempt.id))][-3:]


def apply(teacher: Browser, address: str) -> Page:
    form = teacher.get(address).form(address)
    form.tick("sure")
    return teacher.send(form)


@pytest.fixture
def editor(app: Flask, tae_ri: Browser) -> Browser:
    """Tae-ri, who owns the series, and in whose class everybody is."""
    own(app, "Tae-ri")
    return tae_ri


@pytest.mark.any_database
def test_nothing_is_offered_before_a_correction_is_published(app: Flask, editor: Browser, address: str) -> None:
    page = editor.get(address)
    assert (page.status, page.heading) == (200, "재채점할 답이 없어요")
    assert address not in [form.action for form in page.forms()]


def test_the_difference_names_ones_own_learners_and_counts_the_others(
    app: Flask, media: MediaFolder, editor: Browser, address: str
) -> None:
    with session_of(app) as session:
        bob = accounts.find_named(session, "Bob")
        assert bob is not None
        session.execute(delete(ClassMember).where(ClassMember.account_id == bob.id))
    correct(app, media)
    page = editor.get(address)
    assert page.heading == "학습자 2명의 점수가 올라요"
    assert "Alice" in page.main
    assert "Bob" not in page.html
    assert "Cara" not in page.html
    assert "내 반에 없는 사람의 풀이 1개도" in page.main
    assert "낮아질 답 1개는" in page.main
    assert points(app) == [0, 0, 1]
    set_account(app, "Tae-ri", role="admin")
    assert "Bob" in editor.get(address).main


def test_an_attempt_at_an_assignment_is_called_by_its_title(
    app: Flask, media: MediaFolder, editor: Browser, address: str
) -> None:
    correct(app, media)
    with session_of(app) as session:
        row = session.scalars(select(QuizRow).where(QuizRow.key == EXAM)).one()
        row.key, row.built_in = "~assignment-0123", True
        session.commit()
    page = editor.get(address)
    (learner,) = {words(one) for one in page.all("th", scope="row") if words(one).startswith("Alice")}
    assert learner == "Alice exam"


def test_it_is_applied_once_it_is_confirmed_told_recorded_and_undone(
    app: Flask, media: MediaFolder, editor: Browser, address: str
) -> None:
    correct(app, media)
    unsure = editor.send(editor.get(address).form(address))
    assert (unsure.status, points(app)) == (422, [0, 0, 1])
    done = apply(editor, address)
    assert (done.status, done.path) == (200, address)
    assert "답 2개의 점수가 올랐고" in done.main
    assert points(app) == [1, 1, 1]
    assert not [form for form in done.forms() if form.action == address]
    (undo,) = [form for form in done.forms() if form.action.endswith("/undo")]
    listed = editor.get("/teach/regrades")
    assert "Tae-ri" in listed.main
    assert CHOICE in listed.main
    undone = editor.send(undo)
    assert (undone.status, undone.path) == (200, address)
    assert points(app) == [0, 0, 1]
    assert editor.send(undo).status == 409
    assert [form for form in editor.get("/teach/regrades").forms() if form.action.endswith("/undo")] == []
    with session_of(app) as session:
        acts = [(one.actor, one.action) for one in session.scalars(select(AuditEvent).order_by(AuditEvent.id))]
        alice = accounts.find_named(session, "Alice")
        assert alice is not None
        kinds = [one.kind for one in inbox.notices(session, alice.id, "ko")]
    assert acts[-2:] == [("Tae-ri", "regraded"), ("Tae-ri", "regrade_undone")]
    assert {"regraded", "regrade_undone"} <= set(kinds)


@pytest.mark.parametrize("change", ["answer", "publish"])
def test_what_has_changed_since_it_was_shown_is_not_applied_but_shown(
    change: str, app: Flask, media: MediaFolder, editor: Browser, address: str
) -> None:
    if change == "answer":
        with session_of(app) as session:
            republish(session, media, keyed("a"))
    correct(app, media)
    form = editor.get(address).form(address)
    form.tick("sure")
    with session_of(app) as session:
        if change == "answer":
            republish(session, media, keyed("a"))
            sit_exam(session, person(session, "Dora"), EXAM, picking("b"))
            republish(session, media, keyed("b"))
        else:
            republish(session, media, keyed("b", explanation=keyed("c")["explanation"]))
    stale = editor.send(form)
    assert stale.status == 409
    assert "결과가 달라져서" in stale.main
    assert set(points(app)) <= {0, 1}
    with session_of(app) as session:
        assert regrades.regrades(session) == []
    form = stale.form(address)
    form.tick("sure")
    assert editor.send(form).status == 200
    with session_of(app) as session:
        assert len(regrades.regrades(session)) == 1


def test_what_the_shell_regraded_stands_in_the_list_and_a_later_one_is_undone_first(
    app: Flask, media: MediaFolder, editor: Browser, address: str
) -> None:
    correct(app, media)
    with session_of(app) as session:
        regrades.apply(session, "2024-07", now=LATER)
    correct(app, media, "a")
    with session_of(app) as session:
        regrades.apply(session, "2024-07", lower=True, now=LATER)
    first, second = sorted(form.action for form in editor.get(address).forms() if form.action.endswith("/undo"))
    form = editor.get(address).form(first)
    assert editor.send(form).status == 409
    assert editor.send(editor.get("/teach/regrades").form(first)).status == 409
    assert editor.send(editor.get("/teach/regrades").form(second)).path == "/teach/regrades"
    assert editor.send(form).status == 200


def test_a_teacher_who_is_no_editor_is_told_who_may_and_does_nothing(
    app: Flask, media: MediaFolder, editor: Browser, charlie: Browser, address: str
) -> None:
    correct(app, media)
    done = apply(editor, address)
    (undo,) = [form for form in done.forms() if form.action.endswith("/undo")]
    set_account(app, "Charlie", role="teacher")
    closed = charlie.get(address)
    assert closed.status == 403
    assert "Tae-ri" in closed.main
    assert "Alice" not in closed.html
    assert charlie.client.post(address, data={"sure": "yes", "shown": "x"}).status_code == 403
    assert charlie.client.post(undo.action).status_code == 403
    assert undo.action not in [form.action for form in charlie.get("/teach/regrades").forms()]
    assert points(app) == [1, 1, 1]


@pytest.mark.any_database
def test_learners_and_nobody_find_nothing_of_it(
    app: Flask, media: MediaFolder, alice: Browser, visit: Visit, editor: Browser, address: str
) -> None:
    correct(app, media)
    done = apply(editor, address)
    (undo,) = [form.action for form in done.forms() if form.action.endswith("/undo")]
    for browser, refused in ((alice, 404), (visit(), 403)):
        for path in ("/teach/regrades", address):
            assert browser.get(path).status == 404
        for path in (address, undo):
            assert browser.client.post(path, data={"sure": "yes"}).status_code == refused
    assert editor.get("/teach/regrades/questions/999999").status == 404
    assert editor.client.post("/teach/regrades/999999/undo").status_code == 404


@pytest.mark.any_database
def test_the_pages_speak_english_and_are_sound(app: Flask, media: MediaFolder, editor: Browser, address: str) -> None:
    correct(app, media)
    editor.client.post("/preferences", data={"language": "en"})
    english = Browser(editor.client, "en")
    page = english.get(address)
    assert page.heading == "2 learners would gain points"
    assert not page.faults
    assert "2 answers gained points" in apply(english, address).main
    assert not english.get("/teach/regrades").faults
