"""One ward in a file of its own (docs/ward-file.md): out of one installation, into another that has nothing of it yet.

Numbers and codes stay what they are, so addresses and what other systems keep stay right. Passwords, tokens, webhooks,
sessions and invitations stay behind; the trail comes along to be read, and the new installation's own begins with what
came.
"""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Subquery, Table, delete, func, select, union_all, update
from sqlalchemy.exc import StatementError

from app import __version__, db, ownership
from app.backups import archive, dumps, members
from app.backups.archive import BackupFault, Manifest, Reader
from app.domain import files, ids, trail, wards
from app.domain.files import FOLDER as ATTACHMENTS
from app.domain.trail.things import PARTS, THINGS
from app.models.ward import CITY_ID

# What was drawn of reports that were handed in, or came with them, comes along; what opens a door does not.
TAKEN = (THINGS.keys() | PARTS.keys() | {"drawing", "receivedfile"}) - {"token", "webhook"}
TO_READ = frozenset({"change", "changetext"})
BLANK = {"person": {"password_hash": ""}}
# A ward without any of these has nothing of its own yet.
OWN = ("person", "group", "product", "concern", "report", "receivedreport")


def export(engine: Engine, data_dir: Path, code: str, path: Path, at: datetime) -> Manifest:
    """Writes all of the ward as it is at one moment to path; raises BackupFault where there is no such ward."""
    root = data_dir / ATTACHMENTS
    with archive.writing(path) as writer, files.held(root):
        with db.snapshot(engine) as connection:
            revision, every = dumps.revision(connection), dumps.tables(connection)
            ward_id = _ward_id(connection, every, code)
            if ward_id is None:
                raise BackupFault(f"Không có phường {code}.")
            tables = {
                table.name: dumps.dump(connection, table, writer, dumps.Part(ward_id, BLANK.get(table.name, {})))
                for table in every
                if table.name in TAKEN | TO_READ
            }
        for name, (of, _) in sorted(files.kept(root)):
            if of == ward_id:
                writer.add_file(members.attachment(name), root / name)
        manifest = Manifest(archive.FORMAT, __version__, revision, at.isoformat(), tables, writer.digests, code)
        writer.end(manifest)
    return manifest


def take_in(engine: Engine, data_dir: Path, path: Path) -> Manifest:
    """Puts the ward of the file into this installation; raises BackupFault, then nothing has changed.

    Every digest and count is compared before anything is written. A ward of its code may be there as it was founded.
    """
    manifest = archive.verified(path)
    if manifest.ward is None:
        raise BackupFault("Đây là bản sao lưu cả hệ thống, không phải tệp của một phường. Dùng «lantoa restore».")
    with archive.reading(path) as reader, db.transaction(engine) as session:
        # A database that was migrated and not founded has neither a city nor a counter of numbers.
        wards.found_city(session)
        session.flush()
        connection = session.connection()
        if manifest.revision != dumps.revision(connection):
            raise BackupFault("Tệp từ một bản Lan Tỏa khác. Nâng cả hai nơi lên cùng một bản rồi xuất lại.")
        try:
            ward_id = _fill(connection, reader, manifest)
        except (ArithmeticError, AttributeError, LookupError, StatementError, TypeError, ValueError) as error:
            why = error.orig if isinstance(error, StatementError) else error
            raise BackupFault(f"Không phải tệp mà «lantoa export» ghi ra: {why}") from error
        session.expire_all()
        trail.begin(session, ward_id)
        for name in (name for name in manifest.digests if members.is_attachment(name)):
            if not (data_dir / name).exists() and not manifest.is_altered(name):
                reader.extract(name, data_dir / ATTACHMENTS)
        ownership.give_below(data_dir / ATTACHMENTS, data_dir)
        files.folder_to_disk(data_dir)
    return manifest


