"""What a setting may be: each kind says in a line what it expects, and never what was given: it may be a secret."""

import re
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from email.utils import parseaddr
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, Field, StringConstraints

PREFIX = "LANTOA_"
# A key of fewer characters can be guessed by whoever has one digest that it made.
SHORTEST_KEY = 16
# Of names that are no setting, those so like one were meant to be it.
LIKE = 0.8
EXAMPLES = "sqlite:////srv/lantoa/lantoa.db, postgresql+psycopg://lantoa@/lantoa"

AtLeastOne = Annotated[int, Field(ge=1)]
NotNegative = Annotated[int, Field(ge=0)]
# Ten years: a cookie of more days is forgotten earlier by every browser.
Days = Annotated[int, Field(ge=1, le=3650)]
Port = Annotated[int, Field(ge=1, le=65535)]


def by_comma(text: str) -> list[str]:
    return [one.strip() for one in text.split(",") if one.strip()]


def misspelt(environment: Mapping[str, str], names: set[str]) -> dict[str, str]:
    """Of variables that are no setting, the setting that each was surely meant to be."""
    given = {name.upper().removeprefix(PREFIX): name for name in environment if name.upper().startswith(PREFIX)}
    likely = {given[one]: get_close_matches(one, names, 1, LIKE) for one in given.keys() - names}
    return {name: f"{PREFIX}{found[0]}" for name, found in likely.items() if found}


def short_keys(environment: Mapping[str, str]) -> list[str]:
    """The variables with a key that can be guessed."""
    keys = {name: environment.get(name, "") for name in (f"{PREFIX}SECRET_KEY", f"{PREFIX}TRAIL_KEY")}
    return [name for name, key in keys.items() if 0 < len(key) < SHORTEST_KEY]


def require_letters(value: Any) -> Any:
    """What the environment has is bytes: some are no letters, and nothing could be made of them further on."""
    try:
        str(value).encode()
    except UnicodeEncodeError:
        raise ValueError("cần chữ theo mã UTF-8") from None
    return value


def _expects(is_right: Callable[[str], bool], expected: str) -> AfterValidator:
    """What isn't left empty is right."""

    def judged(text: str) -> str:
        if text and not is_right(text):
            raise ValueError(expected)
        return text

    return AfterValidator(judged)


def _each(is_right: Callable[[str], bool]) -> Callable[[str], bool]:
    return lambda text: all(map(is_right, by_comma(text)))


def _is_network(text: str) -> bool:
    try:
        return text == "*" or bool(ip_network(text))
    except ValueError:
        return False


def _is_site(text: str) -> bool:
    return text == "*" or re.fullmatch(r"https?://[^/?#\s]+", text) is not None


def _is_base(text: str) -> bool:
    return re.fullmatch(r"https?://[^/?#\s]+(/[^?#\s]*)?", text) is not None


def _is_mailbox(text: str) -> bool:
    return re.fullmatch(r"[^@\s]+@[^@\s]+", parseaddr(text)[1]) is not None


def _is_database(url: str) -> bool:
    """SQLite in a file or PostgreSQL by psycopg: nothing else is there to talk to another."""
    from sqlalchemy import make_url
    from sqlalchemy.exc import ArgumentError, NoSuchModuleError

    try:
        parsed = make_url(url)
        kind = (parsed.get_backend_name(), parsed.get_dialect().driver)
    except (ArgumentError, NoSuchModuleError, ValueError):
        return False
    is_file = parsed.database not in (None, "", ":memory:")
    return kind == ("postgresql", "psycopg") or (kind == ("sqlite", "pysqlite") and is_file)


def _at_home(path: Path) -> Path:
    """A shell does it too, but no service's file of settings."""
    try:
        return path.expanduser()
    except RuntimeError:
        raise ValueError("máy này không có tài khoản đó, hoặc tài khoản không có thư mục riêng") from None


# ~ is the home of whoever runs the program.
Folder = Annotated[Path, AfterValidator(_at_home)]
DatabaseUrl = Annotated[str, _expects(_is_database, f"ví dụ {EXAMPLES}")]
Proxies = Annotated[
    str, _expects(_each(_is_network), "cần địa chỉ IP hoặc dải IP, cách nhau bằng dấu phẩy, ví dụ 10.0.0.0/8")
]
Sites = Annotated[str, _expects(_each(_is_site), "cần địa chỉ không có đường dẫn, ví dụ https://dongda.example")]
Mailbox = Annotated[str, _expects(_is_mailbox, "cần một địa chỉ thư, ví dụ lantoa@dongda.example")]
# A file of secrets may end each with a line's end.
Stripped = Annotated[str, StringConstraints(strip_whitespace=True)]
Base = Annotated[Stripped, _expects(_is_base, "cần một địa chỉ, ví dụ https://lantoa.example")]
