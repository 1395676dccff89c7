"""People of the ward, for its admin: invited, changed, invited anew, left. A link is drawn once."""

from typing import Any

from fastapi import Response

from app.domain import access, people
from app.domain.pages import Ask
from app.domain.people import accounts, invitations
from app.domain.people.accounts import UserIn, UserPatch
from app.domain.people.invitations import Link
from app.domain.people.roles import OF_WARD
from app.models import Person
from app.views import filters, options
from app.views.trail import history
from app.web import form, pages
from app.web.arrival import RawBody
from app.web.deps import Call, PageReads, PageWrites
from app.web.form import ASK, Filled, Form
from app.web.labels import ROLES
from app.web.names import of_units
from app.web.routing import Router

router = Router(prefix="/users")
MOST = 1000
FORM = Form(UserIn, thing="tài khoản này")
DONE = {
    "changed": "Đã sửa",
    "unchanged": "Không có gì thay đổi ở",
    "left": "Đã cho rời. Tên và mật khẩu của tài khoản đã xóa",
}


@router.get("")
def index(call: PageReads) -> Response:
    access.require(call.me, "users.manage")
    here = filters.here(call, ("q",))
    found = accounts.page(call.session, call.me, Ask(MOST), here.params.get("q"))
    rows = [row for row in accounts.shapes(call.session, call.me, found.items) if row["active"]]
    rows.sort(key=lambda row: (list(ROLES).index(row["role"]), row["unit"] or "", row["full_name"]))
    return pages.show(
        call,
        "users/index.html",
        here=here,
        rows=rows,
        left=len(found.items) - len(rows),
        units=of_units(call, call.me),
        said=pages.done(call, DONE),
        now=call.me.at,
    )


@router.get("/new")
def new(call: PageReads) -> Response:
    access.require(call.me, "users.manage")
    return _form(call, None, FORM.blank(call, role="unit"))


@router.post("/new")
def create(call: PageWrites, body: RawBody) -> Response:
    access.require(call.me, "users.manage")
    sent = FORM.sent(call, body)

    def act() -> Response:
        person, link = accounts.create(call.session, call.me, call.read(UserIn, sent.given(), form=True))
        return _told(call, person, link)

    return sent.once(act, lambda filled: _form(call, None, filled), sealed=True)


@router.get("/{person}")
def show(call: PageReads, person: int) -> Response:
    found = accounts.find(call.session, call.me, person)
    return pages.show(
        call,
        "users/show.html",
        person=_shape(call, found),
        units=of_units(call, call.me),
        now=call.me.at,
        sign_in=people.sign_in_name(call.session, found),
        history=history.lines(call, "person", found.id),
        said=pages.done(call, DONE),
        is_me=found.id == call.me.person_id,
    )


@router.get("/{person}/edit")
def edit(call: PageReads, person: int) -> Response:
    shape = _shape(call, accounts.find(call.session, call.me, person))
    return _form(call, shape, FORM.of(call, shape))


@router.post("/{person}/edit")
def change(call: PageWrites, body: RawBody, person: int) -> Response:
    found, sent = accounts.find(call.session, call.me, person), FORM.sent(call, body)
    shape = _shape(call, found)

    def act() -> Response:
        accounts.change(call.session, call.me, found, call.read(UserPatch, sent.changes(shape), form=True))
        return pages.go(f"/users/{person}?done={pages.changed(call, 'changed')}")

    return sent.once(act, lambda filled: _form(call, shape, filled))


@router.get("/{person}/invitation")
def ask_invite(call: PageReads, person: int) -> Response:
    return _ask(call, "users/invite.html", accounts.find(call.session, call.me, person), ASK.blank(call))


@router.post("/{person}/invitation")
def invite(call: PageWrites, body: RawBody, person: int) -> Response:
    found = accounts.find(call.session, call.me, person)
    act = lambda: _told(call, found, invitations.reset(call.session, call.me, found))  # noqa: E731
    again = lambda filled: _ask(call, "users/invite.html", found, filled)  # noqa: E731
    return ASK.sent(call, body).once(act, again, sealed=True)


@router.get("/{person}/leave")
def ask_leave(call: PageReads, person: int) -> Response:
    return _ask(call, "users/leave.html", accounts.find(call.session, call.me, person), ASK.blank(call))


@router.post("/{person}/leave")
def leave(call: PageWrites, body: RawBody, person: int) -> Response:
    found = accounts.find(call.session, call.me, person)

    def act() -> Response:
        accounts.leave(call.session, call.me, found)
        return pages.go("/users?done=left")

    return ASK.sent(call, body).once(act, lambda filled: _ask(call, "users/leave.html", found, filled))


def _ask(call: Call, template: str, person: Person, filled: Filled) -> Response:
    return form.draw(call, template, filled, person=_shape(call, person))


def _told(call: Call, person: Person, link: Link) -> Response:
    """The one page that ever shows the link."""
    url = call.request.url
    return pages.show(
        call,
        "users/invited.html",
        person=_shape(call, person),
        expires_at=link.expires_at,
        address=f"{url.scheme}://{url.netloc}{link.path}",
        sign_in=people.sign_in_name(call.session, person),
    )


def _form(call: Call, person: dict[str, Any] | None, filled: Filled) -> Response:
    roles, units = list(OF_WARD.items()), options.of_units(call, filled.typed["unit"])
    return form.draw(call, "users/form.html", filled, row=person, roles=roles, units=units)


def _shape(call: Call, person: Person) -> dict[str, Any]:
    return accounts.shapes(call.session, call.me, [person])[0]
