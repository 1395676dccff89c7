"""Forms: their fields from the domain's class and the thing's shape, pressed once, drawn again with all that was typed.

A view names the verb, the page and where to go; what a form shows, sends, changes, refuses and asks is said here.
"""

import hashlib
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, get_args, get_origin

from fastapi import Response

from app.domain.changing import Reason
from app.domain.errors import Conflict, Fault, Refused, Say, questions, refuse
from app.domain.inputs import Input
from app.web import carried, pages
from app.web.answers import etag
from app.web.arrival import Body
from app.web.deps import Call
from app.web.fields import fields_of
from app.web.idempotency import once

# By the field's name: its text as typed; of a field that is ticked, the list of its codes.
Typed = dict[str, Any]
Act = Callable[[], Response]
# What a form says beside its fields: its own id, the state it was opened at, the questions that were put.
MARKS = ("form_id", "etag", "confirmed")
TICKED = "1"


class Asked(Exception):
    """What was sent is odd, and the person has not said yet that it is right; nothing of it is stored."""

    def __init__(self, odd: list[Fault]) -> None:
        self.odd = odd


@dataclass(frozen=True)
class Filled:
    """A form as it is drawn: what stands in its fields, what is wrong with them, what is asked before it is stored."""

    typed: Typed
    faults: list[Fault] = field(default_factory=list)
    odd: list[Fault] = field(default_factory=list)

    @property
    def status(self) -> int:
        return 422 if self.faults or self.odd else 200

    def about(self, shape: dict[str, Any]) -> "Filled":
        """The same of the thing as it stands now: who presses again has been told that it was changed."""
        return replace(self, typed=self.typed | {"etag": etag(shape)})

    @property
    def is_typed(self) -> bool:
        """Whether anything stands in its fields."""
        return any(value for name, value in self.typed.items() if name not in (*MARKS, "go"))

    @property
    def asks_reason(self) -> bool:
        """Whether a reason was asked for, or given already."""
        return bool(self.typed.get("change_reason")) or any(one.loc == ("change_reason",) for one in self.faults)


def draw(call: Call, template: str, filled: Filled, **context: Any) -> Response:
    """The page with this form on it."""
    typed = filled.typed | {"confirmed": digest_of(filled.odd)}
    return pages.show(
        call,
        template,
        filled.status,
        typed=typed,
        odd=filled.odd,
        is_typed=filled.is_typed,
        **{"faults": filled.faults, "asks_reason": filled.asks_reason} | context,
    )


@dataclass(frozen=True)
class Form:
    """The fields of an input class on a page: all of them, or those of these names, some perhaps no field of the class.

    ticked: fields whose codes are ticked one by one; any other list is typed in one line. thing: what is edited, in
    words.
    """

    takes: type[Input]
    names: tuple[str, ...] = ()
    ticked: tuple[str, ...] = ()
    thing: str = "mục này"

    @property
    def fields(self) -> tuple[str, ...]:
        return self.names or tuple(self.takes.model_fields)

    def blank(self, call: Call, **first: Any) -> Filled:
        """The form of a new thing: the class's own defaults, and what it begins with."""
        infos = ((name, self.takes.model_fields[name]) for name in self._own())
        known = {name: info.default for name, info in infos if not info.is_required()}
        return Filled(self.typed_of(known) | _marks(call) | first)

    def of(self, call: Call, shape: dict[str, Any]) -> Filled:
        """The form of a thing as it stands; shape: what is told of it, which its ETag is made of."""
        return Filled(self.typed_of(shape) | _marks(call) | {"etag": etag(shape)})

    def typed_of(self, shape: dict[str, Any]) -> Typed:
        """A thing as a person would type it; what is not told of it is empty."""
        texts: Typed = {name: as_typed(shape.get(name)) for name in self.fields if name not in self.ticked}
        return texts | {name: list(shape.get(name) or []) for name in self.ticked}

    def sent(self, call: Call, body: Body) -> "Sent":
        """What came with the press of its button."""
        return self.filled_in(call, body, fields_of(call.request, body))

    def filled_in(self, call: Call, body: Body | bytes, came: list[tuple[str, str]]) -> "Sent":
        """What came, already taken apart; body: what came, or what names it where it is too much to hold twice."""
        last, flags = dict(came), {name for name in self._own() if self._is_flag(name)}
        typed: Typed = {name: last.get(name, "") for name in (*self.fields, *MARKS, "go")}
        typed |= {name: TICKED if typed[name] in (TICKED, "on") else "" for name in flags}
        typed |= {name: [value for one, value in came if one == name and value] for name in self.ticked}
        # A box that is not ticked comes with nothing; any other field that didn't come was not on the page.
        return Sent(self, call, body, typed, last.keys() | flags | set(self.ticked))

    def given(self, typed: Typed, names: Iterable[str] = ()) -> dict[str, Any]:
        """What was filled in, for the domain to read: a field left empty is left out."""
        read = {name: self._read(name, typed[name]) for name in (names or self._own())}
        return {name: value for name, value in read.items() if value not in ("", None)}

    def differing(self, before: Typed, typed: Typed, came: Collection[str]) -> dict[str, Any]:
        """What is other than it was, of what came; an emptied field is none, or empty where it needs a value."""
        found: dict[str, Any] = {}
        for name in (name for name in self._own() if name in came):
            was, now = self._read(name, before[name]), self._read(name, typed[name])
            if name != "code" and (set(was) != set(now) if name in self.ticked else was != now):
                found[name] = now if now != "" or self._needs(name) else None
        return found

    def _own(self) -> list[str]:
        return [name for name in self.fields if name in self.takes.model_fields]

    def _read(self, name: str, value: Any) -> Any:
        if name in self.ticked:
            return value
        return ("1" if value else "0") if self._is_flag(name) else value.strip()

    def _needs(self, name: str) -> bool:
        return not _holds(self.takes.model_fields[name].annotation, type(None))

    def _is_flag(self, name: str) -> bool:
        return _holds(self.takes.model_fields[name].annotation, bool)


