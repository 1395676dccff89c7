"""What a product must be: its codes known, its topic inside its content group, its state a step from the one before."""

from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from app.domain import access, privacy, sources
from app.domain.access import Me
from app.domain.errors import Conflict, Fault, Faults, Loc, Refused, Say
from app.domain.products.differences import stands
from app.domain.products.fitting import fits
from app.domain.products.held import Draft, Held
from app.domain.products.inputs import DETAILS, ProductIn, details_of
from app.domain.products.known import Known
from app.models import Product

MOST_WARNED = 20


def columns(held: Held, product: Product | None, data: ProductIn, faults: Faults, form: bool) -> dict[str, Any]:
    """The columns of the product after this input; what is wrong goes to faults."""
    known = held.known
    names = ("unit", "campaign", "kind", "title", "content_group", "topic", "axis", "material", "purpose", "planned_on")
    found = {name: getattr(product, name) if product else None for name in names}
    unit = found["unit"]
    sent = data.sent
    found |= {name: getattr(data, name) for name in names if name in sent}
    if data.planned_placements and not found["planned_on"]:
        found["planned_on"] = min(one.planned_on for one in data.planned_placements)
    me = known.me
    found["unit"] = found["unit"] or unit or me.unit
    found["campaign"] = found["campaign"] or known.settings.standing_campaign
    for name, sentence in _NEEDED.items():
        if not found[name]:
            faults.add((name,), sentence, "missing")
    found["partners"] = _partners(product, data)
    _check_codes(known, found, data, faults)
    _settle_content_group(known, found, faults)
    found["details"] = _details(product, found["kind"], data, faults, form)
    found["cost_amount"], found["cost_funding"] = _cost(product, data)
    found["external_id"] = data.external_id if "external_id" in data.sent else (product and product.external_id)
    found["replaces"] = data.replaces if "replaces" in data.sent else (product and product.replaces)
    _check_replaced(held, product, data, faults)
    _check_external_id(known.session, me, product, data, faults)
    return found


_NEEDED = {
    "unit": Say("Chọn đơn vị làm sản phẩm."),
    "kind": Say("Chọn loại sản phẩm."),
    "title": Say("Nhập tên sản phẩm, ví dụ «Thu phí rác theo khối lượng»."),
}


def _check_replaced(held: Held, product: Product | None, data: ProductIn, faults: Faults) -> None:
    if data.replaces is None:
        return
    if data.replaces not in held.statuses:
        faults.add(("replaces",), Say("Không có sản phẩm này để thay."), "unknown")
    elif product is not None and data.replaces == product.id:
        faults.add(("replaces",), Say("Sản phẩm không thay cho chính nó."), "itself")


def _check_external_id(session: Session, me: Me, product: Product | None, data: ProductIn, faults: Faults) -> None:
    """Of one source an external id names one product."""
    source = (product and product.source) or me.source
    if product is None or source is None or data.external_id in (None, product.external_id):
        return
    twin = select(Product.id).where(
        Product.ward_id == me.ward_id,
        Product.source == source,
        Product.external_id == data.external_id,
        col(Product.id) != product.id,
    )
    if session.exec(twin).first() is not None:
        faults.add(("external_id",), sources.OF_ANOTHER, "taken")


def _check_codes(known: Known, found: dict[str, Any], data: ProductIn, faults: Faults) -> None:
    for name in ("unit", "campaign", "axis", "material", "content_group"):
        faults.found += known.unknown(name, [found[name]])
    for index, code in enumerate(found["partners"]):
        for fault in known.unknown("unit", [code]):
            faults.add(("partners", index), fault.message, fault.code)
        if code == found["unit"]:
            faults.add(("partners", index), Say("Đơn vị làm sản phẩm không phối hợp với chính mình."), "itself")
    for index, code in enumerate(data.directives):
        for fault in known.unknown("directives", [code]):
            faults.add(("directives", index), fault.message, fault.code)


def _partners(product: Product | None, data: ProductIn) -> list[str]:
    if product is not None and "partners" not in data.sent:
        return product.partners
    return list(dict.fromkeys(data.partners))


def _settle_content_group(known: Known, found: dict[str, Any], faults: Faults) -> None:
    campaign = known.campaigns.get(found["campaign"])
    if not found["content_group"] and campaign and len(campaign.content_groups) == 1:
        found["content_group"] = campaign.content_groups[0]
    if not found["content_group"]:
        faults.add(("content_group",), Say("Chọn nhóm nội dung: chiến dịch này nhận nhiều nhóm."), "missing")
    elif found["topic"] and known.topics.get(found["topic"]) != found["content_group"]:
        faults.add(("topic",), Say("Chủ đề này không thuộc nhóm nội dung đã chọn."), "unknown")


