"""Grading by hand: what each grader gave, drafts, comments used again, second graders, and grades that are held."""

import sqlalchemy as sa
from alembic import op

from quiz.storage.types import CompactJson, ExactFraction, Moment

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def _of_answer(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["attempt_question_id"],
        ["attempt_question.id"],
        name=op.f(f"fk_{table}_attempt_question_id"),
        ondelete="CASCADE",
    )


def _of_account(table: str, column: str, ondelete: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], ["account.id"], name=op.f(f"fk_{table}_{column}"), ondelete=ondelete)


def upgrade() -> None:
    op.create_table(
        "grading_rules",
        sa.Column("question_version_id", sa.Integer(), nullable=False),
        sa.Column("twice", sa.Boolean(), nullable=False),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_version_id"], ["question_version.id"], name=op.f("fk_grading_rules_question_version_id")
        ),
        sa.PrimaryKeyConstraint("question_version_id", name=op.f("pk_grading_rules")),
    )
    op.create_table(
        "answer_grading",
        sa.Column("attempt_question_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("grades", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("first_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("state IN ('second', 'disputed', 'ready', 'fixed')", name=op.f("ck_answer_grading_state")),
        _of_answer("answer_grading"),
        _of_account("answer_grading", "first_by_id", "SET NULL"),
        sa.PrimaryKeyConstraint("attempt_question_id", name=op.f("pk_answer_grading")),
    )
    op.create_index("ix_answer_grading_first_by_id", "answer_grading", ["first_by_id"])
    op.create_table(
        "grade",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attempt_question_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("chosen", CompactJson(), nullable=False),
        sa.Column("fraction", ExactFraction(), nullable=False),
        sa.Column("adjusted", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('first', 'second', 'settled', 'changed')", name=op.f("ck_grade_kind")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_grade_number")),
        _of_answer("grade"),
        _of_account("grade", "by_id", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grade")),
        sa.UniqueConstraint("attempt_question_id", "number", name=op.f("uq_grade_attempt_question_id_number")),
    )
    op.create_index("ix_grade_by_id", "grade", ["by_id"])
    op.create_table(
        "grading_draft",
        sa.Column("attempt_question_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("chosen", CompactJson(), nullable=False),
        sa.Column("share", sa.String(40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("saved_at", Moment(), nullable=False),
        _of_answer("grading_draft"),
        _of_account("grading_draft", "account_id", "CASCADE"),
        sa.PrimaryKeyConstraint("attempt_question_id", "account_id", name=op.f("pk_grading_draft")),
    )
    op.create_index("ix_grading_draft_account_id", "grading_draft", ["account_id"])
    op.create_table(
        "saved_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        _of_account("saved_comment", "account_id", "CASCADE"),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], name=op.f("fk_saved_comment_question_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_comment")),
    )
    op.create_index("ix_saved_comment_account_id_question_id", "saved_comment", ["account_id", "question_id"])
    op.create_index("ix_saved_comment_question_id", "saved_comment", ["question_id"])


def downgrade() -> None:
    for table in ("saved_comment", "grading_draft", "grade", "answer_grading", "grading_rules"):
        op.drop_table(table)
