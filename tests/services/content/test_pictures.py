"""Pictures of banks through publishing: a changed picture is a new version."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.services.content.media import MediaFolder
from quiz.storage.models.content import MediaRow, QuestionText, QuestionVersion
from tests.builders import both, definition
from tests.services.builders import publish_month

pytestmark = pytest.mark.any_database

PICTURE = '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h{width}"/></svg>'


@pytest.fixture
def folder(tmp_path: Path) -> MediaFolder:
    (tmp_path / "source").mkdir()
    return MediaFolder(source=tmp_path / "source")


def draw(folder: MediaFolder, width: int) -> None:
    (folder.source / "lora.svg").write_text(PICTURE.format(width=width), encoding="utf-8")


@pytest.mark.parametrize(
    "where",
    [
        {"image": {"file": "lora.svg", "alt": both("두 행렬", "two matrices")}},
        {"prompt": both("그림을 보세요. ![두 행렬](lora.svg)", "Look. ![two matrices](lora.svg)")},
    ],
)
def test_another_picture_under_the_same_name_is_another_version(
    session: Session, folder: MediaFolder, where: dict[str, object]
) -> None:
    publication = []
    for width in (1, 1, 2):
        draw(folder, width)
        questions = [definition("single_choice", **where)]
        publication.append(publish_month(session, folder, questions=questions, quizzes=[]).new_versions)
    assert publication == [1, 0, 1]
    shown = session.scalars(
        select(QuestionText.shown)
        .join(QuestionVersion, QuestionText.question_version_id == QuestionVersion.id)
        .where(QuestionText.language == "ko", QuestionVersion.definition.is_not(None))
        .order_by(QuestionVersion.id.desc())
        .limit(2)
    ).all()
    assert shown[0] != shown[1]
    kept = {row.content.decode() for row in session.scalars(select(MediaRow))}
    assert {PICTURE.format(width=width) for width in (1, 2)} <= kept


def test_pictures_of_other_folders_and_links_change_nothing(folder: MediaFolder, tmp_path: Path) -> None:
    draw(folder, 1)
    before = folder.digest()
    (folder.source / "link.svg").symlink_to(tmp_path)
    (folder.source / "inside").mkdir()
    assert folder.digest() == before
    draw(folder, 2)
    assert folder.digest() != before
    assert MediaFolder(source=tmp_path / "nowhere").digest() != before
