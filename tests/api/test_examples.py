"""The calls on the page of the API run as they are printed, in the order in which each finds what it names."""

import html
import json
import re
import shlex
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import jsonschema_rs
from fastapi.testclient import TestClient

from app.api.openapi import calls, document
from tests import makers, samples
from tests.api.test_manners import may
from tests.conftest import Stage
from tests.makers import API, Json
from tests.rig import described, receiver
from tests.rig.upward import Remote
from tests.test_routes import Route

PRINTED = re.compile(r'aria-label="Ví dụ (gọi|trả lời) (\w+ /api/v1[^"]*)"\s*><code>(.*?)</code>', re.DOTALL)


def printed(client: TestClient, what: str) -> dict[str, str]:
    """What the page has under this name, by method and address."""
    page = client.get(f"{API}/docs").text
    return {line: html.unescape(text) for kind, line, text in PRINTED.findall(page) if kind == what}


@dataclass
class Shell:
    """Runs lines of curl: their words as a shell reads them, their variables filled in."""

    stage: Stage
    lines: dict[str, str]
    told: dict[str, Any] = field(default_factory=dict)
    ids: dict[str, Any] = field(default_factory=dict)
    # What a file holds that another installation wrote, and the token that it is taken in by.
    carried: Json = field(default_factory=dict)
    token_of: dict[str, str] = field(default_factory=dict)

    def run(self, line: str) -> Any:
        route = Route(*line.split(" "))
        noun = route.path.removeprefix(f"{API}/").split("/")[0]
        values = {
            "MA": self.token_of.get(line) or self.stage.tokens[may(route)],
            "DIA_CHI": "",
            "ID": self.ids.get(noun),
            "ETAG": "",
            "TEP": self.ids.get("attachments"),
            "LAN_GUI": self.ids.get("deliveries"),
            "LUOT": self.ids.get("planned"),
        }
        words = shlex.split(self.lines[line].replace("\\\n", " "))
        address = self._filled(words[-1], values)
        if "$ETAG" in self.lines[line]:
            bearer = {"Authorization": f"Bearer {values['MA']}"}
            values["ETAG"] = self.stage.bearing(None).get(address, headers=bearer).headers["etag"]
        answer = self._sent(route.method, address, [self._filled(word, values) for word in words[1:-1]])
        assert 200 <= answer.status_code < 300, f"{line}: {answer.text}"
        if answer.headers.get("content-type") == "application/json":
            self.told[line] = answer.json()
        return answer

    def _filled(self, word: str, values: Json) -> str:
        return re.sub(r"\$([A-Z_]+)", lambda one: str(values[one[1]]), word)

    def _sent(self, method: str, address: str, words: list[str]) -> Any:
        headers, options = {}, dict[str, Any]()
        for name, value in zip(words[::2], words[1::2], strict=True):
            key, _, text = value.partition(": " if name == "-H" else "=")
            if name == "-X":
                assert value == method
            elif name == "-H":
                headers[key] = text
            elif name == "-d":
                options["content"] = json.dumps(self.carried).encode() if value.startswith("@") else value.encode()
            elif text.startswith("@"):
                options["files"] = {key: (text[1:], samples.picture(), "image/png")}
            else:
                options.setdefault("data", {})[key] = text
        return self.stage.bearing(None).request(method, address, headers=headers, **options)

    def make(self, line: str) -> None:
        """A write, and what it answers that later calls name."""
        made = self.run(line).json()
        noun, *rest = line.split(" ")[1].removeprefix(f"{API}/").split("/")
        if rest[1:] == ["attachments"]:
            self.ids["attachments"] = made["id"]
        elif not rest and line.startswith("POST") and "id" in made:
            self.ids[noun] = made["id"]
        if line == f"POST {API}/products":
            self.ids["planned"] = made["planned_placements"][0]["id"]


