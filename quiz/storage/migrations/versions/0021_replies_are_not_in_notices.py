"""A reply to a report is no part of its notice: a test may ask the question, and the page holds the reply back then."""

import sqlalchemy as sa
from alembic import op

from quiz.storage.types import CompactJson

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

_NOTICE = sa.table("notice", sa.column("id", sa.Integer), sa.column("kind", sa.String), sa.column("data", CompactJson))


def upgrade() -> None:
    bind = op.get_bind()
    found = sa.select(_NOTICE.c.id, _NOTICE.c.data).where(_NOTICE.c.kind == "report_answered")
    for number, data in bind.execute(found).all():
        kept = {name: value for name, value in data.items() if name != "answer"}
        bind.execute(sa.update(_NOTICE).where(_NOTICE.c.id == number).values(data=kept))


def downgrade() -> None:
    # The release before shows a notice without the reply where it held one back.
    pass
