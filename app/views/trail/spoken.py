"""What a change altered, as people say it: «420 → 4 người, Tổ 12, Zalo, 03/05/2026», with names instead of codes.

What an entry of the trail doesn't hold (a secret, a hidden count, an erased text) is named and never shown.
"""

from collections.abc import Iterator
from datetime import date, datetime
from functools import cached_property
from typing import Any

from app.domain.products import questions
from app.models import Change
from app.web import columns, formats, names
from app.web.deps import Call
from app.web.field_labels import FIELDS
from app.web.labels import BASES, FUNDING, GROUP_KINDS

# So many lines say what a change was; the rest is counted.
MOST, LONGEST = 12, 120
# What a report has a text of for each of its parts.
OF_PARTS = {"comments": "nhận xét", "parts": "góp ý"}
EMPTY, TOLD_APART = "để trống", "đã đổi"
# The nouns of columns whose codes an entry's things hold.
_NOUNS = {
    "product": "products",
    "group": "groups",
    "unit": "units",
    "concern": "concerns",
    "commendation": "commendations",
    "report": "reports",
    "material": "materials",
    "person": "users",
    "keydate": "key-dates",
}


class Spoken:
    """The words of one ward's changes; names are read when the first code is said."""

    def __init__(self, call: Call) -> None:
        self._call = call

    @cached_property
    def _known(self) -> names.Names:
        return names.of(self._call, self._call.me)

    def lines(self, change: Change, words: dict[str, Any]) -> list[str]:
        """One line a difference, at most MOST; none for an entry that keeps no old values."""
        found = list(self._every(change, words))
        more = len(found) - MOST
        return found if more <= 0 else [*found[:MOST], f"và {more} chỗ nữa"]

    def _every(self, change: Change, words: dict[str, Any]) -> Iterator[str]:
        facts = change.facts
        if "was" not in facts and "was" not in words:
            return
        old, new = facts.get("was", {}) | words.get("was", {}), facts | words
        for name in facts.get("fields", []):
            if name == "placements":
                yield from self._placements(facts.get("placements", []))
            elif name not in FIELDS or (name == "reason" and not old.get(name)):
                # Why it was done stands beside the entry.
                continue
            elif name not in old:
                yield f"{label(change.entity, name)}: {TOLD_APART}"
            elif name == "planned_placements":
                yield f"lịch phát: {self._schedule(old[name])} → {self._schedule(new.get(name))}"
            elif change.entity == "report" and name in OF_PARTS:
                yield from _by_part(OF_PARTS[name], old[name] or {}, new.get(name) or {})
            else:
                yield self._field(change.entity, name, old[name], new.get(name), change.action == "deleted")

    def _field(self, entity: str, name: str, old: Any, new: Any, is_gone: bool) -> str:
        was = f"{label(entity, name)}: {self.value(entity, name, old)}"
        return was if is_gone else f"{was} → {self.value(entity, name, new)}"

    def _schedule(self, planned: Any) -> str:
        said = [f"{self._name('channels', one[0])} {_day(one[1])}" for one in planned or []]
        return ", ".join([*said[:3], *([f"và {len(said) - 3} lượt nữa"] if len(said) > 3 else [])]) or "không có"

    def _placements(self, given: list[Any]) -> Iterator[str]:
        for one in (one for one in given if isinstance(one, dict)):
            was, now = one.get("was"), one.get("now")
            if now is None:
                yield f"bỏ lượt phát: {self._place(was)}, {_sum(one['reach'], 1)}"
            elif "was" in one and was is None:
                yield f"thêm lượt phát: {self._place(now)}, {_sum(one['reach'], 2)}"
            else:
                if was is not None and self._place(was) != self._place(now):
                    yield f"lượt phát: {self._place(was)} → {self._place(now)}"
                if was is not None and was["runs"] != now["runs"]:
                    yield f"số lần phát: {was['runs']} → {now['runs']}, {self._place(now)}"
                for group, before, after in one["reach"]:
                    yield f"{_people(before, after)}, {self._name('groups', group)}, {self._place(now)}"

    def _place(self, facts: Any) -> str:
        return f"{self._name('channels', facts['channel'])}, {_day(facts['published_on'])}"

    def _name(self, of: str, code: str) -> str:
        known: dict[str, str] = getattr(self._known, of)
        return known.get(code, code)

    def called(self, of: str, code: str | None) -> str:
        """What a code of this register is called; nothing for none."""
        return self._name(of, code) if code else ""

    def value(self, entity: str, name: str, value: Any) -> str:
        """A value of this field, read as the page's forms show it."""
        if value is None or value in ("", [], {}):
            return EMPTY
        if isinstance(value, list):
            return ", ".join(self.value(entity, name, one) for one in value)
        if isinstance(value, dict):
            return " ".join(self.value(entity, key, one) for key, one in value.items())
        if isinstance(value, bool):
            return "có" if value else "không"
        return self._plain(entity, name, value)

    def _plain(self, entity: str, name: str, value: Any) -> str:
        if coded := _coded(entity, name, value) or self._named(name, value):
            return coded
        if isinstance(value, int | float):
            return _number(name, value)
        return self._text(name, str(value))

    def _named(self, name: str, value: Any) -> str:
        """What a code or a number of another thing stands for; nothing where it stands for none."""
        if name in ("answer_product", "replaces"):
            titles = questions.titles(self._call.session, self._call.me, {value})
            return _quoted(titles.get(value, "sản phẩm đã xóa"))
        if name == "merged_into":
            return "một vấn đề khác"
        return self._name(columns.NAMES[name], str(value)) if name in columns.NAMES else ""

    def _text(self, name: str, value: str) -> str:
        if name.endswith(("_on", "_from")):
            return _day(value)
        if name.endswith("_at"):
            return formats.moment(datetime.fromisoformat(value), self._call.me.ward.timezone)
        if name == "funding":
            return f"({FUNDING.get(value, value)})"
        return _quoted(value)


