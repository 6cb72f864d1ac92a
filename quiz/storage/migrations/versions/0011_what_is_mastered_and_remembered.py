"""What learners have mastered and remember, and what each answer told of it."""

import sqlalchemy as sa
from alembic import op

from quiz.storage.types import Moment

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("question", sa.Column("measures", sa.String(130), nullable=False, server_default=sa.text("''")))
    op.add_column("attempt_question", sa.Column("guess", sa.Float(), nullable=True))
    op.add_column("attempt_question", sa.Column("slip", sa.Float(), nullable=True))
    op.add_column("attempt_question", sa.Column("day", sa.Date(), nullable=True))
    op.add_column("attempt_question", sa.Column("quick", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("attempt_question", sa.Column("recall", sa.Float(), nullable=True))
    op.create_table(
        "review_card",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.SmallInteger(), nullable=False),
        sa.Column("step", sa.SmallInteger(), nullable=True),
        sa.Column("stability", sa.Float(), nullable=False),
        sa.Column("difficulty", sa.Float(), nullable=False),
        sa.Column("reviewed_at", Moment(), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.CheckConstraint("stability > 0", name=op.f("ck_review_card_stability")),
        sa.CheckConstraint("difficulty >= 1 AND difficulty <= 10", name=op.f("ck_review_card_difficulty")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_review_card_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], name=op.f("fk_review_card_question_id")),
        sa.PrimaryKeyConstraint("account_id", "question_id", name=op.f("pk_review_card")),
    )
    op.create_index(op.f("ix_review_card_question_id"), "review_card", ["question_id"])
    op.create_index("ix_review_card_account_id_due_at", "review_card", ["account_id", "due_at"])
    op.create_table(
        "learner_mastery",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("bank_id", sa.Integer(), nullable=False),
        sa.Column("measures", sa.String(130), nullable=False),
        sa.Column("known", sa.Float(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("right_answers", sa.Integer(), nullable=False),
        sa.Column("first_right", sa.Date(), nullable=True),
        sa.Column("two_days", sa.Boolean(), nullable=False),
        sa.Column("answered_at", Moment(), nullable=False),
        sa.CheckConstraint("known >= 0 AND known <= 1", name=op.f("ck_learner_mastery_known")),
        sa.CheckConstraint(
            "answers >= 1 AND right_answers >= 0 AND right_answers <= answers", name=op.f("ck_learner_mastery_answers")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_learner_mastery_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["bank_id"], ["bank.id"], name=op.f("fk_learner_mastery_bank_id")),
        sa.PrimaryKeyConstraint("account_id", "bank_id", "measures", name=op.f("pk_learner_mastery")),
    )
    op.create_index(op.f("ix_learner_mastery_bank_id"), "learner_mastery", ["bank_id"])


def downgrade() -> None:
    raise RuntimeError("what learners remember can't be told without its tables")
