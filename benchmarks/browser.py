"""A browser as far as measuring needs one: a kept-alive connection, cookies, the token of forms, a stopwatch."""

from __future__ import annotations

import gzip
import json
import re
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from time import perf_counter
from typing import Any
from urllib.parse import urlencode, urlsplit

import brotli

HEADERS = {
    "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
    "Accept-Encoding": "gzip, deflate, br",
    "Accept-Language": "ko,en;q=0.8",
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/130.0 Safari/537.36",
}
_UNPACK: Mapping[str, Callable[[bytes], bytes]] = {"": bytes, "gzip": gzip.decompress, "br": brotli.decompress}
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_REVISION = re.compile(r'data-revision="(\d+)"')


@dataclass(frozen=True, kw_only=True)
class Page:
    """An answer of the server, and the seconds from sending the request to its last byte, by the browser's clock."""

    status: int
    headers: Mapping[str, str]
    raw: bytes
    seconds: float

    @property
    def text(self) -> str:
        """The body as text."""
        return _UNPACK[self.headers.get("content-encoding", "")](self.raw).decode()

    @property
    def location(self) -> str:
        """Where a redirect leads."""
        parts = urlsplit(self.headers["location"])
        return f"{parts.path}?{parts.query}" if parts.query else parts.path


class Browser:
    """One person's browser at a server on this machine. Every browser comes from an address of its own.

    So the limits on requests by address stay on, and are never reached.
    """

    _made = 0

    def __init__(self, port: int, clock: Callable[[], float] = perf_counter) -> None:
        Browser._made += 1
        address = f"127.1.{Browser._made // 250}.{Browser._made % 250 + 1}"
        self.connection = HTTPConnection("127.0.0.1", port, timeout=30, source_address=(address, 0))
        self.clock = clock
        self.cookies: dict[str, str] = {}
        self.token = ""

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Page:
        """A page; its token is kept for what is sent next."""
        return self._send("GET", path, None, headers or {})

    def post(self, path: str, fields: Mapping[str, str]) -> Page:
        """A form with its token; redirects are not followed."""
        body = urlencode({**fields, "csrf_token": self.token}).encode()
        return self._send("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})

    def put(self, path: str, data: Any) -> Page:
        """What a page's script sends."""
        headers = {"Content-Type": "application/json", "X-CSRFToken": self.token, "X-Requested-With": "fetch"}
        return self._send("PUT", path, json.dumps(data).encode(), headers)

    def _send(self, method: str, path: str, body: bytes | None, headers: Mapping[str, str]) -> Page:
        headers = {**HEADERS, **headers, "Referer": f"http://127.0.0.1:{self.connection.port}/"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        begun = self.clock()
        self.connection.request(method, path, body, headers)
        response = self.connection.getresponse()
        raw = response.read()
        seconds = self.clock() - begun
        for line in response.headers.get_all("Set-Cookie", []):
            self.cookies.update({name: morsel.value for name, morsel in SimpleCookie(line).items()})
        received = {name.lower(): value for name, value in response.headers.items()}
        page = Page(status=response.status, headers=received, raw=raw, seconds=seconds)
        if page.status >= 400:
            raise RuntimeError(f"{method} {path} answered {page.status}: {page.text[:500]}")
        if received.get("content-type", "").startswith("text/html"):
            found = _TOKEN.search(page.text)
            self.token = found[1] if found else self.token
        return page


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
