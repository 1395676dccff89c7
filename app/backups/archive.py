"""The backup file: a ZIP with one JSON-lines member a table, the attachments, and a manifest with every digest."""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from app import ownership
from app.backups import halves, members
from app.backups.members import MANIFEST, Sizes
from app.domain.files import folder_to_disk
from app.zips import DAMAGE

FORMAT = 1
CHUNK = 1024 * 1024
# A row is a line; the longest holds the answer to a request.
LONGEST_LINE = 64_000_000


class BackupFault(Exception):
    """Why there is no backup, or none can be restored, in words for the operator."""


@dataclass(frozen=True)
class Table:
    """A table's columns in the order of its lines, and how many lines there are."""

    columns: list[str]
    rows: int


@dataclass(frozen=True)
class Manifest:
    format: int
    program: str
    revision: str
    created_at: str
    tables: dict[str, Table]
    digests: dict[str, str]
    # The code of the ward that it is of; None: of the whole installation.
    ward: str | None = None

    @property
    def rows(self) -> int:
        return sum(table.rows for table in self.tables.values())

    def is_altered(self, name: str) -> bool:
        """An attachment was damaged before this was written: its name is the digest that it once had."""
        return members.is_attachment(name) and not name.endswith(self.digests[name])


class Writer:
    def __init__(self, file: IO[bytes]) -> None:
        self._zip = ZipFile(file, "w", ZIP_DEFLATED)
        self.digests: dict[str, str] = {}

    def add(self, name: str, chunks: Iterable[bytes], packing: int = ZIP_DEFLATED) -> None:
        digest = hashlib.sha256()
        info = ZipInfo(name)
        info.compress_type, info.external_attr = packing, ownership.FILE << 16
        with self._zip.open(info, "w", force_zip64=True) as member:
            for chunk in chunks:
                digest.update(chunk)
                member.write(chunk)
        self.digests[name] = digest.hexdigest()

    def add_file(self, name: str, path: Path) -> None:
        """As it is: pictures, videos and documents are packed already."""
        with path.open("rb") as file:
            self.add(name, iter(lambda: file.read(CHUNK), b""), ZIP_STORED)

    def end(self, manifest: Manifest) -> None:
        self.add(MANIFEST, [json.dumps(asdict(manifest), ensure_ascii=False, indent=1).encode()])

    def close(self) -> None:
        self._zip.close()


class Reader:
    def __init__(self, zipped: ZipFile, opened: ExitStack) -> None:
        self._zip, self._opened = zipped, opened

    def lines(self, table: str) -> Iterator[list[Any]]:
        # Whoever stops halfway leaves it open: it is closed with the archive, whose file would stay open with it.
        with self._opened.enter_context(self._zip.open(members.table(table))) as member:
            while line := member.readline(LONGEST_LINE):
                yield json.loads(line)

    def extract(self, name: str, folder: Path) -> None:
        """Into the folder, under the name that it has below the backup's own; no more than the backup tells.

        Until it is whole and on the disk it has another name, as what is still being received (domain/files).
        """
        to = folder / name.partition("/")[2]
        if not to.resolve().is_relative_to(folder.resolve()):
            raise BackupFault(f"Tên tệp lạ: {name}.")
        ownership.make_folders(folder, to.parent.parent, to.parent)
        left, part = self._zip.getinfo(name).file_size, folder / f".{to.name}.part"
        part.unlink(missing_ok=True)
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, ownership.FILE)
        with self._zip.open(name) as member, os.fdopen(handle, "wb") as file:
            while chunk := member.read(min(CHUNK, left)):
                file.write(chunk)
                left -= len(chunk)
            _to_disk(file)
        part.rename(to)
        # The name, and those of the folders that may be new.
        for holder in (to.parent, to.parent.parent, folder):
            folder_to_disk(holder)


@contextmanager
def writing(path: Path) -> Iterator[Writer]:
    """A new backup under another name beside path, renamed to it when it is whole and on the disk."""
    # A link goes on leading where it leads.
    path = _a_file(path).resolve()
    halves.sweep(path.parent)
    part = halves.named(path)
    try:
        with halves.opened(part) as file:
            writer = Writer(file)
            try:
                yield writer
            finally:
                writer.close()
            _to_disk(file)
        part.replace(path)
        folder_to_disk(path.parent)
    finally:
        part.unlink(missing_ok=True)


