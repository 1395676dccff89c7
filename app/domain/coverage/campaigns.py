"""How far a campaign reached: every published placement of its products, over the groups it is meant for."""

from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from app.domain import groups, published
from app.domain.access import Me, require_entries
from app.domain.coverage import sums
from app.domain.coverage.arithmetic import Figures
from app.domain.coverage.rows import Row, by_group, told
from app.domain.coverage.scope import Scope
from app.domain.groups import Member
from app.domain.lives import Span
from app.domain.published import placement, product
from app.models import Campaign


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
    reached = []
    for kind in groups.KINDS:
        meant = _meant(session, me, campaign, kind)
        if meant:
            scope = Scope(me.ward_id, meant, [product.c.campaign == campaign.code])
            found = told(scope, sums.of(session, scope), sums.counts(session, scope))
            rows = by_group(me, scope, found, sums.products(session, scope))
            reached.append(CampaignReach(kind, rows, found.total))
    return reached


def days_of(session: Session, me: Me, campaign: Campaign) -> list[date]:
    """The days of its published placements, one for each, in order."""
    require_entries(me)
    statement = published.placements(me.ward_id, [placement.c.published_on])
    rows = session.execute(statement.where(product.c.campaign == campaign.code).order_by(placement.c.published_on))
    return list(rows.scalars())


def _meant(session: Session, me: Me, campaign: Campaign, kind: str) -> list[Member]:
    wanted = campaign.target_groups or ["residential"]
    living = groups.belonging(session, me, kind, Span(campaign.starts_on, campaign.ends_on))
    return [group for group in living if kind in wanted or group.code in wanted]
