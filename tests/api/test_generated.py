"""Requests that nobody thought of, made from the description alone: each is answered as the description says.

Never 5xx, no status, content type or header that stands nowhere, no answer of another shape, nothing taken that the
description forbids, no way in without a token; also along the links, from what was made to what is done with it.
"""

import os
from typing import Any

import pytest
import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema
from schemathesis.engine.recorder import ScenarioRecorder

from app.main import build
from app.web import wrong_keys
from tests import lengths
from tests.conftest import Stage
from tests.lengths import SOAK
from tests.makers import API, concern, group, placement, product, reach

# Some 800 requests in make test, 20,000 in make soak, where every bound of every field is tried too.
PHASES = ("examples", "coverage", "fuzzing", "stateful") if SOAK else ("fuzzing", "stateful")
# What refuses a request that the description forbids: who asks, the thing and its state may come before the request.
REFUSES = [str(status) for status in (401, 403, 404, 405, 409, 412, 415, 422, 428, 429)]
# Names and numbers that the ward has, among the invented ones.
KNOWN = ["UBND", "MTTQ", "1.3", "TDP-01", "zalo", "loudspeaker", "2026-Q2", "TX-2026", "2026", "residential", "06:30"]


@schemathesis.hook
def before_load_schema(_context: Any, raw_schema: dict[str, Any]) -> None:
    """It can't make up what twelve conditions hold for: which details go with which kind it is told by refusals."""
    del raw_schema["components"]["schemas"]["ProductIn"]["allOf"]


def conf(token: str) -> dict[str, Any]:
    known: dict[str, Any] = {"any": ["*"], "known": KNOWN, "numbers": [1, 2, 5, 20, 500]}
    return {
        "seed": int.from_bytes(os.urandom(4), "big") if SOAK else 8134,
        "workers": 1,
        "continue-on-failure": True,
        "max-failures": 1000,
        "warnings": False,
        "cache": {"enabled": False},
        "suppress-health-check": ["all"],
        "headers": {"Authorization": f"Bearer {token}"},
        "generation": {
            "max-examples": lengths.of("requests made from the description"),
            "no-shrink": True,
            "database": "none",
            "dictionaries": {
                "string": {"dictionary": "known", "probability": 0.5},
                "integer": {"dictionary": "numbers", "probability": 0.3},
            },
        },
        "dictionaries": {name: {"values": values} for name, values in known.items()},
        "parameters": {"header.If-Match": {"dictionary": "any", "probability": 0.9}},
        "phases": {name: {"enabled": name in PHASES} for name in ("examples", "coverage", "fuzzing", "stateful")},
        "checks": {
            # What is well formed may name what the ward does not have.
            "positive_data_acceptance": {"enabled": False},
            "negative_data_rejection": {"expected-statuses": REFUSES},
            "missing_required_header": {"expected-statuses": REFUSES},
        },
        "operations": [
            # A partial batch answers 200, and row by row what is wrong.
            {"include-path-regex": f"^{API}/[a-z]+/batch$", "checks": {"negative_data_rejection": {"enabled": False}}}
        ],
    }


@pytest.mark.parametrize("name", ["coordinator", "officer"] if SOAK else ["coordinator"])
def test_whatever_is_sent_is_answered_as_described(stage: Stage, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wrong_keys, "FREE", 10**9)
    client = stage.bearing(stage.tokens["coordinator"])
    group(client)
    product(client, placement("zalo", "2026-05-03", reach()))
    concern(client)
    # On a loop of its own, as the generator's client has one.
    app = build(stage.app.state.settings, stage.engine)
    config = SchemathesisConfig.from_dict(conf(stage.tokens[name]))
    engine = from_schema(schemathesis.openapi.from_asgi(f"{API}/openapi.json", app, config=config))
    count, faults = 0, list[str]()
    for event in engine.execute():
        assert not isinstance(event, events.FatalError | events.NonFatalError), event
        if isinstance(event, events.ScenarioFinished):
            count += len(event.recorder.interactions)
            faults += _faults(event.recorder)
    assert not faults, f"seed {config.seed}:\n" + "\n".join(dict.fromkeys(faults))
    assert count >= (10_000 if SOAK else 500), count


def _faults(recorder: ScenarioRecorder) -> list[str]:
    found = []
    for key, checks in recorder.checks.items():
        for check in checks:
            if check.failure_info is not None:
                sent, answer = recorder.interactions[key].request, recorder.interactions[key].response
                status = answer.status_code if answer is not None else None
                words = str(check.failure_info.failure.message)[:500]
                found.append(f"{check.name}: {sent.method} {sent.uri[:300]} {status}: {words}")
    return found
