"""SQLite gives the number of a class, a member or an assignment once, as PostgreSQL does, though its row is deleted."""

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

TABLES = ("class", "class_member", "assignment")


def upgrade() -> None:
    _rebuild(once=True)


def downgrade() -> None:
    _rebuild(once=False)


def _rebuild(*, once: bool) -> None:
    if op.get_bind().dialect.name == "sqlite":
        for table in TABLES:
            with op.batch_alter_table(table, recreate="always", table_kwargs={"sqlite_autoincrement": once}):
                pass
