"""Manners of HTTP, held on every route: HEAD, other methods, other media, their order, and writes that are only tried.

Each kind of promise is walked through all routes, so that a new one keeps it too.
"""

import gzip
import json
import re
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests import lengths, makers, samples
from tests.conftest import Stage
from tests.makers import API, DAY, locs, placement, problem, product_json, reach
from tests.rig import receiver
from tests.test_routes import OWNERS, WARD_ROLES, Route, ask, client_of, product, routes_of
from tests.test_statements import QUERY

__all__ = ["product"]

ANY = {"If-Match": "*"}
# Takes a file, not JSON.
FILES = "/api/v1/products/{id}/attachments"


def may(route: Route) -> str:
    """Someone who may take this route."""
    line = OWNERS[route.line]
    owners = line[0] if isinstance(line, tuple) else line
    return next((role for role in ("coordinator", "admin", *WARD_ROLES, "city") if role in owners), "coordinator")


def api_routes(stage: Stage, *methods: str) -> list[Route]:
    return [
        route
        for route in routes_of(stage.app)
        if route.is_api and "{rest" not in route.path and route.method in methods
    ]


def test_head_wherever_get(stage: Stage, product: int) -> None:
    walked = 0
    for route in routes_of(stage.app):
        if route.method != "GET" or "{rest" in route.path:
            continue
        client = client_of(stage, may(route), route)
        path = f"{route.address(product)}?{QUERY.get(route.path, '')}".rstrip("?")
        got, head = client.get(path), client.head(path)
        assert head.status_code == got.status_code, route.line
        assert head.content == b"", route.line
        assert set(head.headers) == set(got.headers), route.line
        walked += 1
    assert walked > 100


def test_a_wrong_method_is_told_the_right_ones(stage: Stage, product: int) -> None:
    methods: dict[str, set[str]] = {}
    for route in routes_of(stage.app):
        methods.setdefault(route.path, set()).add(route.method)
    for place, (path, right) in enumerate(methods.items()):
        others = sorted({"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"} - right)
        # An address tells its methods whichever is wrong; where few are tried, others from one address to the next.
        most = min(lengths.of("wrong methods of an address"), len(others))
        for method in [others[(place + number) % len(others)] for number in range(most)]:
            wrong = Route(method, path)
            if "{rest" in path or path.endswith("/batch") or path == "/":
                # What else a batch's address could be is one of its things; below / lie the static files.
                continue
            answer = client_of(stage, "coordinator", wrong).request(method, wrong.address(product))
            assert answer.status_code in (404, 405), wrong.line
            if answer.status_code == 405:
                told = set(answer.headers["allow"].split(", "))
                assert right <= told, wrong.line
                assert method not in told, wrong.line
                assert ("HEAD" in told) == ("GET" in told), wrong.line
            else:
                assert any(Route(method, other).line in OWNERS for other in methods), wrong.line


@pytest.mark.parametrize(
    ("method", "path", "allow"),
    [
        ("PUT", "/products/1119", "DELETE, GET, HEAD, PATCH"),
        ("DELETE", "/settings", "GET, HEAD, PATCH"),
        ("POST", "/coverage", "GET, HEAD"),
        ("OPTIONS", "/products", "GET, HEAD, POST"),
        ("GET", "/products/1/confirmations", "POST"),
        ("HEAD", "/reports/1/submit", "POST"),
        ("GET", "/products/batch", "POST"),
        ("PATCH", "/reports/timeliness", "GET, HEAD"),
    ],
)
def test_allow_names_every_method_of_an_address(
    coordinator: TestClient, stage: Stage, method: str, path: str, allow: str
) -> None:
    answer = coordinator.request(method, API + path)
    assert (answer.status_code, answer.headers["allow"]) == (405, allow)
    assert stage.bearing(None).request(method, API + path).status_code == 401, "who asks comes first"
    assert coordinator.request(method, f"{API}/nothing{path}").status_code == 404


@pytest.mark.parametrize("end", ["%0D", "%0A", "%09", "%0D%0A"])
def test_an_address_is_no_route_s_for_a_tab_or_the_end_of_a_line(coordinator: TestClient, end: str) -> None:
    """A URL leaves them out where it is taken apart; a router does not."""
    for noun in ("products", "concerns", "groups"):
        problem(coordinator.get(f"{API}/{noun}/{end}"), 404)


