"""The ways of saying no, and the sentences that say why: marked here, with their values apart, worded at the door."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

Loc = tuple[str | int, ...]


class Say:
    """A sentence in Vietnamese with its values apart; whole numbers read 1.557, days 03/05/2026."""

    def __init__(self, text: str, **values: Any) -> None:
        self.text, self.values = text, values

    def __str__(self) -> str:
        return self.text.format(**{name: shown(value) for name, value in self.values.items()})

    def __repr__(self) -> str:
        return f"Say({str(self)!r})"


def shown(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, int | date):
        return str(value)
    return f"{value:%d/%m/%Y}" if isinstance(value, date) else f"{value:,}".replace(",", ".")


@dataclass(frozen=True)
class Fault:
    """What is wrong with one field, or odd about it (a warning); loc is the field's path.

    about names what else it speaks of, as both doors call it: «concerns/12».
    """

    loc: Loc
    message: Say
    code: str
    about: str = ""


# Warnings that tell what a write does. All others are questions: a page puts them before it stores anything.
TELLING = frozenset({"in_review", "needs_approval", "period_closed", "still_published"})


def questions(warnings: list[Fault]) -> list[Fault]:
    """What a person is asked before it is stored."""
    return [one for one in warnings if one.code not in TELLING]


class No(Exception):
    """The root of every refusal; the doors turn each kind into its status in one table.

    faults are told where there is more to tell than its sentence: which fields, or which rows of many.
    """

    code = "refused"
    message = Say("Không thực hiện được.")
    faults: Sequence[Fault] = ()

    def __init__(self, message: Say | None = None, code: str | None = None) -> None:
        self.message, self.code = message or self.message, code or self.code
        super().__init__(str(self.message))


class NotFound(No):
    code = "not_found"
    message = Say("Không có trang này.")


class Forbidden(No):
    code = "forbidden"
    message = Say("Vai trò của bạn không được làm việc này.")


class Conflict(No):
    """It does not go with how things stand; loc is the field that would change that, where there is one."""

    code = "conflict"

    def __init__(self, message: Say | None = None, code: str | None = None, loc: Loc = ()) -> None:
        super().__init__(message, code)
        self.loc = loc


class Stale(No):
    code = "stale"
    message = Say("Nội dung đã được người khác sửa sau khi bạn mở. Mở lại rồi sửa tiếp.")


class TooMany(No):
    """Asked to wait; after is in whole seconds."""

    code = "too_many"

    def __init__(self, message: Say, after: int) -> None:
        super().__init__(message)
        self.after = after


@dataclass
class Faults:
    """Collects every fault of an input, so that it is told all at once."""

    found: list[Fault] = field(default_factory=list)

    def add(self, loc: Loc, message: Say, code: str) -> None:
        self.found.append(Fault(loc, message, code))

    def raise_if_any(self) -> None:
        if self.found:
            raise Refused(self.found)


class Refused(No):
    """The input can't be taken; every faulty field with its sentence."""

    code = "invalid"

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(Say("Chưa lưu được, còn {count} chỗ cần sửa.", count=len(faults)))
        self.faults: list[Fault] = faults


def faults_of(no: No) -> list[Fault]:
    """What is wrong where: any other no than Refused is one sentence, at the field that a Conflict names."""
    if isinstance(no, Refused):
        return no.faults
    return [Fault(no.loc if isinstance(no, Conflict) else (), no.message, no.code)]


def refuse(loc: Loc, message: Say, code: str) -> Refused:
    return Refused([Fault(loc, message, code)])
