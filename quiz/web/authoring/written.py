"""The bank that a page of the studio is about: its series stands in the address."""

from __future__ import annotations

from quiz.platform.extensions import db
from quiz.services.authoring import published_banks
from quiz.services.authoring.published_banks import Written
from quiz.web.request import series_context
from quiz.web.request.access import named


def written_here(bank: str) -> Written:
    """The bank of that slug in the series of the address; who may not edit it finds no such page."""
    found = published_banks.find_written(db.session, named(), series_context.named() or "", bank)
    series_context.library()
    series_context.enter(found.series_id)
    return found
