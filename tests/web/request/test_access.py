"""Who may see what: every address that the app has, as everybody, with what belongs to somebody else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from quiz.storage.models.attempts import AnswerRow
from tests.web.classes.endpoints import ACTIONS, OF_NOBODY
from tests.web.pages import Browser, token_of
from tests.web.store import (
    CHECK,
    PRACTICE,
    answers_of,
    asked,
    attempt_of,
    count,
    row_of,
    set_account,
)

pytestmark = pytest.mark.any_database

Visit = Callable[..., Browser]

OPEN = {
    "catalogue.home",
    "catalogue.every",
    "catalogue.month",
    "catalogue.media",
    "search.search",
    "search.glossary",
    "catalogue.notes",
    "offline.manifest",
    "identity.sign_in",
    "identity.sign_up",
    "identity.sign_out",
    "identity.recover",
    "identity.privacy",
}
OPEN |= {
    "identity.preferences",
    "attempts.before",
    "attempts.start",
    "attempts.try_opening",
    "attempts.fresh_token",
    "offline.page",
    "offline.worker",
    "offline.mine",
}
LEARNERS = {"progress.me", "progress.history", "review.overview", "review.settings", "certificates.every"}
LEARNERS |= {"bookmarks.every", "reports.mine"}
REVIEWERS = {"review.start", "review.practise", "review.retry", "review.place", "review.keep_settings"}
REVIEWERS |= {"certificates.issue", "certificates.allow", "bookmarks.practise"}
"""Of learners too; without a series nothing begins, and without a choice nothing is kept."""
KEEPERS = {"bookmarks.remove"}
"""Of learners too; what is not there is taken away all the same."""
LEARNERS |= {"inbox.overview"}
LINKED = {"addresses.confirmation", "addresses.confirm", "resets.choose", "resets.change"}
LINKED |= {"mail.confirm", "mail.unsubscribe", "invited.invitation", "invited.accept"}
"""Of whoever has a mail with such a link; where there is none, it is not found."""
OPEN |= {"resets.forgot"}
MAILED = {"addresses.set_address", "addresses.remove", "addresses.choose", "resets.asked"}
"""Where the app sends no mail, as here, nothing is found."""
IN_CLASSES = frozenset(ACTIONS)
"""Of members of a class by their roles, as `tests/web/classes/test_class_access.py` asks; nobody else finds it."""
ASSIGNED = {"assignments.mine", "assignments.start"}
"""Of the learners of an assignment; nobody else finds it."""
MAKERS = {"classes.new"}
"""Of teachers, who are sent to sign in first."""
OPEN |= {"classes.join_form", "classes.invitation"}
INBOXES = {"inbox.open_notice", "inbox.read_all"}
"""Of learners too, each of their own; a notice of somebody else is not found."""
MEMBERS = {
    "classes.every",
    "classes.join",
    "identity.account",
    "identity.change_password",
    "identity.end_other_sign_ins",
    "identity.export",
    "identity.delete",
    "identity.recovery_code",
    "identity.make_recovery_code",
    "identity.note_recovery_code",
    *("own_data.page", "own_data.status", "own_data.ask_archive", "own_data.archive"),
    *("own_data.ask_deck", "own_data.deck"),
    *("own_data.look_at_history", "own_data.confirm_history", "own_data.drop_history", "own_data.take_back"),
    "reminders.overview",
    "reminders.save",
    "reminders.make_calendar",
    "reminders.revoke_calendar",
    "reminders.subscribe",
    "reminders.remove_device",
}
OWNERS = {"attempts.resume", "attempts.question", "attempts.answer", "attempts.save", "attempts.hand_in"}
OWNERS |= {"attempts.do_hand_in", "attempts.end", "attempts.result", "attempts.time_left", "integrity.receipt"}
OWNERS |= {"attempts.note", "attempts.bookmark", "attempts.read_message", "attempts.report", "attempts.send_report"}
OWNERS |= {"attempts.challenge", "attempts.send_challenge"}
TEACHERS = {
    "teaching.home",
    "messages.write",
    "statistics.learners",
    "statistics.learners_csv",
    "statistics.banks",
    "statistics.questions",
    "statistics.questions_csv",
    "items.quiz",
    "items.quiz_csv",
    "grading.waiting",
    "grading.graded_answers",
    "supervision.running",
    "gallery.overview",
    "gallery.exhibit",
    "authoring.shelf",
    "authoring.new_series",
    "reports.every",
    "challenges.every",
    "regrades.every",
}
CERTIFIED = {"certificates.certificate", "reminders.feed", "reminders.class_feed", "authoring.schema"}
"""Of anyone who has the link, where its owner allows it; until then, and where there is none, it is not found."""
GRADERS = {"grading.question", "grading.set_rules", "grading.release", "grading.agreement"}
GRADERS |= {f"answer_grading.{one}" for one in ("grade", "do_grade", "save_draft", "preview", "keep_comment")}
GRADERS |= {"supervision.decide_late", "reports.answer", "items.question"}
GRADERS |= {"challenges.one", "challenges.accept", "challenges.refuse", "challenges.pass_on", "challenges.take_back"}
GRADERS |= {"challenges.reopen", "wrong_answers.every"}
"""Of teachers too; an answer that waits for nobody is not found."""
EDITORS = {"regrades.question", "regrades.apply"}
"""Of teachers who may edit the series; any other teacher reads who they are."""
EDITORS |= {"new_keys.look", "new_keys.make", "wrong_answers.look", "wrong_answers.add"}
GRADERS |= {"regrades.undo"}
SUPERVISORS = {"supervision.extend", "messages.send", "authoring.make_series"}
"""Of teachers too; without a number of minutes, a message, or a title, nothing changes."""
ADMINS = {
    "identity.add_account",
    "mail.undelivered",
    "audit.events",
    "predictions.overview",
    "sources.source",
    "sources.as_in_commands",
    *("authoring.preview", "authoring.bench", "authoring.print_paper"),
    *("authoring.coverage", "authoring.prompt", "authoring.read_answer"),
    *("authoring.editor", "authoring.save", "authoring.publish", "authoring.do_publish"),
    *("authoring.new_bank", "authoring.make_bank", "authoring.series_settings", "authoring.save_series"),
    *("authoring.share", "authoring.share_code", "authoring.show_or_hide"),
    *("authoring.merge", "authoring.do_merge", "authoring.history", "authoring.restore"),
    *("authoring.question_list", "authoring.change_questions", "authoring.kinds", "authoring.question"),
    *("authoring.save_question", "authoring.new_question", "authoring.add_question", "authoring.bank_head"),
    *("authoring.save_head", "authoring.quiz", "authoring.save_quiz", "authoring.new_quiz", "authoring.add_quiz"),
    *("authoring.replace", "authoring.do_replace", "authoring.quiz_list", "authoring.question_named"),
    *("authoring.check", "authoring.keep", "authoring.kept", "authoring.kinds_of"),
    *("authoring.picture_list", "authoring.upload_pictures", "authoring.change_picture", "authoring.waiting_picture"),
    *("admin.overview", "admin.storage", "admin.test_mail", "admin.retention_rules"),
    *("admin.look_at_rules", "admin.save_rules"),
    *("admin.accounts", "admin.account", "admin.change_role", "admin.close_account", "admin.open_account"),
    *("admin.end_sign_ins", "admin.make_reset_link", "admin.invitation_list", "admin.invite"),
    *("admin.revoke_invitation", "admin.series_list", "admin.change_owner", "admin.add_editor"),
    *("admin.remove_editor", "admin.classes"),
}
OFF = {"monitoring.numbers"}
"""What is not there unless a setting turns it on."""
BODY = {"answer": {}, "device": "d", "sequence": 1, "base": 0}


def _values(endpoint: str, values: dict[str, Any]) -> dict[str, Any]:
    """What stands in an address: a class that is nobody's, a quiz that there is."""
    if endpoint in IN_CLASSES:
        return {**values, "number": 10**6}
    return {**values, "version": 1} if endpoint.startswith("items.") else values


