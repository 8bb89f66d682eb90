"""Ways by which data come that nobody could follow: marked rightly, or unknown; never clean."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.kernels import Answer, Kernel, start
from support.lineage import fresh

pytestmark = pytest.mark.kernel

#: A model's service that answers at once, within the process.
ASK = """
import httpx
def answered(request):
    choice = {"index": 0, "message": {"role": "assistant", "content": "made by a model"}}
    return httpx.Response(200, json={"id": "c1", "model": "m", "choices": [choice]})
web = httpx.Client(transport=httpx.MockTransport(answered))
url = "https://api.openai.com/v1/chat/completions"
def ask(*_):
    got = web.post(url, json={"model": "m", "messages": []}).json()
    return got["choices"][0]["message"]["content"]
"""
WORK = "import multiprocessing as mp\nforked = mp.get_context('fork')\ndef work(i): return i + 1"


@pytest.fixture(scope="module")
def kernel(variables: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kernel]:
    one = start(tmp_path_factory.mktemp("gaps"), variables)
    yield one
    one.stop()


@pytest.fixture
def asking(kernel: Kernel) -> Kernel:
    fresh(kernel)
    kernel.run(ASK)
    return kernel


def shown(answer: Answer) -> list[str]:
    """The marks of the last output."""
    assert answer.status == "ok", answer.text
    marks = answer.run["outputs"][-1].get("marks", ())
    return list(dict.fromkeys(mark["mark"] for mark in marks))


def reasons(answer: Answer) -> set[str]:
    return {m.get("reason", "") for one in answer.run["outputs"] for m in one.get("marks", ())}


# --- other processes

FROM_PROCESSES = {
    "map": "with forked.Pool(2) as pool: a = pool.map(work, [1, 2])",
    "apply_async": "with forked.Pool(2) as pool: a = pool.apply_async(work, (1,)).get()",
    "imap": "with forked.Pool(2) as pool: a = list(pool.imap_unordered(work, [1, 2]))",
    "executor": """
from concurrent.futures import ProcessPoolExecutor
with ProcessPoolExecutor(2, mp_context=forked) as pool:
    a = pool.submit(work, 1).result()
""",
    "joblib": """
from joblib import Parallel, delayed
a = Parallel(2)(delayed(work)(i) for i in (1, 2))
""",
    "queue": """
q = forked.Queue(); p = forked.Process(target=lambda: q.put(work(1))); p.start()
a = q.get(); p.join()
""",
    "pipe": """
here, there = forked.Pipe(); p = forked.Process(target=lambda: there.send(1)); p.start()
a = here.recv(); p.join()
""",
    "value": """
v = forked.Value('i', 0)
def put(): v.value = 7
p = forked.Process(target=put); p.start(); p.join()
a = v.value
""",
    "manager": """
m = forked.Manager(); d = m.dict()
p = forked.Process(target=lambda: d.update(x=1)); p.start(); p.join()
a = d['x']
""",
    "shared memory": """
from multiprocessing import shared_memory
block = shared_memory.SharedMemory(create=True, size=8)
def put(): block.buf[0] = 7
p = forked.Process(target=put); p.start(); p.join()
a = block.buf[0]
""",
    "fork": """
import os
r, w = os.pipe()
if os.fork() == 0:
    os.write(w, b'1'); os._exit(0)
a = os.read(r, 1)
""",
}


@pytest.mark.parametrize("code", FROM_PROCESSES.values(), ids=FROM_PROCESSES)
def test_what_comes_from_another_process_is_unknown(kernel: Kernel, code: str) -> None:
    fresh(kernel)
    kernel.run(WORK)
    assert kernel.run(code).status == "ok"
    answer = kernel.run("a")
    assert shown(answer) == ["unknown"]
    assert reasons(answer) & {"another process", "a process"}


ENGINE = """
pool = forked.Pool(1)
class Engine:
    def run(self): return self.pool.map(work, [1])
