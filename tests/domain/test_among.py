"""Values that are handed over as one parameter are found as if each had its own."""

import pytest
from sqlalchemy import Column, Engine, Integer, MetaData, String, Table, not_, select

from app.among import among

TEXTS = ["", "TDP-01", "Tổ dân phố số 1", 'có "nháy" và \\', "đ'ơn", "ba 😀 mặt", "[1, 2]", "x{}", "dòng\nhai", "12"]
NUMBERS = [0, 1, -1, 2**31 - 1, 20260503]


@pytest.mark.parametrize("kind", ["text", "number"])
def test_what_is_among_them_is_found_and_the_rest_is_not(engine: Engine, kind: str) -> None:
    stored, column = (TEXTS, "text") if kind == "text" else (NUMBERS, "number")
    table = Table("some", MetaData(), Column("text", String), Column("number", Integer), prefixes=["TEMPORARY"])
    with engine.connect() as connection:
        table.create(connection)
        connection.execute(table.insert(), [{column: one} for one in stored])
        found = select(table.c[column]).where(among(table.c[column], "these"))
        others = select(table.c[column]).where(not_(among(table.c[column], "these")))
        for wanted in ([], stored[:1], stored[::2], stored, [*stored[1:3], stored[-1]]):
            given = {"these": wanted}
            assert sorted(connection.scalars(found, given)) == sorted(wanted)
            assert sorted(connection.scalars(others, given)) == sorted(set(stored) - set(wanted))
        connection.rollback()
