"""A unit's plan as a document under the unit's own name; a draft until it is approved."""

from app.documents import letterheads
from app.documents.content import Block, Document, Heading, Paragraph
from app.documents.reports import SUBJECT
from app.domain.plans import WORDS
from app.models import Plan
from app.web import names
from app.web.deps import Call
from app.web.field_labels import FIELDS


def of(call: Call, row: Plan) -> Document:
    me, unit = call.me, row.unit
    approved = me.day_of(row.approved_at) if row.approved_at else None
    blocks: list[Block] = []
    for field in WORDS:
        blocks += [Heading(FIELDS[field]), Paragraph(getattr(row, field))]
    head = letterheads.of_unit(call, unit, names.of_units(call, me).get(unit, unit))
    return Document(
        "Kế hoạch",
        f"{SUBJECT} năm {row.year}",
        head,
        blocks,
        f"ke-hoach-{row.year}-{unit}",
        row.year,
        dated=approved,
        draft=None if approved else 0,
        is_demo=me.ward.demo_at is not None,
    )