def _fill(connection: Connection, reader: Reader, manifest: Manifest) -> int:
    """The rows of all tables, parents before children; answers the ward's number.

    Raises ValueError and the like where the file is none that export writes: it comes from elsewhere.
    """
    every = {table.name: table for table in dumps.tables(connection)}
    ward_id = _number(reader, manifest)
    old = _ward_id(connection, list(every.values()), manifest.ward or "")
    if old is not None:
        _make_room(connection, every, old)
    highest, used = ward_id, _numbers(every)
    for table in (table for table in every.values() if table.name in TAKEN):
        if set(manifest.tables[table.name].columns) != set(table.c.keys()):
            raise ValueError(f"bảng {table.name} có cột lạ")
        for row in _rows(reader, manifest, table.name):
            _require_own(table.name, row, ward_id)
            highest = max(highest, row.get("id") or 0)
        if "id" in table.c:
            _require_free(connection, used, (row["id"] for row in _rows(reader, manifest, table.name)))
        dumps.fill(connection, table, lambda name=table.name: _rows(reader, manifest, name))  # type: ignore[misc]
    counter = every["sequence"]
    connection.execute(update(counter).where(counter.c.value < highest).values(value=highest))
    return ward_id


def _number(reader: Reader, manifest: Manifest) -> int:
    """The number of the ward that the file is of: its row has the manifest's code, its files lie in its folder."""
    [ward] = list(_rows(reader, manifest, "ward"))
    number = int(ward["id"])
    of = {name.split("/")[1] for name in manifest.digests if members.is_attachment(name)}
    if ward["code"] != manifest.ward or not ids.is_possible(number) or not of <= {str(number)}:
        raise ValueError("phường trong tệp không đúng như bảng kê")
    return number


def _require_own(name: str, row: dict[str, Any], ward_id: int) -> None:
    """A row of another ward's, or a reader of all wards, would be somebody's way into those."""
    is_own = (row["id"] if name == "ward" else row["ward_id"]) == ward_id
    if not is_own or row.get("role") == "city" or ("id" in row and not ids.is_possible(row["id"])):
        raise ValueError(f"bảng {name} có dòng không phải của phường này")


def _rows(reader: Reader, manifest: Manifest, name: str) -> Iterator[dict[str, Any]]:
    """The rows as they are stored: who wrote the file may not know a password for anybody in it."""
    columns, blank = manifest.tables[name].columns, BLANK.get(name, {})
    return (dict(zip(columns, line, strict=True)) | blank for line in reader.lines(name))


def _ward_id(connection: Connection, every: list[Table], code: str) -> int | None:
    ward = next(table for table in every if table.name == "ward")
    found = connection.execute(select(ward.c.id).where(func.lower(ward.c.code) == code.lower())).scalar()
    return None if found is None else int(found)


def _make_room(connection: Connection, every: dict[str, Table], ward_id: int) -> None:
    """Takes a ward away that has only what it was founded with; the city's own is none that comes in a file."""
    if ward_id == CITY_ID:
        raise ValueError("mã này là của Thành phố")
    for name in OWN:
        table = every[name]
        if connection.execute(select(func.count()).select_from(table).where(table.c.ward_id == ward_id)).scalar_one():
            raise BackupFault("Phường này ở đây đã có dữ liệu. Chỉ nhập vào một phường còn trống.")
    for table in reversed(every.values()):
        column = table.c.id if table.name == "ward" else table.c.get("ward_id")
        if column is not None:
            connection.execute(delete(table).where(column == ward_id))


def _numbers(every: dict[str, Table]) -> Subquery:
    """The numbers of all things, whatever they are: one counter gives them (domain/ids)."""
    return union_all(*(select(table.c.id) for table in every.values() if "id" in table.c)).subquery()


def _require_free(connection: Connection, used: Subquery, numbers: Iterator[int]) -> None:
    """Two wards never share a number."""
    for some in dumps.batches(numbers):
        if connection.execute(select(used.c.id).where(used.c.id.in_(some)).limit(1)).first() is not None:
            raise BackupFault("Một phường khác ở đây đã dùng những số của tệp này. Nhập vào một hệ thống riêng.")
