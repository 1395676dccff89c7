"""Which fields each kind of product has in the form: name, label, how it is typed, hint."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DetailField:
    name: str
    label: str
    kind: str = "line"
    hint: str = ""


_LINK = DetailField("link", "Đường dẫn", "link", "Dán địa chỉ bài đã đăng.")
_PLACE = DetailField("place", "Địa điểm")
_ATTENDANCE = DetailField("attendance", "Số người dự", "number")
_COUNTED = DetailField(
    "attendance", "Số người dự", "number", "Họp, nói chuyện ở một nhóm: đây cũng là số người được tiếp cận, có đếm."
)

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
        DetailField("script", "Lời phát thanh", "text", "Máy tự tính thời gian đọc."),
        DetailField("broadcast_times", "Giờ phát trong ngày", "line", "Ví dụ 6h30, 17h."),
    ],
    "article": [_LINK],
    "social_post": [_LINK, *_INTERACTIONS],
    "press_release": [_LINK],
    "poster": [DetailField("locations", "Nơi đặt", "text"), DetailField("count", "Số lượng", "number")],
    "meeting": [_PLACE, _COUNTED],
    "talk": [_PLACE, _COUNTED, DetailField("speakers", "Số báo cáo viên", "number", "Chỉ số lượng, không ghi tên.")],
    "event": [_PLACE, _ATTENDANCE, DetailField("purpose", "Loại hoạt động", "purpose"), _LINK],
    "official_notice": [DetailField("number", "Số văn bản"), _LINK],
    "other": [DetailField("note", "Ghi chú", "text"), _LINK],
}
