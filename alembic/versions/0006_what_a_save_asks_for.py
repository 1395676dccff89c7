"""What a save asks for is found by an index, and the state of reference data has a name.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
import sqlmodel

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

IS_EVIDENCE = sa.text("evidence_channel IS NOT NULL")
DAYS = {
    "sqlite": "CAST(replace(published_on, '-', '') AS INTEGER)",
    "postgresql": "CAST(to_char(published_on, 'YYYYMMDD') AS INTEGER)",
}
NAMES = {"sqlite": "lower(hex(randomblob(32)))", "postgresql": "md5(random()::text) || md5(random()::text)"}


def upgrade() -> None:
    dialect = op.get_bind().dialect.name
    with op.batch_alter_table("trailhead") as table:
        table.add_column(
            sa.Column("reference_digest", sqlmodel.sql.sqltypes.AutoString(), nullable=False, server_default="")
        )
    op.execute(f"UPDATE trailhead SET reference_digest = {NAMES[dialect]}")  # noqa: S608
    with op.batch_alter_table("trailhead") as table:
        table.alter_column("reference_digest", server_default=None)
    # Without a batch, which would make the table anew and give it row ids.
    op.add_column("reach", sa.Column("evidence_channel", sqlmodel.sql.sqltypes.AutoString(), nullable=True))
    op.add_column("reach", sa.Column("evidence_day", sa.Integer(), nullable=True))
    _find_evidence(DAYS[dialect])
    op.create_index(
        "ix_reach_evidence",
        "reach",
        ["ward_id", "evidence_channel", "group", "evidence_day", "placement_id", "people"],
        sqlite_where=IS_EVIDENCE,
        postgresql_where=IS_EVIDENCE,
    )
    op.drop_index("ix_product_ward_id_unit_title_fold", "product")
    op.create_index(
        "ix_product_ward_id_unit_title_fold_shown_on", "product", ["ward_id", "unit", "title_fold", "shown_on"]
    )


def _find_evidence(day: str) -> None:
    mine = "placement.ward_id = reach.ward_id AND placement.id = reach.placement_id"
    published = (
        "SELECT 1 FROM placement JOIN product ON product.ward_id = placement.ward_id "  # noqa: S608
        f"AND product.id = placement.product_id WHERE {mine} AND product.status = 'published'"
    )
    op.execute(
        f"UPDATE reach SET evidence_channel = (SELECT channel FROM placement WHERE {mine}), "  # noqa: S608
        f"evidence_day = (SELECT {day} FROM placement WHERE {mine}) "
        f"WHERE people IS NOT NULL AND basis IN ('measured', 'counted') AND EXISTS ({published})"
    )


def downgrade() -> None:
    op.drop_index("ix_product_ward_id_unit_title_fold_shown_on", "product")
    op.create_index("ix_product_ward_id_unit_title_fold", "product", ["ward_id", "unit", "title_fold"])
    op.drop_index("ix_reach_evidence", "reach")
    op.drop_column("reach", "evidence_day")
    op.drop_column("reach", "evidence_channel")
    with op.batch_alter_table("trailhead") as table:
        table.drop_column("reference_digest")
