"""The history of one thing in words: what was done, by whom, when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.domain import people, trail
from app.models import Change
from app.views.spoken import Spoken
from app.web.deps import Call
from app.web.labels import ACTIONS

SHELL = "Người quản trị máy chủ"
FIELDS = {
    "unit": "đơn vị", "campaign": "chiến dịch", "kind": "loại", "title": "tên", "content_group": "nhóm nội dung",
    "topic": "chủ đề", "axis": "trục", "material": "tài liệu", "directives": "chủ trương", "details": "nội dung",
    "cost": "chi phí", "planned_on": "ngày dự kiến", "placements": "lượt phát", "status": "trạng thái",
    "external_id": "mã ngoài", "replaces": "sản phẩm được thay",
    "message": "thông điệp", "lead_unit": "đơn vị chủ trì", "content_groups": "nhóm nội dung",
    "starts_on": "ngày bắt đầu", "ends_on": "ngày kết thúc", "target_groups": "nhóm cần tới",
    "name": "tên", "population": "số dân",
    "households": "số hộ", "cluster": "cụm", "active_from": "ngày bắt đầu", "retired_on": "ngày ngừng",
    "succeeds": "nhóm cũ được thay",
    "target_coverage": "mục tiêu độ phủ", "budget": "kinh phí", "planned_placements": "lịch phát",
    "number": "số văn bản", "issuer": "nơi ban hành", "issued_on": "ngày ban hành", "must_reach": "nhóm phải tới",
    "within_days": "số ngày cho phép", "received_on": "ngày nhận", "due_on": "hạn", "origin": "nguồn",
    "nature": "tính chất", "urgency": "mức độ", "group": "nhóm đối tượng", "summary": "nội dung",
    "owner_unit": "đơn vị giải quyết", "answered_on": "ngày trả lời", "answer": "câu trả lời",
    "answer_product": "sản phẩm trả lời", "forwarded_to": "nơi nhận", "forwarded_on": "ngày chuyển",
    "closed_on": "ngày kết thúc", "merged_into": "vấn đề trùng", "reason": "lý do", "edited_on": "ngày biên tập xong",
    "guidance": "hướng dẫn sử dụng", "link": "đường dẫn", "key": "mức trọng điểm", "role": "vai trò",
    "full_name": "họ tên", "email": "thư điện tử", "approval": "duyệt trước khi phát",
    "standing_campaign": "chiến dịch thường xuyên", "syllables_per_minute": "nhịp đọc",
    "residential_coverage": "mục tiêu độ phủ tổ dân phố", "channels_used": "mục tiêu kênh hoạt động",
    "surveyed_awareness": "mục tiêu người biết tin", "evidence_share": "mục tiêu số có căn cứ",
    "urgent_days": "hạn việc khẩn", "normal_days": "hạn việc thường", "complex_days": "hạn việc phức tạp",
    "first_steps": "hướng dẫn bắt đầu", "period": "kỳ", "year": "năm", "text": "nội dung", "comments": "nhận xét",
    "proposals": "đề xuất", "focus": "trọng tâm", "responsible_post": "người chịu trách nhiệm",
    "information_contact": "đầu mối thông tin", "conducted_on": "ngày khảo sát", "asked": "số người được hỏi",
    "aware": "số người biết", "supportive": "số ủng hộ", "neutral": "số trung lập", "worried": "số băn khoăn",
    "proposed_on": "ngày phát hiện, đề xuất", "dossier_number": "số hồ sơ", "form": "hình thức",
    "default_share": "mức quen", "everywhere": "việc gửi tới mọi tổ", "active": "đang dùng",
    "reports": "việc nộp báo cáo", "plans": "việc có kế hoạch",
    "cost_amount": "chi phí", "cost_funding": "nguồn kinh phí", "script": "bài phát thanh", "alt_text": "lời tả hình",
    "broadcast_times": "giờ phát", "seconds": "số giây", "subtitles": "phụ đề", "locations": "nơi đặt",
    "count": "số lượng", "place": "địa điểm", "attendance": "số người dự", "speakers": "số người nói",
    "purpose": "mục đích", "note": "ghi chú", "position": "thứ tự", "retired_at": "ngừng dùng lúc",
    "closed_at": "đóng kỳ lúc", "approved_at": "duyệt lúc", "revoked_at": "thu hồi lúc", "version": "lần nộp",
    "expires_on": "ngày cuối dùng được", "works": "làm việc ngày này", "password_hash": "mật khẩu",
    "digest": "mã bí mật", "type": "loại báo cáo",
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One change: what in words, what it altered, whom it was done by, and why where they said so."""

    words: str
    altered: list[str]
    who: str
    at: datetime
    reason: str


def lines(call: Call, entity: str, key: int | str) -> list[Line]:
    """The changes of one thing, newest first."""
    return of_changes(call, trail.of(call.session, call.me, entity, key))


def of_changes(call: Call, changes: Sequence[tuple[Change, dict[str, Any]]]) -> list[Line]:
    """The same of changes with their words, of whatever things, in their order."""
    names = people.names(call.session, call.me, {change.person_id for change, _ in changes if change.person_id})
    spoken = Spoken(call, FIELDS)
    return [_line(change, words, names, spoken) for change, words in changes]


def who(change: Change, names: dict[int, str]) -> str:
    """A person by name ("" for one who has left), else a token, else whoever has the server's shell."""
    if change.person_id:
        return names.get(change.person_id, "")
    return "Hệ thống kết nối" if change.token_id else SHELL


def _line(change: Change, words: dict[str, Any], names: dict[int, str], spoken: Spoken) -> Line:
    reason = words.get("reason") or words.get("change_reason") or ""
    altered = spoken.lines(change, words)
    return Line(said(change, words, bool(altered)), altered, who(change, names), change.at, reason)


def said(change: Change, words: dict[str, Any], is_altered: bool = False) -> str:
    """What was done, and of an edit what it touched, where no line says how."""
    done = ACTIONS.get(change.action, "Sửa")
    if "attachment" in change.facts:
        return f"{done} «{words['name']}»" if words.get("name") else done
    if is_altered:
        return done
    if change.action in ("edited", "changed"):
        parts = [FIELDS[name] for name in change.facts.get("fields", [*words, *change.facts]) if name in FIELDS]
        return f"{done}: {', '.join(parts)}" if parts else done
    placed = len(change.facts.get("placements") or [])
    return f"{done}, {placed} lượt phát" if placed else done
