"""The form of a row of reference data: what was typed, kept whatever happens, and what the domain reads of it."""

from datetime import date
from typing import Any

from app.domain import registers
from app.domain.access import Me
from app.domain.registers import Register
from app.web.answers import etag
from app.web.forms import nest

OWN = ("form_id", "etag", "confirmed")
Typed = dict[str, str]


def names_of(register: Register[Any]) -> list[str]:
    return list(register.takes.model_fields)


def of(register: Register[Any], row: Any) -> Typed:
    """A row as people would type it."""
    gives = register.gives or {}
    return {
        name: _typed(name, gives[name](row) if name in gives else getattr(row, name, None))
        for name in names_of(register)
    }


def blank(register: Register[Any]) -> Typed:
    defaults = {name: info.default for name, info in register.takes.model_fields.items() if not info.is_required()}
    return {name: _typed(name, defaults.get(name)) for name in names_of(register)}


def sent(register: Register[Any], fields: list[tuple[str, str]]) -> Typed:
    """What came with the form; a box that was not ticked comes with nothing, and is a no."""
    given = nest(fields)
    texts = {name: given.get(name, "") for name in (*names_of(register), *OWN)}
    typed = {name: text if isinstance(text, str) else "" for name, text in texts.items()}
    return typed | {name: typed[name] or "0" for name in names_of(register) if _is_flag(register, name)}


def new(register: Register[Any], typed: Typed) -> dict[str, Any]:
    return _read(register, {name: typed[name] for name in names_of(register)}, leave_out=True)


def changes(register: Register[Any], row: Any, typed: Typed) -> dict[str, Any]:
    """Only what differs from the row as it stands."""
    before = of(register, row)
    differing = {name: typed[name] for name in before if name != "code" and typed[name].strip() != before[name]}
    return _read(register, differing)


def tag(me: Me, register: Register[Any], row: Any) -> str:
    return etag(registers.shape(me, register, row))


def _read(register: Register[Any], texts: Typed, leave_out: bool = False) -> dict[str, Any]:
    found = registers.typed(register, texts)
    return {name: text for name, text in found.items() if not leave_out or text is not None}


def _is_flag(register: Register[Any], name: str) -> bool:
    return isinstance(register.takes.model_fields[name].default, bool)


def _typed(name: str, value: Any) -> str:
    """A stored value in a field; shares are in per cent, days as the browser's date field has them."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return ", ".join(value)
    if isinstance(value, float):
        return f"{value * 100:g}".replace(".", ",")
    return str(value)
