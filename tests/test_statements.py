"""Statements per route: a table of its own, which fails where their number grows with the rows behind an answer."""

import re
from collections import Counter
from typing import Any
from urllib.parse import parse_qsl

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import event

from tests import lengths, makers, samples
from tests.conftest import WARD, Stage
from tests.makers import DAY, day, placement, post, reach
from tests.rig import receiver
from tests.rig.statements import counted
from tests.test_routes import NUMBERS, OWNERS, Route, ask, client_of, product, routes_of

__all__ = ["product"]

# The most statements that a question at this path may send, whoever asks; who asks is two or three of them.
MOST = {
    "/api/v1/docs": 1,
    "/api/v1/errors/{code}": 1,
    "/api/v1/units": 4,
    "/api/v1/units/{code}": 4,
    "/api/v1/groups": 4,
    "/api/v1/groups/{code}": 4,
    "/api/v1/channels": 4,
    "/api/v1/channels/{code}": 4,
    "/api/v1/content-groups": 4,
    "/api/v1/content-groups/{code}": 4,
    "/api/v1/topics": 4,
    "/api/v1/topics/{code}": 4,
    "/api/v1/axes": 4,
    "/api/v1/axes/{code}": 4,
    "/api/v1/periods": 4,
    "/api/v1/periods/{code}": 4,
    "/api/v1/campaigns": 4,
    "/api/v1/campaigns/{code}": 4,
    "/api/v1/directives": 4,
    "/api/v1/directives/{code}": 4,
    "/api/v1/coverage/matrix": 9,
    "/api/v1/materials": 4,
    "/api/v1/materials/{code}": 4,
    "/api/v1/products": 7,
    "/api/v1/products/{id}": 9,
    "/api/v1/products/{id}/attachments": 5,
    "/api/v1/products/{id}/attachments/{attachment_id}": 5,
    "/api/v1/products/{id}/attachments/{attachment_id}/content": 5,
    "/api/v1/concerns": 4,
    "/api/v1/concerns/{id}": 4,
    "/api/v1/surveys": 4,
    "/api/v1/surveys/{id}": 4,
    "/api/v1/pulses": 5,
    "/api/v1/pulses/{id}": 5,
    "/api/v1/commendations": 4,
    "/api/v1/commendations/{id}": 4,
    "/api/v1/plans": 4,
    "/api/v1/plans/{id}": 4,
    "/api/v1/reports/timeliness": 6,
    "/api/v1/reports": 5,
    "/api/v1/reports/{id}": 66,
    "/api/v1/reports/{id}/export": 66,
    "/api/v1/reports/{id}/transmittal": 7,
    "/api/v1/reports/{id}/transmittal/file": 11,
    "/api/v1/reports/{id}/attachments": 5,
    "/api/v1/reports/{id}/attachments/{attachment_id}": 5,
    "/api/v1/reports/{id}/attachments/{attachment_id}/content": 5,
    "/api/v1/coverage": 9,
    "/api/v1/coverage/several": 9,
    "/api/v1/indicators": 27,
    "/api/v1/indicators/{code}/entries": 6,
    "/api/v1/city/indicators": 55,
    "/api/v1/wards": 4,
    "/api/v1/city/reports": 5,
    "/api/v1/changes": 4,
    "/api/v1/me": 3,
    "/api/v1/users": 5,
    "/api/v1/users/{person}": 5,
    "/api/v1/tokens": 4,
    "/api/v1/tokens/{token}": 4,
    "/api/v1/webhooks": 4,
    "/api/v1/webhooks/{webhook}": 4,
    "/api/v1/webhooks/{webhook}/deliveries": 6,
    "/api/v1/settings": 3,
    "/api/v1/days-off": 4,
    "/api/v1/days-off/{day}": 4,
    "/api/v1/audit": 9,
    "/metrics": 0,
    "/readyz": 3,
    "/login": 3,
    "/invitations/{secret}": 5,
    "/account": 6,
    "/": 60,
    "/products/new": 35,
    "/products/{id}/edit": 51,
    "/products": 30,
    "/products/{id}": 35,
    "/products/{id}/script": 18,
    "/products/{id}/script/export": 18,
    "/products/{id}/withdraw": 7,
    "/products/{id}/return": 7,
    "/products/{id}/publish": 7,
    "/products/{id}/remove": 7,
    "/products/{id}/attachments/{attachment_id}": 5,
    "/products/{id}/attachments/{attachment_id}/preview": 5,
    "/products/{id}/attachments/{attachment_id}/edit": 5,
    "/products/{id}/attachments/{attachment_id}/remove": 5,
    "/campaigns": 12,
    "/campaigns/new": 9,
    "/campaigns/{code}": 29,
    "/campaigns/{code}/edit": 10,
    "/campaigns/{code}/close": 5,
    "/coverage": 20,
    "/coverage/export": 20,
    "/coverage/by/{by}": 17,
    "/coverage/tiles": 19,
    "/coverage/entries": 19,
    "/indicators": 80,
    "/indicators/export": 80,
    "/indicators/{code}": 113,
    "/indicators/{code}/entries": 54,
    "/directives": 25,
    "/directives/matrix/export": 25,
    "/directives/new": 5,
    "/directives/{code}": 30,
    "/directives/{code}/edit": 6,
    "/directives/{code}/remove": 5,
    "/directives/{code}/restore": 5,
    "/materials/{code}/restore": 5,
    "/groups/{code}/restore": 5,
    "/channels/{code}/restore": 5,
    "/units/{code}/restore": 5,
    "/concerns": 19,
    "/concerns/new": 11,
    "/concerns/{id}": 18,
    "/concerns/{id}/edit": 14,
    "/concerns/{id}/remove": 5,
    "/concerns/{id}/reopen": 5,
    "/surveys/sample-size": 5,
    "/surveys": 20,
    "/surveys/new": 7,
    "/surveys/{id}/edit": 10,
    "/surveys/{id}/remove": 15,
    "/pulses": 23,
    "/pulses/new": 8,
    "/pulses/{id}/edit": 12,
    "/pulses/{id}/remove": 16,
    "/commendations": 20,
    "/commendations/new": 5,
    "/commendations/{id}/edit": 6,
    "/commendations/{id}/remove": 14,
    "/api/v1/key-dates": 4,
    "/api/v1/key-dates/{id}": 4,
    "/key-dates": 20,
    "/key-dates/new": 4,
    "/key-dates/{id}/edit": 6,
    "/key-dates/{id}/remove": 14,
    "/calendar": 20,
    "/city": 55,
    "/city/receive": 1,
    "/calendar/{feed}.ics": 16,
    "/calendar/products/{id}/move": 16,
    "/calendar/placements/{id}/move": 16,
    "/plans/{id}/approve": 16,
    "/plans": 19,
    "/plans/new": 4,
    "/plans/{id}/export": 6,
    "/plans/{id}/edit": 6,
    "/plans/{id}/remove": 14,
    "/reports": 28,
    "/reports/units/{code}": 14,
    "/reports/new": 4,
    "/reports/{id}": 54,
    "/reports/{id}/export": 63,
    "/reports/{id}/attachments/{attachment_id}": 5,
    "/reports/{id}/attachments/{attachment_id}/preview": 5,
    "/reports/{id}/attachments/{attachment_id}/edit": 5,
    "/reports/{id}/attachments/{attachment_id}/remove": 5,
    "/reports/{id}/transmittal": 7,
    "/reports/{id}/transmittal/file": 11,
    "/reports/{id}/submit": 24,
    "/reports/{id}/accept": 24,
    "/reports/{id}/return": 24,
    "/reports/{id}/reopen": 24,
    "/reports/{id}/remove": 24,
    "/materials": 5,
    "/materials/new": 4,
    "/materials/{code}": 20,
    "/materials/{code}/edit": 6,
    "/materials/{code}/remove": 7,
    "/groups/import": 3,
    "/groups/import/template": 3,
    "/imports": 8,
    "/imports/{number}": 9,
    "/concerns/import": 3,
    "/concerns/import/template": 8,
    "/directives/import": 3,
    "/directives/import/template": 8,
    "/surveys/import": 3,
    "/surveys/import/template": 8,
    "/units/import": 3,
    "/units/import/template": 8,
    "/products/import": 3,
    "/products/import/template": 10,
    "/users/import": 3,
    "/users/import/template": 4,
    "/units": 4,
    "/units/new": 3,
    "/units/{code}/edit": 4,
    "/units/{code}/remove": 15,
    "/groups": 4,
    "/groups/export": 4,
    "/groups/new": 4,
    "/groups/{code}/edit": 5,
    "/groups/{code}/remove": 8,
    "/groups/{code}": 40,
    "/channels": 4,
    "/channels/new": 3,
    "/channels/{code}/edit": 4,
    "/channels/{code}/remove": 6,
    "/periods": 5,
    "/periods/{code}/close": 4,
    "/periods/{code}/reopen": 4,
    "/periods/new": 4,
    "/periods/{code}/edit": 4,
    "/periods/{code}/remove": 8,
    "/admin": 3,
    "/users": 6,
    "/users/new": 4,
    "/users/{person}": 9,
    "/users/{person}/edit": 6,
    "/users/{person}/invitation": 5,
    "/users/{person}/leave": 5,
    "/tokens": 5,
    "/tokens/new": 4,
    "/tokens/{token}": 8,
    "/tokens/{token}/revoke": 4,
    "/webhooks": 4,
    "/webhooks/new": 3,
    "/webhooks/{webhook}": 10,
    "/webhooks/{webhook}/edit": 4,
    "/webhooks/{webhook}/remove": 4,
    "/settings": 4,
    "/days-off": 4,
    "/audit": 13,
    "/more": 3,
    "/search": 22,
    "/help": 3,
    "/help/coverage": 8,
    "/api/v1/openapi.json": 0,
    "/healthz": 0,
}
# What a question must name; a document is drawn when all of its statements are sent, and a workbook is drawn soonest.
QUERY = {
    "/api/v1/coverage/matrix": "period=2026-Q2",
    "/api/v1/coverage/several": "period=2026-Q2&by=directive",
    "/api/v1/coverage": "period=2026-Q2&by=directive",
    "/api/v1/indicators": "period=2026-Q2",
    "/api/v1/indicators/{code}/entries": "period=2026-Q2&part=numerator",
    "/api/v1/city/indicators": "period=2026",
    "/api/v1/city/reports": "period=2026",
    "/coverage/export": "period=2026-Q2&format=xlsx",
    "/indicators/export": "period=2026-Q2&format=xlsx",
    "/directives/matrix/export": "period=2026-Q2&format=xlsx",
    "/reports/{id}/export": "format=xlsx",
    "/api/v1/reports/{id}/export": "format=xlsx",
    "/search": "q=a",
}
# What a city reader asks of one ward.
OF_A_WARD = (
    "/api/v1/coverage",
    "/api/v1/coverage/several",
    "/api/v1/indicators",
    "/",
    "/coverage",
    "/indicators",
    "/indicators/{code}",
    "/coverage/export",
    "/indicators/export",
)
ASKERS = ("coordinator", "officer", "admin", "city")


