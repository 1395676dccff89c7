"""Tokens of other systems, for the ward's admin: their words are told once, when they are made."""

from typing import Any

from fastapi import Response

from app.api.openapi import asks, sends
from app.domain import access, tokens
from app.domain.pages import Ask, Page
from app.domain.tokens import RotationIn, TokenIn
from app.models import Token
from app.web.answers import collection, item, require_match, secret, shown
from app.web.arrival import RawBody
from app.web.bodies import json_of
from app.web.deps import ApiReads, ApiWrites, Call
from app.web.idempotency import IdempotencyKey, once
from app.web.paging import Paging
from app.web.routing import ApiRouter
from app.web.trials import Writing

router = ApiRouter(prefix="/tokens", tags=["tokens"])


class TokenList(Paging):
    active: bool | None = None


@router.get("", summary="List the ward's tokens, newest first (admin)", openapi_extra=asks(TokenList))
def index(call: ApiReads) -> Response:
    access.require(call.me, "tokens.manage")
    asked = call.query(TokenList)

    def read(ask: Ask) -> Page[Any]:
        return tokens.page(call.session, call.me, ask, asked.active).each(lambda row: tokens.shape(call.me, row))

    return collection(call, "tokens", asked, tokens.FIELDS, read)


@router.post("", status_code=201, summary="Make a token (admin): `token` is told once", openapi_extra=sends(TokenIn))
def create(call: ApiWrites, body: RawBody, key: IdempotencyKey = None) -> Response:
    access.require(call.me, "tokens.manage")
    call.query(Writing)

    def act() -> Response:
        return _told(call, *tokens.issue(call.session, call.me, call.read(TokenIn, json_of(body))))

    return once(call, key, body, act, sealed=True)


@router.get("/{token}", summary="One token (admin)")
def show(call: ApiReads, token: int) -> Response:
    found = tokens.find(call.session, call.me, token)
    return shown(call, tokens.shape(call.me, found))


@router.post(
    "/{token}/rotation",
    status_code=201,
    openapi_extra=sends(RotationIn, needed=False),
    summary="New words for a token (admin): its id, rights and source stay, the old end now or later",
)
def rotate(call: ApiWrites, token: int, body: RawBody, key: IdempotencyKey = None) -> Response:
    found = tokens.find(call.session, call.me, token)
    call.query(Writing)

    def act() -> Response:
        data = call.read(RotationIn, json_of(body) if body.content else {})
        return _told(call, found, tokens.rotate(call.session, call.me, found, data))

    return once(call, key, body, act, sealed=True)


@router.delete("/{token}", status_code=204, summary="Revoke a token for good (admin)")
def revoke(call: ApiWrites, token: int) -> Response:
    found = tokens.find(call.session, call.me, token)
    require_match(call, lambda: tokens.shape(call.me, found))
    call.require_bare()
    tokens.revoke(call.session, call.me, found)
    return Response(status_code=204)


def _told(call: Call, token: Token, words: str) -> Response:
    return secret(item(tokens.shape(call.me, token), 201, f"/api/v1/tokens/{token.id}", token=words))
