"""Every page of those who write banks: importing this module gives the blueprint its views."""

from __future__ import annotations

from quiz.web.authoring import (
    beginning,
    coverage,
    editing,
    history,
    merging,
    new_series,
    prompts,
    publishing,
    settings,
    sharing,
    shelf,
)
from quiz.web.authoring.blueprint import bp
from quiz.web.authoring.forms import heads, listing, question, replacing
from quiz.web.authoring.pictures import pages as picture_pages
from quiz.web.authoring.preview import pages as previewing
from quiz.web.authoring.source_editor import live

ALSO = (
    *(beginning, coverage, editing, history, live, merging, new_series, previewing, prompts, publishing),
    *(settings, sharing, shelf, heads, listing, question, replacing),
    picture_pages,
)
"""Modules whose views are on the blueprint: they are here once this one is."""

__all__ = ["ALSO", "bp"]
