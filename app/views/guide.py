"""Help in plain words: what each role does here, and how coverage comes about, on figures that the program computes."""

import re
from dataclasses import dataclass
from functools import cache
from html import unescape
from typing import Any

from fastapi import Response

from app.domain import access, coverage
from app.domain.access import ROLES
from app.domain.coverage import Contact, CoverageQuery, Figures
from app.domain.words import has_words
from app.views import filters
from app.web import pages
from app.web.deps import Call, PageReads
from app.web.routing import Router

router = Router(prefix="/help")
POPULATION = 1000
# The worked example of the figures: people by channel, each number a placement.
HEARD: dict[str, tuple[int, ...]] = {"Loa phường": (600, 500), "Zalo": (400,), "Họp tổ": (200,)}
ABOUT_COVERAGE = ("Độ phủ tính thế nào", "mức thấp, mức cao, ước tính, số người lấy ở đâu")
MEETINGS: dict[str, tuple[int, ...]] = {"Họp tổ": (200, 200)}


@dataclass(frozen=True)
class Example:
    """Placements in one group of POPULATION people, the figures over all of them, and those of each channel alone."""

    people: dict[str, tuple[int, ...]]
    figures: Figures
    channels: dict[str, Figures]


@router.get("")
def show(call: PageReads) -> Response:
    """The reader's own role first; a city reader needs no others, for they open nothing of theirs."""
    mine = call.me.role
    others = [role for role in ROLES if role not in (mine, "city")] if mine != "city" else []
    return pages.show(call, "guide/show.html", mine=mine, others=others)


def holding(call: Call, asked: str) -> list[tuple[str, str, str]]:
    """Address, head and words of what help says that has every word asked for: one's own steps, and coverage."""
    own = [("/help", *step) for step in _steps(call.me.role)]
    return [one for one in (*own, ("/help/coverage", *ABOUT_COVERAGE)) if has_words(asked, *one[1:])]


@cache
def _steps(role: str) -> tuple[tuple[str, str], ...]:
    """What the guide of a role tells, step by step: its first words, and what follows them."""
    drawn = pages.environment().get_template(f"guide/_{role}.html").render(opens=False)
    every = re.findall(r"<li><b>(.*?)</b>(.*?)</li>", drawn, re.DOTALL)
    return tuple((_words(head).strip("."), _words(text)) for head, text in every)


def _words(drawn: str) -> str:
    return " ".join(unescape(re.sub("<[^>]+>", "", drawn)).split())


@router.get("/coverage")
def of_coverage(call: PageReads) -> Response:
    return pages.show(
        call,
        "guide/coverage.html",
        example=_example(HEARD),
        meetings=_example(MEETINGS),
        population=POPULATION,
        **_own(call),
    )


def _own(call: Call) -> dict[str, Any]:
    """The reader's own ward in the period at hand; a city reader has none of their own."""
    if not access.may(call.me, "entries.read"):
        return {"total": None, "period": ""}
    period, periods = filters.period(call, call.me, filters.here(call, ()))
    if not periods:
        return {"total": None, "period": ""}
    found = coverage.measure(call.session, call.me, CoverageQuery(period=period))
    return {"total": found.total.figures, "period": period}


def _example(people: dict[str, tuple[int, ...]]) -> Example:
    every = [(channel, count) for channel, counts in people.items() for count in counts]
    found = [
        Contact("", channel, number, number, count, "counted") for number, (channel, count) in enumerate(every, start=1)
    ]
    alone = {channel: _figures([one for one in found if one.channel == channel]) for channel in people}
    return Example(people, _figures(found), alone)


def _figures(found: list[Contact]) -> Figures:
    return coverage.of_contacts({"": POPULATION}, found)
