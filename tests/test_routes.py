"""Every route and every role, from the routes themselves: each has an owner line here, and none ever answers 500."""

import re
from typing import Any, NamedTuple

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient

from tests import makers, samples
from tests.conftest import CAST, Stage
from tests.rig import receiver
from tests.rig.connections import held_at_once
from tests.views.importing import take_in

WARD_ROLES = ("officer", "other_officer", "coordinator", "leader", "admin")
READERS = frozenset(WARD_ROLES)
EVERYONE = READERS | {"city"}
PUBLIC = EVERYONE | {"nobody"}
WRITERS = frozenset({"officer", "coordinator"})
LOGGERS = WRITERS | {"other_officer"}
KEEPERS = frozenset({"coordinator", "admin"})
COORDINATOR, ADMIN, CITY = frozenset({"coordinator"}), frozenset({"admin"}), frozenset({"city"})
NOBODY: frozenset[str] = frozenset()
SHEETS = {
    "GET /reports/{id}/export",
    "GET /api/v1/reports/{id}/export",
    "GET /coverage/export",
    "GET /indicators/export",
    "GET /directives/matrix/export",
}
# An urgent report shows to its unit and to those who are told of it.
TOLD = frozenset({"officer", "coordinator", "leader"})

# Who may what; everyone else of the ward gets 403, or 404 where the second word says that they can't see it. A city
# reader who may not gets 404, and so does another ward's coordinator where the path names a thing of this ward. Where
# some see it, who they are stands in the second word's place.
OWNERS: dict[str, frozenset[str] | tuple[frozenset[str], str | frozenset[str]]] = {
    "GET /api/v1/openapi.json": PUBLIC,
    "GET /api/v1/docs": PUBLIC,
    "GET /api/v1/errors/{code}": PUBLIC,
    "GET /api/v1/coverage": EVERYONE,
    "GET /api/v1/coverage/several": EVERYONE,
    "GET /api/v1/indicators": EVERYONE,
    "GET /api/v1/indicators/{code}/entries": READERS,
    "GET /api/v1/city/indicators": (CITY, "unseen"),
    "GET /api/v1/wards": (CITY, "unseen"),
    "GET /api/v1/city/reports": (CITY, "unseen"),
    "POST /api/v1/transmittals": COORDINATOR | CITY,
    "GET /api/v1/changes": (LOGGERS | ADMIN, EVERYONE),
    "GET /api/v1/me": EVERYONE,
    "GET /api/v1/{rest:path}": (NOBODY, "unseen"),
    "POST /api/v1/{rest:path}": (NOBODY, "unseen"),
    "PUT /api/v1/{rest:path}": (NOBODY, "unseen"),
    "PATCH /api/v1/{rest:path}": (NOBODY, "unseen"),
    "DELETE /api/v1/{rest:path}": (NOBODY, "unseen"),
    "TRACE /api/v1/{rest:path}": (NOBODY, "unseen"),
    "GET /api/v1/coverage/matrix": READERS,
    "GET /api/v1/products": READERS,
    "POST /api/v1/products": LOGGERS,
    "POST /api/v1/products/batch": LOGGERS,
    "POST /api/v1/concerns/batch": LOGGERS,
    "POST /api/v1/surveys/batch": LOGGERS,
    "POST /api/v1/commendations/batch": LOGGERS,
    "POST /api/v1/groups/batch": KEEPERS,
    "GET /api/v1/products/{id}": READERS,
    "PATCH /api/v1/products/{id}": WRITERS,
    "DELETE /api/v1/products/{id}": WRITERS,
    "POST /api/v1/products/{id}/confirmations": WRITERS,
    "GET /api/v1/products/{id}/attachments": READERS,
    "POST /api/v1/products/{id}/attachments": WRITERS,
    "GET /api/v1/products/{id}/attachments/{attachment_id}": READERS,
    "PATCH /api/v1/products/{id}/attachments/{attachment_id}": WRITERS,
    "DELETE /api/v1/products/{id}/attachments/{attachment_id}": WRITERS,
    "GET /api/v1/products/{id}/attachments/{attachment_id}/content": READERS,
    "GET /healthz": PUBLIC,
    "GET /readyz": PUBLIC,
    "GET /metrics": (NOBODY, "unseen"),
    "GET /login": PUBLIC,
    "POST /login": PUBLIC,
    "POST /logout": PUBLIC,
    "GET /": EVERYONE,
    "GET /account": EVERYONE,
    "GET /products": READERS,
    "GET /products/new": LOGGERS,
    "POST /products/new": LOGGERS,
    "GET /products/{id}": READERS,
    "GET /products/{id}/script": READERS,
    "GET /products/{id}/script/export": READERS,
    "GET /plans/{id}/export": READERS,
    "POST /products/{id}/confirmations": WRITERS,
    "POST /confirmations": LOGGERS,
    "POST /undo": LOGGERS,
    "POST /products/{id}/attachments": WRITERS,
    "GET /products/{id}/attachments/{attachment_id}": READERS,
    "GET /products/{id}/attachments/{attachment_id}/preview": READERS,
    "GET /products/{id}/attachments/{attachment_id}/edit": WRITERS,
    "POST /products/{id}/attachments/{attachment_id}/edit": WRITERS,
    "GET /products/{id}/attachments/{attachment_id}/remove": WRITERS,
    "POST /products/{id}/attachments/{attachment_id}/remove": WRITERS,
    "GET /products/{id}/edit": WRITERS,
    "POST /products/{id}/edit": WRITERS,
    "GET /products/{id}/withdraw": WRITERS,
    "POST /products/{id}/withdraw": WRITERS,
    "GET /products/{id}/return": COORDINATOR,
    "POST /products/{id}/return": COORDINATOR,
    "GET /products/{id}/publish": COORDINATOR,
    "POST /products/{id}/publish": COORDINATOR,
    "GET /products/{id}/remove": WRITERS,
    "POST /products/{id}/remove": WRITERS,
    "GET /coverage": EVERYONE,
    "GET /coverage/export": EVERYONE,
    "GET /indicators/export": EVERYONE,
    "GET /directives/matrix/export": READERS,
    "GET /more": EVERYONE,
    "GET /search": READERS,
    "GET /campaigns": READERS,
    "GET /campaigns/new": COORDINATOR,
    "POST /campaigns/new": COORDINATOR,
    "GET /campaigns/{code}": READERS,
    "GET /campaigns/{code}/edit": COORDINATOR,
    "POST /campaigns/{code}/edit": COORDINATOR,
    "GET /campaigns/{code}/close": COORDINATOR,
    "POST /campaigns/{code}/close": COORDINATOR,
    "POST /campaigns/{code}/reopen": COORDINATOR,
    "POST /campaigns/{code}/remove": COORDINATOR,
    "GET /directives": READERS,
    "GET /directives/new": COORDINATOR,
    "POST /directives/new": COORDINATOR,
    "GET /directives/{code}": READERS,
    "GET /directives/{code}/edit": COORDINATOR,
    "POST /directives/{code}/edit": COORDINATOR,
    "GET /directives/{code}/remove": COORDINATOR,
    "POST /directives/{code}/remove": COORDINATOR,
    "GET /directives/{code}/restore": COORDINATOR,
    "POST /directives/{code}/restore": COORDINATOR,
    "GET /materials/{code}/restore": COORDINATOR,
    "POST /materials/{code}/restore": COORDINATOR,
    "GET /groups/{code}/restore": KEEPERS,
    "POST /groups/{code}/restore": KEEPERS,
    "GET /channels/{code}/restore": KEEPERS,
    "POST /channels/{code}/restore": KEEPERS,
    "GET /units/{code}/restore": ADMIN,
    "POST /units/{code}/restore": ADMIN,
    "GET /help": EVERYONE,
    "GET /help/coverage": EVERYONE,
    "GET /indicators": EVERYONE,
    "GET /indicators/{code}": EVERYONE,
    "GET /indicators/{code}/entries": READERS,
    "GET /coverage/entries": READERS,
    "GET /api/v1/concerns": READERS,
    "POST /api/v1/concerns": LOGGERS,
    "GET /api/v1/concerns/{id}": READERS,
    "PATCH /api/v1/concerns/{id}": WRITERS,
    "DELETE /api/v1/concerns/{id}": WRITERS,
    "GET /concerns": READERS,
    "GET /concerns/new": LOGGERS,
    "POST /concerns/new": LOGGERS,
    "GET /concerns/{id}": READERS,
    "GET /concerns/{id}/edit": WRITERS,
    "POST /concerns/{id}/edit": WRITERS,
    "POST /concerns/{id}/verify": WRITERS,
    "POST /concerns/{id}/answer": WRITERS,
    "POST /concerns/{id}/forward": WRITERS,
    "POST /concerns/{id}/close": WRITERS,
    "GET /concerns/{id}/reopen": COORDINATOR,
    "POST /concerns/{id}/reopen": COORDINATOR,
    "GET /concerns/{id}/remove": WRITERS,
    "POST /concerns/{id}/remove": WRITERS,
    "GET /groups/{code}": READERS,
    "GET /groups/export": READERS,
    "POST /channels/{code}/move": KEEPERS,
    "GET /coverage/by/{by}": READERS,
    "GET /coverage/tiles": READERS,
    "POST /account/password": EVERYONE,
    "POST /account/browsers": EVERYONE,
    "GET /city": (CITY, "unseen"),
    "GET /city/receive": (CITY, "unseen"),
    "POST /city/receive": (CITY, "unseen"),
    "GET /calendar/{feed}.ics": PUBLIC,
    "POST /account/hint": READERS,
    "POST /account/calendar": READERS,
    "POST /account/calendar/end": READERS,
    "GET /invitations/{secret}": PUBLIC,
    "POST /invitations/{secret}": PUBLIC,
}
# The admin's own rooms: for everyone else they are not there.
OWNERS |= dict.fromkeys(
    (
        "GET /api/v1/users",
        "POST /api/v1/users",
        "GET /api/v1/users/{person}",
        "PATCH /api/v1/users/{person}",
        "DELETE /api/v1/users/{person}",
        "POST /api/v1/users/{person}/invitation",
        "GET /api/v1/tokens",
        "POST /api/v1/tokens",
        "GET /api/v1/tokens/{token}",
        "DELETE /api/v1/tokens/{token}",
        "POST /api/v1/tokens/{token}/rotation",
        "GET /api/v1/webhooks",
        "POST /api/v1/webhooks",
        "GET /api/v1/webhooks/{webhook}",
        "PATCH /api/v1/webhooks/{webhook}",
        "DELETE /api/v1/webhooks/{webhook}",
        "POST /api/v1/webhooks/{webhook}/rotation",
        "GET /api/v1/webhooks/{webhook}/deliveries",
        "POST /api/v1/webhooks/{webhook}/deliveries/{delivery}/retry",
        "GET /api/v1/settings",
        "PATCH /api/v1/settings",
        "GET /api/v1/days-off",
        "POST /api/v1/days-off",
        "GET /api/v1/days-off/{day}",
        "DELETE /api/v1/days-off/{day}",
        "GET /api/v1/audit",
        "GET /admin",
        "POST /admin/first-steps/hide",
        "GET /users",
        "GET /users/new",
        "POST /users/new",
        "GET /users/{person}",
        "GET /users/{person}/edit",
        "POST /users/{person}/edit",
        "GET /users/{person}/invitation",
        "POST /users/{person}/invitation",
        "GET /users/{person}/leave",
        "POST /users/{person}/leave",
        "GET /tokens",
        "GET /tokens/new",
        "POST /tokens/new",
        "GET /tokens/{token}",
        "POST /tokens/{token}/rotation",
        "GET /tokens/{token}/revoke",
        "POST /tokens/{token}/revoke",
        "GET /webhooks",
        "GET /webhooks/new",
        "POST /webhooks/new",
        "GET /webhooks/{webhook}",
        "GET /webhooks/{webhook}/edit",
        "POST /webhooks/{webhook}/edit",
        "POST /webhooks/{webhook}/rotation",
        "GET /webhooks/{webhook}/remove",
        "POST /webhooks/{webhook}/remove",
        "POST /webhooks/{webhook}/deliveries/{delivery}/retry",
        "GET /settings",
        "POST /settings",
        "GET /days-off",
        "POST /days-off",
        "POST /days-off/{day}/remove",
        "GET /audit",
    ),
    (ADMIN, "unseen"),
)
for noun, owners in {
    "units": ADMIN,
    "groups": KEEPERS,
    "channels": KEEPERS,
    "periods": COORDINATOR,
    "campaigns": COORDINATOR,
    "directives": COORDINATOR,
    "materials": COORDINATOR,
    "content-groups": None,
    "topics": None,
    "axes": None,
}.items():
    OWNERS |= {f"GET /api/v1/{noun}": READERS, f"GET /api/v1/{noun}/{{code}}": READERS}
    if owners is not None:
        OWNERS |= {f"POST /api/v1/{noun}": owners, f"PATCH /api/v1/{noun}/{{code}}": owners}
        OWNERS[f"DELETE /api/v1/{noun}/{{code}}"] = owners

