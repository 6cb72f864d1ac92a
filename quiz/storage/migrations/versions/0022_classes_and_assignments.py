"""Classes, their assignments and exceptions, their gradebook; who edits a series beside its owner."""

import sqlalchemy as sa
from alembic import op

from quiz.storage.types import CompactJson, ExactFraction, Moment

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

PURPOSES_BEFORE = "purpose IN ('quiz', 'review', 'adaptive', 'retry', 'placement')"
PURPOSES = "purpose IN ('quiz', 'review', 'adaptive', 'retry', 'placement', 'assignment')"
EVENTS_BEFORE = "kind IN ('extended', 'closed_overdue', 'late_counted', 'late_left', 'regraded', 'regrade_undone')"
EVENTS = (
    "kind IN ('extended', 'closed_overdue', 'late_counted', 'late_left', 'regraded', 'regrade_undone', 'closed', "
    "'released')"
)


def upgrade() -> None:
    op.create_table(
        "class",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("term", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=12), nullable=False),
        sa.Column("joinable", sa.Boolean(), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("archived_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_class")),
        sa.UniqueConstraint("code", name=op.f("uq_class_code")),
    )
    op.create_table(
        "class_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["class_id"], ["class.id"], name=op.f("fk_class_group_class_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_class_group")),
        sa.UniqueConstraint("class_id", "name", name=op.f("uq_class_group_class_id_name")),
    )
    op.create_table(
        "class_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("shown_name", sa.String(length=64), nullable=True),
        sa.Column("joined_at", Moment(), nullable=False),
        sa.Column("left_at", Moment(), nullable=True),
        sa.CheckConstraint("role IN ('owner', 'teacher', 'assistant', 'learner')", name=op.f("ck_class_member_role")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_class_member_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["class_id"], ["class.id"], name=op.f("fk_class_member_class_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_class_member")),
        sa.UniqueConstraint("class_id", "account_id", name=op.f("uq_class_member_class_id_account_id")),
    )
    op.create_index("ix_class_member_account_id", "class_member", ["account_id"])

    op.create_table(
        "mark_category",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("weight", ExactFraction(length=80), nullable=False),
        sa.Column("drop_lowest", sa.SmallInteger(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.CheckConstraint("drop_lowest >= 0", name=op.f("ck_mark_category_drop_lowest")),
        sa.ForeignKeyConstraint(["class_id"], ["class.id"], name=op.f("fk_mark_category_class_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mark_category")),
        sa.UniqueConstraint("class_id", "name", name=op.f("uq_mark_category_class_id_name")),
    )
    op.create_table(
        "class_series",
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["class_id"], ["class.id"], name=op.f("fk_class_series_class_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_class_series_series_id")),
        sa.PrimaryKeyConstraint("class_id", "series_id", name=op.f("pk_class_series")),
    )
    op.create_index("ix_class_series_series_id", "class_series", ["series_id"])

    op.create_table(
        "group_member",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["class_group.id"], name=op.f("fk_group_member_group_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["class_member.id"], name=op.f("fk_group_member_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("group_id", "member_id", name=op.f("pk_group_member")),
    )
    op.create_index("ix_group_member_member_id", "group_member", ["member_id"])

    op.create_table(
        "mark_column",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("possible", ExactFraction(length=80), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=True),
        sa.Column("released_at", Moment(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["category_id"], ["mark_category.id"], name=op.f("fk_mark_column_category_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["class_id"], ["class.id"], name=op.f("fk_mark_column_class_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mark_column")),
    )
    op.create_index("ix_mark_column_category_id", "mark_column", ["category_id"])
    op.create_index("ix_mark_column_class_id", "mark_column", ["class_id"])

    op.create_table(
        "series_editor",
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_series_editor_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["series_id"], ["series.id"], name=op.f("fk_series_editor_series_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("series_id", "account_id", name=op.f("pk_series_editor")),
    )
    op.create_index("ix_series_editor_account_id", "series_editor", ["account_id"])

    op.create_table(
        "assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("quiz_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("instructions", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("chosen", CompactJson(), nullable=False),
        sa.Column("opens_at", Moment(), nullable=True),
        sa.Column("due_at", Moment(), nullable=True),
        sa.Column("closes_at", Moment(), nullable=True),
        sa.Column("late_policy", sa.String(length=10), nullable=False),
        sa.Column("late_share", ExactFraction(length=80), nullable=True),
        sa.Column("attempts_allowed", sa.SmallInteger(), nullable=True),
        sa.Column("counted", sa.String(length=10), nullable=False),
        sa.Column("feedback", sa.String(length=10), nullable=False),
        sa.Column("access_code", sa.String(length=40), nullable=True),
        sa.Column("prerequisites", CompactJson(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=True),
        sa.Column("released_at", Moment(), nullable=True),
        sa.Column("published_at", Moment(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("counted IN ('best', 'latest', 'first', 'average')", name=op.f("ck_assignment_counted")),
        sa.CheckConstraint(
            "feedback IN ('at_once', 'handed_in', 'after_due', 'never')", name=op.f("ck_assignment_feedback")
        ),
        sa.CheckConstraint("late_policy IN ('none', 'marked', 'share')", name=op.f("ck_assignment_late_policy")),
        sa.CheckConstraint("source IN ('quiz', 'picked', 'rule')", name=op.f("ck_assignment_source")),
        sa.CheckConstraint(
            "attempts_allowed IS NULL OR attempts_allowed >= 1", name=op.f("ck_assignment_attempts_allowed")
        ),
        sa.ForeignKeyConstraint(
            ["category_id"], ["mark_category.id"], name=op.f("fk_assignment_category_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["class_id"], ["class.id"], name=op.f("fk_assignment_class_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["quiz_id"], ["quiz.id"], name=op.f("fk_assignment_quiz_id")),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_assignment_series_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
        sa.UniqueConstraint("quiz_id", name=op.f("uq_assignment_quiz_id")),
    )
    op.create_index("ix_assignment_category_id", "assignment", ["category_id"])
    op.create_index("ix_assignment_class_id_due_at", "assignment", ["class_id", "due_at"])
    op.create_index("ix_assignment_series_id", "assignment", ["series_id"])

    op.create_table(
        "assignment_override",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=True),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("opens_at", Moment(), nullable=True),
        sa.Column("due_at", Moment(), nullable=True),
        sa.Column("closes_at", Moment(), nullable=True),
        sa.Column("extra_minutes", sa.SmallInteger(), nullable=False),
        sa.Column("extra_percent", sa.SmallInteger(), nullable=False),
        sa.Column("extra_attempts", sa.SmallInteger(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(member_id IS NULL) <> (group_id IS NULL)", name=op.f("ck_assignment_override_for_one")),
        sa.CheckConstraint(
            "extra_minutes >= 0 AND extra_percent >= 0 AND extra_attempts >= 0",
            name=op.f("ck_assignment_override_extra"),
        ),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_assignment_override_assignment_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["class_group.id"], name=op.f("fk_assignment_override_group_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["account.id"], name=op.f("fk_assignment_override_made_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["class_member.id"], name=op.f("fk_assignment_override_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment_override")),
        sa.UniqueConstraint("assignment_id", "group_id", name=op.f("uq_assignment_override_assignment_id_group_id")),
        sa.UniqueConstraint("assignment_id", "member_id", name=op.f("uq_assignment_override_assignment_id_member_id")),
    )
    op.create_index("ix_assignment_override_group_id", "assignment_override", ["group_id"])
    op.create_index("ix_assignment_override_made_by_id", "assignment_override", ["made_by_id"])
    op.create_index("ix_assignment_override_member_id", "assignment_override", ["member_id"])

    op.create_table(
        "class_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("assignment_id", sa.Integer(), nullable=True),
        sa.Column("column_id", sa.Integer(), nullable=True),
        sa.Column("points", ExactFraction(length=80), nullable=True),
        sa.Column("excused", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.Column("changed_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("(assignment_id IS NULL) <> (column_id IS NULL)", name=op.f("ck_class_mark_for_one")),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignment.id"], name=op.f("fk_class_mark_assignment_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["account.id"], name=op.f("fk_class_mark_changed_by_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["column_id"], ["mark_column.id"], name=op.f("fk_class_mark_column_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["class_member.id"], name=op.f("fk_class_mark_member_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_class_mark")),
    )
    op.create_index("ix_class_mark_assignment_id", "class_mark", ["assignment_id"])
    op.create_index("ix_class_mark_changed_by_id", "class_mark", ["changed_by_id"])
    op.create_index("ix_class_mark_column_id", "class_mark", ["column_id"])
    op.create_index(
        "uq_class_mark_assignment",
        "class_mark",
        ["member_id", "assignment_id"],
        unique=True,
        sqlite_where=sa.text("assignment_id IS NOT NULL"),
        postgresql_where=sa.text("assignment_id IS NOT NULL"),
    )
    op.create_index(
        "uq_class_mark_column",
        "class_mark",
        ["member_id", "column_id"],
        unique=True,
        sqlite_where=sa.text("column_id IS NOT NULL"),
        postgresql_where=sa.text("column_id IS NOT NULL"),
    )

    op.create_table(
        "attempt_presence",
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("seen_at", Moment(), nullable=False),
        sa.Column("position", sa.SmallInteger(), nullable=False),
        sa.Column("waiting", sa.SmallInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name=op.f("fk_attempt_presence_attempt_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("attempt_id", name=op.f("pk_attempt_presence")),
    )
    with op.batch_alter_table("attempt") as batch_op:
        batch_op.add_column(sa.Column("held_back", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.drop_constraint(op.f("ck_attempt_purpose"), type_="check")
        batch_op.create_check_constraint(op.f("ck_attempt_purpose"), PURPOSES)
    held_back = sa.text("held_back")
    op.create_index("ix_attempt_held_back", "attempt", ["quiz_id"], sqlite_where=held_back, postgresql_where=held_back)
    with op.batch_alter_table("attempt_event") as batch_op:
        batch_op.drop_constraint(op.f("ck_attempt_event_kind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_attempt_event_kind"), EVENTS)
    # The code alone lists what may be recorded: each new act would make the whole log again.
    with op.batch_alter_table("audit_event") as batch_op:
        batch_op.drop_constraint(op.f("ck_audit_event_action"), type_="check")
        batch_op.drop_constraint(op.f("ck_audit_event_object_kind"), type_="check")


def downgrade() -> None:
    # What was recorded stays, so all of it stays allowed.
    with op.batch_alter_table("audit_event") as batch_op:
        batch_op.create_check_constraint(op.f("ck_audit_event_action"), "action <> ''")
        batch_op.create_check_constraint(op.f("ck_audit_event_object_kind"), "object_kind <> ''")
    op.execute("DELETE FROM attempt_event WHERE kind IN ('closed', 'released')")
    with op.batch_alter_table("attempt_event") as batch_op:
        batch_op.drop_constraint(op.f("ck_attempt_event_kind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_attempt_event_kind"), EVENTS_BEFORE)
    op.drop_index("ix_attempt_held_back", table_name="attempt")
    op.execute("UPDATE attempt SET purpose = 'adaptive' WHERE purpose = 'assignment'")
    with op.batch_alter_table("attempt") as batch_op:
        batch_op.drop_constraint(op.f("ck_attempt_purpose"), type_="check")
        batch_op.create_check_constraint(op.f("ck_attempt_purpose"), PURPOSES_BEFORE)
        batch_op.drop_column("held_back")
    op.drop_table("attempt_presence")
    op.drop_table("class_mark")
    op.drop_table("assignment_override")
    op.drop_table("assignment")
    op.drop_table("series_editor")
    op.drop_table("mark_column")
    op.drop_table("group_member")
    op.drop_table("class_series")
    op.drop_table("mark_category")
    op.drop_table("class_member")
    op.drop_table("class_group")
    op.drop_table("class")
