"""Coverage of invented worlds: every answer equals the slow computation, cells of the map and entries included."""

from dataclasses import asdict
from datetime import date
from typing import Any

from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from app.domain import campaigns
from app.domain import coverage as domain
from app.domain.coverage import CoverageQuery
from app.domain.coverage.campaigns import CampaignReach
from app.domain.pages import Ask
from app.models import Campaign
from tests import lengths, makers
from tests.conftest import Stage
from tests.domain import slow_coverage
from tests.domain.worlds import (
    CAMPAIGNS,
    CHANNELS,
    DIRECTIVES,
    KINDS,
    UNITS,
    build,
    check_kept,
    group_bodies,
    placements,
    worlds,
)
from tests.lengths import SOAK
from tests.makers import problem, product

# Making a failing world smaller takes minutes: it is done at full length only.
MANNERS: dict[str, Any] = {
    "deadline": None,
    "derandomize": not SOAK,
    "database": None,
    "suppress_health_check": list(HealthCheck),
    "phases": tuple(Phase) if SOAK else (Phase.explicit, Phase.reuse, Phase.generate),
    "report_multiple_bugs": False,
}
FILTERS: dict[str, tuple[str, ...]] = {
    "campaign": CAMPAIGNS,
    "unit": UNITS,
    "with_children": ("true",),
    "product_kind": KINDS,
    "channel": CHANNELS,
    "form": ("social", "radio"),
    "content_group": ("1.3", "1.12"),
    "topic": ("1.12.4",),
    "axis": ("2.1", "2.4"),
    "directive": DIRECTIVES,
    "material": ("TL-05",),
    "month": ("2026-04", "2026-05", "2026-07", "2026-11"),
    "week": ("2026-W14", "2026-W18", "2026-W27", "2026-W45"),
    "group": ("T-0", "T-1", "T-2", "T-3"),
}
QUESTIONS = st.lists(
    st.fixed_dictionaries(
        {"period": st.sampled_from(["2026-Q2", "2026-Q3", "2026-Q4", "2026"]), "by": st.sampled_from(slow_coverage.BY)},
        optional={name: st.sampled_from(values) for name, values in FILTERS.items()}
        | {"kind": st.sampled_from(["residential", "audience"])},
    ),
    min_size=40 if SOAK else 8,
    max_size=60 if SOAK else 10,
)
# A question with every filter at once finds nothing: most keep two at most.
FEW = st.lists(st.sampled_from([*FILTERS, "kind"]), max_size=2)


def check(client: TestClient, kept: makers.Json, question: makers.Json) -> None:
    kinds = {one["code"]: one["kind"] for one in kept["groups"]}
    kind = question.get("kind", "residential")
    if "with_children" in question and "unit" not in question:
        problem(client.get("/api/v1/coverage", params=question), 422, (("with_children",), "no_unit"))
        return
    answer = client.get("/api/v1/coverage", params=question)
    replaced = slow_coverage.heirs_of(kept["groups"], *slow_coverage.span(kept["periods"], question["period"]))
    if question.get("group") in replaced:
        assert answer.status_code == 422, question
        return
    if "group" in question and kinds.get(question["group"]) != kind:
        assert answer.status_code == 422 or question["group"] not in kinds, question
        return
    assert answer.status_code == 200, answer.text
    told = answer.json()
    rows, whole = slow_coverage.answer(kept, **question)
    note(str(question))
    assert [one["key"] for one in told["items"]] == list(dict.fromkeys(one["key"] for one in told["items"]))
    assert {one["key"] for one in told["items"]} == set(rows)
    for one in told["items"]:
        assert slow_coverage.differences(one, rows[one["key"]]) == [], one["key"]
        check_bounds(one)
    assert slow_coverage.differences(told["total"], whole) == []
    check_bounds(told["total"])
    check_sums(told, question)


