"""Nobody waits for a hash, a page, a text or the network: every address is asked beside another writer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask, request, request_started

from quiz.storage.models.content import QuestionVersion
from quiz.web.request.series_context import PREFIX
from tests.conftest import PASSWORD
from tests.probe import Probe, watching
from tests.services.typed import typed_alike
from tests.web.pages import Browser, token_of
from tests.web.people import sign_in, sign_up
from tests.web.routes import NO_PAGES
from tests.web.store import (
    CHECK,
    OTHER_PRACTICE,
    asked,
    attempt_of,
    bank_with,
    let_time_run_out,
    of_kind,
    publish_own,
    row_of,
    session_of,
    set_account,
    whole_bank,
)
from tests.web.tours import every_page

Visit = Callable[..., Browser]
SAVES = ("POST", "PUT", "PATCH", "DELETE")
NEW = "달 밝은 밤의 산책 9"


@pytest.fixture
def reached() -> set[tuple[str, str]]:
    """The methods and routes of the requests that were made."""
    return set()


@pytest.fixture
def probe(app: Flask, database_url: str, reached: set[tuple[str, str]]) -> Iterator[Probe]:
    # What a test puts into the store itself is no request.
    publish_own(app)
    with watching(database_url) as probe:

        def begin(sender: Flask, **values: object) -> None:
            probe.doing = f"{request.method} {request.path}"
            if request.url_rule is not None:
                reached.add((request.method, request.url_rule.rule))

        with request_started.connected_to(begin, app):
            yield probe


def test_nobody_waits_while_a_page_is_made(
    app: Flask,
    probe: Probe,
    reached: set[tuple[str, str]],
    visit: Visit,
    alice: Browser,
    charlie: Browser,
    tae_ri: Browser,
) -> None:
    every_page(app, visit("en"), alice, tae_ri)
    _take_quizzes(app, alice, tae_ri)
    _come_and_go(app, visit, alice)
    _ask_for_files(app, alice, tae_ri)
    _let_an_answer_count(app, alice, tae_ri)
    assert probe.held == []
    assert set(probe.seen) >= {"hash", "page", "network"}
    routes = {(method, rule.rule) for rule in app.url_map.iter_rules() for method in rule.methods or ()}
    # Each page of a series stands at the root as well, and is the same view.
    routes = {(method, rule) for method, rule in routes if not rule.startswith(PREFIX)}
    wanted = {(method, rule) for method, rule in routes if method in (*SAVES, "GET")}
    assert wanted - reached == set(), "ask it here, or in tests/web/tours.py"


def _take_quizzes(app: Flask, learner: Browser, teacher: Browser) -> None:
    """Saving, hints, conflicts, hand-ins and what a teacher decides, the refusals among them."""
    learner.client.post("/quizzes/try", data={"quiz": OTHER_PRACTICE, "pick": "1"})
    token = token_of(learner.begin(OTHER_PRACTICE))
    one = asked(app, token)[0]
    for go in ("hint", "keep", "confirm", "check"):
        learner.client.post(one.path, data={"go": go, "take": "1"})
    late = token_of(learner.begin(CHECK))
    assert teacher.client.post(f"/teach/tests/{late}/extend", data={"minutes": "5"}).status_code == 303
    let_time_run_out(app, late, grace=timedelta(hours=1))
    learner.client.post(f"/a/{late}/hand-in")
    assert teacher.client.post(f"/teach/tests/{late}/extend", data={"minutes": "5"}).status_code == 303
    for one, decision in zip(asked(app, late), ("count", "leave"), strict=False):
        learner.client.put(one.path, json={"answer": one.right, "device": "x", "sequence": one.position, "base": 0})
        (form,) = [form for form in teacher.get("/teach/tests").forms() if "/late/" in form.action][:1]
        assert teacher.client.post(form.action, data={**form.data(), "decision": decision}).status_code == 303
    essay = whole_bank(app, "Alice", bank_with("essay"), "exam")
    one = of_kind(app, essay, "essay")
    learner.client.post(one.path, data={"answer-text": "x" * 100_000})
    learner.client.post(f"/a/{essay}/hand-in")
    learner.get(f"/a/{essay}/receipt.json")


def _come_and_go(app: Flask, visit: Visit, alice: Browser) -> None:
    """Signing up, in and out, with right and wrong passwords, as nobody, as a guest and as a member."""
    guest, other = visit(), visit()
    guest.begin(OTHER_PRACTICE)
    for password, status in (("a wrong one", 422), ("a wrong one", 422), (PASSWORD, 200)):
        assert sign_in(other, password=password).status == status
    sign_up(guest, "Alice")
    sign_up(guest, "Bob")
    other.client.post("/preferences", data={"language": "en", "time_zone": "Asia/Seoul"})
    other.client.post("/account/signins")
    other.client.post("/account/password", data={"old": PASSWORD, "new": NEW})
    other.client.post("/signout")
    assert sign_in(alice, password=NEW).status == 200
    for password in (PASSWORD, NEW):
        guest_again = visit()
        guest_again.begin(OTHER_PRACTICE)
        sign_in(guest_again, password=password)
    guest.client.post("/account/delete", data={"password": PASSWORD})


def _let_an_answer_count(app: Flask, learner: Browser, admin: Browser) -> None:
    """A challenge is accepted, which publishes and scores again, and taken back; then the question is regraded."""
    one = of_kind(app, whole_bank(app, "Alice", "2024-03", scope="again"), "single_choice")
    learner.send(learner.get(one.path).answer_form.answer(one.wrong), "check")
    # What is finished is scored again, whatever others answered.
    learner.send(learner.get(one.path).form(f"/a/{one.token}/end"))
    assert attempt_of(app, one.token).state == "finished"
    learner.client.post(f"{one.path}/challenge", data={"reason": "so"})
    open_ones = {
        link for link in admin.get("/teach/challenges").links() if re.fullmatch(r"/teach/challenges/\d+", link)
    }
    path = max(open_ones, key=lambda link: int(link.rpartition("/")[2]))
    form = admin.get(f"{path}?way=key:choice").form(f"{path}/accept")
    assert admin.client.post(form.action, data=form.data()).status_code == 303
    assert admin.client.post(f"{path}/take-back", data={"seen": "1"}).status_code == 303
    with session_of(app) as session:
        version = row_of(app, one.token, one.position).question_version_id
        regraded = f"/teach/regrades/questions/{session.get_one(QuestionVersion, version).question_id}"
    form = admin.get(regraded).form(regraded)
    form.tick("sure")
    (undo,) = [form for form in admin.send(form).forms() if form.action.endswith("/undo")]
    assert admin.client.post(undo.action, data=undo.data()).status_code == 303
    with session_of(app) as session:
        typed = typed_alike(session, now=datetime.now(UTC))
        session.commit()
    admin.send(admin.get(f"{typed}?way=spelling:text").form(typed))
    # Another option is made the key, and a teacher's message is read, where there are such.
    options = [option.id for option in one.question.options]
    keys = (admin.get(f"/teach/keys/{regraded.rpartition('/')[2]}/{choice}") for choice in options)
    key = next(page for page in keys if page.status == 200)
    admin.send(key.form(key.path))
    learner.client.post(f"{one.path}/messages/1")


def _ask_for_files(app: Flask, alice: Browser, teacher: Browser) -> None:
    """What answers with something else than a page; and an admin's pages."""
    set_account(app, "Tae-ri", role="admin")
    token = token_of(alice.begin(CHECK))
    names = {"<token>": token, "<name>": f"{'0' * 32}.svg", "<bank>": "2024-02", "<month>": "2024-02"}
    names |= {"<series>": "ai-2024", "<int:number>": "1", "<int:version>": "1"}
    for rule in sorted(NO_PAGES):
        path = rule
        for name, value in names.items():
            path = path.replace(name, value)
        (teacher if "/teach" in rule else alice).client.get(path)
