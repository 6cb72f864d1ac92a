"""What wrong answers of a class speak of: the misconceptions that the banks name, with how often and by how many."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy.orm import Session

from quiz.domain.bank_format.fields import Text
from quiz.domain.classes.needs_help import window
from quiz.domain.errors import Message, say
from quiz.domain.grading.certainty import HIGH
from quiz.domain.questions import Question
from quiz.services.classes.entering import Entered
from quiz.services.classes.overview.columns import Map
from quiz.services.content.definitions import known_question, question_of
from quiz.services.reporting import item_words
from quiz.storage.prepared import fetch
from quiz.storage.queries.teaching import answers as answers_queries

Tag = tuple[int, str]
"""A misconception: the number of its bank, and its name there."""


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a misconception is called: as its author says it in ``text``, else by an answer that speaks of it."""

    text: Text | None
    question: Question
    choice: str

    def words(self, language: str) -> str | Message:
        """It in a language: a sentence of the author's, or one with the words of the answer."""
        if self.text is not None:
            return self.text[language]
        words = self.question.choice_words(self.choice, language)
        answer = item_words.filled(words, item_words.example_of(self.question), language)
        return say("Answered “%(answer)s”.", answer=answer)


@dataclass(kw_only=True)
class Recent:
    """What a learner answered of late: ``tags`` are the misconceptions of wrong answers with how often, ``moments``
    when first and last.
    """

    tags: Counter[Tag] = field(default_factory=Counter)
    moments: dict[Tag, tuple[datetime, datetime]] = field(default_factory=dict)
    sure: int = 0
    sure_wrong: int = 0


@dataclass(kw_only=True)
class Spoken:
    """A misconception: how often wrong answers spoke of it, whose they were, and to which questions.

    ``questions`` counts the answers by the number of a question and of its version.
    """

    times: int = 0
    accounts: Counter[int] = field(default_factory=Counter)
    questions: Counter[tuple[int, int]] = field(default_factory=Counter)
    asked: dict[int, Question] = field(default_factory=dict)
    said: Said | None = None


@dataclass(frozen=True, kw_only=True)
class Mistakes:
    """All that was found since then: by learner, and by misconception."""

    since: datetime
    recent: Mapping[int, Recent]
    spoken: Mapping[Tag, Spoken]

    def ranked(self) -> list[tuple[Tag, Spoken]]:
        """The misconceptions, first those of most learners."""
        return sorted(self.spoken.items(), key=lambda one: (-len(one[1].accounts), -one[1].times, one[0]))


def find(session: Session, entered: Entered, found: Map, language: str, *, now: datetime) -> Mistakes:
    """What the learners of a class got wrong of late in its banks, and how sure they were anywhere."""
    since, banks = now - window(found.begun), {month.id: month for month in found.months}
    rows = fetch(session, answers_queries.recent_answers(entered.id, since, HIGH)).all()
    questions = _questions(session, rows, language)
    recent: dict[int, Recent] = defaultdict(Recent)
    spoken: dict[Tag, Spoken] = defaultdict(Spoken)
    for account, content_hash, version, question, bank, judgement, sure, times, began, ended in rows:
        own = recent[account]
        own.sure += sure * times
        if content_hash is None:
            continue
        own.sure_wrong += sure * times
        for name, choice in _tags(questions[content_hash], content_hash, chosen_in(judgement)):
            if bank in banks:
                tag = (bank, name)
                own.tags[tag] += times
                first, last = own.moments.get(tag, (began, ended))
                own.moments[tag] = (min(first, began), max(last, ended))
                one = spoken[tag]
                one.times += times
                one.accounts[account] += times
                one.questions[question, version] += times
                one.asked[question] = questions[content_hash]
                if one.said is None:
                    text = banks[bank].header.misconceptions.get(name)
                    one.said = Said(text=text, question=questions[content_hash], choice=choice)
    return Mistakes(since=since, recent=recent, spoken=spoken)


def _questions(session: Session, rows: Iterable[Any], language: str) -> dict[str, Question]:
    """The questions by the hash of their version: read from the store where this process has not seen them."""
    wanted = {row.content_hash: row.version for row in rows if row.content_hash is not None}
    found = {name: known_question(name) for name in wanted}
    missing = [wanted[name] for name, one in found.items() if one is None]
    if missing:
        versions = session.execute(answers_queries.versions_of(missing, language)).all()
        found |= {row.content_hash: question_of(row.content_hash, row.question) for row in versions}
    return {name: one for name, one in found.items() if one is not None}


@lru_cache(maxsize=4_096)
def chosen_in(judgement: str | None) -> tuple[str, ...]:
    """What statistics count of a stored judgement."""
    return tuple((json.loads(judgement) or {}).get("chosen", ())) if judgement else ()


_spoken: dict[tuple[str, tuple[str, ...]], list[tuple[str, str]]] = {}
_MAX = 8_192


def _tags(question: Question, content_hash: str, chosen: tuple[str, ...]) -> list[tuple[str, str]]:
    """The misconceptions of these choices, each with the first choice that speaks of it."""
    # Looking through a question's parts takes longer than all else of a row.
    found = _spoken.get((content_hash, chosen))
    if found is None:
        if len(_spoken) >= _MAX:
            _spoken.clear()
        first = {name: one for one in reversed(chosen) for name in question.misconceptions_in([one])}
        found = _spoken[content_hash, chosen] = [(name, first[name]) for name in question.misconceptions_in(chosen)]
    return found
