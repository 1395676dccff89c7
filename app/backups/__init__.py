"""Backups: the whole register in one file, in one format for both databases, and back from it onto either.

A restore builds the new database beside the old one, judges it there, lets the files come that it names, and only then
puts it in the old one's place.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import StatementError

from app import __version__, db, migrations
from app.backups import archive, arrivals, dumps, leftovers, members, places, room
from app.backups.archive import BackupFault, Manifest
from app.backups.leftovers import sweep
from app.domain import checks, files
from app.domain.files import FOLDER as ATTACHMENTS

__all__ = ["BackupFault", "Manifest", "sweep"]


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


def _is_used(place: places.Place, data_dir: Path) -> bool:
    """Dot files are those still being received."""
    found = (file for file in (data_dir / ATTACHMENTS).rglob("*") if not file.name.startswith("."))
    return place.is_used() or any(file.is_file() for file in found)


def restore(path: Path, url: str, trail_key: bytes, data_dir: Path, force: bool) -> Restored:
    """Puts the backup in the place of what the database and the attachments hold; raises BackupFault, then untouched.

    Every digest and count is compared before anything is written; an older revision is migrated to this program's.
    Killed at any moment it leaves the old register or the new one, whole.
    """
    place, sizes = places.of(url, trail_key), archive.sizes(path)
    with leftovers.swept(place, data_dir):
        room.require(sizes, data_dir, place)
        manifest = archive.verified(path)
        if manifest.ward is not None:
            raise BackupFault(f"Đây là tệp của phường {manifest.ward}. Dùng «lantoa import ward».")
        if not force and _is_used(place, data_dir):
            raise BackupFault("Đã có dữ liệu ở đây. Thêm --force để thay hẳn dữ liệu đó bằng bản sao lưu.")
        extracted, instead = arrivals.extracted(path, manifest, data_dir), arrivals.instead(manifest, url, data_dir)
        with instead, place.alone(), place.beside() as engine, extracted as new:
            faults = _fill(engine, path, manifest, new)
            with arrivals.come(new):
                place.put()
    altered = sorted(name for name in manifest.digests if manifest.is_altered(name))
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


def _migrate_to(engine: Engine, revision: str) -> None:
    from alembic.util import CommandError

    try:
        migrations.upgrade(engine, revision)
    except CommandError:
        raise BackupFault(
            f"Bản sao lưu có cấu trúc «{revision}», mới hơn chương trình này. Cài bản Lan Tỏa mới rồi khôi phục lại."
        ) from None
