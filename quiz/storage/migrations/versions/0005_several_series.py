"""A store holds several series; banks and series can be hidden and withdrawn."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

STANDINGS = "standing IN ('open', 'hidden', 'withdrawn')"


def upgrade() -> None:
    with op.batch_alter_table("series") as batch_op:
        batch_op.add_column(sa.Column("standing", sa.String(12), server_default="open", nullable=False))
        batch_op.add_column(sa.Column("owner_id", sa.Integer(), nullable=True))
        batch_op.create_check_constraint(op.f("ck_series_standing"), STANDINGS)
        batch_op.create_foreign_key(op.f("fk_series_owner_id"), "account", ["owner_id"], ["id"], ondelete="SET NULL")
    op.create_index("ix_series_owner_id", "series", ["owner_id"])
    op.add_column("bank", sa.Column("series_id", sa.Integer(), nullable=True))
    op.add_column("quiz", sa.Column("series_id", sa.Integer(), nullable=True))
    # Until now there was one series, and all banks and quizzes were its own.
    op.execute("UPDATE bank SET series_id = (SELECT min(id) FROM series)")
    op.execute("UPDATE quiz SET series_id = (SELECT min(id) FROM series)")
    with op.batch_alter_table("bank") as batch_op:
        batch_op.alter_column("series_id", existing_type=sa.Integer(), nullable=False)
        batch_op.add_column(sa.Column("standing", sa.String(12), server_default="open", nullable=False))
        batch_op.create_check_constraint(op.f("ck_bank_standing"), STANDINGS)
        batch_op.create_foreign_key(op.f("fk_bank_series_id"), "series", ["series_id"], ["id"])
        batch_op.drop_constraint("uq_bank_slug", type_="unique")
        batch_op.create_unique_constraint(op.f("uq_bank_series_id_slug"), ["series_id", "slug"])
    with op.batch_alter_table("quiz") as batch_op:
        batch_op.alter_column("series_id", existing_type=sa.Integer(), nullable=False)
        batch_op.create_foreign_key(op.f("fk_quiz_series_id"), "series", ["series_id"], ["id"])
        batch_op.drop_constraint("uq_quiz_key", type_="unique")
        batch_op.create_unique_constraint(op.f("uq_quiz_series_id_key"), ["series_id", "key"])

    op.add_column("regrade", sa.Column("bank_id", sa.Integer(), nullable=True))
    op.execute("UPDATE regrade SET bank_id = (SELECT id FROM bank WHERE bank.slug = regrade.bank)")
    with op.batch_alter_table("regrade") as batch_op:
        batch_op.alter_column("bank_id", existing_type=sa.Integer(), nullable=False)
        batch_op.create_foreign_key(op.f("fk_regrade_bank_id"), "bank", ["bank_id"], ["id"])
        batch_op.drop_column("bank")
    op.create_index("ix_regrade_bank_id", "regrade", ["bank_id"])


def downgrade() -> None:
    raise RuntimeError("several series don't fit into a store for one")