UNREAD: list[dict[str, Any]] = [
    {"content": b"a=1", "headers": {"Content-Type": "application/x-www-form-urlencoded"}},
    {"content": b"{}", "headers": {"Content-Type": "text/plain"}},
    {"content": b"{}"},
    {"content": gzip.compress(b"{}"), "headers": {"Content-Type": "application/json", "Content-Encoding": "gzip"}},
]


@pytest.mark.parametrize("sent", UNREAD, ids=["form", "text", "nameless", "packed"])
def test_what_is_not_read_is_415_before_its_state_and_its_words(
    stage: Stage, product: int, sent: dict[str, Any]
) -> None:
    for route in api_routes(stage, "POST", "PATCH"):
        client = client_of(stage, may(route), route)
        for query in ("", "?no_such=1"):
            answer = client.request(route.method, route.address(product) + query, **sent)
            assert answer.status_code == 415, f"{route.line}: {answer.text}"
    problem(answer, 415)


def test_a_stale_change_is_412_before_its_words_and_after_its_media(stage: Stage, product: int) -> None:
    """The order: 401, 404 of the route, 405, 403 or 404 of the thing, 415, 412 or 428, 422."""
    for route in api_routes(stage, "PATCH", "DELETE"):
        path = f"{route.address(product)}?no_such=1"
        broken = {"content": b"{", "headers": {"Content-Type": "application/json"}} if route.method == "PATCH" else {}
        stale = broken | {"headers": broken.get("headers", {}) | {"If-Match": '"old"'}}
        assert client_of(stage, "nobody", route).request(route.method, path, **stale).status_code == 401, route.line
        assert client_of(stage, "city", route).request(route.method, path, **stale).status_code == 404, route.line
        client = client_of(stage, may(route), route)
        assert client.request(route.method, path, **broken).status_code == 428, route.line
        assert client.request(route.method, path, **stale).status_code == 412, route.line
        fresh = broken | {"headers": broken.get("headers", {}) | ANY}
        assert client.request(route.method, path, **fresh).status_code == 422, route.line


def test_a_file_in_another_form_is_415(coordinator: TestClient, product: int) -> None:
    path = f"{API}/products/{product}/attachments"
    problem(coordinator.post(path, json={"file": "x"}), 415)
    file = {"file": ("a.png", samples.picture(), "image/png")}
    problem(coordinator.post(path, files=file, headers={"Content-Encoding": "gzip"}), 415)


# What each path takes that changes something; the rest of the routes take {}.
BODIES: dict[str, Any] = {
    "POST /products": product_json(placements=[placement("zalo", DAY, reach())]),
    "POST /products/batch": {"items": [product_json(), product_json()]},
    "POST /concerns/batch": {"items": [makers.concern_json()]},
    "POST /surveys/batch": {"items": [makers.survey_json(unit="UBND", aware=3)]},
    "POST /commendations/batch": {"items": [makers.commendation_json(unit="UBND")]},
    "POST /groups/batch": {"items": [{"code": "TDP-78", "kind": "residential", "name": "Tổ 78"}]},
    "PATCH /products/{id}": {"title": "Tên khác"},
    "POST /concerns": makers.concern_json(),
    "PATCH /concerns/{id}": {"summary": "Ngõ thiếu đèn"},
    "POST /key-dates": {"day": "2026-12-22", "name": "Ngày hội"},
    "PATCH /key-dates/{id}": {"name": "Tên khác"},
    "POST /surveys": makers.survey_json(unit="UBND"),
    "PATCH /surveys/{id}": {"aware": 1},
    "POST /pulses": makers.pulse_json(unit="UBND"),
    "PATCH /pulses/{id}": {"worried": 30},
    "POST /commendations": makers.commendation_json(unit="UBND"),
    "PATCH /commendations/{id}": {"title": "Việc tốt khác"},
    "POST /plans": makers.plan_json("MTTQ"),
    "PATCH /plans/{id}": {"focus": "Trọng tâm khác"},
    "POST /reports": makers.report_json("MTTQ"),
    "POST /reports/{id}/return": {"reason": "Thiếu"},
    "POST /plans/{id}/approve": {},
    "POST /reports/reminders": {"period": "2026-Q4"},
    "POST /units": makers.unit_json("MOI"),
    "PATCH /units/{code}": {"name": "Tên khác"},
    "POST /groups": {"code": "TDP-77", "kind": "residential", "name": "Tổ 77"},
    "PATCH /groups/{code}": {"name": "Tên khác"},
    "POST /channels": {"code": "moi", "name": "Mới"},
    "PATCH /channels/{code}": {"name": "Tên khác"},
    "POST /periods": {"code": "2028-Q1", "starts_on": "2028-01-01", "ends_on": "2028-03-31", "due_on": "2028-03-10"},
    "PATCH /periods/{code}": {"due_on": "2027-03-11"},
    "POST /campaigns": makers.campaign_json(code="MOI"),
    "PATCH /campaigns/{code}": {"title": "Tên khác"},
    "POST /directives": makers.directive_json(code="MOI"),
    "PATCH /directives/{code}": {"title": "Tên khác"},
    "POST /materials": makers.material_json(code="MOI"),
    "PATCH /materials/{code}": {"title": "Tên khác"},
    "POST /users": {"name": "moi", "role": "leader"},
    "PATCH /users/{person}": {"full_name": "Chức danh khác"},
    "POST /users/{person}/invitation": {},
    "POST /tokens": {"name": "moi", "role": "leader"},
    "POST /tokens/{token}/rotation": {},
    "POST /webhooks": receiver.webhook_json(),
    "PATCH /webhooks/{webhook}": {"name": "Tên khác"},
    "POST /webhooks/{webhook}/rotation": {},
    "POST /webhooks/{webhook}/deliveries/{delivery}/retry": {},
    "PATCH /settings": {"approval": True},
    "POST /days-off": {"day": "2026-12-01", "name": "Nghỉ"},
    "PATCH /products/{id}/attachments/{attachment_id}": {"alt_text": "Một ô vuông"},
    "PATCH /reports/{id}/attachments/{attachment_id}": {"alt_text": "Một ô vuông"},
}


