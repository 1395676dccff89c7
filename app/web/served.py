"""Files that people sent, served so that no browser runs them: their own type, their own policy, never sniffed."""

from pathlib import Path

from fastapi import Response
from fastapi.responses import FileResponse

from app.domain import files
from app.domain.errors import NotFound
from app.domain.files import pictures
from app.models import Attachment
from app.web.answers import holds
from app.web.deps import Call

SMALL = 500_000
SHOWN = ("image/", "video/", "application/pdf")
GUARD = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    # Kept by this browser alone, which asks each time whether it still may show it.
    "Cache-Control": "private, no-cache",
}


def content(call: Call, attachment: Attachment) -> Response:
    """The file whole or in the parts asked for; raises NotFound where it is gone from the disk."""
    path = _path(call, attachment)
    headers = GUARD | {"ETag": f'"{attachment.digest}"'}
    if holds(call.request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    manner = "inline" if attachment.media_type.startswith(SHOWN) else "attachment"
    return FileResponse(
        path,
        headers=headers,
        media_type=attachment.media_type,
        filename=attachment.name,
        content_disposition_type=manner,
        stat_result=path.stat(),
    )


def preview(call: Call, attachment: Attachment) -> Response:
    """A picture made small, as it was at its upload; raises NotFound for what is no picture.

    Where it is still to be made a small picture stands for itself: nothing is drawn while someone waits.
    """
    if not attachment.media_type.startswith("image/"):
        raise NotFound()
    path = files.preview_path(files.folder(call.settings.data_dir), attachment.ward_id, attachment.digest)
    if not path.is_file():
        if attachment.size > SMALL:
            raise NotFound()
        return content(call, attachment)
    headers = GUARD | {"ETag": f'"{attachment.digest}-{pictures.PREVIEW}"'}
    if holds(call.request, headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return FileResponse(path, headers=headers, media_type="image/webp", stat_result=path.stat())


def _path(call: Call, attachment: Attachment) -> Path:
    root = files.folder(call.settings.data_dir)
    path = files.path(root, attachment.ward_id, attachment.digest)
    if not path.is_file():
        raise NotFound()
    return path
