"""Files as people send them, and as an attacker would: small, made here, each by its name."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from functools import cache

from PIL import Image

SECRET = b"SECRET-NOTE"
WORD_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


@cache
def picture(kind: str = "PNG", size: tuple[int, int] = (40, 30), colour: str = "#1f6170", **options: object) -> bytes:
    made = io.BytesIO()
    Image.new(str(options.pop("mode", "RGB")), size, colour).save(made, kind, **options)
    return made.getvalue()


def photo() -> bytes:
    """A JPEG lying on its side, with the coordinates where it was taken, a camera's name and a comment."""
    exif = Image.Exif()
    exif[0x0110], exif[0x0112] = "SECRET-NOTE camera", 6
    exif.get_ifd(0x8825).update({1: "N", 2: (21.0, 0.0, 45.0), 3: "E", 4: (105.0, 49.0, 30.0), 29: "SECRET-NOTE"})
    return picture("JPEG", (40, 30), exif=exif.tobytes(), comment=SECRET)


def animation() -> bytes:
    made = io.BytesIO()
    frames = [Image.new("RGB", (20, 10), colour) for colour in ("#98201f", "#1d6644")]
    frames[0].save(made, "GIF", save_all=True, append_images=frames[1:], duration=100)
    return made.getvalue()


def packed(members: dict[str, str | bytes], comment: bytes = b"") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as zipped:
        zipped.comment = comment
        for name, content in members.items():
            zipped.writestr(name, content)
    return made.getvalue()


def types(*kinds: str) -> str:
    return "<Types>" + "".join(f'<Override ContentType="{kind}"/>' for kind in kinds) + "</Types>"


def word(*more: str, **members: str | bytes) -> bytes:
    """A DOCX with further content types and members (a dot in a name is written __)."""
    named = {name.replace("__", "."): content for name, content in members.items()}
    return packed({"[Content_Types].xml": types(WORD_MAIN, *more), "word/document.xml": "<w:document/>"} | named)


def word_with(kind: str, target: str, outside: bool = True) -> bytes:
    """A DOCX whose text names something of this kind that lies there."""
    place = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    mode = ' TargetMode="External"' if outside else ""
    named = f'<Relationships><Relationship Id="r1" Type="{place}/{kind}" Target="{target}"{mode}/></Relationships>'
    return word(**{"word/_rels/document__xml__rels": named})


def sheet() -> bytes:
    main = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    return packed({"[Content_Types].xml": types(main), "xl/workbook.xml": "<workbook/>"})


def slides() -> bytes:
    main = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
    return packed({"[Content_Types].xml": types(main), "ppt/presentation.xml": "<p/>"})


def open_document(kind: str = "text", **members: str) -> bytes:
    named = {name.replace("__", "/"): content for name, content in members.items()}
    return packed({"mimetype": f"application/vnd.oasis.opendocument.{kind}", "content.xml": "<office/>"} | named)


def pdf(after: bytes = b"\n") -> bytes:
    return b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF" + after


def box(kind: bytes, content: bytes = b"") -> bytes:
    return struct.pack(">I4s", 8 + len(content), kind) + content


def mp4(brand: bytes = b"isom", after: bytes = b"", inside: bytes = b"", notes: bytes = b"") -> bytes:
    head = box(b"ftyp", brand + b"\0\0\2\0isommp41")
    return head + box(b"moov", box(b"mvhd", b"\0" * 100) + notes) + box(b"mdat", b"\0" * 5000) + inside + after


def webm(doc_type: bytes = b"webm", after: bytes = b"") -> bytes:
    head = b"\x42\x82" + bytes([0x80 | len(doc_type)]) + doc_type
    cluster = b"\0" * 2000
    segment = b"\x18\x53\x80\x67\x01" + (len(cluster)).to_bytes(7) + cluster
    return b"\x1a\x45\xdf\xa3" + bytes([0x80 | len(head)]) + head + segment + after


def png_bomb(width: int = 60_000, height: int = 60_000) -> bytes:
    """A few kilobytes that would be gigabytes of points."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = chunk(b"IHDR", struct.pack(">2I5B", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 1_000_000)) + chunk(b"IEND", b"")


def webp_bomb() -> bytes:
    size = (16_382).to_bytes(3, "little") * 2
    return b"RIFF" + (30).to_bytes(4, "little") + b"WEBPVP8X" + (10).to_bytes(4, "little") + b"\x10\0\0\0" + size


def zip_bomb() -> bytes:
    return word(word__bomb=b"\0" * 60_000_000)


def misleading(content: bytes) -> bytes:
    """A Word document with more members than its table says it is long."""
    end = content.rfind(b"PK\x05\x06")
    return content[: end + 8] + b"\xff\xff\xff\xff" + content[end + 12 :]


def wide_colours() -> bytes:
    """A PNG whose profile turns pure green into another of the web's own greens, half transparent."""
    from PIL import ImageCms

    made = io.BytesIO()
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    Image.new("RGBA", (8, 8), (10, 200, 30, 128)).save(made, "PNG", icc_profile=lab)
    return made.getvalue()


