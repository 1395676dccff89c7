"""Columns of a noun's fields: heads and words as every sheet of it has them, the ward's things by code or by name."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from sqlmodel import Session, col, select

from app.domain import reference_data
from app.domain.access import Me
from app.domain.imports.columns import Column
from app.domain.words import capital, fold, said
from app.models import Directive, Period, Unit
from app.models.keys import Coded

# What else than the filters of lists names a thing of the ward.
TABLES: dict[str, type[Coded]] = reference_data.FILTERS | {
    "directives": Directive,
    "partners": Unit,
    "implements": Directive,
    "period": Period,
}
# Heads that people write for the same.
ALSO: dict[str, tuple[str, ...]] = {
    "title": ("Tiêu đề", "Tên sản phẩm", "Trích yếu", "Nội dung", "Nội dung tuyên truyền"),
    "kind": ("Loại sản phẩm", "Thể loại", "Loại hình", "Hình thức", "Hình thức tuyên truyền"),
    "unit": ("Đơn vị thực hiện", "Mã đơn vị", "Cơ quan thực hiện"),
    "content_group": ("Mã nhóm nội dung",),
    "channel": ("Kênh phát",),
    "published_on": ("Ngày đăng", "Ngày thực hiện", "Ngày"),
    "planned_on": ("Thời gian dự kiến", "Ngày dự kiến phát", "Thời gian", "Thời gian thực hiện"),
    "group": ("Nhóm", "Tên nhóm", "Mã nhóm", "Tổ dân phố", "Tổ"),
    "people": ("Số người tiếp cận", "Lượt người"),
    "basis": ("Cơ sở số liệu", "Căn cứ"),
    "cost_amount": ("Chi phí", "Kinh phí"),
    "runs": ("Số lượt phát",),
    "number": ("Số, ký hiệu", "Số hiệu"),
    "owner_unit": ("Đơn vị giải quyết",),
    "directives": ("Văn bản",),
    "partners": ("Phối hợp", "Cơ quan phối hợp"),
    "answer": ("Trả lời", "Nội dung trả lời"),
    "summary": ("Nội dung", "Nội dung phản ánh"),
    "conducted_on": ("Ngày hỏi",),
    "code": ("Mã số",),
}
NUMBERS = frozenset(
    {
        "people",
        "runs",
        "cost_amount",
        "attendance",
        "speakers",
        "seconds",
        "count",
        "views",
        "comments",
        "shares",
        "asked",
        "aware",
        "within_days",
    }
)
FLAGS = {"co": "1", "x": "1", "1": "1", "khong": "0", "0": "0"}
# As many things as a fault names.
MOST_NAMED = 16


class Words(Protocol):
    """What the fields of a noun are called, and the words of their codes."""

    def head(self, field: str) -> str: ...
    def codes(self, field: str) -> Mapping[str, str]: ...


@dataclass
class Named:
    """Makes the columns of one noun in one ward."""

    session: Session
    me: Me
    words: Words
    known: dict[type[Coded], list[Any]] = field(default_factory=dict)

    def column(self, name: str, many: bool = False, more: Mapping[str, str] | None = None) -> Column:
        """more: what its cells may say besides, in words, and what that means."""
        head, also, more = self.words.head(name), ALSO.get(name, ()), more or {}
        if name in TABLES:
            rows, extra = self._rows(TABLES[name]), {fold(said): code for said, code in more.items()}
            # One word of those that mean the same.
            firsts = dict.fromkeys(more.values(), "")
            firsts |= {code: said for said, code in reversed(list(more.items()))}
            offered = (*firsts.values(), *(_offered(row) for row in rows if _is_live(row)))
            words = _words_of(rows) | extra
            return Column(name, head, also, words, _choices(offered), many=many, offered=offered)
        codes = self.words.codes(name)
        words = {fold(said): code for code, said in codes.items()} | {fold(code): code for code in codes}
        offered = tuple(capital(said) for said in codes.values())
        return Column(name, head, also, words, ", ".join(offered), name in NUMBERS, many, offered)

    def flag(self, name: str) -> Column:
        return Column(name, self.words.head(name), ALSO.get(name, ()), FLAGS, "có hoặc không", offered=("có", "không"))

    def _rows(self, table: type[Coded]) -> list[Any]:
        if table not in self.known:
            statement = select(table).where(table.ward_id == self.me.ward_id).order_by(col(table.code))
            self.known[table] = sorted(self.session.exec(statement), key=lambda row: getattr(row, "position", 0))
        return self.known[table]


def _names(row: Any) -> Iterator[str]:
    for name in ("name", "short_name", "title", "number"):
        if value := getattr(row, name, None):
            yield value
    if isinstance(row, Period):
        yield said(row.code)


def _offered(row: Any) -> str:
    return f"{next(_names(row), '')} ({row.code})"


def _is_live(row: Any) -> bool:
    return getattr(row, "retired_on", None) is None and getattr(row, "retired_at", None) is None


def _words_of(rows: list[Any]) -> dict[str, str]:
    """By code, by name and by both; a name that two have names neither. A number that Excel made of 1.3 is 1,3."""
    named = Counter(word for row in rows for word in {fold(name) for name in _names(row)})
    found = {fold(name): row.code for row in rows for name in _names(row) if named[fold(name)] == 1}
    codes = {row.code for row in rows}
    for row in rows:
        if re.fullmatch(r"\d+\.\d+", row.code) and f"{row.code}0" not in codes:
            found[row.code.replace(".", ",")] = row.code
    both = {fold(words): row.code for row in rows for words in (_offered(row), f"{row.code} {next(_names(row), '')}")}
    return found | both | {fold(row.code): row.code for row in rows}


def _choices(offered: tuple[str, ...]) -> str:
    return ", ".join(offered) if len(offered) <= MOST_NAMED else "mã hoặc tên như trong sổ"
