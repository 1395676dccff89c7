"""Groups: who is to be reached, by kind and cluster, each with the history of its population."""

from itertools import groupby
from typing import Any

from fastapi import Response

from app.domain import access, coverage, groups, people, units
from app.domain.errors import NotFound
from app.domain.imports import groups as lists
from app.domain.words import fold
from app.models import Group
from app.views import filters, options
from app.views.coverage.routes import CHOICES
from app.views.groups import heard
from app.views.imports import routes as imports
from app.views.reference_data import pages as reference_pages
from app.views.reference_data.pages import Noun
from app.views.trail import history
from app.web import names, pages, tables
from app.web.deps import Call, PageReads
from app.web.form import Filled
from app.web.routing import Router

DONE = {
    "created": "Đã lập nhóm {name}.",
    "changed": "Đã sửa nhóm {name}.",
    "deleted": "Đã xóa nhóm {name}.",
    "retired": "Đã ngừng dùng nhóm {name}. Số liệu đã ghi giữ nguyên.",
    "restored": "Đã dùng lại nhóm {name}.",
}
router = Router()


def _context(call: Call, _: Any, filled: Filled) -> dict[str, Any]:
    """The clusters that the ward has, so that one is written the same way twice, and who may be in charge."""
    chosen = filled.typed["looked_after_by"]
    has_tree = bool(chosen) or not units.tree.is_flat(call.session, call.me)
    every = groups.in_order(call.session, call.me)
    return {
        "clusters": sorted({group.cluster for group in every if group.cluster}, key=fold),
        "units": options.of_units(call, chosen) if has_tree else [],
    }


def _first(call: Call) -> dict[str, str]:
    kind = call.request.query_params.get("kind", "")
    return {"kind": kind if kind in groups.KINDS else "residential"}


NOUN = Noun("groups", groups.CATALOGUE, _context, _first, has_page=True)


@router.get("/groups")
def index(call: PageReads) -> Response:
    access.require(call.me, "entries.read")
    here = filters.here(call, ("q", "kind"))
    kind = here.params.get("kind", "residential")
    if kind not in groups.KINDS:
        raise NotFound()
    every = groups.in_order(call.session, call.me)
    live = [group for group in every if groups.CATALOGUE.use.is_active(call.me, group)]
    of_kind = [group for group in live if group.kind == kind]
    asked = here.params.get("q", "")
    found = [group for group in of_kind if groups.holds(group, asked)]
    return pages.show(
        call,
        "groups/index.html",
        here=here,
        kind=kind,
        found=found,
        clusters=_by_cluster(found),
        has_lives=any(group.active_from or group.retired_on for group in found),
        counts={name: sum(group.kind == name for group in live) for name in groups.KINDS},
        people=sum(group.population or 0 for group in of_kind),
        total=len(of_kind),
        unknown=[group for group in of_kind if group.population is None],
        ended=[group for group in every if group.kind == kind and group not in live and groups.holds(group, asked)],
        imported=imports.counts(call),
        said=pages.done(call, DONE, {group.code: group.name for group in every}),
    )


@router.get("/groups/export")
def export(call: PageReads) -> Response:
    return tables.excel_file("nhom-doi-tuong", lists.sheet(call.session, call.me))


router.take(reference_pages.routes(NOUN))


@router.get("/groups/{code}")
def show(call: PageReads, code: str) -> Response:
    """What a group has not heard, what it has, and what the register holds of it."""
    session, me = call.session, call.me
    access.require(me, "entries.read")
    group = groups.CATALOGUE.find(session, me, code)
    here = filters.here(call, ("period", "month", "week", *CHOICES))
    period, periods = filters.period(call, me, here)
    counted, every = groups.populations(session, me, group), groups.members(session, me)
    persons = people.names(session, me, {one.change.person_id for one in counted if one.change.person_id})
    return pages.show(
        call,
        "groups/show.html",
        group=group,
        here=here,
        period=period,
        periods=periods,
        counted=[(one, history.who(one.change, persons)) for one in counted],
        history=history.lines(call, "group", code),
        is_active=groups.CATALOGUE.use.is_active(me, group),
        olds=[one for one in every if one.code in group.succeeds],
        heirs=[one for one in every if code in one.succeeds],
        old_words=names.of_old(call, me),
        heard=heard.of(call, group, here, period) if periods else None,
        stand=coverage.stand_for(session, me, period, code) if periods else (),
        unit_names=names.of_units(call, me) if group.looked_after_by else {},
        said=pages.done(call, DONE, {"": group.name}),
    )


def _by_cluster(found: list[Group]) -> list[tuple[str, list[Group]]]:
    """Clusters in the order of their first group, those without one last."""
    first = {cluster: place for place, cluster in reversed(list(enumerate(group.cluster or "" for group in found)))}
    ordered = sorted(found, key=lambda group: (not group.cluster, first[group.cluster or ""]))
    return [(cluster, list(rows)) for cluster, rows in groupby(ordered, lambda group: group.cluster or "")]
