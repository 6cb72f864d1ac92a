"""Retries: attempts at what was answered wrong."""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

BEFORE = "purpose IN ('quiz', 'review', 'adaptive', 'placement')"
SINCE = "purpose IN ('quiz', 'review', 'adaptive', 'retry', 'placement')"


def upgrade() -> None:
    _allow(SINCE)


def downgrade() -> None:
    op.execute("UPDATE attempt SET purpose = 'adaptive' WHERE purpose = 'retry'")
    _allow(BEFORE)


def _allow(purposes: str) -> None:
    with op.batch_alter_table("attempt") as batch_op:
        batch_op.drop_constraint(op.f("ck_attempt_purpose"), type_="check")
        batch_op.create_check_constraint(op.f("ck_attempt_purpose"), purposes)
