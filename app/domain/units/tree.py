"""Units in a tree: which unit is a branch of which. A ward whose units have no parent is flat, and sees nothing of it.

The tree is read as it is now, whatever period is asked about, and whether a branch is still in use or not.
"""

from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, ValidationInfo
from pydantic_core import PydanticCustomError
from sqlalchemy import select
from sqlmodel import Session, SQLModel

from app.domain import gathering, kept
from app.domain.access import Me
from app.domain.errors import Fault, Say
from app.domain.reference_data import require_codes
from app.models import Unit

# A unit, and behind it those below it that are meant with it.
Branch = tuple[str, ...]


def _of_a_unit(value: bool, info: ValidationInfo) -> bool:
    """It stands behind the unit that it is said of."""
    named = [info.data[name] for name in ("unit", "owner_unit") if name in info.data]
    if value and named == [None]:
        raise PydanticCustomError("no_unit", "Chọn đơn vị để tính cả đơn vị trực thuộc.")
    return value


# In a question: whether the unit is meant with everything below it.
WithChildren = Annotated[bool, AfterValidator(_of_a_unit)]
_UNIT = SQLModel.metadata.tables["unit"].c


def parents(session: Session, me: Me) -> Mapping[str, str]:
    """By unit the one that it is a branch of; a unit on its own is left out."""
    return kept.reference(session, me, "parents of units", lambda: _parents(session, me))


def _parents(session: Session, me: Me) -> dict[str, str]:
    rows = session.execute(
        select(_UNIT.code, _UNIT.parent).where(_UNIT.ward_id == me.ward_id, _UNIT.parent.is_not(None))
    )
    return {row.code: row.parent for row in rows}


def is_flat(session: Session, me: Me) -> bool:
    return not parents(session, me)


def below(session: Session, me: Me, code: str) -> Branch:
    """Everything below a unit: its branches, and theirs."""
    above = parents(session, me)
    return tuple(sorted(one for one in above if code in up(above, one)))


def up(above: Mapping[str, str], code: str) -> list[str]:
    """The units above one, the nearest first."""
    found: list[str] = []
    while (code := above.get(code, "")) and code not in found:
        found.append(code)
    return found


def branch(session: Session, me: Me, code: str) -> Branch:
    return code, *below(session, me, code)


def below_own(session: Session, me: Me) -> Branch:
    """The units below that of the one who asks."""
    return below(session, me, me.unit) if me.unit else ()


def meant(session: Session, me: Me, unit: str | None, with_children: bool) -> Branch | None:
    """Whose things a filter means: a unit's own, or those of its whole branch; None: everybody's."""
    if unit is None:
        return None
    return branch(session, me, unit) if with_children else (unit,)


def faults(session: Session, me: Me, row: Unit) -> list[Fault]:
    """What is wrong with a unit's parent: it is not there, or is a branch of this very unit by whatever way."""
    if row.parent is None:
        return []
    gathered = {one.code: one.parent or "" for one in gathering.pending(session, Unit)}
    above = {**parents(session, me), **gathered, row.code: row.parent}
    if row.code in up(above, row.code):
        sentence = Say("Một đơn vị không thuộc chính nó, trực tiếp hoặc qua đơn vị khác.")
        return [Fault(("parent",), sentence, "circle")]
    return require_codes(session, me, Unit, "parent", [row.parent])
