"""Tokens of other systems, for the ward's admin: made, turned, revoked. Their words are drawn once."""

from fastapi import Response

from app.domain import access, tokens
from app.domain.pages import Ask
from app.domain.people.roles import OF_WARD
from app.domain.tokens import RotationIn, TokenIn
from app.models import Token
from app.views import options
from app.views.trail import history
from app.web import form, pages
from app.web.arrival import RawBody
from app.web.deps import Call, PageReads, PageWrites
from app.web.form import ASK, Filled, Form, Typed, as_typed
from app.web.names import of_units
from app.web.routing import Router

router = Router(prefix="/tokens")
MOST = 1000
FORM, ROTATION = Form(TokenIn), Form(RotationIn)


@router.get("")
def index(call: PageReads) -> Response:
    access.require(call.me, "tokens.manage")
    rows = [tokens.shape(call.me, row) for row in tokens.page(call.session, call.me, Ask(MOST)).items]
    return pages.show(
        call,
        "tokens/index.html",
        rows=sorted(rows, key=lambda row: not row["active"]),
        units=of_units(call, call.me),
        revoked=call.request.query_params.get("done") == "revoked",
    )


@router.get("/new")
def new(call: PageReads) -> Response:
    access.require(call.me, "tokens.manage")
    until = as_typed(tokens.first_end(call.me.today))
    return _form(call, FORM.blank(call, role="unit", expires_on=until))


@router.post("/new")
def create(call: PageWrites, body: RawBody) -> Response:
    access.require(call.me, "tokens.manage")
    sent = FORM.sent(call, body)

    def act() -> Response:
        # An emptied day is said: none.
        data = {"expires_on": None} | sent.given()
        return _told(call, *tokens.issue(call.session, call.me, call.read(TokenIn, data, form=True)))

    return sent.once(act, lambda filled: _form(call, filled), sealed=True)


@router.get("/{token}")
def show(call: PageReads, token: int) -> Response:
    return _page(call, tokens.find(call.session, call.me, token))


@router.post("/{token}/rotation")
def rotate(call: PageWrites, body: RawBody, token: int) -> Response:
    found, sent = tokens.find(call.session, call.me, token), ROTATION.sent(call, body)

    def act() -> Response:
        data = call.read(RotationIn, {"expires_on": None} | sent.given(), form=True)
        return _told(call, found, tokens.rotate(call.session, call.me, found, data))

    return sent.once(act, lambda filled: _page(call, found, filled), sealed=True)


@router.get("/{token}/revoke")
def ask_revoke(call: PageReads, token: int) -> Response:
    return _ask(call, tokens.find(call.session, call.me, token), ASK.blank(call))


@router.post("/{token}/revoke")
def revoke(call: PageWrites, body: RawBody, token: int) -> Response:
    found = tokens.find(call.session, call.me, token)

    def act() -> Response:
        tokens.revoke(call.session, call.me, found)
        return pages.go("/tokens?done=revoked")

    return ASK.sent(call, body).once(act, lambda filled: _ask(call, found, filled))


def _ask(call: Call, token: Token, filled: Filled) -> Response:
    return form.draw(call, "tokens/revoke.html", filled, token=tokens.shape(call.me, token))


def _page(call: Call, token: Token, filled: Filled | None = None) -> Response:
    return form.draw(
        call,
        "tokens/show.html",
        filled or Filled(_opened(call, token)),
        token=tokens.shape(call.me, token),
        is_revoked=token.revoked_at is not None,
        units=of_units(call, call.me),
        history=history.lines(call, "token", token.id),
    )


def _opened(call: Call, token: Token) -> Typed:
    """The form of a new secret begins with the day the old one may be used to, while that is still to come."""
    day = token.expires_on if token.expires_on and token.expires_on >= call.me.today else None
    return ROTATION.blank(call, expires_on=as_typed(day)).typed


def _told(call: Call, token: Token, words: str) -> Response:
    """The one page that ever shows the words."""
    return pages.show(call, "tokens/told.html", token=tokens.shape(call.me, token), words=words)


def _form(call: Call, filled: Filled) -> Response:
    roles, units = list(OF_WARD.items()), options.of_units(call, filled.typed["unit"])
    return form.draw(call, "tokens/form.html", filled, row=None, roles=roles, units=units)
