"""The budget of a campaign in its form: a field for each funding, for the domain's list of lines."""

from collections.abc import Collection, Iterable
from typing import Any

from app.domain.errors import Fault
from app.web.form import Filled, Form, Typed
from app.web.labels import FUNDING

NAMES = tuple(f"budget.{funding}" for funding in FUNDING)


class BudgetForm(Form):
    """A campaign's form: what is told of its budget stands a field a funding, lines of one funding added."""

    def typed_of(self, shape: dict[str, Any]) -> Typed:
        found: dict[str, int] = {}
        for line in shape.get("budget", []):
            name = f"budget.{line['funding']}"
            found[name] = found.get(name, 0) + line["amount"]
        return super().typed_of(shape | found)

    def given(self, typed: Typed, names: Iterable[str] = ()) -> dict[str, Any]:
        return super().given(typed, names) | {"budget": _lines(typed)}

    def differing(self, before: Typed, typed: Typed, came: Collection[str]) -> dict[str, Any]:
        is_same = all(typed[name].strip() == before[name] for name in NAMES)
        return super().differing(before, typed, came) | ({} if is_same else {"budget": _lines(typed)})


def at_fields(filled: Filled) -> list[Fault]:
    """Faults of budget lines at the field of their funding."""
    funded = _funded(filled.typed)
    return [
        Fault(("budget", funded[int(one.loc[1])]), one.message, one.code)
        if one.loc[:1] == ("budget",) and len(one.loc) > 1
        else one
        for one in filled.faults
    ]


def _lines(typed: Typed) -> list[dict[str, str]]:
    """The lines of what was filled in."""
    return [{"funding": funding, "amount": typed[f"budget.{funding}"]} for funding in _funded(typed)]


def _funded(typed: Typed) -> list[str]:
    return [funding for funding in FUNDING if typed[f"budget.{funding}"].strip()]
