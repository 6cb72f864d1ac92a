"""A wheel, installed where no checkout is in sight, serves pages, styles, questions and translations."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from quiz.platform.paths import CHECKOUT
from tests.browser.server import environment, serving

pytestmark = [pytest.mark.wheel, pytest.mark.xdist_group("wheel")]

SOURCES = ("pyproject.toml", "hatch_build.py", "README.md", "LICENSE", ".gitignore")
FOLDERS = ("quiz", "templates", "static", "questions")
PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check"]


@pytest.fixture(scope="module", autouse=True)
def no_path() -> Iterator[None]:
    """Nothing that leads Python to the checkout is handed on."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("PYTHONPATH", raising=False)
        yield


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built from a copy: the build compiles the translations, and other tests are reading theirs."""
    source, out = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in SOURCES:
        shutil.copy(CHECKOUT / name, source)
    for name in FOLDERS:
        shutil.copytree(CHECKOUT / name, source / name, ignore=shutil.ignore_patterns("__pycache__", "*.mo"))
    build = ["wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-cache-dir", "--wheel-dir", out, source]
    subprocess.run([*PIP, *build], check=True)
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The commands of an environment that holds the wheel, and sees this one's packages but not the checkout."""
    home = tmp_path_factory.mktemp("environment")
    venv.create(home, with_pip=False)
    commands = home / "bin"
    install = ["install", "--quiet", "--no-deps", "--no-index", wheel]
    subprocess.run([*PIP, "--python", commands / "python", *install], check=True)
    # Only a folder's own .pth files are obeyed: the one that leads to the checkout lies in the folder named here.
    (site,) = home.glob("lib/python*/site-packages")
    (site / "packages.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return commands


@pytest.fixture(scope="module")
def address(installed: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    with serving(elsewhere / "data", quiz=installed / "quiz", cwd=elsewhere) as address:
        yield address


def fetch(address: str, path: str, language: str = "ko") -> tuple[int, str]:
    connection = HTTPConnection(urlsplit(address).netloc, timeout=30)
    try:
        connection.request("GET", path, headers={"Accept-Language": language})
        response = connection.getresponse()
        return response.status, response.read().decode()
    finally:
        connection.close()


def test_the_wheel_holds_everything_and_no_more(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    for wanted in (
        "quiz/translations/ko/LC_MESSAGES/messages.mo",
        "quiz/templates/base.html",
        "quiz/static/css/app.css",
        "quiz/static/js/attempt.js",
        "quiz/questions/series.yaml",
        "quiz/questions/2024-06.yaml",
        "quiz/storage/migrations/script.py.mako",
    ):
        assert wanted in names
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == {"quiz"}


def test_it_runs_without_the_checkout(installed: Path, tmp_path: Path) -> None:
    told = subprocess.run(
        [
            installed / "python",
            "-c",
            "import quiz, quiz.platform.paths; print(quiz.__file__); print(quiz.platform.paths.TEMPLATES)",
        ],
        cwd=tmp_path,
        env=environment(tmp_path),
        capture_output=True,
        text=True,
        check=True,
    )
    assert str(CHECKOUT / "quiz") not in told.stdout
    assert all(str(installed.parent) in line for line in told.stdout.splitlines())


def test_it_serves_a_page_its_stylesheet_and_a_month(address: str) -> None:
    status, page = fetch(address, "/")
    assert status == 200
    found = re.search(r'href="(/static/[^"]+/app\.css)"', page)
    assert found
    assert fetch(address, found[1]) == (200, (CHECKOUT / "static/css/app.css").read_text(encoding="utf-8"))
    status, month = fetch(address, "/m/2024-02")
    assert status == 200
    assert "2024-02/practice-2-1" in month


def test_it_speaks_both_languages(address: str) -> None:
    assert "로그인" in fetch(address, "/signin", "ko")[1]
    assert "Sign in" in fetch(address, "/signin", "en")[1]
