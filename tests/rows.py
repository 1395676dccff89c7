"""Rows of the registers put straight into the database: states that a test needs exactly so, on days of its own."""

from datetime import UTC, date, datetime
from typing import Any

from app.domain import ids
from app.models import Commendation, Concern, Plan, Pulse, Report, Survey
from tests.conftest import WARD, Stage

Json = dict[str, Any]
DEFAULTS: dict[type[Any], Json] = {
    Concern: {
        "received_on": "2026-05-02",
        "due_on": "2026-05-12",
        "origin": "press",
        "urgency": "normal",
        "content_group": "1.8",
        "summary": "Đèn đường hỏng",
        "summary_fold": "den duong hong",
        "owner_unit": "UBND",
        "status": "received",
    },
    Survey: {"period": "2026-Q2", "group": "TDP-01", "conducted_on": "2026-06-02", "asked": 40, "aware": 31},
    Pulse: {
        "period": "2026-Q2",
        "group": "TDP-01",
        "content_group": "1.8",
        "supportive": 22,
        "neutral": 9,
        "worried": 6,
    },
    Commendation: {"unit": "MTTQ", "title": "Tổ 12 phân loại rác", "proposed_on": "2026-05-20", "status": "proposed"},
    Plan: {"unit": "UBND", "year": 2026, "focus": "Chuyển đổi số", "responsible_post": "", "information_contact": ""},
    Report: {"unit": "UBND", "period": "2026-Q2", "type": "periodic", "status": "submitted"},
}


def add(stage: Stage, table: type[Any], *rows: Json, ward: str = WARD) -> list[int]:
    """A row for each of these, the rest of its fields as above; days and moments may be ISO text."""
    with stage.writing(ward) as (session, row):
        keys = ids.draw(session, len(rows))
        made = [
            table(ward_id=row.id, id=key, **_read(DEFAULTS[table] | one)) for key, one in zip(keys, rows, strict=True)
        ]
        session.add_all(made)
        return [one.id for one in made]


def _read(fields: Json) -> Json:
    return {name: _value(name, value) for name, value in fields.items()}


def _value(name: str, value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if name.endswith("_on"):
        return date.fromisoformat(value)
    return datetime.fromisoformat(value).astimezone(UTC) if name.endswith("_at") else value
