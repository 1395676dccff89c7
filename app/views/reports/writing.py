"""What is written in a report: its form, with the sentences that the figures propose and the words of the units."""

import re
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.domain.reports import ward
from app.domain.reports.inputs import ReportPatch
from app.models import Report
from app.web import names
from app.web.deps import Call
from app.web.form import Filled, Form, Typed
from app.web.formats import as_local
from app.web.labels import REPORT_PARTS

PARTS = ("0", "1", "2", "3", "4", "5")
WARD_PARTS = {"0": "Đánh giá chung"} | REPORT_PARTS
# The button that gathers the units' words into a part is called so, with the part's number.
GATHER = "gather-"
COMMENTS = tuple(f"comments.{part}" for part in PARTS)
# The sentence that the page proposed for each part: a comment that is still the same is kept as a proposal.
SENTENCES = tuple(f"sentence.{part}" for part in PARTS)
OWN = ("proposals", "title", "text", "happened_at")
# 03/05/2026 09:30, 3.5.2026 9h30
_WRITTEN = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})[\s,]+(\d{1,2})[:hg](\d{2})")
WRITTEN = Form(ReportPatch, (*COMMENTS, *SENTENCES, *OWN, "desk", "change_reason"), thing="báo cáo này")


def given(call: Call, row: Report, typed: Typed) -> dict[str, Any]:
    """What the form says; an emptied text is none, a part without a comment has none, a sentence kept is a proposal."""
    if row.type == "urgent":
        told = {name: typed[name].strip() or None for name in ("title", "text")}
        return told | {"happened_at": moment(call, typed)} | WRITTEN.given(typed, ("change_reason",))
    written = {part: typed[f"comments.{part}"].strip() for part in PARTS} | {"6": typed["proposals"].strip()}
    kept = [part for part in PARTS if written[part] and written[part] == typed[f"sentence.{part}"]]
    written |= dict.fromkeys(kept, "")
    gathered = typed["go"].removeprefix(GATHER)
    if gathered != typed["go"] and gathered in written:
        written[gathered] = _gathered(call, row, gathered, written[gathered])
    own = {part: text for part, text in written.items() if text and part != "6"}
    # While no day of the report has come, nothing is proposed, and nothing decided of what will be.
    shown = any(typed[name] for name in SENTENCES)
    proposed = [part for part in kept if part not in own] if shown else None
    told = {"comments": own, "proposed": proposed, "proposals": written["6"] or None}
    return told | WRITTEN.given(typed, ("change_reason",))


def moment(call: Call, typed: Typed) -> str | None:
    """When it happened, in the ward's time zone; what can't be read as it was typed."""
    text: str = typed["happened_at"].strip()
    with suppress(ValueError):
        found = _local(text)
        if 1970 <= found.year <= 2100:
            return found.replace(tzinfo=ZoneInfo(call.me.ward.timezone)).isoformat()
    return text or None


def _local(text: str) -> datetime:
    """A day and its time as people write them, or as the browser's field has them."""
    if written := _WRITTEN.fullmatch(text):
        day, month, year, hour, minute = written.groups()
        text = f"{year}-{month:0>2}-{day:0>2}T{hour:0>2}:{minute}"
    return datetime.fromisoformat(text)


def _gathered(call: Call, row: Report, part: str, written: str) -> str:
    """What stands in the part of a report, and under it the words of the units that it does not hold yet."""
    units = names.of(call, call.me).units
    words = ward.gathered(call.session, call.me, row).get(part, [])
    lines = [f"- {units.get(one.unit, one.unit)}: {one.text}" for one in words]
    return "\n".join([written, *(line for line in lines if line not in written)]).strip()


def written(call: Call, row: Report, shape: dict[str, Any], sentences: dict[str, str]) -> Filled:
    """The form of a report as it stands; what nobody has written yet begins with the proposed sentence."""
    stands = [part for part in sentences if _is_proposed(row, part)]
    comments = {f"comments.{part}": row.comments.get(part, "") for part in PARTS}
    comments |= {f"comments.{part}": sentences[part] for part in stands}
    filled = WRITTEN.of(call, shape)
    happened = {"happened_at": as_local(row.happened_at, call.me.ward.timezone)}
    return replace(filled, typed=filled.typed | comments | happened | {"desk": filled.typed["form_id"]})


def _is_proposed(row: Report, part: str) -> bool:
    return not row.comments.get(part) if row.proposed is None else part in row.proposed


def done(row: Report) -> list[str]:
    """The parts in which something stands that someone has saved."""
    found = [part for part in PARTS if row.comments.get(part) or part in (row.proposed or ())]
    return [*found, "6"] if row.proposals else found
