"""The page of a Word file: its size and margins, its typeface, the number above it and the foot."""

from typing import TYPE_CHECKING, Any

from app.documents.word.marks import say

if TYPE_CHECKING:
    from docx.document import Document as Paper
    from docx.text.paragraph import Paragraph

FONT = "Times New Roman"


def set_page(paper: "Paper", told: dict[str, Any]) -> None:
    """So wide and high; the number of the page from the second one on, above it; the foot on each."""
    from docx.enum.section import WD_ORIENT
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Mm, Pt

    section, page = paper.sections[0], told["profile"]["page"]
    section.page_width, section.page_height = (Mm(side) for side in told["sides"])
    section.orientation = WD_ORIENT.LANDSCAPE if told["is_wide"] else WD_ORIENT.PORTRAIT
    section.top_margin, section.bottom_margin = Mm(page["top"]), Mm(page["bottom"])
    section.left_margin, section.right_margin = Mm(page["left"]), Mm(page["right"])
    section.header_distance, section.footer_distance = Mm(10), Mm(10)
    section.different_first_page_header_footer = True
    number = section.header.paragraphs[0]
    number.alignment = WD_ALIGN_PARAGRAPH.CENTER
    _add_page_number(number, told["profile"]["body"]["size"])
    for foot in (section.footer, section.first_page_footer):
        say(foot.paragraphs[0], told["foot"], 8)
    normal = paper.styles["Normal"]
    normal.paragraph_format.space_after = Pt(0)
    for name in ("Normal", "Heading 1"):
        _set_font(paper.styles[name], told["profile"]["body"]["size"])


def _set_font(style: Any, size: int) -> None:
    """In all four writing systems: else Word shows some letters in another typeface."""
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    style.font.name, style.font.size, style.font.color.rgb = FONT, Pt(size), RGBColor(0, 0, 0)
    properties = style.element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    for name in [one for one in fonts.attrib if "Theme" in one]:
        del fonts.attrib[name]
    for name in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(name), FONT)
    language = properties.makeelement(qn("w:lang"), {qn("w:val"): "vi-VN", qn("w:eastAsia"): "vi-VN"})
    properties.append(language)


def _add_page_number(paragraph: "Paragraph", size: int) -> None:
    from docx.oxml.ns import qn

    run = say(paragraph, "", size)._r
    code = run.makeelement(qn("w:instrText"), {})
    code.text = "PAGE"
    begin, end = (run.makeelement(qn("w:fldChar"), {qn("w:fldCharType"): kind}) for kind in ("begin", "end"))
    run.extend([begin, code, end])
