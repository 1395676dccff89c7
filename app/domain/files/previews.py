"""Previews of pictures: drawn with the picture and lying beside it, so that a page on a poor network is light.

They are worked out from the pictures: no backup holds them, and a start makes in the background what is missing.
"""

import os
from contextlib import suppress
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import col, select

from app import db
from app.domain import files, trail
from app.domain.files import pictures
from app.models import Attachment


def is_whole(preview: Path) -> bool:
    """Whether it is as long as its head says: a WebP that was not cut off."""
    with suppress(OSError), preview.open("rb") as file:
        head = file.read(12)
        return head[:4] + head[8:] == b"RIFFWEBP" and preview.stat().st_size == 8 + int.from_bytes(head[4:8], "little")
    return False


def make_missing(engine: Engine, root: Path) -> int:
    """Draws, one at a time, what a restored or older installation lacks, the latest first; how many it drew.

    What can't be drawn now is left to the next start.
    """
    with db.reading(engine) as session:
        wanted = session.exec(
            select(Attachment.ward_id, Attachment.digest)
            .where(col(Attachment.media_type).startswith("image/"))
            .order_by(col(Attachment.id).desc())
        ).all()
    missing = [one for one in dict.fromkeys(wanted) if not is_whole(files.preview_path(root, *one))]
    return sum(_make(engine, root, *one) for one in missing)


def _make(engine: Engine, root: Path, ward_id: int, digest: str) -> bool:
    made = root / f".{digest}.{os.getpid()}.part"
    try:
        with suppress(SQLAlchemyError, OSError):
            if not pictures.draw_preview(files.path(root, ward_id, digest), made):
                return False
            with db.transaction(engine) as session:
                trail.take_turn_of(session, ward_id)
                if files.is_named(session, ward_id, digest):
                    made.replace(files.preview_path(root, ward_id, digest))
                    return True
        return False
    finally:
        made.unlink(missing_ok=True)
