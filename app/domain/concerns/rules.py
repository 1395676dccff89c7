"""What a concern must be: its codes known, its days in order, its status a step from the one before."""

from datetime import date
from typing import Any

from sqlmodel import Session

from app.domain import access, days_off, ids, privacy, working_days
from app.domain.access import Me
from app.domain.concerns import questions, steps
from app.domain.concerns.inputs import OPEN
from app.domain.errors import Conflict, Fault, Faults, Say
from app.domain.reference_data import require_codes
from app.domain.ward_settings import settings_of
from app.models import Concern, ContentGroup, Group, Product, Topic, Unit

Row = dict[str, Any]
# What a status needs beside it, and which day says when it was reached.
NEEDS: dict[str, dict[str, Say]] = {
    "answered": {"answered_on": Say("Nhập ngày trả lời."), "answer": Say("Ghi nội dung trả lời.")},
    "forwarded": {"forwarded_to": Say("Ghi nơi nhận, ví dụ «Sở Xây dựng»."), "forwarded_on": Say("Nhập ngày chuyển.")},
    "closed": {
        "closed_on": Say("Nhập ngày đóng."),
        "reason": Say("Ghi lý do đóng, hoặc chọn vấn đề mà vấn đề này trùng với."),
    },
}
REACHED = {"answered_on": "answered", "forwarded_on": "forwarded", "closed_on": "closed"}
DAYS = ("received_on", "due_on")


def due_on(session: Session, me: Me, received_on: date, urgency: str) -> date:
    """The last day for an answer: so many of the ward's working days after the day of receipt."""
    settings = settings_of(me.ward)
    days = {"urgent": settings.urgent_days, "normal": settings.normal_days, "complex": settings.complex_days}
    return working_days.after(received_on, days[urgency], days_off.of(session, me))


def settle_due(session: Session, me: Me, row: Row, before: Row | None, sent: set[str]) -> None:
    """A date that nobody chose follows from the urgency, and moves along with it and with the day of receipt."""
    proposed = before is not None and before["due_on"] == due_on(session, me, before["received_on"], before["urgency"])
    if row["due_on"] is None or (proposed and "due_on" not in sent):
        row["due_on"] = due_on(session, me, row["received_on"], row["urgency"])


def is_reopened(before: Row, status: str) -> bool:
    """Whether what was answered, forwarded or closed is to be dealt with again."""
    return status == "received" and before["status"] not in OPEN


def check_step(me: Me, before: Row | None, row: Row, reason: str | None) -> None:
    """Raises Conflict where the status can't be reached from the present one; the same again is an edit.

    Opening again is the coordinator's, with a reason; raises Forbidden for a unit.
    """
    if before is None or row["status"] == before["status"] or steps.may_follow(before["status"], row["status"]):
        return
    if is_reopened(before, row["status"]):
        access.require(me, "concerns.reopen")
        if not reason:
            raise Conflict(Say("Ghi lý do mở lại."), "not_open", ("change_reason",))
        return
    raise Conflict(Say("Vấn đề đã được giải quyết, không trở lại bước này."), "not_open")


def check(session: Session, me: Me, row: Row, sent: set[str]) -> None:
    """Raises Refused with everything that is wrong with the concern as it would be."""
    faults = Faults()
    for table, name in ((ContentGroup, "content_group"), (Group, "group"), (Unit, "owner_unit")):
        faults.found += require_codes(session, me, table, name, [row[name]])
    if not row["owner_unit"]:
        faults.add(("owner_unit",), Say("Chọn đơn vị giải quyết."), "missing")
    topic = session.get(Topic, (me.ward_id, row["topic"])) if row["topic"] else None
    if row["topic"] and (topic is None or topic.content_group != row["content_group"]):
        faults.add(("topic",), Say("Chủ đề này không thuộc nhóm nội dung đã chọn."), "unknown")
    if "answer_product" in sent and row["answer_product"] is not None:
        _check_product(session, me, row["answer_product"], faults)
    if "merged_into" in sent and row["merged_into"] is not None:
        _check_merged(session, me, row, faults)
    _check_days(me, row, faults)
    _check_status(row, faults)
    faults.raise_if_any()


def _check_product(session: Session, me: Me, key: int, faults: Faults) -> None:
    product = session.get(Product, (me.ward_id, key)) if ids.is_possible(key) else None
    if product is None:
        faults.add(("answer_product",), Say("Không có sản phẩm này trong phường."), "unknown")
    elif product.status != "published":
        faults.add(("answer_product",), Say("Sản phẩm này chưa phát hoặc đã rút. Chọn sản phẩm đã phát."), "status")


