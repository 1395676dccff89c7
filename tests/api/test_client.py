"""A client that is made anew from the description does the main job, and knows the type of every answer."""

import importlib
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from tests.conftest import Stage
from tests.makers import API, DAY, group
from tests.samples import picture

# Files are bytes to it, whatever their kind.
CONFIG = """{"post_hooks": [], "content_type_overrides": {"*/*": "application/octet-stream",
"application/vnd.openxmlformats-officedocument.wordprocessingml.document": "application/octet-stream"}}"""


class Through(httpx.BaseTransport):
    """Lets the generated client's requests through to the stage, whose answers are held against the description."""

    def __init__(self, client: TestClient) -> None:
        self.client = client

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        sent = request.read()
        answer = self.client.request(request.method, str(request.url), content=sent, headers=dict(request.headers))
        headers = {name: value for name, value in answer.headers.items() if name != "content-encoding"}
        return httpx.Response(answer.status_code, headers=headers, content=answer.content)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory, theatre: Any) -> Iterator[str]:
    """The name of a package, made from the description."""
    folder = tmp_path_factory.mktemp("made")
    stage = theatre.stage("sqlite")
    (folder / "openapi.json").write_bytes(stage.client().get(f"{API}/openapi.json").content)
    (folder / "config.json").write_text(CONFIG, "utf-8")
    command = [
        sys.executable,
        "-m",
        "openapi_python_client",
        "generate",
        "--path",
        "openapi.json",
        "--meta",
        "none",
        "--config",
        "config.json",
        "--output-path",
        "made_client",
        "--fail-on-warning",
    ]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    sys.path.insert(0, str(folder))
    yield "made_client"
    sys.path.remove(str(folder))


@pytest.fixture
def made(package: str, stage: Stage) -> SimpleNamespace:
    """The client of the coordinator, and what the package has."""
    main, models = importlib.import_module(package), importlib.import_module(f"{package}.models")
    client = main.AuthenticatedClient(base_url="http://testserver", token=stage.tokens["coordinator"])
    headers = {"Authorization": f"Bearer {client.token}"}
    client.set_httpx_client(httpx.Client(transport=Through(stage.client()), base_url=client._base_url, headers=headers))

    def call(operation: str, *given: Any, **named: Any) -> Any:
        """What an operation answers: («products/products_create», …) → status, parsed, headers."""
        module = importlib.import_module(f"{package}.api.{operation.replace('/', '.')}")
        return module.sync_detailed(*given, client=client, **named)

    def raw(operation: str, **named: Any) -> httpx.Response:
        """An answer that is no JSON, which its parsers don't read, by the client's own connection and arguments."""
        module = importlib.import_module(f"{package}.api.{operation.replace('/', '.')}")
        answer: httpx.Response = client.get_httpx_client().request(**module._get_kwargs(**named))
        return answer

    return SimpleNamespace(call=call, raw=raw, models=models, types=importlib.import_module(f"{package}.types"))


def test_every_answer_has_a_type(package: str) -> None:
    folder = Path(importlib.import_module(package).__path__[0])
    sources = {path.name: path.read_text("utf-8") for path in folder.glob("api/*/*.py")}
    assert len(sources) > 120
    untyped = {name: re.findall(r"response_(20[0-36]) = cast\(Any", text) for name, text in sources.items()}
    assert [name for name, found in untyped.items() if found] == []
    told = [name for name, text in sources.items() if name != "__init__.py" and "def sync(" not in text]
    assert told == [], "an operation whose answers all have no content"


def test_it_logs_and_changes_and_attaches(made: SimpleNamespace, coordinator: TestClient) -> None:
    m = made.models
    group(coordinator)
    units = made.call("units/units_list").parsed
    assert isinstance(units, m.UnitList)
    assert "UBND" in [unit.code for unit in units.items]
    reach = m.ReachIn(group="TDP-01", people=420, basis=m.Basis.MEASURED)
    placed = m.PlacementIn(channel="zalo", published_on=date.fromisoformat(DAY), reach=[reach])
    sent = {"kind": m.ProductKind.VIDEO, "unit": "UBND", "content_group": "1.3", "placements": [placed]}
    body = m.ProductIn(title="Phim ngắn", external_id="cms-1", details=m.Video(seconds=90), **sent)
    first, again = (made.call("products/products_create", body=body) for _ in range(2))
    assert [answer.status_code for answer in (first, again)] == [201, 200]
    assert isinstance(again.parsed, m.ProductAnswer)
    assert isinstance(again.parsed.placements[0].reach[0], m.Reach)
    id, tag = again.parsed.id, again.headers["etag"]
    changed = made.call("products/products_change", id, body=m.ProductPatch(title="Phim dài"), if_match=tag)
    assert changed.parsed.title == "Phim dài"
    stale = made.call("products/products_change", id, body=m.ProductPatch(title="Khác"), if_match=tag)
    assert (stale.status_code, stale.parsed.code) == (412, m.ErrorCode.STALE)
    file = made.types.File(payload=BytesIO(picture()), file_name="ảnh.png", mime_type="image/png")
    attached = made.call("products/attachments_create", id, body=m.AttachmentsCreateBody(file=file))
    assert isinstance(attached.parsed, m.AttachmentAnswer)
    bytes_of = made.call("products/attachments_content", id, attached.parsed.id).parsed
    assert bytes_of.payload.read()[:4] == b"\x89PNG"
    batch = m.BatchIn(items=[m.ProductIn(title=f"Phim {n}", **sent) for n in range(3)])
    stored = made.call("products/products_batch", body=batch).parsed
    assert isinstance(stored, m.BatchResult)
    assert [row.status for row in stored.items] == [201, 201, 201]


def test_it_reads_figures_and_takes_a_report_through(made: SimpleNamespace, coordinator: TestClient) -> None:
    m = made.models
    group(coordinator)
    found = made.call("figures/coverage_get", period="2026-Q2", by=m.CoverageBy.GROUP).parsed
    assert isinstance(found, m.Coverage)
    assert [row.key for row in found.items] == ["TDP-01"]
    told = made.call("figures/indicators_list", period="2026-Q2").parsed
    assert isinstance(told, m.Indicators)
    code = told.items[0].code
    part = m.IndicatorPart.DENOMINATOR
    entries = made.call("figures/indicators_entries", code, period="2026-Q2", part=part).parsed
    assert isinstance(entries, m.EntryList)
    body = m.ReportIn(type_=m.ReportType.PERIODIC, unit="UBND", period="2026-Q2")
    report = made.call("reports/reports_create", body=body).parsed
    assert report.status == m.ReportStatus.DRAFT
    for step, status in (("submit", m.ReportStatus.SUBMITTED), ("accept", m.ReportStatus.ACCEPTED)):
        report = made.call(f"reports/reports_{step}", report.id, body=m.SubmitIn()).parsed
        assert report.status == status, step
    document = made.call("reports/reports_export", report.id, format_=m.DocumentFormat.DOCX).parsed
    assert document.payload.read()[:2] == b"PK"
    listed = made.call("groups/groups_list", format_=m.AnswerFormat.JSON)
    assert [row.code for row in listed.parsed.items] == ["TDP-01"]
    sheet = made.raw("groups/groups_list", format_=m.AnswerFormat.CSV)
    heads, row = sheet.text.removeprefix("\ufeff").splitlines()
    assert dict(zip(heads.split(","), row.split(","), strict=True))["code"] == "TDP-01"
