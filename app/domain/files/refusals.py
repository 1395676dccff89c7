"""Why a file is not taken, in words that say what to do instead; every one stands beside the field `file`."""

from typing import Any

from app.domain.errors import Refused, Say, refuse

TAKEN = "Nhận ảnh (JPEG, PNG, WebP, GIF), video (MP4, MOV, WebM) và tài liệu (PDF, DOCX, ODT)."
_WORDS = {
    "missing": "Chọn một tệp để tải lên.",
    "empty": "Tệp này trống. Chọn tệp khác.",
    "media_type": f"Không nhận loại tệp này. {TAKEN}",
    "spreadsheet": f"Không nhận bảng tính: sổ không giữ danh sách. {TAKEN}",
    "archive": "Không nhận tệp nén. Giải nén rồi tải từng ảnh, video hoặc tài liệu.",
    "svg": "Không nhận SVG. Lưu hình thành PNG rồi tải lên.",
    "old_office": "Không nhận tệp Office kiểu cũ (.doc, .xls, .ppt). Văn bản thì lưu thành DOCX hoặc PDF.",
    "slides": "Không nhận tệp trình chiếu. Lưu thành PDF rồi tải lên.",
    "phone_picture": "Không nhận ảnh HEIC, AVIF. Lưu ảnh thành JPEG rồi tải lên.",
    "matroska": "Không nhận video MKV. Đổi sang MP4 hoặc WebM rồi tải lên.",
    "macros": "Tài liệu có macro hoặc phần chạy được nên không nhận. Lưu thành DOCX không macro, hoặc PDF.",
    "active": "Tài liệu PDF có phần tự chạy hoặc có tệp kèm bên trong nên không nhận. In lại thành PDF rồi tải lên.",
    "broken": "Tệp hỏng hoặc không trọn vẹn. Mở thử trên máy, lưu lại rồi tải lên.",
    "two_in_one": "Tệp này chứa thêm một tệp khác bên trong hoặc phía sau nên không nhận. Lưu lại rồi tải lên.",
    "too_many_pixels": "Ảnh lớn quá {pixels} triệu điểm ảnh, hoặc có cạnh dài quá {side}. Thu nhỏ ảnh rồi tải lên.",
    "too_packed": "Tài liệu bung ra quá lớn nên không nhận. Lưu thành PDF rồi tải lên.",
}


def refused(code: str, **values: Any) -> Refused:
    return refuse(("file",), Say(_WORDS[code], **values), code)
