"""A month in a learner's life with the review: its days pass by the app's clock, which a file moves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from babel.dates import format_date
from playwright.sync_api import expect

from quiz.platform.settings import sqlite_url
from tests.browser.conftest import Visit
from tests.browser.server import serving
from tests.browser.steps import Visitor
from tests.browser.store import Store
from tests.browser.test_journey import sign_up, start

pytestmark = pytest.mark.browser

# No question of this section waits for a person's judgement; taken again, it draws others.
QUIZ = "2024-02/practice-2-2"
EACH = 8
"""Questions that it draws."""
CAP = 10
SUNDAY = 6
"""The first day of all, 0, is a Monday."""
MONTH = 30
NAME = "Haru"
PLAIN = ("single_choice", "true_false", "numeric", "short_text")
"""Kinds of which nothing is right where the answer is wrong."""


class Days:
    """The app's clock. Each day is seen from three in the afternoon in Seoul on, when London has the same date."""

    def __init__(self, file: Path) -> None:
        self._file = file
        now = datetime.now(UTC)
        monday = now.replace(hour=6, minute=0, second=0) + timedelta(days=7 - now.weekday())
        self._ahead = monday - now
        self._first = monday.date()
        self.go_to(0)

    def go_to(self, day: int) -> None:
        """Let it be that day, counted from 0. The file is never seen half written."""
        written = self._file.with_suffix(".new")
        written.write_text(str((self._ahead + timedelta(days=day)).total_seconds()), encoding="ascii")
        written.replace(self._file)

    def date_of(self, day: int) -> date:
        """The date of a day."""
        return self._first + timedelta(days=day)


class Learner:
    """Somebody who practises and reviews in a browser, and knows the answers from the store."""

    def __init__(self, visitor: Visitor, store: Store) -> None:
        self.visitor, self.page = visitor, visitor.page
        self._store = store
        self.missed = 0
        """Answers of the last sitting that were wrong on purpose: none where no kind allowed it."""

    def practise(self, quiz: str) -> None:
        """Take a quiz, and get all of it right."""
        self.visitor.goto(f"/m/{quiz.partition('/')[0]}")
        self._answer_all(start(self.visitor, quiz), wrong=False)

    def review(self, *, wrong: bool = False) -> int:
        """A sitting of today's review, with a wrong answer where a kind allows it; gives how often it asked."""
        self.visitor.press("Begin")
        self.page.wait_for_url(re.compile(r"/a/[\w-]+/1$"))
        return self._answer_all(self.page.url.split("/")[-2], wrong=wrong)

    def _answer_all(self, token: str, *, wrong: bool) -> int:
        position, onward, self.missed = 0, "", 0
        while not onward.endswith("/result"):
            position += 1
            asked = self._store.questions(token)[position - 1]
            is_wrong = wrong and asked.kind in PLAIN
            self.visitor.give(asked.wrong if is_wrong else asked.right)
            self.visitor.press("Check my answer")
            expect(self.page.locator("#verdict h2")).to_have_text(self.visitor.say("Wrong" if is_wrong else "Right"))
            if is_wrong:
                wrong, self.missed = False, 1
                expect(self.page.locator(".note")).to_contain_text(self.visitor.say("It comes again in this sitting."))
            onward = str(self.page.locator("#onward").get_attribute("href"))
            self.page.locator("#onward").click()
            self.page.wait_for_url(f"**{onward}")
        return position

    def is_asked(self) -> bool:
        """Whether today's review, which is opened by this, has something to begin."""
        self.visitor.goto("/review")
        return self.page.get_by_role("button", name=self.visitor.say("Begin"), exact=True).count() > 0

    def due(self) -> int:
        """How many questions are due by today's review."""
        self.visitor.goto("/review")
        heading = self.page.locator("h1").inner_text()
        count = int("".join(filter(str.isdigit, heading)))
        one, many = "%(n)s question is due for review", "%(n)s questions are due for review"
        assert heading == self.visitor.say_many(one, many, count)
        return count

    def expect_heading(self, words: str) -> None:
        """Today's review says so."""
        self.visitor.goto("/review")
        expect(self.page.locator("h1")).to_have_text(self.visitor.say(words))

    def set_wishes(self) -> None:
        """Want no more than ``CAP`` questions a day, and none on Sundays."""
        self.visitor.goto("/review/settings")
        self.page.locator("#daily_cap").select_option(str(CAP))
        self.page.locator(f'[name=days_off][value="{SUNDAY}"]').check()
        self.visitor.press("Save settings")
        expect(self.page.locator("[role=status]").first).to_contain_text(
            self.visitor.say("Your review settings are saved.")
        )

    def expect_dashboard(self, *, coming: int, studied: int) -> None:
        """The dashboard, which is opened, tells of so many reviews to come and days of study."""
        self.visitor.goto("/me")
        reviews = self.visitor.say_many(
            "%(n)s review in the next %(days)s days.", "%(n)s reviews in the next %(days)s days.", coming, days=30
        )
        expect(self.page.locator("[aria-labelledby=forecast] figcaption")).to_contain_text(reviews)
        self.expect_studied(studied)

    def expect_studied(self, count: int) -> None:
        """The dashboard, which is open, tells of so many days of study."""
        words = self.visitor.say_many(
            "You studied on %(n)s day of the last %(weeks)s weeks.",
            "You studied on %(n)s days of the last %(weeks)s weeks.",
            count,
            weeks=12,
        )
        expect(self.page.locator("[aria-labelledby=activity] figcaption")).to_contain_text(words)

    def mastered(self) -> int:
        """How many questions of February are mastered, by the dashboard, which is open."""
        row = self.page.locator('tr:has(a[href="/m/2024-02"])')
        return int(row.locator("td").nth(1).inner_text())


