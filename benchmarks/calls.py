"""What following calls to models costs, in process, against the bare client on loopback.

python -m benchmarks.calls [ROUNDS]
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import httpx2

from jupyter_aiprov.capture.context import current_run, enter
from jupyter_aiprov.capture.recorder import Recorder
from jupyter_aiprov.kernel.adapters import Adapters

from ._harness import Row, at_most_more, interleave, main
from ._loopback import served

ASKED: Any = {"model": "m", "messages": [{"role": "user", "content": "Say this simply."}]}
AT_ONCE = 100
#: A whole program: what it holds at most while it reads a hundred megabytes, in MB.
PEAK = """
import openai, resource, sys
address, ours = sys.argv[1], sys.argv[2] == "ours"
if ours:
    from jupyter_aiprov.capture.context import enter
    from jupyter_aiprov.capture.recorder import Recorder
    from jupyter_aiprov.kernel.adapters import Adapters
    recorder = Recorder()
    adapters = Adapters(recorder)
    adapters.install()
    adapters.ready()
    enter(recorder.begin("a cell"))
client = openai.OpenAI(base_url=address, api_key="k")
messages = [{"role": "user", "content": "hello"}]
for model in ("small", "large"):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for chunk in client.chat.completions.create(model=model, messages=messages, stream=True):
        pass
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)
"""
#: Medians of thirty calls before and after another tool is put in, in seconds.
OTHER = """
import openai, statistics, sys, time
address, kind, instrument = sys.argv[1:]
client = openai.OpenAI(base_url=address, api_key="k")
messages = [{"role": "user", "content": "Say this simply."}]
def one():
    start = time.perf_counter()
    answer = client.chat.completions.create(model="m", messages=messages, stream=kind != "chat")
    for _ in answer if kind != "chat" else ():
        pass
    return time.perf_counter() - start
def many():
    return statistics.median([one() for _ in range(35)][5:])
bare = many()
exec(instrument)
print(bare, many())
"""
OTHERS = {
    "OpenTelemetry": "from opentelemetry.sdk.trace import TracerProvider\n"
    "from opentelemetry.instrumentation.genai.openai import OpenAIInstrumentor\n"
    "OpenAIInstrumentor().instrument(tracer_provider=TracerProvider())",
    "EcoLogits": "import logging; logging.disable()\n"
    "from ecologits import EcoLogits; EcoLogits.init(providers=['openai'])",
}


@contextmanager
def following() -> Iterator[Recorder]:
    """Every adapter installed, within a run."""
    recorder = Recorder()
    recorder.meter.look("FRA")
    adapters = Adapters(recorder)
    undo = adapters.install()
    adapters.ready()
    before = enter(recorder.begin("a cell"))
    try:
        yield recorder
    finally:
        enter(before)
        undo()


def measure(rounds: int = 60) -> list[Row]:
    """The promises on calls."""
    import openai

    with served() as address:
        client = openai.OpenAI(base_url=address, api_key="k")
        rows = _times(client, address, rounds)
        rows.append(_memory(address))
        rows.append(_at_once(address))
        return rows


def _times(client: Any, address: str, rounds: int) -> list[Row]:
    rows = []
    for name, limit in (("chat", 0.3e-3), ("stream of 50 chunks", 0.5e-3)):
        call = partial(_chat if name == "chat" else _stream, client)
        with following():
            ours = httpx2.Client.send
            ways = {"bare": partial(_by, ours.__wrapped__, call), "ours": partial(_by, ours, call)}
            found = interleave(ways, rounds, warmup=5)
            httpx2.Client.send = ours
        rows.append(at_most_more(name, found["bare"], found["ours"], limit))
        for tool, instrument in OTHERS.items():
            rows += _beside(name, tool, instrument, address)
    return rows


def _chat(client: Any) -> None:
    client.chat.completions.create(**ASKED)


def _stream(client: Any) -> None:
    for _ in client.chat.completions.create(**ASKED, stream=True):
        continue


def _by(send: Any, call: Callable[[], None]) -> float:
    httpx2.Client.send = send
    return _seconds(call)


def _seconds(call: Callable[[], None]) -> float:
    call()  # the first fills the caches
    start = time.perf_counter()
    call()
    return time.perf_counter() - start


def _beside(name: str, tool: str, instrument: str, address: str) -> list[Row]:
    """Another tool that follows the same calls, in a process of its own: it stays for good."""
    command = [sys.executable, "-c", OTHER, address, name, instrument]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        return []  # not installed, or not able to follow this client
    bare, theirs = map(float, done.stdout.split())
    return [Row(f"{name}, with {tool}", bare, theirs, "for comparison", holds=True)]


def _memory(address: str) -> Row:
    peaks = [
        float(subprocess.check_output([sys.executable, "-c", PEAK, address, way], text=True))
        for way in ("bare", "ours")
    ]
    bare, ours = (peak / 1e3 for peak in peaks)  # the table shows thousands of what it is given
    row = at_most_more("stream of 100 MB: growth of peak memory, MB", bare, ours, 5e-3)
    return Row(row.name, row.bare, row.ours, "≤ +5 MB", row.holds)


def _at_once(address: str) -> Row:
    """A hundred calls under way together: each is recorded."""
    import openai

    async def many() -> None:
        async with openai.AsyncOpenAI(base_url=address, api_key="k") as client:
            asked = (client.chat.completions.create(**ASKED) for _ in range(AT_ONCE))
            await asyncio.gather(*asked)

    bare = min(_seconds(lambda: asyncio.run(many())) for _ in range(3))
    with following():
        ours = min(_seconds(lambda: asyncio.run(many())) for _ in range(3))
        run = current_run()
        kept = len(run.activities) if run else 0
    asked = AT_ONCE * 6  # each time twice, the first to fill the caches
    name = f"{AT_ONCE} calls at once ({asked - kept} of {asked} lost)"
    return Row(name, bare, ours, "none lost", kept == asked)


if __name__ == "__main__":
    sys.exit(main(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 60)))
