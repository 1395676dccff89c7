"""Carrying a filed report to the city's installation, which answers the same however often it comes."""

from app.domain.jobs.task import Hopeless, Later, Task
from app.outside import posting
from app.outside.posting import Post

PATH = "/api/v1/transmittals"
# In seconds: a megabyte on a poor line.
WITHIN = 120.0
# What will not be another answer tomorrow, in words for the coordinator.
_REFUSED = {
    401: "Thành phố không nhận mã kết nối: mã sai, đã thu hồi hoặc hết hạn",
    403: "mã kết nối của Thành phố không có quyền nhận báo cáo, hoặc chỉ để đọc",
    404: "địa chỉ của Thành phố không đúng, hoặc máy chủ ở đó là bản cũ",
    409: "Thành phố đã nhận một bản khác mang cùng số (nộp bản mới rồi gửi), hoặc phường ghi sổ ngay ở đó",
    413: "bản gửi nặng hơn mức Thành phố nhận",
    422: "Thành phố không nhận nội dung: mã phường, kỳ hoặc ngày của kỳ khác nhau, hay hai nơi khác phiên bản",
}


def deliver(task: Task, envelope: bytes) -> None:
    """Raises Later where the city could not be asked, Hopeless where it said no."""
    settings = task.world.settings
    headers = {"Authorization": f"Bearer {settings.city_token}"}
    # The operator named the address: it may lie in a network of the city's own.
    post = Post(settings.city_address.rstrip("/") + PATH, headers, envelope, WITHIN)
    status, kind = posting.post(post, to_private=True)
    if not 200 <= status < 300:
        raise Hopeless(_REFUSED[status]) if status in _REFUSED else Later(f"Thành phố trả lời mã {status}")
    if kind != "application/json":
        # A page for people to sign in at, before the line leads anywhere, or some other site: nobody took it.
        raise Later("nơi trả lời không phải máy chủ Lan Tỏa của Thành phố")
