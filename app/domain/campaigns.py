"""Campaigns: planned efforts; the standing one takes every product that names none."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Literal, get_args

from pydantic import Field
from sqlalchemy import func
from sqlmodel import Session, col, select

from app.domain import access, privacy, published, reference_data, trail
from app.domain.access import Me
from app.domain.errors import Conflict, Fault, Faults, Say
from app.domain.groups import KINDS
from app.domain.inputs import ONCE_EACH, Choice, Code, Day, Input, Line, PublicText, Share, Text
from app.domain.inputs import Money as Amount
from app.domain.published import product
from app.domain.reference_data import Catalogue, require_codes
from app.domain.retiring import ByMoment
from app.domain.ward_settings import settings_of
from app.domain.words import has_words
from app.models import Axis, Campaign, ContentGroup, Directive, Group, Material, Unit

Funding = Annotated[Literal["state_budget", "contributed"], Choice]
_COST = product.c.cost_funding


class Budget(Input):
    amount: Amount
    funding: Funding


class CampaignIn(Input):
    code: Code
    title: Line
    message: PublicText = ""
    aim: Text | None = None
    lead_unit: Code | None = None
    content_groups: Annotated[list[Code], ONCE_EACH, Field(max_length=100)] = []
    axis: Code | None = None
    directives: Annotated[list[Code], ONCE_EACH, Field(max_length=200)] = []
    material: Code | None = None
    starts_on: Day
    ends_on: Day
    target_groups: Annotated[list[Code], ONCE_EACH, Field(max_length=1000)] = []
    target_coverage: Share | None = None
    budget: Annotated[list[Budget], Field(max_length=20)] = []


def _check(session: Session, me: Me, row: Campaign, before: dict[str, Any] | None, _data: Any) -> list[Fault]:
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
    return privacy.warnings(("title",), row.title) + privacy.warnings(
        ("message",), row.message or settings_of(me.ward).message
    )


class _Use(ByMoment):
    def keeps(self, _session: Session, me: Me, row: Campaign) -> Say | None:
        if row.code == settings_of(me.ward).standing_campaign:
            return Say("Đây là chiến dịch thường xuyên: sản phẩm không thuộc chiến dịch nào đều ghi vào đây.")
        return None


class _Campaigns(Catalogue[Campaign]):
    """The plan's own message is every campaign's until it has one of its own."""

    def with_it(self, session: Session, me: Me, row: Campaign, note: trail.Note) -> trail.Note:
        if not row.message:
            row.message = settings_of(me.ward).message
            session.flush()
        return note


CATALOGUE = _Campaigns(Campaign, "campaign", CampaignIn, right="campaigns.change", check=_check, use=_Use())


@dataclass(frozen=True)
class Money:
    """Of one source of funding, in đồng: what was set aside, and what published products cost."""

    funding: str
    budget: int
    cost: int

    @property
    def left(self) -> int:
        return self.budget - self.cost


def money(session: Session, me: Me, campaign: Campaign) -> list[Money]:
    """Budget against cost by funding; sources with neither are left out."""
    spent = dict(session.execute(_counting(me, campaign, _COST, func.sum(product.c.cost_amount)).group_by(_COST)).all())
    found = []
    for funding in get_args(get_args(Funding)[0]):
        budget = sum(line["amount"] for line in campaign.budget if line["funding"] == funding)
        cost = int(spent.get(funding) or 0)
        if budget or cost:
            found.append(Money(funding, budget, cost))
    return found


def without_cost(session: Session, me: Me, campaign: Campaign) -> tuple[int, int]:
    """How many of its published products have no cost written down, and how many there are."""
    every, costed = session.execute(_counting(me, campaign, func.count(), func.count(product.c.cost_amount))).one()
    return every - costed, every


def _counting(me: Me, campaign: Campaign, *columns: Any) -> Any:
    return published.products(me.ward_id, columns).where(product.c.campaign == campaign.code)


def close(session: Session, me: Me, campaign: Campaign) -> None:
    """Ends a campaign: it is no longer offered for new products; its products and figures stay."""
    _settle(session, me, campaign, "closed", campaign.retired_at or me.at)


def reopen(session: Session, me: Me, campaign: Campaign) -> None:
    _settle(session, me, campaign, "reopened", None)


def _settle(session: Session, me: Me, campaign: Campaign, action: str, at: datetime | None) -> None:
    access.require(me, CATALOGUE.right)
    why_not = CATALOGUE.use.keeps(session, me, campaign)
    if why_not is not None:
        raise Conflict(why_not, "in_use")
    before = campaign.model_dump()
    campaign.retired_at = at
    trail.note_if_changed(session, me, campaign, trail.Note(action, "campaign", campaign.code, before=before))


def every_one(session: Session, me: Me) -> list[Campaign]:
    """All campaigns by their first day, the standing one last."""
    access.require(me, "entries.read")
    standing = settings_of(me.ward).standing_campaign
    rows = session.exec(select(Campaign).where(Campaign.ward_id == me.ward_id).order_by(col(Campaign.starts_on)))
    return sorted(rows, key=lambda row: row.code == standing)


def holding(session: Session, me: Me, query: str) -> list[Campaign]:
    """Those in the same order whose code and title have every word of the query, without diacritics."""
    return [row for row in every_one(session, me) if has_words(query, row.code, row.title)]


def code_for(session: Session, me: Me, title: str) -> str:
    """A free code made of the title: «Phân loại rác tại nguồn» is PHAN-LOAI-RAC-TAI-NGUON, then -2, -3."""
    return reference_data.free_code(session, me, Campaign, title, "CHIEN-DICH")


def open_ones(session: Session, me: Me) -> list[Campaign]:
    """Campaigns that were not retired, the standing one last."""
    statement = select(Campaign).where(Campaign.ward_id == me.ward_id, col(Campaign.retired_at).is_(None))
    standing = settings_of(me.ward).standing_campaign
    rows = session.exec(statement.order_by(col(Campaign.starts_on).desc(), col(Campaign.code)))
    return sorted(rows, key=lambda row: row.code == standing)


def running(session: Session, me: Me) -> list[Campaign]:
    """Of the same those that have begun and are not over."""
    return [row for row in open_ones(session, me) if row.starts_on <= me.today <= row.ends_on]
