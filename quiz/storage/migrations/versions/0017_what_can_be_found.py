"""What can be found: filled by the command that migrates, as it is made from what is published."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "search_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("series_id", sa.Integer(), nullable=False),
        sa.Column("bank_id", sa.Integer(), nullable=True),
        sa.Column("question_version_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("language", sa.String(12), nullable=False),
        sa.Column("section", sa.String(120), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("anchor", sa.String(160), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("title_words", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('note', 'question', 'term')", name=op.f("ck_search_entry_kind")),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_search_entry_series_id")),
        sa.ForeignKeyConstraint(["bank_id"], ["bank.id"], name=op.f("fk_search_entry_bank_id")),
        sa.ForeignKeyConstraint(
            ["question_version_id"], ["question_version.id"], name=op.f("fk_search_entry_question_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_entry")),
    )
    for column in ("series_id", "bank_id", "question_version_id"):
        op.create_index(f"ix_search_entry_{column}", "search_entry", [column])


def downgrade() -> None:
    # SQLite's indexes of words are tables of their own, kept by triggers that go with their table.
    if op.get_bind().dialect.name == "sqlite":
        for name in ("search_trigrams", "search_stems"):
            op.execute(f"DROP TABLE IF EXISTS {name}")
    op.drop_table("search_entry")
