"""What learners' first finished attempts of a quiz say of it and of its questions."""

import sqlalchemy as sa
from alembic import op

from quiz.storage.types import CompactJson, Moment

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "first_finish",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("quiz_id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("quiz_version_id", sa.Integer(), nullable=False),
        sa.Column("total", sa.SmallInteger(), nullable=False),
        sa.Column("asked", CompactJson(), nullable=False),
        sa.Column("finished_at", Moment(), nullable=False),
        sa.CheckConstraint("total >= 0 AND total <= 1000", name=op.f("ck_first_finish_total")),
        _to("first_finish", "account_id", "account", ondelete="CASCADE"),
        _to("first_finish", "attempt_id", "attempt", ondelete="CASCADE"),
        _to("first_finish", "quiz_id", "quiz"),
        _to("first_finish", "quiz_version_id", "quiz_version"),
        sa.PrimaryKeyConstraint("account_id", "quiz_id", name=op.f("pk_first_finish")),
        sa.UniqueConstraint("attempt_id", name=op.f("uq_first_finish_attempt_id")),
    )
    op.create_index(op.f("ix_first_finish_quiz_id"), "first_finish", ["quiz_id"])
    op.create_index(op.f("ix_first_finish_quiz_version_id"), "first_finish", ["quiz_version_id"])
    op.create_table(
        "total_sums",
        sa.Column("quiz_version_id", sa.Integer(), nullable=False),
        sa.Column("total", sa.SmallInteger(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        _to("total_sums", "quiz_version_id", "quiz_version"),
        sa.PrimaryKeyConstraint("quiz_version_id", "total", name=op.f("pk_total_sums")),
    )
    op.create_table(
        "item_sums",
        sa.Column("quiz_version_id", sa.Integer(), nullable=False),
        sa.Column("question_version_id", sa.Integer(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in ("weight", "x", "xx", "rest")),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in ("rest_rest", "x_rest")),
        sa.Column("timed", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.BigInteger(), nullable=False),
        _to("item_sums", "quiz_version_id", "quiz_version"),
        _to("item_sums", "question_version_id", "question_version"),
        sa.PrimaryKeyConstraint("quiz_version_id", "question_version_id", name=op.f("pk_item_sums")),
    )
    op.create_index(op.f("ix_item_sums_question_version_id"), "item_sums", ["question_version_id"])
    op.create_table(
        "place_sums",
        sa.Column("quiz_version_id", sa.Integer(), nullable=False),
        sa.Column("question_version_id", sa.Integer(), nullable=False),
        sa.Column("choice", sa.Text(), nullable=False),
        sa.Column("share", sa.SmallInteger(), nullable=False),
        sa.Column("total", sa.SmallInteger(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        _to("place_sums", "quiz_version_id", "quiz_version"),
        _to("place_sums", "question_version_id", "question_version"),
        sa.PrimaryKeyConstraint(
            *("quiz_version_id", "question_version_id", "choice", "share", "total"), name=op.f("pk_place_sums")
        ),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_place_sums_question_version_id"), "place_sums", ["question_version_id"])


def _to(table: str, column: str, other: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, ondelete=ondelete)


def downgrade() -> None:
    for table in ("place_sums", "item_sums", "total_sums", "first_finish"):
        op.drop_table(table)
