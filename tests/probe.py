"""Another writer who tries to write whenever something begins that takes long: nobody may have to wait for it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import argon2
import click
import jinja2
import markdown_it
import psycopg
import pytest
from sqlalchemy import make_url

from quiz.platform.limits import Limiter

LONG: dict[str, tuple[Any, tuple[str, ...]]] = {
    "hash": (argon2.PasswordHasher, ("hash", "verify")),
    "page": (jinja2.Template, ("render", "generate", "stream")),
    "text": (markdown_it.MarkdownIt, ("render", "renderInline")),
    "prompt": (click, ("prompt", "confirm")),
    "network": (Limiter, ("is_used_up", "count", "take", "give_back")),
}
"""What takes long, or waits for somebody, and where it is called."""

_HELD = """
SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid)
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
AND (locktype = 'advisory' OR mode IN ('RowShareLock', 'RowExclusiveLock'))
"""
"""Locks of clients who have written something, read for update, or publish; the server's own vacuum stops nobody."""


class Probe:
    """Tries to write to the store at ``url``. ``seen`` names what took long, ``held`` what began while others waited.

    ``doing`` says what is going on, for the name of a failure.
    """

    def __init__(self, url: str) -> None:
        self.doing = ""
        self.seen: list[str] = []
        self.held: list[str] = []
        self._lite = (
            sqlite3.connect(str(make_url(url).database), timeout=0, isolation_level=None, check_same_thread=False)
            if url.startswith("sqlite")
            else None
        )
        self._server = None if self._lite else psycopg.connect(url.replace("+psycopg", ""), autocommit=True)

    def look(self, name: str) -> None:
        """Note what begins now, and whether it begins while others wait."""
        self.seen.append(name)
        if self._is_held():
            self.held.append(f"{name} in {self.doing}")

    def _is_held(self) -> bool:
        if self._lite is not None:
            try:
                self._lite.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                return True
            self._lite.execute("ROLLBACK")
            return False
        assert self._server is not None
        row = self._server.execute(_HELD).fetchone()
        return row is not None and row[0] > 0

    def close(self) -> None:
        """Let go of the store."""
        for connection in (self._lite, self._server):
            if connection is not None:
                connection.close()


@contextmanager
def watching(url: str) -> Iterator[Probe]:
    """Look whenever something that takes long begins."""
    probe = Probe(url)

    def watched(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*args: Any, **values: Any) -> Any:
            probe.look(name)
            return real(*args, **values)

        return call

    with pytest.MonkeyPatch.context() as patch:
        for name, (owner, methods) in LONG.items():
            for method in methods:
                patch.setattr(owner, method, watched(name, getattr(owner, method)))
        try:
            yield probe
        finally:
            probe.close()
