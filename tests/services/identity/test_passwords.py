"""Passwords: which are refused, and that they are compared whatever keyboard composed them."""

from __future__ import annotations

import unicodedata
from importlib.metadata import version

import pytest

from quiz.services.identity import guessable_passwords, passwords
from quiz.services.identity.guessable_passwords import typed
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


GUESSED = (
    # of every list, and with something around them
    *("password123", "qwer1234", "asdf1234", "abcd1234", "zxcv1234", "a1234567", "football1", "iloveyou2", "1qaz2wsx"),
    *("P@ssw0rd!", "Pa$$word", "monkey123", "123monkey", "!!dragon!!", "letmein99", "banana77", "Summer2024!"),
    *("michael99", "jessica1", "seoul2024", "korea123", "school123", "friendship"),
    # of Korea: words, and the keys that write them
    *(
        "비밀번호1234",
        "안녕하세요123",
        "사랑해요 2024",
        "dkssudgktpdy",
        "dkssud123",
        "tkfkdgo12",
        "qlalfqjsgh",
        "QLALFQJSGH1",
    ),
    *("minjun2010", "saranghae1"),
    # dates and numbers of telephones
    *("19991231", "31121999", "12311999", "1999-12-31", "31.12.1999", "20100305", "01012345678", "010-1234-5678"),
    # runs of keys, of the alphabet, of one sign
    *(
        "qwerasdf",
        "asdfasdf1",
        "12341234a",
        "abc123xyz",
        "q1w2e3r4",
        "poiuytrewq",
        "aaaabbbb",
        "zzzz9999x",
        "987654321a",
    ),
)
HONEST = (
    *("correct horse battery staple", "blue-kettle-river", "my cat is called tom", "moonlight sonata 14", "x7Kp9qLm"),
    *(
        "구름 위의 산책 27",
        "우리집 강아지 이름은",
        "오늘은날씨가좋다",
        "민지는 학교에 간다",
        "정확한 말배터리",
        "Moon over Seoul",
    ),
    *("river-8813-4492-1123", "99 Luftballons am Horizont", "pi is 3.14159 or so"),
    "Zoë's café 1990",
    "one two three four " * 5,
)


@pytest.mark.parametrize("password", GUESSED)
def test_what_is_guessed_first_is_refused(password: str) -> None:
    assert passwords.weakness(password, "Bob") == "common"


@pytest.mark.parametrize("password", HONEST)
def test_what_somebody_made_up_is_taken(password: str) -> None:
    assert passwords.weakness(password, "Bob") is None


def test_hangul_is_typed_by_the_keys_of_its_letters() -> None:
    assert [typed(word) for word in ("안녕하세요", "값없이", "뷁", "의사")] == [
        "dkssudgktpdy",
        "rkqtdjqtdl",
        "qnpfr",
        "dmltk",
    ]


def test_the_longest_password_is_taken() -> None:
    longest = ("one two three four " * 7)[: passwords.MAX_LENGTH]
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


@pytest.mark.usefixtures("strong_hashes")
def test_what_is_stored_is_argon2id_with_a_salt_of_its_own() -> None:
    one, two = passwords.hashed(PASSWORD), passwords.hashed(PASSWORD)
    assert one.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert one != two
    assert len(one) <= 200


@pytest.mark.parametrize("stored", [None, "", "-", "plain text"])
def test_no_password_fits_what_is_no_hash(stored: str | None) -> None:
    assert not passwords.matches(stored, PASSWORD)
    assert not passwords.matches(stored, "nobody has this password")


def test_the_lists_are_read_of_the_version_that_is_known_to_hold_them() -> None:
    """They are no documented part of zxcvbn: after an upgrade, look whether they are still where they were."""
    assert version("zxcvbn") == "4.5.0"
    assert {"123456", "michael", "smith", "dragon"} <= set(guessable_passwords._listed().splitlines())


@pytest.mark.parametrize("typed_as", ["0567-1267-3261", "056712673261", "0567 1267 3261", " 0567 12673261 "])
def test_a_printed_password_may_be_typed_without_its_hyphens(typed_as: str) -> None:
    stored = passwords.hashed(passwords.printed("056712673261"))
    assert passwords.matches(stored, typed_as)
    assert passwords.as_stored(stored, typed_as) == "0567-1267-3261"
    assert not passwords.matches(stored, typed_as.replace("6", "7"))


def test_twelve_digits_that_somebody_chose_stay_as_they_are() -> None:
    assert passwords.as_stored(passwords.hashed("917364528391"), "917364528391") == "917364528391"
    assert not passwords.matches(passwords.hashed("ab-cd ef gh"), "abcdefgh")


@pytest.mark.parametrize(("typed_as", "count"), [(PASSWORD, 1), ("0567-1267-3261", 1), ("056712673261", 2)])
def test_how_many_hashes_are_made_follows_from_what_is_typed_alone(
    monkeypatch: pytest.MonkeyPatch, typed_as: str, count: int
) -> None:
    made: list[str] = []
    monkeypatch.setattr(passwords, "_verified", lambda stored, form: bool(made.append(form)))
    for stored in (None, passwords.UNSET, passwords.hashed("0567-1267-3261"), passwords.hashed("056712673261")):
        made.clear()
        passwords.matches(stored, typed_as)
        assert len(made) == count, stored
