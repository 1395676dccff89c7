"""`python -m bench.bare PORT`: a bare Starlette app that answers bytes which it was handed by PUT, nothing else."""

import sys

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

_kept: dict[str, tuple[bytes, str]] = {}


async def keep(request: Request) -> Response:
    _kept[request.path_params["name"]] = (await request.body(), request.headers["content-type"])
    return Response(status_code=204)


async def answer(request: Request) -> Response:
    body, media = _kept[request.path_params["name"]]
    return Response(body, media_type=media)


async def take(request: Request) -> Response:
    await request.body()
    return await answer(request)


def main() -> None:
    routes = [
        Route("/", lambda _: Response()),
        Route("/{name}", keep, methods=["PUT"]),
        Route("/{name}", answer, methods=["GET"]),
        Route("/{name}", take, methods=["POST"]),
    ]
    # As `lantoa serve` starts it.
    config = uvicorn.Config(
        Starlette(routes=routes),
        port=int(sys.argv[1]),
        log_level="warning",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_keep_alive=600,
    )
    uvicorn.Server(config).run()


if __name__ == "__main__":
    main()
