"""What a thing is called where a check names it: the noun, its code or number, and the period that it falls in."""

from datetime import date
from typing import Any

from sqlalchemy import Table, select
from sqlmodel import Session

from app.domain.trail.things import Thing, table_of
from app.models.change import Change

_CHANGES: Table = Change.__table__  # type: ignore[attr-defined]
NOUNS = {
    "attachment": "tệp đính kèm",
    "axis": "trục",
    "campaign": "chiến dịch",
    "channel": "kênh",
    "closedfigure": "số khi đóng kỳ",
    "commendation": "gương điển hình",
    "concern": "vấn đề",
    "contentgroup": "nhóm nội dung",
    "dayoff": "ngày nghỉ",
    "directive": "chủ trương",
    "group": "nhóm",
    "keydate": "ngày đáng nhớ",
    "material": "tài liệu",
    "period": "kỳ",
    "person": "tài khoản",
    "placement": "lượt phát",
    "plan": "kế hoạch",
    "plannedplacement": "lượt dự kiến",
    "product": "sản phẩm",
    "pulse": "xu hướng dư luận",
    "receivedreport": "báo cáo nhận về",
    "reminder": "lời nhắc",
    "report": "báo cáo",
    "reportopening": "lượt mở báo cáo",
    "reportsnapshot": "bản chụp báo cáo",
    "survey": "khảo sát",
    "token": "mã kết nối",
    "topic": "chủ đề",
    "unit": "đơn vị",
    "ward": "phường và cài đặt",
    "webhook": "webhook",
}
# By which day a thing falls in a period, where it doesn't name one itself.
_DAYS = ("published_on", "planned_on", "received_on", "conducted_on", "proposed_on", "shown_on")
# What a thing belongs to, by the columns that name it.
_OWNERS = {
    "placement": {"product_id": "product"},
    "plannedplacement": {"product_id": "product"},
    "attachment": {"product_id": "product", "report_id": "report"},
}


class Naming:
    """Names things of one ward; what it needs for that is read when the first is named."""

    def __init__(self, session: Session, ward_id: int) -> None:
        self._session, self._ward_id = session, ward_id
        self._spans: list[tuple[str, date, date]] | None = None

    def of(self, thing: Thing) -> str:
        row = thing.row or {}
        words = _words(thing.table, thing.key)
        for column, noun in _OWNERS.get(thing.table, {}).items():
            words += f" của {NOUNS[noun]} {row[column]}" if row.get(column) is not None else ""
        return words + self._in_period(row.get("period") or self._day_of(thing.table, row))

    def missing(self, name: str, seq: int) -> str:
        """One that is no longer there: what it was is told by the change that left it last."""
        table, _, rest = name.partition(" ")
        statement = select(_CHANGES.c.entity, _CHANGES.c.entity_key, _CHANGES.c.facts).where(
            _CHANGES.c.ward_id == self._ward_id, _CHANGES.c.seq == seq
        )
        change = self._session.execute(statement).first()
        facts = change.facts if change is not None else {}
        words = _words(table, rest.split("/"))
        if change is not None and table in _OWNERS:
            words += f" của {NOUNS[change.entity]} {change.entity_key}"
        return words + self._in_period(facts.get("period") or self._day_in(facts))

    def _day_of(self, table: str, row: Any) -> date | None:
        if table == "product":
            columns = table_of(table).c
            here = (columns.ward_id == self._ward_id, columns.id == row["id"])
            day: date | None = self._session.execute(select(columns.shown_on).where(*here)).scalar()
            return day
        return next((row[name] for name in _DAYS if row.get(name) is not None), None)

    @staticmethod
    def _day_in(facts: dict[str, Any]) -> date | None:
        placed = [one[1] for one in facts.get("placements", []) if isinstance(one, list)]
        found = next((facts[name] for name in _DAYS if facts.get(name)), placed[-1] if placed else None)
        return date.fromisoformat(found) if found else None

    def _in_period(self, when: str | date | None) -> str:
        if when is None:
            return ""
        if isinstance(when, date):
            when = next((code for code, first, last in self._periods() if first <= when <= last), None)
        return f" (kỳ {when})" if when else ""

    def _periods(self) -> list[tuple[str, date, date]]:
        if self._spans is None:
            period = table_of("period").c
            statement = select(period.code, period.starts_on, period.ends_on).where(period.ward_id == self._ward_id)
            self._spans = [tuple(row) for row in self._session.execute(statement)]
        return self._spans


def _words(table: str, key: Any) -> str:
    noun, words = NOUNS[table], [str(one) for one in key]
    if table == "closedfigure":
        return f"{noun} {words[0]}, {words[1]}"
    if table == "reportopening":
        return f"lượt mở báo cáo {words[0]} của tài khoản {words[1]}"
    if table == "reportsnapshot":
        return f"bản chụp lần {words[1]} của báo cáo {words[0]}"
    return " ".join([noun, *words])
