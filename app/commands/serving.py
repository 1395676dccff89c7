"""Serving: migrates, opens the port, says where, hands the port to uvicorn, and works off the jobs beside it."""

import errno
import signal
import socket
import sys
from argparse import Namespace
from contextlib import nullcontext, suppress
from threading import Thread
from typing import TYPE_CHECKING

from app.commands import installation, installing, working
from app.commands.terminal import FAILED, WHY, CommandFault, tell, why

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from app.settings import Settings

KEEP_ALIVE = 75
FAREWELL = 10
# How many connections there may be for each request that may be open.
CONNECTIONS = 4


def serve(options: Namespace) -> int:
    from app import backups

    chosen = installation.settings()
    with _listener(options.host, options.port) as listener:
        installation.tighten(chosen)
        with installation.opened(chosen) as engine:
            installation.migrate(engine)
            accounts = _accounts(engine)
        backups.sweep(chosen.database, chosen.trail_secret, chosen.data_dir)
        # Made before the workers start, so that all of them read the same.
        _ = chosen.secret
        Thread(target=_draw_previews, args=(chosen,), daemon=True).start()
        tell(f"Lan Tỏa đang chạy ở {_address(options.host, listener.getsockname()[1])}")
        if accounts:
            tell(accounts)
        # uvicorn passes the signal on once it has ended: what is beside it ends too.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        with nullcontext() if options.no_work else working.beside(chosen):
            return _run(options.workers, listener, chosen.max_open)


def _listener(host: str, port: int) -> socket.socket:
    """A socket that takes calls at once: the address is true when it is printed, and a taken port is told before
    anything is done."""
    listener = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(2048)
    except (OSError, TypeError, UnicodeError) as error:
        listener.close()
        raise CommandFault(f"Không mở được cổng {port} ở {host}: {_why_not(error)}.") from error
    return listener


def _why_not(error: Exception) -> str:
    """Also of a name that nobody knows, or that can be none: who looks for it speaks English."""
    if isinstance(error, OSError) and not isinstance(error, socket.gaierror):
        return why(error)
    return WHY[errno.EADDRNOTAVAIL]


def _accounts(engine: "Engine") -> str:
    from app import db
    from app.domain import wards

    with db.reading(engine) as session:
        return installing.demo_accounts() if wards.demo_ward(session) else ""


def _draw_previews(chosen: "Settings") -> None:
    """In the background, one after the other, each by a process of its own."""
    from sqlalchemy.exc import SQLAlchemyError

    from app.domain import files
    from app.domain.files import previews

    with suppress(OSError, SQLAlchemyError), installation.opened(chosen) as engine:
        previews.make_missing(engine, files.folder(chosen.data_dir))


def _address(host: str, port: int) -> str:
    everywhere = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104
    shown = everywhere.get(host, host)
    return f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"


def _run(workers: int, listener: socket.socket, most_open: int) -> int:
    import uvicorn

    from app.commands.workers import Alone, Workers
    from app.web.sockets import Hasty

    # The program believes a proxy by its own setting, and keeps no list of who read what.
    config = uvicorn.Config(
        "app.main:build",
        factory=True,
        workers=workers,
        log_level="warning",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        http=Hasty,
        ws="none",
        # Requests beyond the limit are answered in words (web/watch); this one counts idle connections too.
        limit_concurrency=CONNECTIONS * most_open,
        timeout_keep_alive=KEEP_ALIVE,
        timeout_graceful_shutdown=FAREWELL,
    )
    if workers > 1:
        Workers(config, sockets=[listener]).run()
        return 0
    server = Alone(config)
    server.run(sockets=[listener])
    return 0 if server.started else FAILED
