"""Tries, hints, certainty, and answers that wait for a person."""

import sqlalchemy as sa
from alembic import op

from quiz.storage.types import ExactFraction, Moment

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

ATTEMPT_CHECKS = {
    "mode": "mode IN ('practice', 'exam')",
    "finished_has_a_time": "(state = 'finished') = (finished_at IS NOT NULL)",
    "finished_has_points": "(state = 'finished') = (points IS NOT NULL)",
}
ATTEMPT_CHECKS_NOW = {
    "state": "state IN ('running', 'waiting', 'finished', 'set_aside')",
    "waiting_was_handed_in": "state <> 'waiting' OR handed_in_at IS NOT NULL",
}
QUESTION_CHECKS = {
    "position": "position >= 1",
    "revision": "revision >= 0",
    "share": "share IS NULL OR (share >= 0 AND share <= 1)",
    "scored_whole": "(scored_at IS NULL) = (fraction IS NULL)",
    "scored_share": "(scored_at IS NULL) = (share IS NULL)",
}
QUESTION_CHECKS_NOW = {
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
    _checks("attempt", ATTEMPT_CHECKS, ATTEMPT_CHECKS_NOW, gone=("state",))
    _checks("attempt_question", QUESTION_CHECKS, QUESTION_CHECKS_NOW)
    op.create_index("ix_attempt_question_waiting", "attempt_question", ["waiting"])


def _checks(table: str, kept: dict[str, str], added: dict[str, str], gone: tuple[str, ...] = ()) -> None:
    """Add checks to a table. SQLite can only copy the table, and its reflection knows no checks: all are given."""
    if op.get_bind().dialect.name == "sqlite":
        every = {**kept, **added}
        checks = [sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}")) for name, rule in every.items()]
        with op.batch_alter_table(table, recreate="always", table_args=tuple(checks)):
            pass
        return
    for name in gone:
        op.drop_constraint(op.f(f"ck_{table}_{name}"), table)
    for name, rule in added.items():
        op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, rule)


def downgrade() -> None:
    raise RuntimeError("what tries and certainty stand for can't be told without their columns")
