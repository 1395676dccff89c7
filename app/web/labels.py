"""The Vietnamese words of codes that the program itself knows: kinds, states, bases, roles; one term for each."""

from app.domain.few import FEWEST, LEAST_OPINIONS, SMALLEST_GROUP
from app.domain.people import roles

PRODUCT_KINDS = {
    "loudspeaker_script": "Bài phát thanh", "social_post": "Bài mạng xã hội", "meeting": "Hội nghị, sinh hoạt",
    "infographic": "Đồ họa thông tin", "video": "Video", "article": "Bài viết", "poster": "Pa nô, áp phích",
    "talk": "Tuyên truyền miệng", "press_release": "Thông cáo báo chí", "official_notice": "Văn bản thông báo",
    "event": "Sự kiện", "other": "Khác",
}  # fmt: skip
KIND_ICONS = {
    "loudspeaker_script": "loudspeaker", "social_post": "chat", "meeting": "people", "infographic": "chart",
    "video": "video", "article": "article", "poster": "poster", "talk": "microphone", "press_release": "press",
    "official_notice": "notice", "event": "calendar", "other": "dots",
}  # fmt: skip
STATUSES = {"planned": "dự kiến", "in_review": "chờ duyệt", "published": "đã phát", "withdrawn": "đã rút"}
BASES = {"estimated": "ước tính", "counted": "có đếm", "measured": "đo được"}
ROLES = roles.WORDS
GROUP_KINDS = {"residential": "Tổ dân phố", "party_cell": "Chi bộ", "audience": "Đối tượng khác"}
# How many of a kind are said: «59 tổ», «24 chi bộ».
GROUP_COUNTS = {"residential": "tổ", "party_cell": "chi bộ", "audience": "nhóm"}
# What a token may do of all that its role may.
SCOPES = {"write": "Đọc và ghi", "read": "Chỉ đọc"}
FUNDING = {"state_budget": "ngân sách Nhà nước", "contributed": "nguồn huy động"}
# What a product is for, in the words of the plan.
PRODUCT_PURPOSES = {
    "policy": "Truyền thông chính sách", "result": "Kết quả nổi bật", "model": "Mô hình, điển hình tiên tiến",
    "counter_information": "Đấu tranh với thông tin sai trái",
}  # fmt: skip
PURPOSES = {
    "movement": "phong trào thi đua", "culture": "văn hóa, văn nghệ", "sport": "thể dục, thể thao",
    "contest": "hội thi", "supervision": "giám sát, phản biện", "other": "khác",
}  # fmt: skip
ACTIONS = {
    "logged": "Ghi và phát", "planned": "Ghi dự kiến", "in_review": "Gửi duyệt", "edited": "Sửa",
    "published": "Phát", "returned": "Trả lại", "withdrawn": "Rút", "deleted": "Xóa",
    "confirmed": "Xác nhận đã phát", "cancelled": "Bỏ khỏi lịch",
    "registered": "Ghi nhận", "received": "Thôi xác minh", "verifying": "Bắt đầu xác minh", "answered": "Trả lời",
    "forwarded": "Chuyển nơi khác",
    "created": "Tạo", "changed": "Sửa", "retired": "Ngừng dùng", "closed": "Kết thúc",
    "reopened": "Mở lại", "opened": "Mở đọc", "attached": "Thêm tệp", "described": "Sửa mô tả của tệp",
    "detached": "Bỏ tệp",
    "approved": "Duyệt", "left": "Cho rời", "invited": "Mời lại", "password_chosen": "Đặt mật khẩu",
    "password_changed": "Đổi mật khẩu", "feed_begun": "Lập địa chỉ lịch",
    "feed_ended": "Bỏ địa chỉ lịch", "hint_closed": "Cất gợi ý",
    "signed_out_elsewhere": "Đăng xuất các máy khác", "rotated": "Đổi mã",
    "revoked": "Thu hồi", "submitted": "Nộp", "accepted": "Duyệt", "imported": "Nhập", "undone": "Hoàn tác",
    "reminded": "Nhắc",
}  # fmt: skip

