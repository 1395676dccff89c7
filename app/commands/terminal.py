"""The terminal: words for the operator, and faults as words instead of tracebacks."""

import errno
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

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
EXAMPLES = "sqlite:////srv/lantoa/lantoa.db, postgresql+psycopg://lantoa@/lantoa"


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
    from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

    try:
        yield
    except ValidationError as error:
        names = ", ".join(f"LANTOA_{'_'.join(map(str, one['loc'])).upper()}" for one in error.errors())
        raise CommandFault(f"Biến môi trường có giá trị không đúng: {names}.", USAGE) from error
    except (ArgumentError, NoSuchModuleError) as error:
        raise CommandFault(f"LANTOA_DATABASE_URL không đúng. Ví dụ: {EXAMPLES}.", USAGE) from error
    except DBAPIError as error:
        raise CommandFault(f"Không dùng được cơ sở dữ liệu {_database()}: {str(error.orig).strip()}") from error
    except OSError as error:
        why = _WHY.get(error.errno or 0, error.strerror or str(error))
        raise CommandFault(f"{error.filename}: {why}." if error.filename else f"Hệ điều hành báo: {why}.") from error


def _database() -> str:
    from sqlalchemy import make_url

    from app.settings import Settings

    return make_url(Settings().database).render_as_string(hide_password=True)
