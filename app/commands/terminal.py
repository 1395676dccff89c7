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

    try:
        yield
    except ValidationError as error:
        faults = "; ".join(_wrong_setting(one) for one in error.errors(include_url=False, include_input=False))
        raise CommandFault(f"Biến môi trường có giá trị không đúng: {faults}.", USAGE) from error
    except DBAPIError as error:
        raise CommandFault(
            f"Không dùng được cơ sở dữ liệu {_database()}: {' '.join(str(error.orig).split())}"
        ) from error
    except OSError as error:
        why = _WHY.get(error.errno or 0, error.strerror or str(error))
        raise CommandFault(f"{error.filename}: {why}." if error.filename else f"Hệ điều hành báo: {why}.") from error


def require_known_settings() -> None:
    """What is nearly the name of a setting would have no effect, and nobody would know."""
    from app.setting_values import PREFIX, misspelt
    from app.settings import Settings

    meant = misspelt(os.environ, {name.upper() for name in Settings.model_fields})
    if meant:
        faults = "; ".join(f"{name}, có phải {known}" for name, known in sorted(meant.items()))
        raise CommandFault(f"Không có cài đặt tên {faults}? Bỏ hoặc sửa biến {PREFIX}… đó.", USAGE)


def _wrong_setting(fault: "ErrorDetails") -> str:
    """Its name and what it expects."""
    name = f"LANTOA_{'_'.join(map(str, fault['loc'])).upper()}"
    context = fault.get("ctx") or {}
    expected = _EXPECTED.get(fault["type"], "").format(**context).replace(" or ", ", ")
    return f"{name} ({expected})" if expected else name


def _database() -> str:
    from sqlalchemy import make_url

    from app.settings import Settings

    return make_url(Settings().database).render_as_string(hide_password=True)
