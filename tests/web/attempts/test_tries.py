"""The pages of quizzes with tries, hints and certainty, and of answers that a person judges."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from quiz.domain.rendering import fill
from quiz.services import gallery
from quiz.services.content.media import MediaFolder
from tests.builders import both, definition
from tests.services.builders import MONTH, publish_month, recipe
from tests.web.pages import Browser, to_grade, token_of, words
from tests.web.store import AT_ONCE, asked, of_kind, row_of, session_of

pytestmark = pytest.mark.any_database

HINTS = [both("첫 힌트예요", "This is the first hint"), both("둘째 힌트예요", "This is the second hint")]


def publish(app: Flask, *questions: dict[str, Any], mode: str = "practice", **rules: str) -> str:
    """Publish a quiz of ``questions`` with ``rules``; its key."""
    quiz = recipe("rules", mode, *[one["id"] for one in questions], **rules)
    with session_of(app) as session:
        media = MediaFolder(source=Path("questions/media"))
        publish_month(session, media, questions=[_pictured(one) for one in questions], quizzes=[quiz])
    return f"{MONTH}/rules"


def _pictured(question: dict[str, Any]) -> dict[str, Any]:
    """The question with a picture that there is, where it has one."""
    return (
        {**question, "image": {**question["image"], "file": "lora-branches.svg"}} if "image" in question else question
    )


@pytest.fixture
def choice() -> dict[str, Any]:
    return definition("single_choice", hints=HINTS)


def test_a_wrong_try_says_so_and_leaves_the_key_in_the_dark(app: Flask, alice: Browser, choice: dict[str, Any]) -> None:
    page = alice.begin(publish(app, choice, tries="2", penalty="0.25"))
    (question,) = asked(app, token_of(page))
    page = alice.send(page.answer_form.answer(question.wrong), "check")
    assert page.has_id("verdict")
    assert "25" in page.main
    assert question.texts["ko"].revealed["explanation"] not in page.unlinked
    page = alice.send(page.answer_form.answer(question.right), "check")
    assert question.texts["ko"].revealed["explanation"] in page.unlinked
    assert "0.75" in page.main


@pytest.mark.parametrize("kind", AT_ONCE)
def test_no_try_tells_the_key_of_any_kind(kind: str, app: Flask, alice: Browser) -> None:
    page = alice.begin(publish(app, definition(kind), tries="3"))
    (question,) = asked(app, token_of(page))
    page = alice.send(page.answer_form.answer(question.wrong), "check")
    assert page.has_id("answer") is not question.question.has_one_try()
    if question.question.has_one_try():
        return
    mistake = question.question.wrong_answer(question.variant)
    revealed = question.texts["ko"].revealed
    told = {name for name, passage in revealed.items() if fill(passage, question.variant.values, "ko") in page.html}
    assert told <= set(question.question.grade(question.variant, mistake).feedback), told
    if question.question.feedback_reveals_key:
        assert told == set()


def test_hints_appear_one_by_one_and_what_was_entered_stays(app: Flask, alice: Browser, choice: dict[str, Any]) -> None:
    page = alice.begin(publish(app, choice))
    (question,) = asked(app, token_of(page))
    assert "첫 힌트예요" not in page.html
    page = alice.send(page.answer_form.answer(question.wrong), "hint")
    assert "첫 힌트예요" in page.main
    assert "둘째 힌트예요" not in page.html
    assert page.answer_form.answered() == question.wrong
    page = alice.send(page.answer_form, "hint")
    assert "둘째 힌트예요" in page.main
    assert ("go", "hint") not in page.answer_form.buttons


def test_certainty_is_asked_kept_and_shown_again(app: Flask, alice: Browser, choice: dict[str, Any]) -> None:
    page = alice.begin(publish(app, choice, mode="exam", certainty="counted"))
    token = token_of(page)
    (question,) = asked(app, token)
    form = page.answer_form.answer(question.right)
    form.set("certainty", "3")
    alice.send(form, "hand-in")
    assert row_of(app, token, 1).certainty == 3
    assert alice.get(question.path).answer_form.value("certainty") == "3"
    page = alice.get(f"/a/{token}/hand-in")
    result = alice.send(page.form(f"/a/{token}/hand-in"))
    assert "3 / 3" in result.main


def test_a_script_sends_certainty_too(app: Flask, alice: Browser, choice: dict[str, Any]) -> None:
    page = alice.begin(publish(app, choice, certainty="shown"))
    (question,) = asked(app, token_of(page))
    body = {"device": "web-1", "sequence": 1, "base": 0, "answer": {}, "certainty": 2}
    assert alice.client.put(question.path, json=body).status_code == 200
    assert row_of(app, token_of(page), 1).certainty == 2
    assert alice.client.put(question.path, json={**body, "sequence": 2, "certainty": 7}).status_code == 400


def test_a_learner_confirms_an_essay_beside_the_model_answer(app: Flask, alice: Browser) -> None:
    page = alice.begin(publish(app, definition("essay")))
    essay = of_kind(app, token_of(page), "essay")
    data = {**page.answer_form.data("check"), "answer-text": list(essay.right["text"])}
    alice.client.post(essay.path, data=data)
    page = alice.get(essay.path)
    form = page.form(essay.path)
    assert essay.texts["ko"].revealed["model_answer"] in page.html
    assert "앱이 찾은 것에 표시해 두었어요" in page.main
    form.set("part", *form.fields[-1].options)
    page = alice.send(form, "confirm")
    assert page.has_id("onward")
    assert page.all("section", class_="right", id="verdict")


def test_of_a_rubric_the_app_claims_to_have_found_nothing(app: Flask, alice: Browser, tae_ri: Browser) -> None:
    rubric = definition("essay", rubric=[{"id": "one", "text": both("하나", "One")}])
    rubric = {name: value for name, value in rubric.items() if name not in ("ideas", "full")}
    page = alice.begin(publish(app, rubric))
    essay = of_kind(app, token_of(page), "essay")
    data = {**page.answer_form.data("check"), "answer-text": list(essay.wrong["text"])}
    alice.client.post(essay.path, data=data)
    page = alice.get(essay.path)
    assert "앱이 찾은 것" not in page.main
    assert "내 답에 들어 있는 것에 표시하고 확정하면" in page.main
    assert "앱" not in tae_ri.get("/teach/grading").main


def test_a_teacher_grades_what_an_exam_left_waiting(
    app: Flask, alice: Browser, charlie: Browser, tae_ri: Browser
) -> None:
    page = alice.begin(publish(app, definition("essay"), mode="exam"))
    token = token_of(page)
    essay = of_kind(app, token, "essay")
    data = {**page.answer_form.data("hand-in"), "answer-text": list(essay.right["text"])}
    alice.client.post(essay.path, data=data)
    page = alice.send(alice.get(f"/a/{token}/hand-in").form(f"/a/{token}/hand-in"))
    assert page.path == f"/a/{token}/result"
    assert essay.texts["ko"].revealed["model_answer"] not in page.html
    assert alice.get(essay.path).path == f"/a/{token}/result"

    (link,) = to_grade(tae_ri)
    assert charlie.get(link).status == 404
    assert tae_ri.get("/teach/grading/99999999999999999999").status == 404
    page = tae_ri.get(link)
    assert "Alice" not in page.html
    form = page.form(link)
    form.tick("part")
    page = tae_ri.send(form)
    assert page.path == "/teach/grading"
    assert to_grade(tae_ri) == []
    assert essay.texts["ko"].revealed["model_answer"] in alice.get(f"/a/{token}/result").html


def test_the_gallery_shows_every_kind_and_saves_nothing(
    app: Flask, tae_ri: Browser, charlie: Browser, language: str
) -> None:
    tae_ri.headers = {"Accept-Language": language}
    page = tae_ri.get("/teach/gallery")
    exhibits = [link for link in page.links() if link.startswith("/teach/gallery/")]
    with session_of(app) as session:
        states = sum(len(states) for states in gallery.load_gallery(session, language).values())
    assert len(exhibits) == states > 20
    for link in exhibits:
        shown = tae_ri.get(link)
        assert (shown.status, shown.faults) == (200, []), link
    assert tae_ri.get("/teach/gallery/essay/nowhere").status == 404
    assert charlie.get("/teach/gallery").status == 404


@pytest.mark.parametrize(("tries", "said"), [(1, "Right"), (2, "Right at the second try"), (3, "Right at a later try")])
def test_a_later_try_that_is_right_says_so(
    tries: int, said: str, app: Flask, alice: Browser, choice: dict[str, Any]
) -> None:
    alice.client.post("/preferences", data={"language": "en"})
    page = alice.begin(publish(app, choice, tries="3", penalty="0.25"))
    (question,) = asked(app, token_of(page))
    for _ in range(tries - 1):
        page = alice.send(page.answer_form.answer(question.wrong), "check")
        assert "Not yet" in page.main
    page = alice.send(page.answer_form.answer(question.right), "check")
    assert [words(one) for one in page.all("h2", id="v")] == [said]
    assert said in alice.get(f"/a/{question.token}/result").main


def test_where_one_of_two_options_is_left_there_is_one_try(app: Flask, alice: Browser) -> None:
    page = alice.begin(publish(app, definition("true_false"), tries="2", penalty="0.5"))
    (question,) = asked(app, token_of(page))
    alice.send(page.answer_form.answer(question.wrong), "check")
    row = row_of(app, question.token, 1)
    assert (row.tries, row.share) == (1, 0.0)


def test_what_was_ended_early_does_not_count_as_finished(app: Flask, alice: Browser, choice: dict[str, Any]) -> None:
    alice.client.post("/preferences", data={"language": "en"})
    key = publish(app, choice, definition("true_false"))
    one = asked(app, token_of(alice.begin(key)))[0]
    checked = alice.send(alice.get(one.path).answer_form.answer(one.right), "check")
    alice.send(checked.form(f"/a/{one.token}/end"))
    assert "Finished" not in alice.get(f"/m/{MONTH}").main
