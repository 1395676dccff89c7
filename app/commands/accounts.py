"""Accounts and tokens from the shell; the password or the token stands alone on the last line, for a script to take."""

import secrets
from argparse import Namespace
from typing import TYPE_CHECKING

from app.commands import installation
from app.commands.terminal import USAGE, CommandFault, tell

if TYPE_CHECKING:
    from sqlmodel import Session

    from app.models import Ward


def create_user(options: Namespace) -> None:
    from app import db
    from app.domain import people, trail

    password = secrets.token_urlsafe(12)
    hashed = people.hash_password(password)
    with installation.ready() as engine, db.transaction(engine) as session:
        ward = _ward(session, options)
        me = trail.take_turn(session, installation.operator(ward))
        account = people.Account(options.name, options.role, options.unit, options.full_name or options.name)
        try:
            person = people.create(session, ward, account, hashed)
        except ValueError:
            raise CommandFault(f"{ward.name} đã có người dùng tên {options.name}.") from None
        people.note_created(session, me, person)
    tell(f"Đã lập tài khoản {person.name} của {ward.name}. Mật khẩu ban đầu:\n{password}")


def create_token(options: Namespace) -> None:
    from app import db
    from app.domain import tokens, trail

    with installation.ready() as engine, db.transaction(engine) as session:
        ward = _ward(session, options)
        me = trail.take_turn(session, installation.operator(ward))
        until = None if options.no_end else options.expires_on or tokens.first_end(me.today)
        if until is not None and until < me.today:
            raise CommandFault(f"Ngày cuối {until:%d/%m/%Y} đã qua: mã kết nối sẽ không dùng được ngày nào.", USAGE)
        grant = tokens.Grant(options.name, options.role, options.unit, until, options.source, options.scope)
        token, words = tokens.create(session, ward, grant)
        trail.note(session, me, trail.Note("created", "token", token.id, tokens.facts(token)))
        end = f"dùng được đến hết ngày {until:%d/%m/%Y}" if until else "không có hạn"
    tell(f"Đã lập mã kết nối «{options.name}» của {ward.name}, {end}, chỉ hiện một lần:\n{words}")


def _ward(session: "Session", options: Namespace) -> "Ward":
    """The ward of a new account; --ward may be left out where there is one, and is never the city reader's."""
    from app.domain import wards

    wards.found_city(session)
    if options.role == "city":
        if options.ward or options.unit:
            raise CommandFault("Người đọc của Thành phố không thuộc phường, đơn vị nào: bỏ --ward, --unit.", USAGE)
        return wards.city(session)
    ward = installation.ward_of(session, options.ward)
    _require_unit(session, ward, options)
    return ward


def _require_unit(session: "Session", ward: "Ward", options: Namespace) -> None:
    from app.domain import people

    if options.role == "unit" and options.unit is None:
        raise CommandFault("Vai trò unit cần một đơn vị: thêm --unit.", USAGE)
    try:
        people.check_role(session, ward, options.role, options.unit)
    except ValueError:
        raise CommandFault(f"{ward.name} không có đơn vị {options.unit}.") from None
