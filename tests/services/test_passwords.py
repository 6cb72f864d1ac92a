"""Passwords: which are refused, and that they are compared whatever keyboard composed them."""

from __future__ import annotations

import unicodedata

import pytest

from quiz.services import passwords
from tests.conftest import PASSWORD


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        (PASSWORD, None),
        ("tr0ub4dor&3", None),
        ("correct horse battery staple", None),
        ("띄어 쓴 여덟 글자", None),
        ("        x1", None),
        ("👩‍🚀🚀🌕🌖🌗🌘", None),
        ("", "short"),
        ("sieben7", "short"),
        ("x1y2" * 32 + "z", "long"),
        ("password", "common"),
        ("PassWord1", "common"),
        ("iloveyou", "common"),
        ("aaaaaaaaaa", "common"),
        ("abababab", "common"),
        ("xyzxyzxyzx", "common"),
        ("1234123412", "common"),
        ("12345678", "common"),
        ("87654321", "common"),
        ("qwertyui", "common"),
        ("1q2w3e4r", "common"),
        ("abcdefghij", "common"),
        ("my-dalmada-1", "common"),
        ("달마다 하나씩 둘", "common"),
        ("dear-alice-91", "in_password"),
        ("ALICEwonder", "in_password"),
    ],
)
def test_weak_passwords_are_refused(password: str, fault: str | None) -> None:
    assert passwords.weakness(password, "Alice") == fault


def test_the_longest_password_is_taken() -> None:
    longest = ("one two three four " * 7)[: passwords.MOST]
    assert passwords.weakness(longest, "Alice") is None
    assert passwords.weakness(longest + "x", "Alice") == "long"


def test_a_name_of_two_letters_may_stand_in_the_password() -> None:
    assert passwords.weakness("민지는 학교에 간다", "민지") is None


@pytest.mark.parametrize("password", ["정확한 말배터리", "Zoë's café 1990"])
def test_a_password_is_the_same_composed_and_decomposed(password: str) -> None:
    stored = passwords.hashed(unicodedata.normalize("NFD", password))
    assert passwords.matches(stored, unicodedata.normalize("NFC", password))
    assert passwords.matches(stored, unicodedata.normalize("NFD", password))


def test_case_and_spaces_of_a_password_count() -> None:
    stored = passwords.hashed("Moon over Seoul")
    for other in ("moon over seoul", "Moon over  Seoul", " Moon over Seoul", "Moon over Seoul "):
        assert not passwords.matches(stored, other)


def test_what_is_stored_is_argon2id_with_a_salt_of_its_own() -> None:
    one, two = passwords.hashed(PASSWORD), passwords.hashed(PASSWORD)
    assert one.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert one != two
    assert len(one) <= 200


@pytest.mark.parametrize("stored", [None, "", "-", "plain text"])
def test_no_password_fits_what_is_no_hash(stored: str | None) -> None:
    assert not passwords.matches(stored, PASSWORD)
    assert not passwords.matches(stored, "nobody has this password")
