"""Whether the store can be used as it is, asked so often that it has to cost next to nothing."""

from __future__ import annotations

from functools import cache

from sqlalchemy import Engine, text

from quiz.platform.paths import MIGRATIONS
from quiz.storage.database import READ_ONLY


@cache
def known_revisions() -> tuple[str, ...]:
    """The schema's revisions that this version of the code knows, oldest first.

    They are read from the names of the migrations: Alembic would cost each worker some megabytes.
    """
    return tuple(sorted(path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*_*.py")))


def has_schema(engine: Engine) -> bool:
    """Whether the store has the schema that is wanted, or a newer one; raises ``DBAPIError`` where it can't be asked.

    A newer one is what another machine's next release has brought while this one still serves.
    """
    with engine.connect() as connection:
        reading = connection.execution_options(**READ_ONLY)
        revision = reading.scalar(text("SELECT version_num FROM alembic_version"))
    return revision is not None and revision not in known_revisions()[:-1]