@pytest.fixture
def days(tmp_path: Path) -> Days:
    return Days(tmp_path / "clock")


@pytest.fixture
def learner(days: Days, tmp_path: Path, visit: Visit) -> Iterator[Learner]:
    """Somebody new, who has a server to themselves."""
    with serving(tmp_path / "instance", QUIZ_TEST_CLOCK=str(tmp_path / "clock")) as address:
        store = Store(sqlite_url(tmp_path / "instance" / "dalmada.sqlite3"))
        visitor = visit("ko", address=address)
        visitor.goto("/signup")
        sign_up(visitor, NAME)
        yield Learner(visitor, store)
        # Before the server ends, which a page that is open would complain about.
        visitor.context.close()
        store.engine.dispose()


def test_a_month_with_the_review(learner: Learner, days: Days) -> None:
    visitor, page = learner.visitor, learner.page
    # Monday: what was just learnt is not asked again at once.
    learner.practise(QUIZ)
    learner.expect_heading("Nothing is due today")
    learner.expect_dashboard(coming=EACH, studied=1)
    assert learner.mastered() == 0
    learner.set_wishes()

    # Tuesday: it comes, and what is wrong once more in the same sitting. Two days of right answers master objectives.
    days.go_to(1)
    assert learner.due() == EACH
    assert learner.review(wrong=True) == EACH + 1
    learner.expect_heading("Nothing is due today")
    learner.practise(QUIZ)
    learner.expect_dashboard(coming=2 * EACH, studied=2)
    assert learner.mastered() > 0

    # Wednesday: what was new yesterday, and what was wrong.
    days.go_to(2)
    assert learner.due() == EACH + 1
    learner.review()

    # Friday: what was wrong comes again sooner than the rest, and so does what it may have stood in for.
    days.go_to(4)
    assert learner.due() in (1, 2)
    learner.review()
    learner.expect_heading("Nothing is due today")

    # The second Sunday, after a week away: the day off that was set, though much is due.
    days.go_to(13)
    learner.expect_heading("Today is your day off")
    expect(page.locator(".lead")).to_contain_text(format_date(days.date_of(14), "MMM d", locale=visitor.language))

    # Monday: no more than what was set, the rest on the next day. What stood in for another on Friday may come later.
    days.go_to(14)
    assert CAP < learner.due() <= 2 * EACH
    rest = visitor.say("There is no hurry: the rest comes in the next sitting and on the next days.")
    expect(page.get_by_text(rest)).to_be_visible()
    asked = learner.review(wrong=True) - learner.missed
    # Ten minutes may hold fewer than a day: what is left of it comes in another sitting.
    while asked < CAP and learner.is_asked():
        asked += learner.review()
    assert CAP <= asked <= CAP + 1
    learner.expect_heading("Done for today")

    # From then on day by day, with something wrong every week.
    studied = 5
    for day in range(15, MONTH):
        days.go_to(day)
        if day % 7 != SUNDAY and learner.is_asked():
            assert learner.review(wrong=day % 7 == 1) <= CAP + 1
            studied += 1

    # A sign-in lasts as long.
    days.go_to(MONTH)
    visitor.sign_in(NAME)
    visitor.goto("/me")
    learner.expect_studied(studied)
    assert learner.mastered() > EACH
    brier = visitor.say("After ten reviews you see here whether you remember as much as the app expects.")
    expect(page.get_by_text(brier)).to_have_count(0)
