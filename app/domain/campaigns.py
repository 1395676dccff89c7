"""Campaigns: planned efforts; the standing one takes every product that names none."""

from typing import Annotated, Any, Literal

from pydantic import Field
from sqlmodel import Session, col, select

from app.domain.access import Me
from app.domain.errors import Fault, Faults, Say
from app.domain.groups import KINDS
from app.domain.inputs import Choice, Code, Day, Input, Line, Money, Share, Text
from app.domain.registers import Register, require_codes
from app.domain.wards import settings_of
from app.models import Axis, Campaign, ContentGroup, Directive, Group, Material, Unit

Funding = Annotated[Literal["state_budget", "contributed"], Choice]


class Budget(Input):
    amount: Money
    funding: Funding


class CampaignIn(Input):
    code: Code
    title: Line
    message: Text = ""
    lead_unit: Code | None = None
    content_groups: Annotated[list[Code], Field(max_length=100)] = []
    axis: Code | None = None
    directives: Annotated[list[Code], Field(max_length=200)] = []
    material: Code | None = None
    starts_on: Day
    ends_on: Day
    target_groups: Annotated[list[Code], Field(max_length=1000)] = []
    target_coverage: Share | None = None
    budget: Annotated[list[Budget], Field(max_length=20)] = []


def _check(session: Session, me: Me, row: Campaign, before: dict[str, Any] | None, _data: Any) -> list[Fault]:
    # The plan's own message is every campaign's until it has one of its own.
    row.message = row.message or settings_of(me.ward).message
    faults = Faults()
    if row.ends_on < row.starts_on:
        faults.add(("ends_on",), Say("Ngày kết thúc phải từ ngày bắt đầu trở đi."), "order")
    groups = [code for code in row.target_groups if code not in KINDS]
    for table, field, codes in (
        (Unit, "lead_unit", [row.lead_unit]),
        (ContentGroup, "content_groups", row.content_groups),
        (Axis, "axis", [row.axis]),
        (Directive, "directives", row.directives),
        (Material, "material", [row.material]),
        (Group, "target_groups", groups),
    ):
        faults.found += require_codes(session, me, table, field, codes)
    faults.raise_if_any()
    return []


def _retire(me: Me, row: Campaign) -> None:
    row.retired_at = row.retired_at or me.at


def _keeps(session: Session, me: Me, row: Campaign) -> Say | None:
    if row.code == settings_of(me.ward).standing_campaign:
        return Say("Đây là chiến dịch thường xuyên: sản phẩm không thuộc chiến dịch nào đều ghi vào đây.")
    return None


REGISTER = Register(
    Campaign, "campaign", CampaignIn, writers=("coordinator",), check=_check, retire=_retire, keeps=_keeps,
    is_active=lambda _me, row: row.retired_at is None,
)  # fmt: skip


def open_ones(session: Session, me: Me) -> list[Campaign]:
    """Campaigns that were not retired, the standing one last."""
    statement = select(Campaign).where(Campaign.ward_id == me.ward_id, col(Campaign.retired_at).is_(None))
    standing = settings_of(me.ward).standing_campaign
    rows = session.exec(statement.order_by(col(Campaign.starts_on).desc(), col(Campaign.code)))
    return sorted(rows, key=lambda row: row.code == standing)
