"""Browsers by their names for people: what a browser says of itself is long, and mostly about others."""

from __future__ import annotations

import re
from dataclasses import dataclass

# The first that is found names it: most claim to be others, too.
_BROWSERS = (
    ("KakaoTalk", r"KAKAOTALK"),
    ("NAVER", r"NAVER\("),
    ("Whale", r"Whale/"),
    ("Samsung Internet", r"SamsungBrowser/"),
    ("Edge", r"Edg(?:e|A|iOS)?/"),
    ("Opera", r"OPR/|Opera"),
    ("Firefox", r"Firefox/|FxiOS/"),
    ("Chrome", r"Chrome/|CriOS/|Chromium/"),
    ("Safari", r"Version/[\d.]+.* Safari/"),
)
_SYSTEMS = (
    ("iPad", r"iPad"),
    ("iPhone", r"iPhone"),
    ("Android", r"Android"),
    ("Windows", r"Windows NT"),
    ("ChromeOS", r"CrOS"),
    ("macOS", r"Macintosh|Mac OS X"),
    ("Linux", r"Linux|X11"),
)


@dataclass(frozen=True, kw_only=True)
class Device:
    """A browser and the system that it runs on; empty where they are not known."""

    browser: str
    system: str


def device(agent: str) -> Device:
    """What a browser's ``User-Agent`` comes to."""
    return Device(browser=_first(_BROWSERS, agent), system=_first(_SYSTEMS, agent))


def _first(known: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((name for name, pattern in known if re.search(pattern, agent)), "")
