"""Who may what: tokens, roles, wards, the city; and that a no never tells more than it must."""

import re
import unicodedata
from datetime import date, timedelta
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from app.domain import access, people
from app.domain.errors import Forbidden
from app.models import Token
from app.web.callers import now
from app.web.sign_in import PLAIN
from tests import makers
from tests.conftest import PASSWORD, WARD, Stage
from tests.makers import group, locs, placement, planned, problem, product, product_json, reach

API = makers.API
LISTS = [
    "units",
    "groups",
    "channels",
    "periods",
    "campaigns",
    "directives",
    "materials",
    "content-groups",
    "topics",
    "axes",
    "products",
]
CODES = {
    "units": "UBND",
    "channels": "zalo",
    "periods": "2026-Q2",
    "campaigns": "TX-2026",
    "directives": "NQ02-TW",
    "content-groups": "1.3",
    "topics": "1.12.4",
    "axes": "2.1",
}


# Tokens.


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Bearer",
        "Bearer ",
        "Bearer x",
        "Bearer lt.1.x",
        "Basic YTpi",
        "Bearer lt.99999999999999999999.x",
        "Bearer lt.².x",
        "Bearer lt.-1.x",
    ],
)
def test_without_a_valid_token(stage: Stage, header: str | None) -> None:
    client = stage.client(headers={"Authorization": header.encode()} if header is not None else {})
    for method, path in (
        ("GET", "/units"),
        ("POST", "/products"),
        ("GET", "/coverage"),
        ("GET", "/none"),
        ("GET", "/products/x"),
    ):
        answer = client.request(method, API + path, content=b"{" if method == "POST" else None)
        problem(answer, 401)
        assert answer.headers["www-authenticate"].startswith("Bearer")


def test_a_token_of_another_ward_s_number(stage: Stage) -> None:
    _, ward, key = stage.tokens["officer"].split(".")
    for other in (0, int(ward) + 1, int(ward) - 1):
        problem(stage.bearing(f"lt.{other}.{key}").get(f"{API}/units"), 401)


@pytest.mark.parametrize(("offset", "status"), [(-1, 401), (0, 200), (1, 200)])
def test_a_token_ends_after_its_last_day(stage: Stage, offset: int, status: int) -> None:
    client = stage.token("leader", expires_on=makers.today() + timedelta(days=offset))
    assert client.get(f"{API}/units").status_code == status


def test_a_revoked_token(stage: Stage, leader: TestClient) -> None:
    with stage.writing() as (session, _):
        session.exec(select(Token).where(Token.name == "leader")).one().revoked_at = now()
    problem(leader.get(f"{API}/units"), 401)


def test_a_token_is_kept_as_a_digest_and_its_use_is_noted(stage: Stage, officer: TestClient) -> None:
    product(officer)
    with stage.writing() as (session, _):
        tokens = list(session.exec(select(Token)))
    secrets = [words.rpartition(".")[2] for words in stage.tokens.values()]
    assert not any(secret in repr(token.model_dump()) for secret in secrets for token in tokens)
    assert [token.name for token in tokens if token.used_at] == ["officer"]


# Roles.

