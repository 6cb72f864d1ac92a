"""Pages: templates compiled once for each language, with its words in them, so that no request looks them up."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, MutableMapping
from functools import lru_cache
from typing import Any

from flask import Flask, current_app, g, render_template, request, session, url_for
from flask.templating import Environment
from flask_wtf.csrf import generate_csrf
from jinja2 import Template, nodes
from jinja2.runtime import Context
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from quiz.language import catalogue
from quiz.platform.settings import LANGUAGES
from quiz.web.request import request_context

_TOKEN = "csrf_token"
_MAX = 4_096
_signed: dict[str, str] = {}

SETTLED = ("static_url", "icon")
"""Globals of the templates that give the same for the same argument, whoever asks."""


def init_app(app: Flask) -> None:
    """Let ``render`` find ``app``'s templates; to be called once their vocabulary is complete."""
    app.jinja_env.globals.update(url_for=address, csrf_token=token, takes_forms=takes_forms)
    app.extensions["pages"] = environments = {}
    for language in LANGUAGES:
        made: Any = app.jinja_env.overlay()
        made.language = language
        environments[language] = made


def render(name: str, **context: Any) -> str:
    """The page that the template ``name`` makes of ``context``, in the reader's language."""
    return render_template(current_app.extensions["pages"][request_context.language()].get_template(name), **context)


def address(endpoint: str, **values: Any) -> str:
    """The address of a page, from the root of the host; building one takes as long as asking the database."""
    return _address(request.script_root, endpoint, tuple(values.items()))


@lru_cache(maxsize=4096)
def _address(root: str, endpoint: str, values: tuple[tuple[str, Any], ...]) -> str:
    return url_for(endpoint, **dict(values))


def takes_forms() -> bool:
    """Whether forms of this page can be sent: not where it opens no session that their token would belong to."""
    return "no_session" not in g


def token() -> str:
    """The token that the forms of this session carry, signed once."""
    signed = _signed.get(session.get(_TOKEN, ""))
    if signed is None:
        signed = generate_csrf()
        if len(_signed) >= _MAX:
            _signed.clear()
        _signed[session[_TOKEN]] = signed
    return signed


class Page(Template):
    """A template whose blocks each come in one piece: their pieces need not pass through every block around them."""

    @classmethod
    def from_code(cls, *args: Any, **kwargs: Any) -> Template:
        """The template of what was compiled."""
        made = super().from_code(*args, **kwargs)
        made.blocks = {name: _in_one_piece(block) for name, block in made.blocks.items()}
        return made


def _in_one_piece(block: Callable[[Context], Iterator[str]]) -> Callable[[Context], Iterator[str]]:
    return lambda context: iter(("".join(block(context)),))


class Pages(Environment):
    """Flask's environment, which settles what is certain when a template is compiled for its ``language``."""

    template_class = Page
    language: str

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The vocabulary of a template: a copy, as it is complete by then, and read faster than a chain of maps."""
        return {**self.globals, **(d or {})}

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
