"""A series of a teacher's own, whose bank has claims."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from quiz.services.audit import APP
from quiz.services.content.media import MediaFolder
from quiz.services.content.publishing import SERIES_FILE, BankFile, publish
from quiz.services.content.standings import set_owner
from quiz.services.identity.accounts import find_named
from tests.conftest import NOW
from tests.web.authoring.banks import BANK, SERIES
from tests.web.pages import Browser
from tests.web.store import session_of


@pytest.fixture
def units(app: Flask, media: MediaFolder) -> None:
    """A series of a teacher's with a bank whose claims are partly tested."""
    files = [BankFile(name=SERIES_FILE, raw=SERIES), BankFile(name="prefixes.yaml", raw=BANK)]
    with session_of(app) as session:
        publish(session, files, media, now=NOW)


@pytest.fixture
def owner(app: Flask, units: None, teacher: FlaskClient) -> Browser:
    with session_of(app) as session:
        set_owner(session, "units", find_named(session, "Tae-ri"), by=APP, now=NOW)
    return Browser(teacher, "en")
