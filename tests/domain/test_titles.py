"""What a title says by itself: which campaigns it is like, which groups it names."""

import pytest

from app.domain.products import titles

CAMPAIGNS = [
    ("RAC", "Phân loại rác tại nguồn"),
    ("PTT", "Vùng phát thải thấp Vành đai 1"),
    ("CDS", "Chuyển đổi số tới từng tổ"),
    ("PCCC", "Phòng cháy cuối năm"),
]
GROUPS = [("TDP-01", "Tổ 1"), ("TDP-12", "Tổ dân phố số 12"), ("TDP-13", "Tổ 13"), ("CB-01", "Chi bộ tổ 1 đến 3")]


@pytest.mark.parametrize(
    ("title", "likely", "is_clear"),
    [
        ("Thu phí rác theo khối lượng", ["RAC"], False),
        ("Cách phân loại rác tại bếp", ["RAC"], True),
        ("Quy định vùng phát thải thấp", ["PTT"], True),
        ("Phòng cháy khi đốt rác", ["PCCC", "RAC"], True),
        ("Lịch cắt điện ở tổ 12", [], False),
        ("Rạc cả người", [], False),
        ("", [], False),
    ],
)
def test_a_title_is_like_the_campaigns_whose_own_words_it_has(title: str, likely: list[str], is_clear: bool) -> None:
    found = titles.likely_campaigns(title, CAMPAIGNS)
    assert [code for code, _ in found] == likely
    assert (max([score for _, score in found], default=0) >= titles.CLEAR) is is_clear


@pytest.mark.parametrize(
    ("title", "named"),
    [
        ("Họp tổ 12 về rác", ["TDP-12"]),
        ("Họp tổ dân phố số 12, 13 và 1", ["TDP-12", "TDP-13", "TDP-01"]),
        ("Sinh hoạt chi bộ tổ 1 đến 3", ["CB-01"]),
        ("hop to 13", ["TDP-13"]),
        ("Tổ 120 họp", []),
        ("12 điều", []),
    ],
)
def test_a_title_names_groups_as_people_call_them(title: str, named: list[str]) -> None:
    assert titles.named_groups(title, GROUPS) == named
