"""What a preview says of a file beside its rows, and which of them it shows."""

from app.domain.errors import Say
from app.domain.imports import Draft, Line
from app.web.workbooks import HOW

MOST_SHOWN, MOST_NAMED = 200, 20
# What a row of each list is called.
THINGS = {
    "groups": "nhóm",
    "users": "tài khoản",
    "products": "sản phẩm",
    "directives": "chủ trương",
    "units": "đơn vị",
    "concerns": "vấn đề dư luận",
    "surveys": "khảo sát",
}


def read_as(draft: Draft) -> list[Say]:
    """What of the file was read, and what was not, where that isn't plain to see."""
    sheet, told = draft.sheet, []
    if sheet.name:
        told.append(Say("Đã đọc trang «{name}», tiêu đề ở dòng {row}.", name=sheet.name, row=str(draft.head_row)))
    if others := [f"«{name}»" for name in unread(draft)[:MOST_NAMED]]:
        told.append(Say("Không đọc trang {names}.", names=", ".join(others)))
    if draft.strange:
        told.append(Say("Không nhập những cột này: {names}.", names=", ".join(draft.strange[:MOST_NAMED])))
    if draft.hidden:
        rows = ", ".join(map(str, draft.hidden[:MOST_NAMED]))
        words = "{count} dòng đang ẩn trong bảng tính cũng được đọc: dòng {rows}."
        told.append(Say(words, count=len(draft.hidden), rows=rows))
    if draft.unseen:
        words = "{count} cột đang ẩn trong bảng tính cũng được đọc: {names}."
        told.append(Say(words, count=len(draft.unseen), names=", ".join(f"«{head}»" for head in draft.unseen)))
    if draft.examples:
        told.append(Say("Bỏ qua {count} dòng ví dụ.", count=draft.examples))
    if draft.erasing:
        empty = sum(len(line.erasable) for line in draft.erasing)
        told.append(Say("{count} ô trống không xóa gì trong sổ, trừ những ô đánh dấu ở cột Xóa.", count=empty))
    return told


def unread(draft: Draft) -> list[str]:
    """The sheets that were not read; what a template says of its columns is no list that anyone would miss."""
    return [name for name in draft.sheet.others if name != HOW]


def changing(draft: Draft, most: int) -> list[Line]:
    """The edits that the preview shows: all that may erase something, for they must be answered, and some others."""
    others = [line for line in draft.of("changed") if not line.erasable]
    return [*draft.erasing, *others[: max(0, most - len(draft.erasing))]]
