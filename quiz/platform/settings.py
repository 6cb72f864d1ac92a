"""The settings: each comes from the environment, has a default that works, and stands in the docs."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from quiz.platform import mail
from quiz.platform.mail import Mail
from quiz.platform.paths import default_instance

T = TypeVar("T")

LANGUAGES = ("ko", "en")
DEFAULT_TIME_ZONE = "Asia/Seoul"
MIN_KEY = 32
"""How many characters a secret key has at least."""
_CONTACT = re.compile(r"https://[!-~]{3,200}|[^\s@<>\"'?&]{1,64}@[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)+")
_HOST = re.compile(r"\.?[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?")


class SettingError(ValueError):
    """A setting that can't be used; the message names it, its value and the remedy."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What the environment may change. See docs/architecture.md for each."""

    instance: Path
    database_url: str
    secret_key_file: Path
    secret_keys: tuple[str, ...] = field(default=(), repr=False)
    trusted_proxies: int = 0
    https: bool = False
    limits_url: str = "memory://"
    log: str = "text"
    hosts: tuple[str, ...] = ()
    media_folder: Path | None = None
    home: str = ""
    metrics: tuple[str, int] | None = None
    metrics_token: str = field(default="", repr=False)
    slow_ms: int = 250
    sign_up_age: int = 14
    guest_days: int = 90
    contact: str = ""
    test_clock: Path | None = None
    url: str = ""
    mail: Mail | None = None
    test_push: bool = False

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """The settings that ``environment`` gives (by default the process's own); raises ``SettingError``."""
        env = os.environ if environment is None else environment
        instance = _path("QUIZ_INSTANCE", env.get("QUIZ_INSTANCE") or str(default_instance())).resolve()
        https = _switch("QUIZ_HTTPS", env.get("QUIZ_HTTPS", "0"))
        url = _url(env.get("QUIZ_URL", ""))
        return cls(
            instance=instance,
            database_url=_database_url(env.get("QUIZ_DATABASE_URL", ""), instance),
            secret_key_file=_path(
                "QUIZ_SECRET_KEY_FILE", env.get("QUIZ_SECRET_KEY_FILE") or str(instance / "secret-key")
            ),
            secret_keys=_secret_keys(env.get("QUIZ_SECRET_KEY", "")),
            trusted_proxies=_count("QUIZ_TRUSTED_PROXIES", env.get("QUIZ_TRUSTED_PROXIES") or "0"),
            https=https,
            limits_url=_limits_url(env.get("QUIZ_LIMITS_URL") or "memory://"),
            log=_one_of("QUIZ_LOG", env.get("QUIZ_LOG") or "text", ("text", "json")),
            hosts=_hosts("QUIZ_HOSTS", env.get("QUIZ_HOSTS", "")),
            metrics=_address("QUIZ_METRICS", env.get("QUIZ_METRICS", "")),
            metrics_token=_token("QUIZ_METRICS_TOKEN", env.get("QUIZ_METRICS_TOKEN", "")),
            slow_ms=_milliseconds("QUIZ_SLOW_MS", env.get("QUIZ_SLOW_MS") or "250"),
            sign_up_age=_whole("QUIZ_SIGN_UP_AGE", env.get("QUIZ_SIGN_UP_AGE") or "14", 0, 21, "an age in years"),
            guest_days=_whole("QUIZ_GUEST_DAYS", env.get("QUIZ_GUEST_DAYS") or "90", 1, 3650, "days"),
            contact=_contact("QUIZ_CONTACT", env.get("QUIZ_CONTACT", "").strip()),
            media_folder=_path("QUIZ_MEDIA", env["QUIZ_MEDIA"]).resolve() if env.get("QUIZ_MEDIA") else None,
            home=env.get("QUIZ_HOME", "").strip(),
            url=url,
            mail=_mail(env.get("QUIZ_MAIL_URL", ""), env.get("QUIZ_MAIL_FROM", ""), url),
            test_clock=_test_clock(env.get("QUIZ_TEST_CLOCK", ""), https=https),
            test_push=_test_push(env.get("QUIZ_TEST_PUSH", ""), https=https),
        )

    @property
    def media(self) -> Path:
        """Where published pictures are kept."""
        return self.media_folder or self.instance / "media"


