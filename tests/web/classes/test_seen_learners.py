"""From every number to the attempts behind it, and pseudonyms on every page of a class for the projector."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from flask import Flask

from quiz.storage.models.classes import ClassRow
from quiz.storage.models.identity import Account
from tests.services.classes import gradebooks
from tests.web.classroom import classroom, member_of
from tests.web.pages import Browser, token_of
from tests.web.store import CHECK, PRACTICE, account_of, asked, session_of, whole_bank

pytestmark = pytest.mark.any_database

NAME = "Alice"


@pytest.fixture
def seen(app: Flask, alice: Browser, charlie: Browser, tae_ri: Browser) -> Mapping[str, str]:
    """A class of Tae-ri's in which Alice practised and did an assignment, by the addresses of what can be seen."""
    number = classroom(app, "Tae-ri", NAME, "Charlie")
    own = token_of(alice.begin(PRACTICE))
    one = asked(app, own)[0]
    alice.send(alice.get(one.path).answer_form.answer(one.wrong), "check")
    pupil = account_of(app, NAME)
    with session_of(app) as session:
        work = gradebooks.assign(session, session.get_one(ClassRow, number))
        given = gradebooks.sit(session, pupil, work, 6).token
        here, key = f"/classes/{number}", work.id
    learner = f"{here}/members/{member_of(app, NAME)}"
    return {
        "here": here,
        "learner": learner,
        "own": f"{learner}/attempts/{own}",
        "given": f"{here}/assignments/{key}/attempts/{given}",
        "assignment": f"{here}/assignments/{key}",
        "cell": f"{here}/marks/a{key}/{learner.rpartition('/')[2]}",
    }


def test_numbers_lead_to_the_attempts_behind_them(seen: Mapping[str, str], tae_ri: Browser) -> None:
    here, learner = seen["here"], seen["learner"]
    for path in (f"{here}/members", f"{here}/marks", f"{here}/map", seen["assignment"], f"{seen['assignment']}/live"):
        assert learner in tae_ri.get(path).links(), path
    wanted = {f"{learner}/progress", f"{learner}/report", seen["assignment"], seen["given"], seen["own"]}
    assert wanted <= set(tae_ri.get(learner).links())
    assert seen["given"] in tae_ri.get(seen["cell"]).links()
    assert NAME in tae_ri.get(seen["given"]).main


@pytest.mark.any_database
def test_an_attempt_is_read_by_those_who_teach_its_learner_alone(
    app: Flask, seen: Mapping[str, str], alice: Browser, charlie: Browser, tae_ri: Browser
) -> None:
    page = tae_ri.get(seen["own"])
    assert (page.status, NAME in page.main) == (200, True)
    assert {browser.get(seen["own"]).status for browser in (alice, charlie)} == {404}
    other = seen["own"].replace(seen["learner"], f"{seen['here']}/members/{member_of(app, 'Charlie')}")
    assert tae_ri.get(other).status == 404
    assert tae_ri.get(f"{seen['learner']}/attempts/x").status == 404
    strangers = token_of(charlie.begin(CHECK))
    assert tae_ri.get(f"{seen['learner']}/attempts/{strangers}").status == 404


def test_behind_pseudonyms_no_page_of_a_class_says_a_name(seen: Mapping[str, str], tae_ri: Browser) -> None:
    here, learner = seen["here"], seen["learner"]
    pages = ["", "/members", "/marks", "/map", "/misconceptions", "/progress", "/message"]
    paths = [f"{here}{page}" for page in pages]
    paths += [learner, f"{learner}?in=2/2.1", f"{learner}/progress", seen["own"], seen["given"], seen["cell"]]
    paths += [seen["assignment"], f"{seen['assignment']}/live", f"{seen['assignment']}/exceptions"]
    assert [path for path in paths if NAME in tae_ri.get(path).html] != []
    tae_ri.client.post(f"{here}/pseudonyms", data={"on": "1"})
    said = {path: tae_ri.get(path) for path in paths}
    assert {page.status for page in said.values()} == {200}
    assert [path for path, page in said.items() if NAME in page.html] == []
    # Nobody finds out by a search whose pseudonym it is; a report and the files say whose they are.
    assert learner in tae_ri.get(f"{here}/marks?q=nobody").links()
    assert NAME in tae_ri.get(f"{learner}/report").main


def test_pages_of_all_classes_keep_to_the_pseudonyms_of_a_class(
    app: Flask, seen: Mapping[str, str], alice: Browser, tae_ri: Browser
) -> None:
    test = whole_bank(app, NAME, "2024-02", "exam")
    form = alice.get(f"/a/{test}/1/report").form(f"/a/{test}/1/report")
    form.set("kind", "key")
    alice.send(form)
    paths = ("/teach/tests", "/teach/learners", "/teach/reports")
    assert [path for path in paths if NAME in tae_ri.get(path).html] == list(paths)
    tae_ri.client.post(f"{seen['here']}/pseudonyms", data={"on": "1"})
    assert [path for path in paths if NAME in tae_ri.get(path).html] == []
    tae_ri.client.post(f"{seen['here']}/pseudonyms", data={"on": "0"})
    assert [path for path in paths if NAME in tae_ri.get(path).html] == list(paths)


def test_a_learner_is_none_of_a_class_without_their_account(
    app: Flask, seen: Mapping[str, str], tae_ri: Browser
) -> None:
    here = seen["here"]
    with session_of(app) as session:
        session.get_one(Account, account_of(app, NAME).id).disabled = True
    pages = ("", "/members", "/marks", "/map", "/message")
    paths = [f"{here}{page}" for page in pages] + [seen["assignment"], f"{seen['assignment']}/live"]
    assert [path for path in paths if NAME in tae_ri.get(path).html] == []
    assert "Charlie" in tae_ri.get(f"{here}/members").main
