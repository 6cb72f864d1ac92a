"""Invitations of teachers, for how long data are kept, and when work beside the pages was last looked for."""

import sqlalchemy as sa
from alembic import op

from quiz.storage.types import Moment

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "background_work",
        sa.Column("work", sa.String(length=32), nullable=False),
        sa.Column("looked_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("work", name=op.f("pk_background_work")),
    )
    op.create_table(
        "retention_rules",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("learner_months", sa.SmallInteger(), nullable=True),
        sa.Column("class_months", sa.SmallInteger(), nullable=True),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_retention_rules_one_row")),
        sa.CheckConstraint("learner_months >= 1 AND class_months >= 1", name=op.f("ck_retention_rules_months")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_rules")),
    )
    op.create_table(
        "retention_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("class_id", sa.Integer(), nullable=True),
        sa.Column("informed_at", Moment(), nullable=False),
        sa.CheckConstraint("(account_id IS NULL) <> (class_id IS NULL)", name=op.f("ck_retention_notice_for_one")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_retention_notice_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["class_id"], ["class.id"], name=op.f("fk_retention_notice_class_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retention_notice")),
        sa.UniqueConstraint("account_id", name=op.f("uq_retention_notice_account_id")),
        sa.UniqueConstraint("class_id", name=op.f("uq_retention_notice_class_id")),
    )
    op.create_index(op.f("ix_retention_notice_informed_at"), "retention_notice", ["informed_at"])
    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("note", sa.String(length=80), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("used_at", Moment(), nullable=True),
        sa.Column("used_by_id", sa.Integer(), nullable=True),
        sa.Column("revoked_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["account.id"], name=op.f("fk_invitation_made_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["used_by_id"], ["account.id"], name=op.f("fk_invitation_used_by_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_token_hash")),
    )
    op.create_index(op.f("ix_invitation_made_by_id"), "invitation", ["made_by_id"])
    op.create_index(op.f("ix_invitation_used_by_id"), "invitation", ["used_by_id"])


def downgrade() -> None:
    op.drop_table("invitation")
    op.drop_table("retention_notice")
    op.drop_table("retention_rules")
    op.drop_table("background_work")
