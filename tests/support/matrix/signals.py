"""Exceptions that come at any time: what raises them, and what the program is doing then.

A trial is one cell. It works until the exception comes, three seconds at most, and prints
``caught`` where its own ``except`` saw it.
"""

from __future__ import annotations

import random
import textwrap
from dataclasses import dataclass

SETUP = """
import _thread, asyncio, ctypes, faulthandler, os, signal, sys, tempfile, threading, time
import httpx
from faker import Faker
from IPython.display import display
Faker.seed(1)
names = [Faker().name() for _ in range(3)]
clock = time.monotonic
main = threading.main_thread().ident
dump = tempfile.TemporaryFile()
client = httpx.Client(transport=httpx.MockTransport(lambda r: httpx.Response(200, json={})))
class Late(Exception): pass
class Outer(Exception): pass
class Hard(BaseException): pass
def note(*args): return None
def ring(error):
    def handler(*args): raise error
    return handler
def alarm(seconds, error, kind=signal.ITIMER_REAL, number=signal.SIGALRM):
    signal.signal(number, ring(error)); signal.setitimer(kind, seconds)
def afterwards(seconds, work):
    threading.Thread(target=lambda: (time.sleep(seconds), work())).start()
def usr(seconds, error):
    signal.signal(signal.SIGUSR1, ring(error))
    afterwards(seconds, lambda: os.kill(os.getpid(), signal.SIGUSR1))
def throw(seconds, error):
    send = ctypes.pythonapi.PyThreadState_SetAsyncExc
    afterwards(seconds, lambda: send(ctypes.c_ulong(main), ctypes.py_object(error)))
def watched(seconds, error):
    faulthandler.dump_traceback_later(seconds / 2, file=dump); alarm(seconds, error)
def disarm():
    signal.setitimer(signal.ITIMER_REAL, 0); signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    faulthandler.cancel_dump_traceback_later()
def counted(times):
    global came, lost
    came, lost = 0, 0
    def handler(*args):
        global came
        came += 1
    signal.signal(signal.SIGUSR1, handler)
    def send():
        global lost
        for number in range(1, times + 1):
            os.kill(os.getpid(), signal.SIGUSR1)
            end = clock() + 2
            while came < number and clock() < end: time.sleep(0.0005)
            lost += came != number
    sender = threading.Thread(target=send); sender.start()
    return sender
"""

#: Name → how it is armed, and what comes.
HOOKS = {
    "alarm, an exception": ("alarm({delay}, Late)", "Late"),
    "alarm, TimeoutError": ("alarm({delay}, TimeoutError)", "TimeoutError"),
    "alarm, KeyboardInterrupt": ("alarm({delay}, KeyboardInterrupt)", "KeyboardInterrupt"),
    "alarm, BaseException": ("alarm({delay}, Hard)", "Hard"),
    "time of the processor": (
        "alarm({delay}, Late, signal.ITIMER_VIRTUAL, signal.SIGVTALRM)",
        "Late",
    ),
    "signal of a thread": ("usr({delay}, Late)", "Late"),
    "exception of a thread": ("throw({delay}, Late)", "Late"),
    "interrupt of a thread": ("afterwards({delay}, _thread.interrupt_main)", "KeyboardInterrupt"),
    "beside faulthandler": ("watched({delay}, Late)", "Late"),
    "alarm in an alarm": ("alarm({delay}, Late)", "Late"),
    "timeout of asyncio": ("asyncio.timeout({delay})", "TimeoutError"),
    "handler that counts": ("sender = counted(20)", "Late"),
}

#: What the program does when it comes.
PLACES = {
    "statements": "a = [names, 1]; b = {'a': a}; c = len(b)",
    "calls": "w = note(names, [names]); x = [note(n) for n in names]",
    "prints": "print(names[0], end=' ')",
    "files": "f = open('s.bin', 'w'); f.write(names[0]); f.close(); w = f.closed",
    "requests": "w = client.get('http://localhost/x')",
    "displays": "display(names[0])",
    "threads": "t = threading.Thread(target=note, args=(names,)); t.start(); t.join()",
    "imports": "sys.modules.pop('colorsys', None); import colorsys",
    "magics": "get_ipython().run_line_magic('who_ls', 'str')",
    "cell magics": "w = note(names, [names])",
}
SHAPES = ("loop", "function", "lines")


@dataclass(frozen=True)
class Trial:
    """One time, one hook, one place."""

    hook: str
    place: str
    shape: str
    delay: float

    @property
    def name(self) -> str:
        return f"{self.hook}, {self.place}, {self.shape}, {self.delay * 1e3:.1f} ms"

    @property
    def cell(self) -> str:
        """The whole cell; a cell magic runs it where it can."""
        magic = self.place == "cell magics" and self.hook != "timeout of asyncio"
        return f"%%time\n{self._cell()}" if magic else self._cell()

    def _cell(self) -> str:
        arm, expected = HOOKS[self.hook]
        arm = arm.format(delay=self.delay)
        work = self._work()
        if self.hook == "handler that counts":
            return (
                f"{arm}\nwhile sender.is_alive():\n    {PLACES[self.place]}\n"
                "outcome = 'caught' if (came, lost) == (20, 0) else f'{came} came, {lost} lost'\n"
                "print('\\noutcome:', outcome)"
            )
        if self.hook == "timeout of asyncio":
            again = textwrap.indent(f"{PLACES[self.place]}\nawait asyncio.sleep(0)", "    ")
            loop = textwrap.indent(f"end = clock() + 3\nwhile clock() < end:\n{again}", "    ")
            return _tried(f"async with {arm}:\n{loop}", expected)
        if self.hook == "alarm in an alarm":
            inner = textwrap.indent(f"{arm}\n{work}", "    ")
            outer = textwrap.indent(f"alarm({self.delay}, Outer)\n{work}", "    ")
            return _tried(f"try:\n{inner}\nexcept Late:\n{outer}", "Outer")
        return _tried(f"{arm}\n{work}", expected)

    def _work(self) -> str:
        done = PLACES[self.place]
        loop = f"end = clock() + 3\nwhile clock() < end:\n    {done}"
        if self.shape == "function":
            return f"def work():\n{textwrap.indent(loop, '    ')}\nwork()"
        return "\n".join([done] * 8 + [loop]) if self.shape == "lines" else loop


def _tried(work: str, expected: str) -> str:
    return (
        "outcome = 'nothing'\n"
        f"try:\n{textwrap.indent(work, '    ')}\n    outcome = 'swallowed'\n"
        f"except {expected}:\n    outcome = 'caught'\n"
        "finally:\n    disarm()\n"
        "print('\\noutcome:', outcome)"
    )


def trials(count: int, seed: int = 12) -> list[Trial]:
    """So many trials at random times, spread evenly over hooks and places."""
    chosen = random.Random(seed)
    pairs = [(hook, place) for hook in HOOKS for place in PLACES]
    chosen.shuffle(pairs)
    return [
        Trial(
            *pairs[number % len(pairs)], chosen.choice(SHAPES), round(chosen.uniform(1e-4, 0.02), 5)
        )
        for number in range(count)
    ]


def outcome(cell: object) -> str:
    """What a trial's cell came to: ``caught``, ``swallowed``, or the name of what escaped."""
    text, error = "", ""
    for output in cell["outputs"]:  # type: ignore[index]
        if output["output_type"] == "stream" and output["name"] == "stdout":
            text += output["text"]
        elif output["output_type"] == "error":
            error = f"{output['ename']} escaped"
    said = [line for line in text.splitlines() if line.startswith("outcome: ")]
    return error or (said[-1].removeprefix("outcome: ") if said else "no answer")
