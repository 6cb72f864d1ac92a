"""Notices in an inbox, mail that is sent, addresses and consents."""

import sqlalchemy as sa
from alembic import op

from quiz.storage.types import CompactJson, Moment

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _notices()
    _mail()
    _addresses()
    op.create_table(
        "lease",
        sa.Column("work", sa.String(32), nullable=False),
        sa.Column("holder", sa.String(64), nullable=False),
        sa.Column("until", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("work", name=op.f("pk_lease")),
    )


def _of_account(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_account_id")
    return sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=name, ondelete="CASCADE")


def _notices() -> None:
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("data", CompactJson(), nullable=False),
        sa.Column("address", sa.String(300), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("read_at", Moment(), nullable=True),
        sa.Column("copied", sa.Boolean(), nullable=False),
        _of_account("notice"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    op.create_index("ix_notice_account_id_id", "notice", ["account_id", "id"])
    unread = sa.text("read_at IS NULL")
    op.create_index("ix_notice_unread", "notice", ["account_id"], sqlite_where=unread, postgresql_where=unread)


def _mail() -> None:
    op.create_table(
        "mail_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(16), nullable=False),
        sa.Column("address", sa.String(254), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=True),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=True),
        sa.CheckConstraint("purpose IN ('confirm', 'reset')", name=op.f("ck_mail_link_purpose")),
        _of_account("mail_link"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_link")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_mail_link_token_hash")),
    )
    op.create_index("ix_mail_link_account_id", "mail_link", ["account_id"])
    op.create_table(
        "outgoing_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("link_id", sa.Integer(), nullable=True),
        sa.Column("recipient", sa.String(254), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("headers", CompactJson(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", Moment(), nullable=True),
        sa.Column("sent_at", Moment(), nullable=True),
        sa.Column("failed_at", Moment(), nullable=True),
        sa.Column("reason", sa.String(200), nullable=True),
        _of_account("outgoing_mail"),
        sa.ForeignKeyConstraint(
            ["link_id"], ["mail_link.id"], name=op.f("fk_outgoing_mail_link_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing_mail")),
    )
    op.create_index("ix_outgoing_mail_account_id", "outgoing_mail", ["account_id"])
    op.create_index("ix_outgoing_mail_link_id", "outgoing_mail", ["link_id"])
    op.create_index("ix_outgoing_mail_made_at", "outgoing_mail", ["made_at"])
    due = sa.text("next_try_at IS NOT NULL")
    op.create_index("ix_outgoing_mail_due", "outgoing_mail", ["next_try_at"], sqlite_where=due, postgresql_where=due)


def _addresses() -> None:
    op.create_table(
        "email_address",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(254), nullable=True),
        sa.Column("confirmed_at", Moment(), nullable=True),
        sa.Column("pending", sa.String(254), nullable=True),
        sa.Column("pending_at", Moment(), nullable=True),
        _of_account("email_address"),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_email_address")),
    )
    op.create_table(
        "mail_consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(16), nullable=False),
        sa.Column("token", sa.String(64), nullable=False),
        sa.Column("given_at", Moment(), nullable=True),
        sa.Column("withdrawn_at", Moment(), nullable=True),
        sa.CheckConstraint("purpose IN ('notices', 'reviews')", name=op.f("ck_mail_consent_purpose")),
        _of_account("mail_consent"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_consent")),
        sa.UniqueConstraint("account_id", "purpose", name=op.f("uq_mail_consent_account_id_purpose")),
        sa.UniqueConstraint("token", name=op.f("uq_mail_consent_token")),
    )
    op.create_table(
        "reset_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("typed", sa.String(254), nullable=False),
        sa.Column("language", sa.String(12), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reset_request")),
    )


def downgrade() -> None:
    tables = ("lease", "reset_request", "mail_consent", "email_address", "outgoing_mail", "mail_link", "notice")
    for table in tables:
        op.drop_table(table)
