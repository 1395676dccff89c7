"""What leads to a person is found in every spelling that people use; ordinary figures and addresses are left alone."""

import time
import unicodedata
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.domain import privacy
from app.domain.inputs import Input, Text, read

PHONE, PAPERS, EMAIL, PROFILE = (
    "số điện thoại",
    "số giấy tờ tùy thân",
    "địa chỉ thư điện tử",
    "đường dẫn tới trang cá nhân",
)
FOUND = {
    PHONE: [
        "0912345678",
        "0912 345 678",
        "0912.345.678",
        "091.234.5678",
        "0912-345-678",
        "0912 – 345 – 678",
        "(0912) 345 678",
        "09 12 34 56 78",
        "0 9 1 2 3 4 5 6 7 8",
        "Gọi 0327894561 nhé",
        "056.789.1234",
        "0778899001",
        "SĐT:0868686868.",
        "ĐT-0912345678",
        "+84912345678",
        "+84 912 345 678",
        "+84 (0) 912 345 678",
        "(+84)912345678",
        "0084 912345678",
        "84912345678",
        "84 912 345 678",
        "84.912.345.678",
        "+84.912.345.678",
        "024 3851 2345",
        "024.38512345",
        "(024) 3851.2345",
        "02438512345",
        "+84 24 3851 2345",
        "0203 3825 123",
        "０９１２３４５６７８",
        "0912\u200b345\u200d678",
        "0912\u00ad345\ufeff678",
        "0912\u00a0345\u202f678",
        "0912\u2011345\u2011678",
        "٠٩١٢٣٤٥٦٧٨",
        "① 0912345678",
        "".join(f"{digit}\ufe0f\u20e3" for digit in "0912345678"),
        "0912345678/0987654321",
        "0912345678 0987654321",
        "ngày 03/05/2026 gọi 0912345678",
        "0912345678 lúc 15/5",
        "03.05.2026 0912345678",
        "0912 345 678 đồng chí Lan",
        "không chín một hai ba bốn năm sáu bảy tám",
        "không chín một hai, ba bốn năm sáu, bảy tám",
        "0 chín một hai ba bốn năm sáu bảy tám",
        "không chín một hai ba bốn năm sáu bảy 8",
        "không chín một hai ba bốn lăm sáu bảy tám",
        "không chín mười hai ba bốn năm sáu bảy tám",
        "+84 912.345.678",
        "(+84) 912.345.678",
        "+84-912.345.678",
        "0 912.345.678",
        "(0)912.345.678",
        "0912 345.678",
        "0912,345,678",
        "0912, 345, 678",
        "0912/345/678",
        "0912:345:678",
        "091|234|5678",
        "+84,912,345,678",
        "024 3851.2345",
        # Blanks of any number, a break of the line.
        "0912     345     678",
        "0912\t\t345 678",
        "0912\n345 678",
        "0912345\n678",
        "0912 -\n345 - 678",
        "+84\n912345678",
        "0912 \n  345678",
        "0912\r\n345678",
        "09 12 34\n56 78",
        # Numbers that run into each other, pairs, brackets and quotes.
        "09123456780987654321",
        "1.09123456780987654321",
        "0912 345 6780987 654 321",
        "84912345678 84987654321",
        "0912345678001085012345",
        "091234567809876543210356789012",
        "09.12.34.56.78",
        "09-12-34-56-78",
        "gọi 09 12 34 56 78 hoặc 09 87 65 43 21",
        "tổ trưởng 09 12 34 56 78",
        "tổ 12: 09 12 34 56 78",
        "tổ 12 09 12 34 56 78",
        "tổ 09 09 12 34 56",
        "[0912] 345 678",
        "0912 “345” 678",
        "0912 '345' 678",
        "0912...345...678",
        "0912 . 345 . 678",
        "(0912)-(345)-(678)",
        "0912345678-79",
        "0912345678/79",
        "Số hộ 12\n0912 345 678",
        "0912345678 đồng chí Lan",
        # As heard and as typed in a hurry.
        "O912345678",
        "o912 345 678",
        "09l2345678",
        "091234567o",
        "wa.me/84912345678",
        "Zalo: 0912.345.678",
        "không chín mười hai ba mươi tư năm mươi sáu bảy mươi tám",
        "zalo 0912345678",
        "tel:+84912345678",
        "không chín trăm mười hai, ba trăm bốn mươi lăm, sáu trăm bảy mươi tám",
        "(024)\n3851 2345",
        "(024) 3 851 2345",
        "ĐT: 024.3851.2345 (máy lẻ 12)",
    ],
    PAPERS: [
        "001085012345",
        "012345678901",
        "CCCD 001 085 012 345",
        "0010.8501.2345",
        "0 0 1 0 8 5 0 1 2 3 4 5",
        "CMND 012345678",
        "số CMND: 123 456 789",
        "chứng minh nhân dân số 012345678",
        "012345678 (CMND)",
        "CCCD số 123456789",
        "căn cước công dân 123456789",
        "CMND 123.456.789",
        "123.456.789 (CMND)",
        "CMND:\n012345678",
        "cmnd012345678",
        "001  085   012  345",
        "001085\n012345",
        "00 10 85 01 23 45",
        "001-085-012-345",
        "001/085/012/345",
        "CMND 012  345  678",
        "giấy tờ tùy thân số 012345678",
        "hộ chiếu B1234567",
        "hộ chiếu số: C1234567",
        "Passport No. B1234567",
        "CCCD 001085012345/CA-HN",
        "001085012345001090543210",
    ],
    EMAIL: [
        "lan.nguyen@gmail.com",
        "Thư tới Lan@yahoo.com.vn.",
        "lan (at) gmail.com",
        "lan @ gmail . com",
        "lan.nguyen\n@gmail.com",
        "lan\u200b@gmail.com",
        "LAN_89@yahoo.com",
        "lan＠gmail.com",
        "lan[at]vnn.vn",
        "lan [at] gmail [dot] com",
        "lan{at}gmail.com",
    ],
    PROFILE: [
        "https://www.facebook.com/profile.php?id=100012345",
        "facebook.com/nguyen.van.a",
        "FB.com/lan123",
        "m.facebook.com/nguyenvana/posts/12",
        "facebook . com / lan123",
        "facebook.com/people/Lan/1000",
        "facebook.com/permalink.php?story_fbid=1&id=1000",
        "https://zalo.me/0912345678",
        "zalo.me/84912345678",
        "tiktok.com/@lanpho",
        "https://www.tiktok.com/@a.b/video/1",
        "https://youtube.com/@kenhcuatoi",
        "instagram.com/lan.pho",
        "t.me/lanpho",
        "linkedin.com/in/lan",
        "https://x.com/lanpho",
        "m.me/lan.pho",
        "telegram.me/lanpho",
        "https://zaloapp.com/qr/p/1a2b3c",
        "https://www.facebook.com/groups/todanpho12/user/1000123/",
        "fb://profile/1000123",
        "messenger.com/t/lanpho",
        "https://www.facebook.com/share/1AbCdEfGh2/?mibextid=wwXIfr",
        "facebook.com/share/1AbCdEfGh2",
        "fb.com/share/1Ab",
        "zalo.me/lanpho",
        "https://zalo.me/lan.pho",
        "zalo.me/84 912 345 678",
        "https://vt.tiktok.com/ZSabc123/",
        "youtube.com/channel/UCabc",
        "youtube.com/c/lanpho",
        "youtube.com/user/lan",
        "TikTok @lanpho",
        "tiktok: @lan.pho",
        "Facebook (@lanpho)",
        "instagram @lan_pho",
    ],
}
ORDINARY = [
    "Nghị quyết 02-NQ/TW",
    "Chỉ thị 09-CT/TU ngày 23/3/2026",
    "Kế hoạch 46-KH/BTGDVTU",
    "1.500.000 đồng",
    "84.912.345.678 đồng",
    "12.345.678.900 đồng",
    "1.034.567.890 2 lần",
    "03/05/2026",
    "03.05.2026 15 giờ",
    "03-05-2026 10h30",
    "03 / 05 / 2026",
    "từ 03/05/2026 đến 08/09/2026",
    "từ 07.30 - 11.30 30/4",
    "81.358 người",
    "81358",
    "Dân số 1.362, 376 hộ",
    "Mục 6900, tiểu mục 6921, chương 805-280-338",
    "Công văn 0987/UBND-VP",
    "Quyết định số 0358/2026/QĐ-UBND",
    "Số 0912/QĐ-UBND ngày 03/05/2026",
    "0912/2026/TB-MTTQ",
    "000.00.16.H26-260503-0012",
    "Mã hồ sơ H26.12-260503-0345",
    "tổ 03, 05, 07, 09, 11",
    "các tổ 1, 2, 3, 4, 5, 6, 7, 8, 9, 10",
    "quý II–IV năm 2026",
    "2026-05-03",
    "2026-05-03T09:30:00Z",
    "giai đoạn 2026-2030, tầm nhìn 2045-2065",
    "05.2026 - 08.2026",
    "tỷ lệ 0,85; 62,5%",
    "tọa độ 21.0285, 105.8542",
    "gọi 113, 114, 115, 1022",
    "tổng đài 1900 6789",
    "họp lúc 19:30 tại Nhà văn hóa",
    "Nghị định 49/2024/NĐ-CP",
    "Luật số 81/2025/QH15",
    "kinh phí làm CCCD 125.000.000 đồng",
    "CCCD cho 1.234 người",
    "cấp 1.500 căn cước",
    "hai ba hộ, bốn năm người",
    "biển số 29A-123.45",
    "facebook.com/groups/todanpho12",
    "https://www.facebook.com/watch?v=123",
    "https://www.facebook.com/share/p/abc",
    "trang facebook.com của phường",
    "youtube.com/watch?v=abc",
    "https://dongda.hanoi.gov.vn/bai-viet",
    "zalo.me/g/abcxyz",
    "zalo.me/4073327408156217288",
    "hpn@dongda",
    "tài khoản bxdd@dongda.",
    "giá 500.000đ/m2",
    "lô A1-02-03",
    "12/3 hộ đã nộp",
    "50 000 000 đồng",
    "0,0912345678",
    "trên Facebook. Comment nhiều",
    "6.100 m² đất",
    "từ 1.000-2.000 người",
    "các tổ 05, 06, 07, 08, 09",
    "tổ 03/05/07/09/11",
    "tổ 84 12.345.678 đồng",
    "84,912,345,678 đồng",
    "1,034,567,890",
    "1234/QĐ-UBND",
    "0912345678/QĐ-UBND",
    "số 012345678901/TB-UBND",
    "0358/KH-MTTQ ngày 12/5/2026",
    "12/2026/NQ-HĐND",
    "0912/QĐ-UBND\n0913/QĐ-UBND",
    "công văn 0358\n0912 và 0345",
    "Nghị định 13/2023/NĐ-CP, 356/2025/NĐ-CP",
    "ISBN 978-604-57-1234-5",
    "ISBN: 0-306-40615-2",
    "ISSN 0866-7543",
    "mã số thuế 0101234567",
    "0101234567-001",
    "lớp 09 12 34 56 78 90 em",
    "các tổ 05 06 07 08 09",
    "05 06 07 08 09",
    "09 10 12 34 56 78",
    "04 12 66 71 44 15",
    "các tổ 03 05 07 09 11",
    "tổ 03 04 07 09 12 15",
    "tổ\n03\n04\n06\n07\n09",
    "chi bộ số 05 07 08 10 12",
    "ngày 05 07 09 12 14",
    "mẫu 07 08 10 11 15",
    "https://dongda.hanoi.gov.vn/bai-viet-012345678901.html",
    "https://hanoi.gov.vn/tin/2026050312345.htm",
    "dự toán 350.000.000 đồng, quyết toán 348.750.000 đồng",
    "1 500 000 000 đồng",
    "2,5 tỷ đồng",
    "0,85–0,92",
    "0345 hộ\n0678 người",
    "0\n912345678",
    "0912 3456\n78",
    "kỳ 1: 0358\n123456 đồng",
    "IMG_20260503_091234.jpg",
    "Screenshot_2026-05-03-09-12-34-567",
    "z5012345678901_0912ab",
    "nhiệm kỳ 2025–2030, 2026-2031",
    "07.30 - 11.30, 13.30 - 17.00",
    "từ 7h30–11h30",
    "tài khoản 1020 1234 5678",
    "hộp thư góp ý số 3",
    "facebook.com/share/p/1AbCd",
    "facebook.com/share/v/1AbCd",
    "trang Facebook, Zalo của phường",
    "zalo.me/pc",
    "zalo.me/s/1234",
    "@ mọi người",
    "youtube.com/shorts/abc",
    "không một hai hộ nào, ba bốn hộ",
    "hai mươi mốt tổ, ba mươi hai chi bộ, năm trăm linh sáu hộ",
    "fb.watch/abc",
    "một trăm hai mươi ba triệu bốn trăm năm mươi sáu nghìn bảy trăm tám mươi chín đồng",
    "1.000 hộ, 10.000 lượt",
    "A4 210 x 297",
    "QCVN 06:2022/BXD",
    "TCVN 9001:2015",
    "CV 8490-CV/BTGDVTW",
    "tăng 0,35 điểm",
    "CCCD: 123.456.789 đồng",
    "mẫu 0358/202/12",
    "x.com",
    "cấp CCCD cho tổ 1.557, 1.362",
]
FORMS = ("NFC", "NFD", "NFKD")


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in FOUND.items() for text in texts])
def test_what_leads_to_a_person_is_found(kind: str, text: str) -> None:
    for form in FORMS:
        for around in ("{}", "Bà con phản ánh {}, đề nghị sửa.", "dòng một\n{}\ndòng ba"):
            assert kind in privacy.kinds(around.format(unicodedata.normalize(form, text))), (form, around)


