"""Migrations on both databases: from nothing to the models' schema, back to nothing, and up again."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect
from sqlmodel import SQLModel

from alembic import command
from app import db, migrations
from app.commands.installation import now
from app.domain import checks, groups, trail, wards
from app.domain.access import Me
from app.domain.inputs import read
from tests.lantoa import begin, fill, lantoa, opened, rows, url_of
from tests.rig import migrated


@pytest.fixture(autouse=True)
def _migrations_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrations, "upgrade", migrated.truly)


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Any) -> Iterator[str]:
    """An empty database of each kind."""
    if request.param == "sqlite":
        yield url_of(tmp_path)
        return
    with request.getfixturevalue("cluster").database() as found:
        yield found


def test_the_migrations_make_exactly_what_the_models_say(url: str) -> None:
    with opened(url) as engine:
        migrations.upgrade(engine)
        with engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, SQLModel.metadata) == []
        for name, table in SQLModel.metadata.tables.items():
            assert _key(engine, name) == [column.name for column in table.primary_key], name


def test_a_new_one_is_numbered_after_the_last(tmp_path: Any) -> None:
    """As README has a developer make it; by another name the program would take the one before for the newest."""
    rooms = shutil.copytree(migrations.ROOT / "alembic", tmp_path / "alembic")
    with opened(url_of(tmp_path)) as engine:
        migrations.upgrade(engine)
        config = migrations.config(engine)
        config.set_main_option("script_location", str(rooms))
        command.revision(config, "A thing", autogenerate=True)
    last = migrations.head()
    number = f"{int(str(last)) + 1:04}"
    text = (rooms / "versions" / f"{number}_a_thing.py").read_text("utf-8")
    assert f'revision = "{number}"\ndown_revision = "{last}"' in text


def test_a_copy_that_other_tests_begin_with_is_what_the_migrations_make(tmp_path: Any) -> None:
    found = []
    for name, upgrade in {"true": migrated.truly, "kept": migrated.upgrade, "copied": migrated.upgrade}.items():
        (tmp_path / name).mkdir()
        with opened(url_of(tmp_path / name)) as engine:
            upgrade(engine)
        with closing(sqlite3.connect(tmp_path / name / "lantoa.db")) as connection:
            # In which order a table's keys stand there is anything, when it was built anew.
            lines = sorted(line.strip(" ,") for line in "\n".join(connection.iterdump()).split("\n"))
            found.append((lines, *connection.execute("PRAGMA journal_mode")))
    assert found[0] == found[1] == found[2]
    assert found[0][1] == ("wal",)


def _key(engine: Engine, table: str) -> list[str]:
    """Alembic does not compare primary keys."""
    return list(inspect(engine).get_pk_constraint(table)["constrained_columns"])


def test_what_sqlite_keeps_without_row_ids_is_kept_so(tmp_path: Any) -> None:
    tables = SQLModel.metadata.tables.values()
    wanted = {table.name for table in tables if not table.dialect_options["sqlite"]["with_rowid"]}
    with opened(url_of(tmp_path)) as engine:
        migrations.upgrade(engine)
        with engine.connect() as connection:
            made = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE sql LIKE '%WITHOUT ROWID%'")
            assert {name for (name,) in made} == wanted
    assert "reach" in wanted


def test_down_to_nothing_and_up_again(url: str) -> None:
    with opened(url) as engine:
        migrations.upgrade(engine)
        first = set(inspect(engine).get_table_names())
        migrations.downgrade(engine, "base")
        assert inspect(engine).get_table_names() == ["alembic_version"]
        assert migrations.current(engine) is None
        migrations.upgrade(engine)
        assert set(inspect(engine).get_table_names()) == first
        assert migrations.current(engine) == migrations.head()


def test_what_search_compares_is_worked_out_anew_and_taken_back(url: str) -> None:
    fill(url)
    with opened(url) as engine:
        for step, folded in ((migrations.downgrade, "ki thuat ðong ða"), (migrations.upgrade, "ki thuat dong da")):
            with engine.begin() as connection:
                connection.exec_driver_sql("UPDATE product SET title = 'Kĩ thuật Ðống Ða', title_fold = ''")
            step(engine, "0010-1" if step is migrations.downgrade else "head")
            with engine.connect() as connection:
                found = connection.exec_driver_sql("SELECT DISTINCT title_fold FROM product").scalars().all()
            assert found == [folded]


def test_two_that_migrate_at_once_both_succeed(url: str, tmp_path: Any) -> None:
    both = [begin(tmp_path, "migrate", url=url) for _ in range(2)]
    for said in [one.said() for one in both]:
        assert said.code == 0, said.err
        assert str(migrations.head()) in said.out
    assert rows(url)["alembic_version"] == [(repr(migrations.head()),)]


def test_a_database_of_a_newer_program_is_left_alone(tmp_path: Any) -> None:
    with opened(url_of(tmp_path)) as engine:
        migrations.upgrade(engine)
        with engine.begin() as connection:
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    said = lantoa(tmp_path, "migrate")
    assert said.code == 1
    assert "mới hơn chương trình" in said.err


BEFORE_KEYS = "0013"


def _plain_chain(url: str) -> None:
    """The trail as it was before it had a key: digests by SHA-256 alone."""
    with opened(url) as engine:
        migrations.upgrade(engine)
        with db.transaction(engine) as session:
            wards.found_city(session)
            ward = wards.create(session, "DONGDA", "Phường Đống Đa")
            me = trail.take_turn(session, Me(ward, "admin", None, None, None, None, "", now()))
            for number in range(1, 6):
                row = {"code": f"TDP-{number}", "kind": "residential", "name": f"Tổ {number}", "population": 1000}
                groups.CATALOGUE.create(session, me, read(groups.CATALOGUE.takes, row))
        migrations.downgrade(engine, BEFORE_KEYS)


def _faults(url: str) -> list[str]:
    with opened(url) as engine, db.reading(engine) as session:
        return checks.faults(session)


def test_an_old_trail_is_keyed_and_everything_has_a_digest(url: str) -> None:
    _plain_chain(url)
    with opened(url) as engine:
        migrations.upgrade(engine)
        with engine.begin() as connection:
            assert connection.exec_driver_sql("SELECT count(*) FROM change WHERE keyed_by <> ''").scalar() == 5
    assert _faults(url) == []
    with opened(url) as engine, engine.begin() as connection:
        connection.exec_driver_sql("UPDATE \"group\" SET population = 5 WHERE code = 'TDP-3'")
    [told] = _faults(url)
    assert "nhóm TDP-3: đã bị sửa ngoài chương trình" in told


def test_a_link_that_was_broken_before_stays_named(url: str) -> None:
    _plain_chain(url)
    with opened(url) as engine:
        with engine.begin() as connection:
            connection.exec_driver_sql("UPDATE change SET action = 'x' WHERE seq = 3")
            connection.exec_driver_sql("DELETE FROM changetext WHERE seq = 5")
            connection.exec_driver_sql("DELETE FROM change WHERE seq = 5")
        migrations.upgrade(engine)
    assert _faults(url) == ["DONGDA: thay đổi 3 trong nhật ký đã bị sửa", "DONGDA: phần cuối nhật ký đã bị cắt"]


def test_key_dates_are_numbered_and_the_trail_knows_them_still(url: str) -> None:
    _plain_chain(url)
    with opened(url) as engine:
        migrations.upgrade(engine)
        migrations.downgrade(engine, "0018")
        with engine.begin() as connection:
            before = connection.exec_driver_sql("SELECT day, name, kind FROM keydate ORDER BY day, name").all()
            altered = "UPDATE keydate SET day = '2026-06-11' WHERE name = 'Hạn báo cáo quý II'"
            connection.exec_driver_sql(altered)
        migrations.upgrade(engine)
        with engine.connect() as connection:
            after = connection.exec_driver_sql("SELECT day, name, kind FROM keydate ORDER BY day, name").all()
    assert len(after) == len(before) > 10
    # What was altered behind the program's back is named under its new number and under its old name.
    told = sorted(_faults(url))
    assert len(told) == 2
    assert "ngày đáng nhớ 2026-06-10 Hạn báo cáo quý II: đã bị xóa ngoài chương trình" in told[0]
    assert "được thêm ngoài chương trình" in told[1]
