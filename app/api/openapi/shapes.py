"""What answers look like: the fields that an answer has, each as what is sent says it, and what is only told."""

from collections.abc import Iterable
from dataclasses import fields as fields_of
from typing import Any, get_args

from pydantic import BaseModel, TypeAdapter

from app.api.indicators import ALWAYS
from app.domain import (
    audit,
    campaigns,
    channels,
    closings,
    commendations,
    days_off,
    directives,
    groups,
    key_dates,
    materials,
    plans,
    pulses,
    reports,
    subjects,
    surveys,
    tokens,
    units,
)
from app.domain.cells import State
from app.domain.concerns import questions as concerns
from app.domain.concerns.inputs import ConcernIn
from app.domain.coverage import Figures
from app.domain.days_off import DayOffIn
from app.domain.deciding import SettingsPatch
from app.domain.files import attached
from app.domain.indicators import Entry, Indicator
from app.domain.people import accounts
from app.domain.people.accounts import UserIn
from app.domain.products import shapes
from app.domain.products.inputs import DETAILS, Cost, PlacementIn, PlannedPlacementIn, ProductIn, ReachIn
from app.domain.reports import timeliness
from app.domain.tokens import TokenIn

Schema = dict[str, Any]
REF = "#/components/schemas/{model}"

TEXT, WHOLE, NUMBER, YES, MAP = ({"type": kind} for kind in ("string", "integer", "number", "boolean", "object"))
CODE_OR_NUMBER = {"anyOf": [TEXT, WHOLE]}
MOMENT, DAY = {"type": "string", "format": "date-time"}, {"type": "string", "format": "date"}


def ref(name: str) -> Schema:
    return {"$ref": REF.format(model=name)}


def some(schema: Schema) -> Schema:
    """That, or null."""
    return {"anyOf": [schema, {"type": "null"}]}


def many(schema: Schema) -> Schema:
    return {"type": "array", "items": schema}


# What is told and never sent, by its name: moments, numbers, and what is worked out.
TOLD: dict[str, Schema] = {
    **dict.fromkeys(("created_at", "updated_at", "logged_at", "at"), MOMENT),
    **dict.fromkeys(
        ("approved_at", "first_submitted_at", "submitted_at", "invited_until", "last_used_at"), some(MOMENT)
    ),
    **dict.fromkeys(("id", "seq", "version", "size", "reached", "evidenced", "total"), WHOLE),
    **dict.fromkeys(("active", "suppressed", "allocated", "has_password", "closed"), YES),
    **dict.fromkeys(("alt_text", "source", "reason"), some(TEXT)),
    **dict.fromkeys(("width", "height"), some(WHOLE)),
    **dict.fromkeys(("facts", "words", "parts"), MAP),
    "attachments": many(ref("Attachment")),
    "media_type": TEXT,
    "sha256": TEXT,
    "url": TEXT,
    "name": TEXT,
    "status": TEXT,
    "short_name": some(TEXT),
    "content_group": TEXT,
    "snapshot": some(MAP),
    "warnings": many(ref("Fault")),
}


def thing(names: Iterable[str], takes: type[BaseModel] | None = None, **other: Schema) -> Schema:
    """An object with these fields; other: those that are not as they are sent, or not sent at all."""
    every = takes.model_json_schema(ref_template=REF)["properties"] if takes else {}
    # What may come back with a change and is ignored there says nothing of what it is.
    sent = {name: schema for name, schema in every.items() if schema.keys() > {"readOnly"} or "readOnly" not in schema}
    told = {name: other.get(name) or _told_as(sent[name] if name in sent else TOLD[name]) for name in names}
    return {"type": "object", "properties": told, "required": list(told)}


def _told_as(schema: Schema) -> Schema:
    return {name: value for name, value in schema.items() if name not in ("default", "readOnly")}


def _of_rows(kind: Any, names: Iterable[str] | None = None) -> Schema:
    """What a dataclass of figures is told as."""
    schema = TypeAdapter(kind).json_schema(ref_template=REF)["properties"]
    return {name: _told_as(schema[name]) for name in names or [field.name for field in fields_of(kind)]}


def _object(properties: Schema, *optional: str) -> Schema:
    return {"type": "object", "properties": properties, "required": [n for n in properties if n not in optional]}


