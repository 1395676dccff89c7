"""What a database says when it fails a command, in words for the operator: what is wrong, and what to do."""

import errno
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from app.commands.terminal import WHY

if TYPE_CHECKING:
    from sqlalchemy.exc import DBAPIError

# With less SQLite opens no file that it may write to, in bytes.
LEAST_ROOM = 1024**2
_SQLITE_SAYS = {
    "disk is full": WHY[errno.ENOSPC],
    "disk I/O error": "đọc hoặc ghi đĩa không được",
    "readonly database": "tài khoản này chỉ được đọc tệp hoặc thư mục đó",
    "unable to open": "thư mục không có, hoặc tài khoản này không mở được tệp",
    "is locked": "một chương trình khác đang giữ, đợi nó xong rồi chạy lại",
    "malformed": "tệp hỏng, khôi phục từ một bản sao lưu",
    "not a database": "tệp không phải cơ sở dữ liệu của Lan Tỏa, hoặc đã hỏng",
}
_HELD = "một chương trình khác đang giữ dữ liệu này, đợi nó xong rồi chạy lại"
_CUT = "máy chủ cơ sở dữ liệu cắt việc đang làm vì quá hạn. Nới {} của tài khoản này rồi chạy lại"
_STOPPED = "máy chủ cơ sở dữ liệu đang dừng hoặc khởi động lại, đợi rồi chạy lại"
_FULL = "máy chủ cơ sở dữ liệu hết chỗ kết nối. Đợi rồi chạy lại, hoặc tăng max_connections"
_WRONG_NAME = "tên hoặc mật khẩu không được nhận. Xem lại LANTOA_DATABASE_URL"
_NONE = "máy chủ không có cơ sở dữ liệu này. Lập bằng CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0"
# Of a statement PostgreSQL tells the kind of fault by its code.
_STATES = {
    "40001": _HELD,
    "40P01": _HELD,
    "55P03": _HELD,
    "57014": _CUT.format("statement_timeout"),
    "25P03": _CUT.format("idle_in_transaction_session_timeout"),
    "25P04": _CUT.format("transaction_timeout"),
    "57P05": _CUT.format("idle_session_timeout"),
    "57P01": _STOPPED,
    "57P02": _STOPPED,
    "57P03": _STOPPED,
    "53100": "máy chủ cơ sở dữ liệu hết chỗ trên đĩa",
    "53300": _FULL,
    "25006": "máy chủ cơ sở dữ liệu đang chỉ cho đọc",
    "42501": "tài khoản này không có quyền trên cơ sở dữ liệu. Cấp quyền, hoặc dùng tài khoản chủ của nó",
}
# As it lets no one in there is no code, only words; these are of a server that speaks English.
_LETS_NO_ONE_IN = {
    "authentication": _WRONG_NAME,
    "no password supplied": _WRONG_NAME,
    "pg_hba.conf": "máy chủ không nhận tài khoản này từ máy này. Xem lại LANTOA_DATABASE_URL và pg_hba.conf",
    "database system is": _STOPPED,
    "too many": _FULL,
    "remaining connection slots": _FULL,
    "permission denied for database": _STATES["42501"],
    'role "': _WRONG_NAME,
    'database "': _NONE,
    "closed": "mất kết nối với máy chủ cơ sở dữ liệu, chạy lại",
}
_AWAY = (
    "không nối được tới máy chủ cơ sở dữ liệu. Xem máy chủ có chạy không, tên máy và cổng trong LANTOA_DATABASE_URL "
    "có đúng không"
)


def of(error: "DBAPIError", url: str) -> str:
    """In a line: ours, and PostgreSQL's own behind it."""
    from sqlalchemy import make_url

    said = " ".join(str(error.orig).split())
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return _of_sqlite(said, Path(parsed.database or "").parent)
    ours = _of_postgres(said, getattr(error.orig, "sqlstate", None), error.statement is None)
    return f"{ours} ({said})" if ours else said


def _of_sqlite(said: str, folder: Path) -> str:
    """Of a full disk it may know no more than that it could not write."""
    if "disk I/O error" in said and folder.is_dir() and shutil.disk_usage(folder).free < LEAST_ROOM:
        return WHY[errno.ENOSPC]
    return next((told for part, told in _SQLITE_SAYS.items() if part in said), said)


def _of_postgres(said: str, state: str | None, connects: bool) -> str:
    """Ours for what an operator can do something about, else nothing."""
    if state is not None:
        return _STATES.get(state, "")
    told = next((told for part, told in _LETS_NO_ONE_IN.items() if part in said), "")
    return told or (_AWAY if connects else "")
