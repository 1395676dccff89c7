"""What the operator is told: one line of JSON an event, on standard error, without anybody's personal data."""

import json
import os
import sys
import traceback
from datetime import UTC, datetime
from typing import Any

import structlog
from sqlalchemy.exc import DBAPIError


def begin() -> None:
    """Says how lines are written; once a process is enough, again does no harm."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        # A line and its end are written together: the lines of several workers meet in one place.
        logger_factory=lambda *_: structlog.WriteLogger(sys.stderr),
    )


def told(event: str, **facts: Any) -> None:
    """Something that the operator may want to count or to look up: a sign-in, a refusal."""
    structlog.get_logger().info(event, **facts)


def failed(event: str, **facts: Any) -> None:
    """Something that the operator must mend."""
    structlog.get_logger().error(event, **facts)


def last(event: str, **facts: Any) -> None:
    """The same from a signal's handler, where nobody may wait for whoever else is writing."""
    line = {**facts, "event": event, "level": "error", "timestamp": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"}
    os.write(sys.stderr.fileno(), f"{json.dumps(line, ensure_ascii=False)}\n".encode())


def cause(error: BaseException) -> str:
    """What went wrong, without the values that it went wrong with: they may be what somebody typed."""
    if isinstance(error, DBAPIError) and error.orig is not None:
        diagnosis = getattr(error.orig, "diag", None)
        words = getattr(diagnosis, "message_primary", None) or str(error.orig).partition("\n")[0]
        return f"{type(error.orig).__name__}: {words}"
    return f"{type(error).__name__}: {error}" if isinstance(error, OSError) else type(error).__name__


def places(error: BaseException) -> list[str]:
    """Where it went wrong, the innermost place first: file, line and function."""
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in reversed(frames)][:12]
