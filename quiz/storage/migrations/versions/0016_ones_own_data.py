"""Files of one's own data that were asked for, and reviews that were brought along."""

import sqlalchemy as sa
from alembic import op

from quiz.storage.types import CompactJson, Moment

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _files()
    _brought()


def downgrade() -> None:
    op.drop_table("brought_review")
    op.drop_table("data_file")


def _files() -> None:
    op.create_table(
        "data_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("language", sa.String(12), nullable=False),
        sa.Column("options", CompactJson(), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("progress", sa.SmallInteger(), nullable=False),
        sa.Column("tries", sa.SmallInteger(), nullable=False),
        sa.Column("leased_until", Moment(), nullable=True),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("ready_at", Moment(), nullable=True),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("kind IN ('archive', 'deck', 'history')", name=op.f("ck_data_file_kind")),
        sa.CheckConstraint("state IN ('waiting', 'running', 'ready', 'failed')", name=op.f("ck_data_file_state")),
        sa.CheckConstraint("progress >= 0 AND progress <= 100", name=op.f("ck_data_file_progress")),
        sa.CheckConstraint("(state = 'ready') = (content IS NOT NULL)", name=op.f("ck_data_file_ready_has_content")),
        sa.CheckConstraint(
            "(state = 'running') = (leased_until IS NOT NULL)", name=op.f("ck_data_file_running_is_leased")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_data_file_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_file")),
        sa.UniqueConstraint("account_id", "kind", name=op.f("uq_data_file_account_id_kind")),
    )
    op.create_index("ix_data_file_expires_at", "data_file", ["expires_at"])


def _brought() -> None:
    op.create_table(
        "brought_review",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("scored_at", Moment(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("share", sa.Float(), nullable=False),
        sa.Column("tries", sa.SmallInteger(), nullable=False),
        sa.Column("hints", sa.SmallInteger(), nullable=False),
        sa.Column("certainty", sa.SmallInteger(), nullable=True),
        sa.Column("quick", sa.Boolean(), nullable=False),
        sa.Column("guess", sa.Float(), nullable=True),
        sa.Column("slip", sa.Float(), nullable=True),
        sa.Column("seconds_in_view", sa.Integer(), nullable=True),
        sa.Column("stands_for_id", sa.Integer(), nullable=True),
        sa.Column("brought_at", Moment(), nullable=False),
        sa.CheckConstraint("share >= 0 AND share <= 1", name=op.f("ck_brought_review_share")),
        sa.CheckConstraint("tries >= 0 AND hints >= 0", name=op.f("ck_brought_review_counts")),
        sa.CheckConstraint(
            "certainty IS NULL OR (certainty >= 1 AND certainty <= 3)", name=op.f("ck_brought_review_certainty")
        ),
        sa.CheckConstraint("seconds_in_view IS NULL OR seconds_in_view >= 0", name=op.f("ck_brought_review_seconds")),
        sa.CheckConstraint("(guess IS NULL) = (slip IS NULL)", name=op.f("ck_brought_review_chances_whole")),
        sa.CheckConstraint(
            "guess IS NULL OR (guess >= 0 AND slip >= 0 AND guess + slip <= 1)",
            name=op.f("ck_brought_review_chances"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_brought_review_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], name=op.f("fk_brought_review_question_id")),
        sa.ForeignKeyConstraint(["stands_for_id"], ["question.id"], name=op.f("fk_brought_review_stands_for_id")),
        sa.PrimaryKeyConstraint("account_id", "question_id", "scored_at", name=op.f("pk_brought_review")),
    )
    op.create_index("ix_brought_review_question_id", "brought_review", ["question_id"])
    op.create_index("ix_brought_review_stands_for_id", "brought_review", ["stands_for_id"])