for noun in ("surveys", "pulses", "commendations", "plans"):
    OWNERS |= {f"GET /api/v1/{noun}": READERS, f"GET /api/v1/{noun}/{{id}}": READERS}
    OWNERS |= {f"POST /api/v1/{noun}": LOGGERS, f"PATCH /api/v1/{noun}/{{id}}": WRITERS}
    OWNERS[f"DELETE /api/v1/{noun}/{{id}}"] = WRITERS
    OWNERS |= {f"GET /{noun}": READERS, f"GET /{noun}/new": LOGGERS, f"POST /{noun}/new": LOGGERS}
    for step in ("edit", "remove"):
        OWNERS |= {f"GET /{noun}/{{id}}/{step}": WRITERS, f"POST /{noun}/{{id}}/{step}": WRITERS}
OWNERS |= {
    f"{method} /{noun}": owners
    for noun, owners in {
        "key-dates/new": COORDINATOR,
        "key-dates/{id}/edit": COORDINATOR,
        "key-dates/{id}/remove": COORDINATOR,
        "calendar/products/{id}/move": WRITERS,
        "calendar/placements/{id}/move": WRITERS,
    }.items()
    for method in ("GET", "POST")
} | {
    "GET /calendar": READERS,
    "GET /key-dates": READERS,
    "GET /api/v1/key-dates": READERS,
    "GET /api/v1/key-dates/{id}": READERS,
    "POST /api/v1/key-dates": COORDINATOR,
    "PATCH /api/v1/key-dates/{id}": COORDINATOR,
    "DELETE /api/v1/key-dates/{id}": COORDINATOR,
}
OWNERS |= {
    "GET /api/v1/reports/{id}/export": READERS,
    "GET /reports/{id}/export": READERS,
    "GET /api/v1/reports": READERS,
    "GET /api/v1/reports/{id}": READERS,
    "GET /api/v1/reports/{id}/transmittal": COORDINATOR,
    "POST /api/v1/reports/{id}/transmittal": COORDINATOR,
    "GET /api/v1/reports/{id}/transmittal/file": COORDINATOR,
    "POST /api/v1/reports": LOGGERS,
    "PATCH /api/v1/reports/{id}": WRITERS,
    "DELETE /api/v1/reports/{id}": WRITERS,
    "POST /api/v1/reports/{id}/submit": WRITERS,
    "POST /api/v1/reports/{id}/return": COORDINATOR,
    "GET /api/v1/reports/timeliness": READERS,
    "POST /api/v1/reports/reminders": COORDINATOR,
    "POST /reports/reminders": COORDINATOR,
    "POST /api/v1/reports/{id}/accept": COORDINATOR,
    "POST /api/v1/reports/{id}/reopen": COORDINATOR,
}
OWNERS |= {
    "POST /api/v1/plans/{id}/approve": COORDINATOR,
    "GET /plans/{id}/approve": COORDINATOR,
    "POST /plans/{id}/approve": COORDINATOR,
    "GET /surveys/sample-size": READERS,
    "GET /reports": READERS,
    "POST /reports/begin": LOGGERS,
    "GET /reports/units/{code}": frozenset({"coordinator", "leader"}),
    "GET /reports/new": LOGGERS,
    "POST /reports/new": LOGGERS,
    "GET /reports/{id}": READERS,
    "POST /reports/{id}": WRITERS,
    "GET /reports/{id}/transmittal": COORDINATOR,
    "POST /reports/{id}/transmittal": COORDINATOR,
    "GET /reports/{id}/transmittal/file": COORDINATOR,
    "GET /reports/{id}/submit": WRITERS,
    "POST /reports/{id}/submit": WRITERS,
    "GET /reports/{id}/accept": COORDINATOR,
    "POST /reports/{id}/accept": COORDINATOR,
    "GET /reports/{id}/return": COORDINATOR,
    "POST /reports/{id}/return": COORDINATOR,
    "POST /reports/{id}/open": frozenset({"coordinator", "leader"}),
    "GET /reports/{id}/reopen": COORDINATOR,
    "POST /reports/{id}/reopen": COORDINATOR,
    "GET /reports/{id}/remove": WRITERS,
    "POST /reports/{id}/remove": WRITERS,
    "GET /materials": READERS,
    "GET /materials/{code}": READERS,
    "GET /materials/new": COORDINATOR,
    "POST /materials/new": COORDINATOR,
    "GET /materials/{code}/edit": COORDINATOR,
    "POST /materials/{code}/edit": COORDINATOR,
    "GET /materials/{code}/remove": COORDINATOR,
    "POST /materials/{code}/remove": COORDINATOR,
}
for noun, owners in {"units": ADMIN, "groups": KEEPERS, "channels": KEEPERS, "periods": COORDINATOR}.items():
    OWNERS[f"GET /{noun}"] = READERS
    for step in ("new", "{code}/edit", "{code}/remove"):
        OWNERS |= {f"GET /{noun}/{step}": owners, f"POST /{noun}/{step}": owners}
