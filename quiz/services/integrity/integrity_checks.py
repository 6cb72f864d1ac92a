"""The ways through the store that its examination takes: each reads in batches and writes nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import groupby

from sqlalchemy import ForeignKeyConstraint, Table, and_, select, text
from sqlalchemy.orm import Session

from quiz.domain.bank_format.bank import content_hash
from quiz.domain.bank_format.stored_formats import content_of
from quiz.domain.rendering import RENDERER
from quiz.services.aggregates import rebuild
from quiz.services.content import pictures
from quiz.services.content.checking import series_from
from quiz.services.content.definitions import LANGUAGES, header_of, question_of, quiz_of
from quiz.services.content.media import ADDRESS, fits_its_name
from quiz.services.content.revisions.keeping import hash_of
from quiz.services.content.search import entries
from quiz.services.integrity import clocks
from quiz.services.integrity.attempt_checks import attempts, overdue, states
from quiz.services.integrity.examined import Examined, Found, is_readable, rows_of
from quiz.storage.models.base import Base
from quiz.storage.models.content import BankRow, QuestionText, QuestionVersion, QuizVersion, SeriesRow
from quiz.storage.queries import identity as account_queries
from quiz.storage.queries import integrity as integrity_queries
from quiz.storage.queries.content import published as content_queries
from quiz.storage.queries.content import revisions as revision_queries
from quiz.storage.queries.parts import Rows

_PICTURE = re.compile(re.escape(ADDRESS) + r"([0-9a-f]{32}\.[a-z]+)")


def _integrity(store: Examined) -> Found:
    return (("integrity", place) for place in damage(store.session))


def damage(session: Session) -> Iterator[str]:
    """What the database itself says to be wrong with it."""
    if session.get_bind().dialect.name == "sqlite":
        said = session.scalars(text("PRAGMA integrity_check"))
        yield from (line for line in said if line != "ok")
        return
    yield from session.scalars(text("SELECT conname FROM pg_constraint WHERE NOT convalidated ORDER BY conname"))
    invalid = "SELECT indexrelid::regclass::text FROM pg_index WHERE NOT (indisvalid AND indisready) ORDER BY 1"
    yield from session.scalars(text(invalid))


def _clock(store: Examined) -> Found:
    difference = clocks.ahead(store.session, store.clock) if store.clock is not None else timedelta()
    if clocks.is_apart(difference):
        yield "clock", f"{difference.total_seconds():+.0f} s"


def _secret_key(store: Examined) -> Found:
    if store.open_key_file is not None:
        yield "secret_key", str(store.open_key_file)


def _orphans(store: Examined) -> Found:
    for table in Base.metadata.sorted_tables:
        for constraint in table.foreign_key_constraints:
            for row in rows_of(store, _orphans_of(table, constraint)):
                yield "orphans", f"{table.name} {'/'.join(map(str, row))} ({', '.join(constraint.column_keys)})"


def _orphans_of(table: Table, constraint: ForeignKeyConstraint) -> Rows:
    """The keys of the rows whose foreign key leads nowhere."""
    parent = constraint.referred_table.alias()
    pairs = [(element.parent, parent.c[element.column.name]) for element in constraint.elements]
    lonely = and_(*(child.is_not(None) for child, _ in pairs), pairs[0][1].is_(None))
    joined = table.outerjoin(parent, and_(*(child == mother for child, mother in pairs)))
    key = list(table.primary_key)
    return select(*key).select_from(joined).where(lonely).order_by(*key)


def _versions(store: Examined) -> Found:
    questions = select(QuestionVersion.id, QuestionVersion.content_hash, QuestionVersion.definition)
    quizzes = select(QuizVersion.id, QuizVersion.content_hash, QuizVersion.definition)
    for name, query, read in (("question", questions, question_of), ("quiz", quizzes, quiz_of)):
        for number, mark, definition in rows_of(store, query):
            if content_hash(content_of(definition)) != mark or not is_readable(read, mark, definition):
                yield "versions", f"{name} version {number}"
    yield from (("versions", place) for place in _unreadable_headers(store))
    for bank, number, mark, source in rows_of(store, revision_queries.sources_kept(), at_once=10):
        if hash_of(source) != mark:
            yield "versions", f"{bank}@{number}"


def _unreadable_headers(store: Examined) -> Iterator[str]:
    series = select(SeriesRow.slug, SeriesRow.definition).order_by(SeriesRow.id)
    for name, definition in rows_of(store, series):
        if not is_readable(series_from, definition):
            yield f"series {name}"
    banks = select(SeriesRow.slug, BankRow.slug.label("bank"), SeriesRow.definition, BankRow.header)
    for name, bank, definition, header in rows_of(store, banks.join_from(BankRow, SeriesRow).order_by(BankRow.id)):
        if not is_readable(header_of, header, definition.get(LANGUAGES, ())):
            yield f"bank {name}/{bank}"


def _texts(store: Examined) -> Found:
    """The texts of every version in the languages that it was published in, and notes, as they are made today."""
    rendered = select(
        QuestionVersion.id,
        QuestionVersion.definition,
        QuestionText.language,
        QuestionText.renderer,
    )
    query = rendered.outerjoin(QuestionText, QuestionText.question_version_id == QuestionVersion.id).order_by(
        QuestionVersion.id
    )
    for version, group in groupby(rows_of(store, query), key=lambda row: row.id):
        rows = list(group)
        renderers = {row.language: row.renderer for row in rows if row.language is not None}
        for language in rows[0].definition.get("languages", ()):
            if language not in renderers:
                yield "texts", f"{version} ({language})"
            elif renderers[language] != RENDERER:
                yield "renderer", f"{version} ({language})"
    for (bank,) in rows_of(store, select(BankRow.slug).where(BankRow.renderer != RENDERER).order_by(BankRow.slug)):
        yield "renderer", bank


def _pictures(store: Examined) -> Found:
    names: dict[str, None] = {}
    for row in rows_of(store, content_queries.rendered_texts()):
        names.update(dict.fromkeys(_PICTURE.findall("".join(map(str, row)))))
    return (("pictures", name) for name in names if not _is_kept(store, name))


def _is_kept(store: Examined, name: str) -> bool:
    """Whether a picture is there and is what its name says: in the store, or in the folder of before."""
    found = pictures.find(store.session, name)
    if found is not None:
        return fits_its_name(name, found.content)
    path = store.media / name
    return path.is_file() and fits_its_name(name, path.read_bytes())


def _revisions(store: Examined) -> Found:
    for attempt_id, position in rows_of(store, integrity_queries.gaps_in_revisions()):
        yield "revisions", f"{attempt_id}/{position}"


def _search(store: Examined) -> Found:
    return (("search", place) for place in entries.differences(store.session))


def _sums(store: Examined) -> Found:
    for difference in rebuild.differences(store.session):
        yield difference.table.__tablename__, "/".join(map(str, difference.key))


def _owners(store: Examined) -> Found:
    return (("owners", f"/classes/{number}") for (number,) in rows_of(store, account_queries.without_owner()))


PASSES: tuple[tuple[tuple[str, ...], Callable[[Examined], Found]], ...] = (
    (("integrity",), _integrity),
    (("clock",), _clock),
    (("secret_key",), _secret_key),
    (("owners",), _owners),
    (("orphans",), _orphans),
    (("versions",), _versions),
    (("texts", "renderer"), _texts),
    (("pictures",), _pictures),
    (("search",), _search),
    (("revisions",), _revisions),
    (("latest", "scores", "marks", "tries", "points"), attempts),
    (("states",), states),
    (("overdue", "stuck"), overdue),
    (tuple(table.__tablename__ for table in rebuild.TABLES), _sums),
)
"""Each way through the store with the checks that it makes on the way."""
