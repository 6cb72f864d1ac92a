"""Texts that never change stand in a page as they are: compiled into its template, once for each language."""

from __future__ import annotations

import pytest
from flask import Flask, session

from quiz.language import catalogue
from quiz.web.templating.constant_texts import constant

pytestmark = pytest.mark.any_database

SAID = {
    "a text": "{{ _('Submit') }}",
    "in an attribute": "<p data-saving=\"{{ _('Saving…') }}\">",
    "cut to its words": "a\n   {{- _('Submit') -}}\n b",
    "with a sign for per cent": "{{ _('below 67%%') }}",
    "with a value": "{{ _('Question %(number)s', number=3) }}",
    "in an expression": "{{ _('Submit') if number else _('Saved') }}",
    "through a filter": "{{ _('Submit')|upper }}",
    "in another function": "{{ ngettext('%(n)s question', '%(n)s questions', 2) }}",
    "a name of its own": "{% set _x = 'Submit' %}{{ _x }}",
    "unknown": "{{ _('nobody translated this') }}",
}


@pytest.mark.parametrize("source", SAID.values(), ids=SAID)
@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_page_says_what_it_would_say_if_it_asked_for_each_text(language: str, source: str, app: Flask) -> None:
    with app.test_request_context("/"):
        session["language"] = language
        compiled = app.jinja_env.from_string(source).render(number=1)
        asked = app.jinja_env.linked_to.from_string(source).render(number=1)
    assert compiled == asked


def test_a_text_is_not_asked_for_when_the_page_is_made(app: Flask) -> None:
    with app.test_request_context("/"):
        session["language"] = "ko"
        words = catalogue("ko").gettext("Submit")
        assert app.jinja_env.from_string("{{ _('Submit') }}!").render(_=None) == f"{words}!"


def test_a_sign_for_per_cent_is_written_once() -> None:
    assert constant("en", "below 67%%") == "below 67%"
