"""Where an endpoint is, and what a call to it cost."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any

import openai
import pytest
from support.calls.watching import Watching, watching

from jupyter_aiprov.capture.energy.cpu import Clock
from jupyter_aiprov.capture.energy.reading import Reading
from jupyter_aiprov.capture.energy.remote import Remote
from jupyter_aiprov.capture.http.costs import SharedTime
from jupyter_aiprov.capture.http.request import endpoint
from jupyter_aiprov.capture.settings import Settings
from jupyter_aiprov.providers import known

Named = Callable[[str], str]
SETTINGS = Settings(institutional=("*.inserm.fr", "albert.*"), sovereign=("*.outscale.com",))


@pytest.mark.parametrize(
    ("host", "place"),
    [
        ("127.0.0.1", "local"),
        ("127.3.0.1", "local"),
        ("localhost", "local"),
        ("[::1]", "local"),
        ("::1", "local"),
        ("llm.inserm.fr", "institutional"),
        ("albert.gouv.fr", "institutional"),
        ("api.outscale.com", "sovereign"),
        ("api.openai.com", "external"),
        ("inserm.fr.evil.example", "external"),
        ("192.168.1.4", "external"),
        ("", "unknown"),
    ],
)
def test_the_class_of_an_endpoint(host: str, place: str) -> None:
    assert endpoint(host, SETTINGS).class_ == place


def test_providers_by_host() -> None:
    provider = known().at
    assert provider("eu.api.openai.com") == "openai"
    assert provider("bedrock-runtime.eu-west-3.amazonaws.com") == "aws.bedrock"
    assert provider("bedrock-runtime.cn-north-1.amazonaws.com.cn") == "aws.bedrock"
    assert provider("europe-west1-aiplatform.googleapis.com") == "gcp.vertex_ai"
    assert provider("docs.mistral.ai") == "mistral_ai"
    assert provider("api.openai.com.example") is None
    assert provider("api.together.evil.example") is None
    assert provider("127.0.0.1") is None


def test_a_remote_call_is_estimated(named: Named, seen: Watching) -> None:
    client = openai.OpenAI(base_url=f"{named('api.openai.com')}/v1", api_key="k")
    client.chat.completions.create(model="gpt-4o", messages=[{"role": "user", "content": "a"}])
    call = seen.one()
    impact = call.impact
    assert impact is not None
    assert (impact.scope, impact.zone) == ("remote", "USA")
    assert impact.energy is not None
    assert 0 < impact.energy.min < impact.energy.max
    assert (impact.energy.unit, impact.energy.method) == ("kWh", "ecologits llm_impacts")
    assert impact.energy.version
    assert impact.carbon is not None
    assert impact.embodied is not None
    assert impact.embodied.max < impact.carbon.max
    assert {said.code for said in impact.diagnostics} == {"AP407"}
    assert call.system is not None
    assert call.system.endpoint is not None
    assert call.system.endpoint.class_ == "external"


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ((None, ("m",), 3, 1.0), "unknown provider"),
        (("groq", ("m",), 3, 1.0), "groq"),
        (("openai", ("gpt-4o",), None, 1.0), "no count"),
        (("openai", ("no-such-model",), 3, 1.0), "no-such-model"),
        (("openai", (None,), 3, 1.0), "name is unknown"),
    ],
)
def test_what_cannot_be_estimated_is_not_available(arguments: Any, reason: str) -> None:
    impact = Remote().impact(*arguments)
    assert (impact.energy, impact.carbon, impact.embodied) == (None, None, None)
    assert impact.diagnostics[0].code == "AP201"
    assert reason in impact.diagnostics[0].message


def test_the_zone_is_configurable_and_ecologits_stays_quiet(
    caplog: pytest.LogCaptureFixture,
) -> None:
    asked: Any = ("mistral_ai", ("mistral-large-latest",), 100, 2.0)
    with caplog.at_level(logging.DEBUG):
        there, here = Remote("SWE").impact(*asked), Remote("POL").impact(*asked)
    assert (here.zone, here.zone_source) == ("POL", "settings")
    assert here.energy == there.energy
    assert here.carbon is not None
    assert there.carbon is not None
    assert here.carbon.max > there.carbon.max
    assert "ecologits" not in caplog.text


def test_a_local_server_is_charged_the_machine_over_the_call(model: str) -> None:
    with watching() as seen:
        seen.recorder.meter.look("FRA")
        client = openai.OpenAI(base_url=model, api_key="k")
        client.chat.completions.create(
            model="smollm2-135m-instruct",
            messages=[{"role": "user", "content": "a"}],
            max_tokens=4,
        )
        call = seen.one()
    assert call.impact is not None
    assert call.impact.scope == "local"
    assert call.impact.energy is not None
    assert call.impact.energy.min > 0
    assert "AP402" in [said.code for said in call.diagnostics]


def test_calls_under_way_together_share_the_machine() -> None:
    def at(second: float) -> Reading:
        return Reading(Clock(second, 2 * second), 3 * second)

    time = SharedTime()
    one = time.enter(at(0))
    two = time.enter(at(4))  # alone for four seconds, then two together for two
    one_end = time.leave(at(6))
    two_end = time.leave(at(10))  # alone for four more
    assert one_end.clock.wall - one.clock.wall == pytest.approx(5)
    assert two_end.clock.wall - two.clock.wall == pytest.approx(5)
    assert two_end.busy - two.busy == pytest.approx(15)
    idle = time.enter(at(100))
    assert time.leave(at(101)).clock.wall - idle.clock.wall == pytest.approx(1)


def test_two_threads_ask_for_ecologits_at_once() -> None:
    remote, found = Remote(), []
    threads = [
        threading.Thread(target=lambda: found.append(remote.impact("openai", ("gpt-4o",), 9, 1.0)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(impact.energy is not None for impact in found)


def test_a_fault_of_the_estimate_costs_the_estimate(
    named: Named, seen: Watching, monkeypatch: pytest.MonkeyPatch
) -> None:
    def faulty(*_: Any) -> None:
        raise NameError("half loaded")

    monkeypatch.setattr(Remote, "impact", faulty)
    client = openai.OpenAI(base_url=named("api.openai.com"), api_key="k", max_retries=0)
    client.chat.completions.create(model="gpt-4o", messages=[{"role": "user", "content": "x"}])
    (call,) = seen.run.activities.values()
    assert call.usage
    assert call.impact is None
    assert [one.code for one in seen.run.diagnostics] == ["AP001"]
    assert (seen.run.lost, seen.run.unknown) == ({"energy"}, set())
