"""Marks in time: from an answer's first byte, and on what was made before a mark was put."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.kernels import Answer, Kernel, start
from support.lineage import fresh

pytestmark = pytest.mark.kernel

#: Words of an answer as they come from a service, one event each.
STREAM = """
import httpx, json
class Words(httpx.SyncByteStream, httpx.AsyncByteStream):
    def __init__(self, words): self.words = words
    def events(self):
        for word in self.words:
            delta = {"index": 0, "delta": {"content": word}, "finish_reason": None}
            yield ("data: " + json.dumps({"id": "c1", "model": "m", "choices": [delta]})
                   + "\\n\\n").encode()
        yield b"data: [DONE]\\n\\n"
    def __iter__(self): yield from self.events()
    async def __aiter__(self):
        for event in self.events(): yield event
def served(request):
    kind = {"content-type": "text/event-stream"}
    return httpx.Response(200, headers=kind, stream=Words(["the ", "answer ", "is ", "42 "]))
web = httpx.Client(transport=httpx.MockTransport(served))
later = httpx.AsyncClient(transport=httpx.MockTransport(served))
url = "https://api.openai.com/v1/chat/completions"
asked = {"json": {"model": "m", "messages": [], "stream": True}}
def words(lines):
    for line in lines:
        if line.startswith("data: {"):
            yield json.loads(line[6:])["choices"][0]["delta"]["content"]
def answer():
    with web.stream("POST", url, **asked) as response:
        yield from words(response.iter_lines())
async def awaited():
    async with later.stream("POST", url, **asked) as response:
        async for line in response.aiter_lines():
            for word in words([line]): yield word
