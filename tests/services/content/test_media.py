"""Pictures of banks: only from their folder, kept under the hash of what they hold."""

from __future__ import annotations

import re
import threading
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Literal

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.domain.errors import BankError
from quiz.services.content.media import MediaFolder
from quiz.storage.models.content import BankRow, QuestionText
from tests.builders import both, definition
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
    return MediaFolder(source=source, kept=tmp_path / "kept")


def test_a_picture_has_a_size_and_an_address(media: MediaFolder) -> None:
    assert media.size("moon.svg") == len(SVG)
    address = media.address("moon.svg")
    assert address.startswith("/media/")
    assert address.endswith(".svg")
    kept = media.kept / address.removeprefix("/media/")
    assert kept.read_bytes() == SVG
    assert media.address("MOON.PNG").endswith(".png")


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
def test_nothing_but_a_file_of_the_folder_is_a_picture(media: MediaFolder, name: str) -> None:
    assert media.size(name) is None
    with pytest.raises(FileNotFoundError):
        media.address(name)
    assert not media.kept.exists()


def test_a_picture_is_copied_once(media: MediaFolder) -> None:
    address = media.address("moon.svg")
    kept = media.kept / address.removeprefix("/media/")
    before = kept.stat().st_mtime_ns
    assert media.address("moon.svg") == address
    assert kept.stat().st_mtime_ns == before
    assert [path.name for path in media.kept.iterdir()] == [kept.name]


def test_threads_that_publish_one_picture_at_once_all_find_it_kept(media: MediaFolder) -> None:
    large = b"<svg/>" * 200_000
    for number in range(10):
        (media.source / "moon.svg").write_bytes(large + bytes(str(number), "ascii"))
        begin = threading.Barrier(8)

        def keep(_: int, begin: threading.Barrier = begin) -> str:
            begin.wait()
            return media.address("moon.svg")

        with ThreadPoolExecutor(8) as pool:
            (address,) = set(pool.map(keep, range(8)))
        assert (media.kept / Path(address).name).read_bytes() == (media.source / "moon.svg").read_bytes()
    assert len(list(media.kept.iterdir())) == 10


def test_another_picture_of_the_same_name_leaves_the_older_one_where_it_is(media: MediaFolder) -> None:
    first = media.address("moon.svg")
    (media.source / "moon.svg").write_bytes(SVG + b"\n")
    second = media.address("moon.svg")
    assert first != second
    assert {f"/media/{path.name}" for path in media.kept.iterdir()} == {first, second}


def test_a_published_bank_shows_its_pictures(session: Session, media: MediaFolder) -> None:
    picture = {"file": "moon.svg", "alt": both("달", "A moon")}
    notes = both("![달](moon.svg)", "![A moon](moon.svg)")
    section = {"2.1": {"title": both("가벼운 모델", "Light models"), "notes": notes}}
    publish_month(session, media, quizzes=[], questions=[definition("numeric", image=picture)], sections=section)
    address = media.address("moon.svg")
    bank = session.scalars(select(BankRow).where(BankRow.slug == "2024-07")).one()
    assert f'src="{address}"' in bank.rendered["2.1"]["en"]
    texts = session.scalars(select(QuestionText).order_by(QuestionText.question_version_id.desc()).limit(2)).all()
    assert {text.shown["context"]["image"] for text in texts} == {address}
    assert {text.shown["passages"]["image.alt"] for text in texts} == {"달", "A moon"}


def test_a_bank_with_a_picture_that_is_missing_is_refused(session: Session, media: MediaFolder) -> None:
    picture = {"file": "link.svg", "alt": both("달", "A moon")}
    with pytest.raises(BankError, match=r"link\.svg"):
        publish_month(session, media, quizzes=[], questions=[definition("numeric", image=picture)])
