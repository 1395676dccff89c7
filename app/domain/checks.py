"""Whether what is stored holds together: each question lists, in words, what no verb of the program would have written.

Everything is asked in one reading, so that a server that writes meanwhile makes no fault appear.
"""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import and_, case, extract, func, literal, or_, union_all
from sqlmodel import Session, SQLModel, col, select

from app import db, soundness
from app.domain import closings, files, wards
from app.domain.access import ROLES
from app.domain.bases import BASES, EVIDENCE
from app.domain.concerns.rules import NEEDS, is_missing
from app.domain.groups import KINDS, links
from app.domain.trail import verifying
from app.domain.ward_settings import settings_of
from app.domain.words import fold
from app.models import (
    Campaign,
    Channel,
    Concern,
    ContentGroup,
    Directive,
    Group,
    Person,
    Placement,
    Product,
    Reach,
    Receipt,
    ReceivedFile,
    ReceivedReport,
    Sequence,
    Token,
    Topic,
    Ward,
)
from app.models.ward import CITY_ID

MOST_OF_A_KIND = 20
# What reading a row may end in where SQLite finds nothing wrong with its page, and it holds what no row ever held: a
# number for a day, bytes for words, a list for a table.
UNREADABLE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
# The tables that grow with the log.
GROWING = ("product", "placement", "reach", "change", "changetext")


def faults(session: Session, root: Path | None = None) -> list[str]:
    """Everything that differs, in words, at most 20 of a kind and then how many more; empty when all is well.

    The files of attachments are read where it is said in which folder they lie.
    """
    damage = soundness.damage(session)
    if any("hỏng" in fault for fault in damage):
        # On broken pages the other questions would only fail.
        return damage
    db.plan_for_all_rows(session, GROWING)
    found = damage + [fault for question in QUESTIONS for fault in _asked(question, session)]
    return found + (_asked(partial(files.faults, root=root), session) if root else [])


def holds(session: Session, head: str) -> bool:
    """Whether nothing before this head of a trail was altered (trail/verifying); what can't be read was."""
    try:
        return verifying.holds(session, head)
    except UNREADABLE:
        return False


def _asked(question: Callable[[Session], Iterator[str]], session: Session) -> list[str]:
    try:
        every = question(session)
        first, more = list(islice(every, MOST_OF_A_KIND)), sum(1 for _ in every)
    except UNREADABLE as error:
        return [f"tệp cơ sở dữ liệu hỏng, hoặc bị sửa: có chỗ không đọc được ({error})"]
    return [*first, f"… và {more} chỗ nữa như vậy"] if more else first


def _trails(session: Session) -> Iterator[str]:
    for ward in session.exec(select(Ward).order_by(col(Ward.code))):
        for fault in verifying.faults(session, ward.id):
            yield f"{ward.code}: {fault}"


def _unplaced_products(session: Session) -> Iterator[str]:
    """What was published, waits for approval or was withdrawn went out somewhere."""
    placed = and_(col(Placement.ward_id) == Product.ward_id, col(Placement.product_id) == Product.id)
    statement = (
        _of_ward(Product, Product.id, Product.status)
        .outerjoin(Placement, placed)
        .where(col(Product.status) != "planned", col(Placement.id).is_(None))
    )
    for ward, product, status in _rows(session, statement, Product.id):
        yield f"{ward}: sản phẩm {product} ({status}) không có lượt phát nào"


def _placements_without_product(session: Session) -> Iterator[str]:
    product = and_(col(Placement.ward_id) == Product.ward_id, col(Placement.product_id) == Product.id)
    statement = _of_ward(Placement, Placement.id, Placement.product_id).outerjoin(Product, product)
    for ward, placement, missing in _rows(session, statement.where(col(Product.id).is_(None)), Placement.id):
        yield f"{ward}: lượt phát {placement} thuộc sản phẩm {missing}, sản phẩm đó không có"


def _reach_without_placement(session: Session) -> Iterator[str]:
    placement = and_(col(Reach.ward_id) == Placement.ward_id, col(Reach.placement_id) == Placement.id)
    statement = _of_ward(Reach, Reach.placement_id, Reach.group).outerjoin(Placement, placement)
    statement = statement.where(col(Placement.id).is_(None))
    for ward, missing, group in _rows(session, statement, Reach.placement_id, Reach.group):
        yield f"{ward}: tiếp cận của nhóm {group} thuộc lượt phát {missing}, lượt phát đó không có"


def _odd_reach(session: Session) -> Iterator[str]:
    people, basis = col(Reach.people), col(Reach.basis)
    wrong = or_(people < 1, people.is_(None) != basis.is_(None), basis.not_in(BASES))
    statement = _of_ward(Reach, Reach.placement_id, Reach.group, Reach.people, Reach.basis).where(wrong)
    for ward, placement, group, count, ground in _rows(session, statement, Reach.placement_id, Reach.group):
        yield f"{ward}: lượt phát {placement}, nhóm {group}: {_or_none(count)} người, cơ sở {_or_none(ground)}"


