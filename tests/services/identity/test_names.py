"""Names of accounts: of one writing, and none that passes for somebody else's or for staff."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from quiz.services.identity import accounts
from quiz.services.identity.accounts import AccountError
from quiz.services.identity.names import RESERVED, name_fault
from tests.conftest import NOW, PASSWORD

ALLOWED = (
    # one script, or Latin beside the scripts of one East Asian language
    *("Alice", "가람", "김 Alice", "李小龍", "李 Bruce", "カタカナ", "山田タロウ", "ひらがな"),
    *("Tarō 山田", "ウルトラ マン", "サーバー", "佐々木", "김李 Lee", "Zoë", "Łukasz", "Işıl"),
    *("Иван", "Ελένη", "محمد", "O’Brien", "42"),
    # near names of staff, and none
    *("Adminah", "Rooter", "Teach", "선생님의 제자", "김선생", "Ada", "10"),
)
# The second letter of most is Cyrillic or Greek.
MIXED = ("leаrner1", "teаcher1", "Αlice", "pаypal", "Bоb", "가Иван", "가ひらがな", "ㄅ가")
OF_STAFF = (
    *("admin", "ADMIN", "Ａdmin", "a d m i n", "ad.min", "adm1n", "admın1", "Admin 2", "4dmin", "root", "r00t"),
    *("Administrator", "teacher", "Teacher-3", "t3acher", "dalmada"),
    *("관리자", "관 리 자", "관리자1", "선생님", "운영자", "달마다"),
)
FAULTS = {None: ALLOWED, "scripts": MIXED, "reserved": OF_STAFF}


@pytest.mark.parametrize(("name", "fault"), [(name, fault) for fault, names in FAULTS.items() for name in names])
def test_which_names_anybody_may_take(name: str, fault: str | None) -> None:
    assert name_fault(name, reserved=False) == fault


@pytest.mark.any_database
@pytest.mark.parametrize("name", sorted(RESERVED))
def test_names_for_staff_are_given_at_the_shell_alone(session: Session, name: str) -> None:
    with pytest.raises(AccountError) as refused:
        accounts.sign_up(session, name, PASSWORD, now=NOW)
    assert refused.value.code == "reserved"
    assert accounts.sign_up(session, name, PASSWORD, now=NOW, reserved=True).name == name


@pytest.mark.parametrize(("first", "second"), [("minji1", "mınji1"), ("Paula", "Pɑula"), ("Gina", "ɡina")])
def test_a_name_that_is_taken_for_another_at_a_glance_is_taken(session: Session, first: str, second: str) -> None:
    assert accounts.sign_up(session, second, PASSWORD, now=NOW, guest=None).name == second
    session.rollback()
    accounts.sign_up(session, first, PASSWORD, now=NOW)
    with pytest.raises(AccountError) as refused:
        accounts.sign_up(session, second, PASSWORD, now=NOW)
    assert refused.value.code == "taken"
