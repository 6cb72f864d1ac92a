"""Language and time zone: taken from the browser, changed by anybody, kept with the account."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
import yaml
from babel.messages.pofile import read_po
from flask import Flask
from sqlalchemy import select

from quiz.platform.paths import QUESTIONS, TRANSLATIONS
from quiz.storage.models.content import QuestionVersion
from tests.web.pages import Browser, Page, in_one_language, texts_of, token_of, without_source, words
from tests.web.people import sign_in
from tests.web.store import CHECK, MONTHS, account_of, asked, session_of, set_account, set_attempt, whole_bank
from tests.web.templating.test_html import ON_TOUR

pytestmark = pytest.mark.any_database

Visit = Callable[..., Browser]
HANGUL = re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3]")


ACCEPTED = (
    ("ko", "ko"),
    ("en", "en"),
    ("en-GB,en;q=0.9,ko;q=0.8", "en"),
    ("ko-KR,ko;q=0.9,en;q=0.1", "ko"),
    ("fr,en;q=0.3", "en"),
    ("fr", "ko"),
    ("", "ko"),
    ("*", "ko"),
    (";;;q=x,\u00e9", "ko"),
    ("en;q=0,ko", "ko"),
)


def test_the_browser_says_which_language_is_read(visit: Visit) -> None:
    for accepted, shown in ACCEPTED:
        assert visit(accepted).get("/signin").root.get("lang") == shown, accepted


def test_whoever_is_not_signed_in_can_switch_and_comes_back_to_the_page(visit: Visit) -> None:
    bob = visit("ko")
    page = bob.send(bob.get("/m/2024-02?x=1").form("/preferences", language="en"))
    assert page.root.get("lang") == "en"
    assert page.response.request.full_path == "/m/2024-02?x=1"
    assert bob.get("/").root.get("lang") == "en"
    page = bob.send(page.form("/preferences", language="ko"))
    assert page.root.get("lang") == "ko"


def test_the_choice_is_kept_with_the_account_and_over_the_browsers(alice: Browser, visit: Visit, app: Flask) -> None:
    form = alice.get("/account").form("/preferences", next="/account", time_zone="Asia/Seoul")
    form.set("language", "en")
    form.set("time_zone", "America/New_York")
    assert alice.send(form).root.get("lang") == "en"
    account = account_of(app, "Alice")
    assert (account.language, account.time_zone) == ("en", "America/New_York")
    phone = visit("ko")
    sign_in(phone)
    assert phone.get("/").root.get("lang") == "en"
    phone.client.post("/signout")
    assert phone.get("/").root.get("lang") in ("ko", "en")


def test_the_choice_outlives_signing_out_on_the_same_browser(alice: Browser) -> None:
    alice.client.post("/preferences", data={"language": "en", "time_zone": "Europe/Berlin"})
    alice.client.post("/signout")
    page = alice.get("/signin")
    assert page.root.get("lang") == "en"
    assert "Europe/Berlin" in page.html


def test_the_choice_of_the_account_goes_before_that_of_the_browser(alice: Browser, visit: Visit, app: Flask) -> None:
    alice.client.post("/preferences", data={"language": "en", "time_zone": "Europe/Berlin"})
    phone = visit("ko")
    phone.client.post("/preferences", data={"language": "ko", "time_zone": "Asia/Tokyo"})
    assert phone.get("/signin").root.get("lang") == "ko"
    sign_in(phone)
    page = phone.get("/")
    assert (page.root.get("lang"), page.root.get("data-zone")) == ("en", "Europe/Berlin")


def test_zones_are_offered_by_region_and_none_by_an_old_name(alice: Browser) -> None:
    alice.client.post("/preferences", data={"language": "en", "time_zone": "Asia/Seoul"})
    page = alice.get("/account")
    regions = [group.get("label") for group in page.all("optgroup")]
    assert regions[0] == "Africa"
    assert "Indian Ocean" in regions
    (offered,) = [field for field in page.form("/preferences", language="en").fields if field.name == "time_zone"]
    assert offered.options[:2] == ["Asia/Seoul", "UTC"]
    assert len(offered.options) == len(set(offered.options))
    for old in ("ROK", "Asia/Calcutta", "US/Pacific", "GMT+0", "Etc/GMT-9", "Asia/Saigon"):
        assert old not in offered.options
    for name in ("America/Argentina/Buenos_Aires", "Asia/Kolkata", "Pacific/Auckland", "Europe/Berlin"):
        assert name in offered.options


def test_a_zone_by_an_old_name_that_was_kept_goes_on(alice: Browser, app: Flask) -> None:
    set_account(app, "Alice", time_zone="Asia/Calcutta", language="en")
    page = alice.get("/account")
    assert page.root.get("data-zone") == "Asia/Calcutta"
    form = page.form("/preferences", time_zone="Asia/Calcutta")
    form.set("language", "ko")
    alice.send(form)
    account = account_of(app, "Alice")
    assert (account.language, account.time_zone) == ("ko", "Asia/Calcutta")


NOT_OFFERED: tuple[dict[str, str], ...] = (
    {},
    {"language": "xx", "time_zone": "Mars/Base"},
    {"language": "../../etc", "time_zone": "../../etc/passwd"},
    {"language": "EN", "time_zone": "/usr/share/zoneinfo/UTC"},
    {"language": "", "time_zone": ""},
)


def test_a_choice_that_does_not_exist_changes_nothing(alice: Browser, app: Flask) -> None:
    alice.client.post("/preferences", data={"language": "en", "time_zone": "UTC"})
    for given in NOT_OFFERED:
        assert alice.client.post("/preferences", data=given).status_code == 303
        account = account_of(app, "Alice")
        assert (account.language, account.time_zone) == ("en", "UTC"), given


def test_one_of_the_two_can_be_changed_alone(alice: Browser, app: Flask) -> None:
    alice.client.post("/preferences", data={"time_zone": "UTC"})
    alice.client.post("/preferences", data={"language": "en"})
    account = account_of(app, "Alice")
    assert (account.language, account.time_zone) == ("en", "UTC")


def test_the_switch_leads_nobody_out_of_the_house(visit: Visit) -> None:
    for target in ("//evil.example", "https:evil", "/\\evil", "//[x"):
        assert visit().client.post("/preferences", data={"next": target}).headers["Location"] == "/", target


DATES = (
    ("ko", "Asia/Seoul", "2026년 3월 14일 (토) 오후 9:42"),
    ("en", "Asia/Seoul", "Sat, Mar 14, 2026, 9:42 PM"),
    ("ko", "America/New_York", "2026년 3월 14일 (토) 오전 8:42"),
    ("en", "America/New_York", "Sat, Mar 14, 2026, 8:42 AM"),
    ("ko", "Pacific/Kiritimati", "2026년 3월 15일 (일) 오전 2:42"),
    ("en", "Asia/Kathmandu", "Sat, Mar 14, 2026, 6:27 PM"),
)


def test_dates_are_told_in_the_readers_zone_and_language(app: Flask, alice: Browser) -> None:
    token = token_of(alice.begin(CHECK))
    alice.client.post(f"/a/{token}/hand-in")
    set_attempt(app, token, handed_in_at=datetime(2026, 3, 14, 12, 42, tzinfo=UTC))
    for language, zone, said in DATES:
        alice.client.post("/preferences", data={"language": language, "time_zone": zone})
        for path in ("/me/history", f"/a/{token}/result"):
            assert said in alice.get(path).main.replace("\u00a0", " "), (language, zone)


def test_an_attempt_can_be_gone_on_with_in_the_other_language(app: Flask, alice: Browser) -> None:
    one = asked(app, whole_bank(app, "Alice", "2024-02", "exam"))[0]
    alice.send(alice.get(one.path).answer_form.answer(one.wrong))
    page = alice.get(one.path)
    assert one.texts["ko"].shown["prompt"] in page.html
    alice.client.post("/preferences", data={"language": "en"})
    page = alice.get(one.path)
    assert one.texts["en"].shown["prompt"] in page.html
    assert page.answer_form.answered() == one.wrong


def _interface() -> list[re.Pattern[str]]:
    """Every English text of the interface that Korean says in other words, its values left open."""
    with (TRANSLATIONS / "ko" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        catalogue = read_po(file, locale="ko")
    texts: set[str] = set()
    for entry in catalogue:
        ids = [entry.id] if isinstance(entry.id, str) else list(entry.id)
        strings = [entry.string] if isinstance(entry.string, str) else list(entry.string or ())
        texts |= {
            text
            for text in ids
            if text and text not in strings and re.search("[A-Za-z]{3}", re.sub(r"%\(\w+\)s", "", text))
        }
    return [re.compile(re.sub(r"%\\\(\w+\\\)[sd]", ".+", re.escape(text)).replace("%%", "%")) for text in sorted(texts)]


def _spellings(app: Flask) -> list[str]:
    """What may be typed in either language, the longest first."""
    with session_of(app) as session:
        rows = session.scalars(select(QuestionVersion.definition)).all()
    questions = [row["question"] for row in rows]
    terms = [question for question in questions if question["kind"] == "short_text"]
    terms += [gap for question in questions for gap in question.get("gaps", {}).values() if gap["kind"] == "text"]
    texts = {text for term in terms for accepted in term["answers"] for text in accepted["text"]}
    texts |= {text for term in terms for text in term.get("reject", [])}
    texts |= {question["model_answer"]["ko"].strip() for question in questions if "model_answer" in question}
    glossary = yaml.safe_load((QUESTIONS / "glossary.yaml").read_text(encoding="utf-8"))["terms"]
    texts |= {name for term in glossary.values() for name in (term["term"]["ko"], *term.get("also", ()))}
    return sorted(texts, key=len, reverse=True)


@ON_TOUR
@pytest.mark.parametrize("language", ["en"], indirect=True)
def test_an_english_page_says_nothing_in_korean(tour: list[Page], app: Flask) -> None:
    spellings = _spellings(app)
    for page in tour:
        for text in set(texts_of(without_source(in_one_language(page.root)), typed=False)) - {"한국어"}:
            rest = text
            for spelling in spellings:
                rest = rest.replace(spelling, "")
            assert not HANGUL.search(rest), (page.path, text)


@ON_TOUR
@pytest.mark.parametrize("language", ["ko"], indirect=True)
def test_a_korean_page_says_nothing_of_the_interface_in_english(tour: list[Page]) -> None:
    patterns = _interface()
    for page in tour:
        # A program, and what one types of its output, is in no language that people speak.
        said = texts_of(in_one_language(page.root), without=("script", "style", "code", "pre", "textarea"))
        texts = {text for text in said if re.search("[A-Za-z]{3}", text)} - {"English"}
        found = {text for text in texts for pattern in patterns if pattern.fullmatch(text)}
        assert not found, page.path


def test_the_notes_of_a_month_are_in_the_readers_language(visit: Visit) -> None:
    for month in MONTHS:
        korean, english = visit("ko").get(f"/m/{month}"), visit("en").get(f"/m/{month}")
        assert len(HANGUL.findall(korean.main)) > 500, month
        assert not [text for text in texts_of(english.by_id("main")) if HANGUL.search(text)], month


def test_only_where_a_zone_was_sent_the_page_says_that_it_is_set(alice: Browser) -> None:
    switched = alice.send(alice.get("/me").form("/preferences", language="en"))
    assert not switched.all("p", role="status")
    form = alice.get("/account").form("/preferences", next="/account", time_zone="Asia/Seoul")
    assert "Language and time zone are set." in alice.send(form).main


def test_what_waits_to_be_said_is_dropped_where_the_language_changes(alice: Browser) -> None:
    alice.client.post("/account/signins")
    alice.client.post("/preferences", data={"language": "en"})
    page = alice.get("/account")
    assert not page.all("p", role="status")
    alice.client.post("/account/signins")
    alice.client.post("/preferences", data={"language": "en"})
    assert "Other devices are signed out." in alice.get("/account").main


@pytest.mark.parametrize(("language", "name"), [("en", "Central European Standard Time"), ("ko", "중부유럽 표준시")])
def test_a_deadline_names_its_zone(app: Flask, alice: Browser, language: str, name: str) -> None:
    alice.client.post("/preferences", data={"language": language, "time_zone": "Europe/Berlin"})
    token = token_of(alice.begin(CHECK))
    start = datetime(2026, 1, 15, 9, 0, tzinfo=UTC)
    set_attempt(app, token, started_at=start, deadline_at=start.replace(year=2126), closes_at=start.replace(year=2126))
    for path in ("/", "/me", f"/a/{token}/hand-in"):
        assert name in alice.get(path).main, path
    assert "+01:00" in words(alice.get(f"/a/{token}/1").by_id("timer"))
