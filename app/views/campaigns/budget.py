"""The budget of a campaign in its form: a field for each funding, for the domain's list of lines."""

from typing import Any

from app.domain.errors import Fault
from app.web.form import Filled, Typed
from app.web.labels import FUNDING

NAMES = tuple(f"budget.{funding}" for funding in FUNDING)


def by_funding(shape: dict[str, Any]) -> dict[str, int]:
    """What stands in the fields of a campaign's budget, lines of one funding added."""
    found: dict[str, int] = {}
    for line in shape["budget"]:
        name = f"budget.{line['funding']}"
        found[name] = found.get(name, 0) + line["amount"]
    return found


def given(typed: Typed) -> list[dict[str, str]]:
    """The lines of what was filled in."""
    return [{"funding": funding, "amount": typed[f"budget.{funding}"]} for funding in _funded(typed)]


def differing(shape: dict[str, Any], typed: Typed) -> dict[str, Any]:
    """The budget, where a field of it is not what it was."""
    before = {name: str(amount) for name, amount in by_funding(shape).items()}
    is_same = all(typed[name].strip() == before.get(name, "") for name in NAMES)
    return {} if is_same else {"budget": given(typed)}


def at_fields(filled: Filled) -> list[Fault]:
    """Faults of budget lines at the field of their funding."""
    funded = _funded(filled.typed)
    return [
        Fault(("budget", funded[int(one.loc[1])]), one.message, one.code)
        if one.loc[:1] == ("budget",) and len(one.loc) > 1
        else one
        for one in filled.faults
    ]


def _funded(typed: Typed) -> list[str]:
    return [funding for funding in FUNDING if typed[f"budget.{funding}"].strip()]
