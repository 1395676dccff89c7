"""Things: every table and column is a fact of the trail, or is named as none; any other fact is another digest."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlmodel import SQLModel

from app.domain.trail import naming, things
from app.domain.trail.things import NO_THINGS, PARTS, THINGS, Thing

KEY = b"a key"


def unit(**fields: Any) -> Thing:
    at = datetime(2026, 5, 3, 9, tzinfo=UTC)
    row = {"ward_id": 1, "code": "UBND", "name": "Ủy ban", "kind": "government", "created_at": at, "updated_at": at}
    return Thing("unit", ("UBND",), row | fields)


def placement(*reach: Any) -> Thing:
    at = datetime(2026, 5, 3, 9, tzinfo=UTC)
    row = {"ward_id": 1, "id": 7, "product_id": 6, "channel": "zalo", "published_on": at.date(), "logged_at": at}
    return Thing("placement", (7,), row, reach)


def test_every_table_is_a_thing_or_a_part_of_one_or_said_to_be_none() -> None:
    lists = [set(THINGS), set(PARTS), set(NO_THINGS)]
    assert set.union(*lists) == set(SQLModel.metadata.tables)
    assert sum(len(one) for one in lists) == len(SQLModel.metadata.tables)
    assert set(THINGS) == set(naming.NOUNS)


def test_what_is_said_to_be_no_fact_is_a_column() -> None:
    apart = THINGS | {name: part.no_facts | {part.column} for name, part in PARTS.items()}
    for table, names in apart.items():
        assert names <= set(things.table_of(table).c.keys()), table
    for part in PARTS.values():
        assert part.of in THINGS


@pytest.mark.parametrize("table", sorted(THINGS))
def test_a_new_column_is_a_fact(table: str) -> None:
    assert set(things.fact_columns(table)) | THINGS[table] == set(things.table_of(table).c.keys())


def test_any_fact_that_is_another_gives_another_digest() -> None:
    others = ({"name": "Ủy  ban"}, {"reports": False}, {"plans": True}, {"retired_on": datetime.now(UTC).date()})
    digests = [things.digest(KEY, unit(**fields)) for fields in ({}, *others)]
    assert len(set(digests)) == 5
    assert things.digest(b"another key", unit()) != digests[0]
    assert things.digest(KEY, Thing("unit", ("UBND",), None)) is None


def test_a_column_that_a_later_version_adds_changes_no_digest() -> None:
    assert things.digest(KEY, unit()) == things.digest(KEY, unit(reports=True, plans=False, retired_on=None))
    assert things.digest(KEY, placement(("TDP-01", 4, "counted"))) == things.digest(
        KEY, placement(("TDP-01", 4, "counted", False))
    )


def test_parts_are_in_no_order_and_all_of_them_count() -> None:
    one, two = ("TDP-01", 420, "measured", False), ("TDP-02", None, None, False)
    assert things.digest(KEY, placement(one, two)) == things.digest(KEY, placement(two, one))
    others = [(), (one,), (one, ("TDP-02", 1, None, False)), (one, ("TDP-02", None, None, True))]
    assert len({things.digest(KEY, placement(*parts)) for parts in [(one, two), *others]}) == 5


def test_a_digest_without_a_column_that_has_no_default_is_an_error() -> None:
    with pytest.raises(AssertionError):
        things.digest(KEY, Thing("unit", ("UBND",), {"ward_id": 1, "code": "UBND"}))
