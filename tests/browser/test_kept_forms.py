"""What is typed into the forms of the studio is lost neither with the page nor with the sign-in, and stays its own."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.steps import PHONE, Visitor
from tests.browser.store import Store
from tests.browser.test_pages import AXE, assert_sound
from tests.browser.test_studio import drafts, editor

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("studio")]

BANK = "/studio/ai-2024/2024-05"
FIRST = f"{BANK}/questions/1"
NEW = f"{BANK}/questions/new/single_choice"
PROMPT = "[id='f.prompt.ko']"
REFUSED = ("Failed to load resource", "403", "400", "409")


def ready(page: Page) -> None:
    expect(page.locator("form[data-kept][data-ready=yes]")).to_be_attached()


def typed(visitor: Visitor, path: str, text: str, field: str = PROMPT) -> None:
    """Open a form, type into it, and wait until it is on the device."""
    visitor.goto(path)
    ready(visitor.page)
    visitor.page.locator(field).fill(text)
    expect(visitor.page.locator("#save[data-state=typed]")).to_be_visible()


def closed(visitor: Visitor) -> Page:
    """Close the tab and open another one."""
    visitor.page.close()
    visitor.page = visitor.context.new_page()
    return visitor.page


@pytest.mark.parametrize(
    ("path", "field"),
    [
        (FIRST, PROMPT),
        (f"{BANK}/questions/new/essay", PROMPT),
        (f"{BANK}/head", "[id='f.title.ko']"),
        (f"{BANK}/quizzes/new", "[id='f.title.ko']"),
        ("/studio/ai-2024/series", "#title-ko"),
    ],
)
def test_what_was_typed_comes_back_after_the_tab_was_closed_and_can_be_thrown_away(
    path: str, field: str, visit: Visit, store: Store
) -> None:
    visitor = visit("ko", name=editor(store), width=PHONE)
    visitor.goto(path)
    before = visitor.page.locator(field).input_value()
    typed(visitor, path, "닫기 전에 쓴 글", field)
    page = closed(visitor)
    visitor.goto(path)
    expect(page.locator(field)).to_have_value("닫기 전에 쓴 글")
    expect(page.locator("#restored")).to_be_visible()
    named = page.locator("#restored [data-place=fields]").inner_text()
    assert named
    assert len(named.split(", ")) == 1
    expect(page.locator("#save[data-state=typed]")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
    assert drafts(store, "닫기 전에 쓴 글") == []
    page.evaluate(AXE)
    assert_sound(page)
    visitor.press("Throw it away")
    ready(page)
    expect(page.locator(field)).to_have_value(before)
    page.reload()
    ready(page)
    expect(page.locator(field)).to_have_value(before)


def test_lines_come_back_as_they_were_also_in_the_other_language(visit: Visit, store: Store) -> None:
    visitor = visit("ko", name=editor(store))
    typed(visitor, NEW, "몇 개인가요?")
    page = visitor.page
    page.locator("[value='add:options']").click()
    page.locator("[id='f.options.n5.text.ko']").fill("다섯째")
    page.locator("[value='remove:options.n2']").click()
    page.locator("[value='up:options.n5']").click()
    page.locator("[name='f.options.n1.correct'][type=checkbox]").check()
    expect(page.locator("[id='f.options.n2.text.ko']")).to_have_count(0)
    page.locator(".acct form:has([name=language]) button").click()
    expect(page.locator("html[lang=en]")).to_be_attached()
    ready(page)
    expect(page.locator(PROMPT)).to_have_value("몇 개인가요?")
    expect(page.locator("[id='f.options.n5.text.ko']")).to_have_value("다섯째")
    lines = page.locator("[id='f.options.list'] [data-lines] > li > input[type=hidden]").all()
    assert [line.get_attribute("value") for line in lines] == ["n1", "n3", "n5", "n4"]
    expect(page.locator("[name='f.options.n1.correct'][type=checkbox]")).to_be_checked()


def test_what_was_saved_is_kept_no_more(visit: Visit, store: Store) -> None:
    visitor = visit("en", name=editor(store))
    page = visitor.page
    typed(visitor, NEW, "저장한 새 문항")
    page.locator(".btn[value=next]").click()
    page.wait_for_url(f"**{BANK}/questions/new?after=*")
    visitor.goto(NEW)
    ready(page)
    expect(page.locator(PROMPT)).to_have_value("")
    expect(page.locator("#restored")).to_be_hidden()
    assert len(drafts(store, "저장한 새 문항")) == 1


def test_another_account_is_shown_nothing_of_it(visit: Visit, store: Store) -> None:
    one, other = editor(store), editor(store)
    visitor = visit("en", name=one)
    typed(visitor, NEW, "남의 글")
    page = closed(visitor)
    visitor.context.clear_cookies()
    visitor.sign_in(other)
    visitor.goto(NEW)
    ready(page)
    expect(page.locator(PROMPT)).to_have_value("")
    visitor.context.clear_cookies()
    visitor.sign_in(one)
    visitor.goto(NEW)
    expect(page.locator(PROMPT)).to_have_value("남의 글")


def test_after_signing_in_again_in_another_tab_the_first_press_saves_all_that_was_typed(
    visit: Visit, store: Store
) -> None:
    name = editor(store)
    visitor = visit("en", name=name)
    visitor.expects(*REFUSED)
    page = visitor.page
    typed(visitor, FIRST, "로그인 전에 쓴 글")
    visitor.context.clear_cookies()
    page.locator(".btn.go[value=save]").click()
    expect(page.get_by_role("button", name=visitor.say("Send again"))).to_be_visible()
    visitor.sign_in(name)
    visitor.press("Send again")
    page.wait_for_url(f"**{FIRST}")
    expect(page.locator(PROMPT)).to_have_value("로그인 전에 쓴 글")
    assert len(drafts(store, "로그인 전에 쓴 글")) == 1
    page.reload()
    ready(page)
    expect(page.locator("#restored")).to_be_hidden()


def test_words_brought_back_do_not_overwrite_what_another_window_saved(visit: Visit, store: Store) -> None:
    visitor = visit("en", name=editor(store))
    visitor.expects(*REFUSED)
    typed(visitor, FIRST, "먼저 쓰고 저장하지 않은 글")
    kept = visitor.page
    other = visitor.context.new_page()
    other.goto(FIRST)
    ready(other)
    expect(other.locator(PROMPT)).not_to_have_value("먼저 쓰고 저장하지 않은 글")
    other.locator(PROMPT).fill("나중에 저장한 글")
    other.locator(".btn.go[value=save]").click()
    expect(other.locator("#main[data-saved]")).to_be_attached()
    kept.close()
    other.goto(FIRST)
    expect(other.locator(PROMPT)).to_have_value("먼저 쓰고 저장하지 않은 글")
    other.locator(".btn.go[value=save]").click()
    expect(other.locator("[id='f.prompt.ko-said']")).to_contain_text("나중에 저장한 글")
    expect(other.locator(PROMPT)).to_have_value("먼저 쓰고 저장하지 않은 글")
    assert len(drafts(store, "나중에 저장한 글")) == 1
