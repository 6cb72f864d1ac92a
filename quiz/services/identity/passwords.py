"""Passwords: which are refused, how they are kept and how they are compared."""

from __future__ import annotations

import re

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from argon2.profiles import RFC_9106_LOW_MEMORY

from quiz.domain.text_limits import composed, fault_of
from quiz.services.identity.guessable_passwords import is_guessable

MIN_LENGTH = 8
MAX_LENGTH = 128
MAX_TYPED = 4 * MAX_LENGTH
"""Characters of a password before it is composed: a syllable may be typed as three letters."""

UNSET = "unset"
"""What is stored for an account whose owner sets the password at their first sign-in: no password is right."""

# No form takes these: requests with them are refused before anybody looks at the password.
_UNTYPED = re.compile("[\x00\ufffd\ud800-\udfff]")
_TWELVE_DIGITS = re.compile("[0-9]{12}")
# OWASP's parameters: 19 MiB, two passes, one lane.
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1, hash_len=RFC_9106_LOW_MEMORY.hash_len)


def normal(password: str) -> str:
    """The password in one form, whatever keyboard composed it."""
    return composed(password)


def weakness(password: str, name: str) -> str | None:
    """Why a password is refused: ``short``, ``long``, ``marks``, ``common``, ``in_password``,
    ``untyped``; None where it is not."""
    fault = fault_of(password, MAX_TYPED)
    if fault is not None:
        return "long" if fault == "too_long" else fault
    if _UNTYPED.search(password):
        return "untyped"
    word = normal(password)
    if len(word) < MIN_LENGTH:
        return "short"
    if len(word) > MAX_LENGTH:
        return "long"
    if is_guessable(word):
        return "common"
    return "in_password" if len(name) >= 3 and name.casefold() in word.casefold() else None


def hashed(password: str) -> str:
    """The argon2id hash that is stored."""
    return _hasher.hash(normal(password))


def matches(stored: str | None, password: str) -> bool:
    """Whether ``password`` is the one; takes as long for an account that doesn't exist (``stored`` None)."""
    return as_stored(stored, password) is not None


def as_stored(stored: str | None, password: str) -> str | None:
    """The password as it was hashed, if ``password`` is the one: a printed one may be typed without its hyphens.

    How many hashes are made follows from what is typed alone, whatever is stored.
    """
    known = stored if stored and stored != UNSET else None
    right = [form for form in _forms(normal(password)) if _verified(known or _nobody(), form)]
    return right[0] if right and known is not None else None


def printed(digits: str) -> str:
    """Twelve digits as a sheet has them, in groups that are easy to copy."""
    return "-".join(digits[start : start + 4] for start in (0, 4, 8))


def _forms(typed: str) -> list[str]:
    """As what a password may be stored: as it was typed, and twelve digits as they are printed, too."""
    digits = re.sub("[ -]", "", typed)
    return list(dict.fromkeys((typed, printed(digits)))) if _TWELVE_DIGITS.fullmatch(digits) else [typed]


def _verified(stored: str, form: str) -> bool:
    try:
        return bool(_hasher.verify(stored, form))
    except (VerifyMismatchError, InvalidHashError):
        return False


def is_outdated(stored: str) -> bool:
    """Whether a hash was made with other parameters than those of today."""
    return _hasher.check_needs_rehash(stored)


_nobodys: list[str] = []


def _nobody() -> str:
    if not _nobodys:
        _nobodys.append(hashed("nobody has this password"))
    return _nobodys[0]
