"""Review and adaptive practice: attempts that the app puts together, and how a learner wants to review."""

import sqlalchemy as sa
from alembic import op

from quiz.storage.types import CompactJson, Moment

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    running = sa.text("state = 'running'")
    op.add_column("question", sa.Column("section", sa.String(120), nullable=True))
    op.add_column("quiz", sa.Column("built_in", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.drop_index("uq_attempt_running", "attempt")
    with op.batch_alter_table("attempt") as batch_op:
        batch_op.add_column(sa.Column("purpose", sa.String(16), nullable=False, server_default="quiz"))
        batch_op.add_column(sa.Column("ended_early", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("scope", sa.String(200), nullable=False, server_default=sa.text("''")))
        batch_op.drop_constraint(op.f("ck_attempt_mode"), type_="check")
        batch_op.create_check_constraint(op.f("ck_attempt_mode"), "mode IN ('practice', 'exam', 'review')")
        batch_op.create_check_constraint(
            op.f("ck_attempt_purpose"), "purpose IN ('quiz', 'review', 'adaptive', 'placement')"
        )
    op.create_index(
        "uq_attempt_running",
        "attempt",
        ["account_id", "quiz_id", "scope"],
        unique=True,
        sqlite_where=running,
        postgresql_where=running,
    )
    with op.batch_alter_table("attempt_question") as batch_op:
        batch_op.add_column(sa.Column("stands_for_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(op.f("fk_attempt_question_stands_for_id"), "question", ["stands_for_id"], ["id"])
    op.create_index("ix_attempt_question_stands_for_id", "attempt_question", ["stands_for_id"])
    op.create_table(
        "review_settings",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("retention", sa.Float(), nullable=False),
        sa.Column("daily_cap", sa.SmallInteger(), nullable=False),
        sa.Column("days_off", sa.SmallInteger(), nullable=False),
        sa.Column("holiday_from", sa.Date(), nullable=True),
        sa.Column("holiday_to", sa.Date(), nullable=True),
        sa.Column("goal", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint("retention >= 0.7 AND retention <= 0.97", name=op.f("ck_review_settings_retention")),
        sa.CheckConstraint("daily_cap >= 1 AND daily_cap <= 200", name=op.f("ck_review_settings_daily_cap")),
        sa.CheckConstraint("days_off >= 0 AND days_off < 127", name=op.f("ck_review_settings_days_off")),
        sa.CheckConstraint(
            "(holiday_from IS NULL) = (holiday_to IS NULL)", name=op.f("ck_review_settings_holiday_whole")
        ),
        sa.CheckConstraint(
            "holiday_from IS NULL OR holiday_from <= holiday_to", name=op.f("ck_review_settings_holiday")
        ),
        sa.CheckConstraint("goal >= 0 AND goal <= 7", name=op.f("ck_review_settings_goal")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_review_settings_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_review_settings")),
    )
    # Counted in the learner's days from now on; what is known of learners is recounted after this.
    op.execute("DELETE FROM review_card")
    op.execute("DELETE FROM learner_mastery")
    op.drop_index("ix_review_card_account_id_due_at", "review_card")
    with op.batch_alter_table("review_card") as batch_op:
        batch_op.drop_column("due_at")
        batch_op.add_column(sa.Column("reviewed_on", sa.Date(), nullable=False))
    op.add_column("learner_mastery", sa.Column("mastered_at", Moment(), nullable=True))
    op.create_table(
        "learner_day",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("right_answers", sa.Integer(), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("sure", CompactJson(), nullable=False),
        sa.Column("predicted", CompactJson(), nullable=False),
        sa.CheckConstraint(
            "answers >= 1 AND right_answers >= 0 AND right_answers <= answers", name=op.f("ck_learner_day_answers")
        ),
        sa.CheckConstraint("seconds >= 0", name=op.f("ck_learner_day_seconds")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_learner_day_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", "day", name=op.f("pk_learner_day")),
    )
    op.create_table(
        "review_fit",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("parameters", CompactJson(), nullable=False),
        sa.Column("reviews", sa.Integer(), nullable=False),
        sa.Column("held_out", sa.Integer(), nullable=False),
        sa.Column("loss_default", sa.Float(), nullable=False),
        sa.Column("loss_fitted", sa.Float(), nullable=False),
        sa.Column("used", sa.Boolean(), nullable=False),
        sa.Column("fitted_at", Moment(), nullable=False),
        sa.CheckConstraint("held_out >= 1 AND held_out <= reviews", name=op.f("ck_review_fit_held_out")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_review_fit_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_review_fit")),
    )


def downgrade() -> None:
    raise RuntimeError("attempts at a review can't be told without their columns")
