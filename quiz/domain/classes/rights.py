"""Who may do what in a class: one table, from which the checks, the docs and the test are made."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from quiz.domain.errors import Message, say

ClassRole = Literal["owner", "teacher", "assistant", "learner"]
Action = Literal[
    "see_class",
    "see_learners",
    "see_marks",
    "do_assignments",
    "leave",
    "grade",
    "watch",
    "give_time",
    "message",
    "assign",
    "change_marks",
    "manage_learners",
    "manage_staff",
    "change_class",
    "delete_class",
]

_EVERYBODY = frozenset(("owner", "teacher", "assistant", "learner"))
_STAFF = frozenset(("owner", "teacher", "assistant"))
_TEACHERS = frozenset(("owner", "teacher"))
_OWNERS = frozenset(("owner",))
_LEARNERS = frozenset(("learner",))

RIGHTS: Mapping[Action, frozenset[str]] = {
    "see_class": _EVERYBODY,
    "do_assignments": _LEARNERS,
    "leave": _EVERYBODY,
    "see_learners": _STAFF,
    "see_marks": _STAFF,
    "grade": _STAFF,
    "watch": _STAFF,
    "give_time": _STAFF,
    "message": _STAFF,
    "assign": _TEACHERS,
    "change_marks": _TEACHERS,
    "manage_learners": _TEACHERS,
    "manage_staff": _OWNERS,
    "change_class": _TEACHERS,
    "delete_class": _OWNERS,
}
"""For each action the roles in a class that may do it."""

CHANGING: frozenset[Action] = frozenset(
    ("do_assignments", "give_time", "message", "assign", "change_marks", "manage_learners", "manage_staff")
)
"""What nobody does in a class that is archived: that is only read, graded to its end, brought back or deleted."""

WORDS: Mapping[Action, Message] = {
    "see_class": say("See the class and its assignments"),
    "do_assignments": say("Do assignments"),
    "leave": say("Leave the class"),
    "see_learners": say("See its learners and their progress"),
    "see_marks": say("See marks and attempts"),
    "grade": say("Grade by hand"),
    "watch": say("Watch running assignments"),
    "give_time": say("Give more time and make exceptions"),
    "message": say("Send messages"),
    "assign": say("Make and change assignments"),
    "change_marks": say("Change marks and release them"),
    "manage_learners": say("Add and remove learners, make groups"),
    "manage_staff": say("Add and remove teachers and assistants"),
    "change_class": say("Change, archive and copy the class"),
    "delete_class": say("Delete the class"),
}
"""What each action is called."""


def may(role: str | None, action: Action, *, admin: bool = False) -> bool:
    """Whether somebody with this role in a class may do ``action``; None is somebody who is not in it.

    An admin may do all that an owner may, and what they do in a class of others is recorded.
    """
    return role in RIGHTS[action] or (admin and "owner" in RIGHTS[action])