@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_figures_are_left_alone(text: str) -> None:
    for form in FORMS:
        for around in ("{}", "Bà con phản ánh {}, đề nghị sửa.", "năm 2026\n{}\n12 tổ"):
            assert privacy.kinds(around.format(unicodedata.normalize(form, text))) == [], (form, around)


digits = st.text("0123456789", min_size=8, max_size=8)
BETWEEN = [
    "",
    " ",
    "  ",
    "      ",
    ".",
    "-",
    " - ",
    "–",
    "\u00a0",
    "\u200b",
    "\u00ad",
    "\t",
    "\u202f",
    " . ",
    "_",
    "\u2011",
]


@pytest.mark.parametrize("text", ["Gọi 0300 - 100.000 nhé", "0912 - 345.678", "0912 . 345.678"])
def test_a_number_whose_end_looks_like_thousands_is_one(text: str) -> None:
    assert privacy.kinds(text) == [PHONE]


@pytest.mark.parametrize("text", ["0912345678①", "02438512345²"])
def test_a_footnote_s_digit_is_none_of_the_number_s(text: str) -> None:
    assert privacy.kinds(text) == [PHONE]


@pytest.mark.parametrize("text", ["từ 90.000 - 100.000 lượt", "khoảng 1.200 - 345.678", "0,5 - 100.000 người"])
def test_a_span_of_thousands_is_none(text: str) -> None:
    assert privacy.kinds(text) == []


