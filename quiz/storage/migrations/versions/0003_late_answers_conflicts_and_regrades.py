"""Grace periods and late answers, conflicts that stay open, what was done to an attempt, and regrades."""

import sqlalchemy as sa
from alembic import op

from quiz.storage.types import CompactJson, ExactFraction, Moment

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

EVENTS = "'extended', 'closed_overdue', 'late_counted', 'late_left', 'regraded', 'regrade_undone'"


def upgrade() -> None:
    op.add_column("answer", sa.Column("late", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("attempt", sa.Column("closes_at", Moment(), nullable=True))
    # Until now an attempt took nothing after its deadline.
    op.execute("UPDATE attempt SET closes_at = deadline_at")
    with op.batch_alter_table("attempt") as batch_op:
        batch_op.create_check_constraint(
            op.f("ck_attempt_closes_with_a_deadline"), "(closes_at IS NULL) = (deadline_at IS NULL)"
        )
    running = sa.text("state = 'running'")
    op.create_index("ix_attempt_closing", "attempt", ["closes_at"], sqlite_where=running, postgresql_where=running)
    op.add_column("attempt_question", sa.Column("contested", sa.Integer(), nullable=True))
    with op.batch_alter_table("attempt_question") as batch_op:
        batch_op.add_column(sa.Column("graded_version_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_attempt_question_graded_version_id"), "question_version", ["graded_version_id"], ["id"]
        )
    op.create_index("ix_attempt_question_graded_version_id", "attempt_question", ["graded_version_id"])
    op.create_table(
        "late_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("attempt_question_id", sa.Integer(), nullable=False),
        sa.Column("base_revision", sa.Integer(), nullable=False),
        sa.Column("device", sa.String(40), nullable=False),
        sa.Column("device_sequence", sa.Integer(), nullable=False),
        sa.Column("value", CompactJson(), nullable=False),
        sa.Column("certainty", sa.SmallInteger(), nullable=True),
        sa.Column("client_at", Moment(), nullable=True),
        sa.Column("received_at", Moment(), nullable=False),
        sa.Column("counted", sa.Boolean(), nullable=True),
        sa.Column("decided_at", Moment(), nullable=True),
        sa.CheckConstraint("(counted IS NULL) = (decided_at IS NULL)", name=op.f("ck_late_answer_decided")),
        sa.ForeignKeyConstraint(
            ["attempt_question_id", "attempt_id"],
            ["attempt_question.id", "attempt_question.attempt_id"],
            name="fk_late_answer_attempt_question",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_late_answer")),
        sa.UniqueConstraint(
            "attempt_id", "device", "device_sequence", name=op.f("uq_late_answer_attempt_id_device_device_sequence")
        ),
    )
    op.create_index("ix_late_answer_attempt_question_id", "late_answer", ["attempt_question_id"])
    op.create_table(
        "attempt_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("detail", CompactJson(), nullable=False),
        sa.CheckConstraint(f"kind IN ({EVENTS})", name=op.f("ck_attempt_event_kind")),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name=op.f("fk_attempt_event_attempt_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_attempt_event_by_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt_event")),
    )
    op.create_index("ix_attempt_event_attempt_id", "attempt_event", ["attempt_id"])
    op.create_index("ix_attempt_event_by_id", "attempt_event", ["by_id"])
    op.create_table(
        "regrade",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bank", sa.String(64), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("undone_at", Moment(), nullable=True),
        sa.Column("lowered", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regrade")),
    )
    op.create_table(
        "regraded_question",
        sa.Column("regrade_id", sa.Integer(), nullable=False),
        sa.Column("attempt_question_id", sa.Integer(), nullable=False),
        sa.Column("graded_version_id", sa.Integer(), nullable=True),
        sa.Column("fraction", ExactFraction(), nullable=False),
        sa.Column("marks", ExactFraction(), nullable=False),
        sa.Column("score", CompactJson(), nullable=False),
        sa.Column("attempt_points", ExactFraction(), nullable=True),
        sa.ForeignKeyConstraint(
            ["attempt_question_id"],
            ["attempt_question.id"],
            name=op.f("fk_regraded_question_attempt_question_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["graded_version_id"], ["question_version.id"], name=op.f("fk_regraded_question_graded_version_id")
        ),
        sa.ForeignKeyConstraint(
            ["regrade_id"], ["regrade.id"], name=op.f("fk_regraded_question_regrade_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("regrade_id", "attempt_question_id", name=op.f("pk_regraded_question")),
    )
    op.create_index("ix_regraded_question_attempt_question_id", "regraded_question", ["attempt_question_id"])


def downgrade() -> None:
    raise RuntimeError("late answers and regrades can't be told without their tables")
