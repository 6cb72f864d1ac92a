"""Banks are kept as they were published, and attempts pin what stood around their questions."""

import json

import sqlalchemy as sa
from alembic import op

from quiz.storage.types import CompactJson, Moment

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

ORIGINS = "'command', 'start', 'studio', 'upgrade'"
BATCH = 500

CONTEXTS = sa.table(
    "question_context",
    sa.column("question_version_id", sa.Integer()),
    sa.column("language", sa.String()),
    sa.column("bank_revision_id", sa.Integer()),
    sa.column("context", CompactJson()),
    sa.column("sources", CompactJson()),
)
TEXTS = """
SELECT question_text.question_version_id, question_text.language, bank_revision.id,
  CAST(question_text.shown AS TEXT), CAST(question_text.revealed AS TEXT)
FROM question_text
JOIN question_version ON question_version.id = question_text.question_version_id
JOIN question ON question.id = question_version.question_id
JOIN bank_revision ON bank_revision.bank_id = question.bank_id
ORDER BY question_text.question_version_id, question_text.language
"""


def upgrade() -> None:
    _tables()
    _columns()
    # Nobody kept the files until now. What is published is the first revision, and every attempt is of it.
    op.execute(
        "INSERT INTO bank_revision (bank_id, number, header, pictures, published_at, origin) "
        "SELECT id, 1, header, '{}', published_at, 'upgrade' FROM bank ORDER BY id"
    )
    op.execute(
        "UPDATE bank SET current_revision_id = (SELECT id FROM bank_revision WHERE bank_revision.bank_id = bank.id)"
    )
    op.execute(
        "UPDATE attempt_question SET bank_revision_id = (SELECT bank_revision.id FROM bank_revision "
        "JOIN question ON question.bank_id = bank_revision.bank_id "
        "JOIN question_version ON question_version.question_id = question.id "
        "WHERE question_version.id = attempt_question.question_version_id)"
    )
    _keep_contexts()


def _tables() -> None:
    op.create_table(
        "bank_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bank_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("source", sa.LargeBinary(), nullable=True),
        sa.Column("content_hash", sa.String(64), nullable=True),
        sa.Column("header", CompactJson(), nullable=False),
        sa.Column("pictures", CompactJson(), nullable=False),
        sa.Column("published_at", Moment(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.String(80), nullable=True),
        sa.Column("origin", sa.String(16), nullable=False),
        sa.Column("path", sa.Text(), nullable=True),
        sa.CheckConstraint(f"origin IN ({ORIGINS})", name=op.f("ck_bank_revision_origin")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_bank_revision_number")),
        sa.CheckConstraint(
            "(source IS NULL) = (content_hash IS NULL)", name=op.f("ck_bank_revision_source_has_a_hash")
        ),
        sa.ForeignKeyConstraint(["bank_id"], ["bank.id"], name=op.f("fk_bank_revision_bank_id")),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_bank_revision_by_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_revision")),
        sa.UniqueConstraint("bank_id", "number", name=op.f("uq_bank_revision_bank_id_number")),
    )
    op.create_index("ix_bank_revision_by_id", "bank_revision", ["by_id"])
    op.create_table(
        "question_context",
        sa.Column("question_version_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(12), nullable=False),
        sa.Column("bank_revision_id", sa.Integer(), nullable=False),
        sa.Column("context", CompactJson(), nullable=False),
        sa.Column("sources", CompactJson(), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_version_id"], ["question_version.id"], name=op.f("fk_question_context_question_version_id")
        ),
        sa.ForeignKeyConstraint(
            ["bank_revision_id"], ["bank_revision.id"], name=op.f("fk_question_context_bank_revision_id")
        ),
        sa.PrimaryKeyConstraint(
            "question_version_id", "language", "bank_revision_id", name=op.f("pk_question_context")
        ),
    )


def _columns() -> None:
    for table, column, constraint in (
        ("bank", "current_revision_id", "fk_bank_current_revision_id"),
        ("attempt_question", "bank_revision_id", "fk_attempt_question_bank_revision_id"),
    ):
        with op.batch_alter_table(table) as batch_op:
            batch_op.add_column(sa.Column(column, sa.Integer(), nullable=True))
            batch_op.create_foreign_key(op.f(constraint), "bank_revision", [column], ["id"])
    op.add_column("bank", sa.Column("renderer", sa.String(40), server_default="1", nullable=False))


def _keep_contexts() -> None:
    """What stands around each version is kept with the first revision as it is shown now."""
    connection = op.get_bind()
    rows = connection.execute(sa.text(TEXTS))
    while batch := rows.fetchmany(BATCH):
        connection.execute(sa.insert(CONTEXTS), [_context(*row) for row in batch])


def _context(version: int, language: str, bank_revision: int, shown: str, revealed: str) -> dict[str, object]:
    return {
        "question_version_id": version,
        "language": language,
        "bank_revision_id": bank_revision,
        "context": json.loads(shown).get("context", {}),
        "sources": json.loads(revealed).get("sources", []),
    }


def downgrade() -> None:
    raise RuntimeError("what was published can't be told without its tables")
