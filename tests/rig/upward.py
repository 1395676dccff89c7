"""A ward that keeps its log elsewhere, as the city's installation sees it: what it sends, signed with its own token."""

from base64 import b64decode, b64encode
from hashlib import sha256
from hmac import HMAC
from json import dumps, loads
from typing import Any

from fastapi.testclient import TestClient

from app.domain import tokens
from tests import makers
from tests.conftest import OTHER_WARD, Stage
from tests.makers import API, Json

KIND = "application/vnd.lantoa.report+json"


class Remote:
    """The other ward of the stage sends its reports; `token` is what the city's installation gave it."""

    def __init__(self, stage: Stage, role: str = "coordinator", **options: Any) -> None:
        self.stage, self.code = stage, OTHER_WARD
        with stage.writing(OTHER_WARD) as (session, ward):
            ward.sends_reports = True
            _, self.token = tokens.create(session, ward, tokens.Grant("nhận báo cáo", role, None, **options))
        self.client = stage.bearing(self.token)

    def content(self, **fields: Any) -> Json:
        return report(self.code) | fields

    def envelope(self, **fields: Any) -> Json:
        return sealed(self.content(**fields), self.token)

    def send(self, **fields: Any) -> Any:
        return self.client.post(f"{API}/transmittals", json=self.envelope(**fields))


def report(ward: str, **fields: Any) -> Json:
    """A report of the second quarter with two indicators and one file."""
    figures = {
        "indicators": {
            "groups_reached": indicator(3, 4, 0.75, target=1.0, status="off_track"),
            "products_published": indicator(12, None, 12),
        }
    }
    return {
        "format": "lantoa-report-1",
        "ward": ward,
        "period": "2026-Q2",
        "starts_on": "2026-04-01",
        "ends_on": "2026-06-30",
        "due_on": "2026-06-10",
        "version": 1,
        "figures_until": "2026-06-09",
        "submitted_at": "2026-06-09T08:00:00+00:00",
        "figures": figures,
        "comments": {"0": "Quý II đạt phần lớn chỉ tiêu."},
        "proposals": "Thêm loa ở ngõ 12.",
        "files": {"pdf": b64encode(b"%PDF-1.7 of the ward").decode()},
    } | fields


def indicator(numerator: int | None, denominator: int | None, value: float | None, **fields: Any) -> Json:
    told = {"numerator": numerator, "denominator": denominator, "value": value, "target": None, "status": "no_target"}
    return told | fields


def sealed(content: Json, token: str, kind: str = KIND) -> Json:
    """As DSSE has it, under the SHA-256 (in hexadecimal) of the token's last part."""
    payload = dumps(content, ensure_ascii=False).encode()
    key = sha256(token.split(".")[2].encode()).hexdigest().encode()
    said = f"DSSEv1 {len(kind)} {kind} {len(payload)} ".encode() + payload
    mark = b64encode(HMAC(key, said, sha256).digest()).decode()
    return {"payloadType": kind, "payload": b64encode(payload).decode(), "signatures": [{"keyid": "", "sig": mark}]}


def opened(envelope: Json) -> Json:
    told: Json = loads(b64decode(envelope["payload"]))
    return told


def of_city(city: TestClient, ward: str = OTHER_WARD, period: str = "2026-Q2") -> dict[str, Json]:
    """A ward's indicators as the city reads them, by code."""
    found = makers.get(city, "/city/indicators", period=period)["items"]
    return {one["code"]: one for one in next(row for row in found if row["ward"] == ward)["indicators"]}
