"""Reference data is read once and kept, and a product is held against what it is, not against what it was."""

from collections.abc import Callable
from functools import partial

import pytest
from fastapi.testclient import TestClient

from app.domain.products import known
from tests import makers
from tests.conftest import Stage
from tests.makers import placement, product_json, reach
from tests.rig.statements import counted

TABLES = ("channel", '"group"', "campaign", "topic", "period", "directive", "material", "unit", "axis", "contentgroup")


def read(statements: list[str]) -> set[str]:
    """The tables of reference data that were read whole; usual shares ask for the groups sent."""
    return {
        table for table in TABLES for one in statements if f"FROM {table} " in one and "aggregate_strings" not in one
    }


def try_log(client: TestClient, **fields: object) -> int:
    return client.post(f"{makers.API}/products", json=product_json(**fields)).status_code


def test_a_save_reads_no_reference_data_again(stage: Stage, coordinator: TestClient) -> None:
    makers.group(coordinator)
    rows = [placement("zalo", makers.DAY, reach())]
    with counted(stage.engine) as first:
        makers.product(coordinator, *rows)
    assert read(first) == set(TABLES)
    with counted(stage.engine) as second:
        makers.product(coordinator, *rows)
    assert read(second) == set()


def change(client: TestClient, path: str, **fields: object) -> None:
    makers.patch(client, path, **fields)


ACTS: dict[str, tuple[Callable[[TestClient], object], makers.Json]] = {
    "a group": (makers.group, {"placements": [placement("zalo", makers.DAY, reach())]}),
    "a channel": (
        lambda client: makers.post(client, "/channels", {"code": "podcast", "name": "Podcast"}),
        {"placements": [placement("podcast")]},
    ),
    "a campaign": (makers.campaign, {"campaign": "NQ02"}),
    "a directive": (makers.directive, {"directives": ["VB-01"]}),
    "a material": (makers.material, {"material": "TL-05"}),
}


@pytest.mark.parametrize("noun", ACTS)
def test_what_is_new_is_known_at_once(coordinator: TestClient, noun: str) -> None:
    act, fields = ACTS[noun]
    assert try_log(coordinator, **fields) == 422
    act(coordinator)
    assert try_log(coordinator, **fields) == 201


def test_a_new_unit_logs_at_once(coordinator: TestClient, admin: TestClient) -> None:
    assert try_log(coordinator, unit="DTN") == 422
    makers.post(admin, "/units", makers.unit_json())
    assert try_log(coordinator, unit="DTN") == 201


def test_what_is_deleted_is_known_no_more(coordinator: TestClient) -> None:
    makers.group(coordinator)
    rows = [placement("zalo", makers.DAY, reach())]
    assert try_log(coordinator) == 201
    makers.delete(coordinator, "/groups/TDP-01")
    assert try_log(coordinator, placements=rows) == 422


def test_a_population_a_life_and_a_closing_hold_at_once(coordinator: TestClient, officer: TestClient) -> None:
    makers.group(coordinator)
    log = partial(try_log, officer, placements=[placement("zalo", makers.DAY, reach(people=900))])
    assert log() == 201
    change(coordinator, "/groups/TDP-01", population=800)
    assert log() == 422
    change(coordinator, "/groups/TDP-01", population=1000)
    assert log() == 201
    change(coordinator, "/groups/TDP-01", active_from="2026-06-01")
    assert log() == 422
    change(coordinator, "/groups/TDP-01", active_from=None)
    makers.close(coordinator)
    assert log() == 409
    change(coordinator, "/periods/2026-Q2", closed=False)
    assert log() == 201


def test_a_group_of_one_ward_is_not_known_in_another(coordinator: TestClient, stranger: TestClient) -> None:
    makers.group(coordinator)
    rows = [placement("zalo", makers.DAY, reach())]
    assert try_log(coordinator, placements=rows) == 201
    assert try_log(stranger, placements=rows) == 422


def test_a_database_put_back_brings_back_what_it_knew(stage: Stage, coordinator: TestClient) -> None:
    """The trail stands at the same number in both lives, but not at the same change."""
    makers.group(coordinator)
    rows = [placement("zalo", makers.DAY, reach())]
    assert try_log(coordinator, placements=rows) == 201
    stage.make_new()
    makers.group(coordinator, "TDP-02")
    assert try_log(coordinator, placements=rows) == 422


def test_no_more_is_kept_than_said(
    monkeypatch: pytest.MonkeyPatch, coordinator: TestClient, stranger: TestClient
) -> None:
    monkeypatch.setattr(known, "MOST_KEPT", 1)
    for client in (coordinator, stranger, coordinator):
        assert try_log(client) == 201
        assert len(known._kept) == 1
