"""What a class got wrong of late, by misconception: how many, how often, and what to teach again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from quiz.domain.bank_format.fields import Text
from quiz.domain.questions import Question
from quiz.domain.rendering import anchor_id
from quiz.services.classes.overview.columns import Map
from quiz.services.classes.overview.mistakes import Said, Spoken, Tag
from quiz.services.content.catalogue import Catalogue, PublishedMonth
from quiz.services.content.definitions import texts_of
from quiz.services.reporting.item_words import example_of, prompt_words
from quiz.storage.queries.teaching import answers as answers_queries

TO_DISCUSS = 3
"""Questions that are named for each misconception."""
NAMED = 40
"""Learners that are named for each: those with most answers."""


@dataclass(frozen=True, kw_only=True)
class Discussed:
    """A question in which wrong answers spoke of it: its number, its prompt, and how many answers."""

    question: int
    prompt: str
    times: int


@dataclass(frozen=True, kw_only=True)
class Misconception:
    """A misconception with its figures. ``most`` are the accounts with most answers.

    ``note`` is the id of the passage to read again on the page of its bank.
    """

    series: Catalogue
    month: PublishedMonth
    name: str
    said: Said
    learners: int
    times: int
    most: Sequence[tuple[int, int]]
    objective: Text | None
    section: str
    note: str
    discuss: Sequence[Discussed]


def find(session: Session, found: Map, ranked: Sequence[tuple[Tag, Spoken]], language: str) -> list[Misconception]:
    """What a page says of these misconceptions of a class; the prompts of their questions are read at once."""
    top = {tag: _most(spoken) for tag, spoken in ranked}
    versions = [version for own in top.values() for _, version, _ in own]
    read = session.execute(answers_queries.versions_of(versions, language)).all() if versions else []
    asked = {version: spoken.asked[question] for tag, spoken in ranked for question, version, _ in top[tag]}
    prompts = {row.id: prompt_words(texts_of(row.shown), example_of(asked[row.id]), language) for row in read}
    return [_misconception(found, tag, spoken, top[tag], prompts) for tag, spoken in ranked]


def _most(spoken: Spoken) -> list[tuple[int, int, int]]:
    """The questions with most of its answers: number, version, how many."""
    by_question: dict[int, tuple[int, int]] = {}
    for (question, version), times in sorted(spoken.questions.items()):
        _, before = by_question.get(question, (version, 0))
        by_question[question] = (version, before + times)
    ranked = sorted(by_question.items(), key=lambda one: (-one[1][1], one[0]))[:TO_DISCUSS]
    return [(question, version, times) for question, (version, times) in ranked]


def _misconception(
    found: Map, tag: Tag, spoken: Spoken, top: Sequence[tuple[int, int, int]], prompts: Mapping[int, str]
) -> Misconception:
    place = found.month_of(tag[0])
    assert place is not None
    assert spoken.said is not None
    series, month = place
    first = spoken.asked[top[0][0]]
    return Misconception(
        series=series,
        month=month,
        name=tag[1],
        said=spoken.said,
        learners=len(spoken.accounts),
        times=spoken.times,
        most=spoken.accounts.most_common(NAMED),
        objective=_objective(month, first),
        section=first.section or "",
        note=anchor_id(first.read_again) if first.read_again else "s-" + (first.section or "").replace(".", "-"),
        discuss=[Discussed(question=one, prompt=prompts.get(version, ""), times=n) for one, version, n in top],
    )


def _objective(month: PublishedMonth, question: Question) -> Text | None:
    found = month.header.objectives.get(question.objective or "")
    return found.text if found is not None else None
