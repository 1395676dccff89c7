"""What stands around the text of a document: its head and title, and at its end the signature and who gets it."""

from typing import TYPE_CHECKING, Any

from app.documents.word.marks import add_centred, columns, rule, say

if TYPE_CHECKING:
    from docx.document import Document as Paper


def add_head(paper: "Paper", told: dict[str, Any]) -> None:
    head, known = told["head"], told["profile"]["head"]
    left_width = known["left_width"]
    right_width = told["room"] - left_width
    left, right = columns(paper, (left_width, right_width))
    add_centred(
        left, head["superior"] or head["issuer"], known["superior_size"], "" if head["superior"] else "bold", True
    )
    if head["superior"]:
        add_centred(left, head["issuer"], known["issuer_size"], "bold")
    if known["under_issuer"] == "rule":
        rule(add_centred(left, "", 4), 24, left_width - 4)
    else:
        add_centred(left, known["under_issuer"], known["issuer_size"])
    add_centred(left, head["number"], known["number_size"])
    if head["draft"]:
        add_centred(left, head["draft"], known["number_size"], "bold italic")
    for at, words in enumerate(known["right"]):
        add_centred(right, words, known["right_sizes"][at], "bold", at == 0)
    rule(add_centred(right, "", 4), known["right_rule"], right_width - 4)
    add_centred(right, head["dated"], known["date_size"], "italic")


def add_title(paper: "Paper", told: dict[str, Any]) -> None:
    from docx.shared import Pt

    title = told["profile"]["title"]
    above = add_centred(paper, told["type"], title["type_size"], "bold")
    above.paragraph_format.space_before = Pt(24)
    add_centred(paper, told["about"], title["about_size"], "bold")
    below = add_centred(paper, "", 4)
    rule(below, 35, told["room"])
    below.paragraph_format.space_after = Pt(14)


def add_signature(paper: "Paper", told: dict[str, Any]) -> None:
    from docx.shared import Pt

    profile, signature = told["profile"], told["signature"]
    half = told["room"] // 2
    left, right = columns(paper, (half, half))
    known = profile["recipients"]
    say(left.paragraphs[0], known["head"], known["head_size"], known["head_style"])
    for words in signature["recipients"]:
        say(left.add_paragraph(), words, known["item_size"])
    size = profile["body"]["size"]
    add_centred(right, signature["signed_for"], size, "bold", True)
    post = add_centred(right, signature["post"], size, "bold" if profile["signature"]["post_is_bold"] else "")
    # Room for the hand and the seal.
    post.paragraph_format.space_after = Pt(62)
    add_centred(right, signature["signer"], size, "bold")
    for paragraph in (left.paragraphs[0], right.paragraphs[0]):
        paragraph.paragraph_format.space_before = Pt(24)
    for paragraph in (*left.paragraphs, *right.paragraphs[:-1]):
        paragraph.paragraph_format.keep_with_next = True
