"""Drafts of banks, and the steps that they came by."""

import sqlalchemy as sa
from alembic import op

from quiz.storage.types import Moment

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bank_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("source", sa.LargeBinary(), nullable=True),
        sa.Column("base_revision_id", sa.Integer(), nullable=True),
        sa.Column("base_source", sa.LargeBinary(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=True),
        sa.Column("saved_at", Moment(), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_bank_draft_number")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_bank_draft_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_bank_draft_series_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["base_revision_id"],
            ["bank_revision.id"],
            name=op.f("fk_bank_draft_base_revision_id"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_draft")),
        sa.UniqueConstraint("account_id", "series_id", "slug", name=op.f("uq_bank_draft_account_id_series_id_slug")),
    )
    op.create_index(op.f("ix_bank_draft_series_id"), "bank_draft", ["series_id"])
    op.create_index(op.f("ix_bank_draft_base_revision_id"), "bank_draft", ["base_revision_id"])
    op.create_table(
        "bank_draft_step",
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.Column("packed_size", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("saved_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["bank_draft.id"], name=op.f("fk_bank_draft_step_draft_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("draft_id", "number", name=op.f("pk_bank_draft_step")),
    )


def downgrade() -> None:
    op.drop_table("bank_draft_step")
    op.drop_table("bank_draft")
