"""A page that was turned back and is loaded anew: the browser sends its form again, and no answer is lost by it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.store import Store

pytestmark = pytest.mark.browser


def test_what_was_typed_after_a_check_was_turned_back_stands_when_the_page_is_loaded_anew(
    opened: Open, store: Store
) -> None:
    visitor, asked = opened("numeric")
    number = visitor.page.locator("#number")
    number.fill("1,5")
    visitor.expect_saved()
    visitor.expects("422")
    visitor.page.locator("button.go").click()
    expect(visitor.page.locator("#notice")).to_be_visible()
    number.fill("1234")
    visitor.expect_saved()
    visitor.page.reload()
    expect(number).to_have_value("1234")
    assert store.answers(asked)[-1] == {"number": ["1234"]}
