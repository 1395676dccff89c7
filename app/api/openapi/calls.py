"""Calls: how each operation is called, as a line of curl that runs, and what it then answers.

What is sent names the plan's own reference data, and what the calls before it made, in this order. $MA is a token,
$DIA_CHI where the program is, $ID, $TEP and $LAN_GUI numbers that were answered, $ETAG the ETag that was.
"""

import json
import re
from typing import Any

from app.api.openapi.examples import NUMBERS, TEXTS, Schema, whole

GROUP = {
    "code": "TDP-01",
    "kind": "residential",
    "name": "Tổ dân phố số 1",
    "population": 1450,
    "households": 430,
    "cluster": "Cụm 1",
}
PLACEMENT = {
    "channel": "zalo",
    "published_on": "2026-05-03",
    "runs": 1,
    "reach": [{"group": "TDP-01", "people": 420, "basis": "measured"}],
}
PRODUCT = {
    "unit": "UBND",
    "kind": "infographic",
    "title": "Phân loại rác tại nguồn",
    "content_group": "1.3",
    "axis": "2.1",
    "directives": ["NQ02-TW"],
    "details": {"alt_text": "Ba thùng rác ba màu"},
    "cost": {"amount": 1_500_000, "funding": "state_budget"},
    "placements": [PLACEMENT],
    "planned_placements": [{"channel": "loudspeaker", "planned_on": "2026-05-04", "runs": 2}],
}
CONCERN = {
    "received_on": "2026-05-02",
    "due_on": "2026-05-12",
    "origin": "press",
    "group": "TDP-01",
    "content_group": "1.8",
    "summary": "Rác để ngoài giờ thu gom",
    "owner_unit": "UBND",
}
SURVEY = {"period": "2026-Q2", "group": "TDP-01", "conducted_on": "2026-06-02", "asked": 40, "aware": 31}
COMMENDATION = {
    "unit": "MTTQ",
    "group": "TDP-01",
    "title": "Một hội viên giữ ngõ sạch suốt năm",
    "proposed_on": "2026-05-20",
    "status": "proposed",
}
SENT: dict[str, Any] = {
    "POST /units": {"code": "DTN", "name": "Đoàn Thanh niên phường", "kind": "mass_organisation", "reports": True},
    "PATCH /units/{code}": {"plans": True},
    "POST /groups": GROUP,
    "PATCH /groups/{code}": {"population": 1462},
    "POST /groups/batch": {
        "items": [
            GROUP | {"code": "TDP-02", "name": "Tổ dân phố số 2"},
            {"code": "CB-01", "kind": "party_cell", "name": "Chi bộ 1", "population": 38},
        ]
    },
    "POST /channels": {"code": "viber", "name": "Nhóm Viber", "form": "social"},
    "PATCH /channels/{code}": {"default_share": 0.2},
    "POST /periods": {"code": "2027-Q1", "starts_on": "2027-01-01", "ends_on": "2027-03-31", "due_on": "2027-03-10"},
    "PATCH /periods/{code}": {"due_on": "2027-03-12"},
    "POST /materials": {"code": "TL-05", "title": "Tờ gấp phân loại rác", "received_on": "2026-05-04", "key": True},
    "PATCH /materials/{code}": {"guidance": "Nói rõ ngày thu gom"},
    "POST /directives": {
        "code": "KH-RAC",
        "number": "12-KH/ĐU",
        "title": "Kế hoạch phân loại rác tại nguồn",
        "issuer": "Đảng ủy phường",
        "issued_on": "2026-04-20",
        "must_reach": ["residential"],
        "within_days": 30,
        "content_group": "1.3",
    },
    "PATCH /directives/{code}": {"lead_unit": "UBND"},
    "POST /campaigns": {
        "code": "RAC",
        "title": "Phân loại rác tại nguồn",
        "message": "Rác là tài nguyên",
        "lead_unit": "UBND",
        "content_groups": ["1.3"],
        "starts_on": "2026-04-15",
        "ends_on": "2026-06-30",
        "target_groups": ["residential"],
        "target_coverage": 0.8,
    },
    "PATCH /campaigns/{code}": {"budget": [{"amount": 5_000_000, "funding": "contributed"}]},
    "POST /products": PRODUCT,
    "PATCH /products/{id}": {"title": "Phân loại rác tại nguồn: ba thùng"},
    "POST /products/batch": {
        "items": [
            {
                "unit": "UBND",
                "kind": "article",
                "title": "Lịch thu gom tháng 5",
                "content_group": "1.3",
                "external_id": "cms-17",
                "placements": [PLACEMENT],
            }
        ]
    },
    "POST /products/{id}/confirmations": {"planned_placements": ["$LUOT"]},
    "PATCH /products/{id}/attachments/{attachment_id}": {"alt_text": "Ba thùng rác ba màu"},
    "POST /concerns": CONCERN,
    "PATCH /concerns/{id}": {
        "status": "answered",
        "answered_on": "2026-05-09",
        "answer": "Đã thu gom",
        "change_reason": "Ghi muộn",
    },
    "POST /concerns/batch": {"items": [CONCERN | {"summary": "Đèn đường hỏng", "external_id": "1022-5"}]},
    "POST /surveys": SURVEY,
    "PATCH /surveys/{id}": {"aware": 32},
    "POST /surveys/batch": {"items": [SURVEY | {"group": "TDP-02", "external_id": "phieu-2"}]},
    "POST /pulses": {
        "period": "2026-Q2",
        "group": "TDP-01",
        "content_group": "1.8",
        "supportive": 22,
        "neutral": 9,
        "worried": 6,
    },
    "PATCH /pulses/{id}": {"neutral": 10},
    "POST /commendations": COMMENDATION,
    "PATCH /commendations/{id}": {"status": "commended"},
    "POST /commendations/batch": {"items": [COMMENDATION | {"title": "Một ngõ tự quản", "external_id": "guong-2"}]},
    "POST /plans": {
        "unit": "UBND",
        "year": 2026,
        "focus": "Phân loại rác",
        "responsible_post": "Phó Chủ tịch",
        "information_contact": "Văn phòng UBND",
    },
    "PATCH /plans/{id}": {"focus": "Phân loại rác, phòng cháy"},
    "POST /plans/{id}/approve": {},
    "POST /key-dates": {"day": "2026-12-22", "name": "Ngày hội toàn dân"},
    "PATCH /key-dates/{id}": {"name": "Ngày hội đại đoàn kết"},
    "POST /reports": {"unit": "UBND", "period": "2026-Q2", "type": "periodic"},
    "PATCH /reports/{id}": {"comments": {"1": "Nhiều sản phẩm về phân loại rác"}, "proposals": "Thêm loa ở Tổ 1"},
    "POST /reports/{id}/submit": {},
    "POST /reports/{id}/return": {"reason": "Thiếu phần kiến nghị"},
    "POST /reports/{id}/accept": {},
    "POST /reports/{id}/reopen": {"reason": "Sửa số người ở Tổ 1"},
    "PATCH /reports/{id}/attachments/{attachment_id}": {"alt_text": "Ống nước vỡ ở đầu ngõ"},
    "POST /reports/reminders": {"period": "2026-Q2"},
    "POST /users": {"name": "lan", "full_name": "Cán bộ truyền thông", "role": "unit", "unit": "UBND"},
    "PATCH /users/{person}": {"email": "lan@phuong.example"},
    "POST /tokens": {"name": "cong-thong-tin", "role": "unit", "unit": "UBND", "source": "cms"},
    "POST /tokens/{token}/rotation": {"overlap_days": 3},
    "POST /webhooks": {
        "name": "Cổng thông tin phường",
        "address": "https://cong.phuong.example/lan-toa",
        "entities": ["product", "report"],
    },
    "PATCH /webhooks/{webhook}": {"entities": ["product"]},
    "POST /webhooks/{webhook}/rotation": {},
    "POST /webhooks/{webhook}/deliveries/{delivery}/retry": {},
    "POST /transmittals": {
        "payloadType": TEXTS["payloadType"],
        "payload": TEXTS["payload"],
        "signatures": [{"keyid": TEXTS["keyid"], "sig": TEXTS["sig"]}],
    },
    "PATCH /settings": {"evidence_share": 0.6},
    "POST /days-off": {"day": "2026-12-01", "name": "Nghỉ bù"},
}
# What no shell writes by itself: it is a file that another call gave.
CARRIED = {"POST /transmittals": "@bao-cao.json"}
FILE = '-F "file=@anh.png" -F "alt_text=Ba thùng rác ba màu"'
# What is only read has no example that makes it.
CODES = {"content-groups": "1.3", "topics": "1.12.1", "axes": "2.1", "indicators": "groups_reached"}
NUMBERED = {
    "{id}": "$ID",
    "{person}": "$ID",
    "{token}": "$ID",
    "{webhook}": "$ID",
    "{delivery}": "$LAN_GUI",
    "{attachment_id}": "$TEP",
}