def addresses(app: Flask, token: str) -> list[tuple[str, str, str]]:
    """Every endpoint with each method that it takes and an address of it."""
    values = {
        "series": "ai-2024",
        "token": token,
        "position": 1,
        "month": "2024-02",
        "bank": "2024-02",
        "name": f"{'0' * 32}.svg",
    }
    values |= {"language": "ko", "number": 1, "kind": "essay", "state": "waiting"}
    values |= {"code": "ABCDEFGH", **OF_NOBODY, "version": 10**8, "question": 1}
    values |= {"editor": 1, "choice": "a", "mark": "x", "slug": "x"}
    urls = app.url_map.bind("localhost")
    return [
        (
            rule.endpoint,
            method,
            urls.build(
                rule.endpoint,
                {name: (_values(rule.endpoint, values))[name] for name in rule.arguments},
            ),
        )
        for rule in app.url_map.iter_rules()
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]


def answered(client: FlaskClient, method: str, path: str) -> tuple[int, str]:
    """What an address answers, and where it leads."""
    response = client.open(path, method=method, json=BODY) if method == "PUT" else client.open(path, method=method)
    return response.status_code, response.headers.get("Location", "")


def test_every_address_is_told_here_for_whom_it_is(app: Flask) -> None:
    known = OPEN | LEARNERS | REVIEWERS | MEMBERS | OWNERS | TEACHERS | GRADERS | SUPERVISORS | ADMINS | OFF
    known |= EDITORS | CERTIFIED | KEEPERS | INBOXES | LINKED | MAILED | IN_CLASSES | ASSIGNED | MAKERS
    assert {rule.endpoint for rule in app.url_map.iter_rules()} == known


