"""Looking after the data: is it whole, keep a copy, bring a copy back, take a list in."""

import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from app.commands import installation
from app.commands.terminal import FAILED, CommandFault, tell

if TYPE_CHECKING:
    from app.domain.imports import Draft


def check(options: Namespace) -> int:
    from app import db
    from app.domain import checks, files
    from app.domain.trail import verifying

    with installation.ready() as engine, db.reading(engine) as session:
        faults = checks.faults(session, files.folder(installation.settings().data_dir))
        if options.head and not verifying.holds(session, options.head):
            faults.append(
                f"không nhật ký nào đi qua {options.head}: có thay đổi trước đó đã bị sửa, hoặc một bản cũ được đặt lại"
            )
        elif options.head:
            tell(f"Nhật ký đi qua {options.head}: không gì trước đó bị sửa.")
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
        restored = backups.restore(options.file, chosen.database, chosen.trail_secret, chosen.data_dir, options.force)
    manifest = restored.manifest
    made_at = datetime.fromisoformat(manifest.created_at).astimezone()
    tell(f"Đã khôi phục {manifest.rows} dòng của {len(manifest.tables)} bảng, sao lưu lúc {made_at:%H:%M %d/%m/%Y %Z}.")
    return _told(restored.faults)


def take_in(options: Namespace) -> int:
    """The groups of a spreadsheet, all or none; what is wrong is told by row and cell."""
    from app import db
    from app.domain import imports, trail
    from app.domain.errors import Refused
    from app.domain.imports import drafts, groups, reading

    content = options.file.read_bytes()
    with installation.ready() as engine, db.transaction(engine) as session:
        me = trail.take_turn(session, installation.operator(installation.ward_of(session, options.ward)))
        try:
            sheets = reading.sheets_of(content)
            draft = imports.draft(session, me, groups.KIND, sheets, drafts.Answers(reason=options.reason))
        except Refused as refused:
            raise CommandFault(str(refused.faults[0].message)) from None
        if draft.faults:
            return _told(
                [f"{draft.place_of(fault)}: {fault.message}" for fault in draft.faults], "Chưa nhập gì. Cần sửa:"
            )
        if draft.reason is not None:
            raise CommandFault(f"{draft.reason} Thêm --reason.")
        answers = drafts.agreed(draft) if options.sure else draft.answers
        if not options.sure and draft.open:
            raise CommandFault("\n- ".join(["Chưa nhập gì. Xem lại, đúng cả thì thêm --sure:", *_asked(draft)]))
        answers = answers.model_copy(update={"reason": options.reason, "seen": draft.digest})
        counts = imports.store(session, me, groups.KIND, sheets, answers).counts
    tell(f"Đã nhập: {counts['new']} nhóm mới, {counts['changed']} nhóm sửa, {counts['same']} nhóm giữ nguyên.")
    if draft.hidden:
        tell(f"{len(draft.hidden)} dòng đang ẩn trong bảng tính cũng đã nhập.")
    if draft.unseen:
        tell(f"{len(draft.unseen)} cột đang ẩn trong bảng tính cũng đã nhập: {', '.join(draft.unseen)}.")
    if draft.erasing:
        tell(f"Ô trống không xóa gì: {len(draft.erasing)} nhóm giữ giá trị cũ. Muốn xóa thì nhập trên trang.")
    return 0


def _asked(draft: "Draft") -> list[str]:
    """What an import asks about, row by row."""
    twins = [
        f"dòng {line.row} ({line.key}): trong sổ đã có {line.twin.name} ({line.twin.key}); --sure là nhóm mới"
        for line in draft.twins
        if line.twin is not None
    ]
    return twins + [f"dòng {line.row} ({line.key}): {odd.message}" for line in draft.odd for odd in line.warnings]


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