def _more(stage: Stage, coordinator: TestClient, admin: TestClient, product: int, first: int, last: int) -> None:
    """More of everything that a ward can have, numbered from first up to last."""
    officer = stage.bearing(stage.tokens["officer"])
    for n in range(first, last):
        makers.group(coordinator, f"TDP-1{n:02}", cluster=f"Cụm {n % 3}")
        makers.group(coordinator, f"CB-1{n:02}", "party_cell", population=None)
        post(coordinator, "/channels", {"code": f"kenh-{n}", "name": f"Kênh {n}"})
        post(admin, "/units", makers.unit_json(f"DV{n}"))
        makers.material(coordinator, f"TL-1{n:02}")
        makers.directive(coordinator, f"VB-1{n:02}", within_days=9, content_group="1.3")
        budget = [{"amount": 5, "funding": "contributed"}]
        makers.campaign(coordinator, f"CD-1{n:02}", directives=[f"VB-1{n:02}"], budget=budget)
        span = {"starts_on": f"{2030 + n}-01-01", "ends_on": f"{2030 + n}-03-31", "due_on": f"{2030 + n}-03-10"}
        post(coordinator, "/periods", {"code": f"K{n}"} | span)
        post(admin, "/days-off", {"day": f"2026-06-{1 + n // 5 * 7 + n % 5:02}", "name": "Nghỉ"})
        post(coordinator, "/key-dates", {"day": day(), "name": f"Ngày {n}"})
        _log(coordinator, officer, product, n)
        _enter(coordinator, officer, n)
        post(admin, "/users", {"name": f"lan{n}", "role": "leader"})
        post(admin, "/tokens", {"name": f"cms{n}", "role": "leader"})
        receiver.delivery(stage, admin)


