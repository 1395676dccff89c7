"""Where the content of attachments lies: named by its digest, in a folder for each ward, on the disk before any row
names it; what no row names any more is removed. A picture's preview lies beside it.

Whoever puts a file in place, or takes one away, holds the ward's turn: no row can come to name a file that is going.
"""

import fcntl
import hashlib
import os
import re
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col, select

from app import db, ownership
from app.domain import trail
from app.domain.files import pictures, previews
from app.domain.files.contents import Content
from app.models import Attachment

FOLDER = "attachments"
IN_DOUBT = "files in doubt"
A_DAY = 24 * 3600
HOLDERS = {"product": "sản phẩm", "report": "báo cáo"}
# A ward, the first two digits, the digest; behind it the side of a preview.
NAME = re.compile(r"(0|[1-9][0-9]{0,17})/([0-9a-f]{2})/(\2[0-9a-f]{62})(\.[0-9]+\.webp)?", re.ASCII)


def folder(data_dir: Path) -> Path:
    """The folder of every ward's files; a file that is being received lies in it under a name with a dot."""
    return data_dir / FOLDER


def path(root: Path, ward_id: int, digest: str) -> Path:
    return root / str(ward_id) / digest[:2] / digest


def preview_path(root: Path, ward_id: int, digest: str) -> Path:
    return path(root, ward_id, f"{digest}.{pictures.PREVIEW}.webp")


def put(session: Session, ward_id: int, content: Content) -> None:
    """Gives received content, whole and on the disk already, its lasting name; the caller has the ward's turn.

    The same content again takes the place of what lies there: that heals a damaged copy and costs nothing.
    """
    _doubt(session, ward_id, [content.digest])
    root = content.path.parent
    kept = path(root, ward_id, content.digest)
    ownership.make_folders(root, kept.parent.parent, kept.parent)
    if content.preview is not None:
        content.preview.replace(preview_path(root, ward_id, content.digest))
    content.path.replace(kept)
    for holder in (kept.parent, kept.parent.parent, root):
        folder_to_disk(holder)


def let_go(session: Session, ward_id: int, digests: Iterable[str]) -> None:
    """Says that rows naming these digests are going; the files follow once that is committed (settle)."""
    _doubt(session, ward_id, digests)


def _doubt(session: Session, ward_id: int, digests: Iterable[str]) -> None:
    session.info.setdefault(IN_DOUBT, set()).update((ward_id, digest) for digest in digests)


def settle(engine: Engine, root: Path, session: Session) -> None:
    """After a transaction ended, either way: of the files that it put or let go, those that no row names are removed.

    What can't be removed now is left to the next sweep: the transaction itself is done.
    """
    with suppress(SQLAlchemyError, OSError):
        for ward_id, digest in sorted(session.info.pop(IN_DOUBT, ())):
            _remove_unnamed(engine, root, ward_id, digest)


def sweep(engine: Engine, root: Path) -> int:
    """Removes what a crash left: files that no row names, and those received halfway a day ago; how many."""
    gone = 0
    for old in root.glob(".*.part*"):
        # Somebody else may be sweeping, too.
        with suppress(FileNotFoundError):
            if old.stat().st_mtime < time.time() - A_DAY:
                old.unlink()
                gone += 1
    return gone + remove_unnamed(engine, root, {found for _, found in kept(root, previews=True)})


def remove_unnamed(engine: Engine, root: Path, contents: set[tuple[int, str]]) -> int:
    """Of these contents, each a ward's, the files of those go that no row names; how many."""
    with db.reading(engine) as session:
        named = set(session.exec(select(Attachment.ward_id, Attachment.digest)))
    return sum(_remove_unnamed(engine, root, *one) for one in sorted(contents - named))


def kept(root: Path, previews: bool = False) -> Iterator[tuple[str, tuple[int, str]]]:
    """Every file that bears a name of ours, and which content's it is; others are somebody else's."""
    for file in root.glob("[0-9]*/[0-9a-f][0-9a-f]/*"):
        name = file.relative_to(root).as_posix()
        found = NAME.fullmatch(name)
        if found and file.is_file() and (previews or not found[4]):
            yield name, (int(found[1]), found[3])


def _remove_unnamed(engine: Engine, root: Path, ward_id: int, digest: str) -> bool:
    """Under the ward's turn, so that nobody comes to name it meanwhile; not while a backup copies what it saw named."""
    with db.transaction(engine) as session, _alone(root) as is_alone:
        trail.take_turn_of(session, ward_id)
        if not is_alone or is_named(session, ward_id, digest):
            return False
        file = path(root, ward_id, digest)
        for one in (file, *file.parent.glob(f"{digest}.*.webp")):
            one.unlink(missing_ok=True)
    return True


def is_named(session: Session, ward_id: int, digest: str) -> bool:
    """Whether any attachment of the ward is this file."""
    naming = select(Attachment.id).where(Attachment.ward_id == ward_id, Attachment.digest == digest)
    return session.exec(naming.limit(1)).first() is not None


@contextmanager
def held(root: Path) -> Iterator[None]:
    """While it lasts no file is removed here, by any process: for a backup, whose rows are older than its files."""
    with _locked(root, fcntl.LOCK_SH):
        yield


@contextmanager
def _alone(root: Path) -> Iterator[bool]:
    with _locked(root, fcntl.LOCK_EX | fcntl.LOCK_NB) as is_locked:
        yield is_locked


@contextmanager
def _locked(root: Path, manner: int) -> Iterator[bool]:
    if not root.is_dir():
        yield True
        return
    handle = os.open(root, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, manner)
        except BlockingIOError:
            yield False
            return
        yield True
    finally:
        os.close(handle)


def faults(session: Session, root: Path) -> Iterator[str]:
    """Attachments whose file is missing or is not what was stored, in words."""
    for one in session.exec(select(Attachment).order_by(col(Attachment.ward_id), col(Attachment.id))):
        file = path(root, one.ward_id, one.digest)
        noun, key = one.holder
        called = f"tệp đính kèm {one.id} của {HOLDERS[noun]} {key}"
        if not file.is_file():
            yield f"{called}: không có tệp {file}"
        elif file.stat().st_size != one.size or digest_of(file) != one.digest:
            yield f"{called}: {file} không còn như khi lưu"
        preview = preview_path(root, one.ward_id, one.digest)
        if preview.exists() and not previews.is_whole(preview):
            yield f"{called}: ảnh nhỏ {preview} hỏng. Khởi động lại máy chủ."


def digest_of(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def folder_to_disk(folder: Path) -> None:
    """A rename is safe from a power cut only once the folder that holds the name is on the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
