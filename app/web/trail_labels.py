"""What a line of the trail says was done, and to what."""

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
