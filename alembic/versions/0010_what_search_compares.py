"""What search and twins compare is worked out anew: more of what looks the same is the same.

Revision ID: 0010
Revises: 0009
"""

import unicodedata
from collections.abc import Callable

import sqlalchemy as sa

from alembic import op
from app.domain.words import fold

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

FOLDED = (("product", "title", "title_fold"), ("concern", "summary", "summary_fold"))
AT_ONCE = 1000


def upgrade() -> None:
    # As the program folds, whichever version of it migrates: another way than its own would find nothing.
    _work_out(fold)


def downgrade() -> None:
    _work_out(_as_before)


def _work_out(folded: Callable[[str], str]) -> None:
    connection = op.get_bind()
    for name, text, kept in FOLDED:
        table = sa.table(name, *(sa.column(column) for column in ("ward_id", "id", text, kept)))
        rows = connection.execute(sa.select(table)).all()
        wrong = [(ward, key, folded(said)) for ward, key, said, was in rows if was != folded(said)]
        change = (
            table.update()
            .where(table.c.ward_id == sa.bindparam("ward"), table.c.id == sa.bindparam("key"))
            .values({kept: sa.bindparam("now")})
        )
        for first in range(0, len(wrong), AT_ONCE):
            some = wrong[first : first + AT_ONCE]
            connection.execute(change, [{"ward": ward, "key": key, "now": now} for ward, key, now in some])


def _as_before(text: str) -> str:
    if text.isascii():
        return text.casefold()
    bare = unicodedata.normalize("NFD", _without_marks(text.replace("Đ", "D").replace("đ", "d")))
    return unicodedata.normalize("NFC", _without_marks(bare)).casefold()


def _without_marks(text: str) -> str:
    return "".join(letter for letter in text if not unicodedata.combining(letter))
