"""Every no, in one table: its status; problem+json for programs, a page in plain words for people."""

from typing import Any, NamedTuple

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DBAPIError, TimeoutError  # noqa: A004
from starlette.exceptions import HTTPException

from app import compact, log, soundness
from app.db import DatabaseGone
from app.domain.errors import Conflict, Fault, Forbidden, No, NotFound, Refused, Say, Stale, TooMany
from app.domain.misread import fault_of
from app.web import english, methods, outages, pages
from app.web.lanes import Busy, Roads

STATUS: dict[type[No], int] = {NotFound: 404, Forbidden: 403, Refused: 422, Conflict: 409, Stale: 412, TooMany: 429}
TITLES = {
    400: "Yêu cầu không đúng",
    401: "Chưa đăng nhập",
    403: "Không được phép",
    404: "Không có trang này",
    405: "Không có cách gọi này",
    408: "Gửi quá chậm",
    409: "Không hợp với tình trạng hiện tại",
    412: "Đã có người sửa trước",
    413: "Nội dung gửi lên quá lớn",
    415: "Không đọc được dạng nội dung này",
    422: "Chưa nhận được",
    428: "Thiếu If-Match",
    429: "Thử lại sau",
    500: "Máy chủ gặp lỗi",
    503: "Máy chủ đang bận",
    507: "Máy chủ hết chỗ chứa",
}
# Of an address that a form is sent to, opened by itself (from the history, in a new tab): a person has pressed nothing.
NOT_OPENED = "Không mở được trang này"
PRESSED_ONLY = "Địa chỉ này chỉ dùng khi bấm nút ở một trang khác; chưa có gì được lưu. Vào lại trang đó rồi bấm nút."

# How many faults an answer lists one by one.
MOST_TOLD = 100


class NeedsSignIn(No):
    message = Say("Đăng nhập để xem trang này.")


class NeedsToken(No):
    code = "unauthenticated"
    message = Say("Gửi kèm một mã kết nối: Authorization: Bearer …")
    # RFC 6750, 3: whoever brought no token is told nothing more.
    challenge = "Bearer"


class WrongToken(NeedsToken):
    code = "invalid_token"
    message = Say("Mã kết nối này không đúng, đã thu hồi hoặc đã hết hạn.")
    challenge = 'Bearer error="invalid_token"'


class OnlyReads(Forbidden):
    """A token that only reads was to write."""

    code = "insufficient_scope"
    challenge = 'Bearer error="insufficient_scope"'
    message = Say("Mã kết nối này chỉ để đọc. Dùng một mã được ghi.")


class TooLarge(No):
    code = "too_large"
    message = Say("Nội dung gửi lên quá lớn.")


class TooSlow(No):
    code = "too_slow"
    message = Say("Nội dung gửi lên tới quá chậm nên không chờ nữa, chưa lưu gì. Mạng ổn định hơn thì gửi lại.")


class BrokenOff(No):
    """The sender went away before all of it had come; nobody is there to read this."""

    code = "broken_off"
    message = Say("Kết nối bị ngắt giữa chừng, chưa lưu gì.")


class NoRoom(No):
    code = "no_room"
    message = Say("Máy chủ hết chỗ chứa nên chưa lưu tệp. Báo người quản trị.")


class Unread(No):
    """A kind of body that is not read here."""


class NeedsIfMatch(No):
    code = "if_match"
    message = Say("Gửi kèm If-Match với ETag của lần đọc gần nhất.")


class Said(NamedTuple):
    """A no as it is answered: its status, words and code, what is wrong where, and what stands in the head."""

    status: int
    words: Say
    code: str
    faults: list[Fault] = []
    headers: dict[str, str] = {}

    @property
    def title(self) -> Say:
        return _title(self.status)


def _title(status: int) -> Say:
    return Say(TITLES.get(status, "Không thực hiện được"))


def is_api(request: Request) -> bool:
    return request.url.path.startswith("/api/")


def problem(said: Said) -> Response:
    """RFC 9457; without `instance`, so that what is not there and what is not yours are the same bytes."""
    body: dict[str, Any] = {
        "type": f"/api/v1/errors/{said.code}",
        "title": english.told(said.title),
        "status": said.status,
        "detail": english.told(said.words),
        "code": said.code,
        "errors": _told(said.faults),
    }
    told_in = {"Content-Language": english.language(), "Vary": "Accept-Language"}
    headers = {"Content-Type": "application/problem+json"} | told_in | said.headers
    return Response(compact.to_bytes(body), said.status, headers)


def _told(faults: list[Fault]) -> list[dict[str, Any]]:
    """The first hundred, and how many more there are."""
    rest = len(faults) - MOST_TOLD
    more = [Fault((), Say("… và {rest} chỗ khác nữa.", rest=rest), "more")] if rest > 0 else []
    return [as_json(fault) for fault in [*faults[:MOST_TOLD], *more]]


