"""Indicators: the leaders' screen, one indicator over periods and units, and the very entries behind a figure."""

from typing import Any, get_args

from fastapi import Response

from app.domain import access, closings, indicators, kept, periods, received
from app.domain.access import Me
from app.domain.coverage import CoverageQuery
from app.domain.errors import NotFound, Refused
from app.domain.indicators import Indicator, Opened, Which
from app.domain.units import tree
from app.domain.units.tree import Branch
from app.views import filters, lines
from app.views.filters import Here
from app.views.indicators import behind
from app.web import names, pages
from app.web.deps import Call, PageReads
from app.web.paging import paged
from app.web.routing import Router

router = Router(prefix="/indicators")
NAMES = ("period", "unit", "with_children", "ward")
# Counts and sums without a target stand below the others, as plain figures.
COUNTS = (
    "products_published",
    "placements_made",
    "gross_contacts",
    "concerns_received",
    "commendations_made",
    "spending",
)
# Shares of less than this many say more about chance than about who did better.
LEAST_TO_RANK = 10
# What each unit owes for itself: here it is judged by the target; the ward's coverage is nobody's alone.
OWN_DUTIES = ("directive_dissemination", "concerns_answered", "reports_on_time", "plans_in_place")
MOST_PERIODS = 3


@router.get("")
def index(call: PageReads) -> Response:
    here = filters.here(call, NAMES)
    me = filters.looking(call, here)
    return pages.go("/") if me is None else pages.drawn_once(call, me, lambda: _index(call, me, here))


def _index(call: Call, me: Me, here: Here) -> Response:
    unit, units = here.params.get("unit"), _meant(call, me, here)
    period, options = filters.period(call, me, here)
    if not options:
        return pages.show(call, "coverage/none.html")
    shown = shown_over(call, me, period, units)
    found = {one.code: one for one in shown[period]}
    return pages.show(
        call,
        "indicators/index.html",
        periods=options,
        **_frame(call, me, here, period, units),
        rows=[one for one in found.values() if one.code not in COUNTS and _is_asked(one, unit)],
        counts=[found[code] for code in COUNTS if _is_asked(found[code], unit)],
        trends={code: [_of(every, code).value for every in shown.values()] for code in found},
        shown=list(shown),
        then={} if unit else closings.parted(call.session, me, period, found.values()),
        found=found,
        tally=tally(found.values()),
    )


def _frame(call: Call, me: Me, here: Here, period: str, units: Branch | None) -> dict[str, Any]:
    """What the page of all indicators and that of one tell alike: whose figures these are, of when, and as of when."""
    return {
        "as_of": kept.as_of(call.session, me),
        "until": received.until(call.session, me.ward_id, period) if me.ward.sends_reports else None,
        "here": here,
        "ward": me.ward,
        "period": period,
        "unit": here.params.get("unit"),
        "before": _before(call, me, period),
        "unit_names": _unit_names(call, me),
        "opens": access.may(me, "entries.read"),
        "demo": me.ward.demo_at is not None,
        **_branch(call, me, units),
    }


@router.get("/{code}")
def show(call: PageReads, code: str) -> Response:
    """One indicator: what it is made of, over the periods, and unit by unit."""
    here = filters.here(call, NAMES)
    me = filters.looking(call, here)
    return pages.go("/") if me is None else pages.drawn_once(call, me, lambda: _show(call, me, here, code))


def _show(call: Call, me: Me, here: Here, code: str) -> Response:
    unit, units = here.params.get("unit"), _meant(call, me, here)
    period, options = filters.period(call, me, here)
    if not options or code not in indicators.CODES:
        raise NotFound()
    shown = shown_over(call, me, period, units)
    one = _of(shown[period], code)
    compared = {} if unit or not access.may(me, "entries.read") else _by_unit(call, me, period, code)
    is_ranked = _is_ranked(one, compared)
    ordered = sorted(compared, key=lambda key: -(compared[key].value or 0)) if is_ranked else list(compared)
    return pages.show(
        call,
        "indicators/show.html",
        periods=options,
        **_frame(call, me, here, period, units),
        one=one,
        then=None if unit else closings.parted(call.session, me, period, [one]).get(code),
        tabs=_tabs(one),
        over={name: _of(every, code) for name, every in shown.items()},
        line=lines.of_indicator({name: _of(every, code) for name, every in shown.items()}, dict(options)),
        by_unit=[(key, compared[key]) for key in ordered],
        is_ranked=is_ranked,
        least=LEAST_TO_RANK,
        OWN_DUTIES=OWN_DUTIES,
        # Weeks are counted in the log: of one that is kept elsewhere they would all be 0.
        course=_course(call, me, here, one) if code in lines.OF_WEEKS and not me.ward.sends_reports else None,
        survey=_of(shown[period], "surveyed_awareness"),
        coverage=_of(shown[period], "residential_coverage"),
    )