ASK = Form(Reason)


@dataclass(frozen=True)
class Sent:
    """A form whose button was pressed."""

    form: Form
    call: Call
    body: Body | bytes
    typed: Typed
    # The names of the fields that were on the page.
    came: Collection[str]

    def given(self, *names: str) -> dict[str, Any]:
        """What was filled in of all its fields, or of these."""
        return self.form.given(self.typed, names)

    def changes(self, shape: dict[str, Any]) -> dict[str, Any]:
        """What differs from the thing as it is told now; raises Refused where someone has changed it meanwhile."""
        self.require_fresh(shape)
        return self.form.differing(self.form.typed_of(shape), self.typed, self.came)

    def require_fresh(self, shape: Any) -> None:
        """Raises Refused where the thing is not as it was when the form was opened."""
        require_fresh(self.typed["etag"], etag(shape), self.form.thing)

    def require_seen(self, shape: Any) -> None:
        """Raises Refused where what is judged is not as it was when it was asked about; whoever does not say what they
        have read is held to nothing."""
        if self.typed["etag"] not in ("", etag(shape)):
            words = "Có người đã sửa {thing} sau khi bạn mở. Xem lại bản mới rồi bấm lại."
            raise refuse((), Say(words, thing=self.form.thing), "unseen")

    @property
    def reason(self) -> str | None:
        """Why figures of a closed period change, where it was said."""
        return self.call.read(Reason, ASK.given(self.typed), form=True).change_reason

    def require_sure(self, warnings: list[Fault]) -> None:
        """Raises Asked where something is odd that was not asked about before, or not about just this."""
        require_sure(questions(warnings), self.typed["confirmed"])

    def once(self, act: Act, again: Callable[[Filled], Response], sealed: bool = False) -> Response:
        """What act answers, once for this form; else what again draws with what is wrong or asked: nothing of it stays.

        sealed: the answer shows a secret once (web/idempotency).
        """
        call = self.call
        if carried.is_again(call.request):
            call.only_read()
            return again(Filled(self.typed, [Fault((), carried.SEE, "carried")]))
        try:
            return once(call, self.typed["form_id"] or None, self.body, act, sealed)
        except Refused as refused:
            filled = Filled(self.typed, refused.faults)
        except Conflict as no:
            # What this form has no field for is told at its top.
            loc = no.loc if no.loc and no.loc[0] in self.form.fields else ()
            filled = Filled(self.typed, [Fault(loc, no.message, no.code)])
        except Asked as asked:
            filled = Filled(self.typed, odd=asked.odd)
        call.only_read()
        return again(filled)


def as_typed(value: Any) -> str:
    """A stored value in a field: shares in per cent, days as the browser's date field has them, a tick as 1."""
    if value is None or value is False:
        return ""
    if value is True:
        return TICKED
    if isinstance(value, list):
        return ", ".join(value)
    if isinstance(value, float):
        return f"{value * 100:g}".replace(".", ",")
    return value.isoformat() if isinstance(value, date) else str(value)


def require_fresh(opened: str, present: str, thing: str) -> None:
    """Raises Refused where the ETag that a form was opened with is not the present one: someone changed the thing."""
    if opened != present:
        words = "Có người đã sửa {thing} sau khi bạn mở. Chép lại phần vừa nhập, rồi mở lại trang để sửa tiếp."
        raise refuse((), Say(words, thing=thing), "stale")


def require_sure(odd: list[Fault], confirmed: str) -> None:
    """Raises Asked where a form that confirms these questions (digest_of) does not confirm just what is odd."""
    if odd and confirmed != digest_of(odd):
        raise Asked(odd)


def digest_of(odd: list[Fault]) -> str:
    """What the form's `confirmed` carries once these questions were put; "" where there was none."""
    text = "\n".join(f"{one.code} {one.loc} {one.message}" for one in odd)
    return hashlib.sha256(text.encode()).hexdigest() if odd else ""


def _marks(call: Call) -> Typed:
    return {"form_id": call.new_form_id(), "etag": "", "confirmed": ""}


def _holds(annotation: Any, kind: type) -> bool:
    """Whether a field's values are of this kind, or none."""
    parts = get_args(annotation) if get_origin(annotation) is not list else ()
    return annotation is kind or any(_holds(part, kind) for part in parts)
