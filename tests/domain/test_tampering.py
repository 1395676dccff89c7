"""Tampering: whoever changes a row behind the program's back, also one who works the trail out anew without its key."""

import hashlib
import hmac
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Connection, text
from sqlmodel import Session

from app import db
from app.domain import checks, trail, wards
from app.domain.trail import chain, verifying
from tests import makers, samples
from tests.conftest import Stage
from tests.lengths import SOAK
from tests.makers import API, placement, reach

Forge = Callable[[Connection], None]
Q2 = "2026-Q2"


@pytest.fixture
def world(stage: Stage, coordinator: TestClient, officer: TestClient, admin: TestClient) -> Stage:
    """A ward in which something of every sort was written through its doors, and one quarter is closed."""
    stage.scene("something of every sort", lambda: _write_of_every_sort(coordinator, officer, admin))
    return stage


def _write_of_every_sort(coordinator: TestClient, officer: TestClient, admin: TestClient) -> None:
    for number in (1, 2, 3):
        makers.group(coordinator, f"TDP-0{number}")
    makers.campaign(coordinator)
    makers.directive(coordinator, within_days=30)
    makers.material(coordinator)
    cost = {"amount": 1_500_000, "funding": "state_budget"}
    open_day, rows = makers.day(-1), [reach("TDP-01"), reach("TDP-02", None), reach("TDP-03", 30, "estimated")]
    one = makers.product(
        officer,
        placement("zalo", makers.DAY, *rows),
        placement("poster", makers.DAY, reach("TDP-01", 40, "counted")),
        title="Sản phẩm một",
        cost=cost,
        directives=["VB-01"],
    )
    makers.patch(officer, f"/products/{one['id']}", title="Sản phẩm số một", cost=cost | {"amount": 1_600_000})
    makers.product(officer, placement("zalo", open_day, reach("TDP-02", 50, "counted")), title="Sản phẩm hai")
    gone = makers.product(officer, placement("zalo", open_day), title="Sản phẩm ba")
    makers.patch(officer, f"/products/{gone['id']}", status="withdrawn", reason="Sai tên")
    makers.planned(officer, planned_placements=[{"channel": "zalo", "planned_on": makers.day(3)}])
    officer.post(f"{API}/products/{one['id']}/attachments", files={"file": ("a.png", samples.picture())})
    makers.attachment(officer, makers.urgent(officer), samples.picture(), noun="reports")
    ahead = {"received_on": makers.day(-1), "due_on": makers.day(9)}
    for summary in ("Đèn đường hỏng", "Vỉa hè bị lấn chiếm"):
        late = makers.concern(officer, summary=summary)
    makers.delete(officer, f"/concerns/{makers.concern(officer, summary='Ghi nhầm', **ahead)['id']}")
    answer = {"status": "answered", "answered_on": "2026-05-20", "answer": "Đã sửa xong"}
    makers.patch(officer, f"/concerns/{late['id']}", **answer)
    makers.survey(officer)
    makers.pulse(officer, 22, 9, 3)
    makers.commendation(officer)
    plan = makers.plan(officer)
    makers.post(coordinator, f"/plans/{plan['id']}/approve", {})
    report = makers.post(officer, "/reports", {"unit": "UBND", "period": Q2, "type": "periodic"})
    makers.post(officer, f"/reports/{report['id']}/submit", {})
    makers.post(admin, "/users", {"name": "canbo", "role": "unit", "unit": "UBND"})
    token = makers.post(admin, "/tokens", {"name": "cổng", "role": "unit", "unit": "UBND"})
    makers.delete(admin, f"/tokens/{token['id']}")
    makers.patch(admin, "/settings", evidence_share=0.6)
    makers.post(admin, "/days-off", {"day": "2027-01-04", "name": "Nghỉ bù"})
    makers.patch(coordinator, f"/periods/{Q2}", closed=True)


