"""The app's icons, drawn from the moon by Chromium: ``python -m tests.icons`` writes them into ``static/img``."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from quiz.platform.paths import STATIC

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ("--headless", "--no-sandbox", "--disable-gpu")
PAPER = "#faf9f6"


class Icon(NamedTuple):
    """A square of ``size`` pixels; ``moon`` is how much of its width the moon takes, ``ground`` what lies behind."""

    name: str
    size: int
    moon: float
    ground: str = "transparent"


ICONS = (
    Icon("icon-192.png", 192, 1),
    Icon("icon-512.png", 512, 1),
    # Systems cut these to a shape of theirs: whatever it is, the middle 80 % stays.
    Icon("icon-maskable-512.png", 512, 0.66, PAPER),
    Icon("apple-touch-icon.png", 180, 0.78, PAPER),
)


def page_of(icon: Icon, moon: str) -> str:
    """A page that shows an icon and nothing else."""
    style = f"body{{margin:0;display:grid;place-items:center;height:100vh;background:{icon.ground}}}"
    return f"<style>{style}svg{{width:{icon.moon:.0%}}}</style>{moon}"


def draw(folder: Path) -> None:
    """Write every icon into ``folder``."""
    from playwright.sync_api import sync_playwright

    moon = (STATIC / "img" / "moon.svg").read_text(encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        for icon in ICONS:
            page = browser.new_page(viewport={"width": icon.size, "height": icon.size})
            page.set_content(page_of(icon, moon))
            page.screenshot(path=str(folder / icon.name), omit_background=True)
        browser.close()


if __name__ == "__main__":
    draw(STATIC / "img")