for step in ("close", "reopen"):
    OWNERS |= {f"{method} /periods/{{code}}/{step}": COORDINATOR for method in ("GET", "POST")}
for noun, owners in {
    "groups": KEEPERS,
    "users": ADMIN,
    "units": ADMIN,
    "directives": COORDINATOR,
    "products": LOGGERS,
    "concerns": LOGGERS,
    "surveys": LOGGERS,
}.items():
    OWNERS |= {f"GET /{noun}/import": owners, f"GET /{noun}/import/template": owners}
    OWNERS |= {f"POST /{noun}/import": owners, f"POST /{noun}/import/confirm": owners}
OWNERS |= {"GET /imports": LOGGERS | KEEPERS, "GET /imports/{number}": KEEPERS, "POST /imports/{number}/undo": KEEPERS}
for at in ("/api/v1/reports/{id}/attachments", "/reports/{id}/attachments"):
    OWNERS |= {f"POST {at}": (WRITERS, TOLD), f"GET {at}/{{attachment_id}}": (TOLD, TOLD)}
    if at.startswith("/api"):
        OWNERS |= {f"GET {at}": (TOLD, TOLD), f"GET {at}/{{attachment_id}}/content": (TOLD, TOLD)}
        OWNERS |= {f"{verb} {at}/{{attachment_id}}": (WRITERS, TOLD) for verb in ("PATCH", "DELETE")}
    else:
        OWNERS[f"GET {at}/{{attachment_id}}/preview"] = (TOLD, TOLD)
        for step in ("edit", "remove"):
            OWNERS |= {f"{verb} {at}/{{attachment_id}}/{step}": (WRITERS, TOLD) for verb in ("GET", "POST")}

