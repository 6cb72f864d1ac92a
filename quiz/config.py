"""The settings: each comes from the environment, has a default that works, and stands in the docs."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from quiz.paths import default_instance
from quiz.storage.database import sqlite_url

LANGUAGES = ("ko", "en")
DEFAULT_TIME_ZONE = "Asia/Seoul"


class SettingError(ValueError):
    """A setting that can't be used; the message names it, its value and the remedy."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What the environment may change. See docs/architecture.md for each."""

    instance: Path
    database_url: str
    secret_key_file: Path
    trusted_proxies: int = 0
    https: bool = False
    limits_url: str = "memory://"
    log: str = "text"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """The settings that ``environment`` gives (that of the process unless told); raises ``SettingError``."""
        env = os.environ if environment is None else environment
        instance = Path(env.get("QUIZ_INSTANCE") or default_instance()).expanduser().resolve()
        return cls(
            instance=instance,
            database_url=_database_url(env.get("QUIZ_DATABASE_URL", ""), instance),
            secret_key_file=Path(env.get("QUIZ_SECRET_KEY_FILE") or instance / "secret-key").expanduser(),
            trusted_proxies=_count("QUIZ_TRUSTED_PROXIES", env.get("QUIZ_TRUSTED_PROXIES", "0")),
            https=_switch("QUIZ_HTTPS", env.get("QUIZ_HTTPS", "0")),
            limits_url=env.get("QUIZ_LIMITS_URL") or "memory://",
            log=_one_of("QUIZ_LOG", env.get("QUIZ_LOG") or "text", ("text", "json")),
        )

    @property
    def media(self) -> Path:
        """Where published pictures are kept."""
        return self.instance / "media"


SETTINGS = (
    "QUIZ_DATABASE_URL",
    "QUIZ_HTTPS",
    "QUIZ_INSTANCE",
    "QUIZ_LIMITS_URL",
    "QUIZ_LOG",
    "QUIZ_SECRET_KEY_FILE",
    "QUIZ_TRUSTED_PROXIES",
)


def _database_url(given: str, instance: Path) -> str:
    if not given:
        return sqlite_url(instance / "dalmada.sqlite3")
    scheme, colon, rest = given.partition("://")
    if scheme in ("postgres", "postgresql"):
        return f"postgresql+psycopg{colon}{rest}"
    if colon and scheme in ("sqlite", "postgresql+psycopg"):
        return given
    raise SettingError(f"QUIZ_DATABASE_URL={given!r}: use sqlite:///PATH or postgresql://USER@HOST/NAME")


def _count(name: str, given: str) -> int:
    if given.isdigit() and int(given) <= 10:
        return int(given)
    raise SettingError(f"{name}={given!r}: write how many proxies stand in front, 0 to 10")


def _switch(name: str, given: str) -> bool:
    if given in ("", "0", "1"):
        return given == "1"
    raise SettingError(f"{name}={given!r}: write 1 or 0")


def _one_of(name: str, given: str, allowed: tuple[str, ...]) -> str:
    if given in allowed:
        return given
    raise SettingError(f"{name}={given!r}: write one of {', '.join(allowed)}")


def secret_key(path: Path) -> str:
    """The secret key kept at ``path``; made at the first call, readable for its owner alone."""
    try:
        key = path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        key = _made(path)
    if len(key) < 32:
        raise SettingError(f"{path} holds no key of at least 32 characters: delete it and start again")
    return key


def _made(path: Path) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    key = secrets.token_urlsafe(48)
    # Two processes may start at once: whoever links first has made the key, the other reads it.
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(key + "\n")
    try:
        os.link(draft, path)
    except FileExistsError:
        key = path.read_text(encoding="ascii").strip()
    finally:
        draft.unlink()
    return key
