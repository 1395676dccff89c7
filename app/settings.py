"""Everything read from the environment, once, typed; the README's table lists each name."""

import os
import secrets
import tempfile
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from pydantic import field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from app import ownership
from app.setting_values import (
    PREFIX,
    AtLeastOne,
    Base,
    DatabaseUrl,
    Days,
    Folder,
    Mailbox,
    NotNegative,
    Port,
    Proxies,
    Sites,
    Stripped,
    by_comma,
    require_letters,
)

KEY, TRAIL_KEY = "secret_key", "trail_key"


class Settings(BaseSettings):
    """The installation's settings; every name is an environment variable with the prefix LANTOA_.

    One that is set to nothing counts as not set.
    """

    model_config = SettingsConfigDict(env_prefix=PREFIX, env_ignore_empty=True, extra="ignore")

    data_dir: Folder = Path("data")
    database_url: DatabaseUrl = ""
    secret_key: str = ""
    trail_key: str = ""
    trusted_proxies: Proxies = ""
    session_days: Days = 14
    max_body_mb: AtLeastOne = 8
    max_upload_mb: AtLeastOne = 200
    metrics_token: str = ""
    max_open: AtLeastOne = 1000
    requests_a_minute: NotNegative = 100_000
    cors_origins: Sites = ""
    smtp_host: str = ""
    smtp_port: Port = 587
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    smtp_user: str = ""
    smtp_password: str = ""
    smtp_from: Mailbox = ""
    webhooks_to_private: bool = False
    city_address: Base = ""
    city_token: Stripped = ""

    @field_validator("*", mode="before")
    @classmethod
    def _require_letters(cls, value: Any) -> Any:
        return require_letters(value)

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.data_dir.absolute() / 'lantoa.db'}"

    @property
    def sends_mail(self) -> bool:
        """Whether the operator has named a mail server, and who writes."""
        return bool(self.smtp_host and self.smtp_from)

    @property
    def sends_upward(self) -> bool:
        """Whether the operator has named the city's installation, and the token that it gave the ward."""
        return bool(self.city_address and self.city_token)

    @property
    def proxies(self) -> list[str]:
        return by_comma(self.trusted_proxies)

    @property
    def origins(self) -> list[str]:
        """Sites whose scripts may use the API by a token."""
        return by_comma(self.cors_origins)

    @cached_property
    def secret(self) -> bytes:
        """The key given, else the one kept in the data folder, made on the first start."""
        return (self.secret_key or _kept_key(self.data_dir / KEY)).encode()

    @property
    def has_trail_key(self) -> bool:
        """Whether there is a key already: else the next question for it makes one."""
        return bool(self.trail_key) or (self.data_dir / TRAIL_KEY).exists()

    @cached_property
    def trail_secret(self) -> bytes:
        """What the trail is keyed with: the key given, else one of its own, kept in the same way."""
        return (self.trail_key or _kept_key(self.data_dir / TRAIL_KEY)).encode()


def _kept_key(path: Path) -> str:
    if not path.exists():
        ownership.make_folders(path.parent)
        _make_key(path)
    try:
        key = path.read_text().strip()
    except UnicodeDecodeError:
        key = ""
    if not key:
        raise OSError(0, "tệp khóa này rỗng hoặc hỏng, đặt lại khóa đã dùng vào đây", str(path))
    return key


def _make_key(path: Path) -> None:
    """Whole before it bears its name: of two workers that start together one links its key, and both read that."""
    handle, made = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            os.fsync(file.fileno())
        # Root may begin what another account serves.
        ownership.give(Path(made), path.parent.stat())
        with suppress(FileExistsError):
            os.link(made, path)
    finally:
        Path(made).unlink()