def _details(product: Product | None, kind: str | None, data: ProductIn, faults: Faults, form: bool) -> dict[str, Any]:
    kept = product.details if product else {}
    if kind is not None and product and product.kind != kind:
        kept = {name: value for name, value in kept.items() if name in DETAILS[kind].model_fields}
    if kind is None or "details" not in data.sent:
        return kept
    if data.kind is not None:
        return data.details
    try:
        return details_of(kind, data.details, form)
    except Refused as refused:
        faults.found += refused.faults
        return kept


def _cost(product: Product | None, data: ProductIn) -> tuple[int | None, str | None]:
    if "cost" in data.sent:
        return (data.cost.amount, data.cost.funding) if data.cost else (None, None)
    return (product.cost_amount, product.cost_funding) if product else (None, None)


def final() -> Conflict:
    """What any change of a withdrawn product is told."""
    return Conflict(Say("Sản phẩm đã rút, không sửa được nữa. Ghi một sản phẩm mới thay cho nó."), "withdrawn")


def next_status(known: Known, product: Product | None, data: ProductIn) -> tuple[str, list[Fault]]:
    """The state after this input, with the warning where the ward's approval turns publishing into a review.

    Raises Conflict where the step is not one that a product can take.
    """
    before = product.status if product else None
    wanted = data.status or before or "published"
    if before == "withdrawn":
        if wanted != before:
            raise final()
        return before, []
    if wanted == "withdrawn" and before != "published":
        raise Conflict(Say("Chỉ rút sản phẩm đã phát. Sản phẩm chưa phát thì xóa."), "not_published")
    if before == "published" and wanted in ("planned", "in_review"):
        raise Conflict(Say("Sản phẩm đã phát, không trở lại dự kiến. Rút nó, rồi ghi sản phẩm thay."), "published")
    needs_review = known.settings.approval and not access.may(known.me, "products.judge")
    if wanted == "published" and before != "published" and needs_review:
        sentence = Say("Phường duyệt trước khi phát: sản phẩm chờ Ban Xây dựng Đảng duyệt.")
        return "in_review", [Fault(("status",), sentence, "in_review")]
    return wanted, []


def check_status(product: Product | None, status: str, data: ProductIn, draft: Draft, faults: Faults) -> None:
    """What each state needs beside it."""
    before = product.status if product else None
    # What a product kept when it was sent back nobody is shown: it doesn't go out again untold.
    is_untold = draft.placed is None and before != "planned"
    has_placements = bool(draft.days) if is_untold else bool(draft.placed)
    if status in ("published", "in_review") and not has_placements:
        faults.add(("placements",), Say("Chọn ít nhất một kênh đã phát."), "missing")
    if status == "planned" and draft.placed:
        faults.add(
            ("placements",), Say("Sản phẩm dự kiến chưa có lượt phát. Bỏ lượt phát, hoặc ghi là đã phát."), "planned"
        )
    if status == "planned" and before != "in_review" and not draft.columns["planned_on"]:
        faults.add(("planned_on",), Say("Nhập ngày dự kiến phát."), "missing")
    sent_back = before == "in_review" and status == "planned"
    if (before != status == "withdrawn" or sent_back) and not (data.reason or "").strip():
        faults.add(("reason",), Say("Ghi lý do, ví dụ «Sai số liệu ở đoạn 2»."), "missing")


def oddities(held: Held, draft: Draft, number: int) -> list[Fault]:
    """What is asked about and not refused: outside its campaign, on a channel that doesn't fit, said twice, a reach
    far from the usual. Of what stands already only what this changes.
    """
    warnings = _outside_campaign(held.known, draft) + _odd_channels(held.known, draft)
    warnings += _personal(draft) + _still_published(held, draft) + _said_twice(held, draft, number)
    return warnings + _odd_reach(held, draft)


def _said_twice(held: Held, draft: Draft, number: int) -> list[Fault]:
    twin = held.twin(draft, number) if draft.is_said_anew else None
    if twin is None:
        return []
    whose = "Đơn vị" if twin.unit == draft.columns["unit"] else "Đơn vị khác"
    if twin.number < 0:
        sentence = Say("{whose} có một sản phẩm cùng tên, cùng ngày trong lần gửi này. Vẫn ghi thêm?", whose=whose)
        return [Fault(("title",), sentence, "same_product")]
    sentence = Say(
        "{whose} đã ghi một sản phẩm cùng tên, cùng ngày (số {number}). Vẫn ghi thêm?",
        whose=whose,
        number=str(twin.number),
    )
    return [Fault(("title",), sentence, "same_product", f"products/{twin.number}")]


