"""The secret keys, newest first: the first signs cookies, forms and receipts, the others only verify.

A file holds one key a line; QUIZ_SECRET_KEY holds them with spaces between. One that stands there twice counts once. A
key is named by its id, which anybody may see.
"""

from __future__ import annotations

import hmac
import os
import secrets
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from quiz.platform.settings import MIN_KEY, SettingError, Settings, is_key

_ID_SALT = b"dalmada key id"
_ID_DIGITS = 8
_PUSH_SALT = b"dalmada web push"
_P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def new_key() -> str:
    """A key of 384 random bits."""
    return secrets.token_urlsafe(48)


def key_id(key: str) -> str:
    """The name of a key: it follows from the key, and the key does not follow from it."""
    return hmac.digest(_ID_SALT, key.encode(), "sha256").hex()[:_ID_DIGITS]


def push_key(key: str | bytes) -> bytes:
    """The private key by which push services know this app (VAPID, RFC 8292): 32 bytes, a number below P-256's order.

    It follows from a secret key, so that every machine has the same one and a backup of the key holds it; the secret
    key does not follow from it.
    """
    secret = key.encode() if isinstance(key, str) else key
    # 64 bytes: what is left of them after the division is as good as evenly spread (FIPS 186-5, A.2.1).
    number = int.from_bytes(hmac.digest(secret, _PUSH_SALT, "sha512"), "big")
    return (number % (_P256_ORDER - 1) + 1).to_bytes(32, "big")


def keys_of(settings: Settings) -> tuple[str, ...]:
    """The keys of the environment, else of the file, newest first; at least one. Raises ``SettingError``."""
    return settings.secret_keys or file_keys(settings.secret_key_file)


def secret_key(path: Path) -> str:
    """The key kept at ``path`` that signs. Raises ``SettingError`` as ``file_keys`` does."""
    return file_keys(path)[0]


def file_keys(path: Path) -> tuple[str, ...]:
    """The keys kept at ``path``; the first is made at the first call, readable for its owner alone.

    Raises ``SettingError`` for a file that can't be read or made, or that holds something else.
    """
    setting = f"QUIZ_SECRET_KEY_FILE={str(path)!r}"
    try:
        keys = _kept(path) if path.exists() else _made(path)
    except OSError as error:
        raise SettingError(f"{setting}: {error.strerror}; name a file that the app may read or make") from error
    if len(keys) < 2 and not all(map(is_key, keys or ("",))):
        raise SettingError(f"{setting}: holds no key of at least {MIN_KEY} plain characters; delete it and start again")
    for number, key in enumerate(keys, 1):
        if not is_key(key):
            raise SettingError(
                f"{setting}: of its {len(keys)} lines number {number} is no key of at least {MIN_KEY} plain "
                "characters; write one key a line, the newest first"
            )
    return tuple(dict.fromkeys(keys))


def open_key_file(settings: Settings) -> Path | None:
    """The file of the keys where everybody on the machine can read or change it; None where nobody else can."""
    path = settings.secret_key_file
    try:
        is_open = not settings.secret_keys and path.stat().st_mode & 0o007
    except OSError:
        return None
    return path if is_open else None


def write_keys(path: Path, keys: Sequence[str]) -> None:
    """Put ``keys`` in place of those at ``path``, in one step and for the same owner. Raises ``OSError``."""
    target = path.resolve()
    draft = _draft(target, keys)
    try:
        # Root rotates what another user reads; anybody else owns it already.
        with suppress(PermissionError, FileNotFoundError):
            kept = target.stat()
            os.chown(draft, kept.st_uid, kept.st_gid)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def _kept(path: Path) -> tuple[str, ...]:
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    return tuple(line.strip() for line in lines if line.strip())


def _made(path: Path) -> tuple[str, ...]:
    path.parent.mkdir(parents=True, exist_ok=True)
    keys: tuple[str, ...] = (new_key(),)
    # Two processes may start at once: the first to link has made the key, the other reads it.
    draft = _draft(path, keys)
    try:
        os.link(draft, path)
    except FileExistsError:
        keys = _kept(path)
    finally:
        draft.unlink()
    return keys


def _draft(path: Path, keys: Sequence[str]) -> Path:
    """A file beside ``path`` that holds ``keys``, readable for its owner alone; none where the disk is full."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.writelines(f"{key}\n" for key in keys)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        draft.unlink()
        raise
    return draft