WRITES: list[tuple[str, str, Any, set[str]]] = [
    ("POST", "/units", makers.unit_json(), {"admin"}),
    ("POST", "/groups", {"code": "X", "kind": "residential", "name": "X"}, {"coordinator", "admin"}),
    ("POST", "/channels", {"code": "X", "name": "X"}, {"coordinator", "admin"}),
    (
        "POST",
        "/periods",
        {"code": "X", "starts_on": "2027-01-01", "ends_on": "2027-03-31", "due_on": "2027-03-10"},
        {"coordinator"},
    ),
    ("POST", "/campaigns", makers.campaign_json("X"), {"coordinator"}),
    ("POST", "/directives", makers.directive_json("X"), {"coordinator"}),
    ("POST", "/materials", makers.material_json("X"), {"coordinator"}),
    ("POST", "/products", product_json(), {"officer", "coordinator"}),
    ("POST", "/products/batch", {"items": [product_json()]}, {"officer", "coordinator"}),
    ("PATCH", "/units/UBND", {"name": "X"}, {"admin"}),
    ("PATCH", "/groups/TDP-01", {"name": "X"}, {"coordinator", "admin"}),
    ("PATCH", "/channels/zalo", {"name": "X"}, {"coordinator", "admin"}),
    ("PATCH", "/periods/2026-Q4", {"closed": True}, {"coordinator"}),
    ("PATCH", "/campaigns/TX-2026", {"title": "X"}, {"coordinator"}),
    ("PATCH", "/directives/NQ02-TW", {"title": "X"}, {"coordinator"}),
    ("PATCH", "/materials/TL-05", {"title": "X"}, {"coordinator"}),
    ("PATCH", "/products/{id}", {"title": "X"}, {"officer", "coordinator"}),
    ("DELETE", "/units/TCD", None, {"admin"}),
    ("DELETE", "/groups/TDP-01", None, {"coordinator", "admin"}),
    ("DELETE", "/channels/press", None, {"coordinator", "admin"}),
    ("DELETE", "/campaigns/NQ02", None, {"coordinator"}),
    ("DELETE", "/directives/NQ02-TW", None, {"coordinator"}),
    ("DELETE", "/materials/TL-05", None, {"coordinator"}),
    ("DELETE", "/products/{plan}", None, {"officer", "coordinator"}),
]
ROLES = ["officer", "other_officer", "coordinator", "leader", "admin", "city", "stranger"]


@pytest.fixture
def ward(stage: Stage, coordinator: TestClient) -> SimpleNamespace:
    """A ward with one of everything; its paths with ids put in."""

    def make() -> dict[str, int]:
        group(coordinator)
        makers.material(coordinator)
        makers.campaign(coordinator)
        made = product(coordinator, placement("zalo", makers.DAY, reach()), external_id="ward")
        return {"id": made["id"], "plan": planned(coordinator)["id"]}

    ids = stage.scene("one of all that units write", make)
    clients = {name: stage.bearing(stage.tokens[name]) for name in ROLES}
    return SimpleNamespace(clients=clients, path=lambda path: API + path.format(**ids), ids=ids)


@pytest.mark.parametrize(
    ("method", "path", "body", "may"), WRITES, ids=[f"{method} {path}" for method, path, *_ in WRITES]
)
def test_who_may_write(ward: SimpleNamespace, method: str, path: str, body: Any, may: set[str]) -> None:
    """Who may not gets the same no whatever they send, in whatever state the thing is."""
    url, is_item = ward.path(path), method != "POST"
    for name in [role for role in ROLES if role not in may]:
        # Another ward's coordinator creates in their own ward; to them, this ward's things are not there.
        if name == "stranger" and (not is_item or not path.endswith("}")):
            continue
        expected = 404 if name in ("city", "stranger") else 403
        if name == "other_officer" and path in ("/products", "/products/batch"):
            answer = ward.clients[name].request(method, url, json=body)
            assert answer.status_code in (403, 422), path
            continue
        sends: list[makers.Json] = [
            {"json": body, "headers": {"If-Match": "*"}},
            {"json": body},
            {"json": body, "headers": {"If-Match": '"old"'}},
            {"json": {"nonsense": 1}, "headers": {"If-Match": "*"}},
            {"content": b"{", "headers": {"If-Match": "*"}},
        ]
        for options in sends:
            problem(ward.clients[name].request(method, url, **options), expected)
    for name in sorted(may):
        # Each has a thing of their own code to create, and only the first finds something to delete.
        sent = body | {"code": f"X-{name}"} if method == "POST" and "code" in body else body
        answer = ward.clients[name].request(method, url, json=sent, headers={"If-Match": "*"})
        assert answer.status_code in (200, 201, 204, 404), (name, answer.text)
        assert answer.status_code != 404 or (method == "DELETE" and name != min(may))


@pytest.mark.parametrize("role", ["officer", "other_officer", "coordinator", "leader", "admin"])
def test_everyone_of_the_ward_reads(ward: SimpleNamespace, role: str) -> None:
    client = ward.clients[role]
    for noun in LISTS:
        assert makers.get(client, f"/{noun}")["items"] != []
    for noun, code in CODES.items():
        assert makers.get(client, f"/{noun}/{code}")["code"] == code
    assert makers.get(client, f"/products/{ward.ids['id']}")["unit"] == "UBND"
    assert makers.get(client, "/coverage", period="2026-Q2")["total"]["products"] == 1


