"""Every kind of job and the function that does it; a kind that is not here is left to a program that knows it."""

from collections.abc import Callable, Mapping

from app.documents.reports import drawn as documents
from app.domain.jobs.task import Task
from app.domain.reports import drawings
from app.domain.reports.reminders import MAIL
from app.outside import reminders
from app.web import long_lists

Work = Callable[[Task], None]
KINDS: Mapping[str, Work] = {MAIL: reminders.send, drawings.JOB: documents.draw, long_lists.JOB: long_lists.work}
