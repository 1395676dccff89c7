"""People of the ward, for its admin: invited, changed, invited anew, left. A link is drawn once."""

from typing import Any

from fastapi import Response

from app.domain import people
from app.domain.access import require_admin
from app.domain.errors import Conflict, Fault, Loc
from app.domain.pages import Ask
from app.domain.people import accounts, invitations
from app.domain.people.accounts import UserIn, UserPatch
from app.domain.people.invitations import Link
from app.models import Person
from app.views import filters, history, options
from app.views.names import of_units
from app.web import pages
from app.web.answers import etag
from app.web.deps import Call, PageReads, PageWrites, RawBody, Router
from app.web.forms import typed
from app.web.labels import ROLES
from app.web.pressed import pressed, require_fresh

router = Router(prefix="/users")
MOST = 1000
NAMES = ("name", "full_name", "role", "unit", "email")
OPTIONAL = ("unit", "email")
DONE = {"changed": "Đã sửa", "left": "Đã cho rời. Tên và mật khẩu của tài khoản đã xóa"}


@router.get("")
def index(call: PageReads) -> Response:
    require_admin(call.me)
    here = filters.here(call, ("q",))
    found = accounts.page(call.session, call.me, Ask(MOST), here.params.get("q"))
    rows = [row for row in accounts.shapes(call.session, call.me, found.items) if row["active"]]
    rows.sort(key=lambda row: (list(ROLES).index(row["role"]), row["unit"] or "", row["full_name"]))
    return pages.show(
        call, "users/index.html", here=here, rows=rows, left=len(found.items) - len(rows),
        units=of_units(call, call.me), said=DONE.get(call.request.query_params.get("done", "")), now=call.me.at,
    )  # fmt: skip


@router.get("/new")
def new(call: PageReads) -> Response:
    require_admin(call.me)
    return _form(call, None, dict.fromkeys(NAMES, "") | {"role": "unit", "form_id": call.new_form_id()})


@router.post("/new")
def create(call: PageWrites, body: RawBody) -> Response:
    require_admin(call.me)
    sent = typed(call.request, body, (*NAMES, "form_id"))

    def act() -> Response:
        data = {name: sent[name] for name in NAMES if sent[name].strip()}
        person, link = accounts.create(call.session, call.me, call.read(UserIn, data, form=True))
        return _told(call, person, link)

    return pressed(call, sent["form_id"], body, act, lambda faults: _form(call, None, sent, faults), sealed=True)


@router.get("/{person}")
def show(call: PageReads, person: int) -> Response:
    found = accounts.find(call.session, call.me, person)
    return pages.show(
        call, "users/show.html", person=_shape(call, found), units=of_units(call, call.me), now=call.me.at,
        sign_in=people.sign_in_name(call.session, found), history=history.lines(call, "person", found.id),
        said=DONE.get(call.request.query_params.get("done", "")), is_me=found.id == call.me.person_id,
    )  # fmt: skip


@router.get("/{person}/edit")
def edit(call: PageReads, person: int) -> Response:
    shape = _shape(call, accounts.find(call.session, call.me, person))
    texts = {name: shape[name] or "" for name in NAMES}
    return _form(call, shape, texts | {"form_id": call.new_form_id(), "etag": etag(shape)})


@router.post("/{person}/edit")
def change(call: PageWrites, body: RawBody, person: int) -> Response:
    found = accounts.find(call.session, call.me, person)
    sent, shape = typed(call.request, body, (*NAMES, "form_id", "etag")), _shape(call, found)

    def act() -> Response:
        require_fresh(sent["etag"], etag(shape), "tài khoản này")
        accounts.change(call.session, call.me, found, call.read(UserPatch, _changes(shape, sent), form=True))
        return pages.go(f"/users/{person}?done=changed")

    at_role = lambda conflict: () if conflict.code == "left" else ("role",)  # noqa: E731
    return pressed(call, sent["form_id"], body, act, lambda faults: _form(call, shape, sent, faults), at_role)


@router.get("/{person}/invitation")
def ask_invite(call: PageReads, person: int) -> Response:
    return _ask(call, "users/invite.html", accounts.find(call.session, call.me, person))


@router.post("/{person}/invitation")
def invite(call: PageWrites, body: RawBody, person: int) -> Response:
    found = accounts.find(call.session, call.me, person)
    act = lambda: _told(call, found, invitations.reset(call.session, call.me, found))  # noqa: E731
    return _step(call, "users/invite.html", body, found, act, sealed=True)


@router.get("/{person}/leave")
def ask_leave(call: PageReads, person: int) -> Response:
    return _ask(call, "users/leave.html", accounts.find(call.session, call.me, person))


@router.post("/{person}/leave")
def leave(call: PageWrites, body: RawBody, person: int) -> Response:
    found = accounts.find(call.session, call.me, person)

    def act() -> Response:
        accounts.leave(call.session, call.me, found)
        return pages.go("/users?done=left")

    return _step(call, "users/leave.html", body, found, act)


def _step(call: Call, template: str, body: RawBody, person: Person, act: Any, sealed: bool = False) -> Response:
    form_id = typed(call.request, body, ("form_id",))["form_id"]
    return pressed(
        call, form_id, body, act, lambda faults: _ask(call, template, person, faults), _nowhere, sealed=sealed
    )


def _nowhere(_: Conflict) -> Loc:
    return ()


def _ask(call: Call, template: str, person: Person, faults: list[Fault] | None = None) -> Response:
    return pages.show(
        call, template, 422 if faults else 200, person=_shape(call, person), faults=faults or [],
        form_id=call.new_form_id(),
    )  # fmt: skip


def _told(call: Call, person: Person, link: Link) -> Response:
    """The one page that ever shows the link."""
    url = call.request.url
    return pages.show(
        call, "users/invited.html", person=_shape(call, person), expires_at=link.expires_at,
        address=f"{url.scheme}://{url.netloc}{link.path}", sign_in=people.sign_in_name(call.session, person),
    )  # fmt: skip


def _changes(shape: dict[str, Any], sent: dict[str, str]) -> dict[str, str | None]:
    """What differs from the account as it stands; an optional field that was emptied becomes none."""
    changed = {name: sent[name].strip() for name in NAMES if sent[name].strip() != (shape[name] or "")}
    return {name: value or (None if name in OPTIONAL else "") for name, value in changed.items()}


def _form(
    call: Call, person: dict[str, Any] | None, sent: dict[str, str], faults: list[Fault] | None = None
) -> Response:
    roles = [(code, words) for code, words in ROLES.items() if code != "city"]
    return pages.show(
        call, "users/form.html", 422 if faults else 200, person=person, typed=sent, faults=faults or [], roles=roles,
        units=options.of_units(call, sent["unit"]),
    )  # fmt: skip


def _shape(call: Call, person: Person) -> dict[str, Any]:
    return accounts.shapes(call.session, call.me, [person])[0]
