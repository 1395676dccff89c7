"""Who asks, and what they may: loading is permission. Not yours looks like not there; seen, not allowed: Forbidden."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from app.domain.errors import Forbidden, NotFound, Say
from app.models.ward import CITY_ID, Ward

Role = Literal["unit", "coordinator", "leader", "city", "admin"]
ROLES: tuple[Role, ...] = ("unit", "coordinator", "leader", "city", "admin")


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

    @property
    def ward_id(self) -> int:
        return self.ward.id

    @property
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
    def writes_products(self) -> bool:
        return self.role in ("unit", "coordinator")

    @property
    def key(self) -> str:
        """Names this person or token in scopes of receipts."""
        return f"person {self.person_id}" if self.person_id is not None else f"token {self.token_id}"

    def looking_at(self, ward: Ward) -> "Me":
        """The same city reader with a ward's figures before them."""
        return replace(self, ward=ward)


def require_entries(me: Me) -> None:
    """A city reader sees wards' figures, never their entries: for them there is no such page."""
    if me.role == "city":
        raise NotFound()


def require_role(me: Me, *roles: Role) -> None:
    require_entries(me)
    if me.role not in roles:
        raise Forbidden()


def require_admin(me: Me) -> None:
    """Accounts, tokens, settings and the trail are the admin's alone: for everyone else they are not there."""
    if me.role != "admin":
        raise NotFound()


def unit_named(sent: object, field: str = "unit") -> str:
    """The unit that a body names, before the rest of it is read; "" where it names none."""
    unit = sent.get(field) if isinstance(sent, dict) else None
    return unit if isinstance(unit, str) else ""


def require_writer_for(me: Me, unit: str) -> None:
    """A unit writes its own products, a coordinator everyone's."""
    require_role(me, "unit", "coordinator")
    if me.role == "unit" and me.unit != unit:
        raise Forbidden(Say("Sản phẩm này thuộc đơn vị khác, chỉ đơn vị đó và Ban Xây dựng Đảng được sửa."))
