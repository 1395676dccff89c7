"""The job that sends a filed report upward: written, delivered, and noted as delivered."""

from app.documents import transmittals as documents
from app.domain import reports
from app.domain.errors import NotFound
from app.domain.jobs.task import Hopeless, Later, Task
from app.domain.reports import snapshots
from app.domain.transmittals import sending
from app.models import Report, ReportSnapshot
from app.outside import transmittals as outside
from app.web.asking import Asker


def send(task: Task) -> None:
    settings = task.world.settings
    if not settings.sends_upward:
        raise Later("chưa đặt địa chỉ và mã kết nối của Thành phố")
    with task.reading() as (session, program):
        asker = Asker(session, program.reading_as("coordinator"))
        row, taken = _ordered(asker, task)
        write = documents.written(asker, row, taken, settings)
    outside.deliver(task, write())
    sending.note_sent(task, taken)


def _ordered(asker: Asker, task: Task) -> tuple[Report, ReportSnapshot]:
    """The version that was ordered, whatever was filed since."""
    try:
        row = reports.find(asker.session, asker.me, task.data["report"])
        every = snapshots.every(asker.session, asker.me, row)
        return row, snapshots.of_version(every, task.data["version"])
    except NotFound:
        raise Hopeless("không còn báo cáo") from None
