"""A unit's list of 10,000 rows from an Excel file: read, judged and stored, beside the raw SQL of what is stored."""

import io
import tempfile
import time
from pathlib import Path

import psutil
from python_calamine import CalamineWorkbook
from sqlalchemy import Engine
from sqlmodel import col, func, select

from app import db
from app.commands.installation import now
from app.domain import imports, people, trail, wards
from app.domain.imports import drafts, reading
from app.models import Reach
from app.settings import Settings
from app.web.lists import KINDS
from app.web.workbooks import AS_IT_IS
from bench import table
from bench.plain import Plain
from bench.register import NAME, WARD, Register
from bench.rounds import Line, measure
from bench.world import REACHED, SMALL, Fresh, Product

ROWS, ROUNDS = 10_000, 5
HEADS = (
    "STT",
    "Tên",
    "Đơn vị",
    "Chiến dịch",
    "Loại",
    "Nhóm nội dung",
    "Ngày phát",
    "Kênh",
    "Nhóm",
    "Số người",
    "Cơ sở",
)
MOST_MEMORY = 120


def run() -> None:
    with tempfile.TemporaryDirectory() as folder:
        here = _Here(Path(folder))
        table.head(f"Lists: {ROWS:,} rows of an .xlsx, a row a placement and group")
        line = Line("read, judged and stored", 20, here.take_in, raw=here.insert, prepare=here.draw, most=ROUNDS)
        before = psutil.Process().memory_info().rss
        found = measure(line)
        table.line(line.name, found, line.limit)
        table.figure("rows a second", 1000 * ROWS / found.ours, None, "rows/s")
        table.figure("holding the ward's turn", 1000 * min(here.held), None, "ms")
        table.figure("memory that it adds", (psutil.Process().memory_info().rss - before) / 1e6, MOST_MEMORY, "MB")
        here.check()


class _Here:
    def __init__(self, folder: Path) -> None:
        register = Register(folder / "ours", SMALL)
        secret = Settings(data_dir=register.folder).trail_secret
        self.engine: Engine = db.open_engine(f"sqlite:///{register.file}", secret)
        self.plain, self.fresh, self.held = Plain(folder / "plain.db"), Fresh(), list[float]()
        self.taken = 0
        self.draw()

    def draw(self) -> None:
        self.rows = [self.fresh.one() for _ in range(ROWS // REACHED)]
        self.file = _workbook(self.rows)

    def insert(self) -> None:
        """What it needs at least: the cells as they stand in the file, and the rows in plain tables."""
        CalamineWorkbook.from_object(io.BytesIO(self.file)).get_sheet_by_index(0).to_python()
        self.plain.insert(self.rows)

    def take_in(self) -> None:
        """As the page does it: judged while it only reads, then stored under the ward's turn."""
        kind = KINDS["products"]
        with db.reading(self.engine) as session:
            ward = wards.by_code(session, WARD)
            me = people.of_name(session, ward, NAME, now())
            assert me is not None
            draft = imports.draft(session, me, kind, reading.sheets_of(self.file))
        assert not draft.faults, draft.faults[:3]
        draft.answers = drafts.agreed(draft).model_copy(update={"seen": draft.digest})
        with db.transaction(self.engine) as session:
            begun = time.perf_counter()
            taken = imports.store(session, trail.take_turn(session, me), kind, draft)
        self.held.append(time.perf_counter() - begun)
        self.taken += taken.counts["new"]

    def check(self) -> None:
        """As many rows of reach as were sent, beside those that were there."""
        with db.reading(self.engine) as session:
            found = session.exec(select(func.count()).select_from(Reach).where(col(Reach.people).is_not(None))).one()
        assert found == REACHED * (SMALL + self.taken), found


def _workbook(rows: list[Product]) -> bytes:
    import xlsxwriter

    written = io.BytesIO()
    with xlsxwriter.Workbook(written, AS_IT_IS) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEADS)
        at = 0
        for number, one in enumerate(rows, 1):
            told = (number, one.title, one.unit, one.campaign, "infographic", one.content_group, f"{one.day:%d/%m/%Y}")
            for row in one.reach:
                at += 1
                sheet.write_row(at, 0, (*told, one.channel, row.group, row.people, row.basis))
    return written.getvalue()