def _evidence(session: Session) -> Iterator[str]:
    """What usual shares rest on is repeated from the placement, and nothing else is."""
    placement = and_(col(Placement.ward_id) == Reach.ward_id, col(Placement.id) == Reach.placement_id)
    product = and_(col(Product.ward_id) == Placement.ward_id, col(Product.id) == Placement.product_id)
    is_counted = and_(col(Reach.people).is_not(None), col(Reach.basis).in_(EVIDENCE), col(Reach.allocated).is_(False))
    is_evidence = and_(col(Product.status) == "published", is_counted)
    day = col(Placement.published_on)
    number = extract("year", day) * 10_000 + extract("month", day) * 100 + extract("day", day)
    channel = case((is_evidence, col(Placement.channel)), else_=None)
    wrong = or_(
        channel.is_distinct_from(col(Reach.evidence_channel)),
        case((is_evidence, number), else_=None).is_distinct_from(col(Reach.evidence_day)),
    )
    statement = _of_ward(Reach, Reach.placement_id, Reach.group).join(Placement, placement).join(Product, product)
    for ward, key, group in _rows(session, statement.where(wrong), Reach.placement_id, Reach.group):
        yield f"{ward}: lượt phát {key}, nhóm {group}: căn cứ của mức quen không khớp với lượt phát"


def _derived_columns(session: Session) -> Iterator[str]:
    """What search compares and the day under which lists show a product are worked out from the rest of it."""
    days = (
        select(Placement.ward_id, Placement.product_id, func.max(col(Placement.published_on)).label("last"))
        .group_by(col(Placement.ward_id), col(Placement.product_id))
        .subquery()
    )
    statement = _of_ward(
        Product, Product.id, Product.title, Product.title_fold, Product.shown_on, Product.planned_on, days.c.last
    ).outerjoin(days, and_(days.c.ward_id == Product.ward_id, days.c.product_id == Product.id))
    for ward, product, title, folded, shown_on, planned_on, last in _rows(session, statement, Product.id):
        if folded != fold(title):
            yield f"{ward}: sản phẩm {product}: tên để tìm không khớp với tên"
        if shown_on != (last or planned_on):
            yield f"{ward}: sản phẩm {product} xếp vào ngày {shown_on}, đúng ra là {_or_none(last or planned_on)}"


def _topics_elsewhere(session: Session) -> Iterator[str]:
    topic = and_(col(Topic.ward_id) == Product.ward_id, col(Topic.code) == Product.topic)
    statement = _of_ward(Product, Product.id, Product.topic, Product.content_group).join(Topic, topic)
    statement = statement.where(Topic.content_group != Product.content_group)
    for ward, product, code, content_group in _rows(session, statement, Product.id):
        yield f"{ward}: sản phẩm {product}: chủ đề {code} không thuộc nhóm nội dung {content_group}"


def _concerns(session: Session) -> Iterator[str]:
    """What search compares is worked out from the summary; what is answered, forwarded or closed has its words."""
    for ward in wards.all_wards(session):
        for concern in session.exec(select(Concern).where(Concern.ward_id == ward.id).order_by(col(Concern.id))):
            if concern.summary_fold != fold(concern.summary):
                yield f"{ward.code}: vấn đề {concern.id}: nội dung để tìm không khớp với nội dung"
            for name in NEEDS.get(concern.status, {}):
                if is_missing(concern.model_dump(), name):
                    yield f"{ward.code}: vấn đề {concern.id} ({concern.status}) thiếu {name}"


def _codes_in_lists(session: Session) -> Iterator[str]:
    """A campaign's lists of codes and the settings stand in JSON, where no foreign key looks."""
    lists = (("content_groups", ContentGroup), ("directives", Directive), ("target_groups", Group))
    for ward in wards.all_wards(session):
        known = {name: set(_codes(session, table, ward)) for name, table in lists}
        for campaign in session.exec(select(Campaign).where(Campaign.ward_id == ward.id)):
            for name, codes in known.items():
                for code in sorted(set(getattr(campaign, name)) - codes - set(KINDS)):
                    yield f"{ward.code}: chiến dịch {campaign.code}: không có mã {code} ({name})"
        standing = settings_of(ward).standing_campaign
        if standing not in set(_codes(session, Campaign, ward)):
            yield f"{ward.code}: không có chiến dịch thường xuyên {standing}"