@given(st.sampled_from("35789"), digits, st.data())
def test_a_telephone_number_is_found_whatever_stands_between_its_digits(first: str, rest: str, data: Any) -> None:
    """In groups as people make them, one of the gaps a break of the line perhaps."""
    sizes = data.draw(st.sampled_from([(4, 3, 3), (3, 3, 4), (3, 4, 3), (4, 6), (5, 5), (10,), (1,) * 10, (2,) * 5]))
    number, gaps = f"0{first}{rest}", [data.draw(st.sampled_from(BETWEEN)) for _ in sizes[1:]]
    if len(sizes) > 3:
        # Single digits and pairs are set apart in one way.
        gaps = gaps[:1] * len(gaps)
    elif gaps and data.draw(st.booleans()):
        gaps[0] = data.draw(st.sampled_from(["\n", " \n ", "-\n", "\r\n"]))
    text = number[: sizes[0]]
    for gap, size in zip(gaps, sizes[1:], strict=True):
        place = sum(letter.isdigit() for letter in text)
        text += gap + number[place : place + size]
    pairs = [int(number[place : place + 2]) for place in range(0, 10, 2)]
    assume(len({later - one for one, later in pairwise(pairs)}) > 1)
    said = data.draw(st.sampled_from(["{}", "Gọi bà Lan: {} nhé", "số {}.", "({})", "12 hộ; {} và 3 hộ"])).format(text)
    assert privacy.kinds(said) == [PHONE]


