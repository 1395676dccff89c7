"""Long lists: a job judges them, and takes them in, and says how far it is; who sent one may leave and come back.

Until then its sheets lie in the folder of files under a passing name, sealed, and what the job found lies beside them.
Of a list that was taken nothing stays, of one with faults only these; what nobody came back for goes after a
day (domain/files.sweep).
"""

import pickle
import re
import zlib
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from secrets import token_hex
from typing import Any

from sqlmodel import Session

from app import ownership
from app.domain import files, imports, jobs, people, trail
from app.domain.access import Me
from app.domain.errors import Conflict, Fault, No, NotFound, Refused, Say
from app.domain.gathering import Gathered
from app.domain.imports import Answers, Draft, Kind, Line, Taken
from app.domain.imports.columns import Record
from app.domain.imports.sheets import Sheet
from app.domain.jobs.task import Hopeless, Task
from app.models import Job
from app.settings import Settings
from app.web import sealed
from app.web.lists import KINDS

JOB = "list"
# A list of more rows takes over a second: rows with something in them.
LONG = 1_000
GONE = Say("Bản xem trước không còn. Chọn lại tệp.")


@dataclass(frozen=True)
class Found:
    """What the job found: what the list would do, as far as a page tells of it, or why it is no such list."""

    draft: Draft | None = None
    faults: list[Fault] = field(default_factory=list)


def is_long(kind: Kind, sheets: Sequence[Sheet]) -> bool:
    """Whether judging it takes long; what is longer than lists of its kind may be is refused at once."""
    return any(LONG < sum(1 for row in sheet.rows if any(row)) <= kind.most + 1 for sheet in sheets)


def keep(settings: Settings, sheets: Sequence[Sheet]) -> str:
    """Lays the sheets by for a job; answers under which name."""
    name = f".{token_hex(16)}.part"
    ownership.make_folders(files.folder(settings.data_dir))
    _write(settings, name, list(sheets))
    return name


def order(session: Session, me: Me, kind: Kind, name: str, answers: Answers | None = None) -> Job:
    """The job that judges the list; with answers, that takes it in."""
    told = answers.model_dump() if answers is not None else None
    data = {"noun": kind.noun, "person": me.person_id, "file": name, "answers": told}
    return jobs.order(session, me, jobs.Order(JOB, token_hex(16), data))


def find(session: Session, me: Me, kind: Kind, number: str) -> Job:
    """The job of a list of this kind that this person sent; raises NotFound."""
    job = jobs.find(session, me, JOB, int(number)) if re.fullmatch("[0-9]{1,18}", number) else None
    if job is None or (job.data["noun"], job.data["person"]) != (kind.noun, me.person_id):
        raise NotFound()
    return job


def latest(settings: Settings, session: Session, me: Me, kind: Kind) -> Job | None:
    """The last one of the day that this person sent and that still waits, for the job or for them."""
    for job in jobs.since(session, me, JOB, me.at - timedelta(days=1)):
        is_theirs = (job.data["noun"], job.data["person"]) == (kind.noun, me.person_id)
        if is_theirs and _path(settings, job.data["file"]).exists():
            return job
    return None


def found(settings: Settings, job: Job) -> Found:
    """What it found, once it has ended."""
    told = _read(settings, _beside(job.data["file"])) if job.outcome == "done" else None
    return told if isinstance(told, Found) else Found(faults=[Fault(("file",), GONE, "rows")])


def taken(job: Job) -> Taken | None:
    """What taking it in did, if it did."""
    told = job.data.get("taken")
    return Taken(told["counts"], told["number"]) if told else None


def work(task: Task) -> None:
    """The job."""
    settings, data = task.world.settings, task.data
    sheets, kind = _read(settings, data["file"]), KINDS[data["noun"]]
    if sheets is None:
        raise Hopeless("không còn tệp")
    answers = Answers(**data["answers"]) if data["answers"] is not None else None
    draft: Draft | None = None
    try:
        with task.reading() as (session, program):
            draft = imports.draft(session, _sender(session, program, data), _telling(kind, task), sheets, answers)
        if answers is not None:
            _take(task, kind, draft)
            return
        told = Found(_bare(draft))
    except Conflict as conflict:
        told = Found(_bare(draft), [Fault(conflict.loc, conflict.message, conflict.code)])
    except Refused as refused:
        told = Found(_bare(draft), refused.faults)
    except No as no:
        raise Hopeless(no.code) from None
    _write(settings, _beside(data["file"]), told)
    if draft is None or draft.faults:
        _path(settings, data["file"]).unlink(missing_ok=True)


def _take(task: Task, kind: Kind, draft: Draft) -> None:
    with task.ending() as session:
        job = session.get_one(Job, (task.hold.ward_id, task.hold.id))
        me = trail.take_turn(session, _sender(session, task.program(session), task.data))
        done = imports.store(session, me, kind, draft)
        job.data = job.data | {"taken": {"counts": done.counts, "number": done.number}}
    for name in (task.data["file"], _beside(task.data["file"])):
        _path(task.world.settings, name).unlink(missing_ok=True)


def _sender(session: Session, program: Me, data: dict[str, Any]) -> Me:
    """Who sent it, with the rights that they have by now."""
    me = people.of_number(session, program.ward, data["person"], program.at)
    if me is None:
        raise Hopeless("người gửi không còn tài khoản")
    return me


def _telling(kind: Kind, task: Task) -> Kind:
    """The same kind, whose judging says how many rows it is through."""

    def judge(session: Session, me: Me, records: list[Record], answers: Answers) -> Iterator[Line | Refused]:
        rows = [record.row for record in records]
        task.progress(0, len(rows))
        for judged in kind.judge(session, me, records, answers):
            if isinstance(judged, Line):
                task.progress(bisect_right(rows, judged.row), len(rows))
            yield judged

    return replace(kind, judge=judge)


def _bare(draft: Draft | None) -> Draft | None:
    """Without what is to be written: the page needs none of it, and it is judged anew."""
    if draft is None:
        return None
    lines = {id(line): _bare_line(line) for line in (*draft.lines, *draft.found)}
    return replace(
        draft,
        lines=[lines[id(line)] for line in draft.lines],
        found=[lines[id(line)] for line in draft.found],
        footing=None,
        gathered=Gathered(),
        sheet=replace(draft.sheet, rows=[]),
    )


def _bare_line(line: Line) -> Line:
    twin = _bare_line(line.twin) if line.twin is not None else None
    return replace(line, data=None, known=None if line.known is None else True, twin=twin)


def _beside(name: str) -> str:
    return f"{name}.found"


def _path(settings: Settings, name: str) -> Path:
    return files.folder(settings.data_dir) / name


def _write(settings: Settings, name: str, told: Any) -> None:
    """Whole or not at all."""
    path, content = _path(settings, name), zlib.compress(pickle.dumps(told))
    half = path.with_name(f"{name}.{token_hex(4)}")
    ownership.make_file(half)
    half.write_bytes(sealed.seal(settings.secret, JOB, content))
    half.replace(path)


def _read(settings: Settings, name: str) -> Any:
    """What was written; None where it is gone, or another program wrote it otherwise."""
    try:
        content = sealed.opened(settings.secret, JOB, _path(settings, name).read_bytes())
        # Only what bears our own seal is taken apart.
        return None if content is None else pickle.loads(zlib.decompress(content))  # noqa: S301
    except (OSError, AttributeError, ImportError, TypeError, pickle.UnpicklingError):
        return None
