"""A multipart form with one file, read as it comes: the file goes to the disk, a few short fields to memory."""

import errno
import hashlib
import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import IO

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from app import ownership
from app.domain.errors import Refused, Say, refuse
from app.domain.files.contents import preview_of
from app.web import arrival
from app.web.errors import NoRoom, TooLarge, Unread
from app.web.fields import MOST_FIELDS

FILE = "file"
# All that is not the file: the fields, and the lines between the parts.
MOST_BESIDE = 256 * 1024
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class Incoming:
    """What has come of a form so far; `path` is the file, under a passing name until `remove`."""

    def __init__(self, content_type: str, folder: Path, most: int, beside: int = MOST_BESIDE) -> None:
        self.fields: list[tuple[str, str]] = []
        self.name = ""
        self.path: Path | None = None
        self.size = self._beside = 0
        self.digest = hashlib.sha256()
        self.is_whole = False
        self._folder, self._most, self.most_beside = folder, most, beside
        self._part = self._header = b""
        self._value = bytearray()
        self._headers: dict[bytes, bytes] = {}
        self._file: IO[bytes] | None = None
        self._parser = self._parser_for(content_type)

    def feed(self, chunk: bytes) -> None:
        """Raises Refused for what is no such form, TooLarge past a limit, NoRoom where the disk is full."""
        try:
            self._parser.write(chunk)
        except FormParserError:
            raise _no_form() from None
        except OSError as error:
            raise no_room_or(error) from error

    def end(self) -> None:
        """All has come; raises Refused where it ends halfway."""
        if not self.is_whole:
            raise _no_form()

    def remove(self) -> None:
        """Closes the file, and takes it away unless it has its lasting name by now."""
        if self._file is not None:
            with suppress(OSError):
                self._file.close()
        if self.path is not None:
            for one in (self.path, preview_of(self.path)):
                one.unlink(missing_ok=True)

    def too_large(self) -> TooLarge:
        return TooLarge(Say("Tệp lớn quá {most} MB. Thu nhỏ hoặc cắt bớt rồi tải lên.", most=self._most // 1024**2))

    def _parser_for(self, content_type: str) -> MultipartParser:
        kind, options = parse_options_header(content_type)
        boundary = options.get(b"boundary", b"")
        if kind == b"multipart/form-data" and not boundary:
            raise _no_form()
        if kind != b"multipart/form-data":
            raise Unread(Say("Gửi tệp trong một biểu mẫu multipart/form-data."), "content_type")
        try:
            return MultipartParser(
                boundary,
                {
                    "on_part_begin": self._begin,
                    "on_header_field": self._on_field,
                    "on_header_value": self._on_value,
                    "on_header_end": self._on_header,
                    "on_headers_finished": self._on_headers,
                    "on_part_data": self._on_data,
                    "on_part_end": self._on_part,
                    "on_end": self._on_end,
                },
            )
        except FormParserError:
            raise _no_form() from None

    def _begin(self) -> None:
        self._headers, self._part, self._value = {}, b"", bytearray()

    def _on_field(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _on_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _on_header(self) -> None:
        self._headers[self._header.lower()] = bytes(self._value)
        self._header, self._value = b"", bytearray()

    def _on_headers(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition", b"").decode("latin-1"))
        self._part = options.get(b"name", b"")
        if self._part == FILE.encode():
            if self.path is not None:
                raise refuse((FILE,), Say("Mỗi lần chỉ gửi một tệp."), "twice")
            self.name = options.get(b"filename", b"").decode("utf-8", "replace")
            self._open()

    def _open(self) -> None:
        ownership.make_folders(self._folder)
        handle, path = tempfile.mkstemp(prefix=".", suffix=".part", dir=self._folder)
        self.path, self._file = Path(path), os.fdopen(handle, "wb")

    def _on_data(self, data: bytes, start: int, end: int) -> None:
        if self._file is None:
            self._beside += end - start
            if self._beside > self.most_beside:
                raise TooLarge()
            self._value += data[start:end]
            return
        part = memoryview(data)[start:end]
        self.size += len(part)
        if self.size > self._most:
            raise self.too_large()
        self._file.write(part)
        self.digest.update(part)

    def _on_part(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None
            return
        if len(self.fields) >= MOST_FIELDS:
            raise TooLarge()
        try:
            self.fields.append((self._part.decode(), self._value.decode()))
        except UnicodeDecodeError:
            raise _no_form() from None

    def _on_end(self) -> None:
        self.is_whole = True


class AtFile(Exception):
    """The file begins."""


class Beside(Incoming):
    """The short fields that stand before the file; feeding it raises AtFile where that begins, and keeps nothing."""

    def __init__(self, content_type: str) -> None:
        super().__init__(content_type, Path(), 0, arrival.MOST)

    def _open(self) -> None:
        raise AtFile()


def no_room_or(error: OSError) -> Exception:
    """NoRoom where the disk is full, else the error."""
    return NoRoom() if error.errno in _FULL else error


def _no_form() -> Refused:
    return refuse((), Say("Biểu mẫu gửi lên không đúng dạng, hoặc không trọn vẹn."), "form")
