"""The mail of a reminder."""

from app.domain.jobs.task import Hopeless, Task
from app.domain.reports import letters
from app.outside import mail


def send(task: Task) -> None:
    with task.reading() as (session, me):
        letter = letters.mail(session, me, task.data)
    if letter is None:
        raise Hopeless("không còn gì để nhắc")
    mail.send(task, letter)
