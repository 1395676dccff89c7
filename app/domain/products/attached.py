"""The attachments of products, as other systems see them."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from app.domain.access import Me
from app.models import Attachment

# The names that `shape` gives, in its order.
FIELDS = ("id", "name", "media_type", "size", "sha256", "alt_text", "width", "height", "url")
_OF_THESE = (
    select(Attachment)
    .where(
        col(Attachment.ward_id) == bindparam("ward"),
        col(Attachment.product_id).in_(bindparam("products", expanding=True)),
    )
    .order_by(col(Attachment.id))
)


def of(session: Session, me: Me, products: Sequence[int]) -> dict[int, list[Attachment]]:
    """The attachments of these products, in the order in which they came."""
    found: dict[int, list[Attachment]] = defaultdict(list)
    for attachment in session.exec(_OF_THESE, params={"ward": me.ward_id, "products": products}):
        found[attachment.product_id].append(attachment)
    return found


def shape(one: Attachment) -> dict[str, Any]:
    return {
        "id": one.id, "name": one.name, "media_type": one.media_type, "size": one.size, "sha256": one.digest,
        "alt_text": one.alt_text, "width": one.width, "height": one.height,
        "url": f"/api/v1/products/{one.product_id}/attachments/{one.id}/content",
    }  # fmt: skip
