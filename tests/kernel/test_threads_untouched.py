"""Threads and pools look as the user made them, inside and outside."""

from __future__ import annotations

import pytest
from support.kernels import Kernel

pytestmark = pytest.mark.kernel

CASES = {
    "names in a traceback": (
        (
            "def fails(): raise ValueError('three')\n"
            "try: pool.submit(fails).result()\n"
            "except ValueError as e: print([f.name for f in traceback.extract_tb(e.__traceback__)])"
        ),
        "['<module>', 'result', '__get_result', 'run', 'fails']",
    ),
    "what waits in a queue": (
        (
            "go = threading.Event()\n"
            "pool.submit(go.wait); pool.submit(len, 'a')\n"
            "item = pool._work_queue.get()\n"
            "print(item.fn, item.args, sorted(vars(item)))\n"
            "pool._work_queue.put(item); go.set()"
        ),
        "<built-in function len> ('a',) ['args', 'fn', 'future', 'kwargs']",
    ),
    "a thread's own dictionary": (
        (
            "class Seen(threading.Thread):\n"
            "    def run(self): self.seen = sorted(vars(self)), type(self).run.__name__\n"
            "bare = sorted([*vars(Seen()), 'a'])\n"
            "t = Seen(); t.a = 1; t.start(); t.join()\n"
            "try: t.start()\n"
            "except RuntimeError as e: print(e)\n"
            "print(t.seen == (bare, 'run'), 'run' in vars(t))"
        ),
        "threads can only be started once\nTrue False",
    ),
    "a thread that takes no attributes": (
        (
            "class Closed(threading.Thread):\n"
            "    def __setattr__(self, name, value):\n"
            "        if not name.startswith('_'): raise AttributeError(name)\n"
            "        super().__setattr__(name, value)\n"
            "    run = property(lambda self: (lambda: out.append('ran')))\n"
            "out = []; t = Closed(); t.start(); t.join(); print(out)"
        ),
        "['ran']",
    ),
    "the functions themselves": (
        (
            "print(threading.Thread.start.__module__, ThreadPoolExecutor.submit.__qualname__,\n"
            "      hasattr(threading.Thread.start, '__wrapped__'),\n"
            "      hasattr(ThreadPoolExecutor.submit, '__wrapped__'))"
        ),
        "threading ThreadPoolExecutor.submit False False",
    ),
    "errors of a pool": (
        (
            "try: pool.submit()\n"
            "except TypeError as e: print(len(traceback.extract_tb(e.__traceback__)))"
        ),
        "1",
    ),
    "a thread's context": (
        (
            "import contextvars\n"
            "out = []\n"
            "t = threading.Thread(target=lambda: out.append(len(contextvars.copy_context())))\n"
            "t.start(); t.join(); print(out)"
        ),
        "[0]",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_as_without_us(case: str, live: Kernel) -> None:
    code, expected = CASES[case]
    head = (
        "import threading, traceback\n"
        "from concurrent.futures import ThreadPoolExecutor\n"
        "pool = ThreadPoolExecutor(1)\n"
    )
    assert live.run(head + code).text.strip() == expected
