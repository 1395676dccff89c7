"""Forms with a file: the bytes of one file of a multipart body, in memory; nothing is left on the disk."""

from fastapi import Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import File, FormParser, parse_options_header

from app.domain.errors import Say, refuse
from app.web.arrival import Body

MOST_PARTS = 100


def file_of(request: Request, body: Body, name: str) -> bytes:
    """The file sent under this name; raises Refused on it where none was chosen."""
    files: dict[str, bytes] = {}

    def on_file(file: File) -> None:
        file.file_object.seek(0)
        files[(file.field_name or b"").decode(errors="replace")] = file.file_object.read()

    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind == b"multipart/form-data" and options.get(b"boundary"):
        # More than the body can hold stays in memory: the parser writes no file of its own.
        config = {"MAX_MEMORY_FILE_SIZE": len(body.content) + 1, "MAX_FIELDS": MOST_PARTS}
        try:
            parser = FormParser(
                "multipart/form-data", lambda _: None, on_file, boundary=options[b"boundary"], config=config
            )
            parser.write(body.content)
            parser.finalize()
        except FormParserError:
            raise refuse((name,), Say("Tệp gửi lên bị đứt giữa chừng. Chọn tệp rồi gửi lại."), "form") from None
    if not files.get(name):
        raise refuse((name,), Say("Chọn một tệp."), "missing")
    return files[name]
