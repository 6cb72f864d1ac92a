"""Time zones as they are offered: those of today's places, by region; what was kept of others goes on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from quiz.domain.errors import Message, say

REGIONS: Mapping[str, Message] = {
    "Africa": say("Africa"),
    "America": say("America"),
    "Antarctica": say("Antarctica"),
    "Arctic": say("Arctic"),
    "Asia": say("Asia"),
    "Atlantic": say("Atlantic"),
    "Australia": say("Australia"),
    "Europe": say("Europe"),
    "Indian": say("Indian Ocean"),
    "Pacific": say("Pacific"),
}


def offered() -> list[tuple[Message, tuple[tuple[str, str], ...]]]:
    """What regions are called, each with its zones and places."""
    return [(REGIONS[name], places) for name, places in by_region().items()]


@cache
def by_region() -> Mapping[str, tuple[tuple[str, str], ...]]:
    """For each region the zones of its places, each with the place's name: ``Asia`` → ``Asia/Seoul``, ``Seoul``.

    These are the ones that the time zone database names for places of today, and none of its hundreds of older names.
    """
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for line in (files("tzdata") / "zoneinfo" / "zone.tab").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            zone = line.split("\t")[2]
            region, _, place = zone.partition("/")
            found[region].append((zone, place.replace("_", " ").replace("/", " – ")))
    return {region: tuple(sorted(found[region])) for region in REGIONS}