def _links(session: Session) -> Iterator[str]:
    """Which groups succeed which, as a change of them would be judged."""
    for ward in wards.all_wards(session):
        every = session.exec(select(Group).where(Group.ward_id == ward.id).order_by(col(Group.code))).all()
        for group in every:
            for fault in links.faults(group, None, every) if group.succeeds else ():
                yield f"{ward.code}: nhóm {group.code}: {fault.message}"


def _shares(session: Session) -> Iterator[str]:
    share = col(Channel.default_share)
    statement = _of_ward(Channel, Channel.code, Channel.default_share).where(or_(share < 0, share > 1))
    for ward, channel, value in _rows(session, statement, Channel.code):
        yield f"{ward}: kênh {channel}: mức quen {value} không nằm trong khoảng 0 đến 1"


def _roles(session: Session) -> Iterator[str]:
    for table, noun in ((Person, "người dùng"), (Token, "token")):
        role, is_of_city = col(table.role), col(table.ward_id) == CITY_ID
        lacks_unit = and_(role == "unit", col(table.unit).is_(None))
        wrong = or_(role.not_in(ROLES), lacks_unit, (role == "city") != is_of_city)
        for ward, key, role in _rows(session, _of_ward(table, table.id, table.role).where(wrong), table.id):
            yield f"{ward}: {noun} {key}: vai trò {role} không hợp với phường và đơn vị"


def _ids(session: Session) -> Iterator[str]:
    """Every id comes from one counter: none is above it, and no two rows of the installation share one."""
    tables = [table for table in SQLModel.metadata.sorted_tables if "id" in table.c]
    every = union_all(*(select(table.c.id, literal(table.name).label("name")) for table in tables)).subquery()
    counter = session.get(Sequence, "ids")
    value = counter.value if counter else 0
    for key, name in session.execute(select(every.c.id, every.c.name).where(every.c.id > value)):
        yield f"bảng {name}: mã số {key} vượt bộ đếm ({value})"
    twice = select(every.c.id, func.count()).group_by(every.c.id).having(func.count() > 1)
    for key, count in session.execute(twice):
        yield f"mã số {key} có ở {count} dòng"


def _unfinished_receipts(session: Session) -> Iterator[str]:
    statement = _of_ward(Receipt, Receipt.scope).where(Receipt.status == 0)
    for ward, scope in _rows(session, statement, Receipt.scope):
        yield f"{ward}: một lần gửi ({scope}) có biên nhận mà chưa có trả lời"


def _closed_figures(session: Session) -> Iterator[str]:
    for ward in wards.all_wards(session):
        for fault in closings.differences(session, ward):
            yield f"{ward.code}: {fault}"


def _received_files(session: Session) -> Iterator[str]:
    """What came with a report is as its digests say, each file of it."""
    named = and_(
        col(ReceivedFile.ward_id) == ReceivedReport.ward_id, col(ReceivedFile.received_id) == ReceivedReport.id
    )
    statement = _of_ward(ReceivedReport, ReceivedReport.id, ReceivedReport.files, ReceivedFile.format)
    statement = statement.add_columns(ReceivedFile.content).outerjoin(ReceivedFile, named)
    there: dict[tuple[str, int], set[str]] = {}
    wanted: dict[tuple[str, int], dict[str, str]] = {}
    for ward, number, digests, form, content in _rows(session, statement, ReceivedReport.id, ReceivedFile.format):
        wanted[ward, number] = digests
        if form is not None and sha256(content).hexdigest() == digests.get(form):
            there.setdefault((ward, number), set()).add(form)
    for (ward, number), digests in wanted.items():
        for form in sorted(digests.keys() - there.get((ward, number), set())):
            yield f"{ward}: báo cáo nhận về {number}: tệp {form} thiếu hoặc đã bị sửa"


QUESTIONS: tuple[Callable[[Session], Iterator[str]], ...] = (
    _trails,
    _unplaced_products,
    _placements_without_product,
    _reach_without_placement,
    _odd_reach,
    _evidence,
    _derived_columns,
    _topics_elsewhere,
    _concerns,
    _codes_in_lists,
    _links,
    _shares,
    _roles,
    _ids,
    _unfinished_receipts,
    _closed_figures,
    _received_files,
)


def _of_ward(table: Any, *columns: Any) -> Any:
    """The ward's code and these columns of a table's rows; a ward that is missing is the foreign keys' to report."""
    return select(Ward.code, *columns).select_from(table).join(Ward, col(Ward.id) == table.ward_id)


def _rows(session: Session, statement: Any, *order: Any) -> Iterable[Any]:
    return session.execute(statement.order_by(Ward.code, *order).execution_options(yield_per=1000))


def _codes(session: Session, table: Any, ward: Ward) -> Iterable[str]:
    return session.exec(select(table.code).where(table.ward_id == ward.id))


def _or_none(value: Any) -> str:
    return "không có" if value is None else str(value)
