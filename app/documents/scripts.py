"""A loudspeaker script on paper, for the one who reads it out: large letters, how long it takes, when it is due."""

from app.documents import letterheads
from app.documents.content import Document, Paragraph
from app.domain import products
from app.web import names
from app.web.deps import Call
from app.web.formats import spoken


def of(call: Call, id: int) -> Document:
    """Raises NotFound for what is no script."""
    row, shape = products.find_script(call.session, call.me, id)
    details = shape["details"]
    units, times = names.of_units(call, call.me), details.get("broadcast_times")
    said = [units.get(row.unit, row.unit), f"đọc khoảng {spoken(details['spoken_seconds'])}"]
    said += [f"phát lúc {', '.join(times)}"] if times else []
    blocks = [Paragraph(" · ".join(said), is_aside=True), Paragraph(details["script"])]
    return Document(
        "Bài phát thanh",
        row.title,
        letterheads.of_ward(call.me.ward),
        blocks,
        f"bai-phat-thanh-{row.id}",
        call.me.today.year,
        is_plain=True,
        is_large=True,
        is_demo=call.me.ward.demo_at is not None,
    )