def _a_file(path: Path) -> Path:
    """The path, where a plain file is or may be: a device or a pipe would be replaced by one."""
    if str(path) == "-":
        raise BackupFault("Không ghi ra đầu ra chuẩn được. Ghi tên một tệp, ví dụ lantoa.zip.")
    if path.is_dir():
        raise BackupFault(f"{path} là một thư mục. Ghi tên một tệp, ví dụ {path / 'lantoa.zip'}.")
    if path.exists() and not path.is_file():
        raise BackupFault(f"{path} không phải một tệp thường. Ghi tên một tệp, ví dụ lantoa.zip.")
    if not path.resolve().parent.is_dir():
        raise BackupFault(f"Không có thư mục {path.parent}.")
    return path


def sizes(path: Path) -> Sizes:
    """How much a backup unpacks to, before any of it is; raises BackupFault where a name or size is none of ours."""
    with _judged(path) as zipped:
        return _sizes(zipped, _manifest_of(zipped))


def verified(path: Path) -> Manifest:
    """The manifest of a backup whose every byte and row was compared with it; raises BackupFault."""
    with _judged(path) as zipped:
        return _verified(zipped)


@contextmanager
def _judged(path: Path) -> Iterator[ZipFile]:
    if not path.is_file():
        raise BackupFault(f"Không có tệp {path}.")
    try:
        with ZipFile(path) as zipped:
            yield zipped
    except DAMAGE as error:
        raise BackupFault(f"{path} không phải bản sao lưu của Lan Tỏa, hoặc đã hỏng ({_why(error)}).") from error


@contextmanager
def reading(path: Path) -> Iterator[Reader]:
    with ZipFile(path) as zipped, ExitStack() as opened:
        yield Reader(zipped, opened)


def _sizes(zipped: ZipFile, manifest: Manifest) -> Sizes:
    return members.require_ours(zipped.infolist(), manifest.revision)


def _verified(zipped: ZipFile) -> Manifest:
    manifest = _manifest_of(zipped)
    _sizes(zipped, manifest)
    names = zipped.namelist()
    if len(names) != len(set(names)) or set(names) != {MANIFEST, *manifest.digests}:
        raise ValueError("các tệp bên trong không đúng như bảng kê")
    rows = {members.table(name): table.rows for name, table in manifest.tables.items()}
    if {name for name in manifest.digests if members.TABLE.fullmatch(name)} != set(rows):
        raise ValueError("các bảng bên trong không đúng như bảng kê")
    for name, expected in manifest.digests.items():
        digest, lines = _digest(zipped, name)
        if digest != expected:
            raise ValueError(f"{name} không đúng với mã băm của nó")
        if lines != rows.get(name, lines):
            raise ValueError(f"{name} có {lines} dòng, bảng kê ghi {rows[name]}")
    return manifest


def _manifest_of(zipped: ZipFile) -> Manifest:
    if zipped.getinfo(MANIFEST).file_size > members.LONGEST_MANIFEST:
        raise ValueError("bảng kê quá lớn")
    return _manifest(json.loads(zipped.read(MANIFEST)))


def _manifest(raw: Any) -> Manifest:
    if not isinstance(raw, dict) or not isinstance(raw.get("format"), int):
        raise ValueError("bảng kê không đọc được")
    if raw["format"] > FORMAT:
        raise BackupFault(f"Bản sao lưu có định dạng {raw['format']}, mới hơn chương trình này. Cài bản Lan Tỏa mới.")
    tables = {name: Table(**table) for name, table in raw.pop("tables").items()}
    return Manifest(tables=tables, **raw)


def _digest(zipped: ZipFile, name: str) -> tuple[str, int]:
    digest, lines = hashlib.sha256(), 0
    with zipped.open(name) as member:
        while chunk := member.read(CHUNK):
            digest.update(chunk)
            lines += chunk.count(b"\n")
    return digest.hexdigest(), lines


def _why(error: Exception) -> str:
    return str(error) or type(error).__name__


def _to_disk(file: IO[bytes]) -> None:
    file.flush()
    os.fsync(file.fileno())
