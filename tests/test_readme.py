"""What the README says is true: its commands exist, its example works, its accounts are the demo's."""

import json
import re
import subprocess
import sys
from pathlib import Path

from fastapi.testclient import TestClient

from app.domain import demo
from app.domain.access import RIGHTS, ROLES, Right
from tests import makers

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")


def test_the_api_example_works_as_printed(officer: TestClient, coordinator: TestClient) -> None:
    for code in ("TDP-01", "TDP-02"):
        makers.post(coordinator, "/groups", {"code": code, "kind": "residential", "name": code, "population": 1450})
    body = json.loads(re.search(r"-d '(\{.*?\})'", README, re.DOTALL)[1])  # type: ignore[index]
    assert officer.post("/api/v1/products", json=body).status_code == 201
    path = re.search(r'http://127\.0\.0\.1:8000(/api/v1/coverage\?[^"]+)', README)[1]  # type: ignore[index]
    assert officer.get(path).json()["items"][0]["gross_reach"] == 420


def test_the_worked_example_is_the_program_s(coordinator: TestClient) -> None:
    makers.post(coordinator, "/groups", {"code": "G", "kind": "residential", "name": "G", "population": 1000})
    placements = [
        {
            "channel": channel,
            "published_on": makers.DAY,
            "reach": [{"group": "G", "people": people, "basis": "estimated"}],
        }
        for channel, people in (("loudspeaker", 600), ("loudspeaker", 500), ("zalo", 400), ("residential_meeting", 200))
    ]
    makers.product(coordinator, *placements)
    row = coordinator.get("/api/v1/coverage?period=2026-Q2").json()["items"][0]
    said = re.search(r"coverage ([\d.]+)%,\s+between (\d+)% and (\d+)%", README)
    assert said is not None
    shown = [row["coverage"], row["coverage_low"], row["coverage_high"]]
    assert [float(said[1]), float(said[2]), float(said[3])] == [round(100 * share, 1) for share in shown]


def test_every_command_that_is_named_exists() -> None:
    named = set(re.findall(r"(?:^|`|\()lantoa ([a-z]+(?: create)?)", README, re.MULTILINE))
    assert {"init", "serve", "backup", "restore", "check", "user create", "token create", "ward create"} <= named
    for command in named:
        done = subprocess.run(
            [sys.executable, "-m", "app", *command.split(), "--help"], capture_output=True, check=False
        )
        assert done.returncode == 0, command


def test_every_make_target_that_is_named_exists() -> None:
    makefile = (Path(__file__).resolve().parent.parent / "Makefile").read_text("utf-8")
    for target in re.findall(r"`?make ([a-z]+)", README):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target


def test_the_demo_s_accounts_are_all_named() -> None:
    for account in demo.accounts():
        assert f"`{account['name']}`" in README


def test_every_file_that_is_linked_is_there() -> None:
    for path in re.findall(r"\]\(([^)h][^)]*)\)", README):
        assert (Path(__file__).resolve().parent.parent / path).exists(), path


def test_the_table_of_rights_is_the_program_s() -> None:
    """Where it is not: the first difference shows the line that docs/rights.md must have."""
    said = (ROOT / "docs" / "rights.md").read_text("utf-8").splitlines()
    drawn = [f"| right | lets one | {' | '.join(ROLES)} |", "|---|---|" + "---|" * len(ROLES)]
    drawn += [f"| `{name}` | {right.what} | {' | '.join(_cells(right))} |" for name, right in RIGHTS.items()]
    assert [line for line in said if line.startswith("|")] == drawn


def _cells(right: Right) -> list[str]:
    has, lacks = {True: "own", False: "yes"}, {True: "404", False: "–"}
    has[True] = "branch" if right.is_of_branch else has[True]
    return [
        has[role == "unit" and right.own is not None]
        if role in right.roles
        else lacks[right.is_hidden or not (right.is_known or role in RIGHTS["entries.read"].roles)]
        for role in ROLES
    ]


def test_every_promise_names_a_test_that_is_there() -> None:
    page = (ROOT / "docs" / "contract.md").read_text("utf-8")
    promises = [line for line in page.splitlines() if line.startswith("- ")]
    assert len(promises) > 100
    for promise in promises:
        named = re.findall(r"`([\w/]+\.py)::(test_\w+)`", promise.rpartition(" → ")[2])
        assert named, promise
        for file, name in named:
            assert f"\ndef {name}(" in (ROOT / "tests" / file).read_text("utf-8"), promise
