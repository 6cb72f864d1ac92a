"""Pseudonyms for the projector: a switch of one browser, for one class, that all pages of the class keep to."""

from __future__ import annotations

from flask import session

MOST = 20
"""Of so many classes a browser remembers it."""


def is_on(number: int) -> bool:
    """Whether this browser shows pseudonyms in that class."""
    return number in session.get("pseudonyms", ())


def switch(number: int, on: bool) -> None:
    """Show pseudonyms in that class from now on, or names again."""
    others = [one for one in session.get("pseudonyms", ()) if one != number]
    session["pseudonyms"] = [*others, number][-MOST:] if on else others