def _check_merged(session: Session, me: Me, row: Row, faults: Faults) -> None:
    """The other one stands for both: it is in the register, and itself the same as none."""
    key = row["merged_into"]
    other = session.get(Concern, (me.ward_id, key)) if ids.is_possible(key) else None
    if other is None or not questions.may_see(me, other):
        faults.add(("merged_into",), Say("Không có vấn đề này trong phường."), "unknown")
    elif other.id == row.get("id"):
        faults.add(("merged_into",), Say("Vấn đề không trùng với chính nó."), "itself")
    elif other.merged_into is not None and other.merged_into == row.get("id"):
        sentence = Say("Vấn đề số {number} đã ghi là trùng với vấn đề này.", number=str(other.id))
        faults.add(("merged_into",), sentence, "merged")
    elif other.merged_into is not None:
        sentence = Say("Vấn đề ấy cũng đã ghi là trùng. Chọn vấn đề số {number}.", number=str(other.merged_into))
        faults.add(("merged_into",), sentence, "merged")
    elif row.get("id") is not None and questions.has_merged(session, me, row["id"]):
        sentence = Say("Có vấn đề khác đã ghi là trùng với vấn đề này. Giữ vấn đề này, kết thúc vấn đề kia.")
        faults.add(("merged_into",), sentence, "merged")


def _check_days(me: Me, row: Row, faults: Faults) -> None:
    if row["due_on"] < row["received_on"]:
        faults.add(("due_on",), Say("Hạn trả lời phải từ ngày tiếp nhận trở đi."), "order")
    for name in ("received_on", *REACHED):
        day = row[name]
        if day is not None and day > me.today:
            faults.add((name,), Say("Ngày {day} chưa tới.", day=day), "future")
        elif day is not None and day < row["received_on"]:
            faults.add((name,), Say("Phải từ ngày tiếp nhận {day} trở đi.", day=row["received_on"]), "order")


def _check_status(row: Row, faults: Faults) -> None:
    reached = {status for day, status in REACHED.items() if row[day] is not None}
    for status in [status for status in NEEDS if status in reached | {row["status"]}]:
        for name, sentence in NEEDS[status].items():
            if is_missing(row, name):
                faults.add((name,), sentence, "missing")
    if row["merged_into"] is not None and row["status"] != "closed":
        faults.add(("merged_into",), Say("Trùng với vấn đề khác thì kết thúc vấn đề này."), "status")
    for name, status in REACHED.items():
        # A day without its status would be half an answer; what was reached before a later status stays.
        if row[name] is not None and row["status"] != status and not steps.may_follow(status, row["status"]):
            faults.add((name,), Say("Ngày này chỉ đi cùng trạng thái tương ứng."), "status")


def is_missing(row: Row, name: str) -> bool:
    """Whether a field that a status needs is empty; why one was closed that is the same as another needs no words."""
    return not row[name] and (name != "reason" or row["merged_into"] is None)


def oddities(session: Session, me: Me, concern: Concern, sent: set[str]) -> list[Fault]:
    """What is asked about and not refused, of what was sent."""
    warnings = _twins(session, me, concern) if sent & {"summary", "group", "received_on"} else []
    for name in ("summary", "answer", "forwarded_to", "reason"):
        if name in sent:
            warnings += privacy.questions((name,), getattr(concern, name))
    corrects = concern.nature == "incorrect_information" and concern.status == "answered"
    if corrects and concern.answer_product is None and sent & {"status", "answer", "answer_product", "nature"}:
        sentence = Say("Chưa chọn sản phẩm đính chính. Nếu không phát đính chính, ghi lý do trong câu trả lời.")
        warnings.append(Fault(("answer_product",), sentence, "no_correction"))
    return warnings


def _twins(session: Session, me: Me, concern: Concern) -> list[Fault]:
    if concern.merged_into is not None:
        return []
    found = questions.twin(session, me, concern)
    if found is None:
        return []
    if found.id < 0:
        return [
            Fault(("summary",), Say("Lần gửi này đã có vấn đề như vậy, cùng ngày tiếp nhận. Vẫn ghi?"), "same_concern")
        ]
    sentence = Say("Sổ đã có vấn đề như vậy, cùng ngày tiếp nhận: số {number}. Vẫn ghi?", number=str(found.id))
    return [Fault(("summary",), sentence, "same_concern", f"concerns/{found.id}")]


def is_open(concern: Concern) -> bool:
    return concern.status in OPEN
