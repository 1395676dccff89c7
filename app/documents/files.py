"""Documents as files: drawn by format, under a plain name, served so that no browser runs them."""

import gc
from collections.abc import Callable
from typing import Annotated, Any, Literal, get_args
from urllib.parse import quote

from fastapi import Response

from app import memory
from app.documents import pdf, spreadsheet, word
from app.documents.content import Document
from app.domain.inputs import Choice, Input
from app.web import workbooks
from app.web.routing import Drawn

Format = Literal["docx", "pdf", "xlsx"]
FORMATS: dict[Format, tuple[str, Callable[[Document], bytes]]] = {
    "docx": (word.MEDIA_TYPE, word.draw),
    "pdf": (pdf.MEDIA_TYPE, pdf.draw),
    "xlsx": (workbooks.MEDIA_TYPE, spreadsheet.draw),
}
MEDIA_TYPES = tuple(media_type for media_type, _ in FORMATS.values())


class Asked(Input):
    format: Annotated[Format, Choice] = "docx"


class TextAsked(Input):
    """Of what has no figures."""

    format: Annotated[Literal["pdf", "docx"], Choice] = "pdf"


# What an API's description says of such a route.
TOLD: dict[str, Any] = {
    "parameters": [
        {"name": "format", "in": "query", "schema": {"enum": [*get_args(Format)], "default": "docx"}},
        {
            "name": "version",
            "in": "query",
            "schema": {"type": "integer", "minimum": 1, "maximum": 9999},
            "description": "One that was handed in; left out: the report as it stands",
        },
    ],
    "responses": {"200": {"description": "The file", "content": {one: {} for one in MEDIA_TYPES}}},
}


def drawn(document: Document, wanted: Format) -> Any:
    """The answer to who asks for the document as a file; it is drawn after the database is let go."""
    return Drawn(lambda: answer(document, wanted, draw(document, wanted)))


def draw(document: Document, wanted: Format) -> bytes:
    made = FORMATS[wanted][1](document)
    # A Word file is made of circles that hold far more than garbage's own count of them says.
    gc.collect()
    memory.give_back()
    return made


def answer(document: Document, wanted: Format, content: bytes) -> Response:
    return served(f"{document.file_name}.{wanted}", wanted, content)


def served(name: str, wanted: Format, content: bytes) -> Response:
    headers = {
        "Content-Disposition": f"attachment; filename=\"{name}\"; filename*=UTF-8''{quote(name)}",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    return Response(content, headers=headers, media_type=FORMATS[wanted][0])
