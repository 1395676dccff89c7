"""What stands beside a report's figures: the period before, what moved since, what codes were called on its day."""

from typing import Any

from app.domain.indicators import catalogue, evidence_beside
from app.domain.reports import carried, moved, reference, snapshots
from app.domain.reports.moved import Moved
from app.models import Report, ReportSnapshot
from app.views.trail import history
from app.web import names
from app.web.deps import Call
from app.web.formats import log_moved
from app.web.labels import MAIN_FIGURES

COUNTED_BY = ("kinds", "channels", "content_groups")


def since(then: dict[str, Any], now: dict[str, Any]) -> list[tuple[str, int | None, int | None]] | None:
    """What a report's main figures were and are, where they differ; None while nothing at all does."""
    return _differing(carried.main(then), carried.main(now)) if carried.differs(then, now) else None


def _differing(then: dict[str, Any], now: dict[str, Any]) -> list[tuple[str, int | None, int | None]]:
    return [(words, then[name], now[name]) for name, words in MAIN_FIGURES.items() if then[name] != now[name]]


def lines(call: Call, found: list[Moved]) -> list[tuple[Moved, history.Line]]:
    """What moved in the log, from what to what, the last change first."""
    latest = sorted(found, key=lambda one: one.change.seq, reverse=True)
    return list(zip(latest, history.of_changes(call, [(one.change, one.words) for one in latest]), strict=True))


def tables(figures: dict[str, Any] | None, called: names.Names) -> dict[str, Any]:
    """For the tables of a report: what subjects are called, the products of the period before by code, and the
    indicators in their order, each with what it is and rests on."""
    before = ((figures or {}).get("previous") or {}).get("1", {})
    by = {name: {row["code"]: row["products"] for row in before.get(name, ())} for name in COUNTED_BY}
    known = (figures or {}).get("indicators") or {}
    return {
        "before_by": by,
        "held_to_then": (figures or {}).get("held_to", {}),
        "content_groups": {code: f"{code} {name}" for code, name in called.content_groups.items()},
        "annexed": [
            (kind, known[kind.code], evidence_beside(kind.code, known))
            for kind in catalogue.KINDS
            if kind.code in known
        ],
    }


def moved_since(call: Call, row: Report, taken: ReportSnapshot | None, live: dict[str, Any] | None) -> dict[str, Any]:
    """What moved since the report was handed in, in figures and in the log; nothing of one that was not."""
    if taken is None:
        return {"moved": None, "changes": [], "reference": []}
    figures = snapshots.figures(call.me, taken)
    changes = lines(call, moved.of_report(call.session, call.me, row))
    differing = since(figures, live) if figures and live else None
    # What the ward is made of is told where a figure of the report is another for it, or may be.
    found = reference.of_report(call.session, call.me, row) if differing is not None else []
    return {"moved": differing, "changes": changes, "reference": lines(call, found)}


def carried_over(call: Call, figures: dict[str, Any] | None) -> dict[str, Any]:
    """What moved in the log since the report that this one follows, in words."""
    told = (figures or {}).get("carried")
    if not told:
        return {"carried_over": [], "carried_lines": [], "carried_reference": []}
    found = moved.numbered(call.session, call.me, [one["seq"] for one in told["changes"]])
    # What an older program froze tells nothing of it.
    of_ward = [one["seq"] for one in told.get("reference", ())]
    differing = _differing(told["before"], told["now"])
    return {
        "carried_over": differing,
        "carried_said": log_moved(figures or {}),
        "carried_lines": lines(call, found),
        "carried_reference": lines(call, reference.numbered(call.session, call.me, of_ward)),
    }