SETTINGS = (
    "QUIZ_CONTACT",
    "QUIZ_DATABASE_URL",
    "QUIZ_GUEST_DAYS",
    "QUIZ_HOME",
    "QUIZ_HOSTS",
    "QUIZ_HTTPS",
    "QUIZ_INSTANCE",
    "QUIZ_LIMITS_URL",
    "QUIZ_LOG",
    "QUIZ_MAIL_FROM",
    "QUIZ_MAIL_URL",
    "QUIZ_MEDIA",
    "QUIZ_METRICS",
    "QUIZ_METRICS_TOKEN",
    "QUIZ_SECRET_KEY",
    "QUIZ_SECRET_KEY_FILE",
    "QUIZ_SIGN_UP_AGE",
    "QUIZ_SLOW_MS",
    "QUIZ_TEST_CLOCK",
    "QUIZ_TEST_PUSH",
    "QUIZ_TRUSTED_PROXIES",
    "QUIZ_URL",
)


_SECRETS = ("password", "sslpassword", "passfile")
"""What an address may hold after its question mark that nobody else is to read."""


def without_secrets(environment: Mapping[str, str] | None = None) -> dict[str, str]:
    """The settings that ``environment`` gives, by name, to be kept or shown: no password of an address is in them."""
    env = os.environ if environment is None else environment
    given = {name: env[name] for name in SETTINGS if env.get(name) and not name.endswith(("_TOKEN", "_KEY"))}
    return {name: hidden(value) if name.endswith("_URL") else value for name, value in given.items()}


def hidden(url: str) -> str:
    """An address with its password hidden."""
    return make_url(url).difference_update_query(_SECRETS).render_as_string(hide_password=True)


def _path(name: str, given: str) -> Path:
    try:
        return Path(given).expanduser()
    except RuntimeError as error:
        raise SettingError(f"{name}={given!r}: nobody of that name has a home here; write the whole path") from error


def _test_clock(given: str, *, https: bool) -> Path | None:
    if given and https:
        raise SettingError(f"QUIZ_TEST_CLOCK={given!r}: it is for tests; leave it out where QUIZ_HTTPS=1")
    return _path("QUIZ_TEST_CLOCK", given).resolve() if given else None


def _test_push(given: str, *, https: bool) -> bool:
    wanted = _switch("QUIZ_TEST_PUSH", given)
    if wanted and https:
        raise SettingError(f"QUIZ_TEST_PUSH={given!r}: it is for tests; leave it out where QUIZ_HTTPS=1")
    return wanted


def sqlite_url(path: Path) -> str:
    """The address of the SQLite database at ``path``."""
    return f"sqlite:///{path}"


def _database_url(given: str, instance: Path) -> str:
    if not given:
        return sqlite_url(instance / "dalmada.sqlite3")
    scheme, colon, rest = given.partition("://")
    url = f"postgresql+psycopg{colon}{rest}" if scheme in ("postgres", "postgresql") else given
    if not (url.startswith(("sqlite://", "postgresql+psycopg://")) and _is_url(url)):
        raise SettingError(f"QUIZ_DATABASE_URL={given!r}: use sqlite:///PATH or postgresql://USER@HOST/NAME")
    if url.startswith("sqlite://") and not _is_file(url):
        raise SettingError(
            f"QUIZ_DATABASE_URL={given!r}: that store is in memory and gone with the process; use sqlite:///PATH"
        )
    return url


def _is_url(text: str) -> bool:
    try:
        make_url(text)
    except (ArgumentError, ValueError):
        return False
    return True


def _is_file(url: str) -> bool:
    """Whether an SQLite database is kept in a file."""
    known = make_url(url)
    return known.database not in (None, "", ":memory:", "file::memory:") and known.query.get("mode") != "memory"


