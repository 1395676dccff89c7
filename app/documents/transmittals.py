"""What goes upward, written: its figures and words with its files, drawn as a city reader would read them here."""

from base64 import b64encode
from collections.abc import Callable
from typing import Any

from fastapi import Response

from app.documents import files
from app.documents import reports as documents
from app.documents.files import FORMATS, Format
from app.domain import received as came
from app.domain.reports import drawings, snapshots
from app.domain.transmittals import as_bytes, envelope, sending
from app.models import ReceivedReport, Report, ReportSnapshot, Ward
from app.settings import Settings
from app.web.asking import Asker, Asking
from app.web.routing import Drawn

MEDIA_TYPE = "application/vnd.dsse.envelope.v1+json"
TOLD: dict[str, Any] = {"responses": {"200": {"description": "The file", "content": {MEDIA_TYPE: {}}}}}


def received(call: Asking, ward: Ward, row: ReceivedReport, wanted: Format) -> Response:
    """A file that came with a report from a ward's own installation, just as it came."""
    name = f"bao-cao-{ward.code}-{row.period}-ban-{row.version}.{wanted}"
    return files.served(name, wanted, came.file(call.session, row, wanted))


def written(call: Asking, row: Report, taken: ReportSnapshot, settings: Settings) -> Callable[[], bytes]:
    """What writes the envelope, once nothing of the database is needed any more: drawing takes a second or two."""
    asker = Asker(call.session, call.me.reading_as("city"))
    document, words = documents.of(asker, row, taken), sending.told(call.session, call.me, row, taken)
    seen = taken.version if snapshots.is_whole(asker.me, taken) else None
    drawn = drawings.Drawn(row.id, seen, document.digest)
    kept = {form: drawings.kept(call.session, asker.me, drawn, form) for form in FORMATS}

    def write() -> bytes:
        made = {form: content or files.draw(document, form) for form, content in kept.items()}
        whole = words | {"files": {form: b64encode(one).decode() for form, one in made.items()}}
        return as_bytes(envelope.sealed(as_bytes(whole), envelope.key_of(settings.city_token)))

    return write


def file(call: Asking, row: Report, taken: ReportSnapshot, settings: Settings) -> Drawn:
    """The answer to who takes it along as a file; it is drawn after the database is let go."""
    write = written(call, row, taken, settings)
    name = f"bao-cao-gui-thanh-pho-{call.me.ward.code}-{row.period}-ban-{taken.version}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Drawn(lambda: Response(write(), headers=headers, media_type=MEDIA_TYPE))
