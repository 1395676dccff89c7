"""A job (việc nền): work that no request waits for; it is done by one holder at a time, and once."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Index, UniqueConstraint
from sqlmodel import Field

from app.models.keys import Numbered


class Job(Numbered, table=True):
    __table_args__ = (UniqueConstraint("ward_id", "kind", "step"), Index(None, "ended_at"))
    kind: str = Field(max_length=40)
    # Names what is done: a second order of the same step is none.
    step: str = Field(max_length=200)
    # Codes, numbers, days and a reason that the work needs; nothing that leads to a person.
    data: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    # Not before this moment; None: at once.
    due_at: datetime | None = None
    attempts: int = 0
    # Who holds it, by a word drawn anew with each taking; None: nobody does.
    lease: str | None = Field(default=None, max_length=40)
    # Rises with every taking and every sign of life: where it stands still for long, the holder is gone.
    beats: int = 0
    done: int = 0
    of: int | None = None
    # Since when something was under way that must not be done a second time.
    committed_at: datetime | None = None
    ended_at: datetime | None = None
    # done, given_up or doubtful, once it has ended.
    outcome: str | None = Field(default=None, max_length=20)
    # What went wrong last, without the values that it went wrong with.
    fault: str | None = None