def test_a_unit_writes_its_own_alone(officer: TestClient, other_officer: TestClient) -> None:
    mine = product(officer)
    path = f"{API}/products/{mine['id']}"
    assert other_officer.get(path).status_code == 200
    for method, body in (("PATCH", {"title": "X"}), ("PATCH", {"status": "withdrawn"}), ("DELETE", None)):
        problem(other_officer.request(method, path, json=body, headers={"If-Match": "*"}), 403)
        problem(other_officer.request(method, path, json=body), 403)
    problem(officer.patch(path, json={"unit": "MTTQ"}, headers={"If-Match": "*"}), 403)
    problem(officer.post(f"{API}/products", json=product_json(unit="MTTQ")), 403)
    assert makers.get(officer, f"/products/{mine['id']}")["title"] == mine["title"]


@pytest.mark.parametrize(
    "fault", [{"kind": "poem"}, {"title": ""}, {"placements": []}, {"colour": "red"}, {"axis": "9"}], ids=str
)
def test_another_unit_s_product_is_forbidden_before_its_faults(officer: TestClient, fault: makers.Json) -> None:
    problem(officer.post(f"{API}/products", json=product_json(unit="MTTQ") | fault), 403)


@pytest.mark.parametrize("query", ["?nonsense=1", "?limit=0", "?limit=1"])
def test_who_may_not_is_told_so_before_the_question_is_judged(ward: SimpleNamespace, query: str) -> None:
    for noun in [*LISTS, "wards"]:
        client = ward.clients["city" if noun != "wards" else "leader"]
        problem(client.get(f"{API}/{noun}{query}"), 404)
    problem(ward.clients["leader"].delete(ward.path("/products/{plan}") + query, headers={"If-Match": "*"}), 403)
    problem(ward.clients["leader"].delete(f"{API}/units/TCD{query}", headers={"If-Match": "*"}), 403)
    problem(ward.clients["leader"].post(f"{API}/products/batch{query}", json={"items": []}), 403)


# Seen, not allowed: in words that say who may.


@pytest.mark.parametrize(
    ("make", "path", "change", "words"),
    [
        (makers.product, "products", {"title": "Khác"}, "Sản phẩm này thuộc đơn vị khác"),
        (makers.commendation, "commendations", {"title": "Khác"}, "Mục này thuộc đơn vị khác"),
        (makers.concern, "concerns", {"summary": "Khác"}, "Vấn đề này do đơn vị khác giải quyết"),
    ],
    ids=["products", "commendations", "concerns"],
)
def test_another_unit_s_is_told_to_be_another_unit_s(
    officer: TestClient, other_officer: TestClient, leader: TestClient, make: Any, path: str, change: Any, words: str
) -> None:
    row = f"/{path}/{make(officer)['id']}"
    told = problem(makers.try_patch(other_officer, row, **change), 403)["detail"]
    assert told.startswith(words)
    assert "Ban Xây dựng Đảng" in told
    assert problem(makers.try_patch(leader, row, **change), 403)["detail"].startswith("Vai trò của bạn")


def test_what_is_the_coordinator_s_alone_is_told_so_to_a_unit(officer: TestClient, coordinator: TestClient) -> None:
    review = product(officer, status="in_review")
    raised = makers.concern(officer)
    makers.patch(officer, f"/concerns/{raised['id']}", status="answered", answered_on=makers.day(), answer="Đã sửa.")
    for answer in (
        makers.try_patch(officer, f"/products/{review['id']}", status="planned", reason="Thiếu ảnh"),
        makers.try_patch(officer, f"/concerns/{raised['id']}", status="received", change_reason="Chưa xong"),
        officer.post(f"{API}/reports", json=makers.report_json(type="consolidated")),
    ):
        assert "Ban Xây dựng Đảng" in problem(answer, 403)["detail"]


# Not there and not yours.


