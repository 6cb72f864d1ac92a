"""Every page of administrators: importing this module gives the blueprint its views."""

from __future__ import annotations

from quiz.web.admin import accounts, invitations, overview, series
from quiz.web.admin.blueprint import bp

ALSO = (accounts, invitations, overview, series)
"""Modules whose views are on the blueprint: they are here once this one is."""

__all__ = ["ALSO", "bp"]
