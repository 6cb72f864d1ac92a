"""What a page may load, and from where: its own files alone; and what else every answer says to browsers."""

from __future__ import annotations

from flask import Flask, Response
from flask_talisman import Talisman

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)


def with_style_nonce(nonce: str) -> str:
    """The policy of a page whose script writes a stylesheet: that one is named by ``nonce``, made for this answer."""
    return CONTENT_SECURITY_POLICY.replace("style-src 'self'", f"style-src 'self' 'nonce-{nonce}'")


def init_app(app: Flask, *, https: bool) -> None:
    """Let ``app`` send the headers; with ``https`` it answers to nothing else."""
    # It keeps what it was set up with in itself: two apps of one process would share it.
    Talisman(
        app,
        force_https=https,
        session_cookie_secure=https,
        strict_transport_security=https,
        content_security_policy=None,  # sent below, where a page has none of its own
        frame_options=None,  # the same
        referrer_policy="same-origin",
        permissions_policy="camera=(), microphone=(), geolocation=(), browsing-topics=()",
    )


def finish(response: Response) -> None:
    """Let a response be kept nowhere, and load nothing but our own files, unless its page says otherwise."""
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
    response.headers.setdefault("X-Frame-Options", "DENY")
