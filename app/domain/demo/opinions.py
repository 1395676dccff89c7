"""Opinions: what the press and people of the invented ward raised, when it was entered and what became of it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from app.domain import concerns, wards
from app.domain.concerns.inputs import ConcernIn, ConcernPatch
from app.domain.demo.cast import Company, dice
from app.domain.demo.steps import Step, moment
from app.domain.inputs import read
from app.domain.pages import Ask
from app.domain.products import questions
from app.domain.products.questions import ProductQuery
from app.models import Concern

PACK = "demo-2026-concerns"
OWN = ("days", "verified", "outcome", "text", "product")


def steps(session: Session, company: Company) -> list[Step]:
    """Each concern's receipt, verification and outcome, at a moment of its day."""
    return [found for row in wards.pack(PACK)["concerns"] for found in _Story(session, company, row).told()]


class _Story:
    """One concern from receipt to outcome."""

    def __init__(self, session: Session, company: Company, row: dict[str, Any]) -> None:
        self._session, self._company, self._row = session, company, row
        self._chance = dice("concern", row["summary"])
        self._concern: Concern | None = None

    def told(self) -> list[Step]:
        found = [self._on(0, 8, self._receive)]
        if "verified" in self._row:
            found.append(self._on(self._row["verified"], 10, self._verify))
        if "outcome" in self._row:
            found.append(self._on(self._row["days"], 14, self._end))
        return found

    def _on(self, later: int, hour: int, act: Callable[[datetime], None]) -> Step:
        day = self._row["received_on"] + timedelta(days=later)
        at = moment(self._company, day, hour, self._chance.randint(0, 59))
        return Step(at, lambda: act(at))

    def _receive(self, at: datetime) -> None:
        data = read(ConcernIn, {name: value for name, value in self._row.items() if name not in OWN})
        writer = self._company.writer(self._row["owner_unit"], at)
        self._concern, _ = concerns.register(self._session, writer, data)

    def _verify(self, at: datetime) -> None:
        self._change(at, {"status": "verifying"})

    def _end(self, at: datetime) -> None:
        day, text = self._row["received_on"] + timedelta(days=self._row["days"]), self._row["text"]
        ends: dict[str, dict[str, Any]] = {
            "answered": {"answered_on": day, "answer": text, "answer_product": self._product(at)},
            "forwarded": {"forwarded_on": day, "forwarded_to": text},
            "closed": {"closed_on": day, "reason": text},
        }
        self._change(at, ends[self._row["outcome"]] | {"status": self._row["outcome"]})

    def _change(self, at: datetime, given: dict[str, Any]) -> None:
        assert self._concern is not None
        writer = self._company.writer(self._row["owner_unit"], at)
        concerns.edit(self._session, writer, self._concern, read(ConcernPatch, given))

    def _product(self, at: datetime) -> int | None:
        """The latest product on the same subject, where the answer says that there was one."""
        if not self._row.get("product"):
            return None
        query = ProductQuery(status="published", content_group=self._row["content_group"])
        found = questions.page(self._session, self._company.coordinator(at), query, Ask(1)).items
        return found[0].id if found else None
