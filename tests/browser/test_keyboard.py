"""Everything can be reached and answered by keys alone, and no key does what it should not."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.steps import DESK, SAVE, Visitor, expect_chosen, focused
from tests.browser.store import Asked, Store, stored

pytestmark = pytest.mark.browser

REACHABLE = """
[...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")]
  .filter((e) => !e.disabled && e.tabIndex >= 0 && e.type !== "hidden" && e.checkVisibility())
  .map((e) => e.type === "radio" ? `radio ${e.name}` : e)
  .filter((e, at, all) => all.indexOf(e) === at).length
"""
FROM_THE_TOP = """
(() => {
  document.body.tabIndex = -1;
  document.body.focus();
  document.body.removeAttribute("tabindex");
  Object.assign(window, { seen: new Set(), unmarked: [] });
})()
"""
VISIT = """
(() => {
  const here = document.activeElement;
  window.seen.add(here.type === "radio" ? here.name : here);
  const isMarked = (e) => e && getComputedStyle(e).outlineStyle !== "none";
  if (!isMarked(here) && !isMarked(here.closest(".choice"))) window.unmarked.push(here.outerHTML);
})()
"""
PRESSES = """
window.pressed = [];
document.addEventListener("submit", (event) => { window.pressed.push("submit"); event.preventDefault(); });
"""
COUNT_STEPS = """
window.steps = 0;
document.getElementById("onward").addEventListener("click", (event) => {
  window.steps += 1;
  event.preventDefault();
});
"""
COMPOSING = """
([selector, marks]) => {
  const event = new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true, ...marks });
  if (marks.keyCode) Object.defineProperty(event, "keyCode", { value: marks.keyCode });
  document.querySelector(selector).dispatchEvent(event);
  return event.defaultPrevented;
}
"""


def open_question(visit: Visit, store: Store, kind: str, language: str = "ko") -> tuple[Visitor, Asked]:
    name = store.add()
    asked = store.find(name, kind)
    visitor = visit(language, width=DESK, name=name)
    visitor.goto(asked.path)
    return visitor, asked


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"no way to {selector} by Tab")


@pytest.mark.parametrize("kind", ["single_choice", "true_false"])
def test_a_digit_picks_an_option_and_enter_checks_and_goes_on(kind: str, visit: Visit, store: Store) -> None:
    visitor, asked = open_question(visit, store, kind)
    place = asked.right["choice"][0]
    press(visitor.page, place)
    expect_chosen(visitor.page, stored(asked.right))
    assert focused(visitor.page)["value"] == place
    visitor.expect_saved()
    press(visitor.page, "Enter")
    expect(visitor.page.locator("#verdict h2")).to_have_text(visitor.say("Right"))
    expect(visitor.page.locator("#verdict")).to_be_focused()
    press(visitor.page, "Enter")
    expect(visitor.page.locator("#answer")).to_be_visible()
    assert not visitor.page.url.endswith(asked.path)


def test_enter_held_down_does_not_lead_past_the_verdict(visit: Visit, store: Store) -> None:
    visitor, asked = open_question(visit, store, "single_choice")
    visitor.give(asked.right)
    visitor.expect_saved()
    visitor.page.keyboard.down("Enter")
    expect(visitor.page.locator("#verdict")).to_be_focused()
    visitor.page.evaluate(COUNT_STEPS)
    visitor.page.keyboard.down("Enter")
    visitor.page.keyboard.up("Enter")
    assert visitor.page.evaluate("window.steps") == 0
    press(visitor.page, "Enter")
    assert visitor.page.evaluate("window.steps") == 1


def test_digits_pick_and_unpick_several_options(visit: Visit, store: Store) -> None:
    visitor, _ = open_question(visit, store, "multiple_choice")
    press(visitor.page, "1", "3", "2", "1")
    expect_chosen(visitor.page, {"choice": ["2", "3"]})
    press(visitor.page, "9")
    expect_chosen(visitor.page, {"choice": ["2", "3"]})


def test_a_digit_with_a_modifier_is_the_browsers(visit: Visit, store: Store) -> None:
    visitor, _ = open_question(visit, store, "single_choice")
    press(visitor.page, "Control+1", "Alt+2")
    expect_chosen(visitor.page, {})


@pytest.mark.parametrize(("kind", "field"), [("short_text", "#text"), ("numeric", "#number")])
def test_digits_typed_into_a_field_are_text(kind: str, field: str, visit: Visit, store: Store) -> None:
    visitor, _ = open_question(visit, store, kind)
    visitor.page.locator(field).press_sequentially("12")
    expect(visitor.page.locator(field)).to_have_value("12")
    expect(visitor.page.locator(field)).to_be_focused()


@pytest.mark.parametrize("kind", ["short_text", "numeric"])
def test_enter_in_a_field_checks(kind: str, visit: Visit, store: Store) -> None:
    visitor, asked = open_question(visit, store, kind)
    tab_to(visitor.page, "#answer input")
    visitor.page.keyboard.insert_text(next(iter(asked.right.values()))[0])
    press(visitor.page, "Enter")
    expect(visitor.page.locator("#verdict h2")).to_have_text(visitor.say("Right"))
    expect(visitor.page.locator("#verdict")).to_be_focused()


@pytest.mark.parametrize("marks", [{"isComposing": True}, {"keyCode": 229}], ids=["composing", "229"])
@pytest.mark.parametrize("kind", ["short_text", "single_choice"])
def test_the_enter_that_ends_a_composition_never_submits(
    kind: str, marks: dict[str, object], visit: Visit, store: Store
) -> None:
    visitor, _ = open_question(visit, store, kind)
    page = visitor.page
    page.evaluate(PRESSES)
    field = "#answer .dock" if kind == "single_choice" else "#text"
    assert page.evaluate(COMPOSING, [field, marks])
    assert page.evaluate("window.pressed") == []
    assert page.evaluate(COMPOSING, [field, {}])
    assert page.evaluate("window.pressed") == ["submit"]


def test_a_syllable_under_composition_is_typed_and_saved_whole(visit: Visit, store: Store) -> None:
    visitor, asked = open_question(visit, store, "short_text")
    page = visitor.page
    page.locator("#text").focus()
    keyboard = visitor.context.new_cdp_session(page)
    for draft in ("ㄱ", "가", "각"):
        keyboard.send("Input.imeSetComposition", {"text": draft, "selectionStart": 1, "selectionEnd": 1})
    key = {"type": "rawKeyDown", "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 229}
    keyboard.send("Input.dispatchKeyEvent", key)
    keyboard.send("Input.insertText", {"text": "각"})
    expect(page.locator("#text")).to_have_value("각")
    visitor.expect_saved()
    assert page.url.endswith(asked.path)
    assert store.answers(asked)[-1] == {"text": ["각"]}


@pytest.mark.parametrize("path", ["/", "/m/2024-02", "/signin", "/signup", "/me", "/account"])
def test_tab_reaches_every_control_of_a_page(path: str, visit: Visit, store: Store) -> None:
    name = store.add()
    store.finish(store.begin(name, "2024-02/practice-2-1"), wrong=(1,))
    visitor = visit("en", width=DESK, name=name)
    visitor.goto(path)
    expect_all_reached(visitor.page)


def expect_all_reached(page: Page) -> None:
    """Tab visits each control once before it leaves the page, and each is marked while it has the focus."""
    wanted = page.evaluate(REACHABLE)
    page.evaluate(FROM_THE_TOP)
    for _ in range(wanted):
        page.keyboard.press("Tab")
        page.evaluate(VISIT)
    assert page.evaluate("window.seen.has(document.body) ? -1 : window.seen.size") == wanted
    assert page.evaluate("window.unmarked") == []


@pytest.mark.parametrize("path", ["/", "/m/2024-02", "/signin", "/me"])
def test_the_first_tab_leads_past_the_navigation(path: str, visit: Visit, store: Store) -> None:
    visitor = visit("ko", width=DESK, name=store.add())
    visitor.goto(path)
    press(visitor.page, "Tab")
    skip = visitor.page.get_by_role("link", name=visitor.say("Skip to content"))
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    press(visitor.page, "Enter")
    expect(visitor.page.locator("main")).to_be_focused()
    press(visitor.page, "Tab")
    assert visitor.page.evaluate("document.activeElement.closest('main, footer') !== null")


def test_the_state_of_saving_and_what_is_missing_are_announced(visit: Visit, store: Store) -> None:
    visitor, _ = open_question(visit, store, "single_choice")
    expect(visitor.page.locator(SAVE)).to_have_role("status")
    expect(visitor.page.locator("#notice")).to_have_attribute("role", "alert")
    visitor.expects("the server responded with a status of 422")
    visitor.press("Check my answer")
    expect(visitor.page.get_by_role("group", description=visitor.say("Answer the question first."))).to_be_visible()


def test_the_verdict_is_named_and_the_way_tells_it_in_words(visit: Visit, store: Store) -> None:
    visitor, asked = open_question(visit, store, "single_choice")
    store.answer(asked, right=False)
    visitor.page.reload()
    expect(visitor.page.locator("#verdict")).to_have_accessible_name(visitor.say("Wrong"))
    place = visitor.page.locator(f'.qnav [href="{asked.position}"]')
    expect(place).to_contain_text(visitor.say("Wrong"))
    expect(place).to_have_attribute("aria-current", "step")
