"""The demo's smaller registers: what was asked and heard in each quarter, good deeds, the units' plans, materials."""

from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from sqlmodel import Session

from app.domain import commendations, materials, plans, pulses, surveys
from app.domain.demo import cast
from app.domain.demo.cast import Company, dice, plan
from app.domain.demo.steps import Step, moment
from app.domain.inputs import read
from app.domain.pages import Ask
from app.domain.registers import Noun
from app.models import Group

# Each quarter's rounds: its period, the first day of asking, and how many more people know than in the first one.
ROUNDS = (
    ("2026-Q2", date(2026, 6, 2), 0.0),
    ("2026-Q3", date(2026, 9, 3), 0.05),
    ("2026-Q4", date(2026, 11, 16), 0.09),
)
ASKERS = ("UBND", "MTTQ", "HPN")
# What people talk about, and how many of a hundred worry.
WORRIES = {"1.8": 20, "1.14": 38, "1.6": 8}


def steps(session: Session, company: Company) -> list[Step]:
    found = _materials(session, company) + _plans(session, company) + _deeds(session, company)
    for turn, (period, first, _) in enumerate(ROUNDS):
        found += _surveys(session, company, turn) + _pulses(session, company, period, first)
    return found


def _enter(session: Session, company: Company, step: tuple[Noun, date, int], given: dict[str, Any]) -> Step:
    """An entry made on a day at an hour by its unit's own officer, or for it by the coordinator."""
    noun, day, hour = step
    at = moment(company, day, hour, 20)

    def take() -> None:
        me = company.writer(given["unit"], at)
        noun.enter(session, me, read(noun.REGISTER.takes, given))

    return Step(at, take)


def _surveys(session: Session, company: Company, turn: int) -> list[Step]:
    """A quarter of the residential groups, three a day."""
    found = []
    period, first, gain = ROUNDS[turn]
    for place, group in enumerate(_residents(company)[turn::4]):
        chance = dice("survey", period, group.code)
        asked, day = chance.randint(28, 45), first + timedelta(days=place // 3)
        aware = min(asked, round(asked * (chance.uniform(0.55, 0.8) + gain)))
        given = {"period": period, "group": group.code, "unit": ASKERS[place % 3], "conducted_on": day}
        step = (surveys, day, 14 + place % 3)
        found.append(_enter(session, company, step, given | {"asked": asked, "aware": aware}))
    return found


def _pulses(session: Session, company: Company, period: str, first: date) -> list[Step]:
    """Opinion on three subjects in a few groups; the counts are large enough to be told, but for two a quarter."""
    found = []
    for place, group in enumerate(_residents(company)[3::12]):
        for turn, (content_group, worried) in enumerate(WORRIES.items()):
            chance = dice("pulse", period, group.code, content_group)
            given: dict[str, Any] = {"period": period, "group": group.code, "content_group": content_group}
            counts = {"supportive": chance.randint(20, 45), "neutral": chance.randint(8, 20)}
            is_small = turn == 2 and place in (1, 3)
            counts["worried"] = chance.randint(1, 4) if is_small else max(5, worried + chance.randint(-12, 4))
            step = (pulses, first + timedelta(days=3 + place // 3), 15 + turn)
            found.append(_enter(session, company, step, given | counts | {"unit": ASKERS[place % 3]}))
    return found


def _deeds(session: Session, company: Company) -> list[Step]:
    """Good deeds are found, and, some weeks later, commended where it came to that."""
    found = []
    for row in plan()["commendations"]:
        given = {name: row[name] for name in row if name != "commended_on"}
        found.append(_enter(session, company, (commendations, row["proposed_on"], 16), given))
        if "commended_on" in row:
            at = moment(company, row["commended_on"], 9, 40)
            found.append(Step(at, partial(_commend, session, company, at, row["title"])))
    return found


def _commend(session: Session, company: Company, at: datetime, title: str) -> None:
    me = company.coordinator(at)
    query = commendations.CommendationQuery(q=title)
    [row] = commendations.found(session, me, query).page(session, Ask()).items
    change = read(commendations.REGISTER.changes, {"status": "commended"})
    commendations.edit(session, me, row, change)


def _plans(session: Session, company: Company) -> list[Step]:
    """Written in spring and approved a week later; one waits for approval, one unit has none."""
    found = []
    for row in plan()["plans"]:
        given = {name: row[name] for name in row if name not in ("written_on", "approved_on")} | {"year": 2026}
        found.append(_enter(session, company, (plans, row["written_on"], 10), given))
        if "approved_on" in row:
            at = moment(company, row["approved_on"], 15, 5)
            found.append(Step(at, partial(_approve, session, company, at, row["unit"])))
    return found


def _approve(session: Session, company: Company, at: datetime, unit: str) -> None:
    me = company.coordinator(at)
    [row] = plans.found(session, me, plans.PlanQuery(unit=unit, year=2026)).page(session, Ask()).items
    plans.approve(session, me, row, plans.ApproveIn())


def _materials(session: Session, company: Company) -> list[Step]:
    """Entered in the morning of the day they come; edited, with guidance, some days later."""
    found = []
    for row in plan()["materials"]:
        received = {name: row[name] for name in row if name not in ("edited_on", "guidance")}
        at = moment(company, row["received_on"], 8, 5)
        found.append(Step(at, partial(cast.receive, session, company.coordinator(at), received)))
        if "edited_on" in row:
            told = {name: row[name] for name in ("edited_on", "guidance")}
            later = moment(company, row["edited_on"], 16, 30)
            found.append(Step(later, partial(_edited, session, company, later, row["code"], told)))
    return found


def _edited(session: Session, company: Company, at: datetime, code: str, told: dict[str, Any]) -> None:
    me = company.coordinator(at)
    row = materials.CATALOGUE.find(session, me, code)
    materials.CATALOGUE.change(session, me, row, read(materials.CATALOGUE.changes, told))


def _residents(company: Company) -> list[Group]:
    return [group for group in company.groups if group.kind == "residential"]