# What a field is called: above a column of a spreadsheet, and in the history of a thing. Where a field of one noun has
# another name, web/columns has it.
FIELDS = {
    "id": "Số", "code": "Mã", "key": "Mã", "name": "Tên", "short_name": "Tên ngắn", "title": "Tên",
    "kind": "Loại", "unit": "Đơn vị", "campaign": "Chiến dịch", "content_group": "Nhóm nội dung",
    "content_groups": "Nhóm nội dung", "topic": "Chủ đề", "axis": "Trục", "material": "Tài liệu",
    "directives": "Chủ trương", "partners": "Đơn vị phối hợp", "status": "Trạng thái",
    "planned_on": "Ngày dự kiến", "reason": "Lý do", "placements": "Lượt phát",
    "source": "Gửi từ", "external_id": "Mã ngoài", "replaces": "Thay cho", "created_at": "Tạo lúc",
    "updated_at": "Sửa lúc", "population": "Số dân", "households": "Số hộ", "cluster": "Cụm", "active": "Đang dùng",
    "active_from": "Từ ngày", "retired_on": "Đến ngày", "succeeds": "Nhóm cũ được thay",
    "old_groups": "Theo nhóm cũ", "products": "Sản phẩm", "gross_reach": "Lượt người",
    "net_reach": "Người đã nghe", "net_reach_low": "Người đã nghe, mức thấp",
    "net_reach_high": "Người đã nghe, mức cao", "coverage": "Độ phủ", "coverage_low": "Độ phủ, mức thấp",
    "coverage_high": "Độ phủ, mức cao", "frequency": "Số lần nghe", "evidence_share": "Tỷ lệ có đếm, đo được",
    "implements": "Triển khai văn bản", "parent": "Thuộc đơn vị", "looked_after_by": "Đơn vị phụ trách",
    "message": "Thông điệp", "lead_unit": "Đơn vị chủ trì", "starts_on": "Ngày bắt đầu", "ends_on": "Ngày kết thúc",
    "due_on": "Hạn", "closed": "Đã đóng", "target_groups": "Nhóm cần tới", "target_coverage": "Mục tiêu độ phủ",
    "budget": "Kinh phí", "number": "Số văn bản", "issuer": "Nơi ban hành", "issued_on": "Ngày ban hành",
    "must_reach": "Nhóm phải tới", "within_days": "Số ngày cho phép", "received_on": "Ngày nhận", "form": "Hình thức",
    "everywhere": "Gửi tới mọi tổ", "default_share": "Mức quen", "reports": "Phải báo cáo",
    "plans": "Phải có kế hoạch", "at": "Lúc",
    "seq": "Thứ tự", "entity": "Đối tượng", "action": "Việc", "origin": "Nguồn",
    "nature": "Tính chất", "urgency": "Mức độ", "group": "Nhóm đối tượng", "summary": "Nội dung",
    "owner_unit": "Đơn vị giải quyết", "answered_on": "Ngày trả lời", "answer": "Câu trả lời",
    "answer_product": "Sản phẩm trả lời", "forwarded_to": "Nơi nhận", "forwarded_on": "Ngày chuyển",
    "closed_on": "Ngày kết thúc", "merged_into": "Vấn đề trùng", "period": "Kỳ", "conducted_on": "Ngày khảo sát",
    "asked": "Số người được hỏi",
    "aware": "Số người biết", "supportive": "Ủng hộ", "neutral": "Trung lập", "worried": "Băn khoăn", "total": "Tổng",
    "suppressed": "Giữ kín", "proposed_on": "Ngày phát hiện, đề xuất", "dossier_number": "Số hồ sơ", "year": "Năm",
    "comments": "Nhận xét", "parts": "Góp ý từng phần",
    "proposals": "Kiến nghị", "version": "Lần nộp", "type": "Loại báo cáo", "text": "Nội dung",
    "proposed": "Phần giữ câu gợi ý", "happened_at": "Xảy ra lúc", "opened_at": "Mở lúc",
    "first_submitted_at": "Nộp lần đầu lúc", "submitted_at": "Nộp lúc", "focus": "Trọng tâm",
    "responsible_post": "Người chịu trách nhiệm", "information_contact": "Đầu mối thông tin",
    "approved_at": "Duyệt lúc", "edited_on": "Ngày biên tập xong", "guidance": "Hướng dẫn sử dụng",
    "link": "Đường dẫn", "numerator": "Số đạt", "denominator": "Trong tất cả",
    "value": "Hiện nay", "target": "Mục tiêu",
    "previous": "Kỳ trước", "change": "Thay đổi", "pending": "Còn trong hạn",
    "left_out": "Số phiếu không tính", "state": "Tình trạng",
    "ward": "Phường", "published_on": "Ngày phát", "runs": "Số lần phát",
    "people": "Số người", "basis": "Cơ sở",
    "allocated": "Phân theo dân số", "cost_amount": "Chi phí (đồng)", "cost_funding": "Nguồn kinh phí",
    "on": "Ngày", "amount": "Số lượng", "group_name": "Tên nhóm",
    "channel": "Kênh", "directive": "Chủ trương", "product": "Sản phẩm", "full_name": "Họ tên, chức danh",
    "role": "Vai trò", "email": "Thư điện tử", "has_password": "Đã đặt mật khẩu",
    "invited_until": "Đường dẫn mời hết hạn", "expires_on": "Ngày cuối dùng được", "last_used_at": "Dùng lần cuối",
    "day": "Ngày", "works": "Làm việc", "person": "Số người dùng", "person_name": "Người làm",
    "scope": "Được làm", "token": "Số mã kết nối", "token_name": "Mã kết nối",
    "logged_after": "Số ngày ghi muộn", "media_type": "Loại tệp", "size": "Số byte", "sha256": "Mã kiểm (SHA-256)",
    "details": "Nội dung", "cost": "Chi phí", "planned_placements": "Lịch phát", "script": "Bài phát thanh",
    "broadcast_times": "Giờ phát", "seconds": "Số giây", "subtitles": "Phụ đề", "locations": "Nơi đặt",
    "count": "Số lượng", "place": "Địa điểm", "attendance": "Số người dự", "speakers": "Số người nói",
    "purpose": "Mục đích", "aim": "Mục tiêu", "purposes": "Ghi mục tiêu, mục đích",
    "note": "Ghi chú", "position": "Thứ tự", "retired_at": "Ngừng dùng lúc",
    "closed_at": "Đóng kỳ lúc", "revoked_at": "Thu hồi lúc", "password_hash": "Mật khẩu", "digest": "Mã bí mật",
    "old_digest": "Mã bí mật trước", "old_until": "Mã cũ dùng được đến",
    "approval": "Duyệt trước khi phát", "standing_campaign": "Chiến dịch thường xuyên",
    "syllables_per_minute": "Nhịp đọc", "residential_coverage": "Mục tiêu độ phủ tổ dân phố",
    "channels_used": "Mục tiêu kênh hoạt động", "surveyed_awareness": "Mục tiêu người biết tin",
    "urgent_days": "Hạn việc khẩn", "normal_days": "Hạn việc thường", "complex_days": "Hạn việc phức tạp",
    "document_profile": "Thể thức văn bản", "superior_body": "Cơ quan cấp trên", "issuing_body": "Cơ quan ban hành",
    "document_place": "Địa danh", "number_symbol": "Ký hiệu văn bản", "signed_for": "Ký thay mặt",
    "signer_post": "Chức vụ người ký", "signer_name": "Họ tên người ký", "recipients": "Nơi nhận văn bản",
    "tiles": "Các ô của bản đồ",
    "first_steps": "Hướng dẫn bắt đầu", "views": "Lượt xem", "shares": "Lượt chia sẻ",
    "alt_text": "Lời tả hình", "width": "Rộng (điểm ảnh)", "height": "Cao (điểm ảnh)", "url": "Địa chỉ",
}  # fmt: skip

