"""Calls made from cells of a real kernel belong to the cell that started them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.kernel

SETUP = """
import asyncio, concurrent.futures, os, threading, time
import openai
ADDRESS = os.environ["ADDRESS"]
client = openai.OpenAI(base_url=ADDRESS, api_key="k")
later = openai.AsyncOpenAI(base_url=ADDRESS, api_key="k")
def ask(text, model="m"):
    messages = [{"role": "user", "content": text}]
    return client.chat.completions.create(model=model, messages=messages)
async def ask_later(text):
    messages = [{"role": "user", "content": text}]
    return await later.chat.completions.create(model="m", messages=messages)
"""


@pytest.fixture
def asking(kernel: Callable[..., Any], provider: Any) -> Any:
    one = kernel(ADDRESS=f"{provider.address}/v1")
    assert one.run(SETUP).status == "ok"
    return one


def _calls(answer: Any) -> list[dict[str, Any]]:
    assert answer.status == "ok", answer.text
    return [record for record in answer.records if record["kind"] == "model-call"]


def test_a_cell_and_what_it_starts(asking: Any) -> None:
    plain = asking.run("answer = ask('a')\nprint(answer.choices[0].message.content)")
    assert plain.text == "Blood pressure fell.\n"
    call = _calls(plain)[0]
    assert plain.run["activities"] == [call["id"]]
    assert call["impact"]["energy"]["max"] > 0
    in_thread = "t = threading.Thread(target=ask, args=('b',)); t.start(); t.join()"
    assert len(_calls(asking.run(in_thread))) == 1
    in_pool = (
        "with concurrent.futures.ThreadPoolExecutor(4) as pool:\n    list(pool.map(ask, ['c'] * 8))"
    )
    assert len(_calls(asking.run(in_pool))) == 8
    gathered = "_ = await asyncio.gather(*[ask_later(str(n)) for n in range(100)])"
    assert len(_calls(asking.run(gathered))) == 100


def test_what_a_cell_left_running_is_its_own(asking: Any) -> None:
    first = asking.run(
        "task = asyncio.create_task(ask_later('first'))\nt = threading.Thread("
        "target=lambda: (time.sleep(0.4), ask('first'))); t.start()"
    )
    assert _calls(first) == []
    second = asking.run("x = ask('second'); t.join(); await task; await asyncio.sleep(0.1)")
    found = {
        delivery["run"]["id"]: [r["prompt"]["sha256"] for r in delivery.get("records", ())]
        for delivery in [*second.deliveries, *asking.run("1").deliveries]
    }
    told = found.pop(first.run["id"])
    assert len(told) in (1, 2)
    others = [digest for digests in found.values() for digest in digests]
    assert set(told).isdisjoint(others[:1])
    assert len(set(told)) == 1


def test_an_answer_marks_what_is_made_of_it(asking: Any) -> None:
    answer = asking.run("answer = ask('a')\ntext = answer.choices[0].message.content\ntext")
    marks = [mark["mark"] for mark in answer.run["outputs"][0]["marks"]]
    assert "ai-output" in marks
    derived = asking.run("shown = text.upper()\nshown")
    assert "ai-output" in [mark["mark"] for mark in derived.run["outputs"][0]["marks"]]
    assert "ai-output" not in str(asking.run("y = 3\ny").run)


def test_the_magic_shows_a_call_in_one_line(asking: Any) -> None:
    asking.run("answer = ask('a')")
    shown = asking.run("%aiprov").text
    line = next(line for line in shown.splitlines() if line.startswith("Model call"))
    assert "m (local): 12 tokens in, 3 tokens out;" in line
    assert line.rstrip().endswith("Wh (local)")


def test_errors_interrupts_and_unread_streams_leave_their_calls(asking: Any) -> None:
    failed = asking.run("ask('a', 'wrong-key')")
    assert failed.status == "error"
    call = next(r for r in failed.records if r["kind"] == "model-call")
    assert call["parameters"]["error.type"] == "auth"
    held = asking.run(
        "stream = client.chat.completions.create(model='m', messages=[], stream=True)\n"
        "first = next(iter(stream))"
    )
    assert _calls(held) == []
    closed = asking.run("stream.close()")
    ended = [d for d in closed.deliveries if d["run"]["id"] == held.run["id"]]
    assert [r["parameters"]["aiprov.end"] for d in ended for r in d["records"]] == ["abandoned"]
