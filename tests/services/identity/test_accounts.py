"""Accounts: names, signing in and out, passwords, and the way out."""

from __future__ import annotations

import unicodedata
from datetime import timedelta

import argon2
import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.services.current_user import CurrentUser
from quiz.services.identity import accounts, passwords, sign_ins
from quiz.services.identity.accounts import AccountError
from quiz.services.identity.sign_ins import SIGN_IN_LASTS
from quiz.storage.models.identity import Account, SignIn
from tests.conftest import NOW, PASSWORD
from tests.services.builders import SECOND, authenticate, person

OTHER = "다른 길로 돌아간다 3"


@pytest.fixture
def alice(session: Session) -> Account:
    return accounts.sign_up(session, "Alice", PASSWORD, now=NOW)


def refusal(session: Session, name: str, password: str = PASSWORD) -> str | None:
    """Why ``name`` can't sign up; None where it can."""
    try:
        accounts.sign_up(session, name, password, now=NOW)
    except AccountError as error:
        return error.code
    return None


@pytest.mark.any_database
@pytest.mark.parametrize(
    "name",
    [
        "ALICE",
        "alice",
        " Alice ",
        "A lice",
        "A  l i c e",
        "Ａｌｉｃｅ",
        "ᴬlice",
        "Alice\u3000",
        "Al\u00a0ice",
    ],
)
def test_names_that_look_alike_are_one_name(session: Session, alice: Account, name: str) -> None:
    assert refusal(session, name) == "taken"
    assert authenticate(session, name, PASSWORD) is alice


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("가람", unicodedata.normalize("NFD", "가람")),
        ("가람", "가 람"),
        ("Straße", "STRASSE"),
        ("Zoë", unicodedata.normalize("NFD", "ZOË")),
        ("ｶﾀｶﾅ", "カタカナ"),
    ],
)
def test_names_of_other_scripts_are_one_name_too(session: Session, first: str, second: str) -> None:
    assert refusal(session, first) is None
    assert refusal(session, second) == "taken"


@pytest.mark.parametrize(
    "name",
    [
        "Bob",
        "가람",
        "김 철수",
        "Jean-Luc",
        "O'Brien",
        "O’Brien",
        "J. R. Lee",
        "마리·퀴리",
        "李小龍",
        "Zoë",
        "42",
        "가" * 30,
    ],
)
def test_names_of_people_are_kept_as_they_are_written(session: Session, name: str) -> None:
    account = accounts.sign_up(session, name, PASSWORD, now=NOW)
    session.commit()
    assert (account.name, account.role) == (name, "learner")


@pytest.mark.any_database
@pytest.mark.parametrize(
    "name",
    [
        "",
        " ",
        "A",
        "가" * 31,
        "<script>alert(1)</script>",
        "=1+1",
        "@SUM",
        "-Bob",
        "Bob-",
        "{{7*7}}",
        "Al\x00ice",
        "Al\nice\x1b[31m",
        "\u202eecilA",
        "Ali\u200bce",
        "Ali\u00adce",
        "Alice\ud800",
        "🚀🚀",
        "___",
        "\u3164\u3164",
        "Alice\u3164",
        "A\u115flice",
        "Alice\uffa0",
        "\u1160Alice",
        "\ufdfa" * 30,
        "../../etc",
        "a/b",
    ],
)
def test_hostile_names_are_refused(session: Session, alice: Account, name: str) -> None:
    assert refusal(session, name) == "name"
    assert list(session.scalars(select(Account))) == [alice]


def test_a_long_name_that_unfolds_is_refused_before_the_store_refuses_it(session: Session) -> None:
    assert refusal(session, "\ufdfa" * 12) == "name"
    assert refusal(session, "\ufdfa" * 2) is None


@pytest.mark.any_database
@pytest.mark.parametrize(
    ("password", "code"),
    [("short", "short"), ("password", "common"), ("alice-in-w", "in_password"), ("x1" * 65, "long")],
)
def test_a_weak_password_makes_no_account(session: Session, password: str, code: str) -> None:
    assert refusal(session, "Alice", password) == code
    assert session.scalars(select(Account)).all() == []


def test_a_taken_name_leaves_the_session_usable(session: Session, alice: Account) -> None:
    assert refusal(session, "alice") == "taken"
    assert refusal(session, "Bob") is None
    session.commit()
    assert set(session.scalars(select(Account.name))) == {"Alice", "Bob"}


@pytest.mark.parametrize(
    ("name", "password", "found"),
    [
        ("Alice", PASSWORD, True),
        ("Alice", unicodedata.normalize("NFD", PASSWORD), True),
        ("Alice", PASSWORD + " ", False),
        ("Alice", "", False),
        ("Bob", PASSWORD, False),
        ("", PASSWORD, False),
        ("A" * 1_000, PASSWORD, False),
        ("' OR '1'='1", PASSWORD, False),
    ],
)
def test_only_name_and_password_together_are_an_account(
    session: Session, alice: Account, name: str, password: str, found: bool
) -> None:
    assert authenticate(session, name, password) is (alice if found else None)


def test_a_closed_account_is_as_good_as_none(session: Session, alice: Account) -> None:
    opened = sign_ins.open_sign_in(session, alice, "", now=NOW)
    accounts.set_disabled(session, alice, True, now=NOW)
    assert authenticate(session, "Alice", PASSWORD) is None
    assert sign_ins.find_signed_in(session, opened.token, now=NOW) is None
    accounts.set_disabled(session, alice, False, now=NOW)
    assert authenticate(session, "Alice", PASSWORD) is alice
    assert sign_ins.find_signed_in(session, opened.token, now=NOW) is None


