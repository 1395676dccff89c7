"""What a change takes: the fields of a thing, each left out where it stays, and beside them all that is told of it."""

from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import create_model
from sqlmodel import Session

from app.domain.access import Me
from app.domain.errors import Conflict
from app.domain.inputs import Flag, Input, Text

# Told of every thing that is stored.
TOLD = ("created_at", "updated_at", "etag", "warnings")
_partials: dict[type[Input], type[Input]] = {}


class Reason(Input):
    """What a step asks for that may touch a closed period."""

    change_reason: Text | None = None


def partial(kind: type[Input], told: Iterable[str] = TOLD, is_retirable: bool = False) -> type[Input]:
    """The same input for a change: every field may be left out; the code, and what else is only told, is not looked at.

    is_retirable: it may be retired (active false) and taken back into use (true).
    """
    if kind not in _partials:
        fields: dict[str, Any] = {
            name: (info.annotation if not info.metadata else Annotated[(info.annotation, *info.metadata)], None)
            for name, info in kind.model_fields.items()
            if name != "code"
        }
        if is_retirable:
            fields.setdefault("active", (Flag | None, None))
        made: type[Input] = create_model(kind.__name__.replace("In", "Patch"), __base__=Input, **fields)
        made.READ_ONLY = frozenset(told) - fields.keys()
        _partials[kind] = made
    return _partials[kind]


def give(session: Session, me: Me, catalogue: Any, row: Any, data: Any) -> None:
    """Gives the row what was sent; one that is sent as active, or not, and was the other way, is so from today on.

    catalogue: app.domain.reference_data.Catalogue, which stands above this.
    """
    use = catalogue.use
    was_active = use.is_active(me, row)
    is_told = use.can_end and "active" not in catalogue.takes.model_fields
    apply(me, catalogue, row, data, data.sent - {"code"} - ({"active"} if is_told else set()))
    wanted = data.active if is_told and "active" in data.sent else None
    if wanted is None or wanted == was_active:
        return
    why_not = None if wanted else use.keeps(session, me, row)
    if why_not is not None:
        raise Conflict(why_not, "in_use")
    (use.restore if wanted else use.retire)(me, row)


def apply(me: Me, catalogue: Any, row: Any, data: Any, names: Iterable[str]) -> None:
    for name in names:
        value = getattr(data, name)
        if name in catalogue.moments:
            column = catalogue.moments[name]
            setattr(row, column, (getattr(row, column) or me.at) if value else None)
        elif name != "change_reason":
            setattr(row, name, _stored(value))


def _stored(value: Any) -> Any:
    """Inputs inside lists as plain data, for a JSON column."""
    if isinstance(value, list):
        return [item.model_dump(mode="json") if isinstance(item, Input) else item for item in value]
    return value