def _log(coordinator: TestClient, officer: TestClient, product: int, n: int) -> None:
    reached = [reach(f"TDP-1{n:02}"), reach(f"CB-1{n:02}", None)]
    told = {"campaign": f"CD-1{n:02}", "directives": [f"VB-1{n:02}", "VB-01"], "material": "TL-05"}
    placed = [placement("zalo", DAY, *reached), placement(f"kenh-{n}", day(-1), *reached)]
    due = [{"channel": "zalo", "planned_on": day(-1)}, {"channel": "loudspeaker", "planned_on": day()}]
    made = makers.product(officer, *placed, planned_placements=due, replaces=product, **told)
    makers.attachment(officer, made["id"], samples.picture(colour=f"#1f61{n:02}"))
    makers.planned(officer, planned_on=day(1), **told)
    makers.product(coordinator, placement("zalo", day(), *reached), status="in_review")
    # The thing that is shown has more rows of its own, and a longer history.
    placed = [placement("zalo", DAY, *reached, runs=k + 1) for k in range(n + 2)]
    planned = [{"channel": "zalo", "planned_on": day(-k)} for k in range(n + 2)]
    codes = ["VB-01", *(f"VB-1{k:02}" for k in range(n + 1))]
    makers.patch(coordinator, f"/products/{product}", placements=placed, planned_placements=planned, directives=codes)
    makers.attachment(coordinator, product, samples.picture(colour=f"#2f61{n:02}"))


