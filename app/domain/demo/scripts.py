"""Scripts: short invented texts for the loudspeakers, one a content group; nothing in them is a fact."""

OPENINGS = (
    "Mời bà con nghe bản tin của phường: {title}.",
    "Bản tin hôm nay của phường nói về: {title}.",
    "Kính thưa bà con các tổ dân phố, xin thông tin về: {title}.",
)
CLOSINGS = (
    "Bà con cần hỏi thêm, mời gặp tổ trưởng tổ dân phố.",
    "Nội dung chi tiết có ở bảng tin của tổ và trang thông tin điện tử của phường.",
    "Cảm ơn bà con đã lắng nghe.",
)
BODIES = {
    "1.1": (
        "Mỗi chi bộ, mỗi tổ dân phố chọn một việc cụ thể để làm trong tháng này. Việc làm được sẽ nêu ở "
        "cuộc họp tổ gần nhất."
    ),
    "1.2": (
        "Tuần qua, Thành phố giao thêm một số việc cho xã, phường, trong đó có những việc liên quan trực "
        "tiếp tới khu dân cư. Phường đã phân công đơn vị phụ trách và ngày hoàn thành từng việc."
    ),
    "1.3": (
        "Chính sách mới có hiệu lực được tóm tắt trong một trang, dễ đọc, dễ giữ. Nhà nào chưa nhận được,"
        " mời hỏi tổ trưởng tổ dân phố."
    ),
    "1.4": (
        "Nhiều thủ tục nay làm được tại nhà hoặc xong ngay trong ngày. Khi đến bộ phận một cửa, bà con "
        "mang theo căn cước và hồ sơ đã kê khai."
    ),
    "1.5": (
        "Các hộ kinh doanh kiểm tra lại sổ sách, hóa đơn và thời hạn kê khai. Cán bộ phường hướng dẫn tại"
        " chỗ vào chiều thứ Tư hằng tuần."
    ),
    "1.6": (
        "Tổ công nghệ số cộng đồng giúp bà con cài ứng dụng và đăng nhập lần đầu. Không đưa mật khẩu, mã "
        "xác thực cho bất kỳ ai."
    ),
    "1.7": (
        "Giữ ngõ phố sạch, nói lời hay, giúp nhau lúc khó khăn là nếp sống của mỗi gia đình. Các tổ cùng "
        "góp ý để quy ước của khu dân cư ngắn gọn, dễ nhớ."
    ),
    "1.8": (
        "Rác thực phẩm, rác tái chế và rác còn lại để riêng, mang ra đúng giờ. Thấy nắp cống hỏng, đèn "
        "đường tắt, bà con báo ngay để được sửa."
    ),
    "1.9": (
        "Khách đến phường là khách của mỗi nhà: chào hỏi thân thiện, chỉ đường tận tình, bán đúng giá. "
        "Người nước ngoài cư trú nhớ khai báo tạm trú."
    ),
    "1.10": (
        "Thu chi của tổ được niêm yết công khai để mọi người cùng theo dõi. Đơn thư gửi đúng nơi sẽ được "
        "trả lời đúng hạn."
    ),
    "1.11": (
        "Trước khi ngủ, tắt bếp, rút sạc, kiểm tra lối thoát thứ hai. Có người lạ gọi điện đòi chuyển "
        "tiền, bà con dừng lại và hỏi người thân."
    ),
    "1.12": (
        "Vỉa hè để cho người đi bộ, miệng cống để cho nước thoát, khói bụi càng ít càng tốt. Mỗi nhà giữ "
        "đoạn trước cửa, cả phố sẽ thông thoáng."
    ),
    "1.13": (
        "Thông tin về hai dự án chiến lược được công bố trên các trang chính thức của Thành phố. Bà con "
        "không chia sẻ tin chưa kiểm chứng."
    ),
    "1.14": (
        "Các công trình trọng điểm đang được triển khai theo từng giai đoạn, có nơi phải điều chỉnh giao "
        "thông. Lộ trình và chính sách hỗ trợ có ở bảng tin của tổ."
    ),
}
