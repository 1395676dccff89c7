"""Every kind of job and the function that does it; a kind that is not here is left to a program that knows it."""

from collections.abc import Callable, Mapping

from app.documents.reports import drawn as documents
from app.domain.jobs.task import Task, World
from app.domain.reports import drawings
from app.domain.reports.reminders import MAIL
from app.domain.transmittals import sending
from app.domain.webhooks import deliveries
from app.outside import reminders, webhooks
from app.web import long_lists
from app.work import transmittals

Work = Callable[[Task], None]
# What waits for other systems, and what doesn't: neither keeps the other from being done.
OUTWARD: Mapping[str, Work] = {MAIL: reminders.send, deliveries.JOB: webhooks.send, sending.JOB: transmittals.send}
INWARD: Mapping[str, Work] = {drawings.JOB: documents.draw, long_lists.JOB: long_lists.work}
KINDS: Mapping[str, Work] = {**OUTWARD, **INWARD}
# What orders jobs of a kind by itself, for nobody asks for them.
ORDERS: Mapping[str, Callable[[World], None]] = {deliveries.JOB: deliveries.order}
