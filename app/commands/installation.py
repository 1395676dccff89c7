"""The installation that a command works on: its settings, its database, and whoever has the shell."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from app.commands.terminal import USAGE, CommandFault, tell

if TYPE_CHECKING:
    from sqlalchemy import Engine
    from sqlmodel import Session

    from app.domain.access import Me
    from app.models import Ward
    from app.settings import Settings


def now() -> datetime:
    return datetime.now(UTC)


def settings() -> "Settings":
    from app.settings import Settings

    return Settings()


@contextmanager
def opened(chosen: "Settings", reads_only: bool = False) -> Iterator["Engine"]:
    """The database of these settings, which may be new. What only reads makes no key where none is."""
    # Every table must be known: their foreign keys name one another.
    from app import db, models, ownership  # noqa: F401

    if not chosen.database_url:
        ownership.make_folders(chosen.data_dir)
    if lost := _lost_key(chosen):
        new = "" if reads_only else " Từ nay ghi bằng một khóa mới: «lantoa check» sẽ nói «khóa khác»."
        tell(f"lantoa: {lost}{new}", sys.stderr)
    key = b"" if reads_only and not chosen.has_trail_key else chosen.trail_secret
    engine = db.open_engine(chosen.database, key)
    try:
        yield engine
    finally:
        engine.dispose()


def _lost_key(chosen: "Settings") -> str:
    """Where a register was written with a key and none is there, a new one would be the trail's from then on: says so.

    A service may be told of the key where a command by hand is not.
    """
    from app import db
    from app.domain import trail

    if chosen.has_trail_key:
        return ""
    engine = db.open_engine(chosen.database, b"")
    try:
        path = db.file_of(engine)
        is_written = (path is None or path.exists()) and trail.is_written(engine)
    finally:
        engine.dispose()
    words = f"Sổ đã ghi bằng một khóa nhật ký không có ở {chosen.data_dir}, và LANTOA_TRAIL_KEY chưa đặt."
    return words if is_written else ""


def tighten(chosen: "Settings") -> None:
    """Takes from other accounts what an older program, or a copy, left open to them."""
    from sqlalchemy import make_url

    from app import ownership
    from app.domain import files
    from app.settings import KEY, TRAIL_KEY

    url = make_url(chosen.database)
    if url.get_backend_name() == "sqlite" and url.database:
        for end in ("", "-wal", "-shm"):
            ownership.tighten(Path(f"{url.database}{end}"))
    for one in (chosen.data_dir, chosen.data_dir / KEY, chosen.data_dir / TRAIL_KEY):
        ownership.tighten(one)
    ownership.tighten_below(files.folder(chosen.data_dir))


@contextmanager
def ready(reads_only: bool = False) -> Iterator["Engine"]:
    """The database of an installation that was set up; asking for it makes none.

    What only reads needs no key of the trail.
    """
    from sqlalchemy import make_url

    from app import migrations

    chosen = settings()
    url = make_url(chosen.database)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        raise CommandFault(f"Chưa có cơ sở dữ liệu ở {url.database}. Chạy «lantoa init».")
    if not reads_only and (lost := _lost_key(chosen)):
        raise CommandFault(f"{lost} Đặt lại khóa đã dùng; nếu đã mất hẳn, đặt LANTOA_TRAIL_KEY thành một chuỗi mới.")
    with opened(chosen, reads_only) as engine:
        revision = migrations.current(engine)
        if revision != migrations.head():
            command = "init" if revision is None else "migrate"
            raise CommandFault(f"Cơ sở dữ liệu chưa có cấu trúc của chương trình này. Chạy «lantoa {command}».")
        yield engine


def migrate(engine: "Engine") -> str:
    """Brings the database to the program's schema; the revision it then has."""
    from app import migrations

    if migrations.current(engine) == migrations.head():
        # Nothing to do, and Alembic's megabytes stay out of a server that starts.
        return str(migrations.head())
    from alembic.util import CommandError

    try:
        migrations.upgrade(engine)
    except CommandError as error:
        raise CommandFault(f"Cơ sở dữ liệu mới hơn chương trình này. Cài bản Lan Tỏa mới ({error}).") from error
    return str(migrations.head())


def ward_of(session: "Session", code: str | None) -> "Ward":
    """The ward of this code, which may be left out where there is one."""
    from app.domain import wards
    from app.domain.errors import NotFound

    every = wards.all_wards(session)
    known = ", ".join(ward.code for ward in every) or "chưa có, chạy «lantoa init»"
    if code is None and len(every) != 1:
        raise CommandFault(f"Nêu phường bằng --ward. Các phường: {known}.", USAGE)
    try:
        return wards.by_code(session, code) if code else every[0]
    except NotFound:
        raise CommandFault(f"Không có phường {code}. Các phường: {known}.") from None


def operator(ward: "Ward") -> "Me":
    """Whoever has the shell: the trail says that it was nobody with an account."""
    from app.domain.access import Me

    return Me(ward, "admin", None, None, None, None, "lantoa", now())


def someone(session: "Session", ward: "Ward", name: str | None) -> "Me":
    """Whoever works from the shell: the person of this name with their rights, or the operator."""
    from app.domain import people

    if name is None:
        return operator(ward)
    me = people.of_name(session, ward, name, now())
    if me is None:
        raise CommandFault(f"Không có tài khoản {name} ở phường {ward.code}.")
    return me
