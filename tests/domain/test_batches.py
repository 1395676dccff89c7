"""A batch is judged before the turn is taken, and stored as judged where nothing that it names has changed since."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app import db
from app.domain import groups, products, surveys, tokens, trail
from app.domain.access import Me
from app.domain.products import Prepared, Stale
from app.domain.sources import Sent, of_register
from app.web.callers import now
from tests import makers
from tests.conftest import Stage
from tests.makers import placement, product_json, reach
from tests.rig.statements import counted
from tests.views.importing import confirm, upload

SURVEYS = of_register(surveys)
STAR = {"If-Match": "*"}


def me(stage: Stage, session: Any, name: str = "officer") -> Me:
    found = tokens.holder(session, stage.tokens[name], now())
    assert found is not None
    return found


def prepare(stage: Stage, rows: list[makers.Json]) -> Prepared:
    with db.reading(stage.engine) as session:
        return products.prepare(session, me(stage, session), rows)


def store(stage: Stage, prepared: Prepared, name: str = "officer") -> None:
    with db.transaction(stage.engine) as session:
        products.store(session, trail.take_turn(session, me(stage, session, name)), prepared)


def rows(**fields: Any) -> list[makers.Json]:
    reached = placement("zalo", makers.DAY, reach(people=100))
    return [product_json(placements=[reached], external_id=code, **fields) for code in ("new", "old")]


# What happens between judging and storing; `old` is a product that a row names.
HARMLESS: dict[str, Callable[[TestClient, makers.Json], Any]] = {
    "nothing": lambda client, old: None,
    "another product": lambda client, old: makers.product(client, external_id="other"),
    "a concern": lambda client, old: makers.concern(client),
}
HARMFUL: dict[str, Callable[[TestClient, makers.Json], Any]] = {
    "its product changed": lambda client, old: makers.patch(client, f"/products/{old['id']}", title="Khác"),
    "its new name taken": lambda client, old: makers.product(client, external_id="new"),
}


@pytest.mark.parametrize("is_harmful", [False, True])
def test_a_sheaf_that_was_judged_is_judged_anew_where_it_must_be(
    stage: Stage, coordinator: TestClient, is_harmful: bool
) -> None:
    makers.group(coordinator)
    with db.reading(stage.engine) as session:
        prepared = SURVEYS.prepare(session, me(stage, session), [makers.survey_json(unit="UBND")])
    makers.product(coordinator)
    if is_harmful:
        makers.post(coordinator, "/surveys", makers.survey_json(unit="UBND"))
    with db.transaction(stage.engine) as session:
        officer = trail.take_turn(session, me(stage, session))
        assert prepared.is_fresh(session, officer) != is_harmful
        prepared.store(session, officer)
    assert len(makers.every(coordinator, "/surveys")) == 1 + is_harmful


def prepared_of(stage: Stage, sent: Sent[Any], items: list[makers.Json]) -> Any:
    with db.reading(stage.engine) as session:
        return sent.prepare(session, me(stage, session, "coordinator"), items)


def is_fresh(stage: Stage, prepared: Any) -> bool:
    with db.transaction(stage.engine) as session:
        return bool(prepared.is_fresh(session, trail.take_turn(session, me(stage, session, "coordinator"))))


def test_a_group_that_is_known_rests_on_whom_the_log_says_was_reached(
    stage: Stage, coordinator: TestClient, officer: TestClient
) -> None:
    makers.group(coordinator, external_id="to-1")
    lowered, new = {"external_id": "to-1", "population": 90}, {"code": "TDP-02", "kind": "residential", "name": "Tổ 2"}
    known, other = (prepared_of(stage, groups.CATALOGUE.sent, [one]) for one in (lowered, new))
    makers.product(officer, placement("zalo", makers.DAY, reach(people=100)))
    assert (is_fresh(stage, known), is_fresh(stage, other)) == (False, True)
    told = makers.post(coordinator, "/groups/batch", {"items": [lowered]})["items"][0]["warnings"]
    assert [one["code"] for one in told] == ["below_reach"]


def test_a_list_of_many_groups_is_written_in_as_few_statements_as_one_of_two(
    pages: SimpleNamespace, stage: Stage, coordinator: TestClient
) -> None:
    written = []
    for name, count in (("A", 2), ("B", 40)):
        list_ = "Mã;Loại;Tên\r\n" + "".join(f"{name}-{n};Tổ dân phố;Tổ {name} {n}\r\n" for n in range(count))
        preview = upload(pages.coordinator, list_)
        with counted(stage.engine) as sent:
            assert confirm(pages.coordinator, preview).status_code == 303
        written.append(len([one for one in sent if one.startswith(("INSERT", "UPDATE"))]))
    assert written[0] == written[1]
    assert len(makers.every(coordinator, "/groups")) == 42


@pytest.fixture
def old(coordinator: TestClient, officer: TestClient) -> makers.Json:
    makers.group(coordinator)
    return makers.product(officer, external_id="old")


@pytest.mark.parametrize("act", HARMLESS)
def test_what_the_rows_do_not_name_may_change(stage: Stage, officer: TestClient, old: makers.Json, act: str) -> None:
    prepared = prepare(stage, rows(title="Lô"))
    HARMLESS[act](officer, old)
    store(stage, prepared)
    found = [one for one in makers.every(officer, "/products", expand="reach") if one["title"] == "Lô"]
    assert {one["id"] for one in found} == {row.number for row in prepared.right} >= {old["id"]}
    assert all(one["placements"][0]["reach"][0]["people"] == 100 for one in found)


@pytest.mark.parametrize("act", HARMFUL)
def test_what_the_rows_name_may_not(stage: Stage, officer: TestClient, old: makers.Json, act: str) -> None:
    prepared = prepare(stage, rows(title="Lô"))
    HARMFUL[act](officer, old)
    with pytest.raises(Stale):
        store(stage, prepared)
    assert [one for one in makers.every(officer, "/products") if one["title"] == "Lô"] == []


def test_reference_data_and_settings_may_not(
    stage: Stage, coordinator: TestClient, admin: TestClient, old: makers.Json
) -> None:
    prepared = prepare(stage, rows())
    makers.patch(coordinator, "/groups/TDP-01", population=50)
    with pytest.raises(Stale):
        store(stage, prepared)
    makers.patch(coordinator, "/groups/TDP-01", population=1000)
    prepared = prepare(stage, rows())
    makers.patch(admin, "/settings", approval=True)
    with pytest.raises(Stale):
        store(stage, prepared)


def test_whoever_judged_stores(stage: Stage, old: makers.Json) -> None:
    prepared = prepare(stage, rows())
    with pytest.raises(Stale):
        store(stage, prepared, "coordinator")


def test_a_product_that_is_replaced_may_not_change(stage: Stage, officer: TestClient, old: makers.Json) -> None:
    gone = makers.planned(officer)
    prepared = prepare(stage, [product_json(replaces=gone["id"])])
    makers.delete(officer, f"/products/{gone['id']}")
    with pytest.raises(Stale):
        store(stage, prepared)


def test_a_batch_overtaken_is_judged_again(
    stage: Stage, officer: TestClient, old: makers.Json, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between its two steps the name that was free names a product: the row changes that one."""
    other, real, taken = stage.bearing(stage.tokens["officer"]), products.prepare, list[makers.Json]()

    def overtaken(session: Any, me: Me, sent: Any) -> Prepared:
        prepared = real(session, me, sent)
        if not taken:
            taken.append(makers.product(other, external_id="new"))
        return prepared

    monkeypatch.setattr(products, "prepare", overtaken)
    items = makers.post(officer, "/products/batch", {"items": rows()})["items"]
    assert [(one["status"], one["id"]) for one in items] == [(200, taken[0]["id"]), (200, old["id"])]