WARD = "(SELECT id FROM ward WHERE code = 'DONGDA')"
ONE = "(SELECT id FROM product WHERE title = 'Sản phẩm số một')"
TWO = "(SELECT id FROM product WHERE title = 'Sản phẩm hai')"
ZALO = f"(SELECT min(id) FROM placement WHERE product_id = {ONE})"
REACH = f"ward_id = {WARD} AND placement_id = {ZALO} AND \"group\" = 'TDP-01'"
HERE = f"ward_id = {WARD}"
AT = "'2026-05-03 00:00:00.000000+00:00'"
HASH = "SELECT password_hash FROM person WHERE name = 'leader'"
# What is done by hand → what the check says; {n} stands for a number.
BY_HAND: dict[str, tuple[str, str]] = {
    "people of a closed quarter": (f"UPDATE reach SET people = 980 WHERE {REACH}", rf"lượt phát {{n}} .*kỳ {Q2}"),
    "people of an open quarter": (
        f"UPDATE reach SET people = 51 WHERE ward_id = {WARD} AND people = 50",
        "lượt phát {n} của sản phẩm {n}",
    ),
    "an estimate as counted": (
        f"UPDATE reach SET basis = 'counted' WHERE {HERE} AND people = 30",
        rf"lượt phát {{n}} .*kỳ {Q2}",
    ),
    "a share as if it were split": (f"UPDATE reach SET allocated = TRUE WHERE {REACH}", "lượt phát {n}"),
    "a row of reach taken away": (f"DELETE FROM reach WHERE {REACH}", "lượt phát {n}"),
    "a row of reach added": (
        f'INSERT INTO reach (ward_id, placement_id, "group", people, basis, allocated)'
        f" SELECT {WARD}, placement_id, 'TDP-02', 9, 'estimated', FALSE FROM reach"
        f" WHERE {HERE} AND people = 40",
        "lượt phát {n}",
    ),
    "people where nobody counted": (
        f"UPDATE reach SET people = 5, basis = 'estimated' WHERE {HERE} AND people IS NULL",
        "lượt phát {n}",
    ),
    "a cost": (f"UPDATE product SET cost_amount = 9000000 WHERE id = {ONE}", rf"sản phẩm {{n}} \(kỳ {Q2}\)"),
    "a funding": (f"UPDATE product SET cost_funding = 'contributed' WHERE id = {ONE}", "sản phẩm {n}"),
    "a title": (f"UPDATE product SET title = 'Khác', title_fold = 'khac' WHERE id = {ONE}", "sản phẩm {n}"),
    "published to withdrawn": (f"UPDATE product SET status = 'withdrawn' WHERE id = {TWO}", "sản phẩm {n}"),
    "withdrawn to published": ("UPDATE product SET status = 'published' WHERE status = 'withdrawn'", "sản phẩm {n}"),
    "whose product it is": (f"UPDATE product SET unit = 'MTTQ' WHERE id = {ONE}", "sản phẩm {n}"),
    "when a product came": (f"UPDATE product SET created_at = {AT} WHERE id = {ONE}", "sản phẩm {n}"),
    "a directive that was not told": (f"DELETE FROM productdirective WHERE product_id = {ONE}", "sản phẩm {n}"),
    "a directive more": (
        f"INSERT INTO productdirective (ward_id, product_id, directive) SELECT {WARD}, {TWO}, 'VB-01'",
        "sản phẩm {n}",
    ),
    "a product deleted": (f"DELETE FROM product WHERE id = {TWO}", "sản phẩm {n}.*: đã bị xóa"),
    "a placement's day": (
        f"UPDATE placement SET published_on = '2026-04-10' WHERE id = {ZALO}",
        rf"lượt phát {{n}} .*kỳ {Q2}",
    ),
    "when a placement was logged": (f"UPDATE placement SET logged_at = {AT} WHERE id = {ZALO}", "lượt phát {n}"),
    "how often it ran": (f"UPDATE placement SET runs = 9 WHERE id = {ZALO}", "lượt phát {n}"),
    "on what channel": (f"UPDATE placement SET channel = 'facebook' WHERE id = {ZALO}", "lượt phát {n}"),
    "a placement of another product": (f"UPDATE placement SET product_id = {TWO} WHERE id = {ZALO}", "lượt phát {n}"),
    "a placement deleted": (
        f"DELETE FROM placement WHERE id = {ZALO}",
        rf"lượt phát {{n}} của sản phẩm {{n}}.*{Q2}.*đã bị xóa",
    ),
    "a day to come": ("UPDATE plannedplacement SET planned_on = '2026-05-05'", "lượt dự kiến {n}"),
    "a file's alternative text": (
        "UPDATE attachment SET alt_text = 'x' WHERE product_id IS NOT NULL",
        "tệp đính kèm {n} của sản phẩm {n}",
    ),
    "a file of a report": (
        "UPDATE attachment SET alt_text = 'x' WHERE report_id IS NOT NULL",
        "tệp đính kèm {n} của báo cáo {n}",
    ),
    "a file of a report deleted": (
        "DELETE FROM attachment WHERE report_id IS NOT NULL",
        "tệp đính kèm {n} của báo cáo {n}.*đã bị xóa",
    ),
    "when a concern was answered": (
        "UPDATE concern SET answered_on = '2026-05-05' WHERE status = 'answered'",
        rf"vấn đề {{n}} \(kỳ {Q2}\)",
    ),
    "when an answer is due": ("UPDATE concern SET due_on = '2026-12-31' WHERE status = 'received'", "vấn đề {n}"),
    "a concern deleted": ("DELETE FROM concern WHERE status = 'received'", rf"vấn đề {{n}} \(kỳ {Q2}\): đã bị xóa"),
    "a survey": ("UPDATE survey SET aware = aware + 1", rf"khảo sát {{n}} \(kỳ {Q2}\)"),
    "a hidden count": ("UPDATE pulse SET worried = 4", rf"xu hướng dư luận {{n}} \(kỳ {Q2}\)"),
    "a commendation": ("UPDATE commendation SET status = 'commended'", "gương điển hình {n}"),
    "an approval": ("UPDATE plan SET approved_at = NULL", "kế hoạch {n}"),
    "a key material": ("UPDATE material SET key = FALSE", "tài liệu TL-05"),
    "the first submission": (f"UPDATE report SET first_submitted_at = {AT}", rf"báo cáo {{n}} \(kỳ {Q2}\)"),
    "a snapshot": ("UPDATE reportsnapshot SET figures_until = '2026-05-01'", "bản chụp lần 1 của báo cáo {n}"),
    "a snapshot's figures": ("UPDATE reportsnapshot SET figures = '{}'", "bản chụp lần 1 của báo cáo {n}"),
    "a snapshot deleted": ("DELETE FROM reportsnapshot", "bản chụp lần 1 của báo cáo {n}.*: đã bị xóa"),
    "a closed indicator": (
        "UPDATE closedfigure SET figures = '{\"value\":1}' WHERE code = 'spending'",
        f"số khi đóng kỳ {Q2}, spending",
    ),
    "a closed coverage": (
        "UPDATE closedfigure SET figures = '{\"gross\":1}' WHERE code = 'coverage residential'",
        f"số khi đóng kỳ {Q2}, coverage residential",
    ),
    "the closed figures deleted": ("DELETE FROM closedfigure", f"số khi đóng kỳ {Q2}, spending.*: đã bị xóa"),
    "a period opened": ("UPDATE period SET closed_at = NULL", f"kỳ {Q2}"),
    "when reports are due": ("UPDATE period SET due_on = '2026-12-31'", f"kỳ {Q2}"),
    "a person an admin": ("UPDATE person SET role = 'admin' WHERE name = 'officer'", "tài khoản {n}"),
    "a password": (f"UPDATE person SET password_hash = ({HASH}) || 'x' WHERE name = 'admin'", "tài khoản {n}"),
    "a person who left": (f"UPDATE person SET left_at = {AT} WHERE name = 'canbo'", "tài khoản {n}"),
    "a person added": (
        "INSERT INTO person (ward_id, id, name, full_name, role, password_hash, created_at, updated_at)"
        f" VALUES ({WARD}, 5, 'ai', 'Ai', 'admin', '', {AT}, {AT})",
        "tài khoản 5: được thêm",
    ),
    "a token an admin's": ("UPDATE token SET role = 'admin' WHERE name = 'officer'", "mã kết nối {n}"),
    "a token's words": ("UPDATE token SET digest = 'x' WHERE name = 'officer'", "mã kết nối {n}"),
    "a token that was revoked": ("UPDATE token SET revoked_at = NULL WHERE name = 'cổng'", "mã kết nối {n}"),
    "a target": (
        f"UPDATE ward SET settings = '{json.dumps({'evidence_share': 0.1})}' WHERE code = 'DONGDA'",
        "phường và cài đặt",
    ),
    "a population": ("UPDATE \"group\" SET population = 400 WHERE code = 'TDP-03'", "nhóm TDP-03"),
    "a group added": (
        'INSERT INTO "group" (ward_id, code, kind, name, position, created_at, updated_at)'
        f" VALUES ({WARD}, 'TDP-99', 'residential', 'Tổ 99', 9, {AT}, {AT})",
        "nhóm TDP-99: được thêm",
    ),
    "days allowed": ("UPDATE directive SET within_days = 300 WHERE code = 'VB-01'", "chủ trương VB-01"),
    "a unit that need not report": ("UPDATE unit SET reports = FALSE WHERE code = 'MTTQ'", "đơn vị MTTQ"),
    "the pack's names": ("UPDATE contentgroup SET name = 'x' WHERE code = '1.3'", "nhóm nội dung 1.3"),
    "a day off": ("DELETE FROM dayoff", "ngày nghỉ 2027-01-04: đã bị xóa"),
    "a change": (f"UPDATE change SET action = 'x' WHERE {HERE} AND seq = 7", "thay đổi 7 trong nhật ký đã bị sửa"),
    "an old value": (
        f"UPDATE change SET facts = '{{}}' WHERE {HERE} AND seq = 7",
        "thay đổi 7 trong nhật ký đã bị sửa",
    ),
    "who did it": (f"UPDATE change SET token_id = 1 WHERE {HERE} AND seq = 7", "thay đổi 7 trong nhật ký"),
    "a change deleted": (f"DELETE FROM change WHERE {HERE} AND seq = 7", "nhật ký thiếu thay đổi 7"),
    "the words of a change": ('UPDATE changetext SET words = \'{"title":"x"}\'', "lời của thay đổi {n}"),
    "the words of a change erased": (f"DELETE FROM changetext WHERE {HERE}", "lời của thay đổi {n} .*đã bị xóa ngoài"),
    "the trail's end": (
        f"DELETE FROM change WHERE {HERE} AND seq = (SELECT max(seq) FROM change WHERE {HERE})",
        "phần cuối nhật ký",
    ),
    "the trail's head": (f"UPDATE trailhead SET seq = seq - 1 WHERE {HERE}", "phần cuối nhật ký"),
    "the name of the key": (f"UPDATE change SET keyed_by = 'x' WHERE {HERE}", "thay đổi {n} trong nhật ký đã bị sửa"),
    "what the ward began with": (f"UPDATE trailbase SET things = '{{}}' WHERE {HERE}", "bản kê ban đầu"),
    "all that the ward began with": (f"DELETE FROM trailbase WHERE {HERE}", "được thêm ngoài chương trình"),
}


