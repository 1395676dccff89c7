"""Which fields each kind of product has in the form: name, label, how it is typed, hint."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DetailField:
    name: str
    label: str
    kind: str = "line"
    hint: str = ""
    rows: int = 2


_LINK = DetailField("link", "Đường dẫn", "link", "Dán địa chỉ bài đã đăng.")
_PLACE = DetailField("place", "Địa điểm")
_ATTENDANCE = DetailField("attendance", "Bao nhiêu người dự?", "number")

_INTERACTIONS = [
    DetailField("views", "Lượt xem", "number", "Như nền tảng đếm, cả hai số sau cũng vậy."),
    DetailField("comments", "Bình luận", "number"),
    DetailField("shares", "Lượt chia sẻ", "number"),
]

DETAIL_FIELDS = {
    "infographic": [
        DetailField("alt_text", "Mô tả hình bằng chữ", "text", "Cho người không xem được hình: hình nói điều gì."),
        _LINK,
    ],
    "video": [
        _LINK,
        DetailField("seconds", "Dài bao nhiêu giây", "number"),
        DetailField("subtitles", "Phụ đề", "flag"),
        *_INTERACTIONS,
    ],
    "loudspeaker_script": [
        DetailField("script", "Lời phát thanh", "text", "Máy tự tính thời gian đọc.", 4),
        DetailField("broadcast_times", "Giờ phát trong ngày", "line", "Ví dụ 6h30, 17h."),
    ],
    "article": [_LINK],
    "social_post": [_LINK, *_INTERACTIONS],
    "press_release": [_LINK],
    "poster": [DetailField("locations", "Đặt ở những đâu?", "text"), DetailField("count", "Bao nhiêu cái?", "number")],
    "meeting": [_PLACE, _ATTENDANCE],
    "talk": [_PLACE, _ATTENDANCE, DetailField("speakers", "Số báo cáo viên", "number", "Chỉ số lượng, không ghi tên.")],
    "event": [_PLACE, _ATTENDANCE, DetailField("purpose", "Loại hoạt động", "purpose"), _LINK],
    "official_notice": [DetailField("number", "Số văn bản"), _LINK],
    "other": [DetailField("note", "Ghi chú", "text"), _LINK],
}