def _enter(coordinator: TestClient, officer: TestClient, n: int) -> None:
    makers.concern(officer, nature="petition", group=f"TDP-1{n:02}")
    makers.concern(coordinator, received_on=day(-1))
    makers.patch(coordinator, f"/concerns/{NUMBERS['concerns']}", summary=f"Ngõ {n} thiếu đèn")
    post(coordinator, "/surveys", makers.survey_json(unit="UBND", group=f"TDP-1{n:02}"))
    post(coordinator, "/pulses", makers.pulse_json(unit="UBND", group=f"TDP-1{n:02}"))
    makers.commendation(coordinator, unit="UBND")
    post(coordinator, "/plans", makers.plan_json(f"DV{n}"))
    makers.post(coordinator, "/reports", makers.report_json(f"DV{n}"))
    urgent = makers.urgent(officer, title=f"Khẩn {n}")
    makers.attachment(officer, urgent, samples.picture(colour=f"#3f61{n:02}"), noun="reports")


def _who_asks(may: list[str]) -> list[str]:
    """Where not everyone is asked for: who is told most, and who least."""
    return may if len(may) <= lengths.of("who counts a route's statements") else [may[0], may[-1]]


def _counts(stage: Stage, product: int) -> dict[tuple[str, str], list[str]]:
    """What each route sends, for everyone who asks; nobody's first question of the day is counted."""
    found = {}
    for role in ASKERS:
        known = "/api/v1/wards" if role == "city" else "/api/v1/units"
        client_of(stage, role, Route("GET", known)).get(known)
    for route in routes_of(stage.app):
        line = OWNERS.get(route.line, frozenset())
        may = line[0] if isinstance(line, tuple) else line
        for role in _who_asks([role for role in ASKERS if role in may and route.method == "GET"]):
            ward = {"ward": WARD} if role == "city" and route.path in OF_A_WARD else {}
            query = dict(parse_qsl(QUERY.get(route.path, "")))
            with counted(stage.engine) as sent:
                answer = ask(client_of(stage, role, route), route, product, params=query | ward)
            assert answer.status_code in (200, 303), f"{route.line} as {role}: {answer.status_code} {answer.text}"
            found[route.path, role] = sent
    return found


def test_every_get_route_has_a_line(stage: Stage) -> None:
    found = {route.path for route in routes_of(stage.app) if route.method == "GET" and "{rest" not in route.path}
    assert found - set(MOST) == set(), "write into MOST how many statements it sends"
    assert set(MOST) - found == set(), "lines without a route"