# What has a trail, as the audit page calls it.
ENTITIES = {
    "product": "Sản phẩm", "campaign": "Chiến dịch", "directive": "Chủ trương", "material": "Tài liệu",
    "unit": "Đơn vị", "group": "Nhóm đối tượng", "channel": "Kênh", "period": "Kỳ", "concern": "Vấn đề dư luận",
    "pulse": "Xu hướng dư luận", "survey": "Khảo sát", "commendation": "Gương điển hình", "plan": "Kế hoạch đơn vị",
    "report": "Báo cáo", "reminder": "Lời nhắc nộp báo cáo",
    "attachment": "Tệp đính kèm", "person": "Người dùng", "token": "Mã kết nối",
    "settings": "Cài đặt", "dayoff": "Ngày nghỉ", "keydate": "Ngày đáng nhớ",
    "import": "Nhập từ bảng tính, lần",
}  # fmt: skip

FILE_KINDS = {
    "image/jpeg": "ảnh JPEG", "image/png": "ảnh PNG", "image/webp": "ảnh WebP", "video/mp4": "video MP4",
    "video/quicktime": "video MOV", "video/webm": "video WebM", "application/pdf": "PDF",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word (DOCX)",
    "application/vnd.oasis.opendocument.text": "văn bản ODT",
}  # fmt: skip
REPORT_STATUSES = {"draft": "đang viết", "submitted": "chờ duyệt", "returned": "đã trả lại", "accepted": "đã duyệt"}
# What became of a reminder's mail; nothing where there was none to send.
REMINDER_MAILS = {
    "none": "", "waiting": "thư đang gửi", "retrying": "thư chưa đi được, sẽ gửi lại", "sent": "thư đã gửi",
    "given_up": "thư không gửi được", "doubtful": "không rõ thư đã tới chưa",
}  # fmt: skip
KEY_DATE_KINDS = {"ward": "của phường", "plan": "theo kế hoạch", "public_calendar": "lịch chung"}
COMMENDATION_STATUSES = {"found": "phát hiện", "proposed": "đã đề xuất", "commended": "đã biểu dương"}
REPORT_KINDS = {
    "periodic": "Báo cáo", "urgent": "Báo cáo đột xuất", "supplement": "Báo cáo bổ sung",
    "consolidated": "Báo cáo tổng hợp",
}  # fmt: skip
REPORT_PARTS = {
    "1": "Hình thức, số lượng sản phẩm", "2": "Độ phủ thông tin", "3": "Mức tiếp cận của Nhân dân",
    "4": "Vấn đề dư luận quan tâm", "5": "Kết quả xử lý phản ánh", "6": "Đề xuất, kiến nghị",
}  # fmt: skip
# The main figures of a report, by which one is set beside another.
MAIN_FIGURES = {
    "products": "sản phẩm", "placements": "lượt phát", "reached": "tổ có tin", "received": "vấn đề tiếp nhận",
    "answered_on_time": "vấn đề trả lời đúng hạn", "net_reach": "người đã nghe",
}  # fmt: skip
# Where the concerns due in a period stand, each in one place.
HANDLED = {
    "answered_on_time": "trả lời đúng hạn", "forwarded_on_time": "chuyển đúng hạn", "answered_late": "trả lời muộn",
    "pending": "còn trong hạn", "overdue": "quá hạn, chưa trả lời", "otherwise": "kết thúc không trả lời, chuyển muộn",
}  # fmt: skip
# How a ward's documents are laid out, by the guidance that they follow.
DOCUMENT_PROFILES = {
    "party-2026": "Văn bản của Đảng, theo 05-HD/VPTW (2026)",
    "party-36hd": "Văn bản của Đảng, theo 36-HD/VPTW (2018)",
    "state": "Văn bản hành chính, theo Nghị định 30/2020/NĐ-CP",
}
INDICATOR_STATUSES = {
    "on_track": "đạt", "at_risk": "gần đạt", "off_track": "chưa đạt", "no_data": "chưa có dữ liệu",
    "no_target": "không có mục tiêu",
}  # fmt: skip
PLAN_STATUSES = {"draft": "chờ duyệt", "approved": "đã duyệt"}
UNIT_KINDS = {
    "party_committee": "Cấp ủy", "standing_agency": "Cơ quan thường trực", "government": "Chính quyền",
    "front": "Mặt trận Tổ quốc", "mass_organisation": "Đoàn thể", "party_organisation": "Tổ chức đảng",
}  # fmt: skip
# The forms of grassroots information of Decree 49/2024/NĐ-CP, and what is none of them.
FORMS = {
    "radio": "Đài truyền thanh", "notice_board": "Bảng tin công cộng", "bulletin": "Bản tin thông tin cơ sở",
    "material": "Tài liệu không kinh doanh", "communicator": "Báo cáo viên, tuyên truyền viên",
    "website": "Cổng, trang thông tin điện tử", "social": "Mạng xã hội", "telecom": "Tin nhắn viễn thông",
    "other": "Hình thức khác",
}  # fmt: skip
CAMPAIGN_STATES = {"running": "đang chạy", "coming": "sắp tới", "ended": "đã kết thúc"}
ORIGINS = {
    "press": "Báo chí", "petition": "Đơn, thư kiến nghị", "meeting": "Buổi họp, tiếp xúc", "social": "Mạng xã hội",
    "hotline": "Đường dây nóng", "other": "Nguồn khác",
}  # fmt: skip
NATURES = {
    "question": "Câu hỏi", "petition": "Kiến nghị", "press_report": "Báo chí phản ánh",
    "incorrect_information": "Thông tin sai lệch",
}  # fmt: skip
URGENCIES = {"urgent": "Khẩn", "normal": "Thường", "complex": "Phức tạp"}
CONCERN_STATUSES = {
    "received": "mới nhận", "verifying": "đang xác minh", "answered": "đã trả lời", "forwarded": "đã chuyển",
    "closed": "đã kết thúc",
}  # fmt: skip

