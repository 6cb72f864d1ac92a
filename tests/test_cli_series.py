"""The commands for files in a store of several series: nothing of one is taken for another's."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from quiz.storage.models.content import BankRow, SeriesRow
from tests.builders import bank_text, both, series_text
from tests.conftest import Stores
from tests.test_cli import Terminal, lines, terminal
from tests.test_cli_store import store_of, write

SLUGS = ("first", "second")


@pytest.fixture(params=["sqlite", "postgresql"])
def quiz(tmp_path: Path, stores: Stores, request: pytest.FixtureRequest) -> Iterator[Terminal]:
    """A terminal whose store holds the six months."""
    with stores.lent(request.param) as url, terminal(tmp_path / "instance", QUIZ_DATABASE_URL=url) as ready:
        yield ready


@pytest.fixture
def folders(quiz: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """Two folders, each a series with a bank of the same slug."""
    monkeypatch.chdir(tmp_path)
    made = [folder_of(tmp_path, slug) for slug in SLUGS]
    return made[0], made[1]


@pytest.fixture
def both_published(quiz: Terminal, folders: tuple[Path, Path]) -> tuple[Path, Path]:
    """The two folders, each published twice, the second time with another title."""
    for folder in folders:
        for title in ("하나", "둘"):
            write(folder, "intro.yaml", titled(folder.name, title))
            lines(quiz("publish", folder), 0)
    return folders


def folder_of(where: Path, slug: str) -> Path:
    folder = where / slug
    folder.mkdir()
    write(
        folder,
        "series.yaml",
        series_text(series=slug, title=both(slug, slug), quizzes=[], parts=[{"id": "1", "title": "1"}]),
    )
    write(folder, "intro.yaml", titled(slug, "하나"))
    return folder


def titled(series: str, title: str) -> str:
    return bank_text(bank="intro", title=both(f"{title} {series}", f"{title} {series}"))


def banks(quiz: Terminal) -> list[tuple[str, str]]:
    """The banks of the two series, each with its series."""
    query = select(SeriesRow.slug, BankRow.slug).join(BankRow, BankRow.series_id == SeriesRow.id)
    with store_of(quiz) as session:
        return [
            (row[0], row[1]) for row in session.execute(query.where(SeriesRow.slug.in_(SLUGS)).order_by(BankRow.id))
        ]


# Going back


@pytest.mark.parametrize("series", SLUGS)
def test_a_bank_whose_slug_two_series_have_goes_back(
    quiz: Terminal, both_published: tuple[Path, Path], series: str
) -> None:
    name = f"{series}/intro"
    assert [line.split(" ")[0] for line in lines(quiz("history", name), 0)] == [f"{name}@2", f"{name}@1"]
    assert lines(quiz("publish", "--revert", f"{name}@1"), 0)[-1] == "published intro"
    assert quiz("show", f"{name}@3").stdout == quiz("show", name).stdout == titled(series, "하나")
    latest = json.loads(quiz("history", name, "--format", "json").stdout)[0]
    assert (latest["series"], latest["bank"], latest["path"]) == (series, "intro", f"{name}@1")
    (other,) = {*SLUGS} - {series}
    assert quiz("show", f"{other}/intro").stdout == titled(other, "둘")
    assert lines(quiz("show", f"{name}@9"), 1) == [f"{name} has no revision 9. To list them, run: quiz history {name}"]


def test_a_bank_of_one_of_several_series_goes_back_by_its_slug_alone(
    quiz: Terminal, folders: tuple[Path, Path]
) -> None:
    folder = folders[1]
    for title in ("하나", "둘"):
        write(folder, "own.yaml", bank_text(bank="own", title=both(title, title)))
        lines(quiz("publish", folder / "own.yaml"), 0)
    assert lines(quiz("publish", "--revert", "own@1"), 0)[-1] == "published own"
    assert lines(quiz("history", "own"), 0)[0].startswith("own@3 ")


def test_a_refusal_names_the_bank_with_its_series(quiz: Terminal, both_published: tuple[Path, Path]) -> None:
    folder = both_published[0]
    write(folder, "intro.yaml", titled("first", "하나"))
    assert "run quiz publish --revert first/intro@1" in lines(quiz("publish", folder), 1)[0]
    lines(quiz("publish", "--revert", "first/intro@1"), 0)
    write(folder, "intro.yaml", titled("first", "셋"))
    said = lines(quiz("publish", folder), 1)
    assert "first/intro@3 was published from elsewhere since: first/intro@1" in said[0]
    assert "quiz pull first/intro --to FOLDER" in said[0]