def given(spec: Schema) -> Schema:
    """The same description, with a call of each operation, what it sends and what it answers."""
    for path, operations in spec["paths"].items():
        for method, operation in operations.items():
            line = f"{method.upper()} {path.removeprefix('/api/v1')}"
            operation["x-codeSamples"] = [{"lang": "Shell", "label": "curl", "source": _curl(line, operation)}]
            body = operation.get("requestBody", {}).get("content", {}).get("application/json")
            if body is not None and line in SENT:
                body["example"] = _numbered(SENT[line])
            for status, answer in operation["responses"].items():
                media = answer.get("content", {}).get("application/json")
                if media is not None and status in ("200", "201"):
                    media["example"] = _answer(line, media["schema"], spec["components"]["schemas"])
    return spec


def _numbered(sent: Any) -> Any:
    """What a shell fills in is a number there."""
    if isinstance(sent, dict):
        return {name: _numbered(value) for name, value in sent.items()}
    if isinstance(sent, list):
        return [_numbered(one) for one in sent]
    return NUMBERS["id"] if isinstance(sent, str) and sent.startswith("$") else sent


def _curl(line: str, operation: Schema) -> str:
    method, path = line.split(" ")
    parts = ["curl" if method == "GET" else f"curl -X {method}", '-H "Authorization: Bearer $MA"']
    if method in ("PATCH", "DELETE"):
        parts.append("""-H "If-Match: $ETAG\"""")
    if "multipart/form-data" in operation.get("requestBody", {}).get("content", {}):
        parts.append(FILE)
    elif line in CARRIED:
        parts += ['-H "Content-Type: application/json"', f"-d {CARRIED[line]}"]
    elif line in SENT:
        # A number that was answered stands outside the quotes, where the shell sees it.
        sent = re.sub(r'"(\$[A-Z]+)"', r"""'"\1"'""", json.dumps(SENT[line], ensure_ascii=False))
        parts += ['-H "Content-Type: application/json"', f"-d '{sent}'"]
    return " \\\n  ".join([*parts, f'"$DIA_CHI/api/v1{_address(path)}{_question(operation)}"'])


