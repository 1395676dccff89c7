"""Privacy in every free text: refused where it leads to a person, kept nowhere, told by its kind and not repeated."""

from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests import makers, samples
from tests.api.test_concerns import ANSWERED
from tests.conftest import Stage
from tests.makers import (
    Json,
    codes,
    concern,
    concern_json,
    etag,
    placement,
    planned,
    problem,
    product,
    reach,
    try_patch,
)

SECRET = "Chị Lan 0912 345 678"
# With a blank in each: four digits alone stand in some digest sooner or later.
TRACES = ("0912 345", "345 678", "Chị Lan")


def _concern(field: str, **fields: Any) -> Callable[[TestClient], Any]:
    return lambda client: client.post("/api/v1/concerns", json=concern_json(**fields, **{field: SECRET}))


def _patched(client: TestClient, **fields: Any) -> Any:
    return try_patch(client, f"/concerns/{concern(client)['id']}", **fields)


# Each free text of the program: where the fault stands, and the call that sends it.
FREE: dict[str, tuple[tuple[str | int, ...], Callable[[TestClient], Any]]] = {
    "concern": (("summary",), _concern("summary")),
    "answer": (("answer",), _concern("answer", status="answered", answered_on="2026-05-09")),
    "forwarded_to": (("forwarded_to",), _concern("forwarded_to", status="forwarded", forwarded_on="2026-05-09")),
    "reason": (("reason",), _concern("reason", status="closed", closed_on="2026-05-09")),
    "change_reason": (("change_reason",), _concern("change_reason")),
    "patched answer": (("answer",), lambda client: _patched(client, **ANSWERED | {"answer": SECRET})),
    "deleted": (
        ("change_reason",),
        lambda client: makers.try_delete(client, f"/concerns/{concern(client)['id']}", change_reason=SECRET),
    ),
    "withdrawal": (
        ("reason",),
        lambda client: try_patch(client, f"/products/{product(client)['id']}", status="withdrawn", reason=SECRET),
    ),
    "product": (("change_reason",), lambda client: client.post("/api/v1/products", json=_noted("change_reason"))),
    "note": (("details", "note"), lambda client: client.post("/api/v1/products", json=_noted("note"))),
    "directive": (
        ("change_reason",),
        lambda client: try_patch(client, "/directives/NQ02-TW", within_days=20, change_reason=SECRET),
    ),
    "group": (("name",), lambda client: client.post("/api/v1/groups", json=_group(name=SECRET))),
    "cluster": (("cluster",), lambda client: client.post("/api/v1/groups", json=_group(cluster=SECRET))),
    "material": (
        ("title",),
        lambda client: client.post(
            "/api/v1/materials", json={"code": "TL-77", "title": SECRET, "received_on": makers.DAY, "key": False}
        ),
    ),
    "title of a directive": (("title",), lambda client: try_patch(client, "/directives/NQ02-TW", title=SECRET)),
    "issuer": (("issuer",), lambda client: try_patch(client, "/directives/NQ02-TW", issuer=SECRET)),
    "channel": (("name",), lambda client: try_patch(client, "/channels/zalo", name=SECRET)),
    "place": (
        ("details", "place"),
        lambda client: client.post(
            "/api/v1/products", json=makers.product_json(kind="talk", details={"place": SECRET})
        ),
    ),
    "name of a file": (("file",), lambda client: _attached(client, f"Danh sách {SECRET}.png")),
    "period": (
        ("change_reason",),
        lambda client: try_patch(client, "/periods/2026-Q3", due_on="2026-09-11", change_reason=SECRET),
    ),
}


def _noted(field: str) -> Json:
    extra = {"details": {"note": SECRET}, "kind": "other"} if field == "note" else {field: SECRET}
    return makers.product_json(**extra)


def _group(**fields: str) -> Json:
    return {"code": "TDP-77", "kind": "residential", "name": "Tổ 77"} | fields


def _attached(client: TestClient, name: str) -> Any:
    path = f"/api/v1/products/{product(client)['id']}/attachments"
    return client.post(path, files={"file": (name, samples.picture())})


