"""Whether there is room for what a backup unpacks to, told before anything begins."""

import shutil
from pathlib import Path

from app.backups.archive import BackupFault
from app.backups.members import Sizes
from app.backups.places import Place, SqliteFile
from app.domain import files

# A SQLite file with its indexes, and once more as its log while it is filled, to a byte of the tables' lines.
SQLITE_TO_LINES = 3
MB = 1_000_000


def require(sizes: Sizes, data_dir: Path, place: Place) -> None:
    """Raises BackupFault where a disk has less free than the new data takes beside the old."""
    needs = [(_existing(files.folder(data_dir)), sizes.attachments)]
    if isinstance(place, SqliteFile):
        needs.append((_existing(place.path.parent), SQLITE_TO_LINES * sizes.tables))
    for folder, _ in needs:
        disk = folder.stat().st_dev
        needed = sum(size for other, size in needs if other.stat().st_dev == disk)
        free = shutil.disk_usage(folder).free
        if needed > free:
            raise BackupFault(
                f"Không đủ chỗ: khôi phục cần {-(-needed // MB)} MB trống ở {folder}, còn {free // MB} MB. "
                "Chưa thay đổi gì. Dọn bớt chỗ rồi khôi phục lại."
            )


def _existing(folder: Path) -> Path:
    """The folder, or the nearest above it that is there."""
    folder = folder.absolute()
    return next(one for one in (folder, *folder.parents) if one.exists())
