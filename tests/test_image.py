"""The ways into operation: the image, compose and the systemd unit say what the program and its settings say."""

import os
import re
import shutil
import subprocess
import time
import urllib.request
from pathlib import Path

import pytest
import yaml

from app.commands.serving import FAREWELL
from app.settings import Settings
from tests.lengths import SOAK
from tests.rig import image
from tests.rig.image import ROOT

NAMES = {f"LANTOA_{name.upper()}" for name in Settings.model_fields}


def named(text: str) -> set[str]:
    return set(re.findall(r"LANTOA_[A-Z_]+", text))


def test_the_image_s_files_are_let_in_and_there() -> None:
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    copied = {source for word, rest in image.instructions() if word == "COPY" for source in rest.split()[:-1]}
    assert copied == let_in
    assert all((ROOT / source).exists() for source in copied)


def test_the_image_runs_as_nobody_special_and_asks_for_its_health() -> None:
    said = dict(image.instructions())
    assert said["USER"] == "lantoa"
    assert "/healthz" in said["HEALTHCHECK"]
    assert named((ROOT / "Dockerfile").read_text()) <= NAMES


def test_what_is_under_way_may_end_before_anybody_kills_it() -> None:
    """Docker waits 10 seconds by itself, as long as a page that is being answered may take."""
    services = yaml.safe_load((ROOT / "compose.yaml").read_text())["services"]
    for name in ("lantoa", "work"):
        assert int(services[name]["stop_grace_period"].removesuffix("s")) > FAREWELL, name
    for unit in (ROOT / "deploy").glob("*.service"):
        assert int(re.findall(r"^TimeoutStopSec=(\d+)$", unit.read_text(), re.MULTILINE)[0]) > FAREWELL, unit.name


def test_compose_names_settings_that_exist_and_a_database_that_is_ready() -> None:
    found = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))
    ours, database = found["services"]["lantoa"], found["services"]["database"]
    assert set(ours["environment"]) <= NAMES
    assert ours["depends_on"] == {"database": {"condition": "service_healthy"}}
    assert ours["environment"]["LANTOA_DATABASE_URL"].startswith("postgresql+psycopg://lantoa:")
    assert database["environment"]["POSTGRES_USER"] == database["environment"]["POSTGRES_DB"] == "lantoa"
    assert {volume.split(":")[0] for volume in ours["volumes"] + database["volumes"]} == set(found["volumes"])
    assert ours["read_only"] is True


def test_compose_leaves_work_to_a_program_of_its_own() -> None:
    services = yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))["services"]
    ours, work = services["lantoa"], services["work"]
    assert ("--no-work" in ours["command"], work["command"]) == (True, ["work"])
    assert (work["environment"], work["volumes"]) == (ours["environment"], ours["volumes"])
    # The schema is the server's to bring to the newest.
    assert work["depends_on"] == {"lantoa": {"condition": "service_healthy"}}


@pytest.mark.parametrize("name", ["lantoa", "lantoa-work"])
def test_systemd_takes_the_unit_without_a_complaint(tmp_path: Path, name: str) -> None:
    unit = (ROOT / "deploy" / f"{name}.service").read_text("utf-8")
    assert named(unit) <= NAMES
    if shutil.which("systemd-analyze") is None:
        pytest.skip("NO SYSTEMD here: its unit was not verified")
    # The program's own place does not exist on a machine that only tests.
    there = tmp_path / "lantoa"
    there.write_text("#!/bin/sh\n")
    there.chmod(0o755)
    copy = tmp_path / f"{name}.service"
    copy.write_text(unit.replace("/opt/lantoa/.venv/bin/lantoa", str(there)))
    done = subprocess.run(["systemd-analyze", "verify", copy], capture_output=True, text=True, check=False)
    assert "lantoa" not in done.stderr, done.stderr


@pytest.mark.skipif(not SOAK, reason="the image's steps are taken under make soak only")
def test_the_steps_of_the_image_make_one_that_serves(tmp_path: Path) -> None:
    if os.geteuid() != 0 or subprocess.run(["unshare", "--mount", "true"], check=False).returncode != 0:
        pytest.skip("NO ROOT: the image's steps were NOT taken")
    made = image.Image(tmp_path / "image")
    made.build()
    container = made.start(tmp_path / "data")
    try:
        deadline = time.monotonic() + 60
        while not made.is_healthy(container):
            assert container.poll() is None, "the container ended"
            assert time.monotonic() < deadline, "the container is not healthy"
            time.sleep(0.5)
        with urllib.request.urlopen("http://127.0.0.1:8000/login") as answer:
            assert "Đăng nhập" in answer.read().decode()
        assert made.inside(container, "touch", "/srv/lantoa/written") != 0, "the image is read-only"
        assert {file.name for file in (tmp_path / "data").iterdir()} >= {"lantoa.db", "secret_key"}
        assert {file.stat().st_uid for file in (tmp_path / "data").iterdir()} == {10001}
    finally:
        code = image.stop(container)
    assert code == 0
