"""Templates, static files and banks are found beside the package and inside it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from quiz.platform import paths

ASK = "import json; from quiz import paths; print(json.dumps([str(paths.TEMPLATES), str(paths.default_instance())]))"


def test_everything_is_where_the_paths_say() -> None:
    assert (paths.TEMPLATES / "base.html").is_file()
    assert (paths.STATIC / "css").is_dir()
    assert (paths.QUESTIONS / "series.yaml").is_file()
    assert (paths.TRANSLATIONS / "ko").is_dir()
    assert (paths.MIGRATIONS / "env.py").is_file()


def test_in_a_checkout_the_instance_lies_there() -> None:
    assert paths.IN_CHECKOUT
    assert paths.default_instance() == paths.CHECKOUT / "instance"


@pytest.mark.parametrize(
    ("environment", "instance"),
    [
        ({"HOME": "/home/alice"}, "/home/alice/.local/share/dalmada"),
        ({"HOME": "/home/alice", "XDG_DATA_HOME": ""}, "/home/alice/.local/share/dalmada"),
        ({"HOME": "/home/alice", "XDG_DATA_HOME": "/data/alice"}, "/data/alice/dalmada"),
    ],
)
def test_from_a_wheel_all_lies_in_the_package_and_data_with_the_user(
    tmp_path: Path, environment: dict[str, str], instance: str
) -> None:
    package = tmp_path / "site-packages" / "quiz"
    (package / "templates").mkdir(parents=True)
    (package / "platform").mkdir()
    for name in ("__init__.py", "platform/__init__.py", "platform/paths.py"):
        shutil.copy(paths.PACKAGE / name, package / name)
    ran = subprocess.run(
        [sys.executable, "-c", ASK],
        cwd=package.parent,
        env={"PATH": os.environ["PATH"], **environment},
        capture_output=True,
        check=True,
    )
    assert json.loads(ran.stdout) == [str(package / "templates"), instance]


@pytest.mark.parametrize(("data", "folder"), [("/data", "/data/dalmada"), (None, "/home/alice/.local/share/dalmada")])
def test_outside_a_checkout_the_users_data_folder_is_the_default(
    monkeypatch: pytest.MonkeyPatch, data: str | None, folder: str
) -> None:
    monkeypatch.setattr(paths, "IN_CHECKOUT", False)
    monkeypatch.setenv("HOME", "/home/alice")
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    if data:
        monkeypatch.setenv("XDG_DATA_HOME", data)
    assert paths.default_instance() == Path(folder)
