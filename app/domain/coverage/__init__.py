"""Coverage of a scope: rows by any value, and the total; computed in `arithmetic`, from the contacts of `scope`."""

from sqlmodel import Session

from app.domain import periods
from app.domain.access import Me
from app.domain.coverage.arithmetic import Contact, Figures, Part, figures, parts_of
from app.domain.coverage.campaigns import CampaignReach, days_of, of_campaign
from app.domain.coverage.entries import Entry, counted, entries, of_product, workings
from app.domain.coverage.maps import Across, Map, map_of
from app.domain.coverage.rows import Coverage, Row, by_group, by_value
from app.domain.coverage.scope import By, CoverageQuery, contacts, days_within, members

__all__ = [
    "Across", "By", "CampaignReach", "Contact", "Coverage", "CoverageQuery", "Entry", "Figures", "Map", "Part", "Row",
    "by_group", "contacts", "counted", "days_of", "entries", "figures", "map_of", "measure", "of_campaign",
    "of_product", "parts_of", "workings",
]  # fmt: skip


def measure(session: Session, me: Me, query: CoverageQuery) -> Coverage:
    """Coverage of the scope; raises Refused for an unknown period, or a group that is not of the kind asked for."""
    span = periods.span(session, me, query.period)
    narrowed = days_within(query)
    living = members(session, me, query, span)
    found = contacts(session, me, query, span, narrowed, {group.code for group in living})
    populations = {group.code: group.population for group in living}
    # By directive a contact comes once for each: the total takes it once.
    all_found = list(dict.fromkeys(contact for _, contact in found))
    total = Row("total", me.ward.name, figures(populations, all_found))
    if query.by == "group":
        return Coverage(by_group(me, living, all_found), total, span)
    return Coverage(by_value(session, me, query, populations, found), total, span)
