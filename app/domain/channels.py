"""Channels: by what ways products go out, each mapped to a form of Decree 49/2024/NĐ-CP."""

from typing import Annotated, Any, Literal

from sqlmodel import Session, col, select

from app.domain import access, namesakes, periods, trail
from app.domain.access import Me
from app.domain.errors import Fault
from app.domain.inputs import Choice, Code, Flag, FreeLine, Input, Share, Text
from app.domain.reference_data import Catalogue
from app.domain.retiring import BY_SWITCH
from app.models import Channel

Form = Annotated[
    Literal["radio", "notice_board", "bulletin", "material", "communicator", "website", "social", "telecom", "other"],
    Choice,
]


class ChannelIn(Input):
    code: Code
    name: FreeLine
    form: Form = "other"
    everywhere: Flag = False
    default_share: Share | None = None
    active: Flag = True
    change_reason: Text | None = None


def _check(session: Session, me: Me, row: Channel, before: dict[str, Any] | None, data: Any) -> list[Fault]:
    """A channel has no life: whether it is active counts for every period, closed ones too."""
    odd = namesakes.questions(session, me, row, before)
    if row.active == (before["active"] if before else False):
        return odd
    return [*odd, *periods.require_reason(me, periods.closed(session, me), data.change_reason)]


# Whoever looks finds what is there: it is brought to no group in particular. The pack's press has no form of its own.
OPEN_FORMS, OPEN_CODES = ("website", "social"), ("press",)


def is_open(channel: Channel) -> bool:
    """Whether it is neither delivered to every group nor a place where some meet, but open to whoever looks."""
    return not channel.everywhere and (channel.form in OPEN_FORMS or channel.code in OPEN_CODES)


CATALOGUE = Catalogue(Channel, "channel", ChannelIn, right="channels.change", check=_check, use=BY_SWITCH)


def in_order(session: Session, me: Me) -> list[Channel]:
    statement = select(Channel).where(Channel.ward_id == me.ward_id).order_by(col(Channel.position), col(Channel.code))
    return list(session.exec(statement))


def move(session: Session, me: Me, channel: Channel, up: bool) -> None:
    """Changes places with the channel before (or after) it, in the order in which forms and lists show them."""
    access.require(me, CATALOGUE.right)
    rows = in_order(session, me)
    here = next(place for place, row in enumerate(rows) if row.code == channel.code)
    there = here - 1 if up else here + 1
    if not 0 <= there < len(rows):
        return
    rows[here], rows[there] = rows[there], rows[here]
    before, moved = channel.model_dump(), [row for place, row in enumerate(rows, start=1) if row.position != place]
    for place, row in enumerate(rows, start=1):
        row.position = place
    session.flush()
    beside = [row for row in moved if row is not channel]
    trail.note(session, me, trail.Note("changed", "channel", channel.code, before=before, beside=beside))
