"""Backups: the whole register in one file, in one format for both databases, and back from it onto either.

A restore builds the new database beside the old one, judges it there, and only then puts it in the old one's place.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import StatementError

from app import __version__, db, migrations, ownership
from app.backups import archive, dumps, members, places, room
from app.backups.archive import BackupFault, Manifest
from app.domain import checks, files
from app.domain.files import FOLDER as ATTACHMENTS

__all__ = ["BackupFault", "Manifest", "Restored", "back_up", "restore"]


@dataclass(frozen=True)
class Restored:
    """What was restored, and what `check` found in it."""

    manifest: Manifest
    faults: list[str]


def back_up(engine: Engine, data_dir: Path, path: Path, at: datetime) -> Manifest:
    """Writes the database as it is at one moment, and the attachments, to path; writers are not kept waiting.

    Until the file is complete and on the disk it has another name, so that path is a whole backup or the one before.
    """
    # A file whose row went after the snapshot stays until it is copied.
    with archive.writing(path) as writer, files.held(data_dir / ATTACHMENTS):
        with db.snapshot(engine) as connection:
            revision = dumps.revision(connection)
            tables = {table.name: dumps.dump(connection, table, writer) for table in dumps.tables(connection)}
        for name, _ in sorted(files.kept(data_dir / ATTACHMENTS)):
            writer.add_file(members.attachment(name), data_dir / ATTACHMENTS / name)
        manifest = Manifest(archive.FORMAT, __version__, revision, at.isoformat(), tables, writer.digests)
        writer.end(manifest)
    return manifest


def _files(folder: Path) -> list[Path]:
    """Dot files are those still being received."""
    return sorted(file for file in folder.rglob("*") if file.is_file() and not file.name.startswith("."))


def restore(path: Path, url: str, trail_key: bytes, data_dir: Path, force: bool) -> Restored:
    """Puts the backup in the place of what the database and the attachments hold; raises BackupFault, then untouched.

    Every digest and count is compared before anything is written; an older revision is migrated to this program's.
    """
    place = places.of(url, trail_key)
    room.require(archive.sizes(path), data_dir, place)
    manifest = archive.verified(path)
    if manifest.ward is not None:
        raise BackupFault(f"Đây là tệp của phường {manifest.ward}. Dùng «lantoa import ward».")
    if not force and (place.is_used() or _files(data_dir / ATTACHMENTS)):
        raise BackupFault("Đã có dữ liệu ở đây. Thêm --force để thay hẳn dữ liệu đó bằng bản sao lưu.")
    altered = sorted(name for name in manifest.digests if manifest.is_altered(name))
    beside = _attachments_beside(path, manifest, data_dir)
    with place.alone(), place.beside() as engine, beside as put_attachments:
        faults = _fill(engine, path, manifest, _new(data_dir))
        place.put()
        put_attachments()
    told = [f"{name} không còn như khi lưu: tệp này không được khôi phục" for name in altered]
    return Restored(manifest, [*told, *faults])


def _fill(engine: Engine, path: Path, manifest: Manifest, attachments: Path) -> list[str]:
    """Loads an empty database at the backup's revision, brings it to this program's, and checks it and its files."""
    _migrate_to(engine, manifest.revision)
    try:
        with db.writer(engine).begin() as connection, archive.reading(path) as reader:
            dumps.load(connection, reader, manifest)
    except (StatementError, TypeError, ValueError) as error:
        why = error.orig if isinstance(error, StatementError) else error
        raise BackupFault(f"Dữ liệu trong bản sao lưu không vào được cơ sở dữ liệu: {why}") from error
    migrations.upgrade(engine)
    with db.reading(engine) as session:
        return checks.faults(session, attachments)


def _new(data_dir: Path) -> Path:
    return data_dir / f".{ATTACHMENTS}.new"


def _migrate_to(engine: Engine, revision: str) -> None:
    from alembic.util import CommandError

    try:
        migrations.upgrade(engine, revision)
    except CommandError:
        raise BackupFault(
            f"Bản sao lưu có cấu trúc «{revision}», mới hơn chương trình này. Cài bản Lan Tỏa mới rồi khôi phục lại."
        ) from None


@contextmanager
def _attachments_beside(path: Path, manifest: Manifest, data_dir: Path) -> Iterator["places.Put"]:
    """The backup's attachments in a folder beside; what it gives puts that folder in the old one's place."""
    new, old = _new(data_dir), data_dir / f".{ATTACHMENTS}.old"
    names = [name for name in manifest.digests if not members.TABLE.fullmatch(name) and not manifest.is_altered(name)]

    def put() -> None:
        with suppress(FileNotFoundError):
            (data_dir / ATTACHMENTS).rename(old)
        if names:
            new.rename(data_dir / ATTACHMENTS)
        if data_dir.is_dir():
            files.folder_to_disk(data_dir)

    try:
        for folder in (new, old):
            shutil.rmtree(folder, ignore_errors=True)
        with archive.reading(path) as reader:
            for name in names:
                reader.extract(name, new)
        if names:
            ownership.give_below(new, data_dir)
        yield put
    finally:
        for folder in (new, old):
            shutil.rmtree(folder, ignore_errors=True)
