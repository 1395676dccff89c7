"""The attachments of products and reports, as other systems see them."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Literal

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from app.among import among
from app.domain.access import Me
from app.domain.pages import shaped
from app.models import Attachment

Holder = Literal["product", "report"]
# The names that `shape` gives, in its order.
FIELDS = ("id", "name", "media_type", "size", "sha256", "alt_text", "width", "height", "url")


def _of_these(holder: Holder) -> Any:
    column = col(getattr(Attachment, f"{holder}_id"))
    mine = (col(Attachment.ward_id) == bindparam("ward"), among(column, "keys"))
    return select(Attachment).where(*mine).order_by(col(Attachment.id))


_OF: dict[Holder, Any] = {"product": _of_these("product"), "report": _of_these("report")}


def of(session: Session, me: Me, holder: Holder, keys: Sequence[int]) -> dict[int, list[Attachment]]:
    """The attachments of these products, or these reports, in the order in which they came."""
    found: dict[int, list[Attachment]] = defaultdict(list)
    for attachment in session.exec(_OF[holder], params={"ward": me.ward_id, "keys": keys}) if keys else ():
        found[attachment.holder[1]].append(attachment)
    return found


def shape(one: Attachment) -> dict[str, Any]:
    holder, key = one.holder
    return shaped(one, FIELDS, sha256=one.digest, url=f"/api/v1/{holder}s/{key}/attachments/{one.id}/content")
