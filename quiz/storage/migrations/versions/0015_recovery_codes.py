"""Recovery codes, and when somebody confirmed to be old enough to sign up alone."""

import sqlalchemy as sa
from alembic import op

from quiz.storage.types import Moment

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

ACTIONS = (
    "'graded', 'extended', 'late_counted', 'late_left', 'regraded', 'regrade_undone', "
    "'published', 'withdrawn', 'brought_back', 'hidden', 'opened', 'owned', "
    "'account_added', 'role_changed', 'disabled', 'enabled', 'account_deleted', "
    "'password_reset', 'password_changed', 'new_device', 'sign_in_failed', 'signed_out_elsewhere', "
    "'recovered', 'recovery_code_made'"
)


def upgrade() -> None:
    op.create_table(
        "recovery_code",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("salt", sa.String(32), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("noted_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_recovery_code_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_recovery_code")),
    )
    op.add_column("account", sa.Column("age_confirmed_at", Moment(), nullable=True))
    with op.batch_alter_table("audit_event") as batch_op:
        batch_op.drop_constraint(op.f("ck_audit_event_action"), type_="check")
        batch_op.create_check_constraint(op.f("ck_audit_event_action"), f"action IN ({ACTIONS})")


def downgrade() -> None:
    # What was recorded stays, and so does what may be recorded.
    op.drop_column("account", "age_confirmed_at")
    op.drop_table("recovery_code")
