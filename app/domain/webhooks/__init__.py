"""Webhooks: other systems that are told of the ward's changes, each by a key of its own that is shown once.

The key comes sealed (web/webhook_keys) and is told to nobody here.
"""

from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError
from sqlmodel import Session, col, select

from app.domain import access, ids, trail
from app.domain.access import Me
from app.domain.changing import TOLD, partial
from app.domain.inputs import ONCE_EACH, Choice, Flag, FreeLine, Input, Link
from app.domain.keys import by_number
from app.domain.pages import Ask, Page, after, cut, shaped
from app.models import Webhook

RIGHT = "webhooks.manage"
# What /changes tells of.
Entity = Literal[
    "product",
    "campaign",
    "directive",
    "material",
    "unit",
    "group",
    "channel",
    "period",
    "concern",
    "pulse",
    "survey",
    "commendation",
    "plan",
    "report",
    "receivedreport",
    "reminder",
    "attachment",
    "person",
    "token",
    "webhook",
    "settings",
    "ward",
    "dayoff",
    "keydate",
    "import",
]
FIELDS = ("id", "name", "address", "entities", "active", "created_at", "updated_at")


def _leads_somewhere(value: str) -> str:
    """Its name and its port could be somebody's; whose they are is asked when something is sent."""
    try:
        url = urlsplit(value)
        (url.hostname or "").encode("idna")
        _ = url.port
    except ValueError:
        raise PydanticCustomError("link", "Nhập một địa chỉ, ví dụ https://dongda.hanoi.gov.vn/bai-viet.") from None
    return value


class WebhookIn(Input):
    name: FreeLine
    address: Annotated[Link, AfterValidator(_leads_somewhere)]
    # Of which nouns it wants the changes; none named: of all.
    entities: Annotated[list[Annotated[Entity, Choice]], ONCE_EACH, Field(max_length=50)] = []
    active: Flag = True


WebhookPatch = partial(WebhookIn, ("id", *TOLD))


def find(session: Session, me: Me, id: int) -> Webhook:
    """The webhook, for the ward's admin; raises NotFound."""
    access.require(me, RIGHT)
    return by_number(session, me, Webhook, id)


def page(session: Session, me: Me, ask: Ask, active: bool | None = None) -> Page[Webhook]:
    """The ward's webhooks, the latest first."""
    access.require(me, RIGHT)
    statement = select(Webhook).where(Webhook.ward_id == me.ward_id)
    if ask.after:
        statement = statement.where(col(Webhook.id) < after(ask, int)[0])
    if active is not None:
        statement = statement.where(col(Webhook.paused_at).is_(None) == active)
    rows = session.exec(statement.order_by(col(Webhook.id).desc()).limit(ask.limit + 1))
    return cut(list(rows), ask, lambda row: (row.id,))


def shape(row: Webhook) -> dict[str, Any]:
    """A webhook as the admin sees it: never its key."""
    return shaped(row, FIELDS, active=row.paused_at is None)


def create(session: Session, me: Me, data: Any, sealed_key: str) -> Webhook:
    """It is told of what comes after its own making."""
    access.require(me, RIGHT)
    row = Webhook(
        ward_id=me.ward_id,
        id=ids.one(session),
        name=data.name,
        address=data.address,
        entities=data.entities,
        sealed_key=sealed_key,
        paused_at=None if data.active else me.at,
        created_at=me.at,
        updated_at=me.at,
    )
    session.add(row)
    session.flush()
    trail.note(session, me, trail.Note("created", "webhook", row.id, {"entities": row.entities}, {"name": row.name}))
    _begin_here(session, row)
    return row


def change(session: Session, me: Me, row: Webhook, data: Any) -> None:
    """Changes what was sent; one that is taken back into use is told of nothing that came while it was paused."""
    access.require(me, RIGHT)
    before = row.model_dump()
    for name in data.sent - {"active"}:
        setattr(row, name, getattr(data, name))
    was_paused = row.paused_at is not None
    if "active" in data.sent and data.active == was_paused:
        row.paused_at = None if data.active else me.at
    is_changed = trail.note_if_changed(session, me, row, trail.Note("changed", "webhook", row.id, before=before))
    if is_changed and was_paused:
        _begin_here(session, row)


def rotate(session: Session, me: Me, row: Webhook, sealed_key: str) -> None:
    """Another key from now on, also for what waits to be sent."""
    access.require(me, RIGHT)
    before = row.model_dump()
    row.sealed_key, row.updated_at = sealed_key, me.at
    session.flush()
    trail.note(session, me, trail.Note("rotated", "webhook", row.id, before=before))


def remove(session: Session, me: Me, row: Webhook) -> None:
    """What still waits to be sent is not sent any more."""
    access.require(me, RIGHT)
    before = row.model_dump()
    session.delete(row)
    session.flush()
    trail.note(session, me, trail.Note("deleted", "webhook", row.id, before=before))


def _begin_here(session: Session, row: Webhook) -> None:
    row.ordered_until = trail.head(session, row.ward_id).seq
    session.flush()
