"""Reminders: what learners asked for, their calendars, the browsers that show them."""

import sqlalchemy as sa
from alembic import op

from quiz.storage.types import Moment

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def _account(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["account_id"], ["account.id"], name=op.f(f"fk_{table}_account_id"), ondelete="CASCADE"
    )


def upgrade() -> None:
    op.create_table(
        "reminder_settings",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("hour", sa.SmallInteger(), nullable=False),
        sa.Column("only_due", sa.Boolean(), nullable=False),
        sa.Column("language", sa.String(12), nullable=False),
        sa.Column("next_at", Moment(), nullable=True),
        sa.CheckConstraint("hour >= 0 AND hour <= 23", name=op.f("ck_reminder_settings_hour")),
        _account("reminder_settings"),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_reminder_settings")),
    )
    op.create_index("ix_reminder_settings_next_at", "reminder_settings", ["next_at"])
    op.create_table(
        "calendar_feed",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("nonce", sa.String(64), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("language", sa.String(12), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        _account("calendar_feed"),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendar_feed_token_hash")),
    )
    op.create_table(
        "push_subscription",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("endpoint", sa.Text(), nullable=False),
        sa.Column("endpoint_hash", sa.String(64), nullable=False),
        sa.Column("p256dh", sa.String(120), nullable=False),
        sa.Column("auth", sa.String(40), nullable=False),
        sa.Column("agent", sa.String(200), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("sent_at", Moment(), nullable=True),
        sa.Column("owed_for", sa.Date(), nullable=True),
        sa.Column("retry_at", Moment(), nullable=True),
        sa.Column("failures", sa.SmallInteger(), nullable=False),
        sa.Column("fault", sa.String(80), nullable=True),
        _account("push_subscription"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_push_subscription")),
        sa.UniqueConstraint("endpoint_hash", name=op.f("uq_push_subscription_endpoint_hash")),
    )
    op.create_index("ix_push_subscription_account_id", "push_subscription", ["account_id"])
    op.create_index("ix_push_subscription_retry_at", "push_subscription", ["retry_at"])
    op.create_table(
        "reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("channel", sa.String(8), nullable=False),
        sa.Column("due", sa.Integer(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.CheckConstraint("channel IN ('mail', 'push')", name=op.f("ck_reminder_channel")),
        _account("reminder"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.UniqueConstraint("account_id", "day", "channel", name=op.f("uq_reminder_account_id_day_channel")),
    )


def downgrade() -> None:
    for table in ("reminder", "push_subscription", "calendar_feed", "reminder_settings"):
        op.drop_table(table)
