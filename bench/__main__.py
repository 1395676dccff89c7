"""`make bench`: how much more than the bare work our answers cost, the rounds interleaved, medians of their ratios."""

import random
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from fastapi.testclient import TestClient
from sqlalchemy import Engine, text
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route

from app import db, migrations
from app.domain import tokens, wards
from app.main import build
from app.models import Group, Placement, Product, Reach
from app.settings import Settings

GROUPS, PRODUCTS, ROUNDS = 59, 300, 15


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder))
        engine = db.open_engine(settings.database)
        migrations.upgrade(engine)
        ward_id, token = _world(engine)
        with (
            TestClient(build(settings), headers={"Authorization": f"Bearer {token}"}) as ours,
            TestClient(Starlette(routes=[Route("/", lambda _: Response(b"{}"))])) as bare,
        ):
            reach = f"{PRODUCTS} products, {PRODUCTS * 2 * GROUPS:,} rows of reach in the quarter"
            print(f"{reach}; median of {ROUNDS} interleaved rounds")
            _compare(
                "coverage of a quarter", lambda: _coverage(ours), "its raw rows by SQL", lambda: _rows(engine, ward_id)
            )
            _compare("coverage of a quarter", lambda: _coverage(ours), "a bare answer", lambda: bare.get("/"))
            _compare("list of 50 products", lambda: _list(ours), "a bare answer", lambda: bare.get("/"))
            _compare("one product, 59 groups", lambda: _create(ours), "a bare answer", lambda: bare.get("/"))
            _compare(
                "one product, 59 groups", lambda: _create(ours), "its raw inserts", lambda: _insert(engine, ward_id)
            )


def _world(engine: Engine) -> tuple[int, str]:
    """A ward with two placements of every product in every group, inserted past the domain: only its size matters."""
    random.seed(1)
    with db.transaction(engine) as session:
        wards.found_city(session)
        ward = wards.create(session, "DONGDA", "Phường Đống Đa")
        _, token = tokens.create(session, ward, "bench", "coordinator", None)
        session.add_all(
            Group(
                ward_id=ward.id,
                code=f"TDP-{n:02}",
                kind="residential",
                name=f"Tổ {n}",
                population=1000 + 7 * n,
                position=n,
            )
            for n in range(GROUPS)
        )
        session.flush()
        for number in range(PRODUCTS):
            day = date(2026, 7, 1) + timedelta(days=number % 90)
            session.add(_product(ward.id, 100_000 + number, day))
            session.flush()
            for half in (0, 1):
                placement = 200_000 + 2 * number + half
                channel = ("zalo", "loudspeaker", "fanpage")[(number + half) % 3]
                session.add(
                    Placement(
                        ward_id=ward.id, id=placement, product_id=100_000 + number, channel=channel, published_on=day
                    )
                )
                session.flush()
                session.add_all(_reach(ward.id, placement))
        session.execute(text("UPDATE sequence SET value = 1000000"))
        return ward.id, token


def _product(ward_id: int, key: int, day: date) -> Product:
    return Product(
        ward_id=ward_id, id=key, unit="UBND", campaign="TX-2026", kind="video", title=f"Sản phẩm {key}",
        title_fold=f"san pham {key}", content_group=f"1.{1 + key % 14}", status="published", shown_on=day,
    )  # fmt: skip


def _reach(ward_id: int, placement: int) -> list[Reach]:
    return [
        Reach(
            ward_id=ward_id,
            placement_id=placement,
            group=f"TDP-{n:02}",
            people=random.randint(50, 900),
            basis="estimated",
        )
        for n in range(GROUPS)
    ]


def _coverage(client: TestClient) -> None:
    assert client.get("/api/v1/coverage?period=2026-Q3").status_code == 200


def _list(client: TestClient) -> None:
    assert len(client.get("/api/v1/products?limit=50").json()["items"]) == 50


_made = iter(range(10**9))


def _create(client: TestClient) -> None:
    reach = [{"group": f"TDP-{n:02}", "people": 300, "basis": "estimated"} for n in range(GROUPS)]
    body = {
        "unit": "UBND", "kind": "video", "title": f"Mới {next(_made)}", "content_group": "1.1",
        "placements": [{"channel": "zalo", "published_on": "2026-05-03", "reach": reach}],
    }  # fmt: skip
    assert client.post("/api/v1/products", json=body).status_code == 201


def _rows(engine: Engine, ward_id: int) -> None:
    query = """
        SELECT r."group", p.channel, p.product_id, p.id, r.people, r.basis FROM placement p
        JOIN product d ON d.ward_id = p.ward_id AND d.id = p.product_id
        JOIN reach r ON r.ward_id = p.ward_id AND r.placement_id = p.id
        WHERE p.ward_id = :ward AND d.status = 'published' AND p.published_on BETWEEN '2026-07-01' AND '2026-09-30'"""
    with engine.connect() as connection:
        assert connection.execute(text(query), {"ward": ward_id}).fetchall()


def _insert(engine: Engine, ward_id: int) -> None:
    key = 3_000_000 + next(_made)
    with db.transaction(engine) as session:
        connection = session.connection()
        connection.execute(Product.__table__.insert(), [_product(ward_id, key, date(2026, 5, 3)).model_dump()])  # type: ignore[attr-defined]
        placement = Placement(ward_id=ward_id, id=key, product_id=key, channel="zalo", published_on=date(2026, 5, 3))
        connection.execute(Placement.__table__.insert(), [placement.model_dump()])  # type: ignore[attr-defined]
        rows = [row.model_dump() for row in _reach(ward_id, key)]
        connection.execute(Reach.__table__.insert(), rows)  # type: ignore[attr-defined]


def _compare(name: str, ours: Callable[[], object], other: str, base: Callable[[], object]) -> None:
    ratios, times = [], []
    for _ in range(ROUNDS):
        mine, theirs = _time(ours), _time(base)
        ratios.append(mine / theirs)
        times.append(mine)
    print(f"{name:<24} {1000 * statistics.median(times):7.1f} ms = {statistics.median(ratios):6.1f} × {other}")


def _time(act: Callable[[], object]) -> float:
    start = time.perf_counter()
    act()
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
