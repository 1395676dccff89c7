"""`lantoa import`: a list of a spreadsheet from the shell, with the same faults by row and cell as the page."""

import io
from pathlib import Path

import pytest
from sqlmodel import col, select

from app import db
from app.models import Change, Group, Period
from tests.lantoa import Said, copied, fill, lantoa, lantoa_here, opened, rows, url_of

HEAD = "Mã;Loại;Tên;Số dân\r\n"


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("filled")
    fill(url_of(home))
    return home


@pytest.fixture
def home(filled: Path, tmp_path: Path) -> Path:
    """A data folder with a ward of three groups in it, TDP-1 to TDP-3."""
    return copied(filled, tmp_path / "home")


def take_in(home: Path, content: str, *words: str) -> Said:
    file = home.parent / "nhom.csv"
    file.write_bytes(content.encode("utf-8-sig"))
    return lantoa_here(home, "import", "groups", str(file), *words)


def test_groups_are_taken_in_and_stand_in_the_trail(home: Path) -> None:
    file = home.parent / "nhom.csv"
    file.write_bytes(f"{HEAD}TDP-1;;;1.200\r\n".replace("Loại;Tên;", "").replace(";;;", ";").encode("utf-16"))
    said = lantoa(home, "import", "groups", str(file), "--ward", "DONGDA")
    assert (said.code, said.err) == (0, "")
    assert said.last == "Đã nhập: 0 mới, 1 sửa, 0 giữ nguyên."
    assert "1 mới, 0 sửa, 1 giữ nguyên" in take_in(home, f"{HEAD}TDP-1;tdp;Tổ 1;1200\r\nTDP-4;tdp;Tổ 4;\r\n").out
    with opened(url_of(home)) as engine, db.reading(engine) as session:
        found = dict(session.exec(select(Group.code, Group.population)).all())
        last, made = session.exec(select(Change).order_by(col(Change.seq).desc()).limit(2))
    assert found == {"TDP-1": 1200, "TDP-2": 1000, "TDP-3": 1000, "TDP-4": None}
    assert (made.action, made.entity_key, made.person_id) == ("created", "TDP-4", None)
    assert (last.action, last.entity_key, last.facts["new"]) == ("imported", "2", ["TDP-4"])


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (f"{HEAD}TDP-4;tdp;Tổ 4;1\r\nTDP-5;Làng;;12,5\r\n", ["ô B3: Không có «Làng»", "ô C3: ", "ô D3: Nhập một số"]),
        ("Mã;Số dân\r\nTDP-4;1\r\n", ["dòng 2: Không được để trống"]),
        ("Tổ;Dân\r\n1;2\r\n", ["Không thấy dòng tiêu đề"]),
        ("", ["trống"]),
    ],
    ids=["cells", "missing column", "no heads", "empty"],
)
def test_what_is_wrong_is_told_and_nothing_is_stored(home: Path, content: str, told: list[str]) -> None:
    before = rows(url_of(home))
    said = take_in(home, content)
    assert said.code == 1
    for words in told:
        assert words in said.err
    assert rows(url_of(home)) == before


def test_a_list_that_is_judged_by_doing_it_leaves_nothing_where_one_row_is_wrong(home: Path) -> None:
    lantoa_here(home, "user", "create", "lan", "--role", "coordinator")
    file, before = home.parent / "chu-truong.csv", rows(url_of(home))
    file.write_bytes(
        "Số văn bản;Tên;Nhóm phải tới\r\n77-NQ/TW;Đúng;Chi bộ\r\n78-NQ/TW;Sai;Làng\r\n".encode("utf-8-sig")
    )
    said = lantoa_here(home, "import", "directives", str(file), "--as", "lan")
    assert (said.code, "ô C3: Không có «Làng»" in said.err) == (1, True)
    assert rows(url_of(home)) == before
    file.write_bytes("Số văn bản;Tên;Nhóm phải tới\r\n77-NQ/TW;Đúng;Chi bộ\r\n".encode("utf-8-sig"))
    assert lantoa_here(home, "import", "directives", str(file), "--as", "lan").last.startswith("Đã nhập: 1 mới")
    assert lantoa_here(home, "import", "directives", str(file), "--as", "lan").last.endswith("1 giữ nguyên.")


def test_a_file_or_ward_that_is_not_there_is_told(home: Path) -> None:
    said = lantoa_here(home, "import", "groups", str(home / "khong.csv"))
    assert (said.code, "khong.csv" in said.err) == (1, True)
    assert "Không có phường KHAC" in take_in(home, HEAD + "TDP-4;tdp;Tổ 4;1\r\n", "--ward", "KHAC").err


def test_a_closed_period_wants_a_reason(home: Path) -> None:
    with opened(url_of(home)) as engine, db.transaction(engine) as session:
        period = session.exec(select(Period).where(Period.code == "2026-Q2")).one()
        period.closed_at = period.created_at
    row = f"{HEAD}TDP-4;tdp;Tổ 4;1\r\n"
    refused = take_in(home, row)
    assert (refused.code, "--reason" in refused.err) == (1, True)
    assert take_in(home, row, "--reason", "Bổ sung").code == 0


def test_what_a_page_would_ask_wants_to_be_said_right(home: Path) -> None:
    rows_of_file = f"{HEAD}TDP-01;tdp;Tổ 1;1000\r\nTDP-2;;;300\r\n"
    refused = take_in(home, rows_of_file)
    assert refused.code == 1
    assert "dòng 2 (TDP-01): trong sổ đã có" in refused.err
    assert "dòng 3 (TDP-2): Số dân từ 1.000 thành 300" in refused.err
    assert "--sure" in refused.err
    taken = take_in(home, rows_of_file, "--sure")
    assert (taken.code, taken.err) == (0, "")
    assert "1 mới, 1 sửa, 0 giữ nguyên" in taken.out


def test_an_empty_cell_erases_nothing_from_the_shell(home: Path) -> None:
    said = take_in(home, f"{HEAD}TDP-1;;;\r\n")
    assert said.code == 0
    assert "Ô trống không xóa gì: 1 dòng giữ giá trị cũ" in said.out


def test_products_come_from_standard_input_with_somebodys_rights(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lantoa_here(home, "user", "create", "lan", "--role", "unit", "--unit", "UBND")
    heads = "Tên;Loại;Nhóm nội dung;Ngày phát;Kênh;Nhóm;Số người;Cơ sở"
    content = f"{heads}\r\nTin 1;Bài viết;1.3;03/05/2026;zalo;TDP-1;200;có đếm\r\n"
    said = []
    for words in ((), ("--as", "ai"), ("--as", "lan")):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content.encode("utf-8-sig"))))
        said.append(lantoa_here(home, "import", "products", "-", *words))
    assert [one.code for one in said] == [1, 1, 0]
    assert "Không có tài khoản ai" in said[1].err
    assert said[2].last == "Đã nhập: 1 mới, 0 sửa, 0 giữ nguyên."
