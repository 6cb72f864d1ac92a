"""A mail handed to an SMTP server."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from email.header import Header
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, formataddr, make_msgid
from typing import Any

from quiz.platform.mail import Mail, MailServer
from quiz.services.notices.sending import Claimed

PATIENCE = 20.0
"""Seconds in which the server has to answer each time."""


class Undeliverable(Exception):
    """A mail was not taken: ``reason`` is a key of ``sending.REASONS``; ``final``: another try would be the same."""

    def __init__(self, reason: str, *, final: bool = False) -> None:
        self.reason = reason
        self.final = final
        super().__init__(reason)


def deliver(mail: Mail, claimed: Claimed, *, now: datetime, trusted: ssl.SSLContext | None = None) -> None:
    """Hand a mail to the server. Raises ``Undeliverable``.

    ``trusted`` says which certificates are believed, by default those that this machine believes.
    """
    message = message_of(mail, claimed, now)
    try:
        with _connected(mail.server, trusted) as server:
            server.send_message(message)
    except smtplib.SMTPRecipientsRefused as refused:
        codes = [code for code, _ in refused.recipients.values()]
        raise Undeliverable("recipient", final=all(code >= 500 for code in codes)) from None
    except smtplib.SMTPAuthenticationError:
        raise Undeliverable("signin") from None
    except smtplib.SMTPNotSupportedError:
        raise Undeliverable("tls") from None
    except (smtplib.SMTPServerDisconnected, smtplib.SMTPConnectError):
        raise Undeliverable("connection") from None
    except smtplib.SMTPException:
        raise Undeliverable("refused") from None
    except ssl.SSLError:
        raise Undeliverable("tls") from None
    except OSError:
        raise Undeliverable("connection") from None


def message_of(mail: Mail, claimed: Claimed, now: datetime) -> EmailMessage:
    """The message as it is sent: plain text in UTF-8, of a program (RFC 3834), from the app's own address."""
    message = EmailMessage(policy=_Wire(linesep="\r\n"))
    message["From"] = formataddr((mail.name, mail.address))
    message["To"] = claimed.recipient
    message["Subject"] = claimed.subject
    message["Date"] = format_datetime(now)
    message["Message-ID"] = make_msgid(domain=mail.address.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    for name, value in claimed.headers.items():
        message[name] = value
    message.set_content(claimed.text)
    return message


_PLAIN = ("list-unsubscribe", "list-unsubscribe-post", "message-id")
"""Headers that programs read, of ASCII alone: broken or encoded (RFC 2047) they mean nothing to them."""


class _Wire(EmailPolicy):
    """The policy by which headers are written, those that programs read on one line each, however long."""

    def fold(self, name: str, value: Any) -> str:
        """A header as it is written."""
        if name.lower() in _PLAIN:
            return f"{name}: {value}{self.linesep}"
        if name.lower() == "subject" and not value.isascii():
            # The policy's own loses a space where it breaks a long one.
            written = Header(str(value), "utf-8", header_name=name).encode(linesep=self.linesep)
            return f"{name}: {written}{self.linesep}"
        return str(super().fold(name, value))

    def fold_binary(self, name: str, value: Any) -> bytes:
        """A header as it is sent."""
        own = name.lower() in (*_PLAIN, "subject")
        return self.fold(name, value).encode("ascii") if own else super().fold_binary(name, value)


@contextmanager
def _connected(server: MailServer, trusted: ssl.SSLContext | None) -> Iterator[smtplib.SMTP]:
    context = trusted or ssl.create_default_context()
    if server.security == "tls":
        opened: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=PATIENCE, context=context)
    else:
        opened = smtplib.SMTP(server.host, server.port, timeout=PATIENCE)
    with opened:
        if server.security == "starttls":
            opened.starttls(context=context)
        if server.user:
            opened.login(server.user, server.password)
        yield opened
