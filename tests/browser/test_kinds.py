"""Every kind of question is answered by keys alone and without script; items are dragged, places pointed at."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import cycle

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Open
from tests.browser.steps import PHONE, Visitor, expect_chosen
from tests.browser.store import KINDS, Asked, Store, stored
from tests.browser.test_keyboard import expect_all_reached, press, tab_to

pytestmark = pytest.mark.browser


def enter_by_keys(page: Page, name: str, values: Sequence[str]) -> None:
    """Fill in one input by Tab, arrows, Space and typing."""
    field = f'[name="answer-{name}"]'
    kind = page.locator(field).first.evaluate("field => field.type")
    if kind == "checkbox":
        for value in values:
            tab_to(page, f'{field}[value="{value}"]')
            press(page, "Space")
    elif kind == "radio":
        tab_to(page, field)
        press(page, "Space", *["ArrowDown"] * (int(values[0]) - 1))
    elif kind == "select-one" and not page.locator(field).first.is_visible():
        order_by_keys(page, values)
    elif kind == "select-one":
        tab_to(page, field)
        press(page, *["ArrowDown"] * int(values[0]))
    else:
        tab_to(page, field)
        page.keyboard.insert_text(values[0])


def order_by_keys(page: Page, order: Sequence[str]) -> None:
    """Bring each item to its place, the first one first, by its button."""
    for place, option in enumerate(order):
        steps = shown(page).index(option) - place
        if steps:
            tab_to(page, f'.order [data-option="{option}"] [data-step="-1"]')
            press(page, *["Enter"] * steps)
    assert shown(page) == list(order)


def shown(page: Page) -> list[str]:
    """The items of an order as they stand, by the place at which they were shown first."""
    return [str(item.get_attribute("data-option")) for item in page.locator(".order li").all()]


def expect_right(visitor: Visitor) -> None:
    expect(visitor.page.locator("#verdict h2")).to_have_text(visitor.say("Right"))


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_is_answered_and_checked_by_keys_alone_also_after_a_reload(
    kind: str, opened: Open, store: Store
) -> None:
    visitor, asked = opened(kind)
    page = visitor.page
    for name, values in asked.right.items():
        enter_by_keys(page, name, values)
    expect_chosen(page, stored(asked.right))
    visitor.expect_saved()
    assert store.answers(asked)[-1] == stored(asked.right_stored)
    page.reload()
    expect_chosen(page, stored(asked.right))
    expect_all_reached(page)
    tab_to(page, "button[value=check].go")
    press(page, "Enter")
    if kind == "essay":
        page.locator("button[value=confirm]").wait_for()
        tab_to(page, "button[value=confirm]")
        press(page, "Enter")
    expect_right(visitor)
    expect(page.locator("#verdict")).to_be_focused()
    expect_all_reached(page)


@pytest.mark.parametrize(("kind", "language"), list(zip(KINDS, cycle(("ko", "en")), strict=False)))
def test_a_kind_is_answered_and_checked_without_script(kind: str, language: str, opened: Open, store: Store) -> None:
    visitor, asked = opened(kind, language=language, java_script_enabled=False)
    visitor.give(asked.right)
    visitor.press("Check my answer")
    if kind == "essay":
        visitor.press("Confirm my score")
    expect_right(visitor)
    assert store.answers(asked) == [stored(asked.right_stored)]


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
@pytest.mark.parametrize("kind", ["matching", "numeric"])
def test_what_is_missing_is_told_above_the_buttons_of_a_phone(kind: str, script: bool, opened: Open) -> None:
    visitor, _ = opened(kind, java_script_enabled=script)
    visitor.page.set_viewport_size({"width": 390, "height": 500})
    visitor.expects("the server responded with a status of 422")
    visitor.press("Check my answer")
    notice = visitor.page.locator("#notice")
    expect(notice).to_be_focused()
    told, buttons = notice.bounding_box(), visitor.page.locator(".dock").bounding_box()
    assert told is not None
    assert buttons is not None
    assert 0 <= told["y"] < told["y"] + told["height"] <= buttons["y"]


# Orders


def centre(place: Locator) -> tuple[float, float]:
    box = place.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def take_hold(page: Page, item: Locator, to: Locator) -> None:
    """Drag an item by its words over another one, without letting it go."""
    item.scroll_into_view_if_needed()
    page.mouse.move(*centre(item.locator("[data-words]")))
    page.mouse.down()
    x, y = centre(to)
    page.mouse.move(x, y, steps=8)


def drag(page: Page, item: Locator, to: Locator) -> None:
    take_hold(page, item, to)
    page.mouse.up()


def test_items_are_dragged_into_order_by_the_mouse(opened: Open, store: Store) -> None:
    visitor, asked = opened("ordering", height=1400)
    page = visitor.page
    (wanted,) = asked.right.values()
    for place, option in enumerate(wanted):
        if shown(page).index(option) != place:
            drag(page, page.locator(f'.order [data-option="{option}"]'), page.locator(".order li").nth(place))
    assert shown(page) == list(wanted)
    expect_chosen(page, stored(asked.right))
    expect(page.locator(".sorting [role=status]")).not_to_be_empty()
    visitor.expect_saved()
    assert store.answers(asked)[-1] == stored(asked.right_stored)
    visitor.press("Check my answer")
    expect_right(visitor)


def test_escape_puts_an_item_back_where_it_was_taken(opened: Open, store: Store) -> None:
    visitor, asked = opened("ordering", height=1400)
    page = visitor.page
    before = shown(page)
    take_hold(page, page.locator(".order li").last, page.locator(".order li").first)
    assert shown(page) != before
    press(page, "Escape")
    page.mouse.up()
    assert shown(page) == before
    expect_chosen(page, {})
    assert store.answers(asked) == []


def test_a_click_on_an_item_is_no_answer(opened: Open, store: Store) -> None:
    visitor, asked = opened("ordering")
    visitor.page.locator(".order [data-words]").first.click()
    expect_chosen(visitor.page, {})
    assert store.answers(asked) == []


def test_a_finger_drags_an_item_by_its_number(opened: Open) -> None:
    visitor, _ = opened("ordering", width=PHONE, height=1400, has_touch=True)
    page = visitor.page
    before = shown(page)
    touch = visitor.context.new_cdp_session(page)
    x, y = centre(page.locator(".order .n").first)
    _, below = centre(page.locator(".order li").nth(1))
    touch.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for step in range(1, 9):
        at = y + (below + 8 - y) * step / 8
        touch.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x, "y": at}]})
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    assert shown(page) == [before[1], before[0], *before[2:]]


def test_the_buttons_move_an_item_and_tell_where_it_stands(opened: Open) -> None:
    visitor, _ = opened("ordering", language="en")
    page = visitor.page
    before = shown(page)
    item = page.locator(f'.order [data-option="{before[1]}"]')
    item.locator("[data-step='-1']").click()
    assert shown(page) == [before[1], before[0], *before[2:]]
    expect(item.locator("[data-step='-1']")).to_be_hidden()
    expect(item.locator("[data-step='1']")).to_be_focused()
    expect(page.locator(".sorting [role=status]")).to_have_text(f"{words(item)}: place 1 of {len(before)}")
    item.locator("[data-step='1']").click()
    assert shown(page) == before
    press(page, "Alt+ArrowUp", "Alt+ArrowDown", "Alt+ArrowDown")
    assert shown(page) == [before[0], before[2], before[1], *before[3:]]


def words(item: Locator) -> str:
    return item.locator("[data-words]").inner_text().strip()


def test_an_order_is_answered_only_when_it_is_touched_or_kept(opened: Open, store: Store) -> None:
    visitor, asked = opened("ordering")
    visitor.expects("the server responded with a status of 422")
    visitor.press("Check my answer")
    expect(visitor.page.locator("#notice")).to_contain_text(visitor.say("Answer the question first."))
    visitor.press("Keep this order")
    visitor.expect_saved()
    assert [sorted(answer["order"]) for answer in store.answers(asked) if answer] == [
        sorted(asked.right_stored["order"])
    ]


def test_without_script_an_item_that_stands_twice_is_told(opened: Open, store: Store) -> None:
    visitor, asked = opened("ordering", java_script_enabled=False)
    visitor.expects("the server responded with a status of 422")
    for place in visitor.page.locator("select").all():
        place.select_option(index=1)
    visitor.press("Check my answer")
    expect(visitor.page.locator("#notice")).to_contain_text(visitor.say("Give every place an item of its own."))
    visitor.give(asked.right)
    visitor.press("Check my answer")
    expect_right(visitor)


# Others


def test_a_place_in_a_picture_is_pointed_at(opened: Open, store: Store) -> None:
    visitor, asked = opened("hotspot")
    for place in asked.right["choice"]:
        visitor.page.locator(f'label[for="spot-{place}"] text').click()
    expect_chosen(visitor.page, stored(asked.right))
    visitor.expect_saved()
    assert store.answers(asked)[-1] == stored(asked.right_stored)


def test_enter_in_a_gap_goes_to_the_next_empty_one_and_checks_when_all_are_filled(opened: Open) -> None:
    visitor, asked = opened("cloze", fits=lambda question: sum(not gap.options for gap in question.inputs()) >= 2)
    page = visitor.page
    gaps = page.locator(".cloze :is(input, select)")
    for number in range(gaps.count()):
        name = str(gaps.nth(number).get_attribute("name")).removeprefix("answer-")
        if gaps.nth(number).evaluate("gap => gap.type") == "select-one":
            gaps.nth(number).select_option(index=int(asked.right[name][0]))
    empty = page.locator(".cloze input")
    empty.first.focus()
    for number in range(empty.count()):
        expect(empty.nth(number)).to_be_focused()
        name = str(empty.nth(number).get_attribute("name")).removeprefix("answer-")
        page.keyboard.insert_text(asked.right[name][0])
        press(page, "Enter")
    expect_right(visitor)


def test_a_written_answer_is_counted_while_it_is_typed(opened: Open) -> None:
    visitor, _ = opened("essay")
    count = visitor.page.locator("[data-count]")
    expect(count).to_have_text("0")
    visitor.page.locator("#text").press_sequentially("달이  밝다 ")
    expect(count).to_have_text({"words": "2", "characters": "6"}[str(count.get_attribute("data-count"))])


def test_what_is_ticked_beside_the_model_answer_is_the_score(opened: Open, store: Store) -> None:
    visitor, asked = opened("essay")
    visitor.give(asked.right)
    visitor.press("Check my answer")
    for box in visitor.page.get_by_role("checkbox").all():
        box.uncheck()
    visitor.press("Confirm my score")
    expect(visitor.page.locator("#verdict h2")).to_have_text(visitor.say("Wrong"))
    assert asked_again(store, asked).scored


def asked_again(store: Store, asked: Asked) -> Asked:
    return store.questions(asked.token)[asked.position - 1]
