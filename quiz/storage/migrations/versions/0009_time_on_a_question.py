"""When a question was first shown and how long it was in view, as browsers report it."""

import sqlalchemy as sa
from alembic import op

from quiz.storage.types import Moment

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Nobody reported it until now: it stays empty in attempts of before.
    op.add_column("attempt_question", sa.Column("first_shown_at", Moment(), nullable=True))
    op.add_column("attempt_question", sa.Column("seconds_in_view", sa.Integer(), nullable=True))


def downgrade() -> None:
    raise RuntimeError("how long a question was in view can't be told without its columns")