@contextmanager
def by_hand(stage: Stage) -> Iterator[tuple[Session, Connection]]:
    """Rows as someone changes them who holds the database; all is as before at the end."""
    with Session(stage.engine) as session:
        connection = session.connection()
        if stage.engine.dialect.name == "sqlite":
            connection.execute(text("PRAGMA defer_foreign_keys = ON"))
        else:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        yield session, connection
        session.rollback()


def said(session: Session) -> str:
    return "\n".join(checks.faults(session))


def test_check_names_what_was_done_by_hand(world: Stage) -> None:
    unnamed = []
    # PostgreSQL gives every column back as SQLite does or none of its sort: in the short form a third shows it.
    step = 3 if world.engine.dialect.name == "postgresql" and not SOAK else 1
    for way, (statement, told) in [*BY_HAND.items()][::step]:
        with by_hand(world) as (session, connection):
            assert connection.execute(text(statement.replace(":", r"\:"))).rowcount > 0, way
            found = said(session)
        if not re.search(told.replace("{n}", r"\d+"), found):
            unnamed.append((way, found))
    assert unnamed == []
    assert len(BY_HAND) > 40
    with db.reading(world.engine) as session:
        assert said(session) == ""


def _cut(connection: Connection) -> None:
    """The last changes, their words and the head that stood before them."""
    here = f"ward_id = {WARD} AND seq > 5"
    for table in ("changetext", "change"):
        connection.execute(text(f"DELETE FROM {table} WHERE {here}"))
    connection.execute(
        text(
            "UPDATE trailhead SET seq = 5, digest ="
            f" (SELECT digest FROM change WHERE ward_id = {WARD} AND seq = 5) WHERE ward_id = {WARD}"
        )
    )


