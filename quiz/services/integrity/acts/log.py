"""Who did what, read back: each recorded act as a sentence and facts that can be said in the reader's language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from quiz.domain.errors import Message, say
from quiz.services.audit import DELETED
from quiz.services.integrity.acts.words import FACTS, MOMENTS, OWNED, SENTENCES, WORDS
from quiz.services.integrity.answer_masking import moment
from quiz.storage.models.integrity import AuditEvent
from quiz.storage.queries import integrity as integrity_queries


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
        # What stays says nothing, nor does a count of nothing.
        if in_sentence or old == new or (old in (None, "", 0) and new in (None, "", 0)):
            continue
        yield Fact(label=label, before=_value(name, old), after=_value(name, new))


def _value(name: str, stored: Any) -> Any:
    if stored is not None and name in MOMENTS:
        return datetime.fromisoformat(stored)
    return WORDS.get(name, {}).get(stored, stored)
