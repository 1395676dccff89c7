"""What the pages of reference data do alike: a form for a new row and for one that is there, and the end of a row."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fastapi import Response

from app.domain import registers
from app.domain.access import Role, require_role
from app.domain.errors import Fault
from app.domain.inputs import Input, Text
from app.domain.registers import Register
from app.views import reference_form as form
from app.views import restoring
from app.web import pages
from app.web.asked import digest_of, require_sure
from app.web.deps import Call, PageReads, PageWrites, RawBody, Router
from app.web.forms import fields_of, nest
from app.web.pressed import at_reason, pressed, require_fresh

# What a form asks about before it stores; the rest of what a write warns of only tells what it did.
ASKED = {"below_reach", "logged_reach", "small_group"}


class Reason(Input):
    """What ending a row may ask for."""

    change_reason: Text | None = None


@dataclass(frozen=True)
class Noun:
    """A register's pages lie under /name; context gives its form what it offers, first what a new row begins with."""

    name: str
    register: Register[Any]
    context: Callable[[Call], dict[str, Any]] = lambda _: {}
    first: Callable[[Call], form.Typed] = lambda _: {}
    # Where a stored row is shown: its own page, or the list.
    at: Callable[[str], str] = lambda _: ""

    @property
    def writers(self) -> tuple[Role, ...]:
        return self.register.writers

    def address(self, code: str, done: str) -> str:
        return f"/{self.name}{self.at(code)}?done={done}&code={code}"


def routes(noun: Noun) -> Router:
    router = Router(prefix=f"/{noun.name}")
    _creating(router, noun)
    _changing(router, noun)
    _ending(router, noun)
    if noun.register.restore is not None:
        restoring.routes(router, noun.register, f"/{noun.name}", lambda code: noun.address(code, "restored"))
    return router


def _creating(router: Router, noun: Noun) -> None:
    register = noun.register

    @router.get("/new")
    def new(call: PageReads) -> Response:
        require_role(call.me, *noun.writers)
        return draw(call, noun, None, form.blank(register) | noun.first(call) | _new_id(call))

    @router.post("/new")
    def create(call: PageWrites, body: RawBody) -> Response:
        require_role(call.me, *noun.writers)
        typed = form.sent(register, fields_of(call.request, body))

        def act() -> Response:
            data = call.read(register.takes, form.new(register, typed), form=True)
            row, warnings = registers.create(call.session, call.me, register, data)
            _require_asked(warnings, typed)
            return pages.go(noun.address(row.code, "created"))

        return pressed(
            call, typed["form_id"], body, act, lambda faults: draw(call, noun, None, typed, faults), at_reason,
            ask=lambda odd: draw(call, noun, None, typed, odd=odd),
        )  # fmt: skip


def _changing(router: Router, noun: Noun) -> None:
    register = noun.register

    @router.get("/{code}/edit")
    def edit(call: PageReads, code: str) -> Response:
        row = own(call, noun, code)
        typed = form.of(register, row) | _new_id(call) | {"etag": form.tag(call.me, register, row)}
        return draw(call, noun, row, typed)

    @router.post("/{code}/edit")
    def change(call: PageWrites, body: RawBody, code: str) -> Response:
        row = own(call, noun, code)
        typed = form.sent(register, fields_of(call.request, body))

        def act() -> Response:
            require_fresh(typed["etag"], form.tag(call.me, register, row))
            data = call.read(register.changes, form.changes(register, row, typed), form=True)
            _require_asked(registers.change(call.session, call.me, register, row, data), typed)
            return pages.go(noun.address(code, "changed"))

        return pressed(
            call, typed["form_id"], body, act,
            lambda faults: draw(call, noun, own(call, noun, code), typed, faults), at_reason,
            ask=lambda odd: draw(call, noun, own(call, noun, code), typed, odd=odd),
        )  # fmt: skip


def _ending(router: Router, noun: Noun) -> None:
    @router.get("/{code}/remove")
    def ask(call: PageReads, code: str) -> Response:
        return _ask(call, noun, own(call, noun, code), _new_id(call) | {"change_reason": ""})

    @router.post("/{code}/remove")
    def remove(call: PageWrites, body: RawBody, code: str) -> Response:
        row = own(call, noun, code)
        typed = _texts(nest(fields_of(call.request, body)), "form_id", "change_reason")

        def act() -> Response:
            reason = call.read(Reason, {"change_reason": typed["change_reason"].strip() or None}).change_reason
            done = "retired" if registers.is_used(call.session, row) else "deleted"
            registers.remove(call.session, call.me, noun.register, row, reason)
            return pages.go(f"/{noun.name}?done={done}&code={code}")

        return pressed(
            call, typed["form_id"], body, act,
            lambda faults: _ask(call, noun, own(call, noun, code), typed, faults), at_reason,
        )  # fmt: skip


def own(call: Call, noun: Noun, code: str) -> Any:
    """The row, for who may change it."""
    row = registers.find(call.session, call.me, noun.register, code)
    require_role(call.me, *noun.writers)
    return row


def draw(
    call: Call, noun: Noun, row: Any, typed: form.Typed, faults: list[Fault] | None = None,
    odd: list[Fault] | None = None,
) -> Response:  # fmt: skip
    """The form; after a refusal or a question with what was typed, and what was said beside its field."""
    shown = {"etag": ""} | typed | {"confirmed": digest_of(odd or [])}
    return pages.show(
        call, f"{noun.name}/form.html", 422 if faults or odd else 200, row=row, typed=shown,
        faults=faults or [], odd=odd or [], asks_reason=_asks_reason(typed, faults), **noun.context(call),
    )  # fmt: skip


def _require_asked(warnings: list[Fault], typed: form.Typed) -> None:
    """Raises Asked where something odd was not confirmed yet."""
    require_sure([one for one in warnings if one.code in ASKED], typed["confirmed"])


def done(call: Call, sentences: dict[str, str]) -> str:
    """What was just done, in words: the sentence of ?done= with the code that was meant."""
    given = call.request.query_params
    sentence = sentences.get(given.get("done", ""), "")
    return sentence.format(code=given.get("code", "")[:40])


def _ask(call: Call, noun: Noun, row: Any, typed: form.Typed, faults: list[Fault] | None = None) -> Response:
    return pages.show(
        call, f"{noun.name}/remove.html", 422 if faults else 200, row=row, typed=typed, faults=faults or [],
        asks_reason=_asks_reason(typed, faults), is_used=registers.is_used(call.session, row),
    )  # fmt: skip


def _asks_reason(typed: form.Typed, faults: list[Fault] | None) -> bool:
    return bool(typed.get("change_reason")) or any(fault.loc == ("change_reason",) for fault in faults or [])


def _texts(given: dict[str, Any], *names: str) -> form.Typed:
    texts = {name: given.get(name, "") for name in names}
    return {name: text if isinstance(text, str) else "" for name, text in texts.items()}


def _new_id(call: Call) -> form.Typed:
    return {"form_id": call.new_form_id()}