def check_bounds(shown: makers.Json) -> None:
    if shown["coverage"] is not None:
        assert 0 <= shown["coverage_low"] <= shown["coverage"] <= shown["coverage_high"] <= 1
        assert 0 <= shown["net_reach_low"] <= shown["net_reach"] <= shown["net_reach_high"] <= shown["population"]
        assert (shown["frequency"] is None) == (shown["gross_reach"] == 0)
    assert (shown["evidence_share"] is None) == (shown["gross_reach"] == 0)
    assert shown["products"] <= shown["placements"]


def check_sums(told: makers.Json, question: makers.Json) -> None:
    """Groups add up to the total, but for the rounding of each; other rows share out its gross where none overlap."""
    whole, rows = told["total"], [one for one in told["items"] if one["population"] is not None]
    if question["by"] == "group":
        for name in ("population", "gross_reach"):
            assert sum(one[name] for one in rows) == whole[name]
        assert abs(sum(one["net_reach"] for one in rows) - whole["net_reach"]) <= len(rows) / 2 + 0.5
    elif question["by"] not in ("directive", "axis", "topic", "material"):
        assert sum(one["gross_reach"] for one in rows) == whole["gross_reach"]
        assert sum(one["placements"] for one in rows) == whole["placements"]


@settings(max_examples=lengths.of("worlds of coverage"), **MANNERS)
@given(world=worlds(), questions=QUESTIONS, few=FEW)
def test_invented_worlds(stage: Stage, world: makers.Json, questions: list[makers.Json], few: list[str]) -> None:
    stage.make_new()
    client = stage.bearing(stage.tokens["coordinator"])
    kept = build(client, stage.bearing(stage.tokens["admin"]), world)
    check_kept(world, kept)
    for number, question in enumerate(questions):
        # Every second question keeps but one of the filters, so that it finds something.
        allowed = {"period", "by", *few[: number % 3]}
        allowed |= {"with_children"} if "unit" in allowed else set()
        check(client, kept, {name: value for name, value in question.items() if name in allowed})


ACROSS = ("content_group", "channel", "campaign", "week")


@settings(max_examples=lengths.of("worlds in parts"), **MANNERS)
@given(world=worlds(), question=QUESTIONS.map(lambda found: found[0]), across=st.sampled_from(ACROSS))
def test_every_cell_of_the_map_and_every_sum_of_entries(
    stage: Stage, world: makers.Json, question: makers.Json, across: str
) -> None:
    stage.make_new()
    kept = build(stage.bearing(stage.tokens["coordinator"]), stage.bearing(stage.tokens["admin"]), world)
    left_out = {"by", "group", across} | (set() if "unit" in question else {"with_children"})
    asked = {name: value for name, value in question.items() if name not in left_out}
    note(f"{asked} {across}")
    with stage.writing() as (session, _):
        me = stage.person(session, "coordinator")
        query = CoverageQuery(**asked)
        found = domain.map_of(session, me, query, across)  # type: ignore[arg-type]
        check_entries(session, me, query, found.coverage.total.figures)
        campaign = session.get(Campaign, (me.ward_id, "C-2"))
        assert campaign is not None
        own = domain.of_campaign(session, me, campaign)
        check_campaign(kept, own)
        check_progress(own, domain.progress(session, me, campaigns.every_one(session, me)).get("C-2"))
    rows, whole = slow_coverage.answer(kept, **asked)
    assert slow_coverage.differences(asdict(found.coverage.total.figures), whole) == []
    cells = 0
    for column in found.columns:
        mine, total = slow_coverage.answer(kept, **asked, **{found.across: column.key})
        assert slow_coverage.differences(asdict(column.total), total) == []
        assert column.missed == [code for code in mine if mine[code]["placements"] == 0]
        for code in set(mine) - set(column.missed):
            assert slow_coverage.differences(asdict(found.cells[code, column.key]), mine[code]) == []
            cells += 1
    assert cells == len(found.cells)
    assert [row.key for row in found.coverage.rows] == list(rows)