def test_rows_of_one_name_are_stored_one_after_the_other(stage: Stage, officer: TestClient, old: makers.Json) -> None:
    sent = [
        product_json(external_id="a", title="Một", placements=[placement("zalo"), placement("talk")]),
        product_json(external_id="b", title="Hai"),
        {"external_id": "a", "placements": [placement("talk", runs=3)], "directives": ["CT09-TU"]},
        {"external_id": "a", "title": "Ba"},
    ]
    items = makers.post(officer, "/products/batch", {"items": sent})["items"]
    assert [one["status"] for one in items] == [201, 201, 200, 200]
    assert items[0]["id"] == items[2]["id"] == items[3]["id"]
    found = makers.get(officer, f"/products/{items[0]['id']}")
    assert (found["title"], found["directives"]) == ("Ba", ["CT09-TU"])
    assert [(one["channel"], one["runs"]) for one in found["placements"]] == [("talk", 3)]


def test_a_row_said_twice_in_a_batch_is_asked_about(officer: TestClient, coordinator: TestClient) -> None:
    sent = [product_json(title="Thu phí rác"), product_json(title="Thu phí rác"), product_json(title="Khác")]
    items = makers.post(officer, "/products/batch", {"items": sent})["items"]
    assert [[one["code"] for one in item["warnings"]] for item in items] == [[], ["same_product"], []]
