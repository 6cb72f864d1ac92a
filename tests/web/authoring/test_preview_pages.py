"""A published bank as its editors look at it: every question in every draw, answers tried, and on paper."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from quiz.services.authoring import drafts
from quiz.services.identity import accounts
from quiz.storage.models.attempts import AnswerRow, Attempt
from tests.builders import bank_text
from tests.conftest import NOW, QUESTION_COUNTS
from tests.shipped import place_of
from tests.web.pages import Browser, Page, words
from tests.web.store import count, session_of, set_account

pytestmark = pytest.mark.any_database

HERE = "/studio/ai-2024/2024-02"
WHOLE = QUESTION_COUNTS["2024-02"]
PAGES = ("preview", "questions/1/bench", "print")


@pytest.fixture
def editor(app: Flask, teacher: FlaskClient) -> Browser:
    set_account(app, "Tae-ri", role="admin")
    return Browser(teacher, "en")


def tried(editor: Browser, path: str, question: int, at: str = "en", **answer: str) -> Page:
    """The page after an answer was sent with the form of a question."""
    page = editor.get(path)
    form = next(form for form in page.forms() if (form.value("number"), form.value("at")) == (str(question), at))
    data = {**form.data(), **{f"answer-{name}": value for name, value in answer.items()}}
    return Page(editor.client.post(form.action.partition("#")[0], data=data, headers=editor.headers))


@pytest.mark.parametrize("page", PAGES)
def test_who_may_not_edit_the_series_finds_nothing(page: str, app: Flask, tae_ri: Browser, alice: Browser) -> None:
    for browser in (alice, tae_ri):
        assert browser.get(f"{HERE}/{page}").status == 404
    set_account(app, "Tae-ri", role="admin")
    assert tae_ri.get(f"{HERE}/{page}").status == 200
    assert tae_ri.get(f"/studio/ai-2024/2020-01/{page}").status == 404
    assert tae_ri.get(f"/studio/other/2024-02/{page}").status == 404


def test_every_question_is_there_in_both_languages_and_with_its_key_where_it_is_wanted(editor: Browser) -> None:
    page = editor.get(f"{HERE}/preview")
    assert len(page.all("article")) == WHOLE
    assert {one.get("lang") for one in page.all("div", class_="asked")} == {"ko", "en"}
    assert "What a learner reads after a right answer" not in page.main
    keyed = editor.get(f"{HERE}/preview?keys=1&languages=en")
    assert len(keyed.all("div", class_="asked")) == len(keyed.all("div", class_="keyed")) == WHOLE


def test_the_list_of_questions_leads_to_them_for_who_may_edit(app: Flask, tae_ri: Browser) -> None:
    assert not [link for link in tae_ri.get("/teach/questions/2024-02").links() if link.startswith("/studio/")]
    set_account(app, "Tae-ri", role="admin")
    links = tae_ri.get("/teach/questions/2024-02").links()
    assert {f"{HERE}/preview", f"{HERE}/preview#q1", f"{HERE}/print"} <= set(links)


def test_a_draw_has_a_number_and_each_question_its_own(editor: Browser) -> None:
    def order(query: str, number: int) -> list[str]:
        page = editor.get(f"{HERE}/preview?one={number}&languages=en{query}")
        return ["".join(one.itertext()).strip().lstrip("0123456789") for one in page.all("label", class_="choice")]

    number = place_of("single_choice", "2024-02")
    orders = {tuple(order(f"&draw={draw}", number)) for draw in range(1, 8)}
    assert len(orders) > 1
    assert {frozenset(one) for one in orders} == {frozenset(next(iter(orders)))}
    assert order("&draw=3", number) == order(f"&draw=5&draw-{number}=3", number)


def test_an_answer_is_tried_and_kept_nowhere(app: Flask, editor: Browser) -> None:
    number = place_of("single_choice", "2024-02")
    path = f"{HERE}/preview?one={number}&languages=en"
    pages = [tried(editor, path, number, choice=str(place)) for place in range(1, 5)]
    verdicts = {page.by_id(f"q{number}-en-said").text for page in pages}
    assert verdicts == {"Right", "Wrong"}
    assert count(app, Attempt) == count(app, AnswerRow) == 0


def test_what_can_t_be_read_is_said_beside_the_answer_which_stays(editor: Browser) -> None:
    choice = place_of("single_choice", "2024-02")
    page = tried(editor, f"{HERE}/preview", choice)
    assert "Answer the question first." in page.main
    page = tried(editor, f"{HERE}/preview", choice, choice="99")
    assert "The question has changed since" in page.main
    assert page.status == 200
    number = place_of("numeric", "2024-02")
    page = tried(editor, f"{HERE}/preview", number, number="1,5")
    assert page.by_id(f"q{number}-en-number").get("value") == "1,5"
    assert page.by_id(f"q{number}-en-verdict").get("role") == "alert"


def test_a_script_gets_the_question_alone(editor: Browser) -> None:
    data = {"number": "1", "at": "ko", "answer-choice": "1"}
    for page in PAGES[:2]:
        sent = editor.client.post(f"{HERE}/{page}", data=data, headers={"X-Requested-With": "fetch"})
        text = sent.get_data(as_text=True)
        assert sent.status_code == 200
        assert "q1-ko-verdict" in text
        assert "<html" not in text
        for wrong in ({"number": "999"}, {"at": "xx"}, {"number": ""}):
            headers = {"X-Requested-With": "fetch"}
            assert editor.client.post(f"{HERE}/{page}", data={**data, **wrong}, headers=headers).status_code == 404


def test_the_bench_lists_every_answer_that_the_bank_names(editor: Browser) -> None:
    page = editor.get("/studio/ai-2024/2024-01/preview")
    article = next(one for one in page.all("article") if "short text" in "".join(one.itertext()))
    number = int(str(article.get("id"))[1:])
    bench = editor.get(f"/studio/ai-2024/2024-01/questions/{number}/bench")
    for word in ("Key", "Accepted spelling", "From accept", "From reject"):
        assert word in bench.main
    assert "Not as the bank says" not in bench.main
    fragment = editor.client.get(
        f"/studio/ai-2024/2024-01/questions/{number}/bench", headers={"X-Requested-With": "fetch"}
    )
    assert fragment.get_data(as_text=True).lstrip().startswith('<div class="stack" data-bench')
    assert editor.get("/studio/ai-2024/2024-01/questions/99/bench").status == 404


def test_a_test_is_printed_as_its_number_draws_it_with_and_without_key(editor: Browser) -> None:
    def numbers(query: str) -> list[str]:
        return [
            "".join(one.itertext()) for one in editor.get(f"{HERE}/print?quiz=check{query}").all("div", class_="stem")
        ]

    assert numbers("&seed=1") == numbers("&seed=1")
    assert numbers("&seed=1") != numbers("&seed=2")
    plain, keyed = editor.get(f"{HERE}/print"), editor.get(f"{HERE}/print?keys=keys")
    assert len(plain.all("li", class_="printed-question")) == WHOLE
    assert len(keyed.all("li", class_="printed-question")) == 2 * WHOLE
    assert "Name" in plain.main
    assert not plain.all("section", class_="key-sheet")
    both = editor.get(f"{HERE}/print?language=both")
    assert len(both.all("div", class_="printed-text")) == 2 * WHOLE


def test_paper_without_key_holds_no_key(editor: Browser) -> None:
    with_key = editor.get(f"{HERE}/print?keys=reasons&language=en")
    reasons = [words(one) for one in with_key.all("div", class_="small")]
    plain = editor.get(f"{HERE}/print?language=en")
    assert len(reasons) == WHOLE
    assert all(reasons)
    assert not plain.all("ul", class_="key-parts")
    assert not [reason for reason in reasons if reason in plain.main]


def test_the_draft_of_who_is_here_is_shown_and_what_is_published_beside_it(app: Flask, editor: Browser) -> None:
    place = "/studio/ai-2024/2024-02"

    def save(old: str, new: str) -> None:
        form = editor.get(place).form(place)
        form.set("source", form.value("source").replace(old, new, 1))
        editor.send(form)

    def stems(query: str = "") -> str:
        return words(editor.get(f"{place}/preview{query}").all("article")[0]).replace("Edit : Question 1 ", "")

    before = stems()
    save("    prompt:", "    hints: [{ko: 힌트예요, en: This is a hint}]\n    prompt:")
    assert "This is a hint" in stems("?keys=1")
    assert "This is a hint" not in stems("?keys=1&of=published")
    page = editor.get(f"{place}/preview")
    assert f"{place}/preview?of=published" in page.links() or "?of=published" in page.links()
    assert "This is your draft" in page.main
    assert "This is your draft" in editor.get(f"{place}/print").main
    assert "This is your draft" in editor.get(f"{place}/questions/1/bench").main
    save("bank: ", "bank: [")
    page = editor.get(f"{place}/preview")
    assert "Your draft has errors" in page.main
    assert stems() == before


def test_a_draft_with_errors_of_a_bank_that_was_never_published_leads_to_its_errors(
    app: Flask, editor: Browser
) -> None:
    with session_of(app) as session:
        person = accounts.find_named(session, "Tae-ri")
        assert person is not None
        drafts.begin(session, person, "ai-2024", "unit-1", b"bank: unit-1", NOW)
        drafts.begin(session, person, "ai-2024", "unit-2", bank_text(bank="unit-2").encode(), NOW)
    for page in PAGES:
        found = editor.client.get(f"/studio/ai-2024/unit-1/{page}")
        assert (found.status_code, found.headers["Location"]) == (303, "/studio/ai-2024/unit-1/publish")
        assert editor.get(f"/studio/ai-2024/unit-2/{page}").status == 200
    assert editor.get("/studio/ai-2024/series.yaml/preview").status == 404
