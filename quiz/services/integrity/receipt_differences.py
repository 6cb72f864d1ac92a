"""What a receipt and the store say differently, and whether the rules allow it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from quiz.domain.errors import Message, say, shortened

Receipt = Mapping[str, Any]


_Found = Iterator[tuple[Message, bool]]
"""What differs, and whether the rules allow it to have changed since."""


def differences(receipt: Receipt, store: Receipt, added_to: bool) -> _Found:
    """Each difference in words; ``added_to``: a teacher gave more time, or let a late answer count."""
    waited = receipt["state"] != "finished"
    allowed = {
        "learner": receipt["learner"] is None,
        "deadline_at": added_to,
        "state": waited,
        "finished_at": waited,
        "points": True,
    }
    for field in store:
        if field != "questions" and receipt[field] != store[field]:
            yield _head(field, receipt[field], store[field]), allowed.get(field, False)
    ours = {question["position"]: question for question in store["questions"]}
    theirs = {question["position"]: question for question in receipt["questions"]}
    for position in sorted(ours.keys() ^ theirs.keys()):
        yield say("question %(position)d: only one of receipt and store has it", position=position), False
    for position in sorted(ours.keys() & theirs.keys()):
        yield from _compared_question(position, theirs[position], ours[position], added_to)


def _head(field: str, theirs: object, ours: object) -> Message:
    return say(
        "%(field)s: the receipt says %(receipt)s, the store %(store)s",
        field=field,
        receipt=shortened(theirs),
        store=shortened(ours),
    )


def _compared_question(position: int, theirs: Receipt, ours: Receipt, added_to: bool) -> _Found:
    for field in ("question", "values", "share"):
        if theirs[field] != ours[field]:
            message = say(
                "question %(position)d, %(field)s: the receipt says %(receipt)s, the store %(store)s",
                position=position,
                field=field,
                receipt=shortened(theirs[field]),
                store=shortened(ours[field]),
            )
            yield message, field == "share"
    stored = {answer["revision"]: answer for answer in ours["answers"]}
    for answer in theirs["answers"]:
        yield from _compared_answer(position, answer, stored.pop(answer["revision"], None))
    for revision in stored:
        # Nothing is added after the hand-in unless a teacher lets it count.
        message = say(
            "question %(position)d, answer %(revision)d: only the store has it", position=position, revision=revision
        )
        yield message, added_to


def _compared_answer(position: int, theirs: Receipt, ours: Receipt | None) -> _Found:
    revision = theirs["revision"]
    if ours is None:
        yield (
            say(
                "question %(position)d, answer %(revision)d: the store has lost it",
                position=position,
                revision=revision,
            ),
            False,
        )
        return
    for field in ours:
        if theirs[field] != ours[field]:
            message = say(
                "question %(position)d, answer %(revision)d, %(field)s: the receipt says %(receipt)s, the store "
                "%(store)s",
                position=position,
                revision=revision,
                field=field,
                receipt=shortened(theirs[field]),
                store=shortened(ours[field]),
            )
            yield message, False
