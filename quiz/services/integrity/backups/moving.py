"""Moving a store to another database: all rows in one transaction, kept only if both are proven the same."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, Engine, inspect

from quiz.domain.errors import say
from quiz.platform.settings import hidden
from quiz.services.integrity.backups.examining import opened
from quiz.storage import copying, schema
from quiz.storage.copying import Proof
from quiz.storage.snapshots import BackupError


def move(source: Engine, target_url: str, report: Callable[[Proof], None]) -> None:
    """Copy the store, which must have today's schema, into the empty database at ``target_url``.

    Nobody writes to the store meanwhile: who tries waits, and then is answered that the store is busy. Each table is
    reported once it is proven the same in both. Raises ``BackupError``; then the target is as empty as before.
    """
    with opened(target_url) as target:
        if inspect(target).get_table_names():
            raise BackupError(
                say(
                    "%(place)s has tables already. Name an empty database; on PostgreSQL make one with: createdb NAME",
                    place=hidden(target_url),
                )
            )
        with source.connect() as old, old.begin(), schema.unguarded(target) as new, new.begin():
            copying.hold_still(old)
            schema.migrate(new)
            copying.copy_rows(old, new)
            _prove(old, new, report)
            schema.refuse_orphans(new)


def _prove(old: Connection, new: Connection, report: Callable[[Proof], None]) -> None:
    for table in copying.tables():
        wanted, found = copying.proof_of(old, table), copying.proof_of(new, table)
        if wanted != found:
            raise BackupError(
                say(
                    "The table %(table)s differs: %(wanted)d rows in the old store, %(found)d in the new one, hashes "
                    "%(one)s and %(other)s. Nothing was kept. Run quiz doctor on the old store.",
                    table=table.name,
                    wanted=wanted.rows,
                    found=found.rows,
                    one=wanted.hash[:16],
                    other=found.hash[:16],
                )
            )
        report(found)
