"""The small things that a Word file is put together from: runs of words, columns without lines, a rule under a line."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from docx.document import Document as Paper
    from docx.text.paragraph import Paragraph
    from docx.text.run import Run


def say(paragraph: "Paragraph", words: str, size: int = 0, style: str = "") -> "Run":
    from docx.shared import Pt

    run = paragraph.add_run(words)
    for name, attribute in (("bold", "bold"), ("italic", "italic"), ("underlined", "underline")):
        if name in style:
            setattr(run, attribute, True)
    if size:
        run.font.size = Pt(size)
    return run


def columns(paper: "Paper", widths: Sequence[int]) -> list[Any]:
    """Columns without lines beside each other, so wide in millimetres; answers their cells."""
    from docx.shared import Mm

    grid = paper.add_table(rows=1, cols=len(widths))
    grid.autofit = False
    _fill_out(grid)
    set_widths(grid, [Mm(width) for width in widths])
    return list(grid.rows[0].cells)


def _fill_out(grid: Any) -> None:
    """Words reach to the edges of their column: a body's name that fits into it stays on one line."""
    from docx.oxml.ns import qn

    margins = grid._tbl.tblPr.makeelement(qn("w:tblCellMar"), {})
    for side in ("w:left", "w:right"):
        margins.append(margins.makeelement(qn(side), {qn("w:w"): "0", qn("w:type"): "dxa"}))
    # Word reads what describes a table in one order alone.
    grid._tbl.tblPr.insert_element_before(margins, "w:tblLook", "w:tblCaption", "w:tblDescription")


def set_widths(table: Any, widths: Sequence[int]) -> None:
    """Of columns and cells alike: Word goes by the cells, LibreOffice by the columns."""
    for at, width in enumerate(widths):
        table.columns[at].width = width
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = width


def add_centred(cell: Any, words: str, size: int, style: str = "", is_first: bool = False) -> "Paragraph":
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    paragraph: Paragraph = cell.paragraphs[0] if is_first else cell.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    say(paragraph, words, size, style)
    return paragraph


def rule(paragraph: "Paragraph", width: int, room: int) -> None:
    """A line under it, so long in millimetres, in the middle of a room of this width."""
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    properties = paragraph._p.get_or_add_pPr()
    borders = properties.makeelement(qn("w:pBdr"), {})
    line = {qn("w:val"): "single", qn("w:sz"): "6", qn("w:space"): "1", qn("w:color"): "auto"}
    borders.append(borders.makeelement(qn("w:bottom"), line))
    # Word reads what describes a paragraph in one order alone.
    properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Mm((room - width) / 2)
    paragraph.paragraph_format.line_spacing = Pt(4)
