"""Pages for requests that are refused before the app gets them: short, of no other file, in the reader's language."""

from __future__ import annotations

import socket
from contextlib import suppress
from html import escape

import structlog
from gunicorn import util
from gunicorn.http.errors import LimitRequestHeaders, LimitRequestLine
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from quiz.domain.errors import Message, say
from quiz.language import localizer
from quiz.platform.settings import LANGUAGES

STATUSES = {LimitRequestLine: 414, LimitRequestHeaders: 431}
PHRASES = {414: "URI Too Long", 431: "Request Header Fields Too Large"}
"""The statuses that have a page here."""
_WORDS: dict[int, tuple[Message, Message]] = {
    414: (
        say("The address is too long"),
        say("Go back and shorten what you typed, such as the words to search for. Then try again."),
    ),
    431: (
        say("Your browser sends too much with its request"),
        say("Delete the cookies of this site in your browser, then try again."),
    ),
}
_PAGE = """<!doctype html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>{title} · {app}</title>
</head>
<body>
<main>
<h1>{title}</h1>
<p>{text}</p>
<p><a href="/">{home}</a></p>
</main>
</body>
</html>
"""
_HEAD = (
    "HTTP/1.1 {status} {phrase}\r\n"
    "Connection: close\r\n"
    "Content-Type: text/html; charset=utf-8\r\n"
    "Content-Length: {length}\r\n"
    "Content-Language: {language}\r\n"
    "Cache-Control: no-store\r\n"
    "Content-Security-Policy: default-src 'none'; base-uri 'none'; frame-ancestors 'none'\r\n"
    "X-Content-Type-Options: nosniff\r\n"
    "\r\n"
)

log = structlog.get_logger()


def refuse(client: socket.socket, error: Exception, head: bytes) -> bool:
    """Whether there is a page for why a request that begins with ``head`` can't be read; it is sent then."""
    status = STATUSES.get(type(error))
    if status is None:
        return False
    log.warning("refused unread", status=status, detail=str(error)[:200])
    with suppress(OSError):
        util.write_nonblock(client, answer(status, head))
    return True


def answer(status: int, head: bytes) -> bytes:
    """The whole answer with a status of ``PHRASES`` to a request that begins with ``head``."""
    language = language_of(head)
    speak = localizer(language)
    title, text = (escape(speak(words.template, words.values)) for words in _WORDS[status])
    home, app = escape(speak("To the series", {})), escape(speak("Dalmada", {}))
    body = _PAGE.format(language=language, title=title, text=text, home=home, app=app).encode()
    begin = _HEAD.format(status=status, phrase=PHRASES[status], length=len(body), language=language)
    return begin.encode("ascii") + body


def language_of(head: bytes) -> str:
    """The language of ours that the head of a request asks for, the first where it asks for none."""
    fields = (line.partition(b":") for line in head.split(b"\r\n")[1:])
    asked = next((value for name, _, value in fields if name.strip().lower() == b"accept-language"), b"")
    accepted = parse_accept_header(asked[:500].decode("latin-1").strip(), LanguageAccept)
    return accepted.best_match(LANGUAGES, default=LANGUAGES[0]) or LANGUAGES[0]
