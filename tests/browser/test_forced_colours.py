"""Where the system chooses the colours, what is done still stands out from what is not."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator

from tests.browser.conftest import Tour
from tests.browser.places import PLACES

pytestmark = pytest.mark.browser

COLOURS = """
async (bytes) => {
  const picture = await createImageBitmap(new Blob([new Uint8Array(bytes)], { type: "image/png" }));
  const canvas = new OffscreenCanvas(picture.width, picture.height);
  const context = canvas.getContext("2d");
  context.drawImage(picture, 0, 0);
  const row = context.getImageData(0, Math.floor(picture.height / 2), picture.width, 1).data;
  const at = (share) => Array.from(row.slice(4 * Math.floor(picture.width * share)).slice(0, 3));
  return [at(0.02), at(0.98)];
}
"""


def ends(bar: Locator) -> tuple[list[int], list[int]]:
    """The colours near both ends of a bar, half-way up."""
    first, last = bar.page.evaluate(COLOURS, list(bar.screenshot()))
    return first, last


@pytest.mark.parametrize("name", ["home of a learner", "question of a test"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_progress_shows_in_forced_colours(scheme: str, name: str, tour: Tour) -> None:
    page = tour(PLACES[name], "ko", width=390, scheme=scheme)
    page.emulate_media(forced_colors="active")
    try:
        bar = page.locator("progress").first
        bar.evaluate(
            "bar => { bar.value = bar.max / 2; bar.style.position = 'static'; bar.style.inlineSize = '10rem'; }"
        )
        begin, end = ends(bar)
        assert max(abs(one - other) for one, other in zip(begin, end, strict=True)) > 60, (begin, end)
    finally:
        page.emulate_media(forced_colors="none")