CATALOGUES: dict[str, Any] = {
    "Unit": units.CATALOGUE,
    "Group": groups.CATALOGUE,
    "Channel": channels.CATALOGUE,
    "Period": closings.CATALOGUE,
    "ContentGroup": subjects.CONTENT_GROUPS,
    "Topic": subjects.TOPICS,
    "Axis": subjects.AXES,
    "Campaign": campaigns.CATALOGUE,
    "Directive": directives.CATALOGUE,
    "Material": materials.CATALOGUE,
}
REGISTERS: dict[str, Any] = {
    "Survey": surveys,
    "Pulse": pulses,
    "Commendation": commendations,
    "Plan": plans,
    "Report": reports,
    "KeyDate": key_dates,
}
COUNTS = dict.fromkeys(("supportive", "neutral", "worried", "total"), some(WHOLE))
# A kind's details: which they are, the product's kind says.
BY_KIND = {"anyOf": [ref(kind.__name__) for kind in dict.fromkeys(DETAILS.values())]}
INTERVAL = _object({"low": NUMBER, "high": NUMBER, "level": some(NUMBER)})


# Which details a product has, by its kind.
KINDS: list[Schema] = [
    {
        "if": {"properties": {"kind": {"const": name}}, "required": ["kind"]},
        "then": {"properties": {"details": ref(kind.__name__)}},
    }
    for name, kind in DETAILS.items()
]


def _products() -> dict[str, Schema]:
    """A product whole, as a list tells it, and what both are made of."""
    sums = {"reached": WHOLE, "people": WHOLE, "evidenced": WHOLE}
    given = ("id", "channel", "published_on", "runs", "logged_at")
    placement = thing((*given, "reach", *sums), PlacementIn, id=WHOLE, reach=many(ref("Reach")), **sums)
    # A list tells the sums, an item the rows.
    placement["required"] = list(given)
    planned = thing(("id", "channel", "planned_on", "runs", "reach"), PlannedPlacementIn, id=WHOLE, reach=many(MAP))
    text = dict.fromkeys(("unit", "campaign", "kind", "title", "content_group", "status"), TEXT)
    parts = {
        "placements": many(ref("Placement")),
        "planned_placements": many(ref("PlannedPlacement")),
        "cost": some(ref(Cost.__name__)),
    }
    product = thing(shapes.FIELDS, ProductIn, details=BY_KIND, **text, **parts)
    return {
        "Product": product | {"allOf": KINDS},
        # A list tells the fields that were asked for.
        "ProductRow": {name: one for name, one in product.items() if name != "required"},
        "Placement": placement,
        "PlannedPlacement": planned,
        "Reach": thing(("group", "people", "basis", "allocated"), ReachIn),
    }


def _indicator() -> Schema:
    beside = {"pending": WHOLE, "interval": some(INTERVAL), "left_out": some(WHOLE)}
    behind = _object(dict.fromkeys(("numerator", "denominator", "missing"), some(TEXT)))
    return _object(_of_rows(Indicator, ALWAYS) | beside | {"entries": behind}, *beside)


def items() -> dict[str, Schema]:
    """Every thing that an answer is of, by its name."""
    catalogues = {name: thing(one.fields(), one.takes, **_moments(one)) for name, one in CATALOGUES.items()}
    registers = {name: _register(one) for name, one in REGISTERS.items()}
    return (
        catalogues
        | registers
        | _products()
        | {
            "Concern": thing(concerns.FIELDS, ConcernIn, due_on=DAY, status=TEXT, owner_unit=TEXT, urgency=TEXT),
            "Attachment": thing(attached.FIELDS),
            "User": thing(accounts.FIELDS, UserIn, name=some(TEXT), full_name=some(TEXT)),
            "Token": thing(tokens.FIELDS, TokenIn, old_until=some(DAY)),
            "DayOff": thing(days_off.FIELDS, DayOffIn),
            "Entry": _object(_of_rows(Entry)),
            "AuditEntry": thing(
                audit.FIELDS,
                None,
                **dict.fromkeys(("person", "token"), some(WHOLE)),
                **dict.fromkeys(("person_name", "token_name"), some(TEXT)),
                **dict.fromkeys(("action", "entity", "id"), TEXT),
            ),
            "Change": _object({"seq": WHOLE, "at": MOMENT, "entity": TEXT, "id": CODE_OR_NUMBER, "action": TEXT}),
            "Ward": _object({"code": TEXT, "name": TEXT}),
            "FiledReport": _object(
                {"ward": TEXT, "name": TEXT, "period": TEXT, "id": WHOLE, "version": WHOLE, "submitted_at": MOMENT}
            ),
            "Settings": thing(SettingsPatch.model_fields, SettingsPatch),
            "Me": _object(
                {"id": some(WHOLE), "expires_on": some(DAY)}
                | dict.fromkeys(("name", "role", "scope"), TEXT)
                | dict.fromkeys(("unit", "ward", "source"), some(TEXT))
            ),
            "Figures": _object({"key": TEXT, "name": TEXT} | _of_rows(Figures)),
            "Indicator": _indicator(),
            "Reminder": _object(
                {"id": WHOLE, "unit": TEXT, "period": TEXT, "day": DAY, "mail": TEXT, "at": MOMENT, "new": YES}
            ),
        }
    )


