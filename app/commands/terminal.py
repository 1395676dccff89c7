"""The terminal: words for the operator, and faults as words instead of tracebacks."""

import errno
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

FAILED, USAGE = 1, 2
# With less SQLite opens no file that it may write to, in bytes.
LEAST_ROOM = 1024**2
_WHY = {
    errno.ENOENT: "không có thư mục hoặc tệp này",
    errno.EACCES: "không có quyền",
    errno.EPERM: "không có quyền",
    errno.EROFS: "chỗ này chỉ đọc được",
    errno.ENOSPC: "hết chỗ trên đĩa",
    errno.EDQUOT: "hết phần đĩa được dùng",
    errno.ENOTDIR: "một phần của đường dẫn không phải thư mục",
    errno.EISDIR: "đây là một thư mục",
    errno.EEXIST: "đã có một tệp cùng tên",
    errno.EADDRINUSE: "một chương trình khác đang dùng",
    errno.EADDRNOTAVAIL: "máy này không có địa chỉ đó",
}
# What SQLite says; PostgreSQL speaks for itself.
_SQLITE_SAYS = {
    "disk is full": _WHY[errno.ENOSPC],
    "disk I/O error": "đọc hoặc ghi đĩa không được",
    "readonly database": "tài khoản này chỉ được đọc tệp hoặc thư mục đó",
    "unable to open": "thư mục không có, hoặc tài khoản này không mở được tệp",
    "is locked": "một chương trình khác đang giữ, đợi nó xong rồi chạy lại",
    "malformed": "tệp hỏng, khôi phục từ một bản sao lưu",
    "not a database": "tệp không phải cơ sở dữ liệu của Lan Tỏa, hoặc đã hỏng",
}
_EXPECTED = {
    "bool_parsing": "cần 0 hoặc 1",
    "greater_than_equal": "ít nhất {ge}",
    "int_parsing": "cần một số nguyên",
    "less_than_equal": "nhiều nhất {le}",
    "literal_error": "cần một trong {expected}",
    "value_error": "{error}",
}


class CommandFault(Exception):
    """Why a command ends, for the operator, and its exit code."""

    def __init__(self, message: str, code: int = FAILED) -> None:
        super().__init__(message)
        self.code = code


def tell(words: str, to: TextIO | None = None) -> None:
    """A line at once, also where a program reads it."""
    stream = to or sys.stdout
    stream.write(f"{words}\n")
    stream.flush()


@contextmanager
def plain_words() -> Iterator[None]:
    """Turns what can be foreseen to fail around the program into a CommandFault."""
    from pydantic import ValidationError
    from sqlalchemy.exc import DBAPIError

    from app.postgres import WrongEncoding

    try:
        yield
    except ValidationError as error:
        faults = "; ".join(_wrong_setting(one) for one in error.errors(include_url=False, include_input=False))
        raise CommandFault(f"Biến môi trường có giá trị không đúng: {faults}.", USAGE) from error
    except DBAPIError as error:
        said = _of_database(str(error.orig))
        raise CommandFault(f"Không dùng được cơ sở dữ liệu {_database()}: {said}") from error
    except WrongEncoding as error:
        anew = "Lập lại bằng CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0."
        raise CommandFault(f"Cơ sở dữ liệu {_database()} dùng bộ mã {error.encoding}, cần UTF8. {anew}") from error
    except OSError as error:
        words = why(error)
        raise CommandFault(
            f"{error.filename}: {words}." if error.filename else f"Hệ điều hành báo: {words}."
        ) from error


def remark_settings() -> None:
    """Tells what is nearly the name of a setting, which has no effect, and a key that can be guessed; and goes on."""
    from app.setting_values import SHORTEST_KEY, misspelt, short_keys
    from app.settings import Settings

    for name, known in misspelt(os.environ, {name.upper() for name in Settings.model_fields}).items():
        tell(f"lantoa: Không có cài đặt {name}, có phải {known}? Biến này không có tác dụng.", sys.stderr)
    for name in short_keys(os.environ):
        tell(f"lantoa: {name} ngắn nên dễ đoán. Đặt ít nhất {SHORTEST_KEY} ký tự ngẫu nhiên.", sys.stderr)


def _wrong_setting(fault: "ErrorDetails") -> str:
    """Its name and what it expects."""
    name = f"LANTOA_{'_'.join(map(str, fault['loc'])).upper()}"
    context = fault.get("ctx") or {}
    expected = _EXPECTED.get(fault["type"], "").format(**context).replace(" or ", ", ")
    return f"{name} ({expected})" if expected else name


def why(error: OSError) -> str:
    """What the machine says, in words."""
    return _WHY.get(error.errno or 0, error.strerror or str(error))


def _of_database(said: str) -> str:
    """What the database says, in a line; of a full disk SQLite may know no more than that it could not write."""
    from sqlalchemy import make_url

    from app.settings import Settings

    url = make_url(Settings().database)
    if url.get_backend_name() != "sqlite":
        return " ".join(said.split())
    folder = Path(url.database or "").parent
    if "disk I/O error" in said and folder.is_dir() and shutil.disk_usage(folder).free < LEAST_ROOM:
        return _WHY[errno.ENOSPC]
    return next((told for part, told in _SQLITE_SAYS.items() if part in said), " ".join(said.split()))


def _database() -> str:
    from sqlalchemy import make_url

    from app.settings import Settings

    return make_url(Settings().database).render_as_string(hide_password=True)