def _expected(endpoint: str, method: str, role: str) -> set[int]:
    if endpoint in OWNERS:
        return {404} if role != "nobody" else {401} if method == "PUT" else {303}
    of_teachers = endpoint in GRADERS | EDITORS | SUPERVISORS | TEACHERS or endpoint.startswith("authoring.")
    if of_teachers and (role, method) == ("nobody", "POST"):
        return {403}
    if endpoint in GRADERS | ADMINS | OFF | CERTIFIED | LINKED | MAILED:
        return {404}
    if endpoint in IN_CLASSES | ASSIGNED:
        return {303} if role in ("nobody", "guest") else {404}
    if endpoint in MAKERS:
        return {303} if role in ("nobody", "guest") else {200, 422} if role == "teacher" else {404}
    if endpoint in EDITORS:
        return {403} if role == "teacher" else {404}
    if endpoint in SUPERVISORS:
        return {422} if role == "teacher" else {404}
    if endpoint in TEACHERS:
        return {200} if role == "teacher" else {404}
    if endpoint in MEMBERS:
        return {303} if role in ("nobody", "guest") else {200, 303, 422}
    if endpoint in KEEPERS:
        return {303}
    if endpoint in REVIEWERS:
        return {303} if role == "nobody" else {404} if endpoint != "review.keep_settings" else {422}
    if endpoint in INBOXES:
        return {303} if role == "nobody" or endpoint == "inbox.read_all" else {404}
    if endpoint in LEARNERS:
        return {303} if role == "nobody" else {200}
    absent = endpoint in ("catalogue.media", "attempts.before", "attempts.start", "attempts.try_opening")
    # Without mail nobody asks for a link.
    absent |= (endpoint, method) == ("resets.forgot", "POST")
    return {404} if absent else {200, 303, 422}


@pytest.mark.parametrize("state", ["running", "finished"])
def test_what_belongs_to_alice_is_hers_alone(
    state: str, app: Flask, alice: Browser, guest: Browser, charlie: Browser, tae_ri: Browser, visit: Visit
) -> None:
    token = token_of(alice.begin(CHECK))
    if state == "finished":
        alice.client.post(f"/a/{token}/hand-in")
    before = attempt_of(app, token).state
    for role, browser in {"nobody": visit(), "guest": guest, "learner": charlie, "teacher": tae_ri}.items():
        for endpoint, method, path in addresses(app, token):
            if endpoint in ("identity.sign_out", "identity.sign_in", "identity.sign_up"):
                continue
            found, location = answered(browser.client, method, path)
            assert found in _expected(endpoint, method, role), (role, endpoint, method, path)
            if (
                found == 303
                and endpoint in OWNERS | MEMBERS | LEARNERS | REVIEWERS | IN_CLASSES | ASSIGNED | MAKERS
                and role in ("nobody", "guest")
            ):
                assert location.startswith("/signin?next=/"), (role, endpoint, method)
    assert attempt_of(app, token).state == before
    assert answers_of(app, token, 1) == []