def test_no_answer_sends_more_statements_for_more_rows(
    stage: Stage, coordinator: TestClient, admin: TestClient, product: int
) -> None:
    few_rows, many_rows = (lengths.of(f"rows {when} statements are counted") for when in ("before", "after"))
    _more(stage, coordinator, admin, product, 0, few_rows)
    few = _counts(stage, product)
    _more(stage, coordinator, admin, product, few_rows, many_rows)
    many = _counts(stage, product)
    wrong = [
        f"{path} as {role}: {len(few[path, role])}, then {len(sent)}\n{_more_often(few[path, role], sent)}"
        for (path, role), sent in many.items()
        if len(sent) > len(few[path, role])
    ]
    assert not wrong, "\n".join(wrong)
    sent_most = {path: max(len(sent) for (one, _), sent in few.items() if one == path) for path, _ in few}
    over = {path: number for path, number in sent_most.items() if number > MOST.get(path, 0)}
    assert not over, f"more statements than the table says: {over}"


def _more_often(few: list[str], many: list[str]) -> str:
    """The statements that were sent more often, each with how often."""
    before, after = Counter(few), Counter(many)
    return "\n".join(f"  {before[sql]} → {times} × {sql}" for sql, times in after.items() if times > before[sql])


FILTERS = {
    "unit": "UBND",
    "campaign": "TX-2026",
    "product_kind": "infographic",
    "channel": "zalo",
    "content_group": "1.3",
    "axis": "2.1",
    "directive": "VB-01",
    "material": "TL-05",
    "month": "2026-05",
    "group": "TDP-01",
    "form": "social",
}
LISTED_BY = {
    "unit": "UBND",
    "kind": "infographic",
    "status": "published",
    "campaign": "TX-2026",
    "content_group": "1.3",
    "axis": "2.1",
}
# A table of the log that is looked through by the ward alone, row by row.
WALKED = re.compile(r"(SCAN (reach|placement|product)\b|SEARCH (reach|placement|product) USING .*\(ward_id=\?\)$)")


def test_no_filter_of_coverage_walks_through_the_log(stage: Stage, coordinator: TestClient, admin: TestClient) -> None:
    if stage.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL plans by what the tables hold")
    makers.group(coordinator, "TDP-01")
    makers.directive(coordinator, "VB-01")
    makers.material(coordinator, "TL-05")
    post(admin, "/units", makers.unit_json(parent="UBND"))
    makers.product(coordinator, makers.placement("zalo", "2026-05-04", makers.reach("TDP-01")), unit="UBND")
    found = [
        f"{query}: {step}"
        for query in [*({name: value} for name, value in FILTERS.items()), {"unit": "UBND", "with_children": "true"}]
        for step in _plans(stage, coordinator, "/coverage", "FROM placement", period="2026-Q2", **query)
        if WALKED.match(step)
    ]
    assert not found, found


def test_a_list_is_read_in_its_order_and_never_sorted(stage: Stage, coordinator: TestClient, admin: TestClient) -> None:
    """What is sorted is read whole first: a page of a list would take as long as the list is.

    SQLite, too, goes another way where it was told what the tables hold.
    """
    if stage.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL plans by what the tables hold")
    units = ["UBND", *(post(admin, "/units", makers.unit_json(f"DV{n}"))["code"] for n in range(11))]
    rows = [makers.product_json(unit=units[n % 12], title=f"Bài {n}") for n in range(600)]
    post(coordinator, "/products/batch", {"items": rows})
    with stage.engine.begin() as connection:
        connection.exec_driver_sql("ANALYZE")
    lists = ({}, *({name: value} for name, value in LISTED_BY.items()), {"unit": "UBND", "status": "published"})
    found = [
        f"{query}: {step}"
        for query in lists
        for step in _plans(stage, coordinator, "/products", "ORDER BY product.shown_on", **query)
        if "TEMP B-TREE" in step
    ]
    assert not found, found


def _plans(stage: Stage, client: TestClient, path: str, words: str, **asked_by: str) -> list[str]:
    """How SQLite goes about the questions with these words that a list or figure asks, step by step."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        if statement.startswith("SELECT") and words in statement:
            asked.append((statement, parameters))

    event.listen(stage.engine, "before_cursor_execute", note)
    try:
        makers.get(client, path, **asked_by)
    finally:
        event.remove(stage.engine, "before_cursor_execute", note)
    assert asked, asked_by
    with stage.engine.connect() as connection:
        plans = [connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {text}", values).all() for text, values in asked]
    return [str(row[3]) for plan in plans for row in plan]
