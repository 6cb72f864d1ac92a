"""What a step of a draft changed, in a few words: questions that are back, gone or as they were, and the rest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from quiz.domain.authoring.forms.pieces import QUESTIONS
from quiz.domain.authoring.forms.questions import listed_in
from quiz.domain.bank_format.bank import content_hash
from quiz.domain.errors import BankError, Message, say
from quiz.domain.yaml.reader import read_yaml

MOST_NAMED = 8
"""Questions that are named by their numbers; of more it is said how many they are."""


def changes(before: bytes, after: bytes) -> tuple[Message, ...]:
    """What is different in ``after``, which the file said earlier, from ``before``; empty where nothing is."""
    if before == after:
        return ()
    try:
        old, new = read_yaml(before, "").data, read_yaml(after, "").data
    except BankError:
        return (say("The source is as it was then."),)
    found = [*_of_questions(listed_in(old), listed_in(new))]
    if _rest(old) != _rest(new):
        found.append(say("What stands beside the questions is as it was then."))
    return tuple(found) or (say("Only comments and the layout of the source are different."),)


def _of_questions(old: Sequence[Any], new: Sequence[Any]) -> list[Message]:
    was, now = _by_name(old), _by_name(new)
    back, gone = [name for name in now if name not in was], [name for name in was if name not in now]
    changed = [number for number, name in enumerate(now, 1) if name in was and was[name] != now[name]]
    found = []
    if back:
        found.append(say("Questions that are back: %(count)s.", count=len(back)))
    if gone:
        found.append(say("Questions that are gone: %(count)s.", count=len(gone)))
    if 0 < len(changed) <= MOST_NAMED:
        found.append(say("Questions as they were then: %(numbers)s.", numbers=", ".join(map(str, changed))))
    elif changed:
        found.append(say("Questions that are as they were then: %(count)s.", count=len(changed)))
    if [name for name in was if name in now] != [name for name in now if name in was]:
        found.append(say("The questions stand in the order of then."))
    return found


def _by_name(questions: Sequence[Any]) -> dict[str, str]:
    """The content of each question by its id; one without an id is called by its content."""
    found = {}
    for question in questions:
        content = content_hash(question)
        name = question.get("id") if isinstance(question, dict) else None
        found[str(name or content)] = content
    return found


def _rest(data: Any) -> Any:
    return {key: value for key, value in data.items() if key != QUESTIONS} if isinstance(data, dict) else data
