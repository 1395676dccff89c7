"""The demo: an invented ward on top of the plan pack. Everything goes through the domain's own verbs, so that the
sample keeps every rule that real entries keep; nothing is drawn from chance that another load would not draw again.
"""

from datetime import UTC, datetime

from sqlmodel import Session, col, delete, select

from app.domain import trail, wards
from app.domain.demo import cast, log
from app.domain.people import roles
from app.models import Group, Job, Product, Ward
from app.models.ward import CITY_ID


def load(session: Session, at: datetime) -> None:
    """Fills the ward of the plan pack with the invented sample, as it would stand at this moment.

    Returns at once where the ward is a demo already; raises ValueError where it has groups or products of its own.
    """
    ward = session.get_one(Ward, wards.by_code(session, wards.pack()["ward"]["code"]).id)
    if ward.demo_at is not None:
        return
    trail.take_turn_of(session, ward.id)
    trail.take_turn_of(session, CITY_ID)
    _require_empty(session, ward)
    at = at.astimezone(UTC)
    company = cast.gather(session, ward, at)
    log.write(session, company, at)
    # Files of reports that nobody handed in are drawn when someone asks for them.
    session.execute(delete(Job).where(col(Job.ward_id) == ward.id))
    ward.demo_at = at
    session.flush()
    # The moments at which rows came were invented after the trail had told of them.
    trail.vouch(session, ward.id)
    trail.vouch(session, CITY_ID)


def accounts() -> list[dict[str, str]]:
    """The accounts to try, in the sign-in page's order: how each signs in, who it is, and the password they share."""
    plan = wards.pack(cast.PACK)
    ward = wards.pack()["ward"]["code"].lower()
    return [
        {
            "name": f"{user['name']}@{ward}",
            "role": user["role"],
            "role_words": roles.WORDS[user["role"]],
            "shown_as": user["shown_as"],
            "full_name": user["full_name"],
            "password": plan["password"],
        }
        for user in plan["users"]
    ]


def _require_empty(session: Session, ward: Ward) -> None:
    for table, things in ((Product, "products"), (Group, "groups")):
        if session.exec(select(table).where(col(table.ward_id) == ward.id).limit(1)).first() is not None:
            raise ValueError(f"the ward {ward.code} has {things} of its own; the demo only fills an empty ward")
