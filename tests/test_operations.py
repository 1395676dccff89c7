"""The command `lantoa` as a process: set up, let in, check, and say in words what it can't do."""

import errno
import json
import os
import re
import socket
import sqlite3
import subprocess
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlmodel import select

from app import db
from app.commands.installation import now
from app.domain import people, tokens, trail, wards
from app.domain.demo import accounts
from app.domain.people import entry
from app.domain.people.delays import Sender
from app.domain.trail import verifying
from app.main import build
from app.models import Change, Group, Person, Token
from app.postgres import MIGRATES, take_turn
from app.settings import Settings
from tests import makers
from tests.conftest import Demo
from tests.lantoa import Said, begin, copied, fill, lantoa, lantoa_here, opened, plant, postgres, rows, start, url_of
from tests.rig.server import TRAIL_KEY, Server


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("filled")
    fill(url_of(home))
    return home


@pytest.fixture
def home(filled: Path, tmp_path: Path) -> Path:
    """A data folder with a small register in it."""
    return copied(filled, tmp_path / "home")


def names(home: Path, table: type[Person] | type[Token]) -> list[str]:
    with opened(url_of(home)) as engine, db.reading(engine) as session:
        return sorted(session.exec(select(table.name)))


# --- setting up


def test_init_twice_sets_up_once(tmp_path: Path) -> None:
    home = tmp_path / "new" / "home"
    first = lantoa(home, "init")
    assert (first.code, first.err) == (0, "")
    assert "Phường Đống Đa" in first.out
    before = rows(url_of(home))
    again = lantoa(home, "init")
    assert again.code == 0
    assert "đã có" in again.out
    assert rows(url_of(home)) == before
    assert [len(before[name]) for name in ("ward", "unit", "channel", "contentgroup", "period")] == [2, 6, 14, 14, 3]


def test_the_data_folder_is_for_its_owner_alone(tmp_path: Path) -> None:
    lantoa_here(tmp_path / "home", "init")
    assert (tmp_path / "home").stat().st_mode & 0o077 == 0


def test_the_demo_twice_is_one_demo_that_check_finds_whole_and_serve_announces(demo: Demo, tmp_path: Path) -> None:
    home = copied(demo.data, tmp_path / "home")
    before = rows(url_of(home))
    assert len(before["product"]) > 100
    assert lantoa(home, "demo") == Said(0, demo.said, "")
    assert rows(url_of(home)) == before
    assert lantoa_here(home, "check").code == 0
    with Server({"LANTOA_DATA_DIR": str(home)}) as server:
        assert server.url in server.log()
        for account in accounts():
            for said in (demo.said, server.log()):
                assert account["name"] in said
                assert account["password"] in said


def test_invented_figures_never_come_among_real_ones(home: Path) -> None:
    before = rows(url_of(home))
    said = lantoa_here(home, "demo")
    assert said.code == 1
    assert "số liệu thật" in said.err
    assert rows(url_of(home)) == before


def test_a_second_ward_has_the_plan_and_an_entry_in_its_trail(home: Path) -> None:
    assert lantoa(home, "ward", "create", "KHUONGTHUONG", "--name", "Phường Khương Thượng").code == 0
    with opened(url_of(home)) as engine, db.reading(engine) as session:
        ward = wards.by_code(session, "khuongthuong")
        assert ward.name == "Phường Khương Thượng"
        assert session.exec(select(Change.action).where(Change.ward_id == ward.id)).all() == ["created"]
        assert session.exec(select(Group).where(Group.ward_id == ward.id)).first() is None
    assert lantoa_here(home, "check").code == 0


# --- letting in


def test_the_last_line_of_user_create_is_a_password_that_signs_in(home: Path) -> None:
    said = lantoa(home, "user", "create", "Hoa", "--role", "unit", "--unit", "MTTQ", "--full-name", "Cán bộ Mặt trận")
    assert said.code == 0, said.err
    assert re.fullmatch(r"[\w-]{12,}", said.last)
    with opened(url_of(home)) as engine, db.transaction(engine) as session:
        attempt = entry.attempt(session, b"key", "hoa@dongda", Sender(""), now())
        assert attempt.hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$"), "OWASP's first choice"
        assert people.verifies(said.last, attempt.hash)
        cookie, _ = entry.let_in(session, attempt, now(), 14)
        me = people.signed_in(session, cookie, now())
        assert me is not None
        assert (me.role, me.unit, me.name) == ("unit", "MTTQ", "Cán bộ Mặt trận")
        assert list(verifying.faults(session, me.ward_id)) == []


