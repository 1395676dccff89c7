"""Tidy values are taken without a call for each: whatever is taken so is what the whole class makes of it."""

import importlib
import pkgutil
from collections.abc import Callable
from functools import partial
from typing import Any

from pydantic import ValidationError, create_model

import app
from app.domain import tidy
from app.domain.errors import Refused
from app.domain.inputs import Input, read
from app.domain.products.inputs import ProductIn

for module in pkgutil.walk_packages(app.__path__, "app."):
    if not module.name.endswith("__main__"):
        importlib.import_module(module.name)


def _below(kind: type[Input]) -> list[type[Input]]:
    return [kind, *(one for child in kind.__subclasses__() for one in _below(child))]


KINDS = sorted(_below(Input), key=lambda kind: f"{kind.__module__} {kind.__qualname__}")
# Right, untidy and wrong ones, for fields of every sort.
VALUES = [
    None,
    "",
    " ",
    "TDP-01",
    " TDP-01 ",
    "TDP-01\n",
    "Tổ 1",
    " Tổ  1",
    "To\u0302 1",
    "a" * 41,
    "1",
    "1.557",
    0,
    1,
    -1,
    1.0,
    0.5,
    2,
    100,
    True,
    False,
    10**10,
    10**16,
    float("nan"),
    "2026-05-03",
    "03/05/2026",
    " 2026-05-03",
    "counted",
    "published",
    "residential",
    "infographic",
    "on",
    "https://dongda.hanoi.gov.vn",
    "dongda.hanoi.gov.vn",
    "06:30",
    "2026-05-03T09:30:00Z",
    "0912 345 678",
    "unit",
    "coordinator",
    "2026-Q2",
    "lan@dongda.gov.vn",
    b"TDP-01",
]
VALUES += [[value] for value in VALUES] + [["TDP-01", "TDP-01"], {}, {"people": 1}, {"link": " https://a.vn "}]


def outcome(act: Callable[[], Any]) -> str:
    try:
        return repr(act())
    except (ValidationError, Refused):
        return "no"


def test_what_is_taken_at_once_is_what_the_class_makes_of_it() -> None:
    """Every field of every input, by itself."""
    seen = set[str]()
    for kind in KINDS:
        for name, told in kind.model_fields.items():
            alone = create_model(kind.__name__, __base__=Input, **{name: (told.annotation, told)})
            for value in VALUES:
                whole = outcome(partial(alone.model_validate, {name: value}))
                assert outcome(partial(read, alone, {name: value})) == whole, (kind, name, value)
                seen.add(whole)
    assert len(seen) > 300


def test_a_product_as_a_system_sends_it_is_taken_at_once() -> None:
    reach = [{"group": "TDP-01", "people": 420, "basis": "counted"}, {"group": "TDP-02"}]
    placement = {"channel": "zalo", "published_on": "2026-05-03", "runs": 2, "reach": reach}
    sent = {"unit": "UBND", "kind": "infographic", "title": " Phân loại rác ", "placements": [placement]}
    found = tidy.validator_of(ProductIn).validate_python(sent)
    assert (found, found.title) == (ProductIn.model_validate(sent), "Phân loại rác")


def test_what_is_untidy_is_left_to_the_whole_class() -> None:
    reach = [{"group": " TDP-01", "people": 420, "basis": "counted"}]
    sent = {"title": "Phân loại rác", "placements": [{"channel": "zalo", "published_on": "2026-05-03", "reach": reach}]}
    assert not _takes(sent)
    assert read(ProductIn, sent).placements[0].reach[0].group == "TDP-01"
    reach[0] |= {"group": "TDP-01", "people": True}
    assert not _takes(sent)
    assert outcome(partial(read, ProductIn, sent)) == "no"


def _takes(sent: Any) -> bool:
    try:
        return bool(tidy.validator_of(ProductIn).validate_python(sent))
    except ValidationError:
        return False