def test_not_there_and_not_yours_are_the_same_bytes(
    ward: SimpleNamespace, stranger: TestClient, city: TestClient
) -> None:
    theirs = [ward.path("/products/{id}"), f"{API}/groups/TDP-01", f"{API}/materials/TL-05", f"{API}/campaigns/NQ02"]
    absent = [
        f"{API}/products/987654321",
        f"{API}/products/abc",
        f"{API}/groups/NO",
        f"{API}/none/at/all",
        f"{API}/products/-1",
    ]
    bodies = set()
    for path in theirs + absent:
        for method in ("GET", "PATCH", "DELETE"):
            answer = stranger.request(
                method, path, json={"title": "X"} if method == "PATCH" else None, headers={"If-Match": "*"}
            )
            problem(answer, 404)
            bodies.add(answer.content)
    for path in [*theirs, *absent, f"{API}/products", f"{API}/units/UBND", f"{API}/units"]:
        answer = city.get(path)
        problem(answer, 404)
        bodies.add(answer.content)
    assert len(bodies) == 1
    told = bodies.pop().decode()
    assert not any(word in told for word in ("TDP", "987654321", "abc", "products"))


def test_another_ward_s_codes_are_unknown(ward: SimpleNamespace, stranger: TestClient) -> None:
    for fields in (
        {"material": "TL-05"},
        {"campaign": "NQ02"},
        {"replaces": ward.ids["id"]},
        {"placements": [placement("zalo", makers.DAY, reach("TDP-01"))]},
    ):
        problem(stranger.post(f"{API}/products", json=product_json(**fields)), 422)
    assert makers.every(stranger, "/products") == []
    assert makers.every(stranger, "/groups") == []
    assert makers.get(stranger, "/coverage", period="2026-Q2")["total"]["products"] == 0
    problem(stranger.get(f"{API}/coverage", params={"period": "2026-Q2", "group": "TDP-01"}), 422)


def test_another_ward_s_external_ids_are_others(stage: Stage, ward: SimpleNamespace) -> None:
    source = stage.token("coordinator", "BXDD", ward="KHUONGTHUONG", name="coordinator")
    answer = source.post(f"{API}/products", json=product_json(external_id="ward"))
    assert answer.status_code == 201
    assert answer.json()["id"] != ward.ids["id"]


def test_a_placement_of_another_ward_is_not_taken_over(ward: SimpleNamespace, stranger: TestClient) -> None:
    theirs = makers.get(ward.clients["coordinator"], f"/products/{ward.ids['id']}")
    mine = product(stranger)
    again = [{"id": theirs["placements"][0]["id"]} | placement("press")]
    makers.try_patch(stranger, f"/products/{mine['id']}", placements=again)
    assert makers.get(ward.clients["coordinator"], f"/products/{ward.ids['id']}") == theirs


def test_two_wards_never_share_an_id(ward: SimpleNamespace, stranger: TestClient, coordinator: TestClient) -> None:
    ids = [product(client)["id"] for client in (stranger, coordinator, stranger)]
    assert len(set(ids)) == 3


# The city.


def test_the_city_sees_figures_of_the_ward_it_names(
    ward: SimpleNamespace, city: TestClient, coordinator: TestClient
) -> None:
    wards = makers.get(city, "/wards")
    assert {one["code"] for one in wards["items"]} == {"DONGDA", "KHUONGTHUONG"}
    assert wards["next"] is None
    told = makers.get(city, "/coverage", period="2026-Q2", ward=WARD)
    own = makers.get(coordinator, "/coverage", period="2026-Q2")
    assert (told["items"], told["total"]) == (own["items"], own["total"])
    other = makers.get(city, "/coverage", period="2026-Q2", ward="KHUONGTHUONG")
    assert (other["items"], other["total"]["products"]) == ([], 0)


def test_the_city_must_name_a_ward(city: TestClient) -> None:
    for query in (
        {"period": "2026-Q2"},
        {"period": "2026-Q2", "ward": "KHONG-CO"},
        {"period": "2026-Q2", "ward": "HANOI"},
    ):
        answer = city.get(f"{API}/coverage", params=query)
        problem(answer, 422)
        assert locs(answer) == [("ward",)]


@pytest.mark.parametrize("role", ["officer", "coordinator", "leader", "admin"])
def test_nobody_else_names_a_ward(stage: Stage, role: str) -> None:
    client = stage.bearing(stage.tokens[role])
    for code in (WARD, "KHUONGTHUONG"):
        answer = client.get(f"{API}/coverage", params={"period": "2026-Q2", "ward": code})
        problem(answer, 422)
        assert locs(answer) == [("ward",)]
    problem(client.get(f"{API}/wards"), 404)


