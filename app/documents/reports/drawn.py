"""A report's files: those that were kept, else drawn for whoever asks; and the job that draws what was handed in."""

from typing import Any

from app.documents import files
from app.documents import reports as documents
from app.documents.files import FORMATS, Format
from app.domain import reports
from app.domain.errors import NotFound
from app.domain.jobs.task import Hopeless, Task
from app.domain.reports import drawings, snapshots
from app.domain.reports.drawings import Drawn
from app.models import Report
from app.web.asking import Asker, Asking


def file(call: Asking, row: Report, wanted: Format, version: int | None) -> Any:
    """The answer to who asks for a report, or for a version that was handed in, as a file."""
    taken = documents.taken_of(call, row, version)
    document = documents.of(call, row, taken)
    content = None
    if document.draft is None:
        # Who reads less than all is served what their own words make.
        seen = taken.version if taken and snapshots.is_whole(call.me, taken) else None
        content = drawings.kept(call.session, call.me, Drawn(row.id, seen, document.digest), wanted)
    return files.drawn(document, wanted) if content is None else files.answer(document, wanted, content)


def draw(task: Task) -> None:
    """The job: every form of a report as it was handed in, as one reads it who may read all of it."""
    with task.reading() as (session, program):
        me = program.reading_as("coordinator")
        try:
            row = reports.find(session, me, task.data["report"])
            # An urgent report has one wording; of any other the version that was handed in, whatever came since.
            asker, version = Asker(session, me), task.data["version"] if row.period else None
            document = documents.of(asker, row, documents.taken_of(asker, row, version))
        except NotFound:
            raise Hopeless("không còn báo cáo") from None
    if document.draft is not None:
        raise Hopeless("báo cáo đã được trả lại")
    made: dict[str, bytes] = {}
    for number, wanted in enumerate(FORMATS):
        task.progress(number, len(FORMATS))
        made[wanted] = files.draw(document, wanted)
    drawings.keep(task, Drawn(row.id, version, document.digest), made)