def _emptied(connection: Connection) -> None:
    for table in ("changetext", "change", "trailbase"):
        connection.execute(text(f"DELETE FROM {table} WHERE ward_id = {WARD}"))
    connection.execute(text(f"UPDATE trailhead SET seq = 0, digest = '' WHERE ward_id = {WARD}"))


def _chained_anew(digest: Callable[[bytes], str]) -> Forge:
    """A cost and its change, and the chain worked out anew from there on, as well as one can who has no key."""

    def forge(connection: Connection) -> None:
        connection.execute(text(f"UPDATE product SET cost_amount = 9 WHERE id = {ONE}"))
        table = chain_table()
        rows = connection.execute(table.select().order_by(table.c.ward_id, table.c.seq)).mappings().all()
        before: dict[int, str] = {}
        for row in rows:
            change = dict(row) | {"facts": row["facts"] | {"cost_amount": 9}}
            parts = [change[name] if name != "at" else change[name].isoformat() for name in chain.CHAINED]
            told = json.dumps([*parts, before.get(row["ward_id"], "")], ensure_ascii=False, sort_keys=True)
            before[row["ward_id"]] = digest(told.encode())
            here = (table.c.ward_id == row["ward_id"], table.c.seq == row["seq"])
            connection.execute(table.update().where(*here).values(facts=change["facts"], digest=before[row["ward_id"]]))
        for ward_id, last in before.items():
            connection.execute(
                text("UPDATE trailhead SET digest = :last WHERE ward_id = :ward"), {"last": last, "ward": ward_id}
            )

    return forge