REFUSED: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "nothing": ("trống.png", lambda: b"", "empty"),
    "script": ("ảnh.png", lambda: b"#!/bin/sh\nrm -rf /\n", "media_type"),
    "page": ("ảnh.jpg", lambda: b"<!doctype html><script>alert(1)</script>", "media_type"),
    "program": ("ảnh.png", lambda: b"MZ\x90\0" + b"\0" * 200, "media_type"),
    "svg": ("hình.svg", lambda: b'<?xml version="1.0"?><svg onload="alert(1)"/>', "svg"),
    "svg as png": ("hình.png", lambda: b'\xef\xbb\xbf  <SVG xmlns="x"><script/></SVG>', "svg"),
    "csv": ("danh sách.csv", "Họ tên;Điện thoại\nA;0912345678\n".encode, "media_type"),
    "xlsx": ("danh sách.xlsx", sheet, "spreadsheet"),
    "xlsx as docx": ("danh sách.docx", sheet, "spreadsheet"),
    "ods": ("danh sách.ods", lambda: open_document("spreadsheet"), "spreadsheet"),
    "xls": ("danh sách.xls", lambda: bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "old_office"),
    "pptx": ("bài.pptx", slides, "slides"),
    "zip": ("tệp.zip", lambda: packed({"a.txt": "a"}), "archive"),
    "zip as png": ("tệp.png", lambda: packed({"a.txt": "a"}), "archive"),
    "empty zip": ("tệp.zip", lambda: packed({}), "archive"),
    "rar": ("tệp.rar", lambda: b"Rar!\x1a\x07\x01\0" + b"\0" * 50, "archive"),
    "gzip": ("tệp.gz", lambda: b"\x1f\x8b\x08" + b"\0" * 50, "archive"),
    "tar": ("tệp.tar", lambda: b"a" * 257 + b"ustar\0" + b"\0" * 300, "archive"),
    "heic": ("IMG_1.heic", lambda: box(b"ftyp", b"heic\0\0\0\0") + box(b"mdat", b"\0" * 20), "phone_picture"),
    "mkv": ("phim.mkv", lambda: webm(b"matroska"), "matroska"),
    "half a picture": ("ảnh.jpg", lambda: picture("JPEG", (400, 300))[:900], "broken"),
    "a picture of noise": ("ảnh.png", lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "broken"),
    "gif in name": ("ảnh.gif", lambda: b"GIF89a/*" + b"*/=1;alert(1)//" * 9, "broken"),
    "half a video": ("phim.mp4", lambda: mp4()[:3000], "broken"),
    "half a document": ("bản.pdf", lambda: pdf()[:40], "broken"),
    "png bomb": ("bom.png", png_bomb, "too_many_pixels"),
    "long thin bomb": ("bom.png", lambda: png_bomb(1_000_000, 2), "too_many_pixels"),
    "webp bomb": ("bom.webp", webp_bomb, "too_many_pixels"),
    "zip bomb": ("bom.docx", zip_bomb, "too_packed"),
    "endless table": ("bom.docx", lambda: misleading(word()), "archive"),
    "pdf behind a script": ("bản.pdf", lambda: b"#!/bin/sh\n" + pdf(), "media_type"),
    "pdf and zip": ("bản.pdf", lambda: pdf(b"\n" + packed({"a": "b"})), "two_in_one"),
    "pdf around a zip": ("bản.pdf", lambda: pdf(packed({"a": "b"}, b"\n%%EOF")), "two_in_one"),
    "pdf and page": ("bản.pdf", lambda: pdf(b"\n<script>alert(1)</script>"), "two_in_one"),
    "mp4 and zip": ("phim.mp4", lambda: mp4(after=packed({"a": "b"})), "two_in_one"),
    "zip in a box of mp4": ("phim.mp4", lambda: mp4(inside=box(b"free", packed({"a": "b"}))), "two_in_one"),
    "webm and zip": ("phim.webm", lambda: webm(after=packed({"a": "b"})), "two_in_one"),
    "docx behind a page": ("bản.docx", lambda: b"<html>" + word(), "media_type"),
    "docx and a tail": ("bản.docx", lambda: word() + b"<script>", "two_in_one"),
    "docx with macros": ("bản.docx", lambda: word(**{"word/vbaProject.bin": b"x"}), "macros"),
    "docm as docx": ("bản.docx", lambda: word("application/vnd.ms-word.document.macroEnabled.main+xml"), "macros"),
    "docx with an object": ("bản.docx", lambda: word(**{"word/embeddings/oleObject1__bin": b"MZ"}), "macros"),
    "docx with a page": ("bản.docx", lambda: word_with("aFChunk", "a.html", outside=False), "macros"),
    "docx of a template": ("bản.docx", lambda: word_with("attachedTemplate", "https://a.example/t.dotm"), "macros"),
    "docx of a share": ("bản.docx", lambda: word_with("oleObject", "\\\\10.0.0.1\\a"), "macros"),
    "docx out of its folder": ("bản.docx", lambda: word(**{"../../a__txt": b"x"}), "broken"),
    "pdf with a script": ("bản.pdf", lambda: pdf(b"<</S/JavaScript/JS(app.alert(1))>>\n%%EOF"), "active"),
    "pdf with a program": ("bản.pdf", lambda: pdf(b"<</S/Launch/F(cmd.exe)>>\n%%EOF"), "active"),
    "pdf with a file": ("bản.pdf", lambda: pdf(b"x" * 1_048_300 + b"<</Type/EmbeddedFile>>\n%%EOF"), "active"),
    "odt with macros": ("bản.odt", lambda: open_document(Basic__Standard="x"), "macros"),
    "docx that is none": ("bản.docx", lambda: packed({"[Content_Types].xml": types("x"), "a": "b"}), "archive"),
}
