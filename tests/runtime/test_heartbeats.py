"""Work beside the pages says that it still looks; rules of retention are done there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from quiz.platform.extensions import db
from quiz.runtime import looking
from quiz.runtime.expiring import Expiring
from quiz.runtime.heartbeats import Heartbeat
from quiz.services import audit
from quiz.services.admin import background, retention
from quiz.services.admin.retention import Reach, Rules
from quiz.services.identity import accounts
from tests.conftest import PASSWORD

pytestmark = pytest.mark.any_database


def still(app: Flask, later: timedelta = timedelta()) -> set[str]:
    """The works that stand still, some time later."""
    with app.app_context():
        works = background.standing(db.session, mail=True, now=looking.now(app) + later)
    known = {words.template: name for name, words in background.WORDS.items()}
    return {known[one.words.template] for one in works if one.stands_still}


def test_a_work_that_nobody_looks_for_any_more_stands_still(app: Flask) -> None:
    assert still(app) == set(background.WORDS)
    for work in ("closing", "closing", "mail"):
        Heartbeat(app, work).beat()
    assert still(app) == {"expiring", "data_files", "reminding"}
    assert still(app, timedelta(hours=1)) == set(background.WORDS)


def test_a_mark_that_can_not_be_left_stops_nothing(app: Flask) -> None:
    clock = app.extensions.pop("clock")
    try:
        Heartbeat(app, "closing").beat()
    finally:
        app.extensions["clock"] = clock
    assert "closing" in still(app)


def test_a_look_does_what_the_rules_of_retention_ask_for(app: Flask) -> None:
    with app.app_context():
        now = looking.now(app)
        long_ago = now - timedelta(days=400)
        accounts.sign_up(db.session, "Alice", PASSWORD, now=long_ago)
        retention.save(db.session, Rules(learner_months=12), by=audit.APP, now=now)
        db.session.commit()
    expiring = Expiring(app)
    assert expiring.look() == 0
    with app.app_context():
        assert retention.informed(db.session) == Reach(learners=1, classes=0)
    assert "expiring" not in still(app)
