"""The Flask app that pages are served by: templates in the reader's language, redirects that name no host."""

from __future__ import annotations

from collections.abc import MutableMapping
from functools import cached_property
from typing import Any, NoReturn
from urllib.parse import urlsplit, urlunsplit

from flask import Flask, Request, abort, has_request_context, redirect
from flask.templating import Environment
from werkzeug.exceptions import BadHost, SecurityError
from werkzeug.routing import MapAdapter, RequestRedirect

from quiz.web.request import request_context
from quiz.web.templating.constant_texts import ConstantTexts


class Templates(Environment):
    """Jinja whose templates have the app's globals and none of their own."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The globals of a template: one dictionary, as each import looks every name of its page's up in its own.

        Jinja puts an empty one before it for each template, and a look-up there costs ten times as much.
        """
        return super().make_globals(d) if d else self.globals


class App(Flask):
    """Flask whose redirects name no host, and for which a host that can't be one is none of ours."""

    jinja_environment = Templates

    def create_url_adapter(self, request: Request | None) -> MapAdapter | None:
        """The adapter of addresses. Raises ``SecurityError`` for a host with which no address can be written."""
        try:
            made = super().create_url_adapter(request)
        except BadHost:
            raise SecurityError("no host") from None
        if request is not None and "HTTP_HOST" in request.environ and not request.host:
            raise SecurityError("no host")
        return made

    @property
    def jinja_env(self) -> Environment:
        """Templates in the reader's language: the texts in them that never change are compiled into them."""
        return self._templates_in(request_context.language()) if has_request_context() else self._templates

    @cached_property
    def _templates(self) -> Environment:
        return self.create_jinja_environment()

    @cached_property
    def _by_language(self) -> dict[str, Environment]:
        return {}

    def _templates_in(self, language: str) -> Environment:
        found = self._by_language.get(language)
        if found is None:
            found = self._templates.overlay(extensions=[ConstantTexts])
            found.extend(language=language)
            self._by_language[language] = found
        return found

    def raise_routing_exception(self, request: Request) -> NoReturn:
        """Raise why no address fits; a redirect without a host, as that would be what the client wrote."""
        if isinstance(request.routing_exception, RequestRedirect):
            place = urlsplit(request.routing_exception.new_url)
            target = urlunsplit(("", "", "/" + place.path.lstrip("/"), place.query, ""))
            abort(redirect(target, request.routing_exception.code))
        super().raise_routing_exception(request)
