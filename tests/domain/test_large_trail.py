"""A check of a register that has grown: it says nothing of what the program wrote, and takes a few seconds."""

import time
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from app import db
from app.domain import checks, products, trail
from tests import lengths, makers
from tests.conftest import Stage
from tests.makers import placement, product_json, reach

# A thousand changes each, of 20 rows of reach.
BATCHES, LONGEST = lengths.of("batches of a large trail"), 10


@pytest.fixture
def uncounted(stage: Stage) -> Iterator[None]:
    """PostgreSQL does not count these tables meanwhile, as it has not yet where much was just brought in."""
    if stage.engine.dialect.name == "postgresql":
        count(stage, "false")
        yield
        count(stage, "true")
    else:
        yield


def count(stage: Stage, enabled: str) -> None:
    with stage.engine.begin() as connection:
        for table in ("reach", "placement", "product", "change", "changetext"):
            connection.execute(text(f"ALTER TABLE {table} SET (autovacuum_enabled = {enabled})"))


def test_a_check_of_an_untouched_register_is_quick_and_silent(
    stage: Stage, uncounted: None, coordinator: TestClient
) -> None:
    codes = [f"TDP-{number}" for number in range(20)]
    for code in codes:
        makers.group(coordinator, code)
    rows = [placement("zalo", makers.DAY, *(reach(code, 40, "counted") for code in codes))]
    for _ in range(BATCHES):
        sent = [product_json(placements=rows) for _ in range(1000)]
        with db.transaction(stage.engine) as session:
            me = stage.person(session, "coordinator")
            products.store(session, me, products.prepare(session, me, sent))
    with db.reading(stage.engine) as session:
        # What the program itself works: the machine may have other things to do.
        start = time.process_time()
        assert checks.faults(session) == []
        assert time.process_time() - start < LONGEST
        assert trail.head(session, me.ward_id).seq == 1000 * BATCHES + len(codes)
