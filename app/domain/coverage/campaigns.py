"""How far a campaign reached: every published placement of its products, over the groups it is meant for."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_
from sqlmodel import Session, col, select

from app.domain import groups
from app.domain.access import Me, require_entries
from app.domain.coverage.arithmetic import Contact, Figures, figures
from app.domain.coverage.rows import Row, by_group
from app.domain.coverage.scope import is_of_placement
from app.domain.lives import Span
from app.models import Campaign, Group, Placement, Product, Reach


@dataclass(frozen=True)
class CampaignReach:
    """The target groups of one kind: a row for each, reached or not, and their total."""

    kind: str
    rows: list[Row]
    total: Figures

    @property
    def missed(self) -> list[Row]:
        return [row for row in self.rows if row.figures.placements == 0]


def of_campaign(session: Session, me: Me, campaign: Campaign) -> list[CampaignReach]:
    """The campaign's own coverage, each kind apart; placements count whenever they took place, also outside its days.

    Groups are those whose life overlaps the campaign; without target groups all residential ones are meant.
    """
    require_entries(me)
    found = _contacts(session, me, campaign)
    reached = []
    for kind in groups.KINDS:
        meant = _meant(session, me, campaign, kind)
        codes = {group.code: group.population for group in meant}
        mine = [contact for contact in found if contact.group in codes]
        if meant:
            reached.append(CampaignReach(kind, by_group(me, meant, mine), figures(codes, mine)))
    return reached


def days_of(session: Session, me: Me, campaign: Campaign) -> list[date]:
    """The days of its published placements, one for each, in order."""
    require_entries(me)
    statement = _placed(select(col(Placement.published_on)).select_from(Placement), me, campaign)
    return sorted(session.exec(statement))


def _meant(session: Session, me: Me, campaign: Campaign, kind: str) -> list[Group]:
    wanted = campaign.target_groups or ["residential"]
    living = groups.belonging(session, me, kind, Span(campaign.starts_on, campaign.ends_on))
    return [group for group in living if kind in wanted or group.code in wanted]


def _contacts(session: Session, me: Me, campaign: Campaign) -> list[Contact]:
    columns: list[Any] = [
        Reach.group, Placement.channel, Placement.product_id, Placement.id, Reach.people, Reach.basis,
    ]  # fmt: skip
    statement = select(*columns).select_from(Placement).join(Reach, is_of_placement())
    return [Contact(*row) for row in session.execute(_placed(statement, me, campaign))]


def _placed(statement: Any, me: Me, campaign: Campaign) -> Any:
    of_product = and_(col(Product.ward_id) == Placement.ward_id, col(Product.id) == Placement.product_id)
    return statement.join(Product, of_product).where(
        Placement.ward_id == me.ward_id, Product.status == "published", Product.campaign == campaign.code
    )