engine = Engine(); engine.pool = pool
def by_name(): return pool.map(work, [2])
"""
BOTH = """
from joblib import Parallel, delayed
def both(): return Parallel(2)(delayed(work)(i) for i in (1, 2))
"""


def test_workers_that_were_started_before(kernel: Kernel) -> None:
    fresh(kernel)
    kernel.run(WORK)
    kernel.run(ENGINE)
    for code in ("pool.map(work, [3])", "by_name()", "engine.run()"):
        assert shown(kernel.run(code)) == ["unknown"], code
    kernel.run("pool.terminate()")
    kernel.run(BOTH)
    kernel.run("both();")
    assert shown(kernel.run("both()")) == ["unknown"]
    assert shown(kernel.run("work(1)")) == []


IN_THREADS = {
    "pool": """
from multiprocessing.pool import ThreadPool
with ThreadPool(2) as threads: a = threads.map(work, [1, 2])
""",
    "executor": """
from concurrent.futures import ThreadPoolExecutor
with ThreadPoolExecutor(2) as threads: a = list(threads.map(work, [1, 2]))
""",
    "joblib": """
from joblib import Parallel, delayed
a = Parallel(2, prefer='threads')(delayed(work)(i) for i in (1, 2))
""",
    "joblib, one": """
from joblib import Parallel, delayed
a = Parallel(n_jobs=1)(delayed(work)(i) for i in (1, 2))
""",
    "dask": "import dask\na = dask.compute(dask.delayed(work)(1), scheduler='threads')",
    "no work": "import multiprocessing\na = multiprocessing.cpu_count()",
}


@pytest.mark.parametrize("code", IN_THREADS.values(), ids=IN_THREADS)
def test_threads_are_seen(kernel: Kernel, code: str) -> None:
    fresh(kernel)
    kernel.run(WORK)
    assert kernel.run(code).status == "ok"
    assert shown(kernel.run("a")) == []


# --- callbacks

#: What registers the callback, what sets it off, and where it puts the answer.
CALLBACKS = {
    "click": (
        "import ipywidgets as w\nb = w.Button(); b.on_click(lambda _: kept.append(ask()))",
        *("b.click()", "kept"),
    ),
    "observe": (
        (
            "import ipywidgets as w\ns = w.IntSlider()\n"
            "s.observe(lambda change: box.update(a=ask()), 'value')"
        ),
        *("s.value = 4", "box"),
    ),
    "another widget": (
        (
            "import ipywidgets as w\ns = w.IntSlider(); t = w.HTML()\n"
            "def say(change): t.value = ask()\ns.observe(say, 'value')"
        ),
        *("s.value = 5", "t.value"),
    ),
    "global": (
        (
            "import ipywidgets as w\ns = w.IntSlider()\n"
            "def say(change):\n    global said\n    said = ask()\ns.observe(say, 'value')"
        ),
        *("s.value = 6", "said"),
    ),
    "logging": (
        (
            "import logging\nclass To(logging.Handler):\n"
            "    def emit(self, record): self.last = ask()\n"
            "to = To(); log = logging.getLogger('gap'); log.handlers = [to]; log.propagate = False"
        ),
        *("log.warning('go')", "to.last"),
    ),
    "traitlets": (
        (
            "import traitlets\nclass T(traitlets.HasTraits):\n    n = traitlets.Int()\n"
            "t = T(); t.observe(lambda change: kept.append(ask()), 'n')"
        ),
        *("t.n = 3", "kept"),
    ),
    "closure": (
        (
            "def keeper():\n    inner = []\n"
            "    return (lambda *_: inner.append(ask())), (lambda: inner)\n"
            "put, get = keeper()\nimport ipywidgets as w\nb = w.Button(); b.on_click(put)"
        ),
        *("b.click()", "get()"),
    ),
    "finalizer": (
        (
            "import weakref\nclass R: pass\nr = R()\n"
            "f = weakref.finalize(r, lambda: kept.append(ask()))"
        ),
        *("del r", "kept"),
    ),
    "exit stack": (
        (
            "import contextlib\nstack = contextlib.ExitStack()\n"
            "stack.callback(lambda: kept.append(ask()))"
        ),
        *("stack.close()", "kept"),
    ),
}


@pytest.mark.parametrize("case", CALLBACKS.values(), ids=CALLBACKS)
def test_callbacks(asking: Kernel, case: tuple[str, str, str]) -> None:
    registered, happens, where = case
    asking.run("kept = []; box = {}; aside = [1]")
    asking.run(registered)
    assert shown(asking.run(f"{happens}\n{where}")) == ["ai-output"]
    assert shown(asking.run(where)) == ["ai-output"]
    assert shown(asking.run("aside")) == []


def test_a_timer_between_cells(asking: Kernel) -> None:
    asking.run("import threading\nkept = []; aside = [1]; done = threading.Event()")
    asking.run(
        "def late():\n    kept.append(ask()); done.set()\n"
        "timer = threading.Timer(0.2, late); timer.start()"
    )
    asking.run("done.wait(20);")
    assert shown(asking.run("kept")) == ["ai-output"]
    assert shown(asking.run("aside")) == []


def test_an_event_loop_between_cells(asking: Kernel) -> None:
    asking.run("import asyncio, threading\nkept = []; aside = [1]; done = asyncio.Event()")
    asking.run(
        "def late():\n    kept.append(ask()); done.set()\n"
        "asyncio.get_running_loop().call_later(0.2, late);"
    )
    asking.run("await done.wait();")
    assert shown(asking.run("kept")) == ["ai-output"]
    assert shown(asking.run("aside")) == []


def test_a_widget_moved_in_the_browser(asking: Kernel) -> None:
    asking.run("import ipywidgets as w\nkept = []; aside = [1]\ns = w.IntSlider()")
    asking.run("s.observe(lambda change: kept.append(ask()), 'value')")
    content = {
        "comm_id": asking.value("s.comm.comm_id").strip(),
        "data": {"method": "update", "state": {"value": 9}, "buffer_paths": []},
    }
    session = asking.client.session
    asking.client.shell_channel.send(session.msg("comm_msg", content))
    for _ in range(100):
        if asking.value("len(kept)").strip() == "1":
            break
        time.sleep(0.05)
    assert shown(asking.run("kept")) == ["ai-output"]
    assert shown(asking.run("aside")) == []


# --- what is kept out of sight

#: What is made, what lets a model answer, and what gives the answer again.
KEPT = {
    "lru_cache": (
        "import functools\ncached = functools.lru_cache(ask)",
        *("cached('q');", "cached('q')"),
    ),
    "cache": (
        "import functools\n@functools.cache\ndef cached(q): return ask()",
        *("x = cached('q')", "[cached('q')]"),
    ),
    "through a function": (
        (
            "import functools\n@functools.cache\ndef cached(q): return ask()\n"
            "def outer(): return cached('q')"
        ),
        *("outer();", "outer()"),
    ),
    "partial": (
        (
            "import functools\n@functools.cache\ndef cached(q): return ask()\n"
            "part = functools.partial(cached, 'q')"
        ),
        *("part();", "part()"),
    ),
    "static method": (
        (
            "import functools\nclass Bot:\n    @staticmethod\n    @functools.cache\n"
            "    def said(q): return ask()"
        ),
        *("Bot.said('q');", "Bot.said('q')"),
    ),
    "cached property": (
        (
            "import functools\nclass Bot:\n    @functools.cached_property\n"
            "    def said(self): return ask()\nbot = Bot()"
        ),
        *("len(bot.said);", "bot.said"),
    ),
    "builtins": (
        "import builtins\ndef get(): return said_by",
        *("builtins.said_by = ask()", "[said_by, get()]"),
    ),
    "cycle": ("import itertools", "turn = itertools.cycle([ask()])", "next(turn)"),
    "context variable": (
        "import contextvars\ncv = contextvars.ContextVar('cv')\ndef remember(): cv.set(ask())",
        *("remember()", "cv.get()"),
    ),
    "thread's own": (
        "import threading\nlocal = threading.local()\ndef remember(): local.v = ask()",
        *("remember()", "local.v"),
    ),
}


@pytest.mark.parametrize("case", KEPT.values(), ids=KEPT)
def test_what_is_kept_out_of_sight(asking: Kernel, case: tuple[str, str, str]) -> None:
    made, first, again = case
    asking.run(made)
    asking.run(first)
    assert shown(asking.run(again)) == ["ai-output"]
    asking.run("import builtins\nvars(builtins).pop('said_by', None);")


def test_a_cached_function_that_asked_nobody_is_clean(asking: Kernel) -> None:
    asking.run("import functools\n@functools.cache\ndef double(n): return n * 2")
    asking.run("syn = [4]\n%aiprov synthetic syn")
    asking.run("a = double(syn[0])")
    assert shown(asking.run("double(3)")) == []


# --- two cells at once


def test_two_cells_at_once(variables: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "two.ipynb"
    path.write_text('{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}')
    one = start(tmp_path, {**variables, "JPY_SESSION_NAME": str(path)})
    try:
        one.run("import threading\nclean = [1, 2]")
        one.run("gate, seen = threading.Event(), threading.Event()")
        one.client.control_channel.send(one.client.session.msg("create_subshell_request"))
        made = one.client.control_channel.get_msg(timeout=20)["content"]["subshell_id"]
        one.send(
            "syn = [7]\n%aiprov synthetic syn\nseen.set(); gate.wait(20)\n"
            "out = syn[:1]\nprint(out)\ndisplay(out)"
        )
        session = one.client.session
        message = session.msg(
            "execute_request",
            {
                "code": "seen.wait(20)\nplain = clean[:1]\nprint(plain)\n"
                "open('b.txt', 'w').write('b');\ngate.set();",
                "silent": False,
                "store_history": True,
                "user_expressions": {},
                "allow_stdin": False,
                "stop_on_error": False,
            },
        )
        message["header"]["subshell_id"] = made
        one.client.shell_channel.send(message)
        found = _last_two(tmp_path)
    finally:
        one.stop()
    a, b = sorted(found, key=lambda run: "syn" not in run["writes"])
    assert {"out", "syn"} <= set(a["writes"])
    assert "plain" not in a["writes"]
    # The kernel itself may take what both show at the same moment for one cell's.
    assert a["outputs"]
    assert {m["mark"] for m in a["marks"]} == {"synthetic"}
    assert [m["mark"] for m in a["outputs"][0]["marks"]] == ["synthetic"]
    assert not a.get("files")
    assert "plain" in b["writes"]
    assert not {"out", "syn"} & set(b["writes"])
    assert not b["outputs"][0].get("marks")
    assert [use["path"] for use in b["files"]] == ["b.txt"]


def _last_two(root: Path) -> list[dict[str, Any]]:
    """The records of two runs that go on at the same time, as the project's ledger has them.

    The kernel itself loses some of the messages that two threads send at the same moment.
    """
    deadline = time.monotonic() + 40
    while time.monotonic() < deadline:
        with contextlib.closing(sqlite3.connect(root / ".aiprov" / "ledger.sqlite")) as ledger:
            rows = ledger.execute("SELECT delivery FROM deliveries").fetchall()
        runs = [json.loads(row).get("run") or {} for (row,) in rows]
        found = {
            run["seq"]: run
            for run in runs
            if run.get("status") != "running" and {"out", "plain"} & set(run.get("writes", ()))
        }
        if len(found) == 2:
            return list(found.values())
        time.sleep(0.2)
    raise AssertionError("the records of the two runs did not come")
