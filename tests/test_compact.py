"""JSON without a blank: the same bytes whoever writes them, as digests rest on them."""

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import compact

# Numbers with a fraction as shares and targets have them; json writes very large and very small ones differently.
NUMBERS = st.integers(-(2**53), 2**53) | st.decimals("0.0001", 10**6, places=4).map(float)
LEAVES = st.none() | st.booleans() | NUMBERS | st.text(st.characters(codec="utf-8"))
VALUES = st.recursive(LEAVES, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20)


@given(VALUES)
def test_a_value_has_the_very_form_that_other_programs_give_it(value: Any) -> None:
    theirs = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert compact.in_order(value) == theirs.encode()


@given(VALUES)
def test_what_is_read_is_what_was_written(value: Any) -> None:
    assert compact.read(compact.to_bytes(value)) == value
    assert compact.read(compact.to_text(value)) == value


def test_tuples_are_lists_and_days_are_worded_by_whoever_asks() -> None:
    assert compact.to_bytes([("TDP-01", None), date(2026, 5, 3)], str) == b'[["TDP-01",null],"2026-05-03"]'
    assert compact.in_order({"b": 1, "a": date(2026, 5, 3)}, str) == b'{"a":"2026-05-03","b":1}'


def test_what_has_no_form_is_refused() -> None:
    for nameless in (date(2026, 5, 3), {1: "một"}, {"a"}, object()):
        with pytest.raises(TypeError):
            compact.to_bytes(nameless)