@pytest.mark.usefixtures("strong_hashes")
@pytest.mark.parametrize("name", ["Alice", "Nobody", "", "\u3164"])
def test_every_sign_in_costs_one_hash_whether_the_name_is_known_or_not(
    session: Session, alice: Account, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    authenticate(session, "warm", "up")
    seen: list[str] = []
    verify = argon2.PasswordHasher.verify

    def counted(hasher: argon2.PasswordHasher, stored: str, password: str) -> bool:
        seen.append(stored)
        return verify(hasher, stored, password)

    monkeypatch.setattr(argon2.PasswordHasher, "verify", counted)
    assert authenticate(session, name, "a wrong one") is None
    assert [stored.rsplit("$", 2)[0] for stored in seen] == ["$argon2id$v=19$m=19456,t=2,p=1"]


def test_a_sign_in_lives_for_thirty_days(session: Session, alice: Account) -> None:
    opened = sign_ins.open_sign_in(session, alice, "Firefox", now=NOW)
    session.commit()
    known = CurrentUser(id=alice.id, role="learner", name="Alice", language=None, time_zone=None, seen_at=NOW)
    assert sign_ins.find_signed_in(session, opened.token, now=NOW + SIGN_IN_LASTS - SECOND) == known
    assert sign_ins.find_signed_in(session, opened.token, now=NOW + SIGN_IN_LASTS) is None
    assert sign_ins.find_signed_in(session, opened.token[:-1], now=NOW) is None


def test_the_store_holds_no_token_that_signs_in(session: Session, alice: Account) -> None:
    opened = sign_ins.open_sign_in(session, alice, "x" * 5_000, now=NOW)
    (kept,) = session.scalars(select(SignIn))
    assert opened.token not in (kept.token_hash, kept.agent)
    assert sign_ins.find_signed_in(session, kept.token_hash, now=NOW) is None
    assert len(kept.agent) == 200


def test_the_oldest_of_many_sign_ins_make_room(session: Session, alice: Account) -> None:
    bob = sign_ins.open_sign_in(session, person(session, "Bob"), "", now=NOW)
    tokens = [sign_ins.open_sign_in(session, alice, "", now=NOW).token for _ in range(sign_ins.MAX_SIGN_INS + 2)]
    alive = [sign_ins.find_signed_in(session, token, now=NOW) is not None for token in tokens]
    assert alive == [False] * 2 + [True] * sign_ins.MAX_SIGN_INS
    assert sign_ins.find_signed_in(session, bob.token, now=NOW) is not None


def test_signing_out_ends_one_sign_in(session: Session, alice: Account) -> None:
    here, there = (sign_ins.open_sign_in(session, alice, "", now=NOW).token for _ in range(2))
    sign_ins.close_sign_in(session, here)
    assert sign_ins.find_signed_in(session, here, now=NOW) is None
    assert sign_ins.find_signed_in(session, there, now=NOW) is not None


def test_sign_ins_that_live_are_listed_the_latest_first(session: Session, alice: Account) -> None:
    for day in (0, 40, 41):
        sign_ins.open_sign_in(session, alice, f"day {day}", now=NOW + timedelta(days=day))
    listed = sign_ins.sign_ins(session, alice, now=NOW + timedelta(days=42))
    assert [sign_in.agent for sign_in in listed] == ["day 41", "day 40"]


def test_a_new_password_ends_every_other_sign_in(session: Session, alice: Account) -> None:
    here, there = (sign_ins.open_sign_in(session, alice, "", now=NOW).token for _ in range(2))
    accounts.change_password(session, alice, PASSWORD, OTHER, here, now=NOW)
    assert sign_ins.find_signed_in(session, here, now=NOW) is not None
    assert sign_ins.find_signed_in(session, there, now=NOW) is None
    assert authenticate(session, "Alice", OTHER) is alice
    assert authenticate(session, "Alice", PASSWORD) is None


@pytest.mark.parametrize(
    ("old", "new", "code"), [("wrong", OTHER, "password"), (PASSWORD, "alice-and-1", "in_password")]
)
def test_a_password_that_is_not_changed_changes_nothing(
    session: Session, alice: Account, old: str, new: str, code: str
) -> None:
    there = sign_ins.open_sign_in(session, alice, "", now=NOW).token
    with pytest.raises(AccountError) as refused:
        accounts.change_password(session, alice, old, new, "", now=NOW)
    assert refused.value.code == code
    assert authenticate(session, "Alice", PASSWORD) is alice
    assert sign_ins.find_signed_in(session, there, now=NOW) is not None


def test_a_forgotten_password_is_set_anew_and_every_sign_in_ends(session: Session, alice: Account) -> None:
    token = sign_ins.open_sign_in(session, alice, "", now=NOW).token
    with pytest.raises(AccountError):
        accounts.set_password(session, alice, "short", now=NOW)
    assert sign_ins.find_signed_in(session, token, now=NOW) is not None
    accounts.set_password(session, alice, OTHER, now=NOW)
    assert sign_ins.find_signed_in(session, token, now=NOW) is None
    assert accounts.find_named(session, " ALICE ") is alice
    assert passwords.matches(alice.password_hash, OTHER)


def test_language_and_time_zone_stay_with_the_account(session: Session, alice: Account) -> None:
    accounts.set_preferences(alice, "en", "Europe/Berlin")
    session.commit()
    session.expire_all()
    assert (alice.language, alice.time_zone) == ("en", "Europe/Berlin")


def test_being_seen_is_noted_every_ten_minutes(session: Session, alice: Account) -> None:
    assert not accounts.seen(session, alice, now=NOW + accounts.SEEN_EVERY - SECOND)
    assert alice.seen_at == NOW
    assert accounts.seen(session, alice, now=NOW + accounts.SEEN_EVERY)
    assert alice.seen_at == NOW + accounts.SEEN_EVERY