# The parts of an indicator, and of those that are not of rows that are met or missing.
PARTS = {"missing": "Chưa đạt", "numerator": "Đạt", "denominator": "Tất cả", "forwarded": "Chuyển đúng hạn"}
PARTS_OF = {
    "residential_coverage": {"missing": "Chưa tới", "numerator": "Đã tới", "denominator": "Mọi người dân"},
    "surveyed_awareness": {"missing": "Chưa biết tin", "numerator": "Biết tin", "denominator": "Mọi người được hỏi"},
    "evidence_share": {"missing": "Ước tính", "numerator": "Có đo hoặc đếm", "denominator": "Mọi lượt người"},
    "cost_per_person_reached": {"numerator": "Kinh phí", "denominator": "Người đã tới"},
    "opinion_balance": {"numerator": "Ủng hộ trừ lo ngại", "denominator": "Mọi ý kiến"},
}
# How an entry stands; {}: days before or after its day.
STANDINGS = {
    ("cell", "met"): "đã nghe", ("cell", "late"): "nghe muộn {} ngày", ("cell", "running"): "chưa nghe, còn {} ngày",
    ("cell", "overdue"): "chưa nghe, quá hạn {} ngày", ("cell", "missing"): "chưa nghe",
    ("group", "met"): "đã nghe", ("group", "missing"): "chưa nghe",
    ("content_group", "met"): "đã có sản phẩm", ("content_group", "missing"): "chưa có sản phẩm",
    ("concern", "met"): "trả lời đúng hạn", ("concern", "late"): "trả lời muộn {} ngày",
    ("concern", "running"): "chưa trả lời, còn {} ngày", ("concern", "overdue"): "chưa trả lời, quá hạn {} ngày",
    ("concern", "forwarded"): "chuyển muộn {} ngày", ("concern", "closed"): "kết thúc không trả lời",
    ("report", "met"): "nộp đúng hạn", ("report", "late"): "nộp muộn {} ngày",
    ("report", "running"): "chưa nộp, còn {} ngày", ("report", "overdue"): "chưa nộp, quá hạn {} ngày",
    ("plan", "met"): "đã duyệt", ("plan", "missing"): "chưa có kế hoạch được duyệt",
    ("material", "met"): "đã phát lại", ("material", "missing"): "chưa phát lại",
    ("channel", "met"): "đã dùng", ("channel", "missing"): "chưa dùng",
    ("survey", "missing"): "chưa biết tin",
    ("reach", "met"): "có đo hoặc đếm", ("reach", "missing"): "ước tính",
}  # fmt: skip
ENTRY_STATES = {
    "met": "đạt", "late": "muộn", "running": "còn trong hạn", "overdue": "quá hạn", "forwarded": "chuyển muộn",
    "closed": "kết thúc không trả lời", "missing": "chưa đạt",
}  # fmt: skip

