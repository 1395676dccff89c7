"""The Vietnamese words of codes that the program itself knows: kinds, states, bases, roles; one term for each."""

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
GROUP_KINDS = {"residential": "Tổ dân phố", "party_cell": "Chi bộ", "audience": "Đối tượng khác"}
# How many of a kind are said: «59 tổ», «24 chi bộ».
GROUP_COUNTS = {"residential": "tổ", "party_cell": "chi bộ", "audience": "nhóm"}
ROLES = {
    "unit": "Đơn vị", "coordinator": "Điều phối", "leader": "Lãnh đạo", "city": "Thành phố", "admin": "Quản trị",
}  # fmt: skip
FUNDING = {"state_budget": "ngân sách Nhà nước", "contributed": "nguồn huy động"}
PURPOSES = {
    "movement": "phong trào thi đua", "culture": "văn hóa, văn nghệ", "sport": "thể dục, thể thao",
    "contest": "hội thi", "supervision": "giám sát, phản biện", "other": "khác",
}  # fmt: skip
ACTIONS = {
    "logged": "Ghi và phát", "planned": "Ghi dự kiến", "in_review": "Gửi duyệt", "edited": "Sửa",
    "published": "Phát", "returned": "Trả lại", "withdrawn": "Rút", "deleted": "Xóa",
    "confirmed": "Xác nhận đã phát", "cancelled": "Bỏ khỏi lịch",
    "created": "Tạo", "changed": "Sửa", "retired": "Ngừng dùng",
}  # fmt: skip

LABELS = {
    "PRODUCT_KINDS": PRODUCT_KINDS, "KIND_ICONS": KIND_ICONS, "STATUSES": STATUSES, "BASES": BASES,
    "GROUP_KINDS": GROUP_KINDS, "GROUP_COUNTS": GROUP_COUNTS, "ROLES": ROLES, "FUNDING": FUNDING,
    "PURPOSES": PURPOSES, "ACTIONS": ACTIONS,
}  # fmt: skip