def chain_table() -> Any:
    from app.models import Change

    return Change.__table__  # type: ignore[attr-defined]


FORGED: dict[str, tuple[Forge, str]] = {
    "the end cut off and the head set back": (_cut, "ngoài chương trình"),
    "the whole trail emptied": (_emptied, "được thêm ngoài chương trình"),
    "a chain worked out without a key": (
        _chained_anew(lambda told: hashlib.sha256(told).hexdigest()),
        "trong nhật ký đã bị sửa",
    ),
    "a chain worked out with another key": (
        _chained_anew(lambda told: hmac.digest(b"guessed", told, "sha256").hex()),
        "trong nhật ký đã bị sửa",
    ),
}


@pytest.mark.parametrize("way", FORGED)
def test_a_forged_trail_is_found(world: Stage, way: str) -> None:
    forge, told = FORGED[way]
    with by_hand(world) as (session, connection):
        forge(connection)
        assert told in said(session)


def test_the_head_proves_that_nothing_before_it_was_altered(world: Stage) -> None:
    with db.reading(world.engine) as session:
        ward = wards.by_code(session, "DONGDA")
        seen = verifying.walked(session, ward.id).seen
        assert trail.head(session, ward.id).words == f"{len(seen)}:{seen[len(seen)][:32]}"
        for seq in (1, 10, len(seen)):
            assert verifying.holds(session, f"{seq}:{seen[seq]}")
            assert verifying.holds(session, f"{seq}:{seen[seq][:16]}")
        assert not verifying.holds(session, f"2:{seen[1]}")
        assert not verifying.holds(session, f"{len(seen) + 1}:{seen[1]}")
        with pytest.raises(ValueError):
            verifying.holds(session, f"1:{seen[1][:15]}")
    with by_hand(world) as (session, connection):
        _cut(connection)
        assert not verifying.holds(session, f"10:{seen[10]}")
        assert verifying.holds(session, f"5:{seen[5]}")


def test_another_key_is_another_key_and_no_tampering(world: Stage) -> None:
    engine = world.engine.execution_options(trail_key=b"another")
    with db.reading(engine) as session:
        found = said(session)
    assert "khóa khác" in found
    assert "bị sửa" not in found


def test_what_is_written_with_another_key_is_told_apart(world: Stage) -> None:
    other = world.engine.execution_options(trail_key=b"another")
    with db.transaction(other) as session:
        me = world.person(session, "coordinator")
        last = trail.head(session, me.ward_id).seq + 1
        trail.note(session, me, trail.Note("changed", "group", "TDP-01"))
    for engine, first in ((world.engine, last), (other, 0)):
        with db.reading(engine) as session:
            found = said(session)
        assert f"DONGDA: khóa khác: thay đổi {first} đến {last if first else last - 1} ghi bằng khóa khác" in found
        assert "bị sửa" not in found


def test_what_stands_under_this_key_is_compared_though_older_changes_have_another(world: Stage) -> None:
    other = world.engine.execution_options(trail_key=b"another")
    with db.transaction(other) as session:
        trail.note(session, world.person(session, "coordinator"), trail.Note("changed", "group", "TDP-01"))
    with world.writing() as (session, _):
        session.execute(text("UPDATE \"group\" SET population = 5 WHERE code IN ('TDP-01', 'TDP-02')"))
    for engine, altered, unjudged in ((world.engine, "TDP-02", "TDP-01"), (other, "TDP-01", "TDP-02")):
        with db.reading(engine) as session:
            found = said(session)
        assert f"nhóm {altered}: đã bị sửa ngoài chương trình" in found
        assert f"nhóm {unjudged}: " not in found
        assert "khóa khác" in found


def test_of_what_is_not_a_fact_the_check_says_nothing(world: Stage) -> None:
    later = (date.today() + timedelta(days=1)).isoformat()  # noqa: DTZ011
    with by_hand(world) as (session, connection):
        connection.execute(text(f"UPDATE token SET used_at = '{later} 00\\:00\\:00.000000+00\\:00'"))
        connection.execute(text("DELETE FROM browsersession"))
        assert said(session) == ""
