"""Which groups a group may succeed: of its kind, ended before it begins, and none that came of it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Protocol

from app.domain.errors import Fault, Say
from app.domain.reference_data import no_such


class Linked(Protocol):
    """A group as far as links are about it: one that is stored, or one that is about to be."""

    @property
    def code(self) -> str: ...

    @property
    def kind(self) -> str: ...

    @property
    def name(self) -> str: ...

    @property
    def active_from(self) -> date | None: ...

    @property
    def retired_on(self) -> date | None: ...

    @property
    def succeeds(self) -> Sequence[str]: ...


FIELDS = ("kind", "active_from", "retired_on", "succeeds")


def faults(row: Linked, before: Mapping[str, Any] | None, every: Iterable[Linked]) -> list[Fault]:
    """What is wrong with the links of a row, to old groups and to successors, each fault at a field that was changed.

    every: the ward's groups, of which one may be the row as it was. Links that did not change are not judged.
    """
    changed = {name for name in FIELDS if before is None or getattr(row, name) != before[name]}
    known = {one.code: one for one in every} | {row.code: row}
    found = []
    if changed & {"kind", "active_from", "succeeds"}:
        found += _faults(
            _first(changed, "succeeds", "kind", "active_from"), (_why_not(row, old, known) for old in row.succeeds)
        )
    if changed & {"kind", "retired_on"}:
        heirs = [heir for heir in successors_of(row.code, known.values()) if heir.code != row.code]
        found += _faults(_first(changed, "kind", "retired_on"), (_why_not_followed(row, heir) for heir in heirs))
    return found


def successors_of(code: str, every: Iterable[Linked]) -> list[Linked]:
    """The groups that name this one."""
    return [one for one in every if code in one.succeeds]


def _first(changed: Collection[str], *names: str) -> str:
    return next(name for name in names if name in changed)


def _faults(field: str, found: Iterable[tuple[Say, str] | None]) -> list[Fault]:
    return [Fault((field,), *one) for one in found if one is not None]


def _why_not(row: Linked, code: str, known: Mapping[str, Linked]) -> tuple[Say, str] | None:
    old = known.get(code)
    if old is None:
        return no_such(code), "unknown"
    if code == row.code:
        return Say("Một nhóm không kế tiếp chính nó."), "circle"
    if _came_of(old, row.code, known):
        return Say("{name} đã kế tiếp nhóm này, trực tiếp hoặc qua nhóm khác.", name=old.name), "circle"
    if old.kind != row.kind:
        return Say("{name} thuộc loại khác: chỉ kế tiếp nhóm cùng loại.", name=old.name), "kind"
    return _why_not_after(row, old)


def _why_not_after(row: Linked, old: Linked) -> tuple[Say, str] | None:
    if old.retired_on is None:
        return Say("{name} chưa có ngày cuối. Ghi ngày cuối của {name} trước.", name=old.name), "order"
    if row.active_from is None or row.active_from <= old.retired_on:
        sentence = "{name} đến hết {day}: ghi cho nhóm này một ngày bắt đầu sau ngày đó."
        return Say(sentence, name=old.name, day=old.retired_on), "order"
    return None


def _why_not_followed(row: Linked, heir: Linked) -> tuple[Say, str] | None:
    if heir.kind != row.kind:
        return Say("{name} kế tiếp nhóm này: hai nhóm phải cùng loại.", name=heir.name), "kind"
    if row.retired_on is None or heir.active_from is None or row.retired_on >= heir.active_from:
        sentence = "{name} kế tiếp nhóm này từ {day}: ngày cuối phải trước ngày đó."
        return Say(sentence, name=heir.name, day=heir.active_from), "order"
    return None


def _came_of(one: Linked, code: str, known: Mapping[str, Linked]) -> bool:
    """Whether a group succeeds the one of this code, by whatever way."""
    seen: set[str] = set()
    waiting = list(one.succeeds)
    while waiting:
        here = waiting.pop()
        if here == code:
            return True
        if here not in seen and here in known:
            seen.add(here)
            waiting += known[here].succeeds
    return False