@router.get("/{code}/entries")
def entries(call: PageReads, code: str) -> Response:
    """Every entry behind a part of a figure, first of all what is missing, each leading to the thing itself."""
    session, me = call.session, call.me
    access.require(me, "entries.read")
    here = filters.here(call, (*NAMES, "part"))
    period, options = filters.period(call, me, here)
    units = _meant(call, me, here)
    if not options or code not in indicators.CODES:
        raise NotFound()
    try:
        one = _of(indicators.figures(session, me, period, units), code)
        part = here.params.get("part") or _first_part(one)
        if part not in get_args(Which):
            raise NotFound()
        opened = Opened(period, code, part, units)  # type: ignore[arg-type]
        page = indicators.entries(session, me, opened, filters.ask(call))
    except Refused:
        raise NotFound() from None
    return pages.show(
        call,
        "indicators/entries.html",
        here=here,
        period=period,
        part=part,
        unit=here.params.get("unit"),
        one=one,
        tabs=_tabs(one),
        page=paged(call.request, page),
        behind=behind,
        called=behind.Called(_unit_names(call, me), names.of_channels(call, me), names.of_old(call, me)),
        **_branch(call, me, units),
    )


def _first_part(one: Indicator) -> str:
    """What a figure opens on: what is missing where it is under its target."""
    return "missing" if one.is_short and one.opens_missing else "numerator"


def _tabs(one: Indicator) -> list[str]:
    """The parts that the figure has, what is missing first where it is under its target."""
    every = ["missing", "numerator"] if one.is_short else ["numerator", "missing"]
    found = [part for part in every if part != "missing" or one.opens_missing]
    found += ["denominator"] if one.opens_denominator else []
    return found + (["forwarded"] if one.code == "concerns_answered" else [])


def _course(call: Call, me: Me, here: Here, one: Indicator) -> lines.Course:
    """How the ward's figure, or a unit's part of it, came about in the period."""
    whose = {name: here.params[name] for name in ("unit", filters.BRANCHES) if name in here.params}
    period, _ = filters.period(call, me, here)
    query = filters.read(call, CoverageQuery, whose | {"period": period, "kind": "residential"})
    return lines.course(call, me, query, lines.OF_WEEKS[one.code], one.target)


def _meant(call: Call, me: Me, here: Here) -> Branch | None:
    return tree.meant(call.session, me, here.params.get("unit"), filters.BRANCHES in here.params)


def _branch(call: Call, me: Me, units: Branch | None) -> dict[str, Any]:
    """Whose figures these are, in words, and how many branches the unit has, which may be counted with it."""
    if units is None:
        return {"whose": "", "branches": 0}
    below = len(tree.below(call.session, me, units[0]))
    name = _unit_names(call, me).get(units[0], units[0])
    return {"whose": f"{name} và {below} đơn vị trực thuộc" if len(units) > 1 else name, "branches": below}


def shown_over(call: Call, me: Me, period: str, units: Branch | None) -> dict[str, list[Indicator]]:
    """The period that is shown last, and the one or two before it; a year stands alone."""
    try:
        return indicators.over(call.session, me, periods.up_to(call.session, me, period, MOST_PERIODS), units)
    except Refused:
        raise NotFound() from None


def _by_unit(call: Call, me: Me, period: str, code: str) -> dict[str, Indicator]:
    """The indicator of every unit of the period that is asked for it."""
    found = {unit: _of(every, code) for unit, every in indicators.by_unit(call.session, me, period).items()}
    return {unit: one for unit, one in found.items() if _is_asked(one, unit)}


def _is_ranked(one: Indicator, compared: dict[str, Indicator]) -> bool:
    """Units are put in order by a share only where each has enough behind it; nothing else is ranked."""
    enough = [(found.denominator or 0) >= LEAST_TO_RANK for found in compared.values()]
    return one.form == "share" and len(enough) > 1 and all(enough)


def _is_asked(one: Indicator, unit: str | None) -> bool:
    return unit is None or one.opens_numerator


def _of(every: list[Indicator], code: str) -> Indicator:
    return next(one for one in every if one.code == code)


def _before(call: Call, me: Me, period: str) -> str:
    """The period that changes are counted from, "" where there is none."""
    every = periods.all_periods(call.session, me)
    here = next((one for one in every if one.code == period), None)
    if here is None:
        return str(int(period) - 1) if any(one.starts_on.year == int(period) - 1 for one in every) else ""
    before = periods.last_before(every, here.starts_on)
    return before.code if before else ""


def tally(found: Any) -> dict[str, int]:
    """How many indicators stand how, in the order of the screen's words."""
    said = {"on_track": 0, "pending": 0, "at_risk": 0, "off_track": 0, "not_begun": 0, "no_data": 0}
    for one in found:
        if one.standing in said:
            said[one.standing] += 1
    return {name: count for name, count in said.items() if count}


def _unit_names(call: Call, me: Me) -> dict[str, str]:
    return names.of_units(call, me) if access.may(me, "entries.read") else {}
