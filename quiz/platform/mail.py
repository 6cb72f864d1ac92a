"""By which server mail is sent, from whom, and where its links lead; and what can be an e-mail address."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from email.utils import parseaddr
from typing import Literal
from urllib.parse import unquote, urlsplit

MAX_ADDRESS = 254
"""Characters of an e-mail address, at most (RFC 5321, 4.5.3.1.3)."""

Security = Literal["none", "starttls", "tls"]

_SCHEMES: dict[str, tuple[Security, int]] = {
    "smtp": ("none", 25),
    "smtp+starttls": ("starttls", 587),
    "smtps": ("tls", 465),
}
_FORM = "use smtps://USER:PASSWORD@HOST:PORT, or smtp+starttls://, or smtp:// without TLS"
_HERE = ("localhost", "127.0.0.1", "::1")
_ATOM = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_ADDRESS = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@(?:{_LABEL}\.)+(?!\d+$){_LABEL}", re.IGNORECASE)
"""What browsers take in a field for an address, with a dot behind the @; letters of ASCII alone."""


@dataclass(frozen=True, kw_only=True)
class MailServer:
    """An SMTP server. ``security``: none, TLS that begins with STARTTLS, or TLS from the first byte on."""

    host: str
    port: int
    security: Security
    user: str = ""
    password: str = field(default="", repr=False)


@dataclass(frozen=True, kw_only=True)
class Mail:
    """What sending mail needs: the server, the sender's name (may be empty) and address, the app's own address.

    ``url`` has no slash at its end: ``https://quiz.example.org``.
    """

    server: MailServer
    name: str
    address: str
    url: str


def is_address(text: str) -> bool:
    """Whether ``text`` can be an e-mail address that mail is sent to."""
    name = text.partition("@")[0]
    return len(text) <= MAX_ADDRESS and len(name) <= 64 and _ADDRESS.fullmatch(text) is not None


def read_server(url: str) -> MailServer:
    """The server that an address such as ``smtps://user:password@mail.example.org`` names. Raises ``ValueError``."""
    try:
        parts = urlsplit(url)
        given = parts.port
    except ValueError:
        # What it says quotes the address, which may hold a password.
        raise ValueError(_FORM) from None
    if parts.scheme not in _SCHEMES or not parts.hostname or parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError(_FORM)
    security, port = _SCHEMES[parts.scheme]
    if parts.password and security == "none" and parts.hostname not in _HERE:
        raise ValueError("a password is sent with TLS alone; use smtps:// or smtp+starttls://")
    return MailServer(
        host=parts.hostname,
        port=given or port,
        security=security,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


def read_sender(text: str) -> tuple[str, str]:
    """The name and the address of ``Dalmada <quiz@example.org>``; the name may be left out. Raises ``ValueError``."""
    name, address = parseaddr(text)
    if not (text.isprintable() and is_address(address)):
        raise ValueError("write an address, or a name and an address: Dalmada <quiz@example.org>")
    return name, address


def read_url(text: str) -> str:
    """The address of the app, without a slash at its end. Raises ``ValueError``."""
    parts = urlsplit(text)
    plain = not (parts.path.strip("/") or parts.query or parts.fragment or parts.username)
    if parts.scheme not in ("http", "https") or not parts.hostname or not plain or not text.isprintable():
        raise ValueError("write the address that people open, as https://quiz.example.org")
    # Asked for its port, an address whose port is no number raises.
    return f"{parts.scheme}://{parts.netloc}" if parts.port != 0 else ""
