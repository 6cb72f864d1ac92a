"""A newer renderer renders every stored version again, from the store alone, whether on offer or not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from quiz.domain.rendering import RENDERER
from quiz.services.content.media import MediaFolder
from quiz.services.content.publishing import publish
from quiz.services.content.revisions import rerendering
from quiz.storage.models.content import BankRow, QuestionText, QuestionVersion
from tests.builders import both, definition
from tests.conftest import NOW, bank_files
from tests.services.builders import month_file, publish_month


def texts(session: Session) -> dict[Any, Any]:
    session.expire_all()
    found = session.scalars(select(QuestionText))
    return {(one.question_version_id, one.language): (one.shown, one.revealed, one.renderer) for one in found}


def notes(session: Session) -> dict[str, Any]:
    return {bank.slug: (bank.rendered, bank.renderer) for bank in session.scalars(select(BankRow))}


def age(session: Session) -> None:
    """As if an older renderer had made every text."""
    for text in session.scalars(select(QuestionText)):
        text.shown = {**text.shown, "passages": {"prompt": "<p>old</p>"}}
        text.revealed = {**text.revealed, "passages": {}}
        text.renderer = "0"
    session.execute(update(BankRow).values(renderer="0"))
    session.flush()


def again(session: Session) -> int:
    rows = rerendering.texts_again(session, rerendering.outdated(session))
    return rerendering.store_again(session, rows, rerendering.notes_again(session))


def test_everything_is_rendered_again_as_it_would_be_published(session: Session, media: MediaFolder) -> None:
    publish_month(session, media)
    publish_month(session, media, questions=[definition("numeric", difficulty="3")], quizzes=[])
    before = (texts(session), notes(session))
    age(session)
    assert again(session) == len(before[0]) + len(before[1])
    assert (texts(session), notes(session)) == before
    assert again(session) == 0


@pytest.mark.any_database
def test_notes_and_questions_keep_the_pictures_that_they_had(session: Session, tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    for name in ("moon", "sun"):
        (tmp_path / "source" / f"{name}.svg").write_text(
            f'<svg xmlns="http://www.w3.org/2000/svg"><!-- {name} --></svg>'
        )
    folder = MediaFolder(source=tmp_path / "source")
    note = both("![해](sun.svg) 글 ![달](moon.svg)", "![A sun](sun.svg) and ![a moon](moon.svg)")
    prompt = both("그림을 보세요. ![달](moon.svg)", "Look. ![A moon](moon.svg)")
    publish_month(
        session,
        folder,
        questions=[definition("single_choice", prompt=prompt)],
        quizzes=[],
        sections={"2.1": {"title": both("가벼운 모델", "Light models"), "notes": note}},
    )
    before = (texts(session), notes(session))
    assert "sun.svg" not in str(before)
    age(session)
    (tmp_path / "source" / "moon.svg").unlink()
    again(session)
    assert (texts(session), notes(session)) == before


@pytest.mark.any_database
def test_a_publishing_of_unchanged_files_renders_nothing_again(session: Session, media: MediaFolder) -> None:
    age(session)
    before = texts(session)
    assert publish(session, bank_files(), media, now=NOW).published == ()
    assert texts(session) == before


@pytest.mark.any_database
def test_what_was_published_meanwhile_is_left_as_it_is(session: Session, media: MediaFolder) -> None:
    publish_month(session, media)
    age(session)
    rows = rerendering.texts_again(session, rerendering.outdated(session))
    file = month_file(objectives={"LO-2.1": {"level": "apply", "text": both("값을 센다.", "Count them.")}})
    publish(session, [file], media, now=NOW)
    rerendering.store_again(session, rows)
    shown = [one.shown["context"] for one in session.scalars(select(QuestionText)) if "LO-2.1" in str(one.shown)]
    july = [context["objective_text"] for context in shown if context["bank"] == "2024-07" and "en" not in context]
    assert set(july) == {"값을 센다.", "Count them."}


@pytest.mark.any_database
def test_what_can_not_be_rendered_stays_as_it_was(session: Session) -> None:
    age(session)
    session.execute(update(BankRow).where(BankRow.slug == "2024-01").values(header={"bank": "2024-01"}))
    version = session.scalars(select(func.min(QuestionText.question_version_id))).one()
    again_before = len(texts(session))
    row = session.get_one(QuestionVersion, version)
    row.definition, row.content_hash = {"question": {"kind": "riddle"}, "languages": ["ko", "en"]}, "0" * 64
    session.flush()
    assert again(session) == again_before - 2 + 5
    assert {mark for *_, mark in texts(session).values()} == {"0", RENDERER}
    assert rerendering.outdated(session) == [version]
    assert notes(session)["2024-01"][1] == "0"