@given(st.lists(st.tuples(st.sampled_from("35789"), digits), min_size=2, max_size=3))
def test_telephone_numbers_that_run_into_each_other_are_found(numbers: list[tuple[str, str]]) -> None:
    assert PHONE in privacy.kinds(f"gọi {''.join(f'0{first}{rest}' for first, rest in numbers)} nhé")


OFFICES = st.sampled_from(["QĐ-UBND", "KH-MTTQ", "NQ-HĐND", "TB-ĐU", "BC-BXDĐ", "CT/TW", "NĐ-CP", "TTr-UBND", "CV/ĐU"])
counts = st.integers(1, 99_999_999_999)
FIGURES = [
    st.builds("{0}/{1}".format, st.integers(1, 9999), OFFICES),
    st.builds("{0:04}/2026/{1}".format, st.integers(1, 9999), OFFICES),
    counts.map(lambda number: f"{number:,} đồng".replace(",", ".")),
    st.integers(1, 99_999).map(lambda number: f"{number:,} người".replace(",", ".")),
    st.dates().map(lambda day: f"{day.day:02}/{day.month:02}/{2000 + day.year % 100}"),
    st.floats(0, 100).map(lambda share: f"{share:.2f}%".replace(".", ",")),
    st.builds("tổ {0:02}, {1:02}, {2:02}".format, *[st.integers(1, 61)] * 3),
    st.builds("lúc {0:02}:{1:02}".format, st.integers(0, 23), st.integers(0, 59)),
]


