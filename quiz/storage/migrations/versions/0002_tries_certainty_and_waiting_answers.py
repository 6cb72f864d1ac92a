"""Tries, hints, certainty, and answers that wait for a person."""

import sqlalchemy as sa
from alembic import op

from quiz.storage.types import ExactFraction, Moment

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ATTEMPT_CHECKS = {
    "state": "state IN ('running', 'waiting', 'finished', 'set_aside')",
    "waiting_was_handed_in": "state <> 'waiting' OR handed_in_at IS NOT NULL",
}
QUESTION_CHECKS = {
    "scored_marks": "(scored_at IS NULL) = (marks IS NULL)",
    "tries": "tries >= 0 AND hints >= 0",
    "certainty": "certainty IS NULL OR certainty IN (1, 2, 3)",
}


def upgrade() -> None:
    op.add_column("answer", sa.Column("certainty", sa.SmallInteger(), nullable=True))
    op.add_column("attempt", sa.Column("handed_in_at", Moment(), nullable=True))
    for column in (
        sa.Column("marks", ExactFraction(), nullable=True),
        sa.Column("tried_revision", sa.Integer(), nullable=True),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("hints", sa.Integer(), server_default="0", nullable=False),
        sa.Column("certainty", sa.SmallInteger(), nullable=True),
        sa.Column("waiting", sa.Boolean(), server_default=sa.false(), nullable=False),
    ):
        op.add_column("attempt_question", column)
    # Until now a score earned what it was worth, and an exam was graded when it was handed in.
    op.execute("UPDATE attempt_question SET marks = fraction WHERE scored_at IS NOT NULL")
    op.execute("UPDATE attempt SET handed_in_at = finished_at WHERE finished_at IS NOT NULL")
    with op.batch_alter_table("attempt") as batch_op:
        batch_op.drop_constraint(op.f("ck_attempt_state"))
        for name, rule in ATTEMPT_CHECKS.items():
            batch_op.create_check_constraint(op.f(f"ck_attempt_{name}"), rule)
    with op.batch_alter_table("attempt_question") as batch_op:
        for name, rule in QUESTION_CHECKS.items():
            batch_op.create_check_constraint(op.f(f"ck_attempt_question_{name}"), rule)
    op.create_index("ix_attempt_question_waiting", "attempt_question", ["waiting"])


def downgrade() -> None:
    raise RuntimeError("what tries and certainty stand for can't be told without their columns")
