"""Who teaches a class without a teacher's account reaches what their role allows, and is told what waits for them."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import pytest
from flask import Flask

from tests.services.written import rubric
from tests.web.attempts.test_tries import publish
from tests.web.grading.test_challenges import WORD, challenged, own
from tests.web.pages import Browser, to_grade, token_of, words
from tests.web.store import account_of, of_kind, whole_bank

Sign = Callable[[str], Browser]

pytestmark = pytest.mark.any_database


def test_an_assistant_grades_and_watches_and_changes_no_questions(classes: Mapping[str, int], at: Sign) -> None:
    asha = at("Asha")
    assert {"/teach", "/teach/tests"} <= set(asha.get("/me").links())
    assert "/teach/questions" not in asha.get("/teach").links()
    paths = ("/teach", "/teach/grading", "/teach/grading/graded", "/teach/tests")
    assert {asha.get(path).status for path in paths} == {200}
    others = ("/teach/questions", "/teach/challenges", "/teach/reports", "/teach/gallery", "/teach/learners")
    assert {asha.get(path).status for path in others} == {404}
    for name in ("Lena", "Outa"):
        assert {at(name).get(path).status for path in paths} == {404}, name


def test_answers_that_wait_are_told_to_those_who_teach_their_learner(
    app: Flask, classes: Mapping[str, int], at: Sign
) -> None:
    essays = publish(app, rubric(), mode="exam")
    for _ in range(2):
        lena = at("Lena")
        token = token_of(lena.begin(essays))
        essay = of_kind(app, token, "essay")
        lena.send(lena.get(essay.path).answer_form.answer(essay.wrong))
        lena.client.post(f"/a/{token}/hand-in")
    told = {name: at(name).get("/inbox").html.count("/inbox/") for name in ("Owen", "Theo", "Asha", "Adam")}
    assert set(told.values()) == {1}, told
    for name in ("Owen2", "Asha2", "Otto", "Lena"):
        assert "/inbox/" not in at(name).get("/inbox").main, name
    asha = at("Asha")
    assert "/teach/grading" in asha.get("/teach").links()
    link = to_grade(asha)[0]
    form = asha.get(link).form(link)
    form.set("part", "a")
    assert asha.send(form).status == 200
    assert at("Asha2").get(link).status == 404
    assert "/teach/grading" not in at("Owen2").get("/teach").links()


def test_a_challenge_is_found_by_its_teachers_and_by_who_edits_the_series(
    app: Flask, classes: Mapping[str, int], at: Sign
) -> None:
    own(app, "Otto")
    challenged(app, at("Lena"), "Lena")
    (path,) = {link for link in at("Owen").get("/teach/challenges").links() if link.startswith("/teach/challenges/")}
    for name, finds in (("Owen", True), ("Otto", True), ("Adam", True), ("Owen2", False)):
        browser = at(name)
        assert (path in browser.get("/teach/challenges").links()) == finds, name
        assert browser.get(path).status == (200 if finds else 404), name
    sent = {"seen": "0", "reply": "No."}
    assert at("Owen2").client.post(f"{path}/refuse", data=sent).status_code == 404
    assert at("Owen").client.post(f"{path}/refuse", data=sent).status_code == 303


def test_who_gains_by_accepting_is_named_to_those_who_teach_them_alone(
    app: Flask, classes: Mapping[str, int], at: Sign
) -> None:
    asked, lena = at("Lena2"), at("Lena")
    path, _ = challenged(app, asked, "Lena2")
    asked.client.post(f"/a/{path.split('/')[2]}/end")
    # Lena answered the same and asks for nothing; who asked is counted, not named.
    same = of_kind(app, whole_bank(app, "Lena", "2024-02"), "short_text")
    lena.send(lena.get(same.path).answer_form.answer({"text": (WORD,)}), "check")
    lena.client.post(f"/a/{same.path.split('/')[2]}/end")
    for teacher, shown in (("Otto", set()), ("Owen", {"Lena"}), ("Adam", {"Lena"})):
        own(app, teacher)
        browser = at(teacher)
        (found,) = {one for one in browser.get("/teach/challenges").links() if one.startswith("/teach/challenges/")}
        (way,) = [link for link in browser.get(found).links() if "way=spelling" in link]
        page = browser.get(way.partition("#")[0])
        assert {words(one) for table in page.all("table") for one in table.iter("bdi")} == shown, teacher


def test_an_assistant_reads_no_question_and_no_name_that_their_learners_have_nothing_to_do_with(
    app: Flask, classes: Mapping[str, int], at: Sign
) -> None:
    essays = publish(app, rubric(), mode="exam")
    lena = at("Lena")
    token = token_of(lena.begin(essays))
    essay = of_kind(app, token, "essay")
    lena.send(lena.get(essay.path).answer_form.answer(essay.wrong))
    lena.client.post(f"/a/{token}/hand-in")
    (link,) = to_grade(at("Owen"))
    (page,) = {one for one in at("Owen").get("/teach/grading").links() if "/questions/" in one}
    version = page.rpartition("/")[2]
    paths = (page, f"{page}/agreement", f"/teach/grading/graded?question={version}")
    for name, status in (("Asha", 200), ("Asha2", 404), ("Owen2", 404)):
        assert {at(name).get(path).status for path in paths} == {status}, name
    for rest in ("", "/release"):
        assert at("Asha2").client.post(f"{page}{rest}").status_code == 404
    form = at("Owen").get(link).form(link)
    form.set("part", "a")
    at("Owen").send(form)
    owen = account_of(app, "Owen").id
    assert "Owen" in at("Asha").get(f"/teach/grading/graded?by={owen}").main
    assert "Owen" not in at("Asha2").get(f"/teach/grading/graded?by={owen}").main
