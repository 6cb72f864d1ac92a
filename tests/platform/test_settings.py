"""Settings from the environment: each has a default that works, and each refusal names it, its value and the remedy."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from quiz.platform.keys import secret_key
from quiz.platform.mail import Mail, MailServer
from quiz.platform.paths import default_instance
from quiz.platform.settings import SETTINGS, SettingError, Settings, without_secrets


def settings(**environment: str) -> Settings:
    return Settings.from_environment({f"QUIZ_{name}": value for name, value in environment.items()})


@pytest.mark.parametrize("environment", [{}, {name.removeprefix("QUIZ_"): "" for name in SETTINGS}])
def test_without_settings_or_with_empty_ones_the_defaults_hold(environment: dict[str, str]) -> None:
    instance = default_instance().resolve()
    assert settings(**environment) == Settings(
        instance=instance,
        database_url=f"sqlite:///{instance}/dalmada.sqlite3",
        secret_key_file=instance / "secret-key",
        trusted_proxies=0,
        https=False,
        limits_url="memory://",
        log="text",
    )


def test_a_clock_for_tests_is_refused_with_https(tmp_path: Path) -> None:
    assert settings(TEST_CLOCK=str(tmp_path / "clock")).test_clock == tmp_path / "clock"
    with pytest.raises(SettingError, match="QUIZ_TEST_CLOCK"):
        settings(TEST_CLOCK=str(tmp_path / "clock"), HTTPS="1")


MAIL = {"MAIL_URL": "smtps://quiz:p%40ss@mail.example.org", "MAIL_FROM": "달마다 <quiz@example.org>"}


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtps://quiz:p%40ss@mail.example.org", ("mail.example.org", 465, "tls", "quiz", "p@ss")),
        ("smtp+starttls://quiz:x@mail.example.org:2525", ("mail.example.org", 2525, "starttls", "quiz", "x")),
        ("smtp://relay", ("relay", 25, "none", "", "")),
        ("smtp://quiz:x@127.0.0.1:8025", ("127.0.0.1", 8025, "none", "quiz", "x")),
        ("smtp://[::1]:25/", ("::1", 25, "none", "", "")),
    ],
)
def test_a_mail_server_is_named_by_its_address(url: str, server: tuple[object, ...]) -> None:
    mail = settings(**{**MAIL, "MAIL_URL": url}, URL="https://quiz.example.org/").mail
    assert mail is not None
    found = mail.server
    assert (found.host, found.port, found.security, found.user, found.password) == server
    assert (mail.name, mail.address, mail.url) == ("달마다", "quiz@example.org", "https://quiz.example.org")
    assert "p@ss" not in repr(mail)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"MAIL_URL": "mail.example.org:25"}, "QUIZ_MAIL_URL: use smtps://"),
        ({"MAIL_URL": "smtp://quiz:secret-word@mail.example.org"}, "QUIZ_MAIL_URL: a password is sent with TLS alone"),
        ({"MAIL_URL": "smtps://quiz:secret-word@mail.example.org:many"}, "QUIZ_MAIL_URL"),
        ({"MAIL_URL": "smtps://quiz:secret-word"}, "QUIZ_MAIL_URL: use smtps://"),
        ({"MAIL_URL": "smtps://quiz:secret-word@mail.ex\u2100mple.org"}, "QUIZ_MAIL_URL: use smtps://"),
        ({"MAIL_FROM": ""}, "set QUIZ_MAIL_FROM and QUIZ_URL too"),
        ({"MAIL_FROM": "Dalmada"}, "QUIZ_MAIL_FROM='Dalmada': write an address"),
        ({"MAIL_FROM": "Dalmada <quiz@example.org>\nBcc: x@example.org"}, "QUIZ_MAIL_FROM"),
        ({"URL": ""}, "set QUIZ_MAIL_FROM and QUIZ_URL too"),
        ({"URL": "quiz.example.org"}, "QUIZ_URL='quiz.example.org': write the address that people open"),
        ({"URL": "https://quiz.example.org/app"}, "QUIZ_URL"),
        ({"URL": "https://quiz.example.org:0x"}, "QUIZ_URL"),
    ],
)
def test_what_mail_can_not_be_sent_by_is_refused_without_its_password(changes: dict[str, str], words: str) -> None:
    with pytest.raises(SettingError) as refused:
        settings(**{**MAIL, "URL": "https://quiz.example.org", **changes})
    assert words in str(refused.value)
    assert "secret-word" not in str(refused.value)


def test_the_password_of_the_mail_server_is_kept_out_of_backups() -> None:
    given = {f"QUIZ_{name}": value for name, value in {**MAIL, "URL": "https://quiz.example.org"}.items()}
    kept = without_secrets(given)
    assert kept["QUIZ_MAIL_URL"] == "smtps://quiz:***@mail.example.org"
    assert (kept["QUIZ_URL"], kept["QUIZ_MAIL_FROM"]) == ("https://quiz.example.org", MAIL["MAIL_FROM"])


def test_every_setting_is_read(tmp_path: Path) -> None:
    given = {
        "INSTANCE": str(tmp_path),
        "DATABASE_URL": "postgresql://quiz@db/quiz",
        "SECRET_KEY": f"{'n' * 32} {'o' * 40}",
        "SECRET_KEY_FILE": "/run/secrets/key",
        "TRUSTED_PROXIES": "2",
        "HOME": "ai-2024",
        "HOSTS": "Quiz.example.org, .school.kr,127.0.0.1",
        "HTTPS": "1",
        "LIMITS_URL": "redis://limits",
        "LOG": "json",
        "MEDIA": "/srv/pictures",
        "METRICS": "[::1]:9100",
        "METRICS_TOKEN": "a-token-of-twenty-signs",
        "SLOW_MS": "40",
        "SIGN_UP_AGE": "0",
        "GUEST_DAYS": "7",
        "CONTACT": "privacy@quiz.example.org",
        **MAIL,
        "URL": "https://quiz.example.org",
    }
    # No server by https starts with what is for tests.
    assert sorted([*(f"QUIZ_{name}" for name in given), "QUIZ_TEST_CLOCK", "QUIZ_TEST_PUSH"]) == sorted(SETTINGS)
    assert settings(**given) == Settings(
        instance=tmp_path,
        database_url="postgresql+psycopg://quiz@db/quiz",
        secret_key_file=Path("/run/secrets/key"),
        secret_keys=("n" * 32, "o" * 40),
        trusted_proxies=2,
        https=True,
        limits_url="redis://limits",
        log="json",
        hosts=("quiz.example.org", ".school.kr", "127.0.0.1"),
        media_folder=Path("/srv/pictures"),
        metrics=("::1", 9100),
        metrics_token="a-token-of-twenty-signs",
        slow_ms=40,
        sign_up_age=0,
        guest_days=7,
        contact="privacy@quiz.example.org",
        home="ai-2024",
        url="https://quiz.example.org",
        mail=Mail(
            server=MailServer(host="mail.example.org", port=465, security="tls", user="quiz", password="p@ss"),
            name="달마다",
            address="quiz@example.org",
            url="https://quiz.example.org",
        ),
    )


def test_the_environment_of_the_process_is_read_unless_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("QUIZ_INSTANCE", str(tmp_path))
    assert Settings.from_environment().instance == tmp_path
    assert Settings.from_environment({}).instance != tmp_path


def test_a_folder_may_be_relative_or_at_home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    assert settings(INSTANCE="data").instance == tmp_path / "data"
    assert settings(INSTANCE="~/data").instance == tmp_path / "home" / "data"
    assert settings(SECRET_KEY_FILE="~/key").secret_key_file == tmp_path / "home" / "key"


def test_pictures_are_kept_in_the_instance_unless_told(tmp_path: Path) -> None:
    assert settings(INSTANCE=str(tmp_path)).media == tmp_path / "media"
    assert settings(INSTANCE=str(tmp_path), MEDIA="/srv/pictures").media == Path("/srv/pictures")


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("sqlite:////var/lib/quiz.sqlite3", "sqlite:////var/lib/quiz.sqlite3"),
        (
            "postgres://quiz:pw@db:5433/quiz?sslmode=require",
            "postgresql+psycopg://quiz:pw@db:5433/quiz?sslmode=require",
        ),
        ("postgresql://db/quiz", "postgresql+psycopg://db/quiz"),
        ("postgresql+psycopg://db/quiz", "postgresql+psycopg://db/quiz"),
    ],
)
def test_addresses_of_databases_are_taken_as_people_write_them(given: str, used: str) -> None:
    assert settings(DATABASE_URL=given).database_url == used


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        ("DATABASE_URL", "mysql://db/quiz", "sqlite:///PATH or postgresql://"),
        ("DATABASE_URL", "quiz.sqlite3", "sqlite:///PATH or postgresql://"),
        ("DATABASE_URL", "sqlite:quiz", "sqlite:///PATH or postgresql://"),
        ("DATABASE_URL", "sqlite://", "in memory"),
        ("DATABASE_URL", "sqlite:///", "in memory"),
        ("DATABASE_URL", "sqlite:///:memory:", "in memory"),
        ("DATABASE_URL", "sqlite:///file::memory:?cache=shared&uri=true", "in memory"),
        ("DATABASE_URL", "sqlite:///file:quiz?mode=memory&uri=true", "in memory"),
        ("DATABASE_URL", "postgresql+asyncpg://db/quiz", "sqlite:///PATH or postgresql://"),
        ("DATABASE_URL", "postgresql://db:port/quiz", "sqlite:///PATH or postgresql://"),
        ("TRUSTED_PROXIES", "-1", "0 to 10"),
        ("TRUSTED_PROXIES", "11", "0 to 10"),
        ("TRUSTED_PROXIES", "1.0", "0 to 10"),
        ("TRUSTED_PROXIES", "²", "0 to 10"),
        ("TRUSTED_PROXIES", "*", "0 to 10"),
        ("HTTPS", "yes", "1 or 0"),
        ("METRICS", "9100", "HOST:PORT"),
        ("METRICS", "127.0.0.1:http", "HOST:PORT"),
        ("SLOW_MS", "-1", "milliseconds"),
        ("SLOW_MS", "600001", "milliseconds"),
        ("HTTPS", "true", "1 or 0"),
        ("LOG", "xml", "text, json"),
        ("HOSTS", "https://quiz.example.org", "names without port"),
        ("HOSTS", "quiz.example.org:8000", "names without port"),
        ("HOSTS", "*", "names without port"),
    ],
)
def test_a_refusal_names_the_setting_its_value_and_the_remedy(name: str, value: str, remedy: str) -> None:
    with pytest.raises(SettingError) as refused:
        settings(**{name: value})
    said = str(refused.value)
    assert said.startswith(f"QUIZ_{name}={value!r}: ")
    assert remedy in said


def test_a_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "instance" / "secret-key"
    key = secret_key(path)
    assert len(key) >= 32
    assert secret_key(path) == key
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in path.parent.iterdir()] == ["secret-key"]
    assert secret_key(tmp_path / "other") != key


def test_a_key_is_its_owners_alone_whatever_the_mask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        secret_key(tmp_path / "secret-key")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600


def test_makers_at_once_get_one_key(tmp_path: Path) -> None:
    path = tmp_path / "secret-key"
    begin = threading.Barrier(8)

    def make(number: int) -> str:
        begin.wait()
        return secret_key(path)

    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(make, range(8)))
    assert keys == {path.read_text().strip()}
    assert [entry.name for entry in tmp_path.iterdir()] == ["secret-key"]


def test_a_key_that_somebody_wrote_is_taken_without_the_line_end(tmp_path: Path) -> None:
    path = tmp_path / "secret-key"
    path.write_text("k" * 32 + "\r\n")
    assert secret_key(path) == "k" * 32


@pytest.mark.parametrize("content", [b"", b"short\n", b" " * 64, "열쇠".encode() * 32, b"\xff" * 64])
def test_a_file_that_holds_no_key_is_told_with_the_setting_and_the_remedy(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "secret-key"
    path.write_bytes(content)
    with pytest.raises(SettingError) as refused:
        secret_key(path)
    assert str(refused.value).startswith(f"QUIZ_SECRET_KEY_FILE={str(path)!r}: ")
    assert "delete it" in str(refused.value)
    assert path.read_bytes() == content


FULL = """
import resource, sys
from pathlib import Path
from quiz.platform.keys import secret_key
from quiz.platform.settings import SettingError
resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
try:
    secret_key(Path(sys.argv[1]))
except SettingError as error:
    print(error)
"""
"""A process that may write nothing, as on a full disk."""


def test_a_disk_that_is_full_is_told_and_keeps_nothing_of_the_key(tmp_path: Path) -> None:
    command = [sys.executable, "-c", FULL, str(tmp_path / "secret-key")]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "File too large; name a file that the app may read or make" in said
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("place", ["folder", "file/secret-key"])
def test_a_place_where_no_key_can_be_is_told_with_the_setting(tmp_path: Path, place: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingError) as refused:
        secret_key(tmp_path / place)
    assert str(refused.value).startswith(f"QUIZ_SECRET_KEY_FILE={str(tmp_path / place)!r}: ")
    assert "a file that the app may read" in str(refused.value)