LABELS = {
    "PRODUCT_KINDS": PRODUCT_KINDS, "KIND_ICONS": KIND_ICONS, "STATUSES": STATUSES, "BASES": BASES,
    "GROUP_KINDS": GROUP_KINDS, "GROUP_COUNTS": GROUP_COUNTS, "ROLES": ROLES, "SCOPES": SCOPES, "FUNDING": FUNDING,
    "PURPOSES": PURPOSES, "PRODUCT_PURPOSES": PRODUCT_PURPOSES,
    "ACTIONS": ACTIONS, "CAMPAIGN_STATES": CAMPAIGN_STATES, "FILE_KINDS": FILE_KINDS,
    "ORIGINS": ORIGINS, "NATURES": NATURES, "URGENCIES": URGENCIES, "CONCERN_STATUSES": CONCERN_STATUSES,
    "KEY_DATE_KINDS": KEY_DATE_KINDS,
    "COMMENDATION_STATUSES": COMMENDATION_STATUSES, "PLAN_STATUSES": PLAN_STATUSES,
    "FEWEST": FEWEST, "SMALLEST_GROUP": SMALLEST_GROUP, "LEAST_OPINIONS": LEAST_OPINIONS,
    "PARTS": PARTS, "PARTS_OF": PARTS_OF, "INDICATOR_STATUSES": INDICATOR_STATUSES,
    "ENTITIES": ENTITIES,
    "UNIT_KINDS": UNIT_KINDS, "FORMS": FORMS, "REPORT_KINDS": REPORT_KINDS, "REPORT_PARTS": REPORT_PARTS,
    "HANDLED": HANDLED, "REMINDER_MAILS": REMINDER_MAILS,
}  # fmt: skip
