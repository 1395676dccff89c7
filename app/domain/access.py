"""Who asks, and what they may: one table of rights, asked by verbs, pages, the API and templates.

Loading is permission: not yours looks like not there (NotFound); seen, but not allowed, is Forbidden.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any, Literal, get_args
from zoneinfo import ZoneInfo

from app.domain.errors import Forbidden, NotFound, Say
from app.models.ward import CITY_ID, Ward

# Whether a token only reads; whoever writes reads, too.
Scope = Literal["read", "write"]
Role = Literal["unit", "coordinator", "leader", "city", "admin"]
ROLES: tuple[Role, ...] = get_args(Role)


@dataclass(frozen=True)
class Me:
    """The one who asks, a person or a token, at a moment: the domain asks neither a clock nor a global."""

    ward: Ward
    role: Role
    unit: str | None
    person_id: int | None
    token_id: int | None
    source: str | None
    name: str
    at: datetime
    # A token that is used for the first time on this day: that is to be noted, once the answer has left.
    is_first_use: bool = False
    scope: Scope = "write"

    @cached_property
    def ward_id(self) -> int:
        return self.ward.id

    @cached_property
    def today(self) -> date:
        """The day in the ward's own time zone."""
        return self.day_of(self.at)

    def day_of(self, moment: datetime) -> date:
        """The ward's own day at a moment."""
        return moment.astimezone(ZoneInfo(self.ward.timezone)).date()

    @property
    def is_of_city(self) -> bool:
        return self.ward.id == CITY_ID

    @property
    def key(self) -> str:
        """Names this person or token in scopes of receipts."""
        return f"person {self.person_id}" if self.person_id is not None else f"token {self.token_id}"

    def reading_as(self, role: Role) -> "Me":
        """The program itself, which reads what this role may read."""
        return replace(self, role=role)

    def looking_at(self, ward: Ward) -> "Me":
        """The same city reader with a ward's figures before them."""
        return replace(self, ward=ward)


@dataclass(frozen=True)
class Right:
    """What one may do, and which roles may.

    own: the column that says whose a thing is; a unit may only what is its own. refusal: what a unit hears that may
    not. is_hidden: for everyone else there is no such thing. is_known: that there is one, a city reader may know too.
    """

    what: str
    roles: tuple[Role, ...]
    own: str | None = None
    refusal: Say | None = None
    # Whether a unit may so with what belongs to the units below it, too.
    is_of_branch: bool = False
    is_hidden: bool = False
    is_known: bool = False


_WRITERS: tuple[Role, ...] = ("unit", "coordinator")
_READERS: tuple[Role, ...] = ("unit", "coordinator", "leader")
_COORDINATOR: tuple[Role, ...] = ("coordinator",)
_KEEPERS: tuple[Role, ...] = ("coordinator", "admin")
_ADMIN: tuple[Role, ...] = ("admin",)
_OTHERS = Say("Mục này thuộc đơn vị khác, chỉ đơn vị đó và Ban Xây dựng Đảng được ghi và sửa.")
_PRODUCT = Say("Sản phẩm này thuộc đơn vị khác, chỉ đơn vị đó và Ban Xây dựng Đảng được sửa.")
_CONCERN = Say("Vấn đề này do đơn vị khác giải quyết, chỉ đơn vị đó và Ban Xây dựng Đảng được sửa.")
_JUDGED = Say("Chỉ Ban Xây dựng Đảng duyệt hoặc trả lại sản phẩm đang chờ duyệt.")
_REOPENED = Say("Vấn đề đã giải quyết chỉ Ban Xây dựng Đảng mở lại.")
_CONSOLIDATED = Say("Báo cáo tổng hợp của phường do Ban Xây dựng Đảng lập.")