@pytest.mark.parametrize("name", FREE)
def test_what_is_refused_is_kept_nowhere(
    stage: Stage, coordinator: TestClient, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    loc, send = FREE[name]
    with caplog.at_level("DEBUG", logger="app"):
        answer = send(coordinator)
    problem(answer, 422, (loc, "personal_data"))
    assert "số điện thoại" in answer.text
    kept = stage.everything()
    for trace in TRACES:
        assert trace not in answer.text
        assert trace not in kept
        assert trace not in caplog.text


def test_a_refused_key_keeps_nothing_and_may_be_sent_again(stage: Stage, officer: TestClient) -> None:
    headers = {"Idempotency-Key": "lan-1"}
    problem(officer.post("/api/v1/concerns", json=concern_json(summary=SECRET), headers=headers), 422)
    assert "lan-1" not in stage.everything()
    assert officer.post("/api/v1/concerns", json=concern_json(), headers=headers).status_code == 201


def test_what_is_public_is_warned_about_and_stored(coordinator: TestClient) -> None:
    line = "Đường dây nóng của phường: 024 3851 2345"
    for kind, name in (("loudspeaker_script", "script"), ("poster", "locations"), ("infographic", "alt_text")):
        where = {"loudspeaker_script": "loudspeaker", "poster": "poster"}.get(kind, "zalo")
        made = product(coordinator, makers.placement(where), kind=kind, details={name: line})
        assert made["details"][name] == line
        assert made["warnings"] == [
            {"loc": ["details", name], "message": made["warnings"][0]["message"], "code": "personal_data"}
        ]
    assert codes(product(coordinator, title=line)) == ["personal_data"]
    assert codes(makers.campaign(coordinator, "GOI", message=line)) == ["personal_data"]
    assert codes(planned(coordinator, title="Số nhà 12 ngõ 3: điểm thu gom")) == []


def test_of_public_texts_only_what_changes_is_asked_about(coordinator: TestClient) -> None:
    line = "Đường dây nóng của phường: 024 3851 2345"
    made = product(coordinator, makers.placement("poster"), title=line, kind="poster", details={"locations": line})
    assert codes(made) == ["personal_data"] * 2
    path = f"/products/{made['id']}"
    assert codes(makers.patch(coordinator, path, details={"locations": line, "count": 4})) == []
    assert codes(makers.patch(coordinator, path, cost={"amount": 5, "funding": "state_budget"})) == []
    changed = makers.patch(coordinator, path, title=f"{line}.")
    assert [one["loc"] for one in changed["warnings"]] == [["title"]]
    changed = makers.patch(coordinator, path, details={"locations": f"{line}!"})
    assert [one["loc"] for one in changed["warnings"]] == [["details", "locations"]]


@pytest.mark.parametrize(
    "link",
    [
        "https://zalo.me/0912345678",
        "https://phuong.example/tin?dt=0912%20345%20678&x=0912.345.678",
        "https://phuong.example/?gui=lan.nguyen@gmail.com",
    ],
)
def test_a_number_of_someone_s_in_a_link_is_told(coordinator: TestClient, link: str) -> None:
    made = product(coordinator, kind="article", details={"link": link})
    assert (made["details"]["link"], codes(made)) == (link, ["personal_data"])
    assert made["warnings"][0]["loc"] == ["details", "link"]


@pytest.mark.parametrize("key", ["0912345678", "lan.nguyen@gmail.com", "fb.com/lan.nguyen.1990", "so 001095012345"])
def test_an_external_id_that_leads_to_someone_is_told_and_still_known(coordinator: TestClient, key: str) -> None:
    body = makers.product_json(external_id=key)
    first = makers.post(coordinator, "/products", body)
    assert [(one["loc"], one["code"]) for one in first["warnings"]] == [(["external_id"], "personal_data")]
    again = coordinator.post(makers.API + "/products", json=body)
    assert (again.status_code, again.json()["id"], codes(again.json())) == (200, first["id"], [])
    for ordinary in ("cms-17", "2026-0005-0012", "4f1c9a7e-09d2-4c1b-8a55-0c2f3b9d7711", "bai-viet-81358"):
        assert codes(product(coordinator, title=ordinary, external_id=ordinary)) == []


def test_what_a_token_s_ids_belong_to_is_no_person(stage: Stage, admin: TestClient) -> None:
    answer = admin.post("/api/v1/tokens", json={"name": "CMS", "role": "coordinator", "source": SECRET})
    problem(answer, 422, (("source",), "personal_data"))
    assert not [trace for trace in TRACES if trace in answer.text + stage.everything()]


def test_accounts_and_links_of_products_are_exempt(stage: Stage, coordinator: TestClient) -> None:
    link = "https://www.facebook.com/phuongdongda"
    assert product(coordinator, details={"link": link})["warnings"] == []
    stage.decide(message="Gọi 024 3851 2345")
    assert codes(makers.campaign(coordinator, "RAC")) == ["personal_data"], "the ward's own message"


def test_ordinary_figures_are_taken(officer: TestClient, coordinator: TestClient) -> None:
    makers.group(coordinator)
    text = "Theo NQ 02-NQ/TW ngày 17/03/2026, chi 1.500.000 đồng cho 81.358 người; công văn 0912/UBND-VP"
    made = concern(officer, summary=text)
    assert (made["summary"], made["warnings"]) == (text, [])
    path = f"/products/{product(officer, placement('zalo', makers.DAY, reach()))['id']}"
    answer = officer.patch(f"/api/v1{path}", json={"status": "withdrawn", "reason": text}, headers=etag(officer, path))
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/products", makers.product_json(campaign="0912345678")),
        ("/products", makers.product_json(directives=["0912.345.678"])),
        ("/concerns", makers.concern_json(group="0912345678")),
        ("/groups", {"code": "TDP-90", "kind": "residential", "name": "Tổ 90", "succeeds": ["0912345678"]}),
        ("/campaigns", makers.campaign_json("GOI", directives=["0912345678"])),
    ],
    ids=str,
)
def test_a_number_typed_as_a_code_is_not_repeated(coordinator: TestClient, path: str, body: Json) -> None:
    makers.group(coordinator)
    answer = coordinator.post(makers.API + path, json=body)
    assert answer.status_code == 422
    assert "345" not in answer.text
