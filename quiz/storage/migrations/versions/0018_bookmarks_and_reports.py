"""Questions that learners bookmarked, and what they reported of questions."""

import re

import sqlalchemy as sa
from alembic import op

from quiz.storage.types import CompactJson, Moment

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def _known() -> list[str]:
    """The acts that can be recorded now: a change that came before this one may have brought some."""
    checks = sa.inspect(op.get_bind()).get_check_constraints("audit_event")
    (found,) = (one["sqltext"] for one in checks if one["name"] == "ck_audit_event_action")
    return re.findall("'([a-z_]+)'", found)


def _allow(actions: list[str]) -> None:
    listed = ", ".join(repr(action) for action in actions)
    with op.batch_alter_table("audit_event") as batch_op:
        batch_op.drop_constraint(op.f("ck_audit_event_action"), type_="check")
        batch_op.create_check_constraint(op.f("ck_audit_event_action"), f"action IN ({listed})")


def upgrade() -> None:
    _allow(list(dict.fromkeys([*_known(), "report_answered"])))
    op.create_table(
        "bookmark",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("question_version_id", sa.Integer(), nullable=False),
        sa.Column("variant", CompactJson(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_bookmark_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], name=op.f("fk_bookmark_question_id")),
        sa.ForeignKeyConstraint(
            ["question_version_id"], ["question_version.id"], name=op.f("fk_bookmark_question_version_id")
        ),
        sa.PrimaryKeyConstraint("account_id", "question_id", name=op.f("pk_bookmark")),
    )
    op.create_index("ix_bookmark_question_id", "bookmark", ["question_id"])
    op.create_table(
        "question_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("question_version_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("reply", sa.Text(), nullable=True),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("answered_at", Moment(), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('key', 'ambiguous', 'display', 'outdated', 'other')", name=op.f("ck_question_report_kind")
        ),
        sa.CheckConstraint(
            "state IN ('open', 'answered', 'corrected', 'declined')", name=op.f("ck_question_report_state")
        ),
        sa.CheckConstraint("(state = 'open') = (reply IS NULL)", name=op.f("ck_question_report_answered")),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name=op.f("fk_question_report_attempt_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["question_version_id"], ["question_version.id"], name=op.f("fk_question_report_question_version_id")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["account.id"], name=op.f("fk_question_report_answered_by_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_report")),
    )
    for columns in (["attempt_id"], ["question_version_id"], ["answered_by_id"], ["state", "id"]):
        op.create_index(f"ix_question_report_{'_'.join(columns)}", "question_report", columns)


def downgrade() -> None:
    op.drop_table("question_report")
    op.drop_table("bookmark")
    # What was recorded stays, so it stays allowed.
