"""`python -m tests.rig.working work` (or serve): the program itself, with a kind of job that a test can look into.

It makes the file `began`, waits until there is one named `go`, and leaves a trace of itself in the database.
"""

import os
import sys
import time
from pathlib import Path

from app.__main__ import main
from app.domain.jobs.task import Task
from app.models import Receipt
from app.work import kinds

SCOPE = "a trace of a test"


def trace(task: Task, name: str) -> Receipt:
    """A row that is no fact, so that no trail need tell of it."""
    return Receipt(ward_id=task.hold.ward_id, scope=SCOPE, key=name, body_digest="")


def watched(task: Task) -> None:
    Path(task.data["began"]).touch()
    deadline = time.monotonic() + 60
    while not Path(task.data["go"]).exists() and time.monotonic() < deadline:
        task.progress(1, 2)
        time.sleep(0.01)
    with task.ending() as session:
        session.add(trace(task, f"process {os.getpid()}"))


if __name__ == "__main__":
    kinds.INWARD, kinds.OUTWARD = {"watched": watched}, {}
    sys.exit(main())