# Codes that the other ward has too: there they are its own.
SHARED = {"content-groups": "1.3", "topics": "1.12.1", "axes": "2.1", "indicators": "groups_reached", "errors": "json"}
CODES = SHARED | {
    "units": "DTN",
    "groups": "TDP-01",
    "channels": "viber",
    "periods": "2027-Q1",
    "campaigns": "NQ02",
    "directives": "VB-01",
    "materials": "TL-05",
}
# What has a number of its own beside the product: noun → number, as the fixture made it.
NUMBERS: dict[str, int] = {}


# What has neither a code nor a product's number; the fixture makes it and writes down where it is.
MADE = {"{person}": "0", "{token}": "0", "{day}": "2026-05-05", "{secret}": "0", "{attachment_id}": "0", "{feed}": "0"}
MADE |= {"{webhook}": "0", "{delivery}": "0"}
# The first import of a ward's groups.
MADE |= {"{number}": "1"}
# Addresses whose parts are of another thing than their like elsewhere: an urgent report and its file, the ward's own.
OF_OTHERS: dict[str, str] = {}


def _filled(path: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        path = path.replace(name, value)
    return path


class Route(NamedTuple):
    method: str
    path: str

    @property
    def line(self) -> str:
        return f"{self.method} {self.path}"

    @property
    def is_api(self) -> bool:
        return self.path.startswith("/api/")

    @property
    def names_a_thing(self) -> bool:
        return (
            "{" in self.path
            and "{rest" not in self.path
            and "{by}" not in self.path
            and not {"{secret}", "{feed}"} & set(re.findall("{[^}]*}", self.path))
            and not any(f"/{noun}/" in self.path for noun in SHARED)
        )

    def address(self, product: int) -> str:
        noun = next((noun for noun in CODES if f"/{noun}/" in self.path), "units")
        product = next((number for noun, number in NUMBERS.items() if f"/{noun}/" in self.path), product)
        path = _filled(self.path, OF_OTHERS | MADE | {"{rest:path}": "nothing/here"})
        return path.replace("{id}", str(product)).replace("{code}", CODES[noun]).replace("{by}", "channel")


def routes_of(app: FastAPI) -> list[Route]:
    """Every method of every route, also of included routers, which app.routes does not show."""
    return [
        Route(method, str(context.path))
        for context in iter_route_contexts(app.routes)
        if context.methods
        for method in sorted(context.methods - {"HEAD", "OPTIONS"})
    ]


@pytest.fixture
def product(stage: Stage, coordinator: TestClient, admin: TestClient) -> int:
    """A product's number; things of this ward alone stand under the CODES."""

    def make() -> tuple[int, list[dict[str, Any]]]:
        return _one_of_everything(stage, coordinator, admin), [dict(one) for one in noted]

    noted: list[dict[str, Any]] = [NUMBERS, MADE, OF_OTHERS]
    made, found = stage.scene("one of everything", make)
    for names, values in zip(noted, found, strict=True):
        names.update(values)
    return made


def _one_of_everything(stage: Stage, coordinator: TestClient, admin: TestClient) -> int:
    makers.post(admin, "/units", makers.unit_json("DTN"))
    makers.group(coordinator)
    makers.post(coordinator, "/channels", {"code": "viber", "name": "Viber"})
    span = {"starts_on": "2027-01-01", "ends_on": "2027-03-31", "due_on": "2027-03-10"}
    makers.post(coordinator, "/periods", {"code": "2027-Q1"} | span)
    makers.campaign(coordinator)
    makers.directive(coordinator)
    makers.material(coordinator)
    NUMBERS["concerns"] = int(makers.concern(coordinator)["id"])
    for noun, body in {
        "surveys": makers.survey_json(unit="UBND"),
        "pulses": makers.pulse_json(unit="UBND"),
        "commendations": makers.commendation_json(unit="UBND"),
        "plans": makers.plan_json("UBND"),
    }.items():
        NUMBERS[noun] = makers.post(coordinator, f"/{noun}", body)["id"]
    NUMBERS["key-dates"] = makers.post(coordinator, "/key-dates", {"day": "2026-05-20", "name": "Hội làng"})["id"]
    due = [{"channel": "zalo", "planned_on": makers.FAR_AHEAD}]
    planned = makers.planned(coordinator, unit="UBND", planned_placements=due)
    NUMBERS["calendar/products"], NUMBERS["calendar/placements"] = planned["id"], planned["planned_placements"][0]["id"]
    # Handed in, so that everyone sees it: who sees a draft is told by its own tests.
    NUMBERS["reports"] = makers.report(coordinator)["id"]
    makers.post(coordinator, f"/reports/{NUMBERS['reports']}/submit", {})
    first, second = (makers.post(admin, "/users", {"name": name, "role": "leader"}) for name in ("lan", "hoa"))
    MADE["{person}"], MADE["{secret}"] = f"{first['id']}", second["invitation"]["path"].rpartition("/")[2]
    told = stage.signed_in("coordinator").post("/account/calendar", data={"form_id": "f"}).text
    MADE["{feed}"] = re.findall(r"/calendar/([^<]*)\.ics", told)[0]
    MADE["{token}"] = f"{makers.post(admin, '/tokens', {'name': 'cms', 'role': 'leader'})['id']}"
    MADE["{webhook}"], MADE["{delivery}"] = map(str, receiver.delivery(stage, admin))
    makers.post(admin, "/days-off", {"day": MADE["{day}"], "name": "Nghỉ"})
    take_in(stage.signed_in("coordinator"), "Mã;Loại;Tên\r\nTDP-09;Tổ dân phố;Tổ 9\r\n")
    script = {"kind": "loudspeaker_script", "details": {"script": "Kính thưa bà con."}}
    made = int(makers.product(coordinator, makers.placement("zalo", makers.DAY, makers.reach()), **script)["id"])
    urgent = makers.urgent(coordinator)
    file = makers.attachment(coordinator, urgent, samples.picture(), noun="reports")["id"]
    OF_OTHERS["reports/{id}/attachments/{attachment_id}"] = f"reports/{urgent}/attachments/{file}"
    OF_OTHERS["reports/{id}/attachments"] = f"reports/{urgent}/attachments"
    own = makers.post(coordinator, "/reports", {"type": "consolidated", "period": "2026-Q2"})["id"]
    makers.post(coordinator, f"/reports/{own}/submit", {})
    OF_OTHERS["reports/{id}/transmittal"] = f"reports/{own}/transmittal"
    MADE["{attachment_id}"] = str(makers.attachment(coordinator, made, samples.picture())["id"])
    return made


def ask(client: TestClient, route: Route, product: int, **options: Any) -> Any:
    """A call that is let in but brings nothing along: who may gets past the door, and no further."""
    if route.method == "POST" and not route.is_api:
        options = {"data": {}} | options
    return client.request(route.method, route.address(product), **options)


def expected(route: Route, role: str) -> str:
    """Let in, or which no."""
    line = OWNERS[route.line]
    may, unseen = line if isinstance(line, tuple) else (line, "")
    if role == "stranger":
        if route.names_a_thing:
            return "404"
        role = "coordinator"
    if role in may:
        return "in"
    if role == "nobody":
        return "401" if route.is_api else "login"
    is_unseen = role not in unseen if isinstance(unseen, frozenset) else bool(unseen) or role == "city"
    return "404" if is_unseen else "403"


def outcome(answer: Any) -> str:
    if answer.status_code == 303 and answer.headers["location"].startswith("/login"):
        return "login"
    if answer.status_code in (401, 403, 404):
        return str(answer.status_code)
    return "in" if answer.status_code < 500 else f"BROKEN {answer.status_code} {answer.text[:200]}"


def client_of(stage: Stage, role: str, route: Route) -> TestClient:
    options = {"raise_server_exceptions": False}
    return stage.bearing(stage.tokens.get(role), **options) if route.is_api else stage.signed_in(role, **options)


def test_every_route_has_an_owner_line(stage: Stage) -> None:
    found = {route.line for route in routes_of(stage.app)}
    assert len(found) > 50
    assert found - set(OWNERS) == set(), "write into OWNERS who may what"
    assert set(OWNERS) - found == set(), "lines without a route"


@pytest.mark.parametrize("role", [*CAST, "nobody"])
def test_who_is_let_in_and_holds_one_connection(stage: Stage, product: int, role: str) -> None:
    wrong = []
    for route in [route for route in routes_of(stage.app) if route.line in OWNERS]:
        if route.path in ("/logout", "/metrics"):
            # One answers everyone with the sign-in page, the other asks for no role: both have tests of their own.
            continue
        # Of a document's three formats the one that is drawn soonest.
        format_ = {"params": {"format": "xlsx"}} if route.line in SHEETS else {}
        with held_at_once(stage.engine) as held:
            answer = ask(client_of(stage, role, route), route, product, **format_)
        if outcome(answer) != expected(route, role):
            wrong.append(f"{route.line}: {outcome(answer)} instead of {expected(route, role)}")
        if max(held, default=0) > 1:
            wrong.append(f"{route.line}: {max(held)} connections at once")
    assert not wrong, "\n" + "\n".join(wrong)


NAMES = ("{id}", "{code}", "{by}", "{rest:path}", *MADE)
ABSENT = (
    "987654321",
    "KHONG",
    "khong",
    "x",
    "987654321",
    "987654321",
    "2001-01-01",
    "1.x",
    "987654321",
    "1.x",
    "987654321",
    "987654321",
    "987654321",
)
ODD = ("9999999999", "9" * 25, "%00", "a%00", "%ff")


@pytest.mark.parametrize("role", ["admin", "nobody"])
def test_no_address_breaks_a_route(stage: Stage, product: int, role: str) -> None:
    """Odd questions and things that are not there: whatever the answer, it is one, and says nothing of storing."""
    odd = "like=x&limit=x&cursor=%00&q=%00&period=9999&kind=%ff&month=9999-12&page=-1&sort=%27&after=9e9&status=&from=0"
    wrong = []
    for route in routes_of(stage.app):
        if route.method != "GET":
            continue
        client = client_of(stage, role, route)
        addresses = [f"{route.address(product)}?{odd}"]
        if "{" in route.path:
            absent = dict(zip(NAMES, ABSENT, strict=True))
            addresses += [_filled(route.path, one) for one in (absent, *(dict.fromkeys(NAMES, key) for key in ODD))]
        for address in addresses:
            answer = client.get(address)
            if answer.status_code >= 500 or "Chưa lưu" in answer.text:
                wrong.append(f"{address}: {answer.status_code}")
    assert not wrong, "\n" + "\n".join(wrong)


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}], ids=str)
@pytest.mark.parametrize("role", ["coordinator", "nobody"])
def test_no_route_takes_a_write_from_another_site(
    stage: Stage, product: int, role: str, headers: dict[str, str]
) -> None:
    writes = [route for route in routes_of(stage.app) if route.method != "GET"]
    assert len(writes) > 20
    client = stage.signed_in(role, raise_server_exceptions=False)
    wrong = [route.line for route in writes if ask(client, route, product, headers=headers).status_code != 403]
    assert not wrong, "\n" + "\n".join(wrong)


def test_a_token_opens_no_page_and_a_page_asks_for_its_own_sign_in(
    stage: Stage, product: int, coordinator: TestClient
) -> None:
    for route in routes_of(stage.app):
        line = OWNERS.get(route.line, PUBLIC)
        if not route.is_api and line is not PUBLIC and route.path != "/metrics":
            assert outcome(ask(coordinator, route, product)) == "login", route.line


def test_htmx_is_sent_to_the_sign_in_as_a_whole(stage: Stage) -> None:
    answer = stage.signed_in("nobody").get("/products", headers={"HX-Request": "true", "HX-Target": "div#list"})
    assert answer.status_code < 300
    assert answer.headers["hx-redirect"].startswith("/login")