def test_the_last_line_of_token_create_is_a_token_that_opens_the_api(home: Path) -> None:
    said = lantoa(
        home,
        "token",
        "create",
        "Cổng thông tin",
        "--ward",
        "dongda",
        "--role",
        "unit",
        "--unit",
        "UBND",
        "--expires-on",
        "2099-12-31",
        "--source",
        "cong",
    )
    assert said.code == 0, said.err
    with opened(url_of(home)) as engine, db.reading(engine) as session:
        me = tokens.holder(session, said.last, now())
        assert me is not None
        assert (me.role, me.unit, me.source) == ("unit", "UBND", "cong")


def test_a_city_reader_belongs_to_no_ward(home: Path) -> None:
    said = lantoa_here(home, "token", "create", "TP", "--role", "city", "--scope", "read", "--no-end")
    assert (said.code, "không có hạn" in said.out) == (0, True)
    with opened(url_of(home)) as engine, db.reading(engine) as session:
        me = tokens.holder(session, said.last, now())
        assert me is not None
        assert me.is_of_city
        assert me.scope == "read"


def test_who_was_let_in_from_the_shell_stands_in_the_trail(home: Path) -> None:
    lantoa_here(home, "user", "create", "lan", "--role", "leader")
    made = lantoa_here(home, "token", "create", "t", "--role", "leader")
    ends = makers.today() + timedelta(days=365)
    assert f"đến hết ngày {ends:%d/%m/%Y}" in made.out, "a year, where nobody says until when"
    with opened(url_of(home)) as engine, db.reading(engine) as session:
        newest = session.exec(select(Change).order_by(Change.seq.desc()).limit(2)).all()  # type: ignore[attr-defined]
        assert [(change.entity, change.action, change.person_id) for change in newest] == [
            ("token", "created", None),
            ("person", "created", None),
        ]


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        ("user create bxdd --role leader", 1, "đã có người dùng tên bxdd"),
        ("user create BXDD --role leader", 1, "đã có người dùng"),
        ("user create lan --role unit --unit KHONG", 1, "không có đơn vị KHONG"),
        ("user create lan --role unit", 2, "--unit"),
        ("user create lan --role leader --ward XYZ", 1, "Không có phường XYZ"),
        ("user create lan --role city --ward DONGDA", 2, "bỏ --ward"),
        ("user create lan --role chief", 2, "coordinator"),
        ("user create lan", 2, "thiếu: --role"),
        ("user create lan@dongda --role leader", 2, "chữ không dấu"),
        ("token create t --role unit --unit KHONG", 1, "không có đơn vị KHONG"),
        ("token create t --role leader --expires-on 31/12/2026", 2, "2026-12-31"),
        ("token create t --role leader --expires-on 2020-01-01", 2, "01/01/2020 đã qua"),
        ("ward create dongda --name Phường", 1, "đã có"),
        ("ward create HANOI --name Phường", 1, "đã có"),
        ("ward create X", 2, "thiếu: --name"),
        ("ward create Đ --name Phường", 2, "chữ không dấu"),
        ("ward remote XYZ", 1, "Không có phường XYZ"),
        ("ward remote DONGDA", 1, "đã ghi sổ ở đây"),
        ("serve --port 65536", 2, "65535"),
        ("serve --workers 0", 2, "từ 1"),
        ("backup", 2, "TỆP"),
        ("check --all", 2, "không hiểu: --all"),
        ("", 2, "LỆNH"),
    ],
)
def test_what_a_command_can_not_do_it_says_and_changes_nothing(home: Path, words: str, code: int, told: str) -> None:
    before = rows(url_of(home))
    said = lantoa_here(home, *words.split())
    assert said.code == code
    assert told in said.err
    assert said.out == ""
    assert rows(url_of(home)) == before


def test_with_two_wards_an_account_names_its_own(home: Path) -> None:
    lantoa_here(home, "ward", "create", "KHUONGTHUONG", "--name", "Phường Khương Thượng")
    said = lantoa_here(home, "user", "create", "lan", "--role", "leader")
    assert said.code == 2
    assert "DONGDA, KHUONGTHUONG" in said.err
    assert names(home, Person) == ["bxdd"]
    assert lantoa_here(home, "user", "create", "bxdd", "--role", "leader", "--ward", "khuongthuong").code == 0


# --- what fails around the program


