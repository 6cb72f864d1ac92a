"""Names of accounts: in one form, of one writing, and none that passes for somebody else's."""

from __future__ import annotations

import re
import unicodedata

from quiz.domain.text_limits import composed

MAX_LENGTH = 30
MAX_KEY = 128

_NAME = re.compile(r"[^\W_](?:[\w .'’·-]*[^\W_])?")
# The fillers of Hangul are letters that nobody sees.
_UNSEEN = re.compile("[\u115f\u1160\u3164\uffa0]")

# "Highly restrictive" of UTS 39: one script, or Latin beside the scripts of one East Asian language.
_TOGETHER = (
    {"LATIN", "CJK", "HIRAGANA", "KATAKANA"},
    {"LATIN", "CJK", "BOPOMOFO"},
    {"LATIN", "CJK", "HANGUL"},
)
# Letters that belong to the writing around them:々, 〆 and what only modifies.
_ANY_SCRIPT = ("IDEOGRAPHIC", "MODIFIER", "COMBINING")

# Latin letters and digits that are taken for others at a glance.
_LIKE = str.maketrans("ıɩɪɑɡǥɴʀᴛᴏ", "iiiaggnrto")
_DIGITS = str.maketrans("013457", "oieast")

RESERVED = frozenset(
    [
        "admin",
        "administrator",
        "dalmada",
        "moderator",
        "operator",
        "root",
        "staff",
        "support",
        "system",
        "teacher",
        "관리자",
        "교사",
        "교수",
        "교수님",
        "달마다",
        "선생",
        "선생님",
        "시스템",
        "어드민",
        "운영자",
        "운영진",
        "조교",
    ]
)
"""Names that promise a role. They are given at the shell alone, with a number behind them, too."""


def tidy_name(name: str) -> str:
    """A name in one form: composed, without spaces around it or twice in it."""
    return " ".join(composed(name).split())


def name_key(name: str) -> str:
    """What makes two names the same: case, width and spaces are overlooked."""
    return composed(tidy_name(name), "NFKC").casefold().replace(" ", "")


def look_alike(key: str) -> str:
    """The name key that ``key`` is taken for at a glance; itself, as a rule."""
    return key.translate(_LIKE)


def name_fault(name: str, *, reserved: bool) -> str | None:
    """Why a tidy ``name`` is refused: ``name``, ``scripts`` or ``reserved``; ``reserved`` allows those for staff."""
    if not 2 <= len(name) <= MAX_LENGTH or not _NAME.fullmatch(name) or _UNSEEN.search(name):
        return "name"
    key = name_key(name)
    # A ligature may stand for a whole phrase.
    if len(key) > MAX_KEY:
        return "name"
    if not _is_one_writing(key):
        return "scripts"
    return "reserved" if not reserved and _is_reserved(key) else None


def _is_one_writing(key: str) -> bool:
    scripts = {_script(letter) for letter in key if unicodedata.category(letter)[0] == "L"} - {""}
    return len(scripts) <= 1 or any(scripts <= together for together in _TOGETHER)


def _script(letter: str) -> str:
    # Python has no property of scripts; the names of letters begin with theirs.
    script = re.split("[ -]", unicodedata.name(letter, ""), maxsplit=1)[0]
    return "" if script in _ANY_SCRIPT else script


def _is_reserved(key: str) -> bool:
    plain = re.sub(r"[\W_]", "", look_alike(key))
    bare = plain.rstrip("0123456789")
    return not RESERVED.isdisjoint({bare, bare.translate(_DIGITS), plain.translate(_DIGITS)})
