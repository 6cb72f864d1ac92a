"""Pictures in the store: kept once, found by name, taken over from the folder where they were before."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, delete, func, select
from sqlalchemy.orm import Session

from quiz.services.content import pictures
from quiz.services.content.media import name_of
from quiz.services.content.pictures import Shelf, take_over
from quiz.storage.models.content import MediaRow
from tests.conftest import NOW

SVG, PNG = b'<svg xmlns="http://www.w3.org/2000/svg"/>', b"\x89PNG\r\n\x1a\n\x00\xff"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of an earlier version: two pictures, and what is none."""
    folder = tmp_path / "media"
    folder.mkdir()
    for content, suffix in ((SVG, ".svg"), (PNG, ".PNG")):
        (folder / name_of(content, suffix)).write_bytes(content)
    (folder / name_of(b"as it was", ".svg")).write_bytes(b"changed")
    (folder / name_of(SVG, ".html")).write_bytes(SVG)
    (folder / f"{name_of(SVG, '.svg')}.draft").write_bytes(SVG)
    (folder / "notes.txt").write_text("mine")
    (folder / name_of(b"a folder", ".svg")).mkdir()
    return folder


def names(session: Session) -> set[str]:
    return set(session.scalars(select(MediaRow.name)))


def test_pictures_of_the_folder_are_taken_over_once_and_stay_where_they_are(session: Session, folder: Path) -> None:
    before, there = names(session), sorted(folder.iterdir())
    assert take_over(session, folder, now=NOW) == 2
    assert names(session) - before == {name_of(SVG, ".svg"), name_of(PNG, ".png")}
    found = pictures.find(session, name_of(PNG, ".png"))
    assert found is not None
    assert (found.content, found.kept_since) == (PNG, NOW)
    assert take_over(session, folder, now=NOW + timedelta(days=1)) == 0
    assert sorted(folder.iterdir()) == there
    assert session.scalars(select(MediaRow.size).where(MediaRow.name == name_of(PNG, ".png"))).one() == len(PNG)


def test_without_a_folder_nothing_is_taken_over(session: Session, tmp_path: Path) -> None:
    before = names(session)
    assert take_over(session, tmp_path / "nowhere", now=NOW) == 0
    assert take_over(session, tmp_path, now=NOW) == 0
    assert names(session) == before


def test_a_picture_that_nobody_kept_is_not_found(session: Session) -> None:
    assert pictures.find(session, "0" * 32 + ".svg") is None


def test_two_machines_that_take_over_the_same_pictures_at_once_keep_each_once(engine: Engine, folder: Path) -> None:
    begin = threading.Barrier(2)

    def machine(_: int) -> int:
        with Session(engine) as session:
            begin.wait()
            taken = take_over(session, folder, now=NOW)
            session.commit()
            return taken

    with ThreadPoolExecutor(2) as pool:
        assert max(pool.map(machine, range(2))) == 2
    with Session(engine) as session:
        mine = MediaRow.name.in_([name_of(SVG, ".svg"), name_of(PNG, ".png")])
        assert session.scalar(select(func.count()).select_from(MediaRow).where(mine)) == 2
        session.execute(delete(MediaRow).where(mine))
        session.commit()


def test_a_shelf_keeps_what_another_transaction_does_not_see_yet(engine: Engine) -> None:
    name = name_of(SVG, ".svg")
    with Session(engine) as one:
        assert Shelf(one, now=NOW).keep(name, SVG)
        with Session(engine) as other:
            other.connection(execution_options={"read_only": True})
            assert pictures.find(other, name) is None
        shelf = Shelf(one, now=NOW)
        assert name in shelf
        assert not shelf.keep(name, SVG)