def test_every_call_on_the_page_runs_as_it_is_printed(
    stage: Stage, nobody: TestClient, coordinator: TestClient, admin: TestClient
) -> None:
    lines, examples = printed(nobody, "gọi"), printed(nobody, "trả lời")
    shell = Shell(stage, lines)
    writes = [f"{line.split(' ')[0]} {API}{line.split(' ')[1]}" for line in calls.SENT if "/attachments" not in line]
    writes.insert(writes.index(f"POST {API}/users") + 1, f"POST {API}/users/{{person}}/invitation")
    remote = Remote(stage)
    shell.carried, shell.token_of[f"POST {API}/transmittals"] = remote.envelope(), remote.token
    for line in writes:
        if line.endswith("/accept"):
            shell.run(f"POST {API}/reports/{{id}}/submit")
        if line.endswith("/retry"):
            makers.planned(coordinator)
            shell.ids["deliveries"] = receiver.ordered(stage, admin, shell.ids["webhooks"])
        shell.make(line)
    files = [line for line in lines if "/attachments" in line]
    upward = [line for line in lines if "/transmittal" in line and line not in writes]
    reads = [line for line in lines if line.startswith("GET") and line not in (*files, *upward)]
    for line in reads:
        shell.run(line)
    shell.ids["reports"] = makers.post(coordinator, "/reports", {"type": "consolidated", "period": "2026-Q3"})["id"]
    makers.post(coordinator, f"/reports/{shell.ids['reports']}/submit", {})
    for line in upward:
        shell.run(line)
    urgent = {"unit": "UBND", "type": "urgent", "title": "Vỡ ống nước", "text": "Ngõ 12 mất nước"}
    shell.ids["reports"] = makers.post(coordinator, "/reports", urgent)["id"]
    for line in sorted(files, key=lambda line: ("/reports/" in line, *_in_order(line))):
        (shell.make if line.startswith("POST") else shell.run)(line)
    # What was published or handed in stays.
    shell.ids["products"] = makers.planned(coordinator)["id"]
    shell.ids["reports"] = makers.report(coordinator, "MTTQ")["id"]
    removals = [line for line in lines if line.startswith("DELETE") and line not in files]
    for line in removals:
        shell.run(line)
    assert set(lines) == {*writes, *reads, *upward, *removals, *files}, "each was run"
    for line, told in shell.told.items():
        example = json.loads(examples[line])
        assert set(told) <= set(example), f"{line}: the example has fewer fields"
        for real in told.get("items", [])[:1]:
            assert set(real) <= set(example["items"][0]), line


def _in_order(line: str) -> tuple[int, str]:
    """What makes a thing before what changes it, what takes it away last."""
    return ("POST", "PATCH", "GET", "DELETE").index(line.split(" ", maxsplit=1)[0]), line


def test_every_example_is_right_by_the_description(stage: Stage) -> None:
    spec = document(stage.app)
    for path, operations in spec["paths"].items():
        for method, operation in operations.items():
            parts = (operation.get("requestBody", {}), *operation["responses"].values())
            media_of = (one.get("content", {}).get("application/json") for one in parts)
            for media in (one for one in media_of if one is not None):
                if "example" not in media:
                    assert media["schema"] == {"$ref": "#/components/schemas/Problem"}, f"{method} {path}"
                    continue
                schema = described.with_what_it_names(media["schema"], spec)
                faults = [one.message for one in jsonschema_rs.validator_for(schema).iter_errors(media["example"])]
                assert faults == [], f"{method} {path}: {faults[:3]}"


def test_each_operation_of_the_page_is_told_in_words_of_its_own(stage: Stage) -> None:
    page = stage.client().get(f"{API}/docs").text
    sections = re.findall(
        r'<section aria-labelledby="([\w-]+)".*?<h2 id="[\w-]+">(.*?)</h2>(.*?)</section>', page, re.DOTALL
    )
    assert len(sections) > 20
    assert [tag for tag, name, _ in sections if tag == name] == []
    for tag, _, body in sections:
        told = Counter(re.findall(r'</code> <span class="mute">\s*(.*?)\s*</span></span></summary>', body))
        assert told or tag in ("shapes", "codes"), tag
        assert [words for words, times in told.items() if times > 1] == [], tag
