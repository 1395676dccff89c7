"""The text of a Word file: headings, paragraphs, tables, annexes."""

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from app.documents.pdf import draw_picture
from app.documents.word.marks import say, set_widths

if TYPE_CHECKING:
    from docx.document import Document as Paper
    from docx.text.paragraph import Paragraph


def add(paper: "Paper", block: dict[str, Any], told: dict[str, Any]) -> None:
    ways = {
        "heading": _add_heading,
        "paragraph": _add_paragraph,
        "aside": _add_aside,
        "table": _add_table,
        "picture": _add_picture,
        "annex": _add_annex,
    }
    ways[block["is"]](paper, block, told)


def _set_lines(paragraph: "Paragraph", body: dict[str, int]) -> None:
    from docx.shared import Mm, Pt

    shape = paragraph.paragraph_format
    shape.line_spacing, shape.space_after, shape.space_before = Pt(body["line"]), Pt(body["space"]), Pt(0)
    shape.first_line_indent = Mm(body["indent"])


def _add_heading(paper: "Paper", block: dict[str, Any], told: dict[str, Any]) -> None:
    heading = paper.add_paragraph(style="Heading 1")
    _set_lines(heading, told["profile"]["body"])
    heading.paragraph_format.keep_with_next = True
    say(heading, block["words"], style="bold")


def _add_paragraph(paper: "Paper", block: dict[str, Any], told: dict[str, Any]) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    paragraph = paper.add_paragraph()
    _set_lines(paragraph, told["profile"]["body"])
    paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    say(paragraph, block["words"])


def _add_aside(paper: "Paper", block: dict[str, Any], told: dict[str, Any]) -> None:
    paragraph = paper.add_paragraph()
    _set_lines(paragraph, told["profile"]["body"] | {"indent": 0})
    say(paragraph, block["words"], told["table_size"], "italic")


def _add_annex(paper: "Paper", block: dict[str, Any], told: dict[str, Any]) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    for at, words in enumerate((block["mark"].upper(), block["words"])):
        heading = paper.add_paragraph(style="Heading 1" if at == 0 else "Normal")
        _set_lines(heading, told["profile"]["body"] | {"indent": 0})
        heading.alignment, heading.paragraph_format.page_break_before = WD_ALIGN_PARAGRAPH.CENTER, at == 0
        say(heading, words, style="bold")


def _add_caption(paper: "Paper", block: dict[str, Any], told: dict[str, Any]) -> None:
    caption = paper.add_paragraph()
    _set_lines(caption, told["profile"]["body"] | {"indent": 0})
    caption.paragraph_format.keep_with_next = True
    say(caption, block["caption"], told["table_size"], "italic")


def _add_picture(paper: "Paper", block: dict[str, Any], told: dict[str, Any]) -> None:
    from docx.shared import Mm

    _add_caption(paper, block, told)
    drawn = io.BytesIO(draw_picture(block["picture"], block["width"]))
    # Read out instead of the picture.
    paper.add_picture(drawn, width=Mm(block["width"]))._inline.docPr.set("descr", block["alt"])


def _add_table(paper: "Paper", block: dict[str, Any], told: dict[str, Any]) -> None:
    from docx.enum.table import WD_TABLE_ALIGNMENT
    from docx.shared import Mm

    body, size, room = told["profile"]["body"], told["table_size"], told["room"]
    _add_caption(paper, block, told)
    rows = [block["heads"], *block["rows"], *([block["total"]] if block["total"] else [])]
    table = paper.add_table(rows=len(rows), cols=len(block["heads"]), style="Table Grid")
    # In the middle, and as wide as the text: else its lines stand in the margin.
    table.autofit, table.alignment = False, WD_TABLE_ALIGNMENT.CENTER
    widths = [Mm(room * width / sum(block["widths"])) for width in block["widths"]]
    bold = {0, len(rows) - 1} if block["total"] else {0}
    for at, (row, words) in enumerate(zip(table.rows, rows, strict=True)):
        _fill(row, words, _sides(block, is_head=at == 0), (size, "bold" if at in bold else ""))
        _keep_whole(row, is_head=at == 0)
    for row in table.rows[:-1] if block["is_short"] else table.rows[:1]:
        for cell in row.cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = True
    set_widths(table, widths)
    for row, shades in zip(table.rows[1:], block["shades"], strict=False):
        _shade(row, shades)
    _set_lines(paper.add_paragraph(), body | {"line": body["space"], "space": 0})


def _sides(block: dict[str, Any], is_head: bool) -> list[Any]:
    """Where words stand in their cells: heads in the middle, numbers at the right."""
    from docx.enum.text import WD_ALIGN_PARAGRAPH as SIDES

    return [SIDES.CENTER if is_head else SIDES.RIGHT if one else SIDES.LEFT for one in block["is_number"]]


def _fill(row: Any, words: Sequence[str], sides: Sequence[Any], look: tuple[int, str]) -> None:
    from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT
    from docx.shared import Pt

    for cell, said, side in zip(row.cells, words, sides, strict=True):
        paragraph, cell.vertical_alignment = cell.paragraphs[0], WD_CELL_VERTICAL_ALIGNMENT.CENTER
        # Exact, for a row of empty cells would be as high as the body's letters.
        paragraph.alignment, paragraph.paragraph_format.line_spacing = side, Pt(look[0] + 3)
        say(paragraph, said, *look)


def _shade(row: Any, shades: Sequence[str]) -> None:
    from docx.oxml.ns import qn

    for cell, shade in zip(row.cells, shades, strict=True):
        if shade:
            told = {qn("w:val"): "clear", qn("w:color"): "auto", qn("w:fill"): shade.lstrip("#")}
            properties = cell._tc.get_or_add_tcPr()
            # Word reads what describes a cell in one order alone.
            properties.insert_element_before(properties.makeelement(qn("w:shd"), told), "w:vAlign")


def _keep_whole(row: Any, is_head: bool) -> None:
    """No row is split between two pages; the heads stand on each."""
    from docx.oxml.ns import qn

    properties = row._tr.get_or_add_trPr()
    properties.append(properties.makeelement(qn("w:cantSplit"), {}))
    if is_head:
        properties.append(properties.makeelement(qn("w:tblHeader"), {}))
