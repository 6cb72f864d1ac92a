"""Runs migrations on the connection that ``quiz.storage.schema`` hands over."""

from typing import Literal

from alembic import context

from quiz.storage.models.base import Base


def _render(kind: str, item: object, context: object) -> str | Literal[False]:
    """Our own column types by their bare names, as the template imports them."""
    if kind == "type" and type(item).__module__ == "quiz.storage.types":
        return f"{type(item).__name__}()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    compare_type=True,
    render_as_batch=True,
    render_item=_render,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
