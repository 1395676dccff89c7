"""Tokens of other systems, for the ward's admin: made, turned, revoked. Their words are drawn once."""

from datetime import date
from typing import Any

from fastapi import Response

from app.domain import tokens
from app.domain.access import require_admin
from app.domain.errors import Fault
from app.domain.pages import Ask
from app.domain.tokens import RotationIn, TokenIn
from app.models import Token
from app.views import history, options
from app.views.names import of_units
from app.web import pages
from app.web.deps import Call, PageReads, PageWrites, RawBody, Router
from app.web.forms import typed
from app.web.labels import ROLES
from app.web.pressed import pressed

router = Router(prefix="/tokens")
MOST = 1000
NAMES = ("name", "role", "unit", "expires_on", "source")


@router.get("")
def index(call: PageReads) -> Response:
    require_admin(call.me)
    rows = [tokens.shape(call.me, row) for row in tokens.page(call.session, call.me, Ask(MOST)).items]
    return pages.show(
        call, "tokens/index.html", rows=sorted(rows, key=lambda row: not row["active"]), units=of_units(call, call.me),
        revoked=call.request.query_params.get("done") == "revoked",
    )  # fmt: skip


@router.get("/new")
def new(call: PageReads) -> Response:
    require_admin(call.me)
    return _form(call, dict.fromkeys(NAMES, "") | {"role": "unit", "form_id": call.new_form_id()})


@router.post("/new")
def create(call: PageWrites, body: RawBody) -> Response:
    require_admin(call.me)
    sent = typed(call.request, body, (*NAMES, "form_id"))

    def act() -> Response:
        data = {name: sent[name] for name in NAMES if sent[name].strip()}
        return _told(call, *tokens.issue(call.session, call.me, call.read(TokenIn, data, form=True)))

    return pressed(call, sent["form_id"], body, act, lambda faults: _form(call, sent, faults), sealed=True)


@router.get("/{token}")
def show(call: PageReads, token: int) -> Response:
    return _page(call, tokens.find(call.session, call.me, token))


@router.post("/{token}/rotation")
def rotate(call: PageWrites, body: RawBody, token: int) -> Response:
    found = tokens.find(call.session, call.me, token)
    sent = typed(call.request, body, ("expires_on", "form_id"))

    def act() -> Response:
        data = call.read(RotationIn, {"expires_on": sent["expires_on"]}, form=True)
        return _told(call, found, tokens.rotate(call.session, call.me, found, data))

    def again(faults: list[Fault]) -> Response:
        return _page(call, found, faults, sent["expires_on"])

    return pressed(call, sent["form_id"], body, act, again, sealed=True)


@router.get("/{token}/revoke")
def ask_revoke(call: PageReads, token: int) -> Response:
    found = tokens.find(call.session, call.me, token)
    return pages.show(call, "tokens/revoke.html", token=tokens.shape(call.me, found), form_id=call.new_form_id())


@router.post("/{token}/revoke")
def revoke(call: PageWrites, body: RawBody, token: int) -> Response:
    found = tokens.find(call.session, call.me, token)

    def act() -> Response:
        tokens.revoke(call.session, call.me, found)
        return pages.go("/tokens?done=revoked")

    form_id = typed(call.request, body, ("form_id",))["form_id"]
    return pressed(call, form_id, body, act, lambda faults: _page(call, found, faults))


def _page(call: Call, token: Token, faults: list[Fault] | None = None, expires_on: str | None = None) -> Response:
    day = token.expires_on if token.expires_on and token.expires_on >= call.me.today else None
    return pages.show(
        call, "tokens/show.html", 422 if faults else 200, token=tokens.shape(call.me, token), faults=faults or [],
        is_revoked=token.revoked_at is not None, units=of_units(call, call.me), form_id=call.new_form_id(),
        expires_on=_iso(day) if expires_on is None else expires_on, history=history.lines(call, "token", token.id),
    )  # fmt: skip


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


def _told(call: Call, token: Token, words: str) -> Response:
    """The one page that ever shows the words."""
    return pages.show(call, "tokens/told.html", token=tokens.shape(call.me, token), words=words)


def _form(call: Call, sent: dict[str, Any], faults: list[Fault] | None = None) -> Response:
    roles = [(code, words) for code, words in ROLES.items() if code != "city"]
    return pages.show(
        call, "tokens/form.html", 422 if faults else 200, typed=sent, faults=faults or [], roles=roles,
        units=options.of_units(call, sent["unit"]),
    )  # fmt: skip
