"""Makers: whatever a test needs in the register, made through the API as other systems make it."""

from datetime import date, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from fastapi.testclient import TestClient

from app.web.callers import now

Json = dict[str, Any]
API = "/api/v1"
# Inside 2026-Q2, so in the past for good.
DAY = "2026-05-03"
LONG_AGO, FAR_AHEAD = "2026-04-01", "2099-12-31"
_numbers = count(1)


def get(client: TestClient, path: str, **query: Any) -> Json:
    """What a path answers; it must be there."""
    answer = client.get(API + path, params=query)
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


def post(client: TestClient, path: str, body: Any, **options: Any) -> Json:
    answer = client.post(API + path, json=body, **options)
    assert answer.status_code in (200, 201), answer.text
    made: Json = answer.json()
    return made


def etag(client: TestClient, path: str) -> dict[str, str]:
    """If-Match with the present ETag of an item."""
    answer = client.get(API + path)
    assert answer.status_code == 200, answer.text
    return {"If-Match": answer.headers["etag"]}


def try_patch(client: TestClient, path: str, **body: Any) -> Any:
    return client.patch(API + path, json=body, headers=etag(client, path))


def patch(client: TestClient, path: str, **body: Any) -> Json:
    answer = try_patch(client, path, **body)
    assert answer.status_code == 200, answer.text
    changed: Json = answer.json()
    return changed


def try_delete(client: TestClient, path: str, **query: str) -> Any:
    return client.delete(API + path, headers=etag(client, path), params=query)


def delete(client: TestClient, path: str, **query: str) -> None:
    answer = try_delete(client, path, **query)
    assert answer.status_code == 204, answer.text
    assert answer.content == b""


def every(client: TestClient, path: str, **query: Any) -> list[Json]:
    """All items of a list, page after page."""
    page = get(client, path, **query)
    found = list(page["items"])
    while page["next"]:
        answer = client.get(page["next"])
        assert answer.status_code == 200, answer.text
        page = answer.json()
        found += page["items"]
    return found


def problem(answer: Any, status: int, *expected: tuple[tuple[str | int, ...], str]) -> Json:
    """The answer is this no, as problem+json; each (loc, code) given must be among its errors."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    body: Json = answer.json()
    assert body["status"] == status
    assert all(isinstance(body[name], str) and body[name] for name in ("type", "title", "detail"))
    assert "instance" not in body
    for fault in body["errors"]:
        assert set(fault) == {"loc", "message", "code"}
        assert fault["message"]
        assert fault["code"]
    found = [(tuple(fault["loc"]), fault["code"]) for fault in body["errors"]]
    for one in expected:
        assert one in found, f"{one} is not among {found}"
    return body


def locs(answer: Any) -> list[tuple[str | int, ...]]:
    """Where the answer's faults lie."""
    return [tuple(fault["loc"]) for fault in answer.json()["errors"]]


def codes(item: Json) -> list[str]:
    """The codes of an item's warnings."""
    return [warning["code"] for warning in item["warnings"]]


def group(client: TestClient, code: str = "TDP-01", kind: str = "residential", **fields: Any) -> Json:
    """A group of 1,000 people, unless said otherwise."""
    return post(client, "/groups", {"code": code, "kind": kind, "name": f"Nhóm {code}", "population": 1000} | fields)


def reach(group: str = "TDP-01", people: int | None = 420, basis: str | None = "measured") -> Json:
    """People of a group; None: addressed, not counted."""
    return {"group": group, "people": people, "basis": basis if people is not None else None}


def placement(channel: str = "zalo", on: str = DAY, *reached: Json, **fields: Any) -> Json:
    return {"channel": channel, "published_on": on, "reach": list(reached)} | fields


def product_json(**fields: Any) -> Json:
    """A published infographic of UBND with one placement that reaches nobody yet."""
    body = {
        "unit": "UBND",
        "kind": "infographic",
        "title": f"Đồ họa {next(_numbers)}",
        "content_group": "1.3",
        "placements": [placement()],
    }
    return body | fields


def planned_json(**fields: Any) -> Json:
    body = product_json(status="planned", planned_on=FAR_AHEAD) | fields
    del body["placements"]
    return body


def product(client: TestClient, *placements: Json, **fields: Any) -> Json:
    """A product logged with these placements, or with the plain one."""
    return post(client, "/products", product_json(**({"placements": list(placements)} if placements else {}), **fields))


def planned(client: TestClient, **fields: Any) -> Json:
    return post(client, "/products", planned_json(**fields))


def campaign_json(code: str = "NQ02", **fields: Any) -> Json:
    body = {
        "code": code,
        "title": "Đợt tuyên truyền",
        "lead_unit": "BXDD",
        "content_groups": ["1.3"],
        "starts_on": "2026-04-15",
        "ends_on": "2026-06-30",
        "target_groups": ["residential"],
        "target_coverage": 0.8,
    }
    return body | fields


def campaign(client: TestClient, code: str = "NQ02", **fields: Any) -> Json:
    return post(client, "/campaigns", campaign_json(code, **fields))


def directive_json(code: str = "VB-01", **fields: Any) -> Json:
    return {"code": code, "title": "Văn bản", "issued_on": "2026-04-02", "must_reach": ["residential"]} | fields