def check_campaign(kept: makers.Json, told: list[CampaignReach]) -> None:
    """A campaign's own coverage: all its published placements, over the groups that lived during it."""
    first, last = date(2026, 4, 1), date(2026, 12, 31)
    kept = slow_coverage.with_successors(kept, first, last)
    meant = [one for one in kept["groups"] if one["kind"] == "residential" and slow_coverage.overlaps(one, first, last)]
    scope = [one for one in slow_coverage.published(kept["products"]) if one[0]["campaign"] == "C-2"]
    assert [one.kind for one in told] == (["residential"] if meant else [])
    for one in told:
        assert slow_coverage.differences(asdict(one.total), slow_coverage.total(meant, scope)) == []
        for row, body in zip(one.rows, meant, strict=True):
            assert row.key == body["code"]
            assert slow_coverage.differences(asdict(row.figures), slow_coverage.row_of_group(body, scope)) == []


def check_progress(own: list[CampaignReach], told: domain.Progress | None) -> None:
    """What the list of campaigns tells of one is what its own page tells."""
    first = next((one for one in own if one.total.population), None)
    if first is None or told is None:
        assert first is told is None
        return
    shares = ("coverage", "coverage_low", "coverage_high", "mostly_estimated")
    assert [getattr(told, name) for name in shares] == [getattr(first.total, name) for name in shares]
    assert (told.kind, told.missed) == (first.kind, len(first.missed))


def check_entries(session: Any, me: Any, query: CoverageQuery, figures: domain.Figures) -> None:
    """All entries, page after page: each once, and together the gross and the placements of the figure."""
    ask, found = Ask(7), []
    while True:
        page = domain.entries(session, me, query, ask)
        found += page.items
        if page.next is None:
            break
        ask = Ask(7, page.next)
    gaps = {row.key for row in domain.measure(session, me, query).rows if row.figures.population is None}
    assert len({(entry.placement, entry.group) for entry in found}) == len(found)
    assert sum(entry.people or 0 for entry in found if entry.group not in gaps) == figures.gross_reach
    assert len({entry.placement for entry in found}) == figures.placements
    assert len({entry.product for entry in found}) == figures.products


@settings(max_examples=lengths.of("worlds that change"), **MANNERS)
@given(world=worlds())
def test_successors_change_only_the_spans_that_they_reach_into(stage: Stage, world: makers.Json) -> None:
    """Where no old group meets a successor, the answers are the very ones of a ward in which nobody succeeds anyone."""
    stage.make_new()
    client = stage.bearing(stage.tokens["coordinator"])
    kept, told = build(client, stage.bearing(stage.tokens["admin"]), world), {}
    for period in ("2026-Q2", "2026-Q3", "2026-Q4", "2026"):
        if not slow_coverage.heirs_of(kept["groups"], *slow_coverage.span(kept["periods"], period)):
            told[period] = makers.get(client, "/coverage", period=period)
    for group in kept["groups"]:
        makers.patch(client, f"/groups/{group['code']}", succeeds=[])
    assert {period: makers.get(client, "/coverage", period=period) for period in told} == told


@settings(max_examples=lengths.of("worlds that change"), **MANNERS)
@given(groups=group_bodies(), data=st.data())
def test_one_more_placement_never_lowers_coverage(stage: Stage, groups: list[makers.Json], data: st.DataObject) -> None:
    stage.make_new()
    client = stage.bearing(stage.tokens["coordinator"])
    for body in groups:
        makers.post(client, "/groups", body)
    before: dict[str, makers.Json] = {}
    for number in range(3):
        product(client, *data.draw(placements(groups)), title=f"SP {number}")
        told = makers.get(client, "/coverage", period="2026")
        now = {one["key"]: one for one in told["items"]} | {"total": told["total"]}
        for key, old in before.items():
            for name in ("coverage", "coverage_low", "coverage_high", "net_reach", "gross_reach", "placements"):
                assert old[name] is None or now[key][name] >= old[name], (key, name)
        before = now
