"""Secret keys: several in a file or the environment, newest first, named by ids that reveal nothing."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from quiz.platform.keys import file_keys, key_id, keys_of, new_key, secret_key, write_keys
from quiz.platform.settings import SettingError, Settings

OLD, NEW = "o" * 40, "n" * 40


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "secret-key"


def settings(path: Path, **more: str) -> Settings:
    return Settings.from_environment({"QUIZ_SECRET_KEY_FILE": str(path), **more})


def test_a_file_holds_keys_newest_first(path: Path) -> None:
    path.write_text(f"{NEW}\n\n  {OLD}\r\n")
    assert file_keys(path) == (NEW, OLD)
    assert secret_key(path) == NEW


def test_one_bare_key_may_hold_spaces(path: Path) -> None:
    path.write_text("a sentence that somebody wrote as their key\n")
    assert file_keys(path) == ("a sentence that somebody wrote as their key",)


def test_the_environment_comes_before_the_file(path: Path) -> None:
    path.write_text(f"{OLD}\n")
    assert keys_of(settings(path)) == (OLD,)
    assert keys_of(settings(path, QUIZ_SECRET_KEY=f" {NEW}\n{OLD} ")) == (NEW, OLD)
    assert keys_of(settings(path.with_name("none"), QUIZ_SECRET_KEY=NEW)) == (NEW,)
    assert not path.with_name("none").exists()


def test_a_line_that_is_no_key_is_named_by_its_number_alone(path: Path) -> None:
    path.write_text(f"{NEW}\nshort-secret\n")
    with pytest.raises(SettingError, match="of its 2 lines number 2 is no key") as refused:
        file_keys(path)
    assert "short-secret" not in str(refused.value)
    assert str(refused.value).startswith(f"QUIZ_SECRET_KEY_FILE={str(path)!r}: ")


@pytest.mark.parametrize("given", [f"{NEW} short-secret", f"{NEW} {'열쇠' * 20}"])
def test_a_word_of_the_environment_that_is_no_key_is_never_shown(path: Path, given: str) -> None:
    with pytest.raises(SettingError, match="QUIZ_SECRET_KEY: of its 2 words number 2 is no key") as refused:
        settings(path, QUIZ_SECRET_KEY=given)
    assert given.split()[1] not in str(refused.value)


def test_settings_do_not_show_their_keys(path: Path) -> None:
    assert NEW not in repr(settings(path, QUIZ_SECRET_KEY=NEW))


def test_a_key_has_one_id_that_is_no_part_of_it() -> None:
    keys = [new_key() for _ in range(50)]
    assert len({key_id(key) for key in keys}) == 50
    assert all(key_id(key) == key_id(key) and key_id(key) not in key for key in keys)
    assert key_id(OLD) == "0cecccb2"


def test_keys_are_put_in_place_in_one_step_for_the_owner_alone(path: Path) -> None:
    path.write_text(f"{OLD}\n")
    path.chmod(0o644)
    before = path.stat().st_ino
    write_keys(path, (NEW, OLD))
    assert path.read_text() == f"{NEW}\n{OLD}\n"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.stat().st_ino != before
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


def test_a_link_to_the_keys_stays_a_link(path: Path) -> None:
    path.write_text(f"{OLD}\n")
    link = path.with_name("link")
    link.symlink_to(path)
    write_keys(link, (NEW, OLD))
    assert link.is_symlink()
    assert file_keys(path) == (NEW, OLD)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files to others")
def test_keys_that_root_rotates_stay_their_owners(path: Path) -> None:
    path.write_text(f"{OLD}\n")
    os.chown(path, 12345, 54321)
    write_keys(path, (NEW, OLD))
    assert (path.stat().st_uid, path.stat().st_gid) == (12345, 54321)