def test_small_groups_are_nameless_to_the_city(coordinator: TestClient, city: TestClient) -> None:
    for code, population in (("A", 49), ("B", 50), ("C", None)):
        group(coordinator, code, population=population)
    rows = makers.get(city, "/coverage", period="2026-Q2", ward=WARD)["items"]
    assert [bool(row["name"]) for row in rows] == [False, True, True]
    assert all(row["name"] for row in makers.get(coordinator, "/coverage", period="2026-Q2")["items"])


def test_the_city_writes_nothing(city: TestClient) -> None:
    for path, body in (("/products", product_json()), ("/units", makers.unit_json()), ("/wards", {"code": "X"})):
        assert city.post(f"{API}{path}", json=body).status_code in (404, 405)


# Other doors.


def test_an_unknown_route(nobody: TestClient, leader: TestClient) -> None:
    for method in ("GET", "POST", "PATCH", "PUT", "DELETE"):
        problem(nobody.request(method, f"{API}/nothing"), 401)
        problem(leader.request(method, f"{API}/nothing"), 404)


def test_a_method_that_is_none(admin: TestClient) -> None:
    for method, path in (("PUT", "units/UBND"), ("DELETE", "units"), ("POST", "units/UBND"), ("PATCH", "coverage")):
        answer = admin.request(method, f"{API}/{path}", json={})
        assert answer.status_code in (404, 405)
        assert answer.headers["content-type"] == "application/problem+json"


def test_the_description_is_open_and_says_3_1(nobody: TestClient) -> None:
    answer = nobody.get(f"{API}/openapi.json")
    assert answer.status_code == 200
    assert answer.json()["openapi"].startswith("3.1")
    assert {f"{API}/products/batch", f"{API}/coverage", f"{API}/groups/{{code}}"} <= set(answer.json()["paths"])
    page = nobody.get(f"{API}/docs")
    assert page.status_code == 200
    assert not re.search(r'(src|href)="https?://', page.text)


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
    ],
    ids=str,
)
def test_other_sites_may_not_write(pages: SimpleNamespace, headers: dict[str, str]) -> None:
    client = pages.officer
    assert client.post(f"{API}/products", json=product_json(), headers=headers).status_code == 403
    assert makers.every(client, "/products") == []


def test_the_api_s_no_to_other_sites_is_a_problem_too(pages: SimpleNamespace, officer: TestClient) -> None:
    asked = {"json": product_json(), "headers": {"Sec-Fetch-Site": "cross-site"}}
    problem(pages.officer.post(f"{API}/products", **asked), 403)
    # A token is no cookie: nobody's browser sends it for another site.
    assert officer.post(f"{API}/products", **asked).status_code == 201


def test_the_page_s_own_site_may(pages: SimpleNamespace) -> None:
    for headers in ({"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://testserver"}, {}):
        assert pages.officer.post(f"{API}/products", json=product_json(), headers=headers).status_code == 201


def test_every_answer_carries_the_safe_headers(leader: TestClient, nobody: TestClient) -> None:
    for answer in (leader.get(f"{API}/units"), nobody.get(f"{API}/units"), leader.get(f"{API}/none")):
        assert "default-src 'self'" in answer.headers["content-security-policy"]
        assert answer.headers["x-content-type-options"] == "nosniff"
        # No cache on the way keeps them: what has an ETag is the asker's own to keep, and to ask about each time.
        assert answer.headers["cache-control"] == ("private, no-cache" if "etag" in answer.headers else "no-store")


# The feed of changes.


def test_the_feed_of_changes(coordinator: TestClient, admin: TestClient, stranger: TestClient) -> None:
    group(coordinator)
    made = product(coordinator)
    makers.patch(coordinator, "/groups/TDP-01", name="X")
    items = makers.get(admin, "/changes")["items"]
    assert [(one["seq"], one["entity"], one["id"], one["action"]) for one in items] == [
        (1, "group", "TDP-01", "created"),
        (2, "product", made["id"], "logged"),
        (3, "group", "TDP-01", "changed"),
    ]
    assert all(one["at"].endswith("Z") for one in items)
    assert [one["seq"] for one in makers.get(coordinator, "/changes", after=2)["items"]] == [3]
    assert makers.get(coordinator, "/changes", after=3) == {"items": [], "next": None}
    assert [one["seq"] for one in makers.every(coordinator, "/changes", limit=1)] == [1, 2, 3]
    assert makers.get(stranger, "/changes")["items"] == []
    assert admin.get(f"{API}/changes?after={2**40}").status_code in (200, 422)
    for query in ("after=-1", "after=x", "after=" + "9" * 30, "limit=0", "limit=201", "colour=red"):
        problem(admin.get(f"{API}/changes?{query}"), 422)


