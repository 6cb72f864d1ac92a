"""Pages: templates compiled once for each language, with its words in them, so that no request looks them up."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask, current_app, g, render_template
from flask.templating import Environment
from jinja2 import nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from quiz.language import catalogue
from quiz.platform.settings import LANGUAGES
from quiz.web.request import request_context

SETTLED = ("static_url", "icon")
"""Globals of the templates that give the same for the same argument, whoever asks."""


def init_app(app: Flask) -> None:
    """Let ``render`` find ``app``'s templates; to be called once their vocabulary is complete."""
    app.jinja_env.globals.update(takes_forms=takes_forms)
    app.extensions["pages"] = environments = {}
    for language in LANGUAGES:
        made: Any = app.jinja_env.overlay()
        made.language = language
        environments[language] = made


def render(name: str, **context: Any) -> str:
    """The page that the template ``name`` makes of ``context``, in the reader's language."""
    return render_template(current_app.extensions["pages"][request_context.language()].get_template(name), **context)


def takes_forms() -> bool:
    """Whether forms of this page can be sent: not where it opens no session that their token would belong to."""
    return "no_session" not in g


class Pages(Environment):
    """Flask's environment, which settles what is certain when a template is compiled for its ``language``."""

    language: str

    def _generate(self, source: nodes.Template, *args: Any, **kwargs: Any) -> str:
        # Jinja documents this hook for generating the code in another way.
        return super()._generate(_Settling(self.language, self.globals).visit(source), *args, **kwargs)


class _Settling(NodeTransformer):
    """Puts what they give in place of translations of a text alone, and of settled calls."""

    def __init__(self, language: str, known: Mapping[str, Any]) -> None:
        self.words = catalogue(language)
        self.known = known

    def visit_Call(self, call: nodes.Call, *args: Any, **kwargs: Any) -> nodes.Node:
        found = self.generic_visit(call, *args, **kwargs)
        match call:
            case nodes.Call(node=nodes.Name(name=name), args=[nodes.Const(value=str() as given)], kwargs=[]):
                if name == "_" and "%" not in (text := self.words.gettext(given)):
                    found = nodes.Const(Markup(text), lineno=call.lineno)
                elif name in SETTLED:
                    found = nodes.Const(self.known[name](given), lineno=call.lineno)
        return found
