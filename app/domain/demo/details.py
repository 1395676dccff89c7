"""Details: what an invented product carries by its kind, and what it cost."""

from random import Random
from typing import Any

from app.domain.demo.scripts import BODIES, CLOSINGS, OPENINGS

# «.example» belongs to nobody (RFC 2606): an invented link must not lead anywhere.
LINK = "https://phuong.example/tin/{number}"
ALT_TEXT = "Đồ họa một trang «{title}»: tiêu đề ở trên, {boxes} ô chữ có hình, ghi nguồn ở cuối."
TIMES = (["06:30", "17:00"], ["06:45", "17:15"], ["07:00"], ["06:30", "16:45", "18:00"])
PLACES = (
    "Nhà văn hóa khu dân cư",
    "Hội trường UBND phường",
    "Nhà sinh hoạt cộng đồng",
    "Sân chơi khu tập thể",
    "Phòng họp Đảng ủy phường",
    "Vườn hoa của phường",
    "Trường trung học cơ sở trên địa bàn",
)
LOCATIONS = (
    "Cổng các khu tập thể",
    "Trụ sở UBND phường và bộ phận một cửa",
    "Nhà văn hóa các tổ dân phố",
    "Ngã ba, ngã tư trên các tuyến phố chính",
    "Cổng trường học và chợ dân sinh",
)
PURPOSES = {"1.7": ("culture", "sport"), "1.1": ("movement", "contest"), "1.10": ("contest", "supervision")}

# How often a kind costs anything, and between which amounts in đồng.
COSTS = {
    "poster": (0.85, 1_200_000, 4_500_000),
    "event": (0.55, 800_000, 5_500_000),
    "video": (0.4, 900_000, 3_500_000),
    "infographic": (0.15, 300_000, 1_200_000),
    "meeting": (0.2, 300_000, 1_000_000),
    "talk": (0.5, 400_000, 1_000_000),
    "press_release": (0.3, 500_000, 1_500_000),
}
STEP = 50_000
# Who gathers contributions beside the budget.
GATHERERS = {"MTTQ", "HPN", "DTN", "CCB", "HND", "CD"}


def details(chance: Random, number: int, product: dict[str, Any], attendance: int | None) -> dict[str, Any]:
    """The fields that this kind has, as a form would send them."""
    kind, name = product["kind"], product["title"]
    if kind == "loudspeaker_script":
        return _spoken(chance, name, product["content_group"])
    if kind in ("meeting", "talk", "event"):
        return _gathering(chance, kind, product["content_group"], attendance)
    link = LINK.format(number=1000 + number)
    seen: dict[str, dict[str, Any]] = {
        "infographic": {"alt_text": ALT_TEXT.format(title=name, boxes=chance.randint(3, 6)), "link": link},
        "video": {"link": link, "seconds": chance.randrange(45, 245, 5), "subtitles": chance.random() < 0.7},
        "poster": {"locations": chance.choice(LOCATIONS), "count": chance.randint(4, 40)},
        "official_notice": {"number": f"{40 + number}/TB-{product['unit']}"},
    }
    return seen.get(kind, {"link": link})


def cost(chance: Random, product: dict[str, Any]) -> dict[str, Any] | None:
    often, least, most = COSTS.get(product["kind"], (0.0, 0, 0))
    if chance.random() >= often:
        return None
    funding = "contributed" if product["unit"] in GATHERERS and chance.random() < 0.4 else "state_budget"
    return {"amount": chance.randrange(least, most, STEP), "funding": funding}


def _spoken(chance: Random, name: str, content_group: str) -> dict[str, Any]:
    parts = [chance.choice(OPENINGS).format(title=name), BODIES[content_group], chance.choice(CLOSINGS)]
    return {"script": "\n".join(parts), "broadcast_times": chance.choice(TIMES)}


def _gathering(chance: Random, kind: str, content_group: str, attendance: int | None) -> dict[str, Any]:
    found: dict[str, Any] = {"place": chance.choice(PLACES)}
    if attendance:
        found["attendance"] = attendance
    if kind == "talk":
        found["speakers"] = chance.choice((1, 1, 1, 2, 3))
    if kind == "event":
        found["purpose"] = chance.choice(PURPOSES.get(content_group, ("movement", "other")))
    return found