RIGHTS: dict[str, Right] = {
    "entries.read": Right("read the ward's registers, not its figures alone", (*_READERS, "admin"), is_hidden=True),
    "wards.compare": Right("choose among the city's wards, and compare them", ("city",), is_hidden=True),
    "products.write": Right("log, change, confirm, withdraw and delete products", _WRITERS, "unit", _PRODUCT),
    "products.judge": Right("publish products in review, or send them back", _COORDINATOR, refusal=_JUDGED),
    "surveys.write": Right("write surveys", _WRITERS, "unit", _OTHERS),
    "pulses.write": Right("write pulses", _WRITERS, "unit", _OTHERS),
    "commendations.write": Right("write commendations", _WRITERS, "unit", _OTHERS),
    "concerns.write": Right("register, change, answer and delete concerns", _WRITERS, "owner_unit", _CONCERN),
    "concerns.read_all": Right("read incorrect information before it is answered", _READERS, "owner_unit"),
    "concerns.reopen": Right("open concerns again", _COORDINATOR, refusal=_REOPENED),
    "concerns.backdate": Right("alter what became of a due date that has passed", _COORDINATOR),
    "plans.write": Right("write plans", _WRITERS, "unit", _OTHERS),
    "plans.approve": Right("approve plans", _COORDINATOR),
    "reports.write": Right("write and hand in reports", _WRITERS, "unit", _OTHERS),
    "reports.read_all": Right("read urgent, unfinished and returned reports", _READERS, "unit", is_of_branch=True),
    "reports.judge": Right("accept reports, or send them back", _COORDINATOR),
    "reports.remind": Right("remind units of their reports", _COORDINATOR),
    "reports.open": Right("be told of urgent reports until one has opened them", ("coordinator", "leader")),
    "reports.consolidate": Right("write the ward's consolidated report", _COORDINATOR, refusal=_CONSOLIDATED),
    "transmittals.send": Right("send the ward's filed report to the city's installation", _COORDINATOR),
    "transmittals.receive": Right("take in the report of a ward's own installation", ("coordinator", "city")),
    "campaigns.change": Right("add, change and end campaigns", _COORDINATOR),
    "directives.change": Right("add, change and retire directives", _COORDINATOR),
    "key_dates.change": Right("add, change and remove key dates", _COORDINATOR),
    "materials.change": Right("add, change and retire materials", _COORDINATOR),
    "periods.change": Right("add, change, close and reopen periods", _COORDINATOR),
    "groups.change": Right("add, change, import and retire groups", _KEEPERS),
    "channels.change": Right("add, change and retire channels", _KEEPERS),
    "units.change": Right("add, change and retire units", _ADMIN),
    "closed.change": Right("do so where a closed period counts it, with a reason", _KEEPERS),
    "changes.follow": Right("follow the changes", (*_WRITERS, "admin"), "unit", is_known=True),
    "users.manage": Right("invite, change and remove people", _ADMIN, is_hidden=True),
    "users.import": Right("invite people from a list", _ADMIN),
    "tokens.manage": Right("issue, rotate and revoke tokens", _ADMIN, is_hidden=True),
    "webhooks.manage": Right("say which systems the changes are told to", _ADMIN, is_hidden=True),
    "settings.change": Right("change the ward's settings", _ADMIN, is_hidden=True),
    "days_off.change": Right("name days off and days worked instead", _ADMIN, is_hidden=True),
    "audit.read": Right("read who did what", _ADMIN, is_hidden=True),
}


def standing(me: Me) -> tuple[Any, ...]:
    """Whoever asks, as far as it matters to what they may, and their day: what was judged for them holds as long."""
    return me.role, me.unit, me.source, me.key, me.today


def may(me: Me, right: str, thing: Any = None, below: Collection[str] = ()) -> bool:
    """Whether this person may do so with a thing, or with that of the unit of this code; without one, with any.

    below: the units below this person's own, for a right that reaches down to them.
    """
    if me.role not in RIGHTS[right].roles:
        return False
    if thing is None or not own_only(me, right):
        return True
    unit = _unit_of(right, thing)
    return unit == me.unit or (RIGHTS[right].is_of_branch and unit in below)


def own_only(me: Me, right: str) -> bool:
    """Whether they may, if at all, only what is their own unit's."""
    return me.role == "unit" and RIGHTS[right].own is not None


def _unit_of(right: str, thing: Any) -> str | None:
    unit: str | None = thing if isinstance(thing, str) else getattr(thing, str(RIGHTS[right].own))
    return unit


def require(me: Me, right: str, thing: Any = None, below: Collection[str] = ()) -> None:
    """Raises where they may not: NotFound of what they don't see at all, else Forbidden."""
    if may(me, right, thing, below):
        return
    asked = RIGHTS[right]
    if asked.is_hidden or not (asked.is_known or may(me, "entries.read")):
        raise NotFound()
    raise Forbidden(asked.refusal if me.role == "unit" else None)


def require_sent(me: Me, right: str, sent: object) -> None:
    """Before the rest of a body is read: a unit that names another unit may not, whatever else is wrong with it."""
    unit = sent.get(str(RIGHTS[right].own)) if isinstance(sent, dict) else None
    if unit and isinstance(unit, str):
        require(me, right, unit)
