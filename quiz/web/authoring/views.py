"""Every page of those who write banks: importing this module gives the blueprint its views."""

from __future__ import annotations

from quiz.web.authoring import editing, history, live, merging, publishing, shelf
from quiz.web.authoring.blueprint import bp

ALSO = (editing, history, live, merging, publishing, shelf)
"""Modules whose views are on the blueprint: they are here once this one is."""

__all__ = ["ALSO", "bp"]