def test_a_token_that_no_longer_holds_is_told_so(stage: Stage) -> None:
    """RFC 6750: who brought none is told nothing more than that one is needed."""
    ended = stage.token("leader", expires_on=date(2020, 1, 1))
    for client, code, challenge in (
        (ended, "invalid_token", 'Bearer error="invalid_token"'),
        (stage.bearing("lt.1.nothing"), "invalid_token", 'Bearer error="invalid_token"'),
        (stage.bearing(None), "unauthenticated", "Bearer"),
    ):
        answer = client.get(f"{API}/units")
        assert problem(answer, 401)["code"] == code
        assert answer.headers["www-authenticate"] == challenge


def test_every_answer_has_an_id_of_its_own(officer: TestClient) -> None:
    answers = [officer.get(f"{API}/{path}") for path in ("units", "units", "nothing")]
    assert len({answer.headers["x-request-id"] for answer in answers}) == 3


@pytest.mark.on_both
def test_a_unit_follows_its_own_and_reference_data(
    officer: TestClient, coordinator: TestClient, admin: TestClient, leader: TestClient
) -> None:
    """What is gone, too: a copy of the unit's rows is to lose it."""
    group(coordinator)
    mine, other = product(officer), product(coordinator, unit="MTTQ")
    planned, foreign = makers.planned(officer), makers.planned(coordinator, unit="MTTQ")
    concerns = [makers.concern(coordinator, owner_unit=unit, received_on=makers.day()) for unit in ("UBND", "MTTQ")]
    survey = makers.post(officer, "/surveys", makers.survey_json())
    makers.post(admin, "/users", {"name": "lan", "role": "leader"})
    for path in (f"/products/{planned['id']}", f"/products/{foreign['id']}", f"/concerns/{concerns[0]['id']}"):
        makers.delete(coordinator, path)
    makers.delete(officer, f"/surveys/{survey['id']}")
    told = {(one["entity"], one["id"]) for one in makers.every(officer, "/changes", limit=2)}
    assert told == {
        ("group", "TDP-01"),
        ("product", mine["id"]),
        ("product", planned["id"]),
        ("concern", concerns[0]["id"]),
        ("survey", survey["id"]),
    }
    whole = [one for one in makers.every(coordinator, "/changes") if (one["entity"], one["id"]) in told]
    assert makers.every(officer, "/changes") == whole
    assert ("product", other["id"]) in {(one["entity"], one["id"]) for one in makers.every(admin, "/changes")}
    problem(leader.get(f"{API}/changes"), 403)


def test_me_says_what_the_token_is(officer: TestClient, city: TestClient, stage: Stage, pages: SimpleNamespace) -> None:
    me = makers.get(officer, "/me")
    assert (me["name"], me["role"], me["unit"], me["ward"], me["source"]) == (
        "officer",
        "unit",
        "UBND",
        WARD,
        "officer",
    )
    assert (me["expires_on"], makers.get(city, "/me")["ward"]) == (None, None)
    until = makers.get(stage.token("leader", expires_on=date(2099, 12, 31)), "/me")["expires_on"]
    assert until == "2099-12-31"
    assert makers.get(pages.leader, "/me")["id"] is None
    problem(stage.bearing(None).get(f"{API}/me"), 401)


# People.