"""


@pytest.fixture(scope="module")
def kernel(variables: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kernel]:
    one = start(tmp_path_factory.mktemp("in_time"), variables)
    yield one
    one.stop()


@pytest.fixture
def streaming(kernel: Kernel) -> Kernel:
    fresh(kernel)
    kernel.run(STREAM)
    return kernel


def shown(answer: Answer) -> list[list[str]]:
    """The marks of each output."""
    assert answer.status == "ok", answer.text
    return [[mark["mark"] for mark in one.get("marks", ())] for one in answer.run["outputs"]]


@pytest.mark.parametrize(
    "code",
    [
        "for word in answer(): print(word, end='')",
        "async for word in awaited(): print(word, end='')",
        "for word in answer():\n    print(word)\n    break",
        "import sys\nsys.stdout.writelines(answer())",
        "list(map(print, answer()));",
        "def show():\n    for word in answer(): print(word)\nshow()",
        (
            "with web.stream('POST', url, **asked) as r:\n"
            "    for line in r.iter_lines():\n        print(line)"
        ),
        (
            "taken = []\nfor word in answer():\n    taken.append(word)\n"
            "    if len(taken) == 2: break\nprint(taken)"
        ),
        "text = ''\nfor word in answer():\n    text += word\n    print(len(text))",
        "a, *rest = answer()\nprint(a)",
    ],
)
def test_what_is_printed_while_an_answer_arrives(streaming: Kernel, code: str) -> None:
    assert shown(streaming.run(code)) == [["ai-output"]]


def test_a_stream_begun_in_one_cell_and_read_in_others(streaming: Kernel) -> None:
    streaming.run("stream = answer()\nfirst = next(stream)")
    assert shown(streaming.run("print('nothing of it')")) == [[]]
    assert shown(streaming.run("for w in stream:\n    print(w)\n    break")) == [["ai-output"]]
    assert shown(streaming.run("print(next(stream))")) == [["ai-output"]]
    assert shown(streaming.run("first")) == [["ai-output"]]


def test_a_file_written_word_by_word(streaming: Kernel) -> None:
    streaming.run(
        "with open('words.txt', 'w') as file:\n    for word in answer():\n"
        "        file.write(word)\n        break"
    )
    assert shown(streaming.run("print(open('words.txt').read())")) == [["ai-output"]]


def test_an_answer_that_is_refused_marks_nothing(streaming: Kernel) -> None:
    streaming.run(
        "def served(request): return httpx.Response(500, json={'error': {'type': 'overloaded'}})\n"
        "web = httpx.Client(transport=httpx.MockTransport(served))"
    )
    answer = streaming.run("code = web.post(url, **asked).status_code")
    assert answer.status == "ok"


# --- marks that are put later


def test_a_front_end_that_is_attached_is_told_by_whatever_it_asks(
    variables: dict[str, str], tmp_path: Path
) -> None:
    one = start(tmp_path, variables)
    try:
        one.attach()
        seq = one.run("x = [1, 2]").run["seq"]
        one.run("x[0]")
        answer = one.run("%aiprov synthetic x", store_history=False)
        told = [d["run"] for d in answer.deliveries if d.get("run")]
    finally:
        one.stop()
    assert [run["seq"] for run in told] == [seq + 1]
    assert carried(told[0]) == [["synthetic"]]


def runs(answer: Answer) -> dict[int, dict[str, Any]]:
    """By their number in the session, the runs that were told of."""
    return {d["run"]["seq"]: d["run"] for d in answer.deliveries if "run" in d}


def carried(run: dict[str, Any]) -> list[list[str]]:
    return [[mark["mark"] for mark in one.get("marks", ())] for one in run["outputs"]]


def test_a_mark_put_later_reaches_what_was_made_and_shown(kernel: Kernel) -> None:
    fresh(kernel)
    first = kernel.run("x = [1, 2]; other = [3]")
    seq, at = first.run["seq"], first.reply["content"]["execution_count"]
    kernel.run("y = [v * 2 for v in x]\nprint(y)\nprint('no data')")
    kernel.run("z = sum(y); z")
    kernel.run("other.append(4); other")
    kernel.run("a, b = x[0], other[0]")
    answer = kernel.run("%aiprov synthetic x")
    cells = f"In [{at + 1}], In [{at + 2}], In [{at + 4}]"
    assert answer.text == f"Marked too, made from it before: values a, y, z; cells {cells}.\n"
    told = runs(answer)
    assert set(told) == {seq + 1, seq + 2, seq + 5}
    assert carried(told[seq + 1]) == [["synthetic"]]
    assert carried(told[seq + 2]) == [["synthetic"]]
    assert carried(told[seq + 5]) == [[]]  # the magic's own words are no data
    for name, marks in (("y", ["synthetic"]), ("z", ["synthetic"]), ("a", ["synthetic"])):
        assert shown(kernel.run(name)) == [marks]
    assert shown(kernel.run("b")) == [[]]
    assert shown(kernel.run("other")) == [[]]


def test_a_name_that_stands_for_something_else_by_now_is_left(kernel: Kernel) -> None:
    fresh(kernel)
    kernel.run("x = [1, 2]")
    at = kernel.run("y = x[:1]\nz = y + [0]").reply["content"]["execution_count"]
    kernel.run("y = 5")
    kernel.run("w = y + 1")
    answer = kernel.run("%aiprov protect x --class secret")
    assert answer.text == f"Marked too, made from it before: value z; cell In [{at}].\n"
    assert shown(kernel.run("w")) == [[]]
    assert shown(kernel.run("z")) == [["protected"]]


def test_a_value_of_before_is_not_this_one(kernel: Kernel) -> None:
    fresh(kernel)
    kernel.run("x = [0]")
    kernel.run("early = x + [1]")
    kernel.run("x = [2]")
    assert kernel.run("%aiprov synthetic x").text == ""
    assert shown(kernel.run("early")) == [[]]


def test_files_written_since(kernel: Kernel) -> None:
    fresh(kernel)
    folder = Path(kernel.value("__import__('os').getcwd()"))
    kernel.run("x = 'text'")
    kernel.run("with open('later.txt', 'w') as file: file.write(x)")
    kernel.run("back = open('later.txt').read()")
    answer = kernel.run("%aiprov synthetic x")
    assert "file later.txt" in answer.text
    assert "back" in answer.text
    assert (folder / "later.txt").read_text(encoding="utf-8") == "text"
    assert shown(kernel.run("open('later.txt').read()")) == [["synthetic"]]


def test_through_functions_and_changes_in_place(kernel: Kernel) -> None:
    fresh(kernel)
    kernel.run("x = [1]; box = {}; clean = {}\ndef twice(): return x * 2")
    kernel.run("t = twice()")
    kernel.run("box['x'] = x[0]; clean['y'] = 1")
    kernel.run("import jupyter_aiprov as aiprov\naiprov.mark_synthetic(x);")
    assert shown(kernel.run("t")) == [["synthetic"]]
    assert shown(kernel.run("box")) == [["synthetic"]]
    assert shown(kernel.run("clean")) == [[]]


def test_what_python_code_marks_as_it_makes_it_reaches_nothing(kernel: Kernel) -> None:
    fresh(kernel)
    kernel.run("import jupyter_aiprov as aiprov\nkept = [1]")
    kernel.run("made = aiprov.mark_synthetic([7])\nkept.append(2)")
    assert shown(kernel.run("kept")) == [[]]
    assert shown(kernel.run("made")) == [["synthetic"]]
