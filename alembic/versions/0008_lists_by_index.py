"""Lists of products are filtered, ordered and counted by indexes.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

NEW = {
    "ix_product_listed": (
        "product",
        ["shown_on", "id", "unit", "status", "kind", "campaign", "content_group", "topic", "axis"],
        None,
    ),
    "ix_product_ward_id_unit_id_kind": ("product", ["unit", "id", "kind"], None),
    "ix_product_ward_id_updated_at": ("product", ["updated_at"], None),
    "ix_product_waiting": ("product", ["status", "unit", "planned_on"], "status IN ('planned', 'in_review')"),
    "ix_product_material": ("product", ["material"], "material IS NOT NULL"),
    "ix_product_replaces": ("product", ["replaces"], "replaces IS NOT NULL"),
    "ix_placement_ward_id_product_id_published_on_channel": (
        "placement",
        ["product_id", "published_on", "channel"],
        None,
    ),
    "ix_placement_ward_id_published_on_product_id": ("placement", ["published_on", "product_id"], None),
    "ix_placement_ward_id_channel_published_on_product_id": (
        "placement",
        ["channel", "published_on", "product_id"],
        None,
    ),
    "ix_productdirective_ward_id_directive_product_id": ("productdirective", ["directive", "product_id"], None),
}
OLD = {
    "ix_product_ward_id_shown_on_id": ("product", ["shown_on", "id"]),
    "ix_placement_ward_id_product_id": ("placement", ["product_id"]),
    "ix_placement_ward_id_published_on": ("placement", ["published_on"]),
}


def upgrade() -> None:
    for name, (table, columns, which) in NEW.items():
        some = {} if which is None else {"sqlite_where": sa.text(which), "postgresql_where": sa.text(which)}
        op.create_index(name, table, ["ward_id", *columns], **some)
    for name, (table, _) in OLD.items():
        op.drop_index(name, table)


def downgrade() -> None:
    for name, (table, columns) in OLD.items():
        op.create_index(name, table, ["ward_id", *columns])
    for name, (table, _, _) in NEW.items():
        op.drop_index(name, table)