def as_json(fault: Fault) -> dict[str, Any]:
    return {"loc": list(fault.loc), "message": english.told(fault.message), "code": fault.code}


def install(app: FastAPI) -> None:
    """Gives the app its answers to every kind of no."""
    app.add_exception_handler(No, _no)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    for kind in (DBAPIError, TimeoutError, DatabaseGone):
        app.add_exception_handler(kind, _outage)


async def _no(request: Request, error: Exception) -> Response:
    assert isinstance(error, No)
    status = _status(error)
    headers = {"WWW-Authenticate": error.challenge} if isinstance(error, NeedsToken | OnlyReads) else {}
    if isinstance(error, TooLarge | TooSlow):
        # What is still to come of it is not waited for.
        headers["Connection"] = "close"
    if isinstance(error, TooMany):
        headers["Retry-After"] = str(error.after)
    if isinstance(error, Busy):
        headers["Retry-After"] = str(outages.AFTER)
        request.state.cause = "no place became free in a lane"
    return await answer(request, Said(status, error.message, error.code, list(error.faults), headers))


def _status(error: No) -> int:
    ours: dict[type[No], int] = {
        NeedsToken: 401,
        NeedsIfMatch: 428,
        TooLarge: 413,
        TooSlow: 408,
        Unread: 415,
        NoRoom: 507,
        Busy: 503,
    }
    return next((status for kind, status in (STATUS | ours).items() if isinstance(error, kind)), 400)


async def _invalid(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    if any(one["loc"][:1] == ("path",) for one in error.errors()):
        if request.method not in methods.allowed(request):
            return await _http(request, HTTPException(405))
        return await answer(request, Said(404, NotFound.message, NotFound.code))
    # The first part of FastAPI's path says where it looked (query, body): a field's name is enough.
    faults = [fault_of({**one, "loc": tuple(one["loc"][1:])}) for one in error.errors()]  # type: ignore[typeddict-item]
    refused = Refused(faults)
    return await answer(request, Said(422, refused.message, refused.code, faults))


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    words = NotFound.message if error.status_code == 404 else _title(error.status_code)
    code = {404: NotFound.code, 405: "method"}.get(error.status_code, "http")
    headers = dict(error.headers or {})
    if error.status_code == 405:
        headers["Allow"] = ", ".join(methods.allowed(request))
    return await answer(request, Said(error.status_code, words, code, headers=headers))


async def _outage(request: Request, error: Exception) -> Response:
    """The database let nobody in, or can't store: nothing was stored, and pressing again is safe."""
    outage = outages.of(error)
    if outage is None:
        raise error
    request.state.cause = log.cause(error)
    if outages.tells_damage(error):
        soundness.doubt(request.app.state.engine)
    headers = {"Retry-After": str(outages.AFTER)}
    return await answer(request, Said(outage.status, outage.words, outage.code, headers=headers))


def crowded(request: Request) -> Response:
    """More at once than the program takes on."""
    headers = {"Retry-After": str(outages.AFTER), "Connection": "close"}
    return _failed(request, Said(503, Busy.message, Busy.code, headers=headers))


def broken(request: Request) -> Response:
    """What nobody foresaw."""
    words = Say("Có lỗi ở máy chủ, việc vừa làm chưa được lưu. Người quản trị xem nhật ký máy chủ để biết lỗi.")
    return _failed(request, Said(500, words, "internal"))


async def answer(request: Request, said: Said) -> Response:
    if said.status == 422 and request.method in ("GET", "HEAD"):
        # Who only asks has nothing to store: it is their address that is wrong.
        said = said._replace(words=Say("Địa chỉ có {count} chỗ chưa đúng.", count=len(said.faults)))
    request.state.code = said.code
    if said.status >= 500:
        return _failed(request, said)
    if is_api(request):
        return problem(said)
    told = (NOT_OPENED, PRESSED_ONLY) if said.status == 405 else (str(said.title), str(said.words))
    sorry = (request, said.status, told, said.headers)
    response = await roads_of(request).through("reads", pages.sorry, *sorry)
    # A block's place can't hold a page: it takes the window, with what was typed.
    return pages.whole(response) if pages.is_fragment(request) else response


def _failed(request: Request, said: Said) -> Response:
    """Without a look into the database: it may be what failed."""
    words = Say(f"{said.words.text} Mã để tra: {{id}}.", **said.words.values, id=request.state.request_id)
    said = said._replace(words=words)
    if is_api(request):
        return problem(said)
    return pages.failed(request, said.status, str(said.title), str(said.words), said.headers)


def roads_of(request: Request) -> Roads:
    roads: Roads = request.app.state.roads
    return roads