def _limits_url(given: str) -> str:
    try:
        # Asked for its port, an address whose port is no number raises.
        if given == "memory://" or (given.startswith(("redis://", "rediss://")) and urlsplit(given).port != 0):
            return given
    except ValueError:
        pass
    raise SettingError(f"QUIZ_LIMITS_URL={given!r}: use memory:// or redis://HOST:PORT/NUMBER")


def _count(name: str, given: str) -> int:
    if given.isdecimal() and int(given) <= 10:
        return int(given)
    raise SettingError(f"{name}={given!r}: write how many proxies stand in front, 0 to 10")


def _whole(name: str, given: str, least: int, most: int, what: str) -> int:
    if given.isascii() and given.isdecimal() and least <= int(given) <= most:
        return int(given)
    raise SettingError(f"{name}={given!r}: write {what}, {least} to {most}")


def _contact(name: str, given: str) -> str:
    if not given or _CONTACT.fullmatch(given):
        return given
    raise SettingError(f"{name}={given!r}: write an e-mail address, or an address that begins with https://")


def _milliseconds(name: str, given: str) -> int:
    if given.isascii() and given.isdecimal() and int(given) <= 600_000:
        return int(given)
    raise SettingError(f"{name}={given!r}: write milliseconds, 0 to 600000; 0 names nothing")


def _url(given: str) -> str:
    return _read("QUIZ_URL", given, mail.read_url, shown=True) if given else ""


def _mail(server: str, sender: str, url: str) -> Mail | None:
    """What mail needs, if a server is named; without one the sender is only looked at."""
    name, address = _read("QUIZ_MAIL_FROM", sender, mail.read_sender, shown=True) if sender else ("", "")
    if not server:
        return None
    # Not with its value: its password would stand in logs.
    found = _read("QUIZ_MAIL_URL", server, mail.read_server, shown=False)
    if not (address and url):
        raise SettingError("QUIZ_MAIL_URL: to send mail, set QUIZ_MAIL_FROM and QUIZ_URL too")
    return Mail(server=found, name=name, address=address, url=url)


def _read(name: str, given: str, read: Callable[[str], T], *, shown: bool) -> T:
    try:
        return read(given)
    except ValueError as error:
        raise SettingError(f"{name}={given!r}: {error}" if shown else f"{name}: {error}") from None


def _address(name: str, given: str) -> tuple[str, int] | None:
    host, colon, port = given.rpartition(":")
    if not given:
        return None
    if host and colon and port.isascii() and port.isdecimal() and 0 < int(port) < 65536:
        return host.strip("[]"), int(port)
    raise SettingError(f"{name}={given!r}: write HOST:PORT, as 127.0.0.1:9100")


def _token(name: str, given: str) -> str:
    if not given or (len(given) >= 20 and given.isascii() and given.isprintable() and " " not in given):
        return given
    raise SettingError(f"{name}: write at least 20 plain characters without a space")


def _switch(name: str, given: str) -> bool:
    if given in ("", "0", "1"):
        return given == "1"
    raise SettingError(f"{name}={given!r}: write 1 or 0")


def _hosts(name: str, given: str) -> tuple[str, ...]:
    hosts = tuple(host.strip().lower() for host in given.split(",") if host.strip())
    if all(_HOST.fullmatch(host) for host in hosts):
        return hosts
    raise SettingError(f"{name}={given!r}: write names without port, a comma between them: quiz.example.org,127.0.0.1")


def _one_of(name: str, given: str, allowed: tuple[str, ...]) -> str:
    if given in allowed:
        return given
    raise SettingError(f"{name}={given!r}: write one of {', '.join(allowed)}")


def _secret_keys(given: str) -> tuple[str, ...]:
    keys = tuple(given.split())
    for number, key in enumerate(keys, 1):
        # Not with its value: it would stand in logs.
        if not is_key(key):
            raise SettingError(
                f"QUIZ_SECRET_KEY: of its {len(keys)} words number {number} is no key of at least {MIN_KEY} plain "
                "characters; write keys, the newest first, with spaces between"
            )
    return tuple(dict.fromkeys(keys))


def is_key(text: str) -> bool:
    """Whether ``text`` can be a secret key."""
    return len(text) >= MIN_KEY and text.isascii()
