"""What the roles in a class may do."""

from __future__ import annotations

from typing import get_args

from quiz.domain.classes.rights import RIGHTS, WORDS, Action, may


def test_every_action_has_its_roles_and_its_words() -> None:
    assert set(RIGHTS) == set(WORDS) == set(get_args(Action))


def test_nobody_outside_may_do_anything_and_an_admin_what_owners_may() -> None:
    for action, roles in RIGHTS.items():
        assert not may(None, action)
        assert may(None, action, admin=True) == ("owner" in roles)


def test_who_learns_sees_nothing_of_others() -> None:
    assert {action for action in RIGHTS if may("learner", action)} == {"see_class", "do_assignments", "leave"}
