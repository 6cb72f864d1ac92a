"""Who may publish and correct a series, and who is asked to."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.services.content import editors
from quiz.storage.models.content import SeriesEditor, SeriesRow
from tests.services.builders import person

pytestmark = pytest.mark.any_database


@pytest.fixture
def series(session: Session) -> SeriesRow:
    return session.scalars(select(SeriesRow)).one()


def test_an_admin_the_owner_and_editors_may_edit_a_series_and_nobody_else(session: Session, series: SeriesRow) -> None:
    admin, owner, editor, other = (
        person(session, name, "admin" if name == "Ada" else "teacher") for name in ("Ada", "Owen", "Edda", "Otto")
    )
    series.owner_id = owner.id
    session.add(SeriesEditor(series_id=series.id, account_id=editor.id))
    session.flush()
    may = {one.name: editors.may_edit(session, one, series.id) for one in (admin, owner, editor, other)}
    assert may == {"Ada": True, "Owen": True, "Edda": True, "Otto": False}
    assert not editors.may_edit(session, admin, series.id + 1)
    assert editors.editable(session, other) == frozenset()


def test_owner_and_editors_are_asked_and_admins_where_there_are_none(session: Session, series: SeriesRow) -> None:
    admin, owner, editor = (
        person(session, "Ada", "admin"),
        person(session, "Owen", "teacher"),
        person(session, "Edda", "teacher"),
    )
    series.owner_id = owner.id
    session.add(SeriesEditor(series_id=series.id, account_id=editor.id))
    session.flush()
    assert editors.editors_of(session, series.id) == (owner.id, editor.id)
    owner.disabled = True
    editor.role = "learner"
    session.flush()
    assert editors.editors_of(session, series.id) == (admin.id,)
