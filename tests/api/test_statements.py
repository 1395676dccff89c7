"""How many statements a save takes: a handful, and no more for more rows."""

import pytest
from fastapi.testclient import TestClient

from tests import makers
from tests.conftest import Stage
from tests.makers import placement, product_json, reach
from tests.rig.statements import counted

GROUPS = [f"TDP-{number:02}" for number in range(20)]
BATCH = f"{makers.API}/products/batch"


@pytest.fixture
def writer(coordinator: TestClient, officer: TestClient) -> TestClient:
    """An officer's client whose ward has twenty groups, and whose first save of the day is over."""
    for code in GROUPS:
        makers.group(coordinator, code)
    makers.post(officer, "/products", body())
    return officer


def body(**fields: object) -> makers.Json:
    rows = [reach(code, 10 + number) for number, code in enumerate(GROUPS)]
    return product_json(placements=[placement("zalo", makers.DAY, *rows)], **fields)


def verbs(statements: list[str]) -> list[str]:
    """What the statements do to which table, from the first that the verb itself asks to the last that it writes."""
    first = next(index for index, one in enumerate(statements) if "same_product" in one or "title_fold" in one)
    last = max(index for index, one in enumerate(statements) if one.startswith("UPDATE trailhead"))
    return [" ".join(one.split()[:3]) if one[:6] != "SELECT" else "SELECT" for one in statements[first : last + 1]]


def test_a_product_with_twenty_groups_is_stored_in_ten_statements(stage: Stage, writer: TestClient) -> None:
    with counted(stage.engine) as statements:
        makers.post(writer, "/products", body())
    assert verbs(statements) == [
        # Is there one of the same name, and what is usual?
        "SELECT",
        "SELECT",
        "UPDATE sequence SET",
        "INSERT INTO product",
        "INSERT INTO placement",
        "INSERT INTO reach",
        "INSERT INTO change",
        "INSERT INTO changetext",
        "UPDATE trailhead SET",
    ]


def test_a_change_takes_as_many_whatever_it_changes(stage: Stage, writer: TestClient) -> None:
    taken = []
    for days in (1, 6):
        path = f"{makers.API}/products/{makers.post(writer, '/products', body())['id']}"
        rows = [placement("zalo", f"2026-05-{day:02}", *(reach(code) for code in GROUPS)) for day in range(4, 4 + days)]
        etag = writer.get(path).headers["etag"]
        with counted(stage.engine) as statements:
            assert writer.patch(path, json={"placements": rows}, headers={"If-Match": etag}).status_code == 200
        taken.append(len(statements))
    # What came between the first day and the last is asked for by one more.
    assert taken[0] + 1 == taken[1] <= 30


@pytest.mark.parametrize("again", [False, True], ids=["new", "sent again"])
def test_a_batch_takes_as_many_statements_for_two_rows_as_for_two_hundred(
    stage: Stage, writer: TestClient, again: bool
) -> None:
    taken = []
    for count in (2, 200):
        rows = [body(external_id=f"{count}-{number}") for number in range(count)]
        if again:
            assert writer.post(BATCH, json={"items": rows}).status_code == 201
        with counted(stage.engine) as statements:
            answer = writer.post(BATCH, json={"items": rows})
        assert {one["status"] for one in answer.json()["items"]} == {200 if again else 201}
        taken.append(len(statements))
    assert taken[0] == taken[1] <= 20
