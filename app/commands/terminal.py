"""The terminal: words for the operator, and faults as words instead of tracebacks."""

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

FAILED, USAGE = 1, 2
WHY = {
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
        from app.commands import database_words
        from app.settings import Settings

        said = database_words.of(error, Settings().database)
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
    return WHY.get(error.errno or 0, error.strerror or str(error))


def _database() -> str:
    from sqlalchemy import make_url

    from app.settings import Settings

    return make_url(Settings().database).render_as_string(hide_password=True)
