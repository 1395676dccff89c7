"""The third door: the command `lantoa`, its words and options; what each command does stands in app/commands."""

import argparse
import re
import sys
from collections.abc import Callable, Sequence
from datetime import date
from io import TextIOWrapper
from pathlib import Path
from typing import Any, NoReturn

from app.commands import accounts, data, installing, serving, working
from app.commands.terminal import CommandFault, plain_words, remark_settings, tell

ROLES = ("unit", "coordinator", "leader", "city", "admin")
# Lists that a spreadsheet may hold (app/web/lists).
LISTS = ("concerns", "directives", "groups", "products", "surveys", "units", "users", "ward")
USAGE, STOPPED = 2, 130

Run = Callable[[argparse.Namespace], int | None]


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; its exit code is 0, 1 where it failed or found faults, 2 where it was not called rightly."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A terminal without Vietnamese letters shows a mark for each, and the command goes on.
            stream.reconfigure(errors="replace")
    options = _parser().parse_args(arguments)
    try:
        with plain_words():
            remark_settings()
            return int(options.run(options) or 0)
    except CommandFault as fault:
        tell(f"lantoa: {fault}", sys.stderr)
        return fault.code
    except KeyboardInterrupt:
        return STOPPED


class _Parser(argparse.ArgumentParser):
    """argparse, with its faults in Vietnamese."""

    def error(self, message: str) -> NoReturn:
        for english, vietnamese in _FAULTS.items():
            message = message.replace(english, vietnamese)
        self.exit(USAGE, f"lantoa: {message}\nXem «{self.prog} --help».\n")


_FAULTS = {
    "the following arguments are required": "thiếu",
    "unrecognized arguments": "không hiểu",
    "expected one argument": "cần một giá trị",
    "invalid choice": "không có lựa chọn",
    "choose from": "chọn trong",
    "argument ": "mục ",
}


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="lantoa", description="Lan Tỏa: sổ công tác tuyên truyền của một phường.")
    commands = parser.add_subparsers(metavar="LỆNH", required=True)
    _add(commands, "init", installing.init, "lập cơ sở dữ liệu và nạp kế hoạch; chạy lại không hại gì")
    _add(commands, "demo", installing.demo, "init, thêm dữ liệu minh họa")
    _add(commands, "migrate", installing.migrate, "đưa cơ sở dữ liệu lên cấu trúc mới nhất")
    _add_serve(commands)
    work = _add(commands, "work", working.work, "làm việc nền ngoài máy chủ")
    work.add_argument("--once", action="store_true", help="làm hết việc đang đến lượt rồi dừng")
    wards = _group(commands, "ward", "phường")
    ward = _add(wards, "create", installing.create_ward, "lập thêm một phường")
    remote = _add(wards, "remote", installing.keep_elsewhere, "phường ghi sổ ở máy chủ riêng, gửi báo cáo tới đây")
    for one in (ward, remote):
        one.add_argument("code", metavar="MÃ", type=_code)
    ward.add_argument("--name", required=True, type=_line, metavar="TÊN", help="tên phường")
    _add_accounts(commands)
    _add_data(commands)
    return parser


def _add_serve(commands: Any) -> None:
    parser = _add(commands, "serve", serving.serve, "nâng cấu trúc rồi chạy máy chủ")
    parser.add_argument("--host", default="127.0.0.1", metavar="ĐỊA_CHỈ", help="mặc định 127.0.0.1")
    parser.add_argument("--port", default=8000, type=_number(0, 65535), metavar="CỔNG", help="mặc định 8000")
    parser.add_argument("--workers", default=1, type=_number(1, 64), metavar="SỐ", help="số tiến trình, mặc định 1")
    parser.add_argument("--no-work", action="store_true", help="không làm việc nền: có «lantoa work» chạy riêng")


