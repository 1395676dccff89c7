"""Folding: what a reader takes for the same text folds to the same, and what they can tell apart does not."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.words import fold, seen, unmarked

SAME = [
    ("Phường Ðống Ða", "phuong dong da"),
    ("Phường Đống Đa", "phuong ðong ða"),
    ("ƉỐNG Đa", "Đống đa"),
    ("Kĩ thuật", "Kỹ thuật"),
    ("lí do", "lý do"),
    ("quí II", "quý II"),
    ("Mĩ thuật", "mỹ thuật"),
    ("tỉ lệ", "tỷ lệ"),
    ("hòa bình", "hoà bình"),
    ("thúy", "thuý"),
    ("Tổ\u00a012", "Tổ 12"),
    ("Tổ\u200b12", "Tổ12"),
    ("thông\u00adtin", "thôngtin"),
    ("Tổ  12", " Tổ 12 "),
    ("Tổ\u202f12\tA", "Tổ 12 A"),
    ("\ufeffLoa phường", "Loa phường"),
    ("\u202eLoa\u202c phường", "loa phường"),
    ("Loa\ufe0f phường", "Loa phường"),
    ("2026–2030", "2026-2030"),
    ("2026—2030", "2026−2030"),
    ("02‑NQ/TW", "02-NQ/TW"),
    ("“Sạch”", '"Sạch"'),
    ("«Sạch»", '"Sạch"'),
    ("Jack’s", "Jack's"),
    ("Ｔổ　１２", "Tổ 12"),
    ("𝐋𝐨𝐚 phường", "Loa phường"),
    ("lоа phường", "loa phường"),
    ("ТỔ 12", "tổ 12"),
    ("6.100 m²", "6.100 m2"),
    ("ﬁle", "file"),
    ("Tổ ①", "tổ 1"),
    ("Tổ\u316412", "Tổ 12"),
    ("İstanbul ı", "istanbul i"),
]
APART = [
    ("tai", "tay"),
    ("thuy", "thui"),
    ("mai", "may"),
    ("Tổ 1", "Tổ 12"),
    ("Tổ 1 2", "Tổ 12"),
    ("y tế", "i tế"),
    ("a-b", "a b"),
    ("a_b", "a-b"),
    ("02/NQ", "02-NQ"),
    ("한국", "한글"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_what_a_reader_cannot_tell_apart_is_the_same(one: str, other: str) -> None:
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert fold(unicodedata.normalize(form, one)) == fold(other), form


@pytest.mark.parametrize(("one", "other"), APART)
def test_what_a_reader_can_tell_apart_is_not(one: str, other: str) -> None:
    assert fold(one) != fold(other)


letters = st.characters(exclude_categories=["Cs"], max_codepoint=0x24F)
letters |= st.sampled_from("àýỹĩƉÐđ\u0300\u0303\u200b\u00ad ")


@given(st.text(letters | st.characters(exclude_categories=["Cs"])))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold(seen(text)) == fold(text)


@given(st.text(letters))
def test_case_and_form_do_not_matter(text: str) -> None:
    for form in ("NFC", "NFD"):
        assert fold(unicodedata.normalize(form, text)) == fold(text)
    if all(letter.lower().upper() == letter.upper() for letter in text):
        assert fold(text.upper()) == fold(text.lower()) == fold(text)


WORDS = ["kỹ", "ý", "quý", "tay", "Đống", "Ða", "—", "«02»", "hoà", "NQ/TW"]


@given(st.lists(st.sampled_from(WORDS), min_size=1), st.data())
def test_a_part_that_begins_a_word_is_found_in_the_whole(words: list[str], data: st.DataObject) -> None:
    word = data.draw(st.sampled_from(words))
    part = word[: data.draw(st.integers(1, len(word)))]
    assert fold(part) in fold(" ".join(words))


def test_signs_that_nobody_sees_are_dropped_and_nothing_else() -> None:
    assert seen("Tổ\u200b \u00ad12\u00a0“A”\ttổ\u2028x\u0007") == "Tổ 12 “A”\ttổ\nx"
    assert unmarked("Phường Ðống Đa,\n Tổ 12") == "phuong dong da,\n to 12"


@pytest.mark.parametrize("text", ["a" + "\u0315\u0300" * 100_000, "\ufdfa" * 100_000, "\U0001d400" * 100_000])
def test_a_heap_of_signs_is_folded_quickly(text: str) -> None:
    started = time.process_time()
    fold(text)
    assert time.process_time() - started < 1
