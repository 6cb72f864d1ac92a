"""A picture is uploaded with a question on a phone, described, and seen in the preview."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.store import Store

pytestmark = pytest.mark.browser
BANK = "/studio/ai-2024/2024-04"


def photo() -> bytes:
    """As a phone takes it: lying, turned by a tag."""
    kept, tags = BytesIO(), Image.Exif()
    tags[0x0112] = 6
    Image.new("RGB", (2000, 1000), "teal").save(kept, "JPEG", exif=tags)
    return kept.getvalue()


def test_a_picture_is_uploaded_described_and_seen_on_a_phone(visit: Visit, store: Store) -> None:
    visitor = visit("en", name=store.add(role="admin"))
    page = visitor.page
    page.set_viewport_size({"width": 320, "height": 700})
    visitor.goto(f"{BANK}/questions/1")
    page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
    large = {"name": "large.png", "mimeType": "image/png", "buffer": bytes(8_000_001)}
    page.set_input_files("#picture", large)
    assert "8 megabytes" in page.locator("#picture").evaluate("input => input.validationMessage")
    page.set_input_files("#picture", {"name": "점 그래프.jpg", "mimeType": "text/html", "buffer": photo()})
    assert page.locator("#picture").evaluate("input => input.validationMessage") == ""
    visitor.expects("422")
    page.locator(".btn.go[value=save]").click()
    expect(page.locator("[id='f.image.file']")).to_have_value("점-그래프.jpg")
    expect(page.locator("[id='f.image.alt.ko']")).to_have_attribute("aria-invalid", "true")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.locator("[id='f.image.alt.ko']").fill("청록색 네모")
    page.locator("[id='f.image.alt.en']").fill("A teal rectangle")
    page.locator(".btn.go[value=save]").click()
    expect(page.locator("[id='f.image.alt.en']")).to_have_value("A teal rectangle")
    visitor.goto(f"{BANK}/pictures")
    expect(page.locator(".pictures")).to_contain_text("800 × 1600")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    visitor.goto(f"{BANK}/preview")
    shown = page.locator("img.picture[alt='A teal rectangle'], img.picture[alt='청록색 네모']").first
    shown.scroll_into_view_if_needed()
    expect(shown).to_be_visible()
    page.wait_for_function("image => image.complete && image.naturalHeight === 1600", arg=shown.element_handle())
