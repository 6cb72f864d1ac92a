"""Pictures of banks: only from their folder, kept under the hash of what they hold."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import Literal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.domain.errors import BankError
from quiz.services.content import pictures
from quiz.services.content.media import MediaFolder
from quiz.storage.models.content import BankRow, QuestionText
from tests.builders import both, definition
from tests.conftest import NOW
from tests.services.builders import publish_month

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"/>'


@pytest.fixture
def media(tmp_path: Path) -> MediaFolder:
    """A folder with a picture in it, a secret beside it and links that lead out of it."""
    source = tmp_path / "source"
    (source / "deep").mkdir(parents=True)
    (source / "moon.svg").write_bytes(SVG)
    (source / "MOON.PNG").write_bytes(b"png")
    (source / "deep" / "moon.svg").write_bytes(SVG)
    (tmp_path / "secret.svg").write_bytes(b"secret")
    (source / "link.svg").symlink_to(tmp_path / "secret.svg")
    (source / "loop.svg").symlink_to(source / "loop.svg")
    return MediaFolder(source=source)


@pytest.fixture
def kept() -> dict[str, bytes]:
    return {}


@pytest.fixture
def keeping(media: MediaFolder, kept: dict[str, bytes]) -> MediaFolder:
    """The folder; what it gives away is in ``kept``."""
    return media.kept_by(lambda name, content: kept.update({name: content}))


def test_a_picture_has_a_size_and_an_address(keeping: MediaFolder, kept: dict[str, bytes]) -> None:
    assert keeping.size("moon.svg") == len(SVG)
    address = keeping.address("moon.svg")
    assert re.fullmatch("/media/[0-9a-f]{32}[.]svg", address)
    assert kept == {address.removeprefix("/media/"): SVG}
    assert keeping.address("MOON.PNG").endswith(".png")


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_picture_may_be_named_in_hangul_however_its_file_system_spells_it(
    session: Session, media: MediaFolder, form: Literal["NFC", "NFD"]
) -> None:
    name = "점 그래프(1).png"
    (media.source / unicodedata.normalize(form, name)).write_bytes(b"png")
    picture = {"file": name, "alt": both("점 그래프", "A dot plot")}
    prompt = both("![점](<점 그래프(1).png>) {{d}}와 {{r}}는?", "![dots](<점 그래프(1).png>) What of {{d}} and {{r}}?")
    publish_month(session, media, quizzes=[], questions=[definition("numeric", image=picture, prompt=prompt)])
    address = media.address(name)
    assert re.fullmatch("/media/[0-9a-f]{32}[.]png", address)
    shown = session.scalars(select(QuestionText).order_by(QuestionText.question_version_id.desc()).limit(1)).one().shown
    assert shown["context"]["image"] == address
    assert f'src="{address}"' in shown["passages"]["prompt"]


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "..",
        "missing.svg",
        "../secret.svg",
        "deep/moon.svg",
        "deep",
        "/etc/passwd",
        "link.svg",
        "loop.svg",
        "moon.svg/",
        "moon.svg\x00.png",
    ],
)
def test_nothing_but_a_file_of_the_folder_is_a_picture(keeping: MediaFolder, kept: dict[str, bytes], name: str) -> None:
    assert keeping.size(name) is None
    with pytest.raises(FileNotFoundError):
        keeping.address(name)
    assert kept == {}


def test_another_picture_of_the_same_name_is_kept_beside_the_older_one(
    keeping: MediaFolder, kept: dict[str, bytes]
) -> None:
    first = keeping.address("moon.svg")
    (keeping.source / "moon.svg").write_bytes(SVG + b"\n")
    second = keeping.address("moon.svg")
    assert first != second
    assert {f"/media/{name}" for name in kept} == {first, second}


def test_a_published_bank_shows_its_pictures(session: Session, media: MediaFolder) -> None:
    picture = {"file": "moon.svg", "alt": both("달", "A moon")}
    notes = both("![달](moon.svg)", "![A moon](moon.svg)")
    section = {"2.1": {"title": both("가벼운 모델", "Light models"), "notes": notes}}
    publish_month(session, media, quizzes=[], questions=[definition("numeric", image=picture)], sections=section)
    address = media.address("moon.svg")
    bank = session.scalars(select(BankRow).where(BankRow.slug == "2024-07")).one()
    assert f'src="{address}"' in bank.rendered["2.1"]["en"]
    found = pictures.find(session, address.removeprefix("/media/"))
    assert found is not None
    assert (found.content, found.kept_since) == (SVG, NOW)
    texts = session.scalars(select(QuestionText).order_by(QuestionText.question_version_id.desc()).limit(2)).all()
    assert {text.shown["context"]["image"] for text in texts} == {address}
    assert {text.shown["passages"]["image.alt"] for text in texts} == {"달", "A moon"}


def test_a_bank_with_a_picture_that_is_missing_is_refused(session: Session, media: MediaFolder) -> None:
    picture = {"file": "link.svg", "alt": both("달", "A moon")}
    with pytest.raises(BankError, match=r"link\.svg"):
        publish_month(session, media, quizzes=[], questions=[definition("numeric", image=picture)])
