"""Looking after the data: is it whole, keep a copy, bring a copy back, take a list in."""

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


def take_in(options: Namespace) -> int:
    """The groups of a spreadsheet, all or none; what is wrong is told by row and cell."""
    from app import db
    from app.domain import imports, trail
    from app.domain.errors import Refused
    from app.domain.imports import groups, reading

    content = options.file.read_bytes()
    with installation.ready() as engine, db.transaction(engine) as session:
        me = trail.take_turn(session, installation.operator(installation.ward_of(session, options.ward)))
        try:
            rows = reading.rows_of(content)
            draft = imports.draft(session, me, groups.KIND, rows, options.reason)
        except Refused as refused:
            raise CommandFault(str(refused.faults[0].message)) from None
        if draft.faults:
            return _told(
                [f"{draft.place_of(fault)}: {fault.message}" for fault in draft.faults], "Chưa nhập gì. Cần sửa:"
            )
        if draft.reason is not None:
            raise CommandFault(f"{draft.reason} Thêm --reason.")
        counts = imports.store(session, me, groups.KIND, rows, draft.digest, options.reason)
    tell(f"Đã nhập: {counts['new']} nhóm mới, {counts['changed']} nhóm sửa, {counts['same']} nhóm giữ nguyên.")
    return 0


@contextmanager
def _words_of_faults() -> Iterator[None]:
    from app.backups import BackupFault

    try:
        yield
    except BackupFault as fault:
        raise CommandFault(str(fault)) from fault


def _told(faults: list[str], head: str = "Những chỗ không khớp:") -> int:
    if not faults:
        return 0
    tell("\n".join([head, *(f"- {fault}" for fault in faults)]), sys.stderr)
    return FAILED
