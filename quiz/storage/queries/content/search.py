"""What is found: which entries a person may see, which of them hold the words, and in which order they come."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    column,
    false,
    func,
    literal,
    literal_column,
    null,
    or_,
    select,
    table,
)

from quiz.domain.finding.words import Query, Word
from quiz.storage.models.attempts import Attempt, AttemptQuestion
from quiz.storage.models.content import QuestionRow, QuestionVersion, SearchEntry
from quiz.storage.queries.parts import Rows, questions_not_looked_at
from quiz.storage.search_index import STEMS, TRIGRAMS, Engine

_ENTRY = SearchEntry.__table__.c
_SHOWN = tuple(_ENTRY[name] for name in ("kind", "series_id", "bank_id", "section", "anchor", "title", "body"))
_TRIGRAM = 3
"""Characters that a word needs to be found by trigrams."""


def entries_for_anybody(language: str, banks: list[int], series: list[int]) -> Rows:
    """Notes of ``banks`` and terms of ``series``."""
    nothing = (null().label("question"), null().label("token"), null().label("place"))
    return select(*_SHOWN, *nothing).where(_ENTRY.language == language, _published(banks, series))


def entries_for_learner(account_id: int, language: str, banks: list[int], series: list[int]) -> Rows:
    """The same, and the questions of ``banks`` whose feedback a learner may read now, as it was shown last."""
    token, place = Attempt.token.label("token"), AttemptQuestion.position.label("place")
    return (
        select(*_SHOWN, null().label("question"), token, place)
        .select_from(SearchEntry.__table__)
        .outerjoin(
            AttemptQuestion,
            and_(
                AttemptQuestion.scored_version_id == _ENTRY.question_version_id,
                AttemptQuestion.id.in_(_shown_last(account_id)),
            ),
        )
        .outerjoin(Attempt, AttemptQuestion.attempt_id == Attempt.id)
        .where(_ENTRY.language == language)
        .where(or_(_published(banks, series), and_(_ENTRY.bank_id.in_(banks), Attempt.id.is_not(None))))
    )


def entries_for_teacher(language: str, banks: list[int], series: list[int]) -> Rows:
    """The same, and every question that ``banks`` have on offer."""
    on_offer = and_(
        QuestionRow.current_version_id == _ENTRY.question_version_id,
        QuestionRow.withdrawn.is_(False),
        QuestionRow.bank_id.in_(banks),
    )
    return (
        select(*_SHOWN, QuestionRow.slug.label("question"), null().label("token"), null().label("place"))
        .select_from(SearchEntry.__table__)
        .outerjoin(QuestionRow, on_offer)
        .where(_ENTRY.language == language, or_(_published(banks, series), QuestionRow.id.is_not(None)))
    )


def _published(banks: list[int], series: list[int]) -> ColumnElement[bool]:
    notes = and_(_ENTRY.kind == "note", _ENTRY.bank_id.in_(banks))
    return or_(notes, and_(_ENTRY.kind == "term", _ENTRY.series_id.in_(series)))


def _shown_last(account_id: int) -> Select[int]:
    """Of each question whose feedback a learner may read, its place in the attempt that began last.

    None that is asked right now, and none of a test whose result was not looked at: it may take answers still.
    """
    open_now = (
        select(QuestionVersion.question_id)
        .join(AttemptQuestion, AttemptQuestion.question_version_id == QuestionVersion.id)
        .join(Attempt, AttemptQuestion.attempt_id == Attempt.id)
        .where(Attempt.account_id == account_id, Attempt.state == "running", AttemptQuestion.scored_at.is_(None))
    )
    kept_back = questions_not_looked_at(account_id)
    return (
        select(func.max(AttemptQuestion.id))
        .join(Attempt, AttemptQuestion.attempt_id == Attempt.id)
        .join(QuestionVersion, AttemptQuestion.scored_version_id == QuestionVersion.id)
        .where(Attempt.account_id == account_id, AttemptQuestion.scored_at.is_not(None))
        .where(Attempt.shows_scores, Attempt.state != "set_aside")
        .where(QuestionVersion.question_id.not_in(open_now), QuestionVersion.question_id.not_in(kept_back))
        .group_by(QuestionVersion.question_id)
    )


def holds(query: Query, engine: Engine) -> ColumnElement[bool]:
    """Whether an entry holds all words of one way to say what is looked for."""
    return or_(false(), *(and_(*(_holds(word, engine) for word in way)) for way in query.ways if way))


def _holds(word: Word, engine: Engine) -> ColumnElement[bool]:
    if word.is_korean:
        return or_(*(_has_syllables(form, engine) for form in word.forms))
    exact = _ENTRY.words.contains(f" {word.text} ", autoescape=True)
    if engine == "fts5":
        return or_(_in_table(STEMS, word.text), exact)
    if engine == "postgresql":
        # A word without a meaning of its own, such as "of", has no stem there.
        stems = func.to_tsvector(literal_column("'english'"), _ENTRY.words)
        return or_(stems.op("@@")(func.plainto_tsquery(literal_column("'english'"), word.text)), exact)
    return _ENTRY.words.contains(f" {word.text}", autoescape=True)


def _has_syllables(form: str, engine: Engine) -> ColumnElement[bool]:
    # PostgreSQL's trigrams serve LIKE by themselves.
    if engine == "fts5" and len(form) >= _TRIGRAM:
        return _in_table(TRIGRAMS, form)
    return _ENTRY.words.contains(form, autoescape=True)


def _in_table(name: str, word: str) -> ColumnElement[bool]:
    """Whether an index of FTS5 has ``word``, which holds letters and digits alone: in quotation marks none commands."""
    index = table(name, column("rowid"))
    return _ENTRY.id.in_(select(index.c.rowid).where(column(name).op("MATCH")(f'"{word}"')))


def in_order(query: Query) -> tuple[ColumnElement[Any], ...]:
    """A term of that name, notes, questions, other terms; what has the words as they were typed, and in its title."""
    phrase = f" {' '.join(word.text for word in query.words)}"
    names = [phrase] if len(query.words) > 1 else [f" {form}" for word in query.words for form in word.forms]
    titled = or_(false(), *(_ENTRY.title_words.contains(name, autoescape=True) for name in names))
    named = and_(_ENTRY.kind == "term", titled)
    kind = case((named, 0), (_ENTRY.kind == "note", 1), (_ENTRY.kind == "question", 2), else_=3)
    score: ColumnElement[Any] = case((_ENTRY.words.contains(phrase, autoescape=True), 3), else_=literal(0))
    for word in query.words:
        for searched, worth in ((_ENTRY.title_words, 4), (_ENTRY.words, 2)):
            score = score + case((searched.contains(word.text, autoescape=True), worth), else_=0)
    return kind, score.desc(), _ENTRY.series_id, _ENTRY.bank_id, _ENTRY.position, _ENTRY.id


def entries_of_bank(bank_id: int) -> Rows:
    """All entries of a bank, as they stand."""
    return select(SearchEntry.__table__).where(_ENTRY.bank_id == bank_id)


def terms_of_series(series_id: int) -> Rows:
    """All terms of a series, as they stand."""
    return select(SearchEntry.__table__).where(_ENTRY.series_id == series_id, _ENTRY.kind == "term")