def test_an_attempt_of_another_and_one_that_never_was_look_alike(charlie: Browser, alice: Browser) -> None:
    token = token_of(alice.begin(PRACTICE))
    for path in ("", "/1", "/hand-in", "/result", "/receipt.json"):
        theirs, none = (charlie.get(f"/a/{one}{path}") for one in (token, "x" * len(token)))
        assert theirs.status == none.status == 404
        assert theirs.main.split("/a/")[0] == none.main.split("/a/")[0]


def test_nothing_of_another_can_be_written(app: Flask, alice: Browser, charlie: Browser, guest: Browser) -> None:
    one = asked(app, token_of(alice.begin(PRACTICE)))[0]
    form = alice.get(one.path).answer_form.answer(one.right).data("check")
    for browser in (charlie, guest):
        assert browser.client.post(one.path, data=form).status_code == 404
        assert browser.client.put(one.path, json={**BODY, "answer": one.right}).status_code == 404
    assert row_of(app, one.token, 1).revision == 0
    assert count(app, AnswerRow) == 0


def test_a_form_cannot_name_whose_answer_it_is(app: Flask, alice: Browser, charlie: Browser) -> None:
    hers = token_of(alice.begin(PRACTICE))
    own = asked(app, token_of(charlie.begin(PRACTICE)))[0]
    form = charlie.get(own.path).answer_form.answer(own.right).data("check")
    more = {
        "token": hers,
        "account_id": "1",
        "user_id": "1",
        "attempt_id": "1",
        "score": "1",
        "fraction": "1",
        "points": "9",
    }
    assert charlie.client.post(own.path, data={**form, **more}).status_code == 303
    assert answers_of(app, hers, 1) == []
    assert len(answers_of(app, own.token, 1)) == 1


def test_no_token_says_anything_about_another(alice: Browser, charlie: Browser) -> None:
    quizzes = [f"2024-0{month}/practice-{month}-{part}" for month in range(1, 7) for part in (1, 2)]
    starts = [
        browser.client.post("/quizzes/start", data={"quiz": key}) for browser in (alice, charlie) for key in quizzes
    ]
    tokens = {start.headers["Location"].split("/")[2] for start in starts}
    assert len(tokens) == 24
    assert len({token[:4] for token in tokens}) > 20
    assert all(len(token) >= 16 for token in tokens)


@pytest.mark.parametrize("role", ["teacher", "admin"])
def test_whoever_teaches_sees_the_tables_and_no_attempt(
    role: str, app: Flask, alice: Browser, charlie: Browser
) -> None:
    token = token_of(alice.begin(CHECK))
    set_account(app, "Charlie", role=role)
    assert charlie.get("/teach/learners").status == 200
    assert charlie.get(f"/a/{token}").status == 404


def test_an_admin_alone_reads_who_did_what(app: Flask, alice: Browser, charlie: Browser) -> None:
    for role, status in (("learner", 404), ("teacher", 404), ("admin", 200)):
        set_account(app, "Charlie", role=role)
        assert charlie.get("/admin/audit").status == status
        assert ("/admin/audit" in charlie.get("/account").links()) == (role == "admin")


def test_a_teacher_who_is_one_no_more_sees_nothing(app: Flask, tae_ri: Browser) -> None:
    assert tae_ri.get("/teach/learners").status == 200
    set_account(app, "Tae-ri", role="learner")
    assert tae_ri.get("/teach/learners").status == 404
    assert "/teach/learners" not in tae_ri.get("/").links()


def test_a_page_that_is_not_found_offers_to_sign_in_and_to_come_back(alice: Browser, visit: Visit) -> None:
    page = visit().get("/teach/learners")
    assert "/signin?next=/teach/learners" in page.links()
    assert "/signin?next=/teach/learners" not in alice.get("/teach/learners").links()


def test_a_method_that_an_address_does_not_take_is_refused(app: Flask, alice: Browser) -> None:
    token = token_of(alice.begin(CHECK))
    paths = {path for _, _, path in addresses(app, token)}
    urls = app.url_map.bind("localhost")
    for path in paths:
        # The page of a new bank lies where a bank of that name would, which is saved by PUT.
        allowed = set(urls.allowed_methods(path))
        for method in {"GET", "POST", "PUT", "DELETE", "PATCH"} - allowed:
            response = alice.client.open(path, method=method)
            assert response.status_code == 405, (method, path)
            assert set(response.headers["Allow"].split(", ")) >= allowed
