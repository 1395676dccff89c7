"""Looking after the data: is it whole, keep a copy, bring a copy back, take a list in."""

import sys
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app.commands import installation
from app.commands.terminal import FAILED, CommandFault, tell

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.domain.access import Me
    from app.domain.imports import Draft

# More than any list may weigh: what is longer is refused for its size.
MOST_READ = 5 * 1024 * 1024


def check(options: Namespace) -> int:
    from app import db
    from app.domain import checks, files

    with installation.ready(reads_only=True) as engine, db.reading(engine) as session:
        faults = checks.faults(session, files.folder(installation.settings().data_dir))
        if options.head and not checks.holds(session, options.head):
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

    with installation.ready(reads_only=True) as engine, _words_of_faults():
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
    """A list of a spreadsheet, all or none; what is wrong is told by row and cell. Or a ward's own file."""
    return _take_in_ward(options) if options.noun == "ward" else _take_in_list(options)


def export(options: Namespace) -> None:
    from app import db
    from app.backups import wards

    with installation.ready(reads_only=True) as engine, _words_of_faults():
        with db.reading(engine) as session:
            code = installation.ward_of(session, options.ward).code
        manifest = wards.export(engine, installation.settings().data_dir, code, options.file, installation.now())
    tell(f"Đã xuất phường {code}: {manifest.rows} dòng của {len(manifest.tables)} bảng vào {options.file}.")


def _take_in_ward(options: Namespace) -> int:
    from app import db
    from app.backups import wards
    from app.domain import checks, files

    data_dir = installation.settings().data_dir
    with installation.ready() as engine:
        with _words_of_faults():
            manifest = wards.take_in(engine, data_dir, options.file)
        with db.reading(engine) as session:
            faults = checks.faults(session, files.folder(data_dir))
    tell(f"Đã nhập phường {manifest.ward}: {manifest.rows} dòng. Mật khẩu không đi theo: mời lại từng người.")
    return _told(faults)


def _take_in_list(options: Namespace) -> int:
    from app import db
    from app.domain import imports, trail
    from app.domain.errors import No, faults_of
    from app.domain.imports import drafts, reading
    from app.web.lists import KINDS

    content, kind = _content(options.file), KINDS[options.noun]

    def someone(session: "Session") -> "Me":
        return installation.someone(session, installation.ward_of(session, options.ward), options.person)

    with installation.ready() as engine:
        try:
            # Read and judged before the ward's turn is taken: nobody waits for that.
            sheets = reading.sheets_of(content)
            with db.reading(engine) as session:
                draft = imports.draft(session, someone(session), kind, sheets, drafts.Answers(reason=options.reason))
            _require_right(draft, options.sure)
            agreed = drafts.agreed(draft) if options.sure else draft.answers
            draft.answers = agreed.model_copy(update={"reason": options.reason, "seen": draft.digest})
            with db.transaction(engine) as session:
                counts = imports.store(session, trail.take_turn(session, someone(session)), kind, draft).counts
        except No as no:
            raise CommandFault(str(faults_of(no)[0].message)) from None
    _tell_taken(counts, draft)
    return 0


def _require_right(draft: "Draft", sure: bool) -> None:
    """Raises what keeps the rows from being taken."""
    if draft.faults:
        faults = [f"{draft.place_of(fault)}: {fault.message}" for fault in draft.faults]
        raise CommandFault("\n- ".join(["Chưa nhập gì. Cần sửa:", *faults]))
    if draft.reason is not None:
        raise CommandFault(f"{draft.reason} Thêm --reason.")
    if not sure and draft.open:
        raise CommandFault("\n- ".join(["Chưa nhập gì. Xem lại, đúng cả thì thêm --sure:", *_asked(draft)]))


def _content(file: Path) -> bytes:
    return sys.stdin.buffer.read(MOST_READ) if str(file) == "-" else file.read_bytes()


def _tell_taken(counts: dict[str, int], draft: "Draft") -> None:
    tell(f"Đã nhập: {counts['new']} mới, {counts['changed']} sửa, {counts['same']} giữ nguyên.")
    if draft.hidden:
        tell(f"{len(draft.hidden)} dòng đang ẩn trong bảng tính cũng đã nhập.")
    if draft.unseen:
        tell(f"{len(draft.unseen)} cột đang ẩn trong bảng tính cũng đã nhập: {', '.join(draft.unseen)}.")
    if draft.erasing:
        tell(f"Ô trống không xóa gì: {len(draft.erasing)} dòng giữ giá trị cũ. Muốn xóa thì nhập trên trang.")


def _asked(draft: "Draft") -> list[str]:
    """What an import asks about, row by row."""
    twins = [
        f"dòng {line.row} ({line.key}): trong sổ đã có {line.twin.name} ({line.twin.key}); --sure là nhóm mới"
        for line in draft.twins
        if line.twin is not None
    ]
    return twins + [
        f"dòng {line.row} ({line.code or line.name}): {odd.message}" for line in draft.odd for odd in line.warnings
    ]


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
