"""A key that item analysis suspects is corrected in the browser: shown first, published, scored again, put back."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from quiz.services.content.media import MediaFolder
from quiz.services.grading.challenges import challenging
from quiz.services.identity import accounts
from quiz.services.notices import inbox
from quiz.storage.models.attempts import Attempt
from quiz.storage.models.content import BankRevision, QuestionRow
from quiz.storage.models.grading import Challenge
from quiz.storage.models.integrity import AuditEvent
from tests.services.analysed import planted_class
from tests.services.builders import person, picking, sit_exam
from tests.services.regrades import CHOICE, EXAM, LATER, keyed, republish
from tests.web.grading.test_challenges import own
from tests.web.grading.test_regrades import answered_by_three, points
from tests.web.pages import Browser
from tests.web.store import session_of


@pytest.fixture
def editor(app: Flask, tae_ri: Browser) -> Browser:
    """Tae-ri, who owns the series."""
    own(app, "Tae-ri")
    return tae_ri


@pytest.fixture
def path(app: Flask, media: MediaFolder, alice: Browser) -> str:
    """Where the option that two of three learners picked can be made the key."""
    return f"/teach/keys/{answered_by_three(app, media).rpartition('/')[2]}/b"


@pytest.mark.any_database
def test_a_suspected_option_is_made_the_key_from_its_item_analysis(
    app: Flask, media: MediaFolder, tae_ri: Browser
) -> None:
    with session_of(app) as session:
        items = f"/teach/items/{planted_class(session, media)}"
    link = next(link for link in tae_ri.get(items).links() if link.startswith(items) and link.count("/") == 5)
    assert not [one for one in tae_ri.get(link).links() if one.startswith("/teach/keys/")]
    own(app, "Tae-ri")
    (key,) = [one for one in tae_ri.get(link).links() if one.startswith("/teach/keys/")]
    page = tae_ri.get(key)
    assert (page.status, page.faults) == (200, [])
    assert "<ins>" in page.html
    done = tae_ri.send(page.form(key))
    assert (done.status, done.path.startswith("/teach/regrades/questions/")) == (200, True)
    with session_of(app) as session:
        revision = session.scalars(select(BankRevision).order_by(BankRevision.id.desc())).first()
        assert revision is not None
        assert revision.origin == "challenge"


def test_it_scores_again_is_told_recorded_and_put_back(app: Flask, editor: Browser, path: str) -> None:
    done = editor.send(editor.get(path).form(path))
    assert (done.status, points(app)) == (200, [1, 1, 1])
    with session_of(app) as session:
        acts = [one.action for one in session.scalars(select(AuditEvent).order_by(AuditEvent.id))]
        alice = accounts.find_named(session, "Alice")
        assert alice is not None
        assert "regraded" in [one.kind for one in inbox.notices(session, alice.id, "ko")]
    assert acts[-1] == "regraded"
    (undo,) = [form for form in done.forms() if form.action.endswith("/undo")]
    assert editor.send(undo).status == 200
    assert points(app) == [0, 0, 1]
    assert editor.get(path).status == 404
    assert editor.get(path[:-1] + "a").status == 200


@pytest.mark.any_database
def test_a_key_that_is_written_short_is_corrected(app: Flask, media: MediaFolder, editor: Browser) -> None:
    asked = keyed("a")
    options = [{key: value for key, value in one.items() if key != "correct"} for one in asked["options"]]
    with session_of(app) as session:
        republish(session, media, {**asked, "options": options, "answer": "A"})
        for name in ("Bob", "Cara"):
            sit_exam(session, person(session, name), EXAM, picking("b"))
        number = session.scalars(select(QuestionRow.id).where(QuestionRow.slug == CHOICE)).all()[-1]
    path = f"/teach/keys/{number}/b"
    done = editor.send(editor.get(path).form(path))
    assert (done.status, points(app)) == (200, [1, 1])
    with session_of(app) as session:
        source = session.scalars(select(BankRevision.source).order_by(BankRevision.id.desc())).first()
    assert b"answer: A" not in (source or b"")


def test_a_challenge_of_the_same_answer_is_accepted_with_it(app: Flask, editor: Browser, path: str) -> None:
    with session_of(app) as session:
        alice = accounts.find_named(session, "Alice")
        assert alice is not None
        token = session.scalars(select(Attempt.token).where(Attempt.account_id == alice.id)).all()[-1]
        challenging.challenge(session, alice, token, 1, "It says so.", now=LATER)
        session.commit()
    assert "이의 제기 1건" in editor.get(path).main
    editor.send(editor.get(path).form(path))
    with session_of(app) as session:
        one = session.scalars(select(Challenge)).one()
        assert (one.state, one.regrade_id is not None) == ("accepted", True)


def test_another_teacher_reads_who_may_and_changes_nothing(app: Flask, editor: Browser, path: str) -> None:
    base = editor.get(path).form(path).value("base")
    own(app, None)
    assert editor.get(path).status == 403
    assert editor.client.post(path, data={"base": base}).status_code == 403
    assert points(app) == [0, 0, 1]


def test_what_was_published_meanwhile_is_told(app: Flask, editor: Browser, path: str) -> None:
    form = editor.get(path).form(path)
    form.set("base", "0" * 64)
    assert editor.send(form).status == 409
    assert points(app) == [0, 0, 1]


def test_what_is_no_option_or_is_the_key_already_is_not_found(editor: Browser, path: str) -> None:
    assert [editor.get(path[:-1] + one).status for one in ("a", "x")] == [404, 404]
