"""Challenges: learners say that an answer of theirs should count."""

import re

import sqlalchemy as sa
from alembic import op

from quiz.storage.types import CompactJson, Moment

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

UNDECIDED = sa.text("state IN ('open', 'passed_on')")


def _known() -> list[str]:
    """What may have published a bank now: a change that came before this one may have brought some."""
    checks = sa.inspect(op.get_bind()).get_check_constraints("bank_revision")
    (found,) = (one["sqltext"] for one in checks if one["name"] == "ck_bank_revision_origin")
    return re.findall("'([a-z_]+)'", found)


def _allow(origins: list[str]) -> None:
    listed = ", ".join(repr(origin) for origin in origins)
    with op.batch_alter_table("bank_revision") as batch_op:
        batch_op.drop_constraint(op.f("ck_bank_revision_origin"), type_="check")
        batch_op.create_check_constraint(op.f("ck_bank_revision_origin"), f"origin IN ({listed})")


def upgrade() -> None:
    _allow(list(dict.fromkeys([*_known(), "challenge"])))
    op.create_table(
        "challenge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attempt_question_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("question_version_id", sa.Integer(), nullable=False),
        sa.Column("answer", CompactJson(), nullable=False),
        sa.Column("answer_key", sa.String(64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("reply", sa.Text(), nullable=True),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("answered_at", Moment(), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("regrade_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("state IN ('open', 'passed_on', 'accepted', 'refused')", name=op.f("ck_challenge_state")),
        sa.CheckConstraint("state <> 'refused' OR reply IS NOT NULL", name=op.f("ck_challenge_refused_with_a_reason")),
        sa.CheckConstraint("state = 'open' OR answered_at IS NOT NULL", name=op.f("ck_challenge_answered")),
        sa.ForeignKeyConstraint(
            ["attempt_question_id"],
            ["attempt_question.id"],
            name=op.f("fk_challenge_attempt_question_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], name=op.f("fk_challenge_question_id")),
        sa.ForeignKeyConstraint(
            ["question_version_id"], ["question_version.id"], name=op.f("fk_challenge_question_version_id")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["account.id"], name=op.f("fk_challenge_answered_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["regrade_id"], ["regrade.id"], name=op.f("fk_challenge_regrade_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_challenge")),
    )
    op.create_index(
        "uq_challenge_undecided",
        "challenge",
        ["attempt_question_id"],
        unique=True,
        sqlite_where=UNDECIDED,
        postgresql_where=UNDECIDED,
    )
    for columns in (
        ["attempt_question_id"],
        ["question_id"],
        ["question_version_id"],
        ["answered_by_id"],
        ["regrade_id"],
        ["state", "question_id", "answer_key"],
    ):
        op.create_index(f"ix_challenge_{'_'.join(columns)}", "challenge", columns)


def downgrade() -> None:
    op.drop_table("challenge")
    # The release before knows nothing of challenges: it gets what is nearest.
    op.execute("UPDATE bank_revision SET origin = 'studio' WHERE origin = 'challenge'")
    _allow([origin for origin in _known() if origin != "challenge"])
