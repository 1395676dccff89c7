"""A restore's attachments: they come among those that are there before the database that names them takes its place,
and those that only the old one had go after that. So a kill at any moment leaves either database with all of its files.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from app import db, ownership
from app.backups import archive, members
from app.backups.archive import Manifest
from app.domain import files

# In the folder that they go to, which may be a disk of its own; nothing of ours there begins with a dot but what is
# being received.
BESIDE = ".restored"


@contextmanager
def extracted(path: Path, manifest: Manifest, data_dir: Path) -> Iterator[Path]:
    """The folder with the backup's attachments, whole and on the disk; gone at the end."""
    root = files.folder(data_dir)
    names = [name for name in manifest.digests if not members.TABLE.fullmatch(name) and not manifest.is_altered(name)]
    try:
        if names:
            ownership.make_folders(root)
            ownership.give(root, data_dir.stat())
        with archive.reading(path) as reader:
            for name in names:
                reader.extract(name, root / BESIDE)
        ownership.give_below(root / BESIDE, data_dir)
        yield root / BESIDE
    finally:
        sweep(data_dir)


@contextmanager
def come(new: Path) -> Iterator[None]:
    """All of them stand under their names, and nobody removes one that no row names yet, while this lasts."""
    with files.held(new.parent):
        if new.is_dir():
            _move(new, new.parent)
        yield


def _move(new: Path, into: Path) -> None:
    """Each in the place of what bears its name: that is the same content, or a damaged one."""
    for one in new.iterdir():
        to = into / one.name
        if one.is_dir() and to.is_dir():
            _move(one, to)
        else:
            one.replace(to)
    files.folder_to_disk(into)


@contextmanager
def instead(manifest: Manifest, url: str, data_dir: Path) -> Iterator[None]:
    """Afterwards what was there before goes, but for what came; what can't go now is left to the next start."""
    root = files.folder(data_dir)
    before = {content for name, content in files.kept(root) if members.attachment(name) not in manifest.digests}
    yield
    with suppress(OSError, SQLAlchemyError):
        engine = db.open_engine(url, b"")
        try:
            files.remove_unnamed(engine, root, before)
        finally:
            engine.dispose()


def sweep(data_dir: Path) -> None:
    """Removes what was extracted and has not come."""
    shutil.rmtree(files.folder(data_dir) / BESIDE, ignore_errors=True)
