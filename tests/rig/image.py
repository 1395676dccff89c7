"""The image without a container engine: the Dockerfile's own steps, on this machine's root under an overlay.

What a step writes goes into the overlay's upper folder, so the machine is left as it was. It needs root and Linux's
mount namespaces. This machine stands in for the base image: same language version, other packages around it.
"""

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass
class Image:
    """What the Dockerfile says, and the folder that its steps write into."""

    upper: Path
    workdir: str = "/"
    user: str = "root"
    env: dict[str, str] = field(default_factory=dict)
    entrypoint: list[str] = field(default_factory=list)
    command: list[str] = field(default_factory=list)
    health: list[str] = field(default_factory=list)

    def build(self) -> None:
        """Takes every instruction in its order; an unknown one is an error, so that none is left out in silence."""
        for name in ("up", "work", "root"):
            (self.upper / name).mkdir(parents=True)
        # The machine's own Python may lie where only root reads.
        self._inside(f"chmod a+rx {shlex.quote(str(Path.home()))}")
        for word, rest in instructions():
            getattr(self, f"_{word.lower()}")(rest)

    def start(self, data: Path) -> "subprocess.Popen[bytes]":
        """The container: a read-only root, /tmp in memory, the data folder mounted, the image's user."""
        data.mkdir(mode=0o750, exist_ok=True)
        uid = self._inside(f"id -u {self.user}").strip()
        os.chown(data, int(uid), int(uid))
        frozen = "mount -t tmpfs tmpfs /tmp; mount -o remount,ro /"
        act = f"exec setpriv --reuid={uid} --regid={uid} --clear-groups {shlex.join(self.entrypoint + self.command)}"
        return self._popen(f"{frozen}; cd {self.workdir}; {act}", data=data)

    def is_healthy(self, container: "subprocess.Popen[bytes]") -> bool:
        """What the engine asks every half minute, asked once."""
        return self.inside(container, *self.health) == 0

    def inside(self, container: "subprocess.Popen[bytes]", *words: str) -> int:
        """The exit code of a command that root gives inside the container."""
        enter = ["nsenter", "--target", str(first_process(container)), "--mount", "--pid", "--root", "--wd"]
        return subprocess.run([*enter, *words], env=self._env_of(), capture_output=True, check=False).returncode

    def _from(self, base: str) -> None:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        found = re.match(r"python:(\d+\.\d+)", base)
        assert found is not None
        assert found[1] == version, "the overlay must have the base image's Python"

    def _workdir(self, path: str) -> None:
        self.workdir = path
        self._inside(f"mkdir -p {path}")

    def _copy(self, rest: str) -> None:
        *sources, target = rest.split()
        for source in sources:
            to = self.upper / "up" / Path(self.workdir).relative_to("/") / target
            given = ROOT / source
            if given.is_dir():
                shutil.copytree(given, to, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(given, to)

    def _run(self, script: str) -> None:
        self._inside(f"cd {self.workdir}; {script}")

    def _env(self, rest: str) -> None:
        self.env |= dict(pair.split("=", 1) for pair in shlex.split(rest))

    def _user(self, name: str) -> None:
        self.user = name

    def _volume(self, path: str) -> None:
        assert path == "/data"

    def _expose(self, port: str) -> None:
        assert port == "8000"

    def _healthcheck(self, rest: str) -> None:
        self.health = json.loads(rest[rest.index("[") :])

    def _entrypoint(self, rest: str) -> None:
        self.entrypoint = json.loads(rest)

    def _cmd(self, rest: str) -> None:
        self.command = json.loads(rest)

    def _inside(self, script: str) -> str:
        process = self._popen(script, capture=True)
        out, _ = process.communicate(timeout=600)
        assert process.returncode == 0, f"{script}\n{out.decode()}"
        return out.decode()

    def _popen(self, script: str, capture: bool = False, data: Path | None = None) -> "subprocess.Popen[bytes]":
        root = f"{self.upper}/root"
        layers = f"lowerdir=/,upperdir={self.upper}/up,workdir={self.upper}/work"
        mounts = [f"mount -t overlay overlay -o {layers} {root}", f"mount --rbind /dev {root}/dev"]
        mounts += [f"mount --bind {shlex.quote(str(data))} {root}/data"] if data else []
        inner = f"mount -t proc proc /proc; {script}"
        outer = " && ".join([*mounts, f"exec chroot {root} sh -ec {shlex.quote(inner)}"])
        pipe = subprocess.PIPE if capture else None
        return subprocess.Popen(
            ["unshare", "--mount", "--pid", "--fork", "--kill-child", "sh", "-c", outer],
            env=self._env_of(),
            stdout=pipe,
            stderr=subprocess.STDOUT if capture else None,
            start_new_session=True,
        )

    def _env_of(self) -> dict[str, str]:
        clean = {name: value for name, value in os.environ.items() if not name.startswith(("LANTOA_", "PYTHON"))}
        # `python` of the base image is the interpreter itself, not a virtual environment around it.
        path = f"{Path(sys.base_prefix) / 'bin'}:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
        return clean | self.env | {"PATH": path}


def first_process(container: "subprocess.Popen[bytes]") -> int:
    """The container's process 1, by the number that it has outside."""
    found = subprocess.run(["pgrep", "--parent", str(container.pid)], capture_output=True, text=True, check=True)
    return int(found.stdout.split()[0])


def stop(container: "subprocess.Popen[bytes]") -> int:
    """As an engine stops a container: SIGTERM to its first process, then to be gone within 15 seconds."""
    os.kill(first_process(container), signal.SIGTERM)
    return container.wait(15)


def instructions() -> list[tuple[str, str]]:
    text = re.sub(r"^#.*\n", "", (ROOT / "Dockerfile").read_text("utf-8"), flags=re.MULTILINE)
    lines = re.sub(r"\\\n", " ", text).splitlines()
    return [(line.split(None, 1)[0], line.split(None, 1)[1].strip()) for line in lines if line.strip()]
