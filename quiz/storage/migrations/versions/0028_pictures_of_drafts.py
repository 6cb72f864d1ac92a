"""Pictures that were uploaded for a bank and wait to be published with it."""

import sqlalchemy as sa
from alembic import op

from quiz.storage.types import CompactJson, Moment

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "draft_picture",
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=110), nullable=False),
        sa.Column("kept_as", sa.String(length=60), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("alt", CompactJson(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("uploaded_at", Moment(), nullable=False),
        sa.Column("kept_until", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["series_id"], ["series.id"], name=op.f("fk_draft_picture_series_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_draft_picture_account_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("series_id", "slug", "name", name=op.f("pk_draft_picture")),
    )
    op.create_index(op.f("ix_draft_picture_account_id"), "draft_picture", ["account_id"])
    op.create_index(op.f("ix_draft_picture_kept_until"), "draft_picture", ["kept_until"])


def downgrade() -> None:
    op.drop_table("draft_picture")
