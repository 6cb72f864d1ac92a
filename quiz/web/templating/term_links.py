"""Terms in notes and feedback lead to the glossary, whose page leads back to where the reader was."""

from __future__ import annotations

from flask import request, url_for
from markupsafe import Markup

from quiz.domain.finding.paragraphs import with_ids
from quiz.domain.finding.term_links import link_terms
from quiz.web.request import series_context
from quiz.web.request.own_address import is_ours

_LONGEST = 300
"""Characters of an address to come back to; no page of ours has a longer one."""


def note(rendered: str, section: str) -> Markup:
    """The note of a section with an id at each paragraph, and its terms linked."""
    return _linked(with_ids(rendered, section), f"{request.path}#s-{section.replace('.', '-')}")


def feedback(rendered: str) -> Markup:
    """An explanation with its terms linked; the stem and the options stay as they are."""
    return _linked(str(rendered), request.path)


def _linked(rendered: str, here: str) -> Markup:
    terms = series_context.known_catalogue().linked_terms
    # Both come from rendering, which sanitised them.
    return Markup(link_terms(rendered, terms, url_for("search.glossary", back=here)) if terms else rendered)


def way_back() -> str | None:
    """The page of ours from which the glossary was opened, as the address says; None where it says no such page."""
    given = request.args.get("back", "")
    return given if is_ours(given) and len(given) <= _LONGEST else None
