"""Static files: under an address that names their content, kept for ever, compressed once."""

from __future__ import annotations

import gzip
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from quiz.platform.paths import STATIC
from quiz.platform.settings import Settings
from quiz.web.templating.statics import KEPT, keep_statics, serve_statics, tree_hash
from tests.web.pages import Browser

pytestmark = pytest.mark.any_database

Visit = Callable[..., Browser]


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Settings of a server whose static files are kept, as ``quiz serve`` does before it makes the app."""
    keep_statics(STATIC, settings.instance)
    return settings


@pytest.fixture
def app(new_app: Flask) -> Flask:
    return new_app


def names() -> list[str]:
    """Every static file."""
    return sorted(str(path.relative_to(STATIC)) for path in STATIC.rglob("*") if path.is_file())


def test_every_file_is_served_with_its_type_and_kept_for_ever(app: Flask, visit: Visit) -> None:
    prefix = app.extensions["static_prefix"]
    types = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
    assert {Path(name).suffix for name in names()} <= {*types, ".woff2", ".png", ".txt", ".json"}
    for name in names():
        with visit().client.get(prefix + name) as response:
            assert response.status_code == 200, name
            assert response.headers["Cache-Control"].endswith("public, immutable")
            assert response.headers["X-Content-Type-Options"] == "nosniff"
            assert response.headers["Content-Type"].startswith(types.get(Path(name).suffix, ""))
            assert response.data == (STATIC / name).read_bytes()


def test_every_text_is_sent_compressed(app: Flask, visit: Visit) -> None:
    prefix = app.extensions["static_prefix"]
    for name in ("css/app.css", "css/tokens.css", "img/icons.svg", "js/attempt.js"):
        with visit().client.get(prefix + name, headers={"Accept-Encoding": "gzip"}) as response:
            assert response.headers["Content-Encoding"] == "gzip"
            assert gzip.decompress(response.data) == (STATIC / name).read_bytes()
            assert response.headers["Vary"] == "Accept-Encoding"


def test_every_file_that_a_page_names_is_there(app: Flask, alice: Browser) -> None:
    pages = [alice.get(path) for path in ("/", "/m/2024-02", "/account", "/me")]
    pages.append(alice.begin("2024-02/check"))
    found = {address for page in pages for address in re.findall(r'(?:href|src)="(/static/[^"#]+)', page.html)}
    assert len(found) >= 5
    for address in found:
        with alice.client.get(address) as response:
            assert response.status_code == 200, address


def test_the_icons_that_pages_use_are_in_the_sprite(app: Flask) -> None:
    from quiz.platform.paths import TEMPLATES

    sprite = (STATIC / "img" / "icons.svg").read_text(encoding="utf-8")
    known = set(re.findall(r'id="i-([a-z-]+)"', sprite))
    used = {
        name
        for path in TEMPLATES.rglob("*.html")
        for name in re.findall(r"\bicon\('([a-z-]+)'\)", path.read_text(encoding="utf-8"))
    }
    assert used
    assert used <= known


def test_nothing_else_is_served(app: Flask, visit: Visit) -> None:
    others = ("", "none.css", "../quiz/app.py", "..%2f..%2fpyproject.toml", "css/", "css/app.css/", "css/app.css.gz")
    for name in others:
        with visit().client.get(app.extensions["static_prefix"] + name) as response:
            assert response.status_code == 404, name


def test_an_old_address_is_not_found(visit: Visit) -> None:
    assert visit().get("/static/000000000000/css/app.css").status == 404


def test_the_address_changes_with_any_file(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("one")
    first = tree_hash(tmp_path)
    assert tree_hash(tmp_path) == first
    (tmp_path / "a.css").write_text("two")
    assert tree_hash(tmp_path) != first
    (tmp_path / "a.css").write_text("one")
    (tmp_path / "a.css").rename(tmp_path / "b.css")
    assert tree_hash(tmp_path) != first


def _served(source: Path, instance: Path) -> Flask:
    app = Flask("probe", static_folder=None)
    serve_statics(app, source, instance)
    return app


def _write(source: Path, text: str) -> str:
    source.mkdir(exist_ok=True)
    (source / "a.css").write_text(text)
    return tree_hash(source)


def _read(app: Flask, mark: str) -> tuple[int, bytes]:
    with app.test_client().get(f"/static/{mark}/a.css") as response:
        return response.status_code, response.data


def test_every_release_that_is_kept_is_served_by_older_and_newer_servers(tmp_path: Path) -> None:
    source, instance = tmp_path / "source", tmp_path / "instance"
    marks, apps = {}, []
    for text in ("one", "two", "three"):
        marks[text] = _write(source, text)
        keep_statics(source, instance)
        apps.append(_served(source, instance))
    for app in apps:
        assert {text: _read(app, mark) for text, mark in marks.items()} == {
            text: (200, text.encode()) for text in marks
        }
        assert _read(app, "0" * 12)[0] == 404


def test_whoever_does_not_serve_touches_no_static_files(tmp_path: Path) -> None:
    source, instance = tmp_path / "source", tmp_path / "instance"
    first = _write(source, "one")
    keep_statics(source, instance)
    running = _served(source, instance)
    second = _write(source, "two")
    newer = _served(source, instance)
    assert [path.name for path in (instance / "static").iterdir()] == [first]
    assert _read(running, first) == (200, b"one")
    assert _read(newer, second) == (200, b"two")


def test_of_many_releases_the_latest_are_kept_and_one_that_is_gone_back_to_is_the_latest(tmp_path: Path) -> None:
    source, instance = tmp_path / "source", tmp_path / "instance"
    marks = []
    for number in range(KEPT + 2):
        marks.append(_write(source, str(number)))
        keep_statics(source, instance)
        for path in (instance / "static").iterdir():
            # As if each had been started a day after the one before.
            os.utime(path, (path.stat().st_atime, path.stat().st_mtime - 86_400))
    assert {path.name for path in (instance / "static").iterdir()} == set(marks[-KEPT:])
    oldest = str(marks.index(marks[-KEPT]))
    _write(source, oldest)
    keep_statics(source, instance)
    _write(source, "another")
    keep_statics(source, instance)
    assert marks[-KEPT] in {path.name for path in (instance / "static").iterdir()}


def test_a_running_server_keeps_its_files_however_many_releases_come(tmp_path: Path) -> None:
    source, instance = tmp_path / "source", tmp_path / "instance"
    mark = _write(source, "running")
    keep_statics(source, instance)
    running = _served(source, instance)
    for path in (instance / "static").iterdir():
        os.utime(path, (0, 0))
    assert running.test_client().get("/").status_code == 404
    for number in range(KEPT + 1):
        _write(source, str(number))
        keep_statics(source, instance)
    assert _read(running, mark) == (200, b"running")


def test_a_file_that_was_removed_meanwhile_is_not_found(tmp_path: Path) -> None:
    source, instance = tmp_path / "source", tmp_path / "instance"
    mark = _write(source, "running")
    keep_statics(source, instance)
    running = _served(source, instance)
    shutil.rmtree(instance / "static")
    assert _read(running, mark) == (404, b"")


def test_where_no_copy_can_be_written_the_files_are_served_as_they_are(tmp_path: Path) -> None:
    source, instance = tmp_path / "source", tmp_path / "instance"
    source.mkdir()
    (source / "a.css").write_text("one")
    instance.write_text("a file where the folder should be")
    keep_statics(source, instance)
    app = _served(source, instance)
    with app.test_client().get(app.extensions["static_prefix"] + "a.css") as response:
        assert (response.status_code, response.data) == (200, b"one")


def test_the_copy_is_made_once(settings: Settings) -> None:
    (copy,) = (settings.instance / "static").iterdir()
    before = (copy / "css" / "app.css").stat().st_mtime_ns, (copy / "css" / "app.css").stat().st_ino
    keep_statics(STATIC, settings.instance)
    assert [path.name for path in (settings.instance / "static").iterdir()] == [tree_hash(STATIC)]
    assert ((copy / "css" / "app.css").stat().st_mtime_ns, (copy / "css" / "app.css").stat().st_ino) == before
