"""From answers to the bank: what learners typed wrong, without their names, and one of it put into the bank's file."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from quiz.domain.challenges import wrong_texts
from quiz.domain.challenges.key_edits import Way
from quiz.domain.challenges.wrong_texts import WrongText
from quiz.domain.questions import Question
from quiz.domain.questions.base import Variant
from quiz.services import audit
from quiz.services.attempts.refusals import NotFound
from quiz.services.attempts.serialization import answer_from
from quiz.services.content import editors
from quiz.services.content.definitions import question_of
from quiz.services.content.publishing import PlanChanged, series_from
from quiz.services.current_user import Learner
from quiz.services.grading.challenges import deciding, proposals
from quiz.services.grading.challenges.proposals import Proposal, Standing
from quiz.services.grading.challenges.shown import ChallengeError, checked_text
from quiz.storage.models.content import SeriesRow
from quiz.storage.queries.grading import challenges as queries
from quiz.storage.queries.grading import wrong_answers as answer_queries

FEWEST = 5
"""Where fewer learners answered, nothing of it is listed: it would be clear whose answers these are."""


@dataclass(frozen=True, kw_only=True)
class Typed:
    """A text that ``count`` learners typed, as most of them wrote it; ``ways`` are what can be done for it.

    ``known``: the bank has it as a wrong answer already.
    """

    wrong: WrongText
    count: int
    known: bool
    ways: tuple[Way, ...]


@dataclass(frozen=True, kw_only=True)
class WrongAnswers:
    """What learners typed wrong into a question, the most frequent first; empty where too ``few`` answered."""

    question: Question
    learners: int
    few: bool
    found: tuple[Typed, ...]


def find(session: Session, question_id: int, *, teacher: int | None) -> WrongAnswers | None:
    """What learners of ``teacher``, or all, typed wrong.

    None where nothing is typed, where each draw has its key, and where the question is not published any more.
    """
    row: Any = session.execute(queries.published_now(question_id)).first()
    if (
        row is None
        or row.withdrawn
        or not wrong_texts.can_have(question := question_of(row.content_hash, row.question))
    ):
        return None
    rows = session.execute(answer_queries.answers_without_names(question_id, teacher)).all()
    learners = len({row.account_id for row in rows})
    few = learners < FEWEST
    found = () if few else _typed(question, [(row.answer, row.account_id) for row in rows if row.answer is not None])
    return WrongAnswers(question=question, learners=learners, few=few, found=found)


def _typed(question: Question, answers: Iterable[tuple[str, int]]) -> tuple[Typed, ...]:
    spelt: dict[str, Counter[WrongText]] = defaultdict(Counter)
    learners: dict[str, set[int]] = defaultdict(set)
    for answer, account in answers:
        for wrong in wrong_texts.wrong_texts(question, answer_from(json.loads(answer))):
            spelt[wrong.key][wrong] += 1
            learners[wrong.key].add(account)
    found = [_one(question, spelt[key].most_common(1)[0][0], len(learners[key])) for key in spelt]
    return tuple(sorted(found, key=lambda one: (-one.count, one.wrong.input, one.wrong.text)))


def _one(question: Question, wrong: WrongText, count: int) -> Typed:
    known = wrong_texts.is_known(question, wrong)
    return Typed(wrong=wrong, count=count, known=known, ways=wrong_texts.ways_for(question, wrong))


def one(session: Session, question_id: int, key: str, *, teacher: int | None) -> Typed:
    """One of the texts that ``find`` has, by its key. Raises ``NotFound``."""
    every = find(session, question_id, teacher=teacher)
    found = next((one for one in every.found if one.wrong.key == key), None) if every is not None else None
    if found is None:
        raise NotFound(key)
    return found


def standing(session: Session, question_id: int, typed: Typed) -> Standing:
    """The text that ``one`` found beside its question as it is published now."""
    row = session.execute(queries.published_now(question_id)).one()
    return proposals.of_answer(row, question_id, Variant(), typed.wrong.answer)


def languages_of(session: Session, series_id: int) -> tuple[str, ...]:
    """The languages of a series, in which a reason is written."""
    return series_from(session.get_one(SeriesRow, series_id).definition).languages


def propose(
    session: Session,
    of: Standing,
    typed: Typed,
    code: str,
    why: Mapping[str, str],
    folder: Path,
    *,
    rendered: bool = False,
    teacher: int | None = None,
) -> Proposal:
    """What one of the ways would do; nothing is written. ``why`` is the reason of a known wrong answer, by language.

    Raises ``CannotPropose``, ``ChallengeError`` for a reason that can't be taken, ``NotFound`` for no such way.
    """
    way = next((one for one in typed.ways if one.code == code), None)
    if way is None:
        raise NotFound(code)
    if way.kind != "known":
        return proposals.propose(session, of, code, folder, rendered=rendered, teacher=teacher)
    reason = _reason(session, of, why)
    source = of.source or b""
    raw = proposals.mended(lambda: wrong_texts.with_known(source, of.question, typed.wrong, reason))
    return proposals.proposed(session, of, way, raw, folder, rendered=rendered, teacher=teacher)


def _reason(session: Session, of: Standing, why: Mapping[str, str]) -> str | Mapping[str, str]:
    """The reason as a bank has it: one text where the series has one language."""
    languages = languages_of(session, of.series_id)
    written = {name: text for name in languages if (text := checked_text(why.get(name, "")))}
    if not written:
        raise ChallengeError("reason")
    return written[languages[0]] if len(languages) == 1 else written


def add(
    session: Session, person: Learner, of: Standing, proposal: Proposal, *, shown: str, now: datetime, by: audit.Actor
) -> None:
    """Publish the change that was shown. Scores stay until somebody regrades.

    ``shown`` names the file that the change was shown for. Raises ``NotAnEditor``, and ``PlanChanged`` where something
    was published since.
    """
    editors.require(session, person, of.series_id)
    if of.file_hash != shown:
        raise PlanChanged
    deciding.publish_proposed(session, proposal, now, by, origin="studio")