def named(told: Any, names: set[str]) -> list[Any]:
    """What stands under these names, at any depth."""
    if isinstance(told, list):
        return [found for one in told for found in named(one, names)]
    if not isinstance(told, dict):
        return []
    return [told[name] for name in names & set(told)] + named(list(told.values()), names)


def test_every_write_can_be_tried_and_stores_nothing(stage: Stage, product: int) -> None:
    for route in api_routes(stage, "POST", "PATCH"):
        line = f"{route.method} {route.path.removeprefix(API)}"
        if line not in BODIES:
            continue
        client = client_of(stage, may(route), route)
        client.get(f"{API}/units")
        before = stage.everything()
        path, headers = route.address(product), ANY | {"Idempotency-Key": "tried"}
        tried = client.request(route.method, path, json=BODIES[line], headers=headers, params={"validate_only": "true"})
        assert tried.status_code == 200, f"{line}: {tried.text}"
        assert stage.everything() == before, line
        told = tried.json()
        assert set(named(told, {"id", "etag", "token", "secret", "invitation"})) <= {None}, line
        assert re.findall(r'"(\w+)": "\d{4}-\d\d-\d\dT[\d:.]+Z"', json.dumps(told)) == [], line
        assert "location" not in tried.headers, line
        assert "etag" not in tried.headers, line
        done = client.request(route.method, path, json=BODIES[line], headers=headers)
        assert done.status_code in (200, 201), f"{line}: {done.text}"
        assert set(done.json()) == set(told), line


def _as_floats(told: Any) -> Any:
    """The same to a reader of JSON: 5.0 is as whole as 5."""
    if isinstance(told, dict):
        return {name: _as_floats(one) for name, one in told.items()}
    if isinstance(told, list):
        return [_as_floats(one) for one in told]
    return float(told) if type(told) is int else told


@pytest.mark.parametrize("line", [line for line, body in BODIES.items() if str(_as_floats(body)) != str(body)])
def test_a_whole_number_may_be_written_with_a_point(stage: Stage, product: int, line: str) -> None:
    [route] = [one for one in api_routes(stage, *line.split()[:1]) if one.path == API + line.split()[1]]
    client, told = client_of(stage, may(route), route), []
    for body in (BODIES[line], _as_floats(BODIES[line])):
        address = f"{route.address(product)}?validate_only=true"
        told.append(client.request(route.method, address, json=body, headers=ANY))
    assert [answer.status_code for answer in told] == [200, 200], told[1].text
    assert told[0].text == told[1].text


