"""Certificates of parts of a series that were mastered."""

import sqlalchemy as sa
from alembic import op

from quiz.storage.types import CompactJson, Moment

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "certificate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(32), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(80), nullable=False),
        sa.Column("earned_at", Moment(), nullable=False),
        sa.Column("earned_on", sa.Date(), nullable=False),
        sa.Column("texts", CompactJson(), nullable=False),
        sa.Column("name", sa.String(64), nullable=True),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_certificate_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_certificate_series_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
        sa.UniqueConstraint("account_id", "series_id", "part", name=op.f("uq_certificate_account_id_series_id_part")),
        sa.UniqueConstraint("token", name=op.f("uq_certificate_token")),
    )
    op.create_index("ix_certificate_series_id", "certificate", ["series_id"])


def downgrade() -> None:
    op.drop_table("certificate")
