"""Looking after the data: is it whole, keep a copy, bring a copy back."""

import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from app.commands import installation
from app.commands.terminal import FAILED, CommandFault, tell


def check(_options: Namespace) -> int:
    from app import db
    from app.domain import checks, files

    with installation.ready() as engine, db.reading(engine) as session:
        faults = checks.faults(session, files.folder(installation.settings().data_dir))
    if not faults:
        tell("Đã kiểm tra, mọi thứ khớp.")
    return _told(faults)


def backup(options: Namespace) -> None:
    from app import backups

    with installation.ready() as engine, _words_of_faults():
        manifest = backups.back_up(engine, installation.settings().data_dir, options.file, installation.now())
    size = options.file.stat().st_size / 1_000_000
    tell(f"Đã sao lưu {manifest.rows} dòng của {len(manifest.tables)} bảng vào {options.file} ({size:.1f} MB).")


def restore(options: Namespace) -> int:
    # Every table must be known: their foreign keys name one another.
    from app import backups, models  # noqa: F401

    chosen = installation.settings()
    with _words_of_faults():
        restored = backups.restore(options.file, chosen.database, chosen.data_dir, options.force)
    manifest = restored.manifest
    made_at = datetime.fromisoformat(manifest.created_at).astimezone()
    tell(f"Đã khôi phục {manifest.rows} dòng của {len(manifest.tables)} bảng, sao lưu lúc {made_at:%H:%M %d/%m/%Y %Z}.")
    return _told(restored.faults)


@contextmanager
def _words_of_faults() -> Iterator[None]:
    from app.backups import BackupFault

    try:
        yield
    except BackupFault as fault:
        raise CommandFault(str(fault)) from fault


def _told(faults: list[str]) -> int:
    if not faults:
        return 0
    tell("\n".join(["Những chỗ không khớp:", *(f"- {fault}" for fault in faults)]), sys.stderr)
    return FAILED