def _moments(catalogue: Any) -> dict[str, Schema]:
    return dict.fromkeys(catalogue.moments, YES)


def _register(entries: Any) -> Schema:
    register = entries.REGISTER
    own = COUNTS if register.entity == "pulse" else {}
    return thing(register.fields, register.takes, **own)


def answers() -> dict[str, Schema]:
    """Answers that are no item and no list of items."""
    rows, fault = many(ref("Figures")), many(ref("Fault"))
    row = _object(
        {"index": WHOLE, "status": WHOLE, "id": some(WHOLE), "code": TEXT, "warnings": fault, "errors": fault},
        "id",
        "code",
        "warnings",
        "errors",
    )
    ward = _object({"ward": TEXT, "name": TEXT, "indicators": many(ref("Indicator"))})
    line = {"unit": TEXT, "name": TEXT, "periods": many(ref("Duty"))}
    asked = {"period": TEXT, "by": TEXT, "kind": TEXT, "filters": MAP}
    told, asked_of = {"period": TEXT, "as_of": MOMENT}, {"unit": TEXT, "with_children": YES, "ward": TEXT}
    return {
        "Fault": _object({"loc": many(CODE_OR_NUMBER), "message": TEXT, "code": ref("ErrorCode")}),
        "Coverage": _object(asked | {"ward": TEXT, "items": rows, "total": ref("Figures")}, "ward"),
        "Matrix": _object({"period": TEXT, "kind": TEXT, "day": DAY, "items": many(ref("MatrixCell"))}),
        "MatrixCell": _object(
            {
                **dict.fromkeys(("directive", "title", "group", "group_name"), TEXT),
                **dict.fromkeys(("number", "lead_unit", "unit"), some(TEXT)),
                "state": {"enum": list(get_args(State))},
                "due_on": some(DAY),
                "reached_on": some(DAY),
                "product": some(WHOLE),
                "logged_after": some(WHOLE),
            }
        ),
        "SeveralCoverages": _object({"items": many(ref("Coverage"))}),
        "Indicators": _object(told | {"items": many(ref("Indicator"))} | asked_of, *asked_of),
        "CityIndicators": _object(told | {"items": many(ward)}),
        "BatchResult": _object({"items": many(row)}),
        "Timeliness": _object({"periods": many(ref("Sum")), "items": many(_object(line))}),
        "Sum": _object(_of_rows(timeliness.Sum)),
        "Duty": _object(_of_rows(timeliness.Duty)),
        "Reminders": _object({"items": many(ref("Reminder"))}),
    }


# What an item tells beside its own fields.
BESIDE: dict[str, Schema] = {
    "Report": {"live": some(MAP), "sentences": MAP},
    # Told once, where it was made.
    "User": {"invitation": some(_object({"path": TEXT, "expires_at": MOMENT}))},
    "Token": {"token": some(TEXT)},
    "Webhook": {"secret": some(TEXT)},
}


def item_of(name: str) -> Schema:
    """One of them: with what was odd, and what is told beside it, at its top."""
    seldom = BESIDE.get(name, {})
    return {"allOf": [ref(name), _object(seldom | {"warnings": many(ref("Fault"))}, *seldom)]}


def list_of(name: str) -> Schema:
    tagged = {"allOf": [ref(name), _object({"etag": TEXT}, "etag")]}
    return _object({"items": many(tagged), "next": some(TEXT)})
