"""The catalogue of indicators, in the order in which pages show them: what each is called, measured by and held to."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from app.domain.access import Me
from app.domain.errors import NotFound
from app.domain.indicators import commendations, concerns, directives, opinion, published, reach, reports, surveys
from app.domain.indicators.arithmetic import Measured, target_of
from app.domain.indicators.entry import Behind
from app.domain.indicators.facts import Scope
from app.domain.ward_settings import settings_of

# What a value is: a share of a denominator, a number of things, an amount of dong, dong a person, or a balance.
Form = Literal["share", "count", "money", "unit_cost", "balance"]
DIGITS: dict[Form, int] = {"share": 6, "count": 0, "money": 0, "unit_cost": 2, "balance": 6}


@dataclass(frozen=True)
class Kind:
    code: str
    # Vietnamese, short enough for a row of the leaders' screen.
    name: str
    measure: Callable[[Scope], Measured]
    form: Form = "share"
    # "all": every one of the denominator; "ward": what the ward decides, in the setting of the indicator's own name.
    held_to: Literal["all", "ward", "nothing"] = "nothing"
    by_unit: bool = False
    # Whether it has a deadline, so that part of the denominator may still be met.
    has_deadline: bool = False

    @property
    def digits(self) -> int:
        return DIGITS[self.form]

    @property
    def has_denominator(self) -> bool:
        return self.form not in ("count", "money")

    @property
    def behind(self) -> Behind:
        """Pages of what lies behind its parts."""
        return _BEHIND[self.code]

    def target(self, me: Me) -> Fraction | None:
        if self.held_to == "all":
            return Fraction(1)
        return target_of(getattr(settings_of(me.ward), self.code)) if self.held_to == "ward" else None


KINDS = (
    Kind("directive_dissemination", "Chủ trương tới tổ, chi bộ", directives.dissemination, held_to="all", by_unit=True),
    Kind("directive_timeliness", "Chủ trương tới đúng hạn", directives.timeliness, held_to="all", has_deadline=True),
    Kind("groups_reached", "Tổ dân phố đã được thông tin", reach.groups_reached, held_to="all", by_unit=True),
    Kind("residential_coverage", "Độ phủ tổ dân phố", reach.residential_coverage, held_to="ward", by_unit=True),
    Kind(
        "content_groups_covered",
        "Nhóm nội dung đã có sản phẩm",
        published.content_groups_covered,
        held_to="all",
        by_unit=True,
    ),
    Kind(
        "concerns_answered",
        "Phản ánh trả lời đúng hạn",
        concerns.concerns_answered,
        held_to="all",
        by_unit=True,
        has_deadline=True,
    ),
    Kind(
        "reports_on_time",
        "Báo cáo nộp đúng hạn",
        reports.reports_on_time,
        held_to="all",
        by_unit=True,
        has_deadline=True,
    ),
    Kind("plans_in_place", "Đơn vị đã có kế hoạch năm", reports.plans_in_place, held_to="all", by_unit=True),
    Kind("materials_distributed", "Tài liệu trọng điểm đã phát lại", published.materials_distributed, held_to="all"),
    Kind("channels_used", "Kênh đang dùng", published.channels_used, held_to="ward"),
    Kind("surveyed_awareness", "Dân biết tin, theo khảo sát", surveys.surveyed_awareness, held_to="ward"),
    Kind("evidence_share", "Số người có đo hoặc đếm", reach.evidence_share, held_to="ward", by_unit=True),
    Kind("products_published", "Sản phẩm", published.products_published, "count", by_unit=True),
    Kind("placements_made", "Lượt phát", published.placements_made, "count", by_unit=True),
    Kind("gross_contacts", "Lượt người", reach.gross_contacts, "count", by_unit=True),
    Kind("concerns_received", "Phản ánh", concerns.concerns_received, "count"),
    Kind("commendations_made", "Gương điển hình", commendations.commendations_made, "count"),
    Kind("spending", "Kinh phí", published.spending, "money", by_unit=True),
    Kind("cost_per_person_reached", "Chi phí một người tiếp cận", reach.cost_per_person_reached, "unit_cost"),
    Kind("opinion_balance", "Dư luận: ủng hộ trừ lo ngại", opinion.opinion_balance, "balance"),
)
_BEHIND: dict[str, Behind] = {
    "directive_dissemination": directives.dissemination_behind,
    "directive_timeliness": directives.timeliness_behind,
    "groups_reached": reach.groups_behind,
    "residential_coverage": reach.people_behind,
    "content_groups_covered": published.content_groups_behind,
    "concerns_answered": concerns.answered_behind,
    "reports_on_time": reports.reports_behind,
    "plans_in_place": reports.plans_behind,
    "materials_distributed": published.materials_behind,
    "channels_used": published.channels_behind,
    "surveyed_awareness": surveys.behind,
    "evidence_share": reach.evidence_behind,
    "products_published": published.products_behind,
    "placements_made": published.placements_behind,
    "gross_contacts": reach.gross_behind,
    "concerns_received": concerns.received_behind,
    "commendations_made": commendations.behind,
    "spending": published.spending_behind,
    "cost_per_person_reached": reach.cost_behind,
    "opinion_balance": opinion.behind,
}
CODES = tuple(kind.code for kind in KINDS)


def kind_of(code: str) -> Kind:
    """Raises NotFound where there is no such indicator."""
    for kind in KINDS:
        if kind.code == code:
            return kind
    raise NotFound()
