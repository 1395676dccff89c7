"""What may lie in a backup: files of exactly the names that a backup writes, which unpack to no more than they tell."""

import re
import stat
from collections.abc import Iterable
from dataclasses import dataclass
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipInfo

from app.domain import files

MANIFEST = "manifest.json"
TABLES = "tables"
TABLE = re.compile(rf"{TABLES}/[a-z_]{{1,60}}\.jsonl", re.ASCII)
# Before attachments had a table, whatever lay in their folder was taken along.
EARLY, EARLY_FILE = "0001", re.compile(rf"{files.FOLDER}/[0-9a-f]{{2}}/[a-z0-9-]{{1,100}}\.[a-z]{{2,5}}", re.ASCII)
LONGEST_MANIFEST = 256_000_000
# Attachments are packed already: what grows so much, and is not small, is no attachment.
MOST_RATIO, LITTLE = 200, 20_000_000


@dataclass(frozen=True)
class Sizes:
    """How many bytes it unpacks to."""

    tables: int
    attachments: int


def table(name: str) -> str:
    return f"{TABLES}/{name}.jsonl"


def attachment(name: str) -> str:
    return f"{files.FOLDER}/{name}"


def is_attachment(name: str) -> bool:
    folder, _, rest = name.partition("/")
    found = files.NAME.fullmatch(rest)
    return folder == files.FOLDER and found is not None and not found[4]


def require_ours(infos: Iterable[ZipInfo], revision: str) -> Sizes:
    """The sizes of a backup of this revision; raises ValueError for a name, kind or size that no backup writes."""
    tables = attachments = 0
    for info in infos:
        _require(info, _is_plain_file(info))
        if info.filename == MANIFEST:
            continue
        if TABLE.fullmatch(info.filename):
            tables += info.file_size
        else:
            is_early = revision == EARLY and EARLY_FILE.fullmatch(info.filename)
            _require(info, is_attachment(info.filename) or bool(is_early))
            if info.file_size > max(LITTLE, MOST_RATIO * info.compress_size):
                raise ValueError(f"{info.filename} bung ra quá lớn")
            attachments += info.file_size
    return Sizes(tables, attachments)


def _is_plain_file(info: ZipInfo) -> bool:
    kind = stat.S_IFMT(info.external_attr >> 16)
    packing = info.compress_type in (ZIP_STORED, ZIP_DEFLATED) and not info.flag_bits & 1
    return kind in (0, stat.S_IFREG) and packing and info.filename == info.orig_filename


def _require(info: ZipInfo, fits: bool) -> None:
    if not fits:
        raise ValueError(f"tên tệp lạ: {info.orig_filename}")
