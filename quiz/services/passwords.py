"""Passwords: which are refused, how they are kept and how they are compared."""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from argon2.profiles import RFC_9106_LOW_MEMORY

from quiz.domain.text_limits import composed, fault_of

LEAST = 8
MOST = 128
MOST_TYPED = 4 * MOST
"""Characters of a password before it is composed: a syllable may be typed as three letters."""

# OWASP's parameters: 19 MiB, two passes, one lane.
_hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1, hash_len=RFC_9106_LOW_MEMORY.hash_len)

# Known to whoever guesses first. Passwords that only repeat or continue a pattern are refused by rule.
_COMMON = frozenset(
    [
        "password",
        "password1",
        "passw0rd",
        "p@ssw0rd",
        "p@ssword",
        "iloveyou",
        "iloveyou1",
        "sunshine",
        "princess",
        "football",
        "baseball",
        "basketball",
        "superman",
        "batman123",
        "starwars",
        "trustno1",
        "whatever",
        "computer",
        "internet",
        "welcome1",
        "welcome123",
        "letmein1",
        "letmein123",
        "admin123",
        "administrator",
        "changeme",
        "changeme1",
        "dragon123",
        "monkey123",
        "master123",
        "michael1",
        "jennifer",
        "jordan23",
        "hunter22",
        "charlie1",
        "shadow123",
        "samsung1",
        "google123",
        "facebook",
        "secret123",
        "default1",
        "guest123",
        "test1234",
        "testtest",
        "student1",
        "teacher1",
        "school123",
        "korea123",
        "seoul2024",
        "dkssudgktpdy",
        "dkssud123",
        "tkfkdgo",
        "tkfkdgody",
        "tkfkdgo123",
        "gksrnr123",
        "alsdud123",
        "qkrtjdals",
    ]
)
_RUNS = ("abcdefghijklmnopqrstuvwxyz", "01234567890123456789", "qwertyuiopasdfghjklzxcvbnm", "1q2w3e4r5t6y7u8i9o0p")


def normal(password: str) -> str:
    """The password in one form, whatever keyboard composed it."""
    return composed(password)


def weakness(password: str, name: str) -> str | None:
    """Why a password is refused: ``short``, ``long``, ``marks``, ``common``, ``in_password``; None where it is not."""
    fault = fault_of(password, MOST_TYPED)
    if fault is not None:
        return "long" if fault == "too_long" else fault
    word = normal(password)
    if len(word) < LEAST:
        return "short"
    if len(word) > MOST:
        return "long"
    folded = word.casefold()
    if folded in _COMMON or len(set(folded)) < 3 or _is_run(folded):
        return "common"
    if len(name) >= 3 and name.casefold() in folded:
        return "in_password"
    return "common" if "dalmada" in folded or "달마다" in folded else None


def _is_run(word: str) -> bool:
    if any(word in run or word in run[::-1] for run in _RUNS):
        return True
    # A pattern of up to four characters said over and over.
    return any(word == (word[:size] * len(word))[: len(word)] for size in range(1, 5))


def hashed(password: str) -> str:
    """The argon2id hash that is stored."""
    return _hasher.hash(normal(password))


def matches(stored: str | None, password: str) -> bool:
    """Whether ``password`` is the one; takes as long for an account that doesn't exist (``stored`` None)."""
    try:
        right = _hasher.verify(stored or _nobody(), normal(password))
    except (VerifyMismatchError, InvalidHashError):
        return False
    return bool(right) and bool(stored)


_nobodys: list[str] = []


def _nobody() -> str:
    if not _nobodys:
        _nobodys.append(hashed("nobody has this password"))
    return _nobodys[0]
