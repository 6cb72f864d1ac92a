"""A mail server on this machine that keeps what it is sent, and refuses it when asked to."""

from __future__ import annotations

import email
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import default
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from quiz.platform.mail import Mail, MailServer, Security

URL = "https://quiz.example.org"
USER, PASSWORD = "quiz", "a word between two"


@dataclass(kw_only=True)
class Mailbox:
    """What arrived. ``refusals`` are the answers to the next recipients; empty ones are taken."""

    messages: list[EmailMessage] = field(default_factory=list)
    contents: list[bytes] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    controller: Any = None

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        """Take a recipient, or give the next refusal."""
        refusal = self.refusals.pop(0) if self.refusals else ""
        if refusal:
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Keep a message."""
        self.messages.append(email.message_from_bytes(envelope.content, policy=default))  # type: ignore[arg-type]  # it is the policy's kind
        self.contents.append(envelope.content)
        self.recipients += envelope.rcpt_tos
        return "250 OK"

    def stop(self) -> None:
        """End the server, if it still runs."""
        if self.controller is not None:
            self.controller.stop()
            self.controller = None

    @property
    def texts(self) -> list[str]:
        """The texts of the messages."""
        return [str(one.get_content()).replace("\r\n", "\n") for one in self.messages]

    @property
    def port(self) -> int:
        """Where the server listens."""
        return int(self.controller.server.sockets[0].getsockname()[1])

    def mail(self, security: Security = "none", **server: Any) -> Mail:
        """The settings by which an app sends mail here."""
        return self.mail_at(self.port, security, **server)

    def mail_at(self, port: int, security: Security = "none", **server: Any) -> Mail:
        """The same for a port of this machine at which perhaps nobody listens."""
        where = MailServer(host="127.0.0.1", port=port, security=security, **server)
        return Mail(server=where, name="달마다", address="quiz@quiz.example.org", url=URL)


@contextmanager
def running(port: int = 0, **options: Any) -> Iterator[Mailbox]:
    """A mail server, for as long as it is wanted; ``options`` are the controller's."""
    box = Mailbox()
    box.controller = _Controller(box, hostname="127.0.0.1", port=port, **options)
    box.controller.start()
    try:
        yield box
    finally:
        box.stop()


class _Controller(Controller):
    """A controller whose port the system chooses: it is asked for once the server listens."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


def signs_in(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
    """Let the one user in."""
    return AuthResult(success=(data.login, data.password) == (USER.encode(), PASSWORD.encode()), handled=False)


def certified(folder: Path) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """What a server at 127.0.0.1 shows, and what believes it."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.x509.oid import NameOID

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    made = made.serial_number(1).not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=1))
    names = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    certificate = made.add_extension(names, critical=False).sign(key, hashes.SHA256())
    plain = serialization.NoEncryption()
    parts = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    (folder / "server.pem").write_bytes(parts + certificate.public_bytes(serialization.Encoding.PEM))
    shown = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    shown.load_cert_chain(folder / "server.pem")
    return shown, ssl.create_default_context(cafile=str(folder / "server.pem"))
