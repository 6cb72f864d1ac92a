"""When a result was first shown, and one undecided late answer a question."""

import sqlalchemy as sa
from alembic import op

from quiz.storage.types import Moment

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

UNDECIDED = "counted IS NULL"
OVERTAKEN = """
UPDATE late_answer SET counted = false, decided_at = received_at
WHERE counted IS NULL AND EXISTS (
  SELECT 1 FROM late_answer AS later
  WHERE later.attempt_question_id = late_answer.attempt_question_id AND later.counted IS NULL
  AND (later.received_at > late_answer.received_at
       OR (later.received_at = late_answer.received_at AND later.id > late_answer.id)))
"""


def upgrade() -> None:
    op.add_column("attempt", sa.Column("shown_at", Moment(), nullable=True))
    # Nobody noted it until now: every learner who had finished may have seen the result.
    op.execute("UPDATE attempt SET shown_at = finished_at WHERE finished_at IS NOT NULL")
    op.execute(OVERTAKEN)
    where = sa.text(UNDECIDED)
    op.create_index(
        "uq_late_answer_undecided",
        "late_answer",
        ["attempt_question_id"],
        unique=True,
        sqlite_where=where,
        postgresql_where=where,
    )


def downgrade() -> None:
    raise RuntimeError("whether a key was shown can't be told without its column")
