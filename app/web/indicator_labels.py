"""The parts of indicators, how an entry stands, and how each ends: one term for each."""

# The parts of an indicator, and of those that are not of rows that are met or missing.
PARTS = {"missing": "Chưa đạt", "numerator": "Đạt", "denominator": "Tất cả", "forwarded": "Chuyển đúng hạn"}
PARTS_OF = {
    "residential_coverage": {"missing": "Chưa tới", "numerator": "Đã tới", "denominator": "Mọi người dân"},
    "surveyed_awareness": {"missing": "Chưa biết tin", "numerator": "Biết tin", "denominator": "Mọi người được hỏi"},
    "evidence_share": {"missing": "Ước tính", "numerator": "Có đo hoặc đếm", "denominator": "Mọi lượt người"},
    "cost_per_person_reached": {"numerator": "Kinh phí", "denominator": "Người đã tới"},
    "opinion_balance": {"numerator": "Ủng hộ trừ lo ngại", "denominator": "Mọi ý kiến"},
}
INDICATOR_STATUSES = {
    "on_track": "đạt",
    "at_risk": "gần đạt",
    "off_track": "chưa đạt",
    "no_data": "chưa có số",
    "no_target": "không có mục tiêu",
    "pending": "đang trong hạn",
    "not_begun": "chưa bắt đầu",
}
# How an entry stands; {}: days before or after its day.
STANDINGS = {
    ("cell", "met"): "đã nghe",
    ("cell", "late"): "nghe muộn {} ngày",
    ("cell", "running"): "chưa nghe, còn {} ngày",
    ("cell", "overdue"): "chưa nghe, quá hạn {} ngày",
    ("cell", "missing"): "chưa nghe",
    ("group", "met"): "đã nghe",
    ("group", "missing"): "chưa nghe",
    ("content_group", "met"): "đã có sản phẩm",
    ("content_group", "missing"): "chưa có sản phẩm",
    ("concern", "met"): "trả lời đúng hạn",
    ("concern", "late"): "trả lời muộn {} ngày",
    ("concern", "running"): "chưa trả lời, còn {} ngày",
    ("concern", "overdue"): "chưa trả lời, quá hạn {} ngày",
    ("concern", "forwarded"): "chuyển muộn {} ngày",
    ("concern", "closed"): "kết thúc không trả lời",
    ("report", "met"): "nộp đúng hạn",
    ("report", "late"): "nộp muộn {} ngày",
    ("report", "running"): "chưa nộp, còn {} ngày",
    ("report", "overdue"): "chưa nộp, quá hạn {} ngày",
    ("plan", "met"): "đã duyệt",
    ("plan", "missing"): "chưa có kế hoạch được duyệt",
    ("material", "met"): "đã phát lại",
    ("material", "missing"): "chưa phát lại",
    ("channel", "met"): "đã dùng",
    ("channel", "missing"): "chưa dùng",
    ("survey", "missing"): "chưa biết tin",
    ("reach", "met"): "có đo hoặc đếm",
    ("reach", "missing"): "ước tính",
}
ENTRY_STATES = {
    "met": "đạt",
    "late": "muộn",
    "running": "còn trong hạn",
    "overdue": "quá hạn",
    "forwarded": "chuyển muộn",
    "closed": "kết thúc không trả lời",
    "missing": "chưa đạt",
}
# What an entry is, in a person's sheet of entries.
ENTRIES = {
    "cell": "Ô chủ trương",
    "group": "Nhóm đối tượng",
    "content_group": "Nhóm nội dung",
    "concern": "Vấn đề dư luận",
    "unit": "Đơn vị",
    "report": "Báo cáo",
    "plan": "Kế hoạch đơn vị",
    "material": "Tài liệu",
    "channel": "Kênh",
    "survey": "Khảo sát",
    "pulse": "Xu hướng dư luận",
    "reach": "Tiếp cận",
    "product": "Sản phẩm",
    "placement": "Lượt phát",
    "commendation": "Gương điển hình",
}
