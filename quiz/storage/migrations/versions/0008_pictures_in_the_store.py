"""Pictures of published banks; ``quiz db upgrade`` puts those of the folder into the table."""

import sqlalchemy as sa
from alembic import op

from quiz.storage.types import Moment

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "media",
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_media")),
    )


def downgrade() -> None:
    raise RuntimeError("pictures can't be shown without their table")
