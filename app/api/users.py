"""The ward's accounts, for its admin: opened with an invitation, changed, left. No answer ever holds a password."""

from typing import Any

from fastapi import Response

from app.api.openapi import asks, sends
from app.domain import access
from app.domain.inputs import Code, Search
from app.domain.pages import Ask, Page
from app.domain.people import accounts, invitations
from app.domain.people.accounts import UserIn, UserPatch
from app.domain.people.invitations import Link
from app.domain.people.roles import RoleCode
from app.models import Person
from app.web.answers import collection, item, require_match, secret, shown
from app.web.arrival import RawBody
from app.web.bodies import json_of, require_nothing
from app.web.deps import ApiReads, ApiWrites, Call
from app.web.idempotency import IdempotencyKey, once
from app.web.paging import Paging
from app.web.routing import ApiRouter
from app.web.trials import Writing

router = ApiRouter(prefix="/users", tags=["users"])


class UserList(Paging):
    q: Search | None = None
    active: bool | None = None
    role: RoleCode | None = None
    unit: Code | None = None


@router.get("", summary="List the ward's accounts (admin)", openapi_extra=asks(UserList))
def index(call: ApiReads) -> Response:
    access.require(call.me, "users.manage")
    asked = call.filters(UserList)
    equal = {name: getattr(asked, name) for name in ("role", "unit") if getattr(asked, name) is not None}

    def read(ask: Ask) -> Page[Any]:
        page = accounts.page(call.session, call.me, ask, asked.q, asked.active, **equal)
        return Page(accounts.shapes(call.session, call.me, page.items), page.next)

    return collection(call, "users", asked, accounts.FIELDS, read)


@router.post(
    "",
    status_code=201,
    summary="Open an account (admin): the answer has the invitation's path, once",
    openapi_extra=sends(UserIn),
)
def create(call: ApiWrites, body: RawBody, key: IdempotencyKey = None) -> Response:
    access.require(call.me, "users.manage")
    call.query(Writing)

    def act() -> Response:
        person, link = accounts.create(call.session, call.me, call.read(UserIn, json_of(body)))
        return _invited(call, person, link)

    return once(call, key, body, act, sealed=True)


@router.get("/{person}", summary="One account (admin)")
def show(call: ApiReads, person: int) -> Response:
    found = accounts.find(call.session, call.me, person)
    return shown(call, _shape(call, found))


@router.patch("/{person}", summary="Change an account (admin)", openapi_extra=sends(UserPatch))
def change(call: ApiWrites, person: int, body: RawBody) -> Response:
    found = accounts.find(call.session, call.me, person)
    require_match(call, lambda: _shape(call, found))
    call.query(Writing)
    accounts.change(call.session, call.me, found, call.read(UserPatch, json_of(body), change=True))
    return item(_shape(call, found))


@router.delete("/{person}", status_code=204, summary="Let a person leave (admin): the account is made anonymous")
def leave(call: ApiWrites, person: int) -> Response:
    found = accounts.find(call.session, call.me, person)
    require_match(call, lambda: _shape(call, found))
    call.require_bare()
    accounts.leave(call.session, call.me, found)
    return Response(status_code=204)


@router.post(
    "/{person}/invitation",
    status_code=201,
    summary="Invite anew (admin): the old password and all signed-in browsers end at once",
)
def invite(call: ApiWrites, person: int, body: RawBody, key: IdempotencyKey = None) -> Response:
    found = accounts.find(call.session, call.me, person)
    call.query(Writing)

    def act() -> Response:
        require_nothing(body)
        return _invited(call, found, invitations.reset(call.session, call.me, found))

    return once(call, key, body, act, sealed=True)


def _shape(call: Call, person: Person) -> dict[str, Any]:
    return accounts.shapes(call.session, call.me, [person])[0]


def _invited(call: Call, person: Person, link: Link) -> Response:
    invitation = {"path": link.path, "expires_at": link.expires_at}
    return secret(item(_shape(call, person), 201, f"/api/v1/users/{person.id}", invitation=invitation))
