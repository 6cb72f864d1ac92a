"""The series and its months, as anybody finds them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from quiz.app import create_app
from quiz.platform.extensions import db
from quiz.platform.paths import QUESTIONS
from quiz.platform.settings import Settings
from quiz.services.content.media import MediaFolder
from quiz.services.content.publishing import BankFile, publish
from quiz.storage import schema
from quiz.storage.models.content import BankRow, QuizRow
from quiz.storage.models.identity import Account
from quiz.storage.models.reporting import LearnerMonth
from tests.builders import both, series_text
from tests.conftest import NOW, QUESTION_COUNTS, bank_files
from tests.services.builders import month_file, publish_month, recipe
from tests.shipped import shipped_bank
from tests.web.pages import Browser, words
from tests.web.store import CHECK, FINAL, MONTHS, PRACTICE, asked, session_of

pytestmark = pytest.mark.any_database

Visit = Callable[..., Browser]


def test_the_series_leads_to_every_month_in_order(visit: Visit, language: str) -> None:
    home = visit(language).get("/")
    found = list(dict.fromkeys(link for link in home.links() if link.startswith("/m/")))
    assert found == [f"/m/{month}" for month in MONTHS]


def test_a_part_without_months_is_named_as_in_preparation(visit: Visit) -> None:
    home = visit("en").get("/")
    (second,) = [part for part in home.all("section") if any(one.get("id") == "part-2" for one in part.iter())]
    assert "Part two" in words(second)
    assert "in preparation" in words(second)
    assert not list(second.iter("ol"))


def test_a_month_shows_its_notes_objectives_and_quizzes(visit: Visit, language: str) -> None:
    page = visit(language).get("/m/2024-02")
    assert page.has_id("s-2-1")
    assert page.has_id("s-2-2")
    assert sorted(re.findall(r"LO-2\.\d+", page.main)) == sorted(shipped_bank("2024-02").header.objectives)
    assert page.quizzes == ["2024-02/practice-2-1", "2024-02/practice-2-2"]


def test_a_month_that_is_not_published_is_not_found(visit: Visit) -> None:
    for path in ("/m/2024-07", "/m/none", "/m/", "/m/2024-02/", "/m/2024-02.html", "/M/2024-02"):
        page = visit().get(path)
        assert page.status == 404, path
        assert "/" in page.links()


def test_whoever_has_no_account_is_asked_to_sign_up_for_a_test(visit: Visit, guest: Browser) -> None:
    for browser in (visit(), guest):
        assert "/signup?next=/m/2024-02" in browser.get("/m/2024-02").links()
        assert FINAL not in browser.get("/").quizzes


def test_a_learner_may_begin_every_quiz(alice: Browser) -> None:
    offered = {quiz for page in ("/", "/m/2024-02") for quiz in alice.get(page).quizzes}
    assert {PRACTICE, CHECK, FINAL} <= offered


def test_practice_stands_under_the_heading_of_its_section_with_the_time_to_read(visit: Visit) -> None:
    page = visit("en").get("/m/2024-02")
    for section, key in (("2.1", PRACTICE), ("2.2", "2024-02/practice-2-2")):
        (article,) = [
            one for one in page.all("article") if one.get("aria-labelledby") == f"s-{section.replace('.', '-')}"
        ]
        assert key in [field.get("value") for field in article.iter("input")]
        assert "min to read" in words(article)
        assert f"Practise {section} · 8 questions" in words(article)


def test_somebody_new_begins_with_one_button(visit: Visit) -> None:
    home = visit("en").get("/")
    assert "about 8 minutes at a time" in home.main
    assert "Start with January · 8 min" in home.main
    (first,) = [form for form in home.forms() if form.action == "/quizzes/start"]
    assert first.value("quiz") == "2024-01/practice-1-1"
    assert visit().send(first).has_id("answer")
    assert "/m/2024-01" in home.links()


def test_what_was_begun_is_gone_on_with_from_the_series_and_from_the_month(app: Flask, alice: Browser) -> None:
    question = alice.begin(PRACTICE)
    first, second, *_ = asked(app, question.path.split("/")[2])
    alice.send(question.answer_form.answer(first.right), "check")
    for path in ("/", "/m/2024-02"):
        assert second.path in alice.get(path).links()


def test_the_series_counts_what_is_done(app: Flask, alice: Browser) -> None:
    page = alice.begin(PRACTICE)
    for one in asked(app, page.path.split("/")[2]):
        alice.send(alice.get(one.path).answer_form.answer(one.right), "check")
    alice.headers["Accept-Language"] = "en"
    alice.send(alice.get("/").form("/preferences"))
    assert alice.get("/").heading == f"8 questions of {sum(QUESTION_COUNTS.values())} done"
    month = alice.get("/m/2024-02")
    assert f"8 of {QUESTION_COUNTS['2024-02']} questions done" in month.main
    assert "best 100%, latest 100%" in month.main
    assert "Finished 1 time" in month.main


def test_a_series_that_is_all_done_says_so(app: Flask, alice: Browser) -> None:
    with session_of(app) as session:
        banks = session.query(BankRow).all()
        person = session.query(Account).filter_by(name="Alice").one()
        session.add_all(
            LearnerMonth(account_id=person.id, bank_id=bank.id, done=bank.questions, finished=1) for bank in banks
        )
    page = alice.get("/")
    assert page.heading == "시리즈의 모든 문항을 풀었어요"
    assert len(page.all("p", class_="mark")) == len(MONTHS)


def test_a_withdrawn_quiz_is_offered_no_more(app: Flask, alice: Browser) -> None:
    with session_of(app) as session:
        session.execute(update(QuizRow).where(QuizRow.key == CHECK).values(withdrawn=True))
        session.execute(update(BankRow).where(BankRow.slug == "2024-02").values(content_hash="changed"))
    offered = [form.value("quiz") for form in alice.get("/m/2024-02").forms()]
    assert PRACTICE in offered
    assert CHECK not in offered
    assert alice.client.post("/quizzes/start", data={"quiz": CHECK}).status_code == 404


def test_a_month_without_quizzes_says_so(app: Flask, visit: Visit) -> None:
    with session_of(app) as session:
        session.execute(update(QuizRow).values(withdrawn=True))
        session.execute(update(BankRow).values(content_hash=BankRow.slug + "-changed"))
    assert "This month has no quiz yet." in visit("en").get("/m/2024-02").main


def test_before_anything_is_published_the_pages_say_so(settings: Settings) -> None:
    empty = Settings.from_environment({"QUIZ_INSTANCE": str(settings.instance / "empty")})
    app = create_app({"WTF_CSRF_ENABLED": False, "RATELIMIT_ENABLED": False}, empty)
    with app.app_context():
        schema.upgrade(db.engine)
    home = Browser(app.test_client(), "en").get("/")
    assert home.status == 200
    assert home.heading == "Nothing is published yet"
    with app.app_context():
        db.engine.dispose()


def test_a_head_request_is_answered_without_a_body(visit: Visit) -> None:
    response = visit().client.head("/m/2024-02")
    assert response.status_code == 200
    assert response.data == b""


def test_a_new_publishing_is_seen_at_once(app: Flask, visit: Visit) -> None:
    bob = visit()
    assert "모델 경량화와 효율성" in bob.get("/").main
    changed = [
        BankFile(name=file.name, raw=file.raw.replace("모델 경량화와 효율성".encode(), "가벼운 모델".encode()))
        for file in bank_files()
    ]
    with session_of(app) as session:
        publish(session, changed, MediaFolder(source=QUESTIONS / "media"), now=NOW)
    assert "가벼운 모델" in bob.get("/").main
    assert bob.get("/m/2024-02").heading.endswith("가벼운 모델")


STATISTICS = {
    "line": both("통계를 처음부터", "Statistics from the start"),
    "footer": both("통계 교실", "A class of statistics"),
}


def serving_series(settings: Settings, months: Sequence[str], **changes: Any) -> Flask:
    """An app on an empty store of its own that serves a series of ``months``."""
    own = Settings.from_environment({"QUIZ_INSTANCE": str(settings.instance / "own")})
    app = create_app({"WTF_CSRF_ENABLED": False, "RATELIMIT_ENABLED": False}, own)
    frame = series_text(series="stats", title=both("통계", "Statistics"), quizzes=[], **changes)
    files = [BankFile(name="series.yaml", raw=frame.encode()), *(month_file(month) for month in months)]
    with app.app_context():
        schema.upgrade(db.engine)
        publish(db.session, files, MediaFolder(source=QUESTIONS / "none"), now=NOW)
        db.session.commit()
    return app


@pytest.fixture
def own_series(settings: Settings) -> Iterator[Callable[..., Flask]]:
    made: list[Flask] = []

    def make(*months: str, **changes: Any) -> Flask:
        made.append(serving_series(settings, months, **changes))
        return made[-1]

    yield make
    for app in made:
        with app.app_context():
            db.engine.dispose()


def test_a_series_gives_its_own_headline_and_footer(own_series: Callable[..., Flask], language: str) -> None:
    client = own_series("2024-01", **STATISTICS).test_client()
    # The sign-in page is the first that this process shows, and the footer stands there already.
    for path in ("/signin", "/", "/m/2024-01", "/nowhere"):
        page = Browser(client, language).get(path)
        assert STATISTICS["footer"][language] in page.html, path
        assert not re.search(r"\bAI\b", page.html), path
    assert Browser(client, language).get("/").heading == STATISTICS["line"][language]


def test_a_series_without_a_line_is_headed_by_its_title_alone(own_series: Callable[..., Flask], language: str) -> None:
    page = Browser(own_series("2024-01").test_client(), language).get("/")
    assert page.heading == {"ko": "통계", "en": "Statistics"}[language]
    assert page.main.count(page.heading) == 1
    (foot,) = page.all("footer")
    assert words(foot).startswith({"ko": "달마다", "en": "Dalmada"}[language])
    assert "—" not in words(foot)


def test_months_carry_their_year_where_several_years_are_published(own_series: Callable[..., Flask]) -> None:
    app = own_series("2024-03", "2025-03")
    for language, names in (("ko", ("2024년 3월", "2025년 3월")), ("en", ("March 2024", "March 2025"))):
        home = Browser(app.test_client(), language).get("/")
        for month, name in zip(("2024-03", "2025-03"), names, strict=True):
            assert name in home.main
            assert Browser(app.test_client(), language).get(f"/m/{month}").heading.startswith(name)


def test_months_of_one_year_carry_none(visit: Visit) -> None:
    assert visit("en").get("/m/2024-03").heading.startswith("March — ")


@pytest.mark.parametrize(
    ("quiz", "said"), [(PRACTICE, "문항을 새로 뽑아요."), ("2024-07/fixed", "같은 문항을 다시 풀어요.")]
)
def test_a_result_promises_other_questions_only_where_they_are_drawn(
    app: Flask, alice: Browser, quiz: str, said: str
) -> None:
    media = MediaFolder(source=QUESTIONS / "none")
    with session_of(app) as session:
        publish_month(session, media, quizzes=[recipe("fixed", "practice", "one-true-false")])
    token = alice.begin(quiz).path.split("/")[2]
    for one in asked(app, token):
        alice.send(alice.get(one.path).answer_form.answer(one.right), "check")
    assert said in alice.get(f"/a/{token}/result").main
