"""The attachments of products, as other systems see them."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, col, select

from app.domain.access import Me
from app.models import Attachment

# The names that `shape` gives, in its order.
FIELDS = ("id", "name", "media_type", "size", "sha256", "alt_text", "width", "height", "url")


def of(session: Session, me: Me, products: Sequence[int]) -> dict[int, list[Attachment]]:
    """The attachments of these products, in the order in which they came."""
    statement = select(Attachment).where(Attachment.ward_id == me.ward_id, col(Attachment.product_id).in_(products))
    found: dict[int, list[Attachment]] = defaultdict(list)
    for attachment in session.exec(statement.order_by(col(Attachment.id))):
        found[attachment.product_id].append(attachment)
    return found


def shape(one: Attachment) -> dict[str, Any]:
    return {
        "id": one.id, "name": one.name, "media_type": one.media_type, "size": one.size, "sha256": one.digest,
        "alt_text": one.alt_text, "width": one.width, "height": one.height,
        "url": f"/api/v1/products/{one.product_id}/attachments/{one.id}/content",
    }  # fmt: skip
