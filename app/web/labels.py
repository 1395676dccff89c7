"""The Vietnamese words of codes that the program itself knows: kinds, states, bases, roles; one term for each."""

from app.domain import attachments, groups
from app.domain.people import roles

PRODUCT_KINDS = {
    "loudspeaker_script": "Bài phát thanh",
    "social_post": "Bài mạng xã hội",
    "meeting": "Hội nghị, sinh hoạt",
    "infographic": "Đồ họa thông tin",
    "video": "Video",
    "article": "Bài viết",
    "poster": "Pa nô, áp phích",
    "talk": "Tuyên truyền miệng",
    "press_release": "Thông cáo báo chí",
    "official_notice": "Văn bản thông báo",
    "event": "Sự kiện",
    "other": "Khác",
}
KIND_ICONS = {
    "loudspeaker_script": "loudspeaker",
    "social_post": "chat",
    "meeting": "people",
    "infographic": "chart",
    "video": "video",
    "article": "article",
    "poster": "poster",
    "talk": "microphone",
    "press_release": "press",
    "official_notice": "notice",
    "event": "calendar",
    "other": "dots",
}
STATUSES = {"planned": "dự kiến", "in_review": "chờ duyệt", "published": "đã phát", "withdrawn": "đã rút"}
BASES = {"estimated": "ước tính", "counted": "có đếm", "measured": "đo được"}
ROLES = roles.WORDS
GROUP_KINDS = groups.WORDS
# How many of a kind are said: «59 tổ», «24 chi bộ».
GROUP_COUNTS = {"residential": "tổ", "party_cell": "chi bộ", "audience": "nhóm"}
# What a token may do of all that its role may.
SCOPES = {"write": "Đọc và ghi", "read": "Chỉ đọc"}
FUNDING = {"state_budget": "ngân sách Nhà nước", "contributed": "nguồn huy động"}
# What a product is for, in the words of the plan.
PRODUCT_PURPOSES = {
    "policy": "Truyền thông chính sách",
    "result": "Kết quả nổi bật",
    "model": "Mô hình, điển hình tiên tiến",
    "counter_information": "Đấu tranh với thông tin sai trái",
}
PURPOSES = {
    "movement": "phong trào thi đua",
    "culture": "văn hóa, văn nghệ",
    "sport": "thể dục, thể thao",
    "contest": "hội thi",
    "supervision": "giám sát, phản biện",
    "other": "khác",
}


FILE_KINDS = {
    "image/jpeg": "ảnh JPEG",
    "image/png": "ảnh PNG",
    "image/webp": "ảnh WebP",
    "video/mp4": "video MP4",
    "video/quicktime": "video MOV",
    "video/webm": "video WebM",
    "application/pdf": "PDF",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word (DOCX)",
    "application/vnd.oasis.opendocument.text": "văn bản ODT",
}
# What a field for files offers to choose from: pictures, which are drawn anew, and all that may be attached.
PICTURES = "image/jpeg,image/png,image/webp,image/gif"
ATTACHABLE = ",".join(
    (
        PICTURES,
        *(kind for kind in attachments.ENDINGS if kind.startswith("video/")),
        *(ending for kind, ending in attachments.ENDINGS.items() if kind.startswith("application/")),
    )
)
REPORT_STATUSES = {"draft": "đang viết", "submitted": "chờ duyệt", "returned": "đã trả lại", "accepted": "đã duyệt"}
# What became of a reminder's mail; nothing where there was none to send.
REMINDER_MAILS = {
    "none": "",
    "waiting": "thư đang gửi",
    "retrying": "thư chưa đi được, sẽ gửi lại",
    "sent": "thư đã gửi",
    "given_up": "thư không gửi được",
    "doubtful": "không rõ thư đã tới chưa",
}
KEY_DATE_KINDS = {"ward": "của phường", "plan": "theo kế hoạch", "public_calendar": "lịch chung"}
COMMENDATION_STATUSES = {"found": "phát hiện", "proposed": "đã đề xuất", "commended": "đã biểu dương"}
REPORT_KINDS = {
    "periodic": "Báo cáo",
    "urgent": "Báo cáo đột xuất",
    "supplement": "Báo cáo bổ sung",
    "consolidated": "Báo cáo tổng hợp",
}
REPORT_PARTS = {
    "1": "Hình thức, số lượng sản phẩm",
    "2": "Độ phủ thông tin",
    "3": "Mức tiếp cận của Nhân dân",
    "4": "Vấn đề dư luận quan tâm",
    "5": "Kết quả xử lý phản ánh",
    "6": "Đề xuất, kiến nghị",
}
# The main figures of a report, by which one is set beside another.
MAIN_FIGURES = {
    "products": "sản phẩm",
    "placements": "lượt phát",
    "reached": "tổ có tin",
    "received": "vấn đề tiếp nhận",
    "answered_on_time": "vấn đề trả lời đúng hạn",
    "net_reach": "người đã nghe",
}
# Where the concerns due in a period stand, each in one place.
HANDLED = {
    "answered_on_time": "trả lời đúng hạn",
    "forwarded_on_time": "chuyển đúng hạn",
    "answered_late": "trả lời muộn",
    "pending": "còn trong hạn",
    "overdue": "quá hạn, chưa trả lời",
    "otherwise": "kết thúc không trả lời, chuyển muộn",
}
# How a ward's documents are laid out, by the guidance that they follow.
DOCUMENT_PROFILES = {
    "party-2026": "Văn bản của Đảng, theo 05-HD/VPTW (2026)",
    "party-36hd": "Văn bản của Đảng, theo 36-HD/VPTW (2018)",
    "state": "Văn bản hành chính, theo Nghị định 30/2020/NĐ-CP",
}
PLAN_STATUSES = {"draft": "chờ duyệt", "approved": "đã duyệt"}
UNIT_KINDS = {
    "party_committee": "Cấp ủy",
    "standing_agency": "Cơ quan thường trực",
    "government": "Chính quyền",
    "front": "Mặt trận Tổ quốc",
    "mass_organisation": "Đoàn thể",
    "party_organisation": "Tổ chức đảng",
}
# The forms of grassroots information of Decree 49/2024/NĐ-CP, and what is none of them.
FORMS = {
    "radio": "Đài truyền thanh",
    "notice_board": "Bảng tin công cộng",
    "bulletin": "Bản tin thông tin cơ sở",
    "material": "Tài liệu không kinh doanh",
    "communicator": "Báo cáo viên, tuyên truyền viên",
    "website": "Cổng, trang thông tin điện tử",
    "social": "Mạng xã hội",
    "telecom": "Tin nhắn viễn thông",
    "other": "Hình thức khác",
}
CAMPAIGN_STATES = {"running": "đang chạy", "coming": "sắp tới", "ended": "đã kết thúc"}
ORIGINS = {
    "press": "Báo chí",
    "petition": "Đơn, thư kiến nghị",
    "meeting": "Buổi họp, tiếp xúc",
    "social": "Mạng xã hội",
    "hotline": "Đường dây nóng",
    "other": "Nguồn khác",
}
NATURES = {
    "question": "Câu hỏi",
    "petition": "Kiến nghị",
    "press_report": "Báo chí phản ánh",
    "incorrect_information": "Thông tin sai lệch",
}
URGENCIES = {"urgent": "Khẩn", "normal": "Thường", "complex": "Phức tạp"}
CONCERN_STATUSES = {
    "received": "mới nhận",
    "verifying": "đang xác minh",
    "answered": "đã trả lời",
    "forwarded": "đã chuyển",
    "closed": "đã kết thúc",
}
