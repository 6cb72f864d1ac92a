"""The commands for files in a store of several series: nothing of one is taken for another's."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from quiz.services.content.revisions.keeping import hash_of
from quiz.storage.models.content import BankRow, SeriesRow
from tests.builders import bank_text, both, series_text
from tests.conftest import Stores
from tests.stores import SHIPPED
from tests.test_cli import Terminal, lines, terminal
from tests.test_cli_store import store_of, write

pytestmark = pytest.mark.any_database

SLUGS = ("first", "second")


@pytest.fixture(params=["sqlite", "postgresql"])
def quiz(tmp_path: Path, stores: Stores, request: pytest.FixtureRequest) -> Iterator[Terminal]:
    """A terminal whose store holds the six months."""
    with stores.lent(request.param, SHIPPED) as url, terminal(tmp_path / "instance", QUIZ_DATABASE_URL=url) as ready:
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
    query = query.where(SeriesRow.slug.in_(SLUGS)).order_by(BankRow.id)
    with store_of(quiz) as session:
        return [(row[0], row[1]) for row in session.execute(query)]


# Files of several series


def test_the_files_of_several_series_are_published_by_themselves(quiz: Terminal, folders: tuple[Path, Path]) -> None:
    first, second = folders
    (first / "own.yaml").write_text(bank_text(bank="own"), encoding="utf-8")
    for words in ([first, second], [second / "intro.yaml", first], [first, second / "series.yaml"]):
        for options in ([], ["--dry-run"]):
            said = lines(quiz("publish", *options, *words), 1)
            assert said[0].startswith("These files don't have the same series.yaml beside them. Nothing was published.")
            assert said[1:] == [f"  quiz publish {word}" for word in words]
    assert banks(quiz) == []
    for folder in folders:
        lines(quiz("publish", folder.name), 0)
    assert banks(quiz) == [("first", "intro"), ("first", "own"), ("second", "intro")]


def test_a_file_without_a_series_is_not_taken_into_that_of_another(
    quiz: Terminal, folders: tuple[Path, Path], tmp_path: Path
) -> None:
    own = tmp_path / "own.yaml"
    write(tmp_path, "own.yaml", bank_text(bank="own"))
    for words in ([folders[0], own], [own, folders[0] / "intro.yaml"]):
        assert lines(quiz("publish", *words), 1)[0].startswith("These files don't have the same series.yaml")
    for number, words in enumerate(([own, folders[0] / "series.yaml"], [folders[0] / "series.yaml", own])):
        assert lines(quiz("publish", *words), 0)[-1].startswith(("published own", "unchanged: ")[number])
    assert banks(quiz) == [("first", "own")]


def test_files_of_several_series_are_checked_against_their_own(quiz: Terminal, folders: tuple[Path, Path]) -> None:
    for folder, profile in zip(folders, ("strict", "open"), strict=True):
        series = (folder / "series.yaml").read_text(encoding="utf-8")
        write(folder, "series.yaml", series.replace("profile: strict", f"profile: {profile}"))
        bank = titled(folder.name, "하나").replace(
            "행렬 두 개를 곱해 더하므로 학습되는 값의 수가 크게 줄어들어요.", "짧아요."
        )
        write(folder, "intro.yaml", bank)
    for words in (folders, folders[::-1], [folder / "intro.yaml" for folder in folders]):
        found = json.loads(quiz("check", "--format", "json", *words).stdout)
        assert {(problem["file"], problem["severity"]) for problem in found if problem["code"] == "S5"} == {
            ("first/intro.yaml", "error"),
            ("second/intro.yaml", "hint"),
        }
        assert lines(quiz("check", *words), 1)[-1].startswith("banks: 2, questions: 12, errors: 6, ")


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


def test_a_bank_of_one_series_alone_goes_back_by_its_slug(quiz: Terminal, folders: tuple[Path, Path]) -> None:
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
    assert "first/intro@3 went back to first/intro@1 since" in said[0]
    assert "quiz pull first/intro --merge --to FOLDER" in said[0]


# Files again


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_pull_brings_the_series_of_the_folder_alone(quiz: Terminal, both_published: tuple[Path, Path]) -> None:
    for folder in both_published:
        before = (folder / "intro.yaml").read_text()
        write(folder, "intro.yaml", titled(folder.name, "하나"))
        (said,) = lines(quiz("pull", "--to", folder), 0)
        assert said.startswith(f"{folder.name}/intro@2 is written to ")
        assert (folder / "intro.yaml").read_text() == before
        assert names_in(folder) == [".published.json", "intro.yaml", "series.yaml"]
        noted = json.loads((folder / ".published.json").read_text())
        assert noted == {"intro": hash_of(before.encode())}
        assert lines(quiz("pull", "intro", "--to", folder), 0) == ["unchanged: intro.yaml"]
        assert lines(quiz("publish", folder), 0)[-1].startswith("unchanged: ")


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ([], "Several series are published: ai-2024, first, second. Name one, as in: quiz pull ai-2024/ --to FOLDER"),
        (["intro"], "Several series have a bank intro: write one of first/intro, second/intro."),
        (["first/intro", "second/intro"], "A folder holds one series, not several: first, second."),
        (["first/", "2024-01"], "A folder holds one series, not several: ai-2024, first."),
        (["third/"], "There is no series third in the database."),
    ],
)
def test_a_pull_never_mixes_series(
    quiz: Terminal, both_published: tuple[Path, Path], tmp_path: Path, names: list[str], said: str
) -> None:
    assert lines(quiz("pull", *names, "--to", tmp_path / "new"), 1)[0].startswith(said)
    assert not (tmp_path / "new").exists()


def test_a_series_is_pulled_by_its_name(quiz: Terminal, both_published: tuple[Path, Path], tmp_path: Path) -> None:
    for slug in SLUGS:
        new = tmp_path / f"new {slug}"
        said = [
            f"{slug}/intro@2 is written to {new / 'intro.yaml'}",
            f"{new / 'series.yaml'} is written as it is published",
        ]
        assert lines(quiz("pull", f"{slug}/", "--to", new), 0) == said
        assert (new / "intro.yaml").read_text() == titled(slug, "둘")
    (said,) = lines(quiz("pull", "second/", "--to", both_published[0], "--force"), 1)
    assert said.startswith("A folder holds one series, not several: first, second.")
    write(both_published[0], "series.yaml", "# series: first\n")
    assert " names no series. " in lines(quiz("pull", "--to", both_published[0]), 1)[0]
