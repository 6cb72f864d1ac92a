"""Names of learners as the pages of a class show them: the one chosen for it, that of the account, or a pseudonym."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy.orm import Session

from quiz.domain.errors import Message, say
from quiz.services.classes.faults import ClassError
from quiz.services.identity.names import name_fault, name_key, tidy_name
from quiz.storage.models.classes import ClassMember, ClassRow
from quiz.storage.queries.classes import entering as class_queries

ANIMALS = (
    *(say("Otter %(n)s"), say("Magpie %(n)s"), say("Heron %(n)s"), say("Rabbit %(n)s"), say("Fox %(n)s")),
    *(say("Deer %(n)s"), say("Owl %(n)s"), say("Badger %(n)s"), say("Turtle %(n)s"), say("Whale %(n)s")),
    *(say("Dolphin %(n)s"), say("Squirrel %(n)s"), say("Crane %(n)s"), say("Sparrow %(n)s"), say("Hedgehog %(n)s")),
    *(say("Penguin %(n)s"), say("Panda %(n)s"), say("Seal %(n)s"), say("Swallow %(n)s"), say("Frog %(n)s")),
)
"""What pseudonyms are made of, each with a number."""

T = TypeVar("T")
_MANY = 100_003
"""A prime: so many members have pseudonyms that differ."""


@dataclass(frozen=True, kw_only=True)
class Names:
    """How a class's learners are called on a page; ``hidden`` for the projector: by pseudonyms."""

    row: ClassRow
    hidden: bool = False

    def of(self, member_id: int, account_name: str | None, shown_name: str | None = None) -> str | Message:
        """The name of a member: the one for this class, else the account's; the same pseudonym ever, if ``hidden``."""
        if self.hidden:
            return pseudonym(self.row, member_id)
        return shown_name or account_name or say("a guest")

    def in_order(self, found: Iterable[T], name: Callable[[T], str | Message]) -> list[T]:
        """What is found by name, in its order; behind pseudonyms in the order of those, which says nothing of names."""
        return sorted(found, key=lambda one: str(name(one))) if self.hidden else list(found)

    def of_member(self, member: ClassMember, account_name: str | None) -> str | Message:
        """The name of a member, by its row."""
        return self.of(member.id, account_name, member.shown_name)


def pseudonym(row: ClassRow, member_id: int) -> Message:
    """The pseudonym of a member: an animal and a number, which say nothing about the order in which people came."""
    digest = hashlib.sha256(f"{row.id} {row.created_at.isoformat()}".encode()).digest()
    step, start = (int.from_bytes(digest[at : at + 8], "big") for at in (0, 8))
    place = (member_id * (1 + step % (_MANY - 1)) + start) % _MANY
    animal = ANIMALS[place % len(ANIMALS)]
    return Message(template=animal.template, values={"n": str(1 + place // len(ANIMALS))})


def pseudonyms(session: Session, class_ids: Collection[int]) -> Mapping[str, Message]:
    """The pseudonyms of the learners of these classes by the names of their accounts, which are nobody else's."""
    rows = session.execute(class_queries.learners_named(class_ids))
    return {row.name: pseudonym(row.ClassRow, row.member_id) for row in rows}


def choose(session: Session, member: ClassMember, name: str) -> None:
    """Let a learner be shown in the class by ``name``; empty for that of the account. Raises ``ClassError``.

    Nobody takes a name that another member is called by there, or has as an account.
    """
    if len(name) > 64:
        raise ClassError("shown")
    tidy = tidy_name(name)
    if tidy and name_fault(tidy, reserved=False) is not None:
        raise ClassError("shown")
    others = session.execute(class_queries.names_of_others(member.class_id, member.id)) if tidy else ()
    if name_key(tidy) in {name_key(one) for names in others for one in names if one}:
        raise ClassError("shown_taken")
    member.shown_name = tidy or None
