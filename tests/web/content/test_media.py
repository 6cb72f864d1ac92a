"""Pictures of banks: found under the hash of their content, and unable to run anything."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from quiz.services.content.media import MediaFolder, name_of
from quiz.services.content.publishing import BankFile, publish
from tests.builders import bank_text, both, definition, series_text
from tests.conftest import NOW
from tests.web.pages import Browser
from tests.web.store import asked, session_of, whole_bank

pytestmark = pytest.mark.any_database

Visit = Callable[..., Browser]
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.fixture
def pictured(app: Flask, alice: Browser, tmp_path: Path) -> str:
    """An attempt of Alice at a bank whose first question and notes have a picture."""
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "lora.svg").write_text(PICTURE)
    image = {"file": "lora.svg", "alt": both("얇은 행렬 두 개", "Two thin matrices")}
    bank = bank_text(
        questions=[
            definition("single_choice", image=image),
            definition("short_text"),
            definition("true_false"),
            definition("numeric"),
            definition("matching"),
        ]
    )
    files = [
        BankFile(name="series.yaml", raw=series_text(quizzes=[]).encode()),
        BankFile(name="2024-02.yaml", raw=bank.encode()),
    ]
    with session_of(app) as session:
        publish(session, files, MediaFolder(source=tmp_path / "source"), now=NOW)
    return whole_bank(app, "Alice", "2024-02")


def test_a_question_shows_its_picture_with_its_words(app: Flask, pictured: str, alice: Browser) -> None:
    one = asked(app, pictured)[0]
    page = alice.get(one.path)
    (picture,) = page.all("img")
    assert picture.get("alt") == "얇은 행렬 두 개"
    with alice.client.get(str(picture.get("src"))) as response:
        assert response.status_code == 200
        assert response.data.decode() == PICTURE
    page = alice.send(page.answer_form.answer(one.right), "check")
    assert [image.get("alt") for image in page.all("img")] == ["얇은 행렬 두 개"]


def test_a_picture_can_run_nothing_and_is_kept_for_ever(app: Flask, pictured: str, alice: Browser) -> None:
    (picture,) = alice.get(asked(app, pictured)[0].path).all("img")
    with alice.client.get(str(picture.get("src"))) as response:
        directives = {part.strip().partition(" ")[0] for part in response.headers["Content-Security-Policy"].split(";")}
        assert "sandbox" in directives
        assert "script-src" not in directives
        assert "default-src 'none'" in response.headers["Content-Security-Policy"]
        assert response.headers["Content-Type"].startswith("image/svg+xml")
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"


OTHER_NAMES = (
    "",
    "lora.svg",
    "0" * 32 + ".svg",
    "0" * 32 + ".html",
    "0" * 31 + "g.svg",
    "../secret-key",
    "..%2fsecret-key",
    "%2e%2e/secret-key",
    "../" + "0" * 32 + ".svg",
    "0" * 32 + ".svg%0a",
    "0" * 32 + ".svg/..",
)


def test_nothing_but_published_pictures_is_found(visit: Visit) -> None:
    for name in OTHER_NAMES:
        assert visit().get(f"/media/{name}").status == 404, name


def test_a_part_of_a_picture_that_is_not_there_is_told_with_its_size(
    app: Flask, pictured: str, alice: Browser, visit: Visit
) -> None:
    (picture,) = alice.get(asked(app, pictured)[0].path).all("img")
    address = str(picture.get("src"))
    part = visit().client.get(address, headers={"Range": "bytes=0-3"})
    assert (part.status_code, part.data) == (206, PICTURE.encode()[:4])
    part.close()
    for ignored in ("bytes=abc", "items=1-2", "bytes=0-1,4-5", "bytes=5-3", "bytes", "bytes=-", ""):
        with visit().client.get(address, headers={"Range": ignored}) as whole:
            assert (whole.status_code, whole.data.decode()) == (200, PICTURE), ignored
    for wanted in ("bytes=99999-", f"bytes={len(PICTURE)}-{len(PICTURE) + 4}"):
        response = visit().client.get(address, headers={"Range": wanted})
        assert response.status_code == 416
        assert response.headers["Content-Range"] == f"bytes */{len(PICTURE)}"
        assert response.headers["Cache-Control"] == "no-store"


def test_a_picture_that_a_browser_has_is_not_sent_again(
    app: Flask, pictured: str, alice: Browser, visit: Visit
) -> None:
    (picture,) = alice.get(asked(app, pictured)[0].path).all("img")
    address = str(picture.get("src"))
    with visit().client.get(address) as whole:
        mark, date = whole.headers["ETag"], whole.headers["Last-Modified"]
        assert "Set-Cookie" not in whole.headers
    for known in ({"If-None-Match": mark}, {"If-Modified-Since": date}):
        with visit().client.get(address, headers=known) as again:
            assert (again.status_code, again.data) == (304, b"")
            assert again.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    with visit().client.get(address, headers={"If-None-Match": '"another"'}) as again:
        assert again.status_code == 200


def test_a_picture_that_is_only_in_the_folder_of_before_is_served_from_there(app: Flask, visit: Visit) -> None:
    content = PICTURE.encode() + b"<!-- before -->"
    name = name_of(content, ".svg")
    assert visit().get(f"/media/{name}").status == 404
    folder = app.extensions["settings"].media
    folder.mkdir()
    (folder / name).write_bytes(content)
    with visit().client.get(f"/media/{name}") as response:
        assert (response.status_code, response.data) == (200, content)
        assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert "sandbox" in response.headers["Content-Security-Policy"]
    with visit().client.get(f"/media/{name}", headers={"Range": "bytes=0-3"}) as part:
        assert (part.status_code, part.data) == (206, content[:4])