def _add_accounts(commands: Any) -> None:
    user = _add(_group(commands, "user", "người dùng"), "create", accounts.create_user, "lập tài khoản, in mật khẩu")
    user.add_argument("name", metavar="TÊN", type=_code)
    user.add_argument("--full-name", type=_line, metavar="HỌ_TÊN", help="họ tên hoặc chức danh")
    tokens = _group(commands, "token", "mã kết nối của phần mềm khác")
    token = _add(tokens, "create", accounts.create_token, "lập mã kết nối, in một lần")
    token.add_argument("name", metavar="TÊN", type=_line)
    token.add_argument("--scope", choices=("read", "write"), default="write", help="read: chỉ đọc; mặc định đọc và ghi")
    end = token.add_mutually_exclusive_group()
    end.add_argument("--expires-on", type=_day, metavar="NGÀY", help="ngày cuối dùng được, mặc định sau 365 ngày")
    end.add_argument("--no-end", action="store_true", help="không có hạn")
    token.add_argument("--source", type=_line, metavar="NGUỒN", help="nguồn của mã ngoài, mặc định là TÊN")
    for parser in (user, token):
        parser.add_argument("--role", required=True, choices=ROLES, help="vai trò")
        parser.add_argument("--ward", metavar="MÃ", help="phường; bỏ được khi chỉ có một phường")
        parser.add_argument("--unit", metavar="MÃ", help="đơn vị; vai trò unit phải có")


def _add_data(commands: Any) -> None:
    check = _add(commands, "check", data.check, "kiểm tra dữ liệu; mã thoát 1 nếu có chỗ không khớp")
    check.add_argument(
        "--head", type=_head, metavar="SỐ:MÃ", help="đầu nhật ký đã chép lại: chứng minh không gì trước đó bị sửa"
    )
    backup = _add(commands, "backup", data.backup, "sao lưu vào một tệp, kể cả khi máy chủ đang chạy")
    restore = _add(commands, "restore", data.restore, "khôi phục từ một tệp sao lưu")
    export = _add(commands, "export", data.export, "xuất mọi thứ của một phường vào một tệp, theo định dạng mở")
    export.add_argument("--ward", metavar="MÃ", help="phường; bỏ được khi chỉ có một phường")
    imported = _add(commands, "import", data.take_in, "nhập một bảng tính .xlsx, .csv, hoặc tệp của một phường")
    imported.add_argument("noun", metavar="LOẠI", choices=LISTS, help=", ".join(LISTS))
    imported.add_argument("--ward", metavar="MÃ", help="phường; bỏ được khi chỉ có một phường")
    imported.add_argument("--as", dest="person", metavar="TÊN", help="tài khoản mà lệnh làm thay; mặc định là quản trị")
    imported.add_argument("--reason", type=_line, metavar="LÝ_DO", help="lý do, khi số liệu của kỳ đã đóng đổi theo")
    imported.add_argument("--sure", action="store_true", help="những chỗ lạ mà lệnh hỏi lại đều đúng như trong tệp")
    for parser in (backup, restore, export):
        parser.add_argument("file", metavar="TỆP", type=Path, help="tên tệp")
    imported.add_argument("file", metavar="TỆP", type=Path, help="tên tệp; - là đầu vào chuẩn")
    restore.add_argument("--force", action="store_true", help="thay hẳn dữ liệu đang có")


def _add(commands: Any, name: str, run: Run, about: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=about, description=about)
    parser.set_defaults(run=run)
    return parser


def _group(commands: Any, name: str, about: str) -> Any:
    return commands.add_parser(name, help=about, description=about).add_subparsers(metavar="LỆNH", required=True)


def _code(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9._-]{1,40}", text):
        raise argparse.ArgumentTypeError("chỉ dùng chữ không dấu, số, dấu chấm, gạch ngang; nhiều nhất 40 ký tự")
    return text


def _line(text: str) -> str:
    if not 1 <= len(text.strip()) <= 300 or not text.isprintable():
        raise argparse.ArgumentTypeError("cần một dòng chữ, nhiều nhất 300 ký tự")
    return text.strip()


def _head(text: str) -> str:
    if not re.fullmatch(r"[0-9]{1,18}:[0-9A-Fa-f]{16,64}", text.strip()):
        raise argparse.ArgumentTypeError("cần số và mã như trang Báo cáo hiện, ví dụ 1234:9f86d081884c7d65")
    return text.strip().lower()


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError("cần một ngày theo mẫu 2026-12-31") from None


def _number(least: int, most: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not text.isdecimal() or len(text) > 9 or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"cần một số từ {least} đến {most}")
        return int(text)

    return read


if __name__ == "__main__":
    sys.exit(main())
