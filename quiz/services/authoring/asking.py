"""Questions that a language model drafted: what to ask it about a draft, and what it answered, put into that draft."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from quiz.domain.authoring.asking.briefs import header_in
from quiz.domain.authoring.asking.candidates import Candidate, check_pasted, sound
from quiz.domain.authoring.asking.pasted import read_pasted
from quiz.domain.authoring.starting.adding import with_questions
from quiz.domain.bank_format.header import Header
from quiz.domain.bank_format.series import Series
from quiz.domain.bank_format.short_forms.long_form import long_data
from quiz.domain.errors import Problem
from quiz.domain.questions import Question
from quiz.services.authoring.desk import Draft
from quiz.services.content.checking import glossary_in, series_from
from quiz.services.content.media import MediaFolder
from quiz.storage.models.content import SeriesRow


@dataclass(frozen=True, kw_only=True)
class Written:
    """All of a draft but its questions, those of its questions that can be read, and its series."""

    header: Header
    questions: list[Question]
    series: Series


def written(session: Session, draft: Draft) -> Written:
    """What stands in ``draft``. Raises ``BankError`` where its header can't be read."""
    series = series_from(session.get_one(SeriesRow, draft.series_id).definition)
    header, questions = header_in(draft.source, draft.file, series)
    return Written(header=header, questions=questions, series=series)


@dataclass(frozen=True, kw_only=True)
class Looked:
    """The questions of an answer with what is found wrong with each, and why others could not be read."""

    candidates: list[Candidate]
    unread: tuple[Problem, ...]


def look_at(session: Session, draft: Draft, answer: str, section: str | None, media: MediaFolder) -> Looked:
    """Each question of ``answer`` with what is found wrong with it in ``draft``; nothing is written.

    Raises ``BankError`` where answer or draft can't be read, ``SourceEditError`` where the draft takes no questions.
    """
    definition = session.get_one(SeriesRow, draft.series_id).definition
    series = series_from(definition)
    data = long_data(draft.source, series.languages)
    found = read_pasted(answer, data if isinstance(data, dict) else {}, section=section)
    glossary = glossary_in(definition, series.languages)
    candidates = check_pasted(found, draft.source, draft.file, series, media.size, glossary)
    return Looked(candidates=candidates, unread=found.unread)


def together(draft: Draft, candidates: list[Candidate]) -> bytes:
    """What ``draft`` says with those of the ``candidates`` that have no error."""
    return with_questions(draft.source, sound(candidates))
