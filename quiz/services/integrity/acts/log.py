"""Who did what, read back: each recorded act as a sentence and facts that can be said in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from quiz.domain.errors import Message, say
from quiz.services.audit import DELETED
from quiz.services.integrity.acts.words import FACTS, OWNED, ROLES, SENTENCES, STATES, TRUTH
from quiz.services.integrity.answer_masking import moment
from quiz.storage.models.integrity import AuditEvent
from quiz.storage.queries import integrity as integrity_queries

LABELS: Mapping[str, Message] = {
    "graded": say("Graded by hand"),
    "extended": say("More time given"),
    "late_counted": say("Late answer counted"),
    "late_left": say("Late answer left uncounted"),
    "report_answered": say("Report answered"),
    "class_made": say("Class made"),
    "class_joined": say("Class joined"),
    "class_left": say("Class left"),
    "class_exported": say("Class exported"),
    "class_deleted": say("Class deleted"),
    "class_expired": say("Class deleted by rule"),
    "seen_as": say("Progress seen as a learner"),
    "reset_link_made": say("Link to a new password made"),
    "sign_ins_ended": say("Sign-ins ended"),
    "invited": say("Teacher invited"),
    "invitation_revoked": say("Invitation revoked"),
    "invitation_used": say("Invitation used"),
    "editor_added": say("Editor of a series added"),
    "editor_removed": say("Editor of a series removed"),
    "retention_changed": say("Rules of retention changed"),
    "account_expired": say("Account deleted by rule"),
    "regraded": say("Regraded"),
    "regrade_undone": say("Regrade undone"),
    "published": say("Published"),
    "withdrawn": say("Withdrawn"),
    "brought_back": say("Brought back"),
    "hidden": say("Hidden"),
    "opened": say("Opened to learners"),
    "owned": say("Owner of a series"),
    "account_added": say("Account added"),
    "role_changed": say("Role changed"),
    "disabled": say("Account closed"),
    "enabled": say("Account opened again"),
    "account_deleted": say("Account deleted"),
    "password_reset": say("Password reset"),
    "password_changed": say("Password changed"),
    "recovered": say("Password set by a recovery code"),
    "recovery_code_made": say("Recovery code made"),
    "new_device": say("Sign-in in a new browser"),
    "sign_in_failed": say("Failed sign-in"),
    "signed_out_elsewhere": say("Signed out elsewhere"),
}
"""What each action is called where one is chosen."""

_SENTENCES: Mapping[str, str] = {
    "graded": say("%(who)s graded question %(question)s of %(what)s.").template,
    "extended": say("%(who)s gave %(what)s more time.").template,
    "late_counted": say("%(who)s let the late answer to question %(question)s of %(what)s count.").template,
    "late_left": say("%(who)s left the late answer to question %(question)s of %(what)s uncounted.").template,
    "report_answered": say("%(who)s answered a report on question %(question)s of %(what)s.").template,
    "class_made": say("%(who)s made %(what)s.").template,
    "class_joined": say("%(who)s joined, or was let into, %(what)s.").template,
    "class_left": say("%(who)s left, or was taken out of, %(what)s.").template,
    "class_exported": say("%(who)s exported %(what)s.").template,
    "class_deleted": say("%(who)s deleted %(what)s.").template,
    "class_expired": say("%(what)s was deleted by the rules of retention.").template,
    "seen_as": say("%(who)s looked at the progress of %(what)s.").template,
    "reset_link_made": say("%(who)s made a link to a new password for %(what)s.").template,
    "sign_ins_ended": say("%(who)s ended every sign-in of %(what)s.").template,
    "invited": say("%(who)s made %(what)s for a teacher.").template,
    "invitation_revoked": say("%(who)s revoked %(what)s.").template,
    "invitation_used": say("%(who)s became a teacher by %(what)s.").template,
    "editor_added": say("%(who)s let %(whom)s edit %(what)s.").template,
    "editor_removed": say("%(who)s no longer lets %(whom)s edit %(what)s.").template,
    "retention_changed": say("%(who)s changed the rules of retention.").template,
    "account_expired": say("An account was deleted by the rules of retention. Here it is called %(what)s.").template,
    "regraded": say("%(who)s regraded %(what)s.").template,
    "regrade_undone": say("%(who)s undid a regrade of %(what)s.").template,
    "published": say("%(who)s published %(what)s.").template,
    "withdrawn": say("%(who)s withdrew %(what)s.").template,
    "brought_back": say("%(who)s brought %(what)s back.").template,
    "hidden": say("%(who)s hid %(what)s from learners.").template,
    "opened": say("%(who)s opened %(what)s to learners.").template,
    "owned": say("%(who)s changed the owner of %(what)s.").template,
    "account_added": say("%(who)s made the account %(what)s.").template,
    "role_changed": say("%(who)s changed the role of %(what)s.").template,
    "disabled": say("%(who)s closed the account %(what)s.").template,
    "enabled": say("%(who)s opened the account %(what)s again.").template,
    "account_deleted": say("An account was deleted by its owner. Here it is called %(what)s.").template,
    "password_reset": say("%(who)s set a new password for %(what)s.").template,
    "password_changed": say("%(who)s changed their password.").template,
    "recovered": say("%(who)s set a new password by a recovery code.").template,
    "recovery_code_made": say("%(who)s made a new recovery code.").template,
    "new_device": say("%(who)s signed in in a browser that is new to the account.").template,
    "sign_in_failed": say("Signing in to the account %(what)s failed.").template,
    "signed_out_elsewhere": say("%(who)s signed out everywhere else.").template,
}

_OWNED: Mapping[bool | None, str] = {
    True: say("%(who)s gave %(what)s to %(whom)s.").template,
    False: say("%(who)s took %(what)s from %(whom)s.").template,
}

_FACTS: Mapping[str, Message] = {
    "state": say("state"),
    "until": say("ends"),
    "fraction": say("share"),
    "marks": say("mark"),
    "role": say("role"),
    "sign_ins_ended": say("sign-ins ended"),
    "browser": say("browser"),
    "system": say("system"),
    "regrade": say("regrade"),
    "question": say("question"),
    "questions": say("questions"),
    "attempts": say("attempts"),
    "raised": say("raised"),
    "same": say("the same"),
    "lowered": say("lowered"),
    "kept": say("would lose, kept"),
    "unfit": say("can't be regraded"),
    "hash": say("file"),
    "new": say("new"),
    "back": say("back"),
    "withdrawn": say("withdrawn"),
    "changed": say("changed"),
    "class": say("class"),
    "learner_months": say("months that learners are kept"),
    "class_months": say("months that archived classes are kept"),
}
"""What is said of an act beside its sentence, in this order."""


_ROLES = {"learner": say("Learner"), "teacher": say("Teacher"), "admin": say("Administrator")}
_STATES = {
    "open": say("waiting for an answer"),
    "answered": say("answered"),
    "corrected": say("corrected"),
    "declined": say("left as it is"),
}


@dataclass(frozen=True, kw_only=True)
class Fact:
    """A value before and after an act: a moment, a word to be said, or plain data; None where there was none."""

    label: Message
    before: Any
    after: Any


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A recorded act: when, its sentence, what else is known of it, and the request in the log.

    ``account`` is the name, as it is today, of the account that it is about; None for a guest or where there is none.
    """

    at: datetime
    sentence: Message
    facts: tuple[Fact, ...]
    request_id: str | None
    account: str | None
    event: AuditEvent


