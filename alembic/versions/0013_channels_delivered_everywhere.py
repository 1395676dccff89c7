"""Channels say whether they are delivered everywhere; usual shares rest on no figure that was split.

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

# The plan pack's, as it stands with this revision.
DELIVERED = ("loudspeaker", "zalo", "official_notice")


EVIDENCE = ("measured", "counted")
channel = sa.table("channel", sa.column("code", sa.String()), sa.column("everywhere", sa.Boolean()))
reach = sa.table(
    "reach",
    sa.column("ward_id"),
    sa.column("placement_id"),
    sa.column("people"),
    sa.column("basis", sa.String()),
    sa.column("allocated", sa.Boolean()),
    sa.column("evidence_channel"),
    sa.column("evidence_day"),
)
placement = sa.table(
    "placement",
    sa.column("ward_id"),
    sa.column("id"),
    sa.column("product_id"),
    sa.column("channel"),
    sa.column("published_on", sa.Date()),
)
product = sa.table("product", sa.column("ward_id"), sa.column("id"), sa.column("status", sa.String()))


def upgrade() -> None:
    op.add_column("channel", sa.Column("everywhere", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.execute(channel.update().where(channel.c.code.in_(DELIVERED)).values(everywhere=sa.true()))
    op.execute(reach.update().where(reach.c.allocated).values(evidence_channel=None, evidence_day=None))


def downgrade() -> None:
    op.drop_column("channel", "everywhere")
    here = sa.and_(placement.c.ward_id == reach.c.ward_id, placement.c.id == reach.c.placement_id)
    day = placement.c.published_on
    number = sa.extract("year", day) * 10_000 + sa.extract("month", day) * 100 + sa.extract("day", day)
    published = sa.and_(product.c.ward_id == placement.c.ward_id, product.c.id == placement.c.product_id)
    is_evidence = sa.and_(
        reach.c.allocated,
        reach.c.people.is_not(None),
        reach.c.basis.in_(EVIDENCE),
        sa.exists().where(here, published, product.c.status == "published"),
    )
    op.execute(
        reach.update()
        .where(is_evidence)
        .values(
            evidence_channel=sa.select(placement.c.channel).where(here).scalar_subquery(),
            evidence_day=sa.select(number).where(here).scalar_subquery(),
        )
    )