class _Form(HTMLParser):
    """The fields of a page's forms, with what already stands in them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "input" and given.get("name"):
            self.fields[str(given["name"])] = given.get("value") or ""


def test_signing_in_for_real(pages: SimpleNamespace) -> None:
    page = pages.nobody.get("/login")
    assert page.status_code == 200
    fields = _Form(page.text).fields
    assert {"name", "password"} <= set(fields)
    wrong = pages.nobody.post("/login", data=fields | {"name": "officer@DONGDA", "password": "sai"})
    assert wrong.status_code == 422
    assert "set-cookie" not in wrong.headers
    answer = pages.nobody.post("/login", data=fields | {"name": "officer@DONGDA", "password": PASSWORD})
    assert answer.status_code == 303
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"{PLAIN}=")
    assert all(word in cookie.lower() for word in ("httponly", "samesite=lax", "path=/"))
    assert pages.nobody.get("/").status_code == 200


def test_a_page_sends_who_is_not_signed_in_to_the_sign_in(pages: SimpleNamespace) -> None:
    answer = pages.nobody.get("/")
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/login")


@pytest.mark.parametrize(
    ("name", "password", "ward"),
    [
        ("officer@DONGDA", PASSWORD, "DONGDA"),
        ("OFFICER@dongda", PASSWORD, "DONGDA"),
        ("stranger@khuongthuong", PASSWORD, "KHUONGTHUONG"),
        ("city", PASSWORD, "HANOI"),
        ("officer@DONGDA", "sai", None),
        ("officer@KHUONGTHUONG", PASSWORD, None),
        ("officer", PASSWORD, None),
        ("nobody@DONGDA", PASSWORD, None),
        ("officer@NONE", PASSWORD, None),
        ("", "", None),
        ("officer@DONGDA", unicodedata.normalize("NFD", PASSWORD), "DONGDA"),
    ],
)
def test_who_signs_in(stage: Stage, pages: SimpleNamespace, name: str, password: str, ward: str | None) -> None:
    answer = pages.nobody.post("/login", data={"name": name, "password": password})
    with stage.writing() as (session, _):
        me = people.signed_in(session, pages.nobody.cookies.get(PLAIN) or "", now())
    assert (me.ward.code if me else None) == ward
    assert answer.status_code == (303 if ward else 422)


def test_signing_out(pages: SimpleNamespace) -> None:
    assert pages.officer.get("/").status_code == 200
    answer = pages.officer.post("/logout")
    assert (answer.status_code, answer.headers["location"]) == (303, "/login")
    assert f"{PLAIN}=" in answer.headers["set-cookie"]
    assert pages.officer.get("/").status_code == 303


def test_a_cookie_that_was_signed_out_opens_nothing(stage: Stage, pages: SimpleNamespace) -> None:
    pages.officer.post("/logout")
    assert stage.signed_in("officer").get("/").status_code == 303
    assert stage.signed_in("leader").get("/").status_code == 200


def test_an_expired_cookie(stage: Stage, pages: SimpleNamespace) -> None:
    with stage.writing() as (session, _):
        assert people.signed_in(session, stage.cookies["officer"], now() + timedelta(days=15)) is None
        people.sign_out(session, stage.cookies["officer"])
    problem(pages.officer.get(f"{API}/units"), 401)


@pytest.mark.parametrize("path", ["products", "concerns", "surveys"])
@pytest.mark.parametrize(
    "sent", [[], "UBND", 5, None, {"unit": 5, "owner_unit": 5}, {"unit": ["UBND"], "owner_unit": {}}]
)
def test_a_body_that_names_no_unit_is_judged_for_what_it_is(officer: TestClient, path: str, sent: Any) -> None:
    """Whose it would be is asked before the rest is read, and not of what is no name."""
    answer = officer.post(f"/api/v1/{path}", json=sent)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")


def test_a_right_that_reaches_down_ends_with_the_units_below(stage: Stage) -> None:
    with stage.writing() as (session, _):
        me = stage.person(session, "officer")
    for unit, below, may_read in (("UBND", (), True), ("HPN", ("HPN",), True), ("HPN", ("DTN",), False)):
        assert access.may(me, "reports.read_all", unit, below) is may_read
    assert access.may(me, "reports.write", "HPN", ("HPN",)) is False, "this one reaches no further than one's own"
    access.require(me, "reports.read_all", "HPN", ("HPN",))
    with pytest.raises(Forbidden):
        access.require(me, "reports.read_all", "HPN", ("DTN",))


def test_the_program_reads_as_another_role_and_stays_who_it_is(stage: Stage) -> None:
    with stage.writing() as (session, _):
        me = stage.person(session, "officer")
    reader = me.reading_as("coordinator")
    assert (me.role, reader.role) == ("unit", "coordinator")
    assert (reader.ward_id, reader.unit, reader.key, reader.at) == (me.ward_id, me.unit, me.key, me.at)
