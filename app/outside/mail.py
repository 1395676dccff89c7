"""Mail by SMTP: one letter, handed over once; whatever keeps it from leaving is told in words without addresses."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from email.header import Header
from email.mime.text import MIMEText
from email.policy import compat32
from email.utils import formatdate
from typing import Any

from app.domain.jobs.task import Hopeless, Later, Task
from app.domain.reports.letters import Letter
from app.settings import Settings

# How long a server may keep silent, in seconds.
PATIENCE = 20
OK, REFUSED = 250, 500


def send(task: Task, letter: Letter) -> None:
    """Raises Later where no server took it, Hopeless where none ever will; what is not known ends as doubtful."""
    settings = task.world.settings
    if not settings.sends_mail:
        raise Later("chưa đặt máy chủ thư")
    with _connected(settings) as client:
        _address(client, settings, letter)
        with task.once():
            _hand_over(client, _message(task, letter))


@contextmanager
def _connected(settings: Settings) -> Iterator[smtplib.SMTP]:
    """A server that knows us; leaving it is no part of the letter."""
    try:
        client = _greeted(settings)
    except (OSError, smtplib.SMTPException) as error:
        raise Later(f"máy chủ thư không nhận kết nối ({type(error).__name__})") from error
    try:
        yield client
    finally:
        with suppress(OSError, smtplib.SMTPException):
            client.quit()


def _greeted(settings: Settings) -> smtplib.SMTP:
    secure = ssl.create_default_context()
    if settings.smtp_security == "tls":
        client: smtplib.SMTP = smtplib.SMTP_SSL(
            settings.smtp_host, settings.smtp_port, timeout=PATIENCE, context=secure
        )
    else:
        client = smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=PATIENCE)
    try:
        if settings.smtp_security == "starttls":
            client.starttls(context=secure)
        client.ehlo_or_helo_if_needed()
        if settings.smtp_user:
            client.login(settings.smtp_user, settings.smtp_password)
    except BaseException:
        client.close()
        raise
    return client


def _address(client: smtplib.SMTP, settings: Settings, letter: Letter) -> None:
    """Who sends, and to whom: those addresses that the server takes, of which there must be one."""
    try:
        code, _ = client.mail(settings.smtp_from)
        answers = [client.rcpt(address)[0] for address in letter.to if address.isascii()] if code == OK else [code]
    except (OSError, smtplib.SMTPException) as error:
        raise Later(f"máy chủ thư ngắt kết nối ({type(error).__name__})") from error
    if code != OK:
        raise Later(f"máy chủ thư không nhận người gửi (mã {code})")
    if not any(answer in (OK, OK + 1) for answer in answers):
        every = Hopeless if all(answer >= REFUSED for answer in answers) else Later
        raise every("máy chủ thư không nhận địa chỉ nào của đơn vị")


def _hand_over(client: smtplib.SMTP, message: bytes) -> None:
    try:
        code, _ = client.data(message)
    except smtplib.SMTPDataError as error:
        raise Later(f"máy chủ thư chưa nhận thư (mã {error.smtp_code})") from error
    if code != OK:
        raise Later(f"máy chủ thư chưa nhận thư (mã {code})")


def _message(task: Task, letter: Letter) -> bytes:
    """The same job is the same letter to whoever sorts mail: its number is its name."""
    sender = task.world.settings.smtp_from
    message: Any = MIMEText(letter.text, "plain", "utf-8")
    # Header breaks a long name between letters; the newer EmailMessage breaks it inside one.
    message["Subject"] = Header(letter.subject, "utf-8")
    message["From"], message["To"] = sender, ", ".join(letter.to)
    message["Date"] = formatdate(task.world.now().timestamp())
    message["Message-ID"] = f"<lantoa.{task.hold.ward_id}.{task.hold.id}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    return bytes(message.as_bytes(policy=compat32.clone(linesep="\r\n")))
