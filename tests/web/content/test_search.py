"""The page that finds, the page of terms, and what leads to them from notes and feedback."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask

from quiz.services.content.search import finding
from tests.web.pages import Browser, Element, Page, token_of, words
from tests.web.store import CHECK, PRACTICE, asked

Visit = Callable[..., Browser]


def hits(page: Page) -> list[Element]:
    return page.all("li", class_="hit")


def marked(page: Page) -> set[str]:
    return {words(one) for one in page.all("mark")}


@pytest.mark.any_database
def test_a_form_without_script_finds_the_paragraph_in_its_month(visit: Visit) -> None:
    page = visit().get("/search")
    (form,) = [form for form in page.forms() if form.action == "/search"]
    assert (form.method, form.value("q")) == ("get", "")
    found = visit().get("/search?q=라우터를")
    assert found.form("/search").value("q") == "라우터를"
    assert marked(found) == {"라우터"}
    links = {link for link in found.links() if link.startswith("/m/2024-01#")}
    assert links
    month = visit().get("/m/2024-01")
    for link in links:
        assert "라우터" in words(month.by_id(link.partition("#")[2]))


def test_stems_and_particles_are_found_on_both_databases(visit: Visit) -> None:
    assert hits(visit("en").get("/search?q=quantise"))
    found = {one.lower() for one in marked(visit("en").get("/search?q=quantise"))}
    assert {"quantisation", "quantised"} <= found
    assert all(one.startswith("quantis") for one in found)
    assert len(hits(visit().get("/search?q=증류는"))) == len(hits(visit().get("/search?q=증류")))


@pytest.mark.any_database
def test_what_is_found_is_escaped(visit: Visit) -> None:
    page = visit().get("/search?q=<script>alert(1)</script>라우터")
    assert not page.all("script", src="alert(1)")
    assert "<script>alert" not in page.html
    assert page.status == 200


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("%00", 400),
        ("%25", 200),
        ("%22%20OR%20%22", 200),
        ("a*%20NEAR(b)", 200),
        ("%ED%A0%80", 200),
        ("가" * 100, 200),
        ("가" * 101, 422),
        ("e%CC%81" * 51, 422),
        ("%CC%81" * 40_000, 413),
        ("e" + "%CC%81" * 60, 422),
    ],
)
def test_hostile_words_are_answered_in_words(visit: Visit, query: str, status: int) -> None:
    page = visit().get(f"/search?q={query}")
    assert page.status == status
    assert page.heading


@pytest.mark.any_database
def test_too_many_characters_stay_in_the_form_with_what_to_do(visit: Visit) -> None:
    page = visit("en").get(f"/search?q={'x' * 101}")
    assert page.form("/search").value("q") == "x" * 101
    assert "Search takes 100 characters at most; this has 101. Keep the words that matter." in page.main
    assert page.by_id("words").get("aria-describedby") == "words-err"


@pytest.mark.any_database
def test_nothing_found_says_what_to_try(visit: Visit) -> None:
    page = visit("en").get("/search?q=zzz")
    assert "Try another spelling" in page.main
    assert "/glossary" in page.links()
    assert "There is no word to search for" in visit("en").get("/search?q=%25").main


@pytest.mark.any_database
def test_many_hits_come_a_page_at_a_time(visit: Visit) -> None:
    query = "?q=%EB%AA%A8%EB%8D%B8"
    first, second = visit().get(f"/search{query}"), visit().get(f"/search{query}&page=2")
    assert len(hits(first)) == 20
    assert hits(second)
    assert not {words(one) for one in hits(first)} & {words(one) for one in hits(second)}
    assert any("page=2" in link and "q=" in link for link in first.links())


@pytest.mark.any_database
def test_a_learner_is_led_to_the_feedback_and_a_teacher_to_the_statistics(
    app: Flask, alice: Browser, tae_ri: Browser, visit: Visit
) -> None:
    one = asked(app, token_of(alice.begin(PRACTICE)))[0]
    prompt = one.question.prompt["ko"].split()[0]
    path = f"/search?q={prompt}"
    assert one.path not in alice.get(path).links()
    alice.send(alice.get(one.path).answer_form.answer(one.right), "check")
    assert one.path in alice.get(path).links()
    assert one.path not in visit().get(path).links()
    link = next(link for link in tae_ri.get(path).links() if link.endswith(f"#q-{one.question.id}"))
    assert tae_ri.get(link.partition("#")[0]).has_id(f"q-{one.question.id}")


@pytest.mark.any_database
def test_no_question_of_a_test_is_found_before_its_result_is_seen(app: Flask, alice: Browser) -> None:
    token = token_of(alice.begin(CHECK))
    paths = {one.path for one in asked(app, token)}
    queries = [f"/search?q={one.question.prompt['ko'].split()[0]}" for one in asked(app, token)]
    assert not any(paths & set(alice.get(query).links()) for query in queries)
    alice.client.post(f"/a/{token}/hand-in")
    assert not any(paths & set(alice.get(query).links()) for query in queries)
    alice.get(f"/a/{token}/result")
    assert any(paths & set(alice.get(query).links()) for query in queries)


@pytest.mark.any_database
def test_a_term_of_a_note_leads_to_the_glossary_and_back(visit: Visit) -> None:
    stranger = visit()
    month = stranger.get("/m/2024-01")
    terms = month.all("a", class_="term")
    assert {words(one) for one in terms} >= {"전문가 혼합", "라우터"}
    (link,) = [str(one.get("href")) for one in terms if words(one) == "라우터"]
    page, _, anchor = link.partition("#")
    glossary = stranger.get(page)
    assert "작은 신경망" in words(glossary.by_id(anchor))
    back = next(link for link in glossary.links() if link.startswith("/m/2024-01#"))
    assert month.has_id(back.partition("#")[2])


@pytest.mark.any_database
def test_terms_are_linked_in_feedback_and_never_where_a_question_asks(app: Flask, alice: Browser) -> None:
    token = token_of(alice.begin(PRACTICE))
    linked = 0
    for one in asked(app, token):
        page = alice.get(one.path)
        assert not page.all("a", class_="term")
        checked = alice.send(page.answer_form.answer(one.right), "check")
        in_stems = [link for stem in checked.all("div", class_="stem") for link in stem.iter("a")]
        assert not [link for link in in_stems if link.get("class") == "term"]
        linked += len(checked.all("a", class_="term"))
    assert linked


@pytest.mark.any_database
@pytest.mark.parametrize("back", ["https://evil.example", "//evil.example", "/\\evil", "m/2024-01", "/" + "x" * 400])
def test_the_way_back_is_a_page_of_ours(visit: Visit, back: str) -> None:
    page = visit("en").get(f"/glossary?back={back}")
    assert "Back to where you were" not in page.main


@pytest.mark.any_database
def test_the_glossary_says_every_term_in_both_languages(visit: Visit) -> None:
    for language, first, other in (("ko", "양자화", "quantisation"), ("en", "quantisation", "양자화")):
        entry = visit(language).get("/glossary").by_id("term-quantisation")
        assert words(entry).startswith(f"{first} {other}")
    assert len(visit().get("/glossary").all("dt")) >= 60


def test_the_longest_text_that_is_looked_for_has_a_hundred_characters() -> None:
    assert not finding.is_too_long("가" * 100)
    assert finding.is_too_long("가" * 101)


@pytest.mark.any_database
def test_the_field_takes_no_more_than_is_looked_for(visit: Visit) -> None:
    browser = visit()
    for path in ("/search", "/search?q=a", "/search?q=" + "a" * 101):
        (field,) = [one for one in browser.get(path).all("input", type="search") if one.get("name") == "q"]
        assert field.get("maxlength") == str(finding.MAX_QUERY)