def _address(path: str) -> str:
    noun = path.split("/")[1]
    made = SENT.get(f"POST /{noun}", {})
    values = NUMBERED | {"{code}": CODES.get(noun) or made.get("code", ""), "{day}": made.get("day", "")}
    for name, value in values.items():
        path = path.replace(name, value)
    return path


def _question(operation: Schema) -> str:
    needed = [one for one in operation.get("parameters", ()) if one["in"] == "query" and one.get("required")]
    asked = [f"{one['name']}={one['schema']['examples'][0]}" for one in needed]
    return f"?{'&'.join(asked)}" if asked else ""


def _answer(line: str, schema: Schema, schemas: Schema) -> Any:
    """An answer of this shape. What the example made stands in it as it was sent, and nothing that wasn't."""
    full, one = whole("", schema, schemas), re.fullmatch(r"\w+ (/[\w-]+)(/\{\w+\})?", line)
    made = SENT.get(f"POST {one[1]}") if one else None
    if made is None:
        return full
    if "next" in full:
        return full | {"items": [_merged(one, made) for one in full["items"]], "next": None}
    bare = whole("", schema, schemas, bare=True)
    return {name: _merged(value, made[name]) if name in made else bare[name] for name, value in full.items()}


def _merged(told: Any, sent: Any) -> Any:
    if isinstance(told, dict) and isinstance(sent, dict):
        return told | {name: _merged(told[name], value) for name, value in sent.items() if name in told}
    if isinstance(told, list) and isinstance(sent, list) and told and isinstance(told[0], dict):
        return [_merged(told[0], one) for one in sent]
    return sent
