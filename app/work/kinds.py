"""Every kind of job and the function that does it; a kind that is not here is left to a program that knows it."""

from collections.abc import Callable, Mapping

from app.domain.jobs.task import Task

Work = Callable[[Task], None]
KINDS: Mapping[str, Work] = {}
