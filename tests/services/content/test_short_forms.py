"""A bank in short forms is published as the same bank written out, and its file is kept as it was written."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.domain.bank_format.short_forms.long_form import long_form
from quiz.services.content.media import MediaFolder
from quiz.services.content.publishing import SERIES_FILE, BankFile, publish
from quiz.storage.models.content import BankRevision, BankRow, QuestionRow, QuestionVersion
from tests.conftest import NOW
from tests.domain.bank_format.short_forms.forms import BUSY

SERIES = BankFile(
    name=SERIES_FILE,
    raw="series: stats\ntitle: 통계\nlanguages: [ko]\nprofile: open\nparts: [{id: a, title: 1부}]\n".encode(),
)

pytestmark = pytest.mark.any_database


def put(session: Session, media: MediaFolder, raw: bytes) -> int:
    done = publish(session, [SERIES, BankFile(name="2026-05.yaml", raw=raw)], media, now=NOW)
    return done.new_versions


def versions(session: Session) -> list[tuple[str, str]]:
    query = (
        select(QuestionRow.slug, QuestionVersion.content_hash)
        .join(QuestionVersion, QuestionRow.current_version_id == QuestionVersion.id)
        .join(BankRow, QuestionRow.bank_id == BankRow.id)
        .where(BankRow.slug == "2026-05")
        .order_by(QuestionRow.position)
    )
    return [(slug, mark) for slug, mark in session.execute(query)]


def test_a_bank_written_short_and_long_has_the_same_versions(session: Session, media: MediaFolder) -> None:
    assert put(session, media, BUSY) == 10
    before = versions(session)
    assert len(before) == 10
    assert put(session, media, long_form(BUSY, ["ko"])) == 0
    assert versions(session) == before
    assert put(session, media, BUSY) == 0
    assert versions(session) == before


def test_the_file_is_kept_as_it_was_written(session: Session, media: MediaFolder) -> None:
    put(session, media, BUSY)
    query = select(BankRevision).join(BankRow, BankRow.current_revision_id == BankRevision.id)
    kept = session.scalars(query.where(BankRow.slug == "2026-05")).one()
    text = (kept.source or b"").decode()
    lines = [line for line in text.splitlines() if not line.strip().removeprefix("- ").startswith("id: q-")]
    wanted = [line.replace("  - kind:", "    kind:") for line in BUSY.decode().splitlines()]
    assert lines == wanted
    # With the ids that publishing wrote into it, nothing is new.
    assert put(session, media, kept.source or b"") == 0
