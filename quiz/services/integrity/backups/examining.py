"""A store that was put back: brought to today's schema and examined."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session

from quiz.services.integrity.doctor import Finding, examine
from quiz.services.integrity.examined import Examined
from quiz.services.integrity.upkeep import upgrade
from quiz.storage.database import engine_options, prepare, read_only
from quiz.storage.snapshots import BackupError


@contextmanager
def opened(url: str) -> Iterator[Engine]:
    """The database at ``url``; its connections are closed at the end."""
    engine = create_engine(**engine_options(url))
    prepare(engine)
    try:
        yield engine
    finally:
        engine.dispose()


def upgraded(engine: Engine) -> None:
    """Bring the database to today's schema. Raises ``BackupError``."""
    fault = upgrade(engine)
    if fault is not None:
        raise BackupError(fault)


def faults_in(engine: Engine, media: Path, now: datetime) -> tuple[Finding, ...]:
    """What the doctor finds wrong, once the database has today's schema. Raises ``BackupError``."""
    upgraded(engine)
    with Session(engine) as session:
        read_only(session)
        found = examine(Examined(session=session, media=media, now=now))
        return tuple(finding for finding in found if finding.is_fault)