@given(st.lists(st.one_of(FIGURES), min_size=1, max_size=6), st.sampled_from([", ", "; ", "\n", " và ", " – "]))
def test_figures_of_reports_pass_whatever_stands_beside_them(figures: list[str], between: str) -> None:
    assert privacy.kinds(between.join(figures)) == []


@pytest.mark.parametrize(
    "text",
    [
        "số nhà 12",
        "Số nhà: 12",
        "12/3 ngõ Thổ Quan",
        "số 12 ngõ 34",
        "số 5 phố Tôn Đức Thắng",
        "nhà số 7",
        "SN 12",
        "so nha 5",
        "số 12/3 đường Láng",
        "so 3 ngach 5",
        # With signs that nobody sees.
        "s\u00adố nhà 12",
        "số nhà \ufe0012",
        "số nhà \ufe0f12",
        "số nhà \u20dd12",
    ],
)
def test_a_house_number_is_asked_about(text: str) -> None:
    for form in FORMS:
        asked = privacy.questions(("summary",), f"Rác ở {unicodedata.normalize(form, text)} chưa thu.")
        assert [(one.loc, one.code) for one in asked] == [(("summary",), "house_number")]
    assert privacy.kinds(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "cả 3 ngõ đã lắp",
        "gắn biển số nhà",
        "Kế hoạch số 12 phổ biến pháp luật",
        "5 phố",
        "ngõ 12",
        "phố số 3",
        "Nghị quyết số 12 đường lối đối ngoại",
        "tổ 12",
        "12/3/2026 ngõ sạch",
        "số 02-NQ/TW",
        "",
        None,
    ],
)
def test_other_numbers_are_not_asked_about(text: str | None) -> None:
    assert privacy.questions(("summary",), text) == []


class Note(Input):
    text: Text


def test_a_free_text_is_refused_by_its_type() -> None:
    assert read(Note, {"text": "Ngõ 12 thiếu đèn"}).text == "Ngõ 12 thiếu đèn"
    with pytest.raises(Exception, match="Chưa lưu được") as refused:
        read(Note, {"text": "Chị Lan 0912345678, lan@gmail.com"})
    (fault,) = refused.value.faults  # type: ignore[attr-defined]
    assert (fault.loc, fault.code) == (("text",), "personal_data")
    assert str(fault.message) == (
        "Đoạn này có số điện thoại, địa chỉ thư điện tử. Sổ chỉ ghi việc, không ghi người: bỏ phần đó rồi lưu lại."
    )


@pytest.mark.parametrize(
    "part",
    [
        "a",
        "0",
        "0 ",
        "1.000",
        "khong ",
        "a.@",
        "facebook.com/",
        "12/3",
        "cmnd ",
        "(",
        "so 1/1",
        "03/05/2026 ",
        "84 ",
        "a.a",
        "số 1 ",
        "0.",
        "123 456 789 ",
        "0912,",
        "84 912.",
        "a[at]b[dot]",
        "0\n",
        "05 06 ",
        "09 12 34 ",
        "ba mươi ",
        "isbn 0-",
        "09",
        "o0",
        "0912 345 678\n\n",
        "zalo @",
        "https://",
        "1/qd-",
        "00 10 85 01 ",
        "0_",
        "hộ chiếu ",
    ],
)
def test_a_long_text_is_read_quickly(part: str) -> None:
    """Beside one a quarter as long, whatever the machine; to look at each sign for each other takes sixteen times."""
    short, long = (min(_reading((part * length)[:length]) for _ in range(2)) for length in (4_000, 16_000))
    assert long < 12 * short + 0.05, "the time grows faster than the text"


def _reading(text: str) -> float:
    """Seconds of processor time."""
    started = time.process_time()
    privacy.kinds(text)
    privacy.questions((), text)
    return time.process_time() - started