def _outside_campaign(known: Known, draft: Draft) -> list[Fault]:
    found, warnings = draft.columns, list[Fault]()
    campaign = known.campaigns.get(found["campaign"])
    if campaign is None:
        return []
    if draft.differs("campaign", "content_group") and found["content_group"] not in campaign.content_groups:
        sentence = Say("Nhóm nội dung {code} không nằm trong chiến dịch này.", code=found["content_group"])
        warnings.append(Fault(("content_group",), sentence, "outside_campaign"))
    for loc, day in _days_told(draft, draft.differs("campaign")):
        if not campaign.starts_on <= day <= campaign.ends_on:
            sentence = Say(
                "Ngày {day} nằm ngoài chiến dịch ({first} đến {last}).",
                day=day,
                first=campaign.starts_on,
                last=campaign.ends_on,
            )
            warnings.append(Fault(loc, sentence, "outside_campaign"))
    return warnings


def _days_told(draft: Draft, of_all: bool) -> list[tuple[Loc, date]]:
    """The days of placements, at their fields: new ones, or all of them, those not sent at the campaign's field."""
    stood = set(draft.before.days) if draft.before is not None else set()
    sent: list[tuple[Loc, date]] = [
        (("placements", index, "published_on"), one.given.published_on) for index, one in enumerate(draft.placed or [])
    ]
    sent += [
        (("planned_placements", index, "planned_on"), one.given.planned_on)
        for index, one in enumerate(draft.planned or [])
    ]
    if not of_all:
        return [(loc, day) for loc, day in sent if day not in stood]
    kept = sorted(stood) if draft.placed is None else []
    return sent + [(("campaign",), day) for day in kept]


def _odd_channels(known: Known, draft: Draft) -> list[Fault]:
    """Channels that don't fit the kind; a confirmation keeps those that were asked about when they were planned."""
    kind, before = draft.columns.get("kind"), draft.before
    if kind is None:
        return []
    stood = {one.channel for one in before.placements or []} if before is not None else set()
    sent: list[tuple[Loc, str]] = [
        (("placements", index, "channel"), one.given.channel) for index, one in enumerate(draft.placed or [])
    ]
    sent += [
        (("planned_placements", index, "channel"), one.given.channel) for index, one in enumerate(draft.planned or [])
    ]
    if not draft.differs("kind"):
        sent = [(loc, channel) for loc, channel in sent if channel not in stood]
    elif draft.placed is None:
        sent += [(("kind",), channel) for channel in sorted(stood)]
    sentence = "Kênh {channel} thường không dùng cho loại sản phẩm này. Đúng như vậy?"
    return [
        Fault(loc, Say(sentence, channel=known.ways[channel].name), "odd_channel")
        for loc, channel in sent
        if not fits(kind, channel, known.forms)
    ][:MOST_WARNED]


def _personal(draft: Draft) -> list[Fault]:
    """A script or poster may name an office's telephone: it is asked about, for it could be someone's own."""
    found = draft.columns
    if "details" not in found:
        # A confirmation brings no text.
        return []
    warnings = privacy.warnings(("title",), found["title"]) if draft.differs("title") else []
    stood = draft.before.product.details if draft.before is not None else {}
    for name in ("script", "locations", "alt_text", "place", "link"):
        # An office's page and a person's have addresses of one shape: of a link only somebody's number is told.
        but, text = privacy.PROFILE if name == "link" else "", found["details"].get(name)
        warnings += privacy.warnings(("details", name), text, but) if text != stood.get(name) else []
    if draft.differs("external_id"):
        warnings += privacy.warnings(("external_id",), found["external_id"])
    return warnings


def _still_published(held: Held, draft: Draft) -> list[Fault]:
    """A corrected copy and the product it replaces would both count."""
    if held.statuses.get(draft.columns.get("replaces") or 0) != "published":
        return []
    sentence = Say("Sản phẩm được thay vẫn ở trạng thái đã phát nên cả hai cùng được tính. Rút sản phẩm cũ.")
    return [Fault(("replaces",), sentence, "still_published")]


def _odd_reach(held: Held, draft: Draft) -> list[Fault]:
    warnings, usual = list[Fault](), held.usual
    if usual is None:
        return warnings
    sentence = "{people} người khác xa mức quen của kênh ở nhóm này, thường khoảng {usual} người. Đúng như vậy?"
    for index, one in enumerate(draft.placed or []):
        for row, often in usual.odd(one.given, one.reach):
            here = ("placements", index, "reach", row, "people")
            if len(warnings) < MOST_WARNED and not stands(draft, here, "odd_reach"):
                warnings.append(Fault(here, Say(sentence, people=one.reach[row][1], usual=often), "odd_reach"))
    return warnings