def directive(client: TestClient, code: str = "VB-01", **fields: Any) -> Json:
    return post(client, "/directives", directive_json(code, **fields))


def material_json(code: str = "TL-05", **fields: Any) -> Json:
    return {"code": code, "title": "Tài liệu", "received_on": "2026-05-04", "key": True} | fields


def material(client: TestClient, code: str = "TL-05", **fields: Any) -> Json:
    return post(client, "/materials", material_json(code, **fields))


def concern_json(**fields: Any) -> Json:
    """A petition to UBND on the first day of May 2026 that works again, due five working days later."""
    body = {
        "received_on": "2026-05-04",
        "origin": "petition",
        "content_group": "1.8",
        "owner_unit": "UBND",
        "summary": "Ngõ thiếu đèn chiếu sáng",
    }
    return body | fields


def concern(client: TestClient, **fields: Any) -> Json:
    return post(client, "/concerns", concern_json(**fields))


def survey_json(**fields: Any) -> Json:
    body = {"period": "2026-Q2", "group": "TDP-01", "conducted_on": "2026-06-02", "asked": 40, "aware": 31}
    return body | fields


def survey(client: TestClient, **fields: Any) -> Json:
    return post(client, "/surveys", survey_json(**fields))


def pulse_json(*counts: int, **fields: Any) -> Json:
    """A pulse with these counts: supportive, neutral, worried."""
    names = ("supportive", "neutral", "worried")
    counted = dict(zip(names, counts or (22, 9, 6), strict=True))
    return {"period": "2026-Q2", "group": "TDP-01", "content_group": "1.8"} | counted | fields


def pulse(client: TestClient, *counts: int, **fields: Any) -> Json:
    return post(client, "/pulses", pulse_json(*counts, **fields))


def commendation_json(**fields: Any) -> Json:
    return {"title": "Một hội viên tổ 12 giữ sạch ngõ", "proposed_on": "2026-05-20", "status": "proposed"} | fields


def commendation(client: TestClient, **fields: Any) -> Json:
    return post(client, "/commendations", commendation_json(**fields))


def plan_json(unit: str = "UBND", **fields: Any) -> Json:
    body = {
        "unit": unit,
        "year": 2026,
        "focus": "Trật tự đô thị, phân loại rác",
        "responsible_post": "Phó Chủ tịch",
        "information_contact": "Văn phòng, máy lẻ 12",
    }
    return body | fields


def plan(client: TestClient, unit: str = "UBND", **fields: Any) -> Json:
    return post(client, "/plans", plan_json(unit, **fields))


def report_json(unit: str = "UBND", period: str = "2026-Q4", **fields: Any) -> Json:
    return {"unit": unit, "period": period, "type": "periodic"} | fields


def report(client: TestClient, unit: str = "UBND", period: str = "2026-Q4", **fields: Any) -> Json:
    return post(client, "/reports", report_json(unit, period, **fields))


def unit_json(code: str = "DTN", **fields: Any) -> Json:
    return {"code": code, "name": "Đoàn Thanh niên phường", "kind": "mass_organisation"} | fields


def close(client: TestClient, period: str = "2026-Q2") -> None:
    """Closes a period, as the coordinator."""
    assert patch(client, f"/periods/{period}", closed=True)["closed"] is True


def urgent(client: TestClient, unit: str = "UBND", **fields: Any) -> int:
    """The number of an urgent report that was sent."""
    told = {"unit": unit, "type": "urgent", "title": "Mất nước ở tổ 12", "text": "Từ sáng nay."} | fields
    number = int(post(client, "/reports", told)["id"])
    post(client, f"/reports/{number}/submit", {})
    return number


def attachment(
    client: TestClient, thing: int, content: bytes, name: str = "ảnh.png", noun: str = "products", **fields: str
) -> Json:
    """A file attached to a product, or to another thing that has files."""
    answer = client.post(f"{API}/{noun}/{thing}/attachments", files={"file": (name, content)}, data=fields)
    assert answer.status_code == 201, answer.text
    made: Json = answer.json()
    return made


def today(timezone: str = "Asia/Ho_Chi_Minh") -> date:
    """Today in the ward, as the program sees it: a day that can change between two lines, so ask once."""
    return now().astimezone(ZoneInfo(timezone)).date()


def day(offset: int = 0) -> str:
    """A day so many days from today."""
    return (today() + timedelta(days=offset)).isoformat()


def day_before(day: str, number: int = 1) -> str:
    return (date.fromisoformat(day) - timedelta(days=number)).isoformat()


def day_in(timezone: str) -> str:
    return today(timezone).isoformat()


def period_of_today(client: TestClient) -> str:
    """The code of a period that contains today; made around today where the plan's periods have passed."""
    here = today()
    periods = every(client, "/periods")
    for one in periods:
        if one["starts_on"] <= here.isoformat() <= one["ends_on"]:
            return str(one["code"])
    first = max([here - timedelta(days=30), *(_after(one) for one in periods if one["ends_on"] < here.isoformat())])
    last = here + timedelta(days=30)
    span = {"starts_on": first.isoformat(), "ends_on": last.isoformat(), "due_on": here.isoformat()}
    return str(post(client, "/periods", {"code": "BAY-GIO", **span})["code"])


def _after(period: Json) -> date:
    return date.fromisoformat(period["ends_on"]) + timedelta(days=1)
