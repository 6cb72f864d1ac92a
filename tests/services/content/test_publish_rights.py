"""Who may publish a series: the shell, admins, its owner and its editors."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.services.audit import APP, Actor
from quiz.services.content.media import MediaFolder
from quiz.services.content.publishing import SERIES_FILE, BankFile, MayNotEdit, publish
from quiz.storage.models.content import SeriesEditor, SeriesRow
from tests.builders import series_text
from tests.conftest import NOW, bank_files
from tests.services.builders import person

pytestmark = pytest.mark.any_database


@pytest.mark.parametrize(
    ("role", "rights", "may"),
    [
        ("admin", "", True),
        ("teacher", "owner", True),
        ("teacher", "editor", True),
        ("teacher", "", False),
        ("learner", "", False),
        ("learner", "owner", False),
        ("teacher", "closed owner", False),
    ],
)
def test_an_account_publishes_what_it_may_edit(
    session: Session, media: MediaFolder, role: str, rights: str, may: bool
) -> None:
    series, somebody = session.scalars(select(SeriesRow)).one(), person(session, "Somebody", role)
    series.owner_id = somebody.id if "owner" in rights else None
    somebody.disabled = "closed" in rights
    if rights == "editor":
        session.add(SeriesEditor(series_id=series.id, account_id=somebody.id))
    session.flush()
    if may:
        assert publish(session, bank_files(), media, now=NOW, by=Actor.of(somebody)).new_versions == 0
        return
    with pytest.raises(MayNotEdit):
        publish(session, bank_files(), media, now=NOW, by=Actor.of(somebody))


def test_the_shell_may_always_and_a_new_series_is_whose_who_publishes_it(session: Session, media: MediaFolder) -> None:
    assert publish(session, bank_files(), media, now=NOW, by=APP).new_versions == 0
    file = BankFile(name=SERIES_FILE, raw=series_text(series="mine", quizzes=[]).encode())
    teacher = person(session, "Tae-ri", "teacher")
    publish(session, [file], media, now=NOW, by=Actor.of(teacher))
    assert session.scalars(select(SeriesRow.owner_id).where(SeriesRow.slug == "mine")).one() == teacher.id
