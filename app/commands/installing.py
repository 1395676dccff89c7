"""Setting up: the schema, the plan's ward, the invented sample, one more ward."""

from argparse import Namespace
from typing import TYPE_CHECKING

from app.commands import installation
from app.commands.terminal import CommandFault, tell

if TYPE_CHECKING:
    from sqlmodel import Session


def init(_options: Namespace) -> None:
    from app import db

    with installation.opened(installation.settings()) as engine:
        installation.migrate(engine)
        with db.transaction(engine) as session:
            told = _begin(session)
    tell(told)


def demo(_options: Namespace) -> None:
    from app import db
    from app.domain import demo as sample

    with installation.opened(installation.settings()) as engine:
        installation.migrate(engine)
        with db.transaction(engine) as session:
            _begin(session)
            try:
                sample.load(session, installation.now())
            except ValueError as error:
                words = "Phường đã có số liệu thật, không trộn số liệu minh họa vào. Dùng một thư mục dữ liệu khác."
                raise CommandFault(words) from error
    tell(demo_accounts())


def migrate(_options: Namespace) -> None:
    chosen = installation.settings()
    installation.tighten(chosen)
    with installation.opened(chosen) as engine:
        tell(f"Cơ sở dữ liệu có cấu trúc mới nhất ({installation.migrate(engine)}).")


def create_ward(options: Namespace) -> None:
    from app import db
    from app.domain import trail, wards

    with installation.ready() as engine, db.transaction(engine) as session:
        wards.found_city(session)
        try:
            wards.require_new(session, options.code)
        except ValueError:
            raise CommandFault(f"Mã {options.code} đã có.") from None
        ward = wards.create(session, options.code, options.name)
        me = trail.take_turn(session, installation.operator(ward))
        trail.note(session, me, trail.Note("created", "ward", ward.code, {"code": ward.code}))
    tell(f"Đã lập {options.name}, mã {options.code}, với dữ liệu nền của kế hoạch. Nhóm đối tượng do phường nhập.")


def keep_elsewhere(options: Namespace) -> None:
    """From now on the ward's own installation sends its reports here, where its figures come from nothing else."""
    from app import db
    from app.domain import deciding

    with installation.ready() as engine, db.transaction(engine) as session:
        ward = installation.ward_of(session, options.code)
        try:
            deciding.keep_elsewhere(session, installation.operator(ward))
        except ValueError:
            raise CommandFault(f"{ward.name} đã ghi sổ ở đây, nên không nhận báo cáo từ nơi khác.") from None
    tell(
        f"{ward.name} ghi sổ ở máy chủ riêng. Lập mã kết nối cho phường: lantoa token create TÊN --role coordinator "
        f"--ward {ward.code}"
    )


def demo_accounts() -> str:
    """The accounts that one may try, a line each."""
    from app.domain import demo as sample

    every = sample.accounts()
    width = max(len(account["name"]) for account in every)
    lines = [f"  {one['name']:{width}}  {one['password']}  {one['role_words']}: {one['shown_as']}" for one in every]
    return "\n".join(["Số liệu minh họa. Tên đăng nhập, mật khẩu:", *lines])


def _begin(session: "Session") -> str:
    """The city and the plan's ward; what is there already stays as it is."""
    from app.domain import wards

    plan = wards.pack()["ward"]
    wards.found_city(session)
    if plan["code"] in {ward.code for ward in wards.all_wards(session)}:
        return f"{plan['name']} đã có, không thay đổi gì."
    wards.create(session, plan["code"], plan["name"])
    return f"Đã lập {plan['name']}, mã {plan['code']}, theo kế hoạch năm {plan['plan_year']}."
