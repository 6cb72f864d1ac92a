"""What administrators do to accounts, to invitations and to the editors of series."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from quiz.services import audit
from quiz.services.admin import account_changes, directory, invitations, reset_links, series_rights
from quiz.services.admin.account_changes import Refused
from quiz.services.admin.series_rights import NoTeacher
from quiz.services.attempts.refusals import NotFound
from quiz.services.content.editors import may_edit
from quiz.services.identity import accounts, password_resets, sign_ins
from quiz.services.identity.accounts import AccountError
from quiz.storage.models.content import SeriesRow
from quiz.storage.models.identity import Account
from quiz.storage.models.integrity import AuditEvent
from tests.conftest import NOW, PASSWORD
from tests.services.builders import person

pytestmark = pytest.mark.any_database


@pytest.fixture
def yuna(session: Session) -> Account:
    """The only administrator."""
    return person(session, "Yuna", "admin")


def by(account: Account) -> audit.Actor:
    return audit.Actor.of(account)


def acts(session: Session) -> list[str]:
    done = select(AuditEvent.action).where(AuditEvent.action != "published")
    return list(session.scalars(done.order_by(AuditEvent.id)))


def test_the_last_administrator_stays_one(session: Session, yuna: Account) -> None:
    person(session, "Closed", "admin").disabled = True
    with pytest.raises(Refused) as refused:
        account_changes.change_role(session, yuna, "teacher", by=by(yuna), now=NOW)
    assert refused.value.code == "last"
    other = person(session, "Tae-ri", "teacher")
    account_changes.change_role(session, other, "admin", by=by(yuna), now=NOW)
    account_changes.change_role(session, yuna, "teacher", by=by(yuna), now=NOW)
    with pytest.raises(Refused) as refused:
        account_changes.close(session, other, by=by(yuna), now=NOW)
    assert refused.value.code == "last"
    assert acts(session) == ["role_changed", "role_changed"]


def test_nobody_closes_the_account_they_are_signed_in_with(session: Session, yuna: Account) -> None:
    person(session, "Another", "admin")
    with pytest.raises(Refused) as refused:
        account_changes.close(session, yuna, by=by(yuna), now=NOW)
    assert refused.value.code == "own"


def test_an_account_is_closed_signed_out_and_opened_again(session: Session, yuna: Account) -> None:
    alice = accounts.sign_up(session, "Alice", PASSWORD, now=NOW)
    sign_ins.open_sign_in(session, alice, "", now=NOW)
    assert directory.find(session, alice.id, now=NOW).browsers == 1
    assert account_changes.end_sign_ins(session, alice, by=by(yuna), now=NOW) == 1
    assert account_changes.end_sign_ins(session, alice, by=by(yuna), now=NOW) == 0
    account_changes.close(session, alice, by=by(yuna), now=NOW)
    account_changes.open_again(session, alice, by=by(yuna), now=NOW)
    assert acts(session) == ["sign_ins_ended", "disabled", "enabled"]


def test_a_link_that_is_handed_over_gives_a_new_password_once(session: Session, yuna: Account) -> None:
    alice = accounts.sign_up(session, "Alice", PASSWORD, now=NOW)
    first = reset_links.make(session, alice, by=by(yuna), now=NOW)
    token = reset_links.make(session, alice, by=by(yuna), now=NOW)
    assert password_resets.find(session, first, now=NOW) is None
    assert password_resets.find(session, token, now=NOW + reset_links.LASTS) is None
    assert password_resets.find(session, token, now=NOW) is alice
    password_resets.reset(session, alice, token, "새 구름 아래 31", now=NOW)
    with pytest.raises(AccountError):
        password_resets.reset(session, alice, token, "새 구름 아래 32", now=NOW)
    alice.disabled = True
    with pytest.raises(reset_links.Closed):
        reset_links.make(session, alice, by=by(yuna), now=NOW)
    assert acts(session) == ["reset_link_made", "reset_link_made", "password_reset"]


def test_an_invitation_makes_one_teacher(session: Session, yuna: Account) -> None:
    token = invitations.make(session, " 김선생님 ", by=by(yuna), now=NOW)
    ((number, note),) = [(one.id, one.note) for one in invitations.every_open(session, now=NOW)]
    assert note == "김선생님"
    assert invitations.find(session, token, now=NOW + invitations.LASTS) is None
    alice, bob = person(session, "Alice"), person(session, "Bob")
    assert invitations.accept(session, token, yuna, by=by(yuna), now=NOW)
    assert invitations.accept(session, token, alice, by=by(alice), now=NOW)
    assert not invitations.accept(session, token, bob, by=by(bob), now=NOW)
    assert (yuna.role, alice.role, bob.role) == ("admin", "teacher", "learner")
    with pytest.raises(NotFound):
        invitations.revoke(session, number, by=by(yuna), now=NOW)
    assert acts(session) == ["invited", "role_changed", "invitation_used"]


def test_an_invitation_that_is_revoked_makes_nobody_a_teacher(session: Session, yuna: Account) -> None:
    token, alice = invitations.make(session, "", by=by(yuna), now=NOW), person(session, "Alice")
    (one,) = invitations.every_open(session, now=NOW)
    invitations.revoke(session, one.id, by=by(yuna), now=NOW)
    assert not invitations.accept(session, token, alice, by=by(alice), now=NOW)
    assert invitations.count(session, now=NOW) == 0


def test_a_series_is_edited_by_owner_editors_and_administrators(session: Session, yuna: Account) -> None:
    series = session.scalars(select(SeriesRow)).one()
    people = {name: person(session, name, "teacher") for name in ("Owner", "Editor", "Other")}
    person(session, "Learner")
    series_rights.change_owner(session, series.id, "owner", by=by(yuna), now=NOW)
    series_rights.add_editor(session, series.id, "Editor", by=by(yuna), now=NOW)
    series_rights.add_editor(session, series.id, "Editor", by=by(yuna), now=NOW)
    (found,) = series_rights.every_series(session)
    assert (found.owner, [one.name for one in found.editors]) == ("Owner", ["Editor"])
    able = {name: may_edit(session, one, series.id) for name, one in {**people, "Yuna": yuna}.items()}
    assert able == {"Owner": True, "Editor": True, "Other": False, "Yuna": True}
    for name in ("Learner", "Nobody", "x" * 400):
        with pytest.raises(NoTeacher):
            series_rights.add_editor(session, series.id, name, by=by(yuna), now=NOW)
    series_rights.remove_editor(session, series.id, people["Editor"].id, by=by(yuna), now=NOW)
    series_rights.change_owner(session, series.id, "", by=by(yuna), now=NOW)
    assert not may_edit(session, people["Editor"], series.id)
    assert acts(session)[-4:] == ["owned", "editor_added", "editor_removed", "owned"]


def test_accounts_are_listed_by_name_role_and_last_visit(session: Session, yuna: Account) -> None:
    for number, name in enumerate(("Alice", "Alvaro", "Bob")):
        person(session, name).seen_at = NOW + timedelta(days=number)
    accounts.start_guest(session, now=NOW)
    assert [one.name for one in directory.page(session, role="learner")] == ["Alice", "Alvaro", "Bob"]
    assert [one.name for one in directory.page(session, by_visit=True, falling=True, limit=1)] == ["Bob"]
    assert [one.name for one in directory.page(session, "ALI")] == ["Alice"]
    assert directory.count(session, role="admin") == 1
    assert directory.count(session) == 4