def _by_part(what: str, old: dict[str, Any], new: dict[str, Any]) -> Iterator[str]:
    for part in sorted({*old, *new}):
        if old.get(part) != new.get(part):
            yield f"{what} phần {part}: {_quoted(old.get(part))} → {_quoted(new.get(part))}"


def label(entity: str, name: str) -> str:
    """What the field is called, in the middle of a sentence and without the unit that its values bring along."""
    head, *_ = columns.head(_NOUNS.get(entity, entity), name).partition(" (")
    return head[0].lower() + head[1:]


def _coded(entity: str, name: str, value: Any) -> str:
    """The words of a code that the program itself knows."""
    if name in ("target_groups", "must_reach"):
        return GROUP_KINDS.get(value, "").lower()
    return columns.codes(_NOUNS.get(entity, entity), name).get(value, "").lower()


def _number(name: str, value: float) -> str:
    if name in columns.SHARES:
        return formats.percent(float(value), 1)
    if name in ("amount", "cost_amount"):
        return formats.money(int(value))
    # A year is not counted.
    return str(value) if name == "year" else formats.number(value, 2)


def _quoted(text: str | None) -> str:
    if not text:
        return EMPTY
    bare = " ".join(str(text).split())
    return f"«{bare if len(bare) <= LONGEST else bare[:LONGEST] + '…'}»"


def _day(value: str) -> str:
    return formats.day(date.fromisoformat(value[:10]))


def _people(before: Any, after: Any) -> str:
    """[people, basis, …] of a row as it was and is; None where there was none, or is none any more."""
    if before is None:
        return f"thêm {_counted(after)}"
    if after is None:
        return f"bỏ {_counted(before)}"
    if before[0] != after[0] and after[0] is not None and before[0] is not None:
        return f"{formats.number(before[0])} → {formats.number(after[0])} người{_basis(before, after)}"
    if before[0] != after[0]:
        return f"{_counted(before)} → {_counted(after)}"
    return f"{_counted(after)}{_basis(before, after) or ' (không còn phân theo dân số)'}"


def _counted(row: Any) -> str:
    return "chưa đếm" if row[0] is None else f"{formats.number(row[0])} người"


def _basis(before: Any, after: Any) -> str:
    return f" ({BASES.get(before[1], '')} → {BASES.get(after[1], '')})" if before[1] != after[1] else ""


def _sum(reach: list[Any], side: int) -> str:
    rows = [row[side] for row in reach if row[side] is not None]
    people = sum(row[0] or 0 for row in rows)
    return f"{formats.number(people)} người ở {len(rows)} nhóm"