def count(session: Session, action: str = "", actor: str = "") -> int:
    """How many acts there are of an ``action`` (all where it is empty), by actors with ``actor`` in their names."""
    return session.scalar(integrity_queries.count_acts(action, actor)) or 0


def entries(
    session: Session, action: str = "", actor: str = "", *, since: datetime | None = None, limit: int, offset: int = 0
) -> list[Entry]:
    """A page of the acts, the latest first."""
    query = integrity_queries.acts(action, actor, since).limit(limit).offset(offset)
    return [_entry(event, name) for event, name in session.execute(query)]


def every_entry(session: Session, action: str = "", actor: str = "", since: datetime | None = None) -> Iterator[Entry]:
    """Every act, the latest first; memory does not grow with their number."""
    query = integrity_queries.acts(action, actor, since).execution_options(yield_per=500)
    return (_entry(event, name) for event, name in session.execute(query))


def plain(entry: Entry) -> dict[str, Any]:
    """An act as plain data, as it is stored."""
    event = entry.event
    return {
        "at": moment(event.at),
        "actor": event.actor,
        "action": event.action,
        "object": {"kind": event.object_kind, "key": event.object_key},
        "account": entry.account,
        "before": event.before,
        "after": event.after,
        "request": event.request_id,
    }


def _entry(event: AuditEvent, name: str | None) -> Entry:
    return Entry(
        at=event.at,
        sentence=_sentence(event, name),
        facts=tuple(_facts(event.action, event.before or {}, event.after or {})),
        request_id=event.request_id,
        account=name or (event.after or {}).get("account"),
        event=event,
    )


def _sentence(event: AuditEvent, name: str | None) -> Message:
    after = event.after or {}
    # Without a word on the owner it was written by the first versions.
    template = OWNED.get(after.get("owns"), SENTENCES[event.action])
    whom = name or _deleted(after.get("account", ""))
    values = {"who": _who(event), "what": _what(event, name), "whom": whom, "question": after.get("question", "")}
    return Message(template=template, values=values)


def _who(event: AuditEvent) -> Message | str:
    if event.actor_id is None and event.actor.startswith(DELETED):
        return _deleted(event.actor)
    return event.actor or say("The app")


def _deleted(pseudonym: str) -> Message:
    return say("deleted account %(mark)s", mark=pseudonym.removeprefix(DELETED))


def _what(event: AuditEvent, name: str | None) -> Message | str:
    if event.object_kind == "bank":
        return say("the bank %(id)s", id=event.object_key)
    if event.object_kind == "series":
        return say("the series %(id)s", id=event.object_key)
    if event.object_kind == "class":
        return say("class %(number)s", number=event.object_key)
    if event.object_kind == "assignment":
        return say("assignment %(number)s", number=event.object_key)
    if event.object_kind == "invitation":
        return say("invitation %(number)s", number=event.object_key)
    if event.object_kind == "store":
        return say("the store")
    whose = name or (_deleted(event.object_key) if event.object_key.startswith(DELETED) else say("a guest"))
    if event.object_kind == "account":
        return whose
    if event.object_key.startswith(DELETED):
        return say("an attempt of %(name)s", name=whose)
    return say("attempt %(number)s of %(name)s", number=event.object_key, name=whose)


def _facts(action: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Fact]:
    for name, label in FACTS.items():
        old, new = before.get(name), after.get(name)
        in_sentence = name == "question" and "%(question)s" in SENTENCES[action]
        # A count of nothing says nothing.
        if in_sentence or (old in (None, "", 0) and new in (None, "", 0)):
            continue
        yield Fact(label=label, before=_value(name, old), after=_value(name, new))


def _value(name: str, stored: Any) -> Any:
    if stored is not None and name == "until":
        return datetime.fromisoformat(stored)
    words: Mapping[str, Mapping[Any, Message]] = {"role": ROLES, "state": STATES, "twice": TRUTH, "held": TRUTH}
    return words.get(name, {}).get(stored, stored)
