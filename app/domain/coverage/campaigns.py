"""How far a campaign reached: every published placement of its products, over the groups it is meant for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from app import db
from app.domain import access, groups, published
from app.domain.access import Me
from app.domain.coverage import sums
from app.domain.coverage.arithmetic import Counts, Figures, Sum, figures
from app.domain.coverage.rows import Row, by_group, told
from app.domain.coverage.scope import Scope
from app.domain.groups import Member, successors
from app.domain.groups.successors import Succession
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


@dataclass(frozen=True)
class Progress:
    """How far a campaign is with its target groups of one kind: what its list tells, shares with 6 decimals."""

    kind: str
    coverage: float | None
    coverage_low: float | None
    coverage_high: float | None
    mostly_estimated: bool
    # How many groups nothing has reached or addressed.
    missed: int


def of_campaign(session: Session, me: Me, campaign: Campaign) -> list[CampaignReach]:
    """The campaign's own coverage, each kind apart; placements count whenever they took place, also outside its days.

    Groups are those that stand in the campaign's days; without target groups all residential ones are meant.
    """
    access.require(me, "entries.read")
    reached, every = [], groups.members(session, me)
    span = Span(campaign.starts_on, campaign.ends_on)
    succession = successors.over(every, span)
    for kind in groups.KINDS:
        meant = _meant(campaign, successors.living(every, span, kind), succession)
        if meant:
            scope = Scope(me.ward_id, meant, [product.c.campaign == campaign.code], succession=succession)
            found = told(scope, sums.of(session, scope), sums.counts(session, scope))
            rows = by_group(me, scope, found, sums.products(session, scope))
            reached.append(CampaignReach(kind, rows, found.total))
    return reached


def progress(session: Session, me: Me, campaigns: Sequence[Campaign]) -> dict[str, Progress]:
    """How far each campaign is, by its code, as its own coverage tells, in one statement for all of them.

    Of each the first kind with people in its target groups; a campaign that has none is left out.
    """
    access.require(me, "entries.read")
    every, told = groups.members(session, me), {}
    ours = product.c.campaign.in_([campaign.code for campaign in campaigns])
    found = sums.by_value(session, Scope(me.ward_id, list(every), [ours]), "campaign")
    for campaign in campaigns:
        span = Span(campaign.starts_on, campaign.ends_on)
        succession = successors.over(every, span)
        kinds = ((kind, _meant(campaign, successors.living(every, span, kind), succession)) for kind in groups.KINDS)
        of_kind = next(((kind, meant) for kind, meant in kinds if any(group.population for group in meant)), None)
        if of_kind is not None:
            kind, meant = of_kind
            # Groups that were split or merged meanwhile are seldom: their reach is read placement by placement.
            told[campaign.code] = (
                _apart(session, me, campaign, kind)
                if succession
                else _progress(kind, meant, found.get(campaign.code, []))
            )
    return told


def _progress(kind: str, meant: Sequence[Member], found: Sequence[Sum]) -> Progress:
    total = figures({group.code: group.population for group in meant}, found, Counts())
    return _told(kind, total, len({group.code for group in meant} - {one.group for one in found}))


def _apart(session: Session, me: Me, campaign: Campaign, kind: str) -> Progress:
    reached = next(one for one in of_campaign(session, me, campaign) if one.kind == kind)
    return _told(kind, reached.total, len(reached.missed))


def _told(kind: str, total: Figures, missed: int) -> Progress:
    return Progress(kind, total.coverage, total.coverage_low, total.coverage_high, total.mostly_estimated, missed)


def days_of(session: Session, me: Me, campaign: Campaign) -> list[date]:
    """The days of its published placements, one for each, in order."""
    access.require(me, "entries.read")
    statement = published.placements(me.ward_id, [placement.c.published_on])
    return sorted(db.read(session, statement.where(product.c.campaign == campaign.code)).scalars())


def _meant(campaign: Campaign, living: list[Member], succession: Succession) -> list[Member]:
    """Those of these groups that the campaign names, by their kind, by their code, or by an old group's."""
    wanted = set(campaign.target_groups or ["residential"])
    wanted |= {heir.code for old, heirs in succession.last.items() if old in wanted for heir in heirs}
    return [group for group in living if group.kind in wanted or group.code in wanted]
