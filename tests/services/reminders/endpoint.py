"""A push service on this machine, and a browser that is subscribed to it: what it is sent can be read."""

from __future__ import annotations

import json
import threading
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import http_ece  # type: ignore[import-untyped]  # it publishes no types
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def plain(data: bytes) -> str:
    """Bytes as base64url without padding."""
    return urlsafe_b64encode(data).decode().rstrip("=")


def unplain(text: str) -> bytes:
    """The bytes again."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Received:
    """A request that the service got."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Service:
    """A push service; ``answers`` are the statuses of the next requests, 201 when none is left."""

    origin: str
    received: list[Received] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)


class UserAgent:
    """A browser's side of a subscription: its private key and its secret."""

    def __init__(self, origin: str, name: str = "one") -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.secret = bytes(range(16))
        self.endpoint = f"{origin}/push/{name}"

    @property
    def subscription(self) -> dict[str, Any]:
        """What its script sends to the app."""
        point = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {"endpoint": self.endpoint, "keys": {"p256dh": plain(point), "auth": plain(self.secret)}}

    def read(self, request: Received) -> dict[str, Any]:
        """The message, decrypted."""
        assert request.headers["content-encoding"] == "aes128gcm"
        text = http_ece.decrypt(request.body, private_key=self.key, auth_secret=self.secret, version="aes128gcm")
        message: dict[str, Any] = json.loads(text)
        return message


def claims_of(request: Received, public_key: str) -> dict[str, Any]:
    """What the app's signature says, verified with the public key that browsers were given."""
    kind, _, rest = request.headers["authorization"].partition(" ")
    parts = dict(one.strip().split("=", 1) for one in rest.split(","))
    assert kind == "vapid"
    assert parts["k"].rstrip("=") == public_key
    head, body, signature = parts["t"].split(".")
    assert json.loads(unplain(head))["alg"] == "ES256"
    raw = unplain(signature)
    both = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), unplain(public_key))
    # Raises where it is not the app's.
    key.verify(both, f"{head}.{body}".encode(), ec.ECDSA(hashes.SHA256()))
    claims: dict[str, Any] = json.loads(unplain(body))
    return claims


@contextmanager
def serving() -> Iterator[Service]:
    """A push service that is running."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            service.received.append(Received(self.path, headers, body))
            status = service.answers.pop(0) if service.answers else 201
            if not status:
                # Taken, and then nothing is said.
                self.close_connection = True
                return
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", f"{service.origin}/elsewhere")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    service = Service(origin=f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
