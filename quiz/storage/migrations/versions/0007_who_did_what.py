"""Who did what: an append-only table of acts."""

import sqlalchemy as sa
from alembic import op

from quiz.storage.types import CompactJson, Moment

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ACTIONS = (
    "'graded', 'extended', 'late_counted', 'late_left', 'regraded', 'regrade_undone', "
    "'published', 'withdrawn', 'brought_back', 'hidden', 'opened', 'owned', "
    "'account_added', 'role_changed', 'disabled', 'enabled', 'account_deleted', "
    "'password_reset', 'password_changed', 'new_device', 'sign_in_failed', 'signed_out_elsewhere'"
)
OBJECTS = "'account', 'attempt', 'bank', 'series'"


def upgrade() -> None:
    op.create_table(
        "audit_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.String(80), nullable=False),
        sa.Column("action", sa.String(24), nullable=False),
        sa.Column("object_kind", sa.String(16), nullable=False),
        sa.Column("object_key", sa.String(161), nullable=False),
        sa.Column("about_id", sa.Integer(), nullable=True),
        sa.Column("before", CompactJson(), nullable=True),
        sa.Column("after", CompactJson(), nullable=True),
        sa.Column("request_id", sa.String(64), nullable=True),
        sa.CheckConstraint(f"action IN ({ACTIONS})", name=op.f("ck_audit_event_action")),
        sa.CheckConstraint(f"object_kind IN ({OBJECTS})", name=op.f("ck_audit_event_object_kind")),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["account.id"], name=op.f("fk_audit_event_actor_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["about_id"], ["account.id"], name=op.f("fk_audit_event_about_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_event")),
    )
    op.create_index("ix_audit_event_at", "audit_event", ["at"])
    op.create_index("ix_audit_event_actor_id", "audit_event", ["actor_id"])
    op.create_index("ix_audit_event_about_id_action_at", "audit_event", ["about_id", "action", "at"])


def downgrade() -> None:
    raise RuntimeError("who did what can't be told without its table")
