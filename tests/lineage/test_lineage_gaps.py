"""Ways by which data come that nobody could follow: marked rightly, or unknown; never clean."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from kernel_live import Answer, Kernel, start
from lineage_cases import fresh

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
    return [mark["mark"] for mark in answer.run["outputs"][-1].get("marks", ())]


def reasons(answer: Answer) -> set[str]:
    return {m.get("reason", "") for one in answer.run["outputs"] for m in one.get("marks", ())}


# --- other processes


@pytest.mark.parametrize(
    "code",
    [
        "with forked.Pool(2) as pool: a = pool.map(work, [1, 2])",
        "with forked.Pool(2) as pool: a = [r.get() for r in [pool.apply_async(work, (1,))]]",
        "with forked.Pool(2) as pool: a = list(pool.imap_unordered(work, [1, 2]))",
        "from concurrent.futures import ProcessPoolExecutor\n"
        "with ProcessPoolExecutor(2, mp_context=forked) as pool:\n    a = pool.submit(work, 1).result()",
        "from joblib import Parallel, delayed\na = Parallel(2)(delayed(work)(i) for i in (1, 2))",
        "q = forked.Queue(); p = forked.Process(target=lambda: q.put(work(1))); p.start()\n"
        "a = q.get(); p.join()",
        "here, there = forked.Pipe(); p = forked.Process(target=lambda: there.send(1)); p.start()\n"
        "a = here.recv(); p.join()",
        "v = forked.Value('i', 0)\ndef put(): v.value = 7\n"
        "p = forked.Process(target=put); p.start(); p.join()\na = v.value",
        "m = forked.Manager(); d = m.dict()\n"
        "p = forked.Process(target=lambda: d.update(x=1)); p.start(); p.join()\na = d['x']",
        "import os\nr, w = os.pipe()\nif os.fork() == 0:\n    os.write(w, b'1'); os._exit(0)\n"
        "a = os.read(r, 1)",
    ],
)
def test_what_comes_from_another_process_is_unknown(kernel: Kernel, code: str) -> None:
    fresh(kernel)
    kernel.run(WORK)
    assert kernel.run(code).status == "ok"
    answer = kernel.run("a")
    assert shown(answer) == ["unknown"]
    assert reasons(answer) & {"another process", "a process"}


def test_workers_that_were_started_before(kernel: Kernel) -> None:
    fresh(kernel)
    kernel.run(WORK)
    kernel.run(
        "pool = forked.Pool(1)\nclass Engine:\n    def run(self): return self.pool.map(work, [1])"
    )
    kernel.run("engine = Engine(); engine.pool = pool\ndef by_name(): return pool.map(work, [2])")
    for code in ("pool.map(work, [3])", "by_name()", "engine.run()"):
        assert shown(kernel.run(code)) == ["unknown"], code
    kernel.run("pool.terminate()")
    kernel.run(
        "from joblib import Parallel, delayed\ndef both(): return Parallel(2)(delayed(work)(i) for i in (1, 2))"
    )
    kernel.run("both();")
    assert shown(kernel.run("both()")) == ["unknown"]
    assert shown(kernel.run("work(1)")) == []


@pytest.mark.parametrize(
    "code",
    [
        "from multiprocessing.pool import ThreadPool\nwith ThreadPool(2) as t: a = t.map(work, [1, 2])",
        "from concurrent.futures import ThreadPoolExecutor\n"
        "with ThreadPoolExecutor(2) as t: a = list(t.map(work, [1, 2]))",
        "from joblib import Parallel, delayed\n"
        "a = Parallel(2, prefer='threads')(delayed(work)(i) for i in (1, 2))",
        "from joblib import Parallel, delayed\na = Parallel(n_jobs=1)(delayed(work)(i) for i in (1, 2))",
        "import dask\na = dask.compute(dask.delayed(work)(1), scheduler='threads')",
        "import multiprocessing\na = multiprocessing.cpu_count()",
    ],
)
def test_threads_are_seen(kernel: Kernel, code: str) -> None:
    fresh(kernel)
    kernel.run(WORK)
    assert kernel.run(code).status == "ok"
    assert shown(kernel.run("a")) == []


# --- callbacks


@pytest.mark.parametrize(
    ("registered", "happens", "where"),
    [
        (
            "import ipywidgets as w\nb = w.Button(); b.on_click(lambda _: kept.append(ask()))",
            "b.click()",
            "kept",
        ),
        (
            "import ipywidgets as w\ns = w.IntSlider(); s.observe(lambda c: box.update(a=ask()), 'value')",
            "s.value = 4",
            "box",
        ),
        (
            "import ipywidgets as w\ns = w.IntSlider(); t = w.HTML()\ndef say(c): t.value = ask()\ns.observe(say, 'value')",
            "s.value = 5",
            "t.value",
        ),
        (
            "import ipywidgets as w\ns = w.IntSlider()\ndef say(c):\n    global said\n    said = ask()\ns.observe(say, 'value')",
            "s.value = 6",
            "said",
        ),
        (
            "import logging\nclass To(logging.Handler):\n    def emit(self, record): self.last = ask()\nto = To(); log = logging.getLogger('gap'); log.handlers[:] = [to]; log.propagate = False",
            "log.warning('go')",
            "to.last",
        ),
        (
            "import traitlets\nclass T(traitlets.HasTraits):\n    n = traitlets.Int()\nt = T(); t.observe(lambda c: kept.append(ask()), 'n')",
            "t.n = 3",
            "kept",
        ),
        (
            "def keeper():\n    inner = []\n    return (lambda *_: inner.append(ask())), (lambda: inner)\nput, get = keeper()\nimport ipywidgets as w\nb = w.Button(); b.on_click(put)",
            "b.click()",
            "get()",
        ),
        (
            "import weakref\nclass R: pass\nr = R(); f = weakref.finalize(r, lambda: kept.append(ask()))",
            "del r",
            "kept",
        ),
        (
            "import contextlib\nstack = contextlib.ExitStack(); stack.callback(lambda: kept.append(ask()))",
            "stack.close()",
            "kept",
        ),
    ],
)
def test_callbacks(asking: Kernel, registered: str, happens: str, where: str) -> None:
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


@pytest.mark.parametrize(
    ("made", "first", "again"),
    [
        ("import functools\ncached = functools.lru_cache(ask)", "cached('q');", "cached('q')"),
        (
            "import functools\n@functools.cache\ndef cached(q): return ask()",
            "x = cached('q')",
            "[cached('q')]",
        ),
        (
            "import functools\n@functools.cache\ndef cached(q): return ask()\ndef outer(): return cached('q')",
            "outer();",
            "outer()",
        ),
        (
            "import functools\n@functools.cache\ndef cached(q): return ask()\npart = functools.partial(cached, 'q')",
            "part();",
            "part()",
        ),
        (
            "import functools\nclass Bot:\n    @staticmethod\n    @functools.cache\n    def ask(q): return ask()",
            "Bot.ask('q');",
            "Bot.ask('q')",
        ),
        (
            "import functools\nclass Bot:\n    @functools.cached_property\n    def said(self): return ask()\nbot = Bot()",
            "len(bot.said);",
            "bot.said",
        ),
        ("import builtins", "builtins.said_by = ask()", "said_by"),
        ("import builtins\ndef get(): return said_by", "builtins.said_by = ask()", "get()"),
        ("import itertools", "turn = itertools.cycle([ask()])", "next(turn)"),
        (
            "import contextvars\ncv = contextvars.ContextVar('cv')\ndef remember(): cv.set(ask())",
            "remember()",
            "cv.get()",
        ),
        (
            "import threading\nlocal = threading.local()\ndef remember(): local.v = ask()",
            "remember()",
            "local.v",
        ),
    ],
)
def test_what_is_kept_out_of_sight(asking: Kernel, made: str, first: str, again: str) -> None:
    asking.run(made)
    asking.run(first)
    assert shown(asking.run(again)) == ["ai-output"]
    asking.run("import builtins\nvars(builtins).pop('said_by', None);")


def test_a_cached_function_that_asked_nobody_is_clean(asking: Kernel) -> None:
    asking.run(
        "import functools\n@functools.cache\ndef double(n): return n * 2\nsyn = [4]\n%aiprov synthetic syn"
    )
    asking.run("a = double(syn[0])")
    assert shown(asking.run("double(3)")) == []


# --- two cells at once


def test_two_cells_at_once(variables: dict[str, str], tmp_path: Path) -> None:
    one = start(tmp_path, variables)
    try:
        one.run(
            "import threading, time\nclean = [1, 2]; gate, seen = threading.Event(), threading.Event()"
        )
        one.client.control_channel.send(one.client.session.msg("create_subshell_request"))
        made = one.client.control_channel.get_msg(timeout=20)["content"]["subshell_id"]
        first = one.send(
            "syn = [7]\n%aiprov synthetic syn\nseen.set(); gate.wait(20)\nout = syn[:1]\nprint(out)\nout"
        )
        session = one.client.session
        message = session.msg(
            "execute_request",
            {
                "code": "seen.wait(20)\nplain = clean[:1]\nprint(plain)\n"
                "open('b.txt', 'w').write('b');\ngate.set()\nplain",
                "silent": False,
                "store_history": True,
                "user_expressions": {},
                "allow_stdin": False,
                "stop_on_error": False,
            },
        )
        message["header"]["subshell_id"] = made
        one.client.shell_channel.send(message)
        found = _both(one, first, str(message["header"]["msg_id"]))
    finally:
        one.stop()
    a, b = found
    assert a["writes"] == ["out", "syn"]
    assert [[m["mark"] for m in o.get("marks", ())] for o in a["outputs"]] == [["synthetic"]] * 2
    assert not a.get("files")
    assert b["writes"] == ["plain"]
    assert [o.get("marks", []) for o in b["outputs"]] == [[], []]
    assert [use["path"] for use in b["files"]] == ["b.txt"]


def _both(kernel: Kernel, *asked: str) -> list[dict[str, object]]:
    """The records of runs that go on at the same time, in the order they were asked for."""
    from kernel_live import MIME

    found: dict[str, dict[str, object]] = {}
    deadline = time.monotonic() + 40
    while len(found) < len(asked):
        message = kernel.client.get_iopub_msg(timeout=deadline - time.monotonic())
        parent, data = message["parent_header"].get("msg_id"), message["content"].get("data", {})
        for delivery in [data[MIME]] if isinstance(data.get(MIME), dict) else data.get(MIME, []):
            if "run" in delivery:
                found[parent] = delivery["run"]
    return [found[one] for one in asked]