def test_the_walk_of_tries_leaves_out_only_what_takes_a_file_or_another_state(stage: Stage) -> None:
    lines = {f"{route.method} {route.path.removeprefix(API)}" for route in api_routes(stage, "POST", "PATCH")}
    assert lines - set(BODIES) == {
        "POST /products/{id}/attachments",
        "POST /products/{id}/confirmations",
        "POST /reports/{id}/submit",
        "POST /reports/{id}/attachments",
        "POST /reports/{id}/accept",
        "POST /reports/{id}/reopen",
        "POST /reports/{id}/transmittal",
        "POST /transmittals",
        "PATCH /reports/{id}",
    }


def test_a_file_can_be_tried(stage: Stage, coordinator: TestClient, product: int) -> None:
    path, file = f"{API}/products/{product}/attachments", {"file": ("a.png", samples.picture(), "image/png")}
    before = makers.every(coordinator, f"/products/{product}/attachments")
    tried = coordinator.post(path, files=file, params={"validate_only": "true"})
    assert (tried.status_code, tried.json()["id"]) == (200, None)
    assert makers.every(coordinator, f"/products/{product}/attachments") == before


def test_a_report_tried_names_what_its_figures_tell_of(coordinator: TestClient) -> None:
    summary = "Ngõ thiếu đèn chiếu sáng"
    told = makers.concern(coordinator, summary=summary)["id"]
    made = makers.report(coordinator, period="2026-Q2")
    tried = coordinator.post(f"{API}/reports/{made['id']}/submit", json={}, params={"validate_only": "true"}).json()
    assert (tried["id"], tried["submitted_at"], tried["snapshot"]["submitted_at"]) == (None, None, None)
    for figures in (tried["live"], tried["snapshot"]["figures"]):
        assert [(one["id"], one["summary"]) for one in figures["4"]["concerns"]] == [(told, summary)]


def test_a_try_is_refused_as_the_write_would_be(coordinator: TestClient, officer: TestClient, product: int) -> None:
    tries = {"validate_only": "true"}
    problem(coordinator.post(f"{API}/products", json=product_json(kind="x"), params=tries), 422, (("kind",), "choice"))
    rows = {"items": [product_json(), product_json(kind="x")]}
    problem(coordinator.post(f"{API}/products/batch", json=rows, params=tries), 422, (("items", 1, "kind"), "choice"))
    other = product_json(unit="MTTQ")
    problem(officer.post(f"{API}/products", json=other, params=tries), 403)
    problem(coordinator.patch(f"{API}/products/{product}", json={}, params=tries), 428)
    problem(coordinator.post(f"{API}/products", json={}, params={"validate_only": "x"}), 422)
    assert (
        coordinator.post(f"{API}/products", json=product_json(), params={"validate_only": "false"}).status_code == 201
    )


def test_a_batch_tried_tells_each_row(coordinator: TestClient) -> None:
    rows = {"items": [product_json(), product_json(kind="x")]}
    tried = coordinator.post(f"{API}/products/batch", json=rows, params={"validate_only": "true", "partial": "true"})
    assert tried.status_code == 200
    assert [row["status"] for row in tried.json()["items"]] == [201, 422]
    assert tried.json()["items"][0]["id"] is None
    assert json.loads(coordinator.get(f"{API}/products").content)["items"] == []


def test_ask_is_let_in(stage: Stage, product: int) -> None:
    """The walks above mean something: each route lets in whom they take."""
    for route in api_routes(stage, "GET"):
        assert ask(client_of(stage, may(route), route), route, product).status_code in (200, 422), route.line


@pytest.mark.on_both
def test_an_empty_cursor_is_no_first_page(stage: Stage, product: int) -> None:
    paths = stage.client().get(f"{API}/openapi.json").json()["paths"]
    listed = [
        route
        for route in api_routes(stage, "GET")
        if "cursor" in {one.get("name") for one in paths.get(route.path, {}).get("get", {}).get("parameters", [])}
    ]
    assert len(listed) > 20
    for route in listed:
        query = f"{QUERY.get(route.path, '')}&cursor=".removeprefix("&")
        answer = client_of(stage, may(route), route).get(f"{route.address(product)}?{query}")
        problem(answer, 422)
        assert locs(answer) == [("cursor",)], route.path
