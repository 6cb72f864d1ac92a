"""An app that sends mail, to a server on this machine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask

from quiz.platform.settings import Settings
from quiz.runtime import mailing
from tests.mail_server import Mailbox


@pytest.fixture
def settings(settings: Settings, mailbox: Mailbox) -> Settings:
    return replace(settings, mail=mailbox.mail())


@pytest.fixture
def post(app: Flask, settings: Settings, mailbox: Mailbox) -> Callable[[], list[str]]:
    """What the background thread does: send what is due; the texts of what arrived by it."""

    def send() -> list[str]:
        known = len(mailbox.messages)
        assert settings.mail is not None
        mailing.look(app, settings.mail, "here")
        return mailbox.texts[known:]

    return send