@pytest.mark.parametrize("words", ["check", "backup x.zip", "user create a --role leader", "ward create A --name B"])
def test_a_folder_without_a_register_gets_none_by_asking(tmp_path: Path, words: str) -> None:
    said = lantoa_here(tmp_path / "none", *words.split())
    assert said.code == 1
    assert "lantoa init" in said.err
    assert not (tmp_path / "none").exists()


def test_a_database_that_was_not_migrated_asks_for_it(home: Path) -> None:
    plant(home, "UPDATE alembic_version SET version_num = 'old'")
    said = lantoa_here(home, "check")
    assert said.code == 1
    assert "lantoa migrate" in said.err


@pytest.mark.parametrize(
    ("variables", "code", "told"),
    [
        ({"LANTOA_DATABASE_URL": "sqlite:////nowhere/lantoa.db"}, 1, "/nowhere/lantoa.db"),
        ({"LANTOA_DATABASE_URL": "postgresql+psycopg://u:hidden@127.0.0.1:1/x"}, 1, "u:***@127.0.0.1:1"),
        ({"LANTOA_DATABASE_URL": "not a url"}, 2, "LANTOA_DATABASE_URL"),
        ({"LANTOA_DATABASE_URL": "oracle9i://x/y"}, 2, "LANTOA_DATABASE_URL"),
        ({"LANTOA_DATABASE_URL": "mysql://u:hidden@db/x"}, 2, "LANTOA_DATABASE_URL"),
        ({"LANTOA_DATABASE_URL": "postgresql+psycopg2://u:hidden@db/x"}, 2, "LANTOA_DATABASE_URL"),
        ({"LANTOA_DATABASE_URL": "postgresql+psycopg://u:hidden@db:port/x"}, 2, "LANTOA_DATABASE_URL"),
        ({"LANTOA_DATABASE_URL": "sqlite+aiosqlite:////tmp/x.db"}, 2, "LANTOA_DATABASE_URL"),
        ({"LANTOA_DATABASE_URL": "sqlite://"}, 2, "LANTOA_DATABASE_URL"),
        ({"LANTOA_SESSION_DAYS": "many"}, 2, "LANTOA_SESSION_DAYS (cần một số nguyên)"),
        ({"LANTOA_SESSION_DAYS": "0"}, 2, "LANTOA_SESSION_DAYS (ít nhất 1)"),
        ({"LANTOA_MAX_OPEN": "0"}, 2, "LANTOA_MAX_OPEN"),
        ({"LANTOA_SMTP_PORT": "99999"}, 2, "LANTOA_SMTP_PORT (nhiều nhất 65535)"),
        ({"LANTOA_SMTP_SECURITY": "ssl"}, 2, "LANTOA_SMTP_SECURITY (cần một trong 'starttls', 'tls', 'none')"),
        ({"LANTOA_SMTP_FROM": "lantoa"}, 2, "LANTOA_SMTP_FROM"),
        ({"LANTOA_TRUSTED_PROXIES": "10.0.0.1, proxy"}, 2, "LANTOA_TRUSTED_PROXIES"),
        ({"LANTOA_CORS_ORIGINS": "https://cms.example/"}, 2, "LANTOA_CORS_ORIGINS"),
        ({"LANTOA_CITY_ADDRESS": "lantoa.example"}, 2, "LANTOA_CITY_ADDRESS"),
        ({"LANTOA_SECRET_KEY": "hidden"}, 0, "LANTOA_SECRET_KEY ngắn nên dễ đoán. Đặt ít nhất 16 ký tự ngẫu nhiên."),
        ({"LANTOA_TRAIL_KYE": "hidden"}, 0, "Không có cài đặt LANTOA_TRAIL_KYE, có phải LANTOA_TRAIL_KEY?"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, variables: dict[str, str], code: int, told: str) -> None:
    url = variables.pop("LANTOA_DATABASE_URL", "")
    said = lantoa_here(tmp_path, "init", url=url, **variables)
    assert said.code == code
    assert told in said.err
    assert (said.err.count("\n"), "hidden" in said.err) == (1, False)


def test_a_setting_is_written_in_every_way_that_is_right(tmp_path: Path) -> None:
    right = {
        "TRUSTED_PROXIES": "10.0.0.1, 10.1.0.0/16,fd00::1",
        "CORS_ORIGINS": "https://a.example,http://b.example:81",
    }
    right |= {"SMTP_FROM": '"Lan Tỏa, Đống Đa" <lantoa@dongda.example>', "CITY_ADDRESS": "https://city.example/lantoa/"}
    right |= {"REQUESTS_A_MINUTE": "0", "SECRET_KEY": "", "DB_PASSWORD": "of the compose file"}
    said = lantoa_here(tmp_path, "init", **{f"LANTOA_{name}": value for name, value in right.items()})
    assert (said.code, said.err) == (0, "")


@pytest.mark.parametrize("name", [name.upper() for name in Settings.model_fields])
def test_a_setting_of_bytes_that_are_no_letters_is_told(tmp_path: Path, name: str) -> None:
    # As Python hands them on: /tmp/\xff.
    said = lantoa_here(tmp_path, "init", **{f"LANTOA_{name}": f"{tmp_path}/\udcff and more characters"})
    assert said.code == 2
    assert f"LANTOA_{name} (cần chữ theo mã UTF-8)" in said.err
    assert list(tmp_path.iterdir()) == []


def test_a_setting_that_is_set_to_nothing_counts_as_not_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    said = lantoa_here(Path(), "init", **{f"LANTOA_{name.upper()}": "" for name in Settings.model_fields})
    assert (said.code, said.err) == (0, "")
    assert [path.name for path in tmp_path.iterdir()] == ["data"]
    assert sorted(path.name for path in (tmp_path / "data").iterdir()) == ["lantoa.db", "trail_key"]


def test_a_postgresql_without_vietnamese_letters_is_told(tmp_path: Path) -> None:
    with postgres() as cluster, cluster.connection() as keeper:
        for encoding in ("SQL_ASCII", "LATIN1"):
            name = f"of_{encoding.lower()}"
            keeper.execute(f"CREATE DATABASE {name} ENCODING '{encoding}' TEMPLATE template0")
            for words in ("init", "check", "serve"):
                said = lantoa_here(tmp_path, words, url=cluster.url(name))
                assert said.code == 1
                assert f"dùng bộ mã {encoding}, cần UTF8" in said.err


def test_who_sets_up_at_the_same_time_as_another_waits_and_finds_it_done(cluster: Any, tmp_path: Path) -> None:
    with cluster.database() as url, cluster.connection() as keeper:
        assert lantoa_here(tmp_path / "one", "migrate", url=url).code == 0
        with opened(url) as engine, engine.connect() as holder:
            # What either begins with waits here, so that both have asked by then whether it is there.
            holder.exec_driver_sql("LOCK TABLE sequence IN EXCLUSIVE MODE")
            running = [begin(tmp_path / name, "init", url=url) for name in ("one", "other")]
            waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted"
            deadline = time.monotonic() + 30
            while keeper.execute(waiting).fetchone() != (2,) and time.monotonic() < deadline:
                time.sleep(0.05)
            holder.rollback()
            told = [one.said() for one in running]
        assert [(one.code, one.err) for one in told] == [(0, "")] * 2
        assert sorted("đã có" in one.out for one in told) == [False, True]


def _for_role(url: str, name: str, *manners: str) -> str:
    """The URL for a new role, which may do what the manners say."""
    with opened(url) as engine, engine.begin() as connection:
        for statement in (f"DROP ROLE IF EXISTS {name}", f"CREATE ROLE {name} LOGIN", *manners):
            connection.exec_driver_sql(statement.replace("ROLE x", f"ROLE {name}"))
    return url.replace("//postgres@", f"//{name}@")


def test_what_postgresql_says_is_told_with_what_to_do(cluster: Any, tmp_path: Path) -> None:
    with cluster.database() as url:
        path = url.partition("?")[0]
        none = url.replace(path, f"{path}_none")
        told = {
            none: "máy chủ không có cơ sở dữ liệu này",
            url.replace("//postgres@", "//nobody@"): "tên hoặc mật khẩu không được nhận",
            url.replace("host=", "host=/nowhere"): "không nối được tới máy chủ",
            _for_role(url, "full", "ALTER ROLE x CONNECTION LIMIT 0"): "hết chỗ kết nối",
            _for_role(url, "reader"): "không có quyền",
        }
        for one, words in told.items():
            _require_told(lantoa_here(tmp_path, "init", url=one), words)
        hasty = _for_role(url, "hasty", "ALTER ROLE x SET statement_timeout = 100")
        with opened(url) as engine, engine.begin() as holder:
            # While someone else migrates, whoever comes waits, and this one not long.
            take_turn(holder, MIGRATES)
            _require_told(lantoa_here(tmp_path, "init", url=hasty), "Nới statement_timeout")


def _require_told(said: Said, words: str) -> None:
    """In one line, with PostgreSQL's own words behind ours."""
    assert (said.code, words in said.err, said.err.count("\n")) == (1, True, 1), said.err
    assert said.err.endswith(")\n"), said.err


def test_a_lock_that_someone_else_holds_is_told(cluster: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(db, "PATIENCE", 1)
    with cluster.database() as url, opened(url) as engine:
        assert lantoa_here(tmp_path, "init", url=url).code == 0
        with engine.connect() as holder:
            holder.exec_driver_sql("LOCK TABLE ward IN ACCESS EXCLUSIVE MODE")
            for words in ("check", "user create lan --role leader"):
                said = lantoa_here(tmp_path, *words.split(), url=url)
                assert (said.code, "đợi nó xong rồi chạy lại (" in said.err) == (1, True), said.err


def test_a_postgresql_that_says_nothing_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(db, "PATIENCE", 2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"postgresql+psycopg://lantoa@127.0.0.1:{silent.getsockname()[1]}/lantoa"
        began = time.monotonic()
        said = lantoa_here(tmp_path, "check", url=url)
    assert (said.code, "Không dùng được cơ sở dữ liệu" in said.err) == (1, True)
    assert time.monotonic() - began < 20


def test_a_data_folder_that_can_not_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for words in ("init", "serve --port 0"):
        said = lantoa_here(tmp_path / "file" / "home", *words.split())
        assert said.code == 1
        assert "không phải thư mục" in said.err


def test_a_data_folder_may_be_named_by_its_account(tmp_path: Path) -> None:
    said = lantoa_here(tmp_path, "init", LANTOA_DATA_DIR="~/so", HOME=str(tmp_path))
    assert (said.code, (tmp_path / "so" / "lantoa.db").is_file()) == (0, True), said.err
    said = lantoa_here(tmp_path, "check", LANTOA_DATA_DIR="~nobody-at-all/so")
    assert (said.code, "LANTOA_DATA_DIR" in said.err, "không có tài khoản đó" in said.err) == (2, True, True), said.err


def test_a_taken_port_is_told_before_anything_is_made(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        said = lantoa_here(tmp_path / "home", "serve", "--port", port)
    assert said.code == 1
    assert f"Không mở được cổng {port} ở 127.0.0.1: một chương trình khác đang dùng." in said.err
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("host", ["nowhere.invalid", "a..b", "\udcff", "a" * 100])
def test_a_machine_that_nobody_knows_is_told_before_anything_is_made(tmp_path: Path, host: str) -> None:
    said = lantoa_here(tmp_path / "home", "serve", "--port", "0", "--host", host)
    assert (said.code, said.err.endswith(": máy này không có địa chỉ đó.\n")) == (1, True), said.err
    assert not (tmp_path / "home").exists()


def test_a_worker_that_was_killed_is_begun_anew_and_told_of(home: Path) -> None:
    with Server({"LANTOA_DATA_DIR": str(home)}, "--workers", "2") as server:
        killed = server.workers()[0]
        killed.kill()
        deadline = time.monotonic() + 30
        while '"worker"' not in server.log() and time.monotonic() < deadline:
            time.sleep(0.1)
        [line] = [json.loads(one) for one in server.log().splitlines() if '"worker"' in one]
        assert (line["event"], line["process"]) == ("worker", killed.pid)
        assert "-9" in line["cause"]
        assert server.get("/healthz") == 200
        assert server.stop() == 0


def test_two_workers_serve_one_database_and_end_with_the_server_or_when_asked(home: Path) -> None:
    with Server({"LANTOA_DATA_DIR": str(home)}, "--workers", "2") as server:
        assert server.kill_without_workers() == 2
        assert server.get("/healthz") == 0
        # The port is free: a new start takes it.
        server.start()
        assert [server.get("/healthz") for _ in range(10)] == [200] * 10
        assert server.stop() == 0
        assert "Traceback" not in server.log()
        assert server.get("/healthz") == 0


def test_a_worker_that_nobody_asked_yet_makes_no_other_database(home: Path, tmp_path: Path) -> None:
    """Another worker has met the file; this one knows of it that it was there when it began."""
    file, aside = home / "lantoa.db", tmp_path / "aside.db"
    with TestClient(build(Settings(data_dir=home, trail_key=TRAIL_KEY))) as client:
        file.rename(aside)
        assert client.get("/readyz").json() == {"status": "not ready", "why": "no database"}
        assert not file.exists()
        aside.rename(file)
        assert client.get("/readyz").status_code == 200


# --- checking


def test_check_is_content_with_what_the_program_wrote(home: Path) -> None:
    said = lantoa(home, "check")
    assert (said.code, said.err) == (0, "")
    assert "mọi thứ khớp" in said.out


FIRST = "(SELECT min(id) FROM product)"
PLACED = "(SELECT min(id) FROM placement)"
PLANTED = {
    "a change altered": ("UPDATE change SET action = 'x' WHERE seq = 2", r"DONGDA: .*\b2\b"),
    "a change removed": ("DELETE FROM change WHERE seq = 2", r"DONGDA: .*\b2\b"),
    "the trail cut off": ("DELETE FROM change WHERE seq = (SELECT max(seq) FROM change)", "DONGDA: "),
    "words of the trail altered": (
        """UPDATE changetext SET words = '{"title": "x"}' WHERE seq = (SELECT max(seq) FROM changetext)""",
        r"DONGDA: .*\d",
    ),
    "words of the trail erased": ("DELETE FROM changetext", r"DONGDA: lời của thay đổi \d+ .* đã bị xóa"),
    "the words of search": (f"UPDATE product SET title_fold = 'x' WHERE id = {FIRST}", "tên để tìm"),
    "the day of lists": (f"UPDATE product SET shown_on = '2026-05-01' WHERE id = {FIRST}", "2026-05-01.*2026-05-04"),
    "placements gone": (f"DELETE FROM placement WHERE product_id = {FIRST}", "không có lượt phát nào"),
    "a product gone": (f"DELETE FROM product WHERE id = {FIRST}", r"lượt phát \d+ thuộc sản phẩm \d+"),
    "a placement gone": (f"DELETE FROM placement WHERE id = {PLACED}", r"tiếp cận của nhóm TDP-1"),
    "nobody reached": ("UPDATE reach SET people = 0 WHERE people = 100", "0 người"),
    "people without a basis": ("UPDATE reach SET basis = NULL WHERE people = 100", "100 người, cơ sở không có"),
    "a basis without people": ("UPDATE reach SET basis = 'counted' WHERE people IS NULL", "không có người"),
    "a usual share's day": ("UPDATE reach SET evidence_day = 20260501 WHERE people = 100", "căn cứ của mức quen"),
    "a usual share's channel": ("UPDATE reach SET evidence_channel = NULL WHERE people = 100", "căn cứ của mức quen"),
    "an unknown basis": ("UPDATE reach SET basis = 'guessed' WHERE people = 100", "guessed"),
    "an unknown group": ("""UPDATE reach SET "group" = 'X' WHERE people = 100""", "bảng reach: 4 dòng .* group"),
    "an unknown unit": ("UPDATE product SET unit = 'X'", "bảng product: 2 dòng .* unit"),
    "a topic elsewhere": ("UPDATE product SET content_group = '1.1'", "chủ đề 1.12.1"),
    "a group that succeeds none": (
        """UPDATE "group" SET succeeds = '["X"]' WHERE code = 'TDP-1'""",
        "nhóm TDP-1: Không có mã «X» trong phường",
    ),
    "a code in a list": ("""UPDATE campaign SET directives = '["X"]'""", r"TX-2026: không có mã X \(directives\)"),
    "a share above all": ("UPDATE channel SET default_share = 2 WHERE code = 'zalo'", "kênh zalo"),
    "the standing campaign": (
        """UPDATE ward SET settings = json_set(settings, '$.standing_campaign', 'X') WHERE id > 0""",
        "thường xuyên X",
    ),
    "a role and no unit": ("UPDATE token SET unit = NULL", r"token \d+: vai trò unit"),
    "an unknown role": ("UPDATE person SET role = 'chief'", "vai trò chief"),
    "a counter set back": ("UPDATE sequence SET value = 3", "vượt bộ đếm"),
    "an id twice": ("UPDATE token SET id = (SELECT id FROM person)", r"mã số \d+ có ở 2 dòng"),
    "a number for a day": ("UPDATE period SET starts_on = 5 WHERE code = '2026-Q2'", "không đọc được"),
    "bytes for words": ("UPDATE channel SET name = x'fffe' WHERE code = 'zalo'", "không đọc được"),
    "a list of things": ("UPDATE change SET things = '[]' WHERE seq = 2", "không đọc được"),
    "an unknown thing": ("""UPDATE change SET things = '{"x": "y"}' WHERE seq = 2""", "không đọc được"),
    "a receipt left open": (
        "INSERT INTO receipt (ward_id, scope, key, body_digest, status, body, created_at)"
        " VALUES ((SELECT max(id) FROM ward), 'POST', 'k', '', 0, x'', '2026-05-03 00:00:00.000000')",
        "chưa có trả lời",
    ),
}


@pytest.mark.parametrize("fault", PLANTED)
def test_check_finds(home: Path, fault: str) -> None:
    statement, told = PLANTED[fault]
    plant(home, statement)
    for head in ((), ("--head", f"1:{16 * 'a'}")):
        said = lantoa_here(home, "check", *head)
        assert (said.code, said.out) == (1, "")
        assert re.search(told, said.err), said.err


def test_check_proves_a_head_that_was_copied_elsewhere(home: Path) -> None:
    with opened(url_of(home)) as engine, db.reading(engine) as session:
        head = trail.head(session, wards.by_code(session, "DONGDA").id).words
    said = lantoa_here(home, "check", "--head", head)
    assert said.code == 0
    assert f"Nhật ký đi qua {head}: không gì trước đó bị sửa." in said.out
    seq, _, digest = head.partition(":")
    older = lantoa_here(home, "check", "--head", f"{int(seq) + 1}:{digest}")
    assert (older.code, older.out) == (1, "")
    assert "bản cũ được đặt lại" in older.err
    assert lantoa_here(home, "check", "--head", "12:abc").code == 2


def test_with_another_key_check_speaks_of_the_key_alone(home: Path) -> None:
    said = lantoa_here(home, "check", LANTOA_TRAIL_KEY="another key of the trail")
    assert said.code == 1
    assert "khóa khác" in said.err
    assert "bị sửa" not in said.err


def test_the_trail_s_key_is_made_once_and_kept_in_the_data_folder(tmp_path: Path) -> None:
    for _ in range(2):
        assert lantoa_here(tmp_path, "init", LANTOA_TRAIL_KEY="").code == 0
    key = tmp_path / "trail_key"
    assert (key.stat().st_mode & 0o777, len(key.read_text())) == (0o600, 64)
    assert lantoa_here(tmp_path, "check", LANTOA_TRAIL_KEY="").code == 0


@pytest.mark.parametrize("words", ["user create lan --role admin", "token create cms --role admin", "work --once"])
def test_a_command_by_hand_writes_with_no_key_made_in_the_old_one_s_place(tmp_path: Path, words: str) -> None:
    """It was moved to where the service alone is told of it, say: a key made anew would be the trail's from then on."""
    assert lantoa_here(tmp_path, "init", LANTOA_TRAIL_KEY="").code == 0
    (tmp_path / "trail_key").unlink()
    before = rows(url_of(tmp_path))
    said = lantoa_here(tmp_path, *words.split(), LANTOA_TRAIL_KEY="")
    assert (said.code, said.out) == (1, "")
    assert "LANTOA_TRAIL_KEY" in said.err
    assert not (tmp_path / "trail_key").exists()
    assert rows(url_of(tmp_path)) == before


def test_what_only_reads_needs_no_key_of_the_trail_and_makes_none(tmp_path: Path) -> None:
    """Lost or moved away, it is when a copy may be wanted most."""
    home = tmp_path / "home"
    assert lantoa_here(home, "init", LANTOA_TRAIL_KEY="").code == 0
    key = (home / "trail_key").read_text()
    (home / "trail_key").unlink()
    for words in (["check"], ["backup", f"{tmp_path}/whole.zip"], ["export", f"{tmp_path}/ward.zip"]):
        said = lantoa_here(home, *words, LANTOA_TRAIL_KEY="")
        assert (said.code == 0) == (words != ["check"])
        assert f"khóa nhật ký không có ở {home}" in said.err
        assert ("khóa khác" in said.err) == (words == ["check"])
        assert not (home / "trail_key").exists()
    copy = {"LANTOA_DATA_DIR": f"{tmp_path}/copy", "LANTOA_TRAIL_KEY": key}
    assert lantoa_here(home, "restore", f"{tmp_path}/whole.zip", **copy).code == 0
    assert lantoa_here(home, "check", **copy).code == 0


def test_a_register_whose_key_is_lost_says_so_and_goes_on_with_a_new_one(tmp_path: Path) -> None:
    assert lantoa_here(tmp_path, "init", LANTOA_TRAIL_KEY="").code == 0
    (tmp_path / "trail_key").unlink()
    said = lantoa_here(tmp_path, "migrate", LANTOA_TRAIL_KEY="")
    assert said.code == 0
    assert f"khóa nhật ký không có ở {tmp_path}" in said.err
    assert "khóa khác" in lantoa_here(tmp_path, "check", LANTOA_TRAIL_KEY="").err


@pytest.mark.parametrize("content", [b"", b"\n", b"\xff" * 64])
def test_a_key_that_is_empty_or_damaged_is_told(tmp_path: Path, content: bytes) -> None:
    assert lantoa_here(tmp_path, "init", LANTOA_TRAIL_KEY="").code == 0
    (tmp_path / "trail_key").write_bytes(content)
    said = lantoa_here(tmp_path, "check", LANTOA_TRAIL_KEY="")
    assert said.code == 1
    assert f"{tmp_path}/trail_key: tệp khóa này rỗng hoặc hỏng" in said.err


def test_a_key_that_finds_no_room_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    said = lantoa_here(tmp_path / "home", "init", LANTOA_TRAIL_KEY="")
    assert (said.code, "hết chỗ trên đĩa" in said.err) == (1, True)
    assert list((tmp_path / "home").iterdir()) == []


@pytest.mark.skipif(os.geteuid() != 0, reason="root alone gives files away")
def test_what_root_begins_belongs_to_whom_the_folder_does(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    os.chown(home, 65534, 65534)
    assert lantoa_here(home, "init", LANTOA_TRAIL_KEY="").code == 0
    assert {path.name: path.stat().st_uid for path in home.iterdir()} == {"lantoa.db": 65534, "trail_key": 65534}


def test_check_of_a_damaged_file_says_so_in_words(home: Path) -> None:
    file = home / "lantoa.db"
    with sqlite3.connect(file) as connection:
        # Migrations leave pages behind in which nothing lies: of them there is nothing to say.
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    whole = file.read_bytes()
    for part in range(2, len(whole) // 4096, 7):
        file.write_bytes(whole[: part * 4096] + bytes(4096) + whole[(part + 1) * 4096 :])
        said = lantoa_here(home, "check")
        assert (said.code, said.out) == (1, ""), f"page {part + 1}"
        assert "hỏng" in said.err


@pytest.mark.parametrize("words", ["check", "init", "user create lan --role leader"])
def test_a_full_disk_is_told_as_one(home: Path, tmp_path: Path, words: str) -> None:
    """SQLite says «disk I/O error» where it finds no room for its index: that sounds like a disk to be thrown away."""
    small = tmp_path / "small"
    small.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=8m", "none", str(small)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("NO SMALL DISK: a full one was not tried")
    try:
        copied(home, small / "home")
        room = os.statvfs(small)
        (small / "filler").write_bytes(bytes(room.f_bavail * room.f_frsize))
        said = lantoa_here(small / "home", *words.split())
        assert (said.code, said.out) == (1, "")
        assert said.err.endswith(": hết chỗ trên đĩa\n")
    finally:
        subprocess.run(["umount", "--lazy", str(small)], check=True)


def test_check_lists_the_first_twenty_of_a_kind_and_counts_the_rest(home: Path) -> None:
    many = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 30) "
    plant(
        home,
        "INSERT INTO receipt (ward_id, scope, key, body_digest, status, body, created_at) "
        + many
        + "SELECT (SELECT max(id) FROM ward), 'POST', i, '', 0, x'', '2026-05-03 00:00:00.000000' FROM n",
    )
    said = lantoa_here(home, "check")
    assert said.err.count("chưa có trả lời") == 20
    assert "… và 10 chỗ nữa" in said.err


def test_a_terminal_without_vietnamese_letters_is_told_too(tmp_path: Path) -> None:
    process = start(tmp_path, "user", "create", "lan", PYTHONIOENCODING="ascii")
    _, err = process.communicate(timeout=60)
    assert process.returncode == 2
    assert "--role" in err
    assert "Traceback" not in err


def test_help_names_every_command() -> None:
    said: Said = lantoa_here(Path(), "--help")
    assert said.code == 0
    commands = {"init", "demo", "serve", "migrate", "ward", "user", "token", "check", "backup", "restore", "import"}
    assert commands <= set(re.findall(r"^ +([a-z]+) ", said.out, re.MULTILINE))
