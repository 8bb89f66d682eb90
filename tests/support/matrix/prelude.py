"""What every notebook of the matrix begins with: this file's source is its first cell.

What user code can see is written into ``seen``, in order; the last cell of a case prints it.
"""

import asyncio
import contextlib
import copy
import functools
import gc
import itertools
import sys
import threading
import types
import weakref
from concurrent.futures import ThreadPoolExecutor

from faker import Faker
from IPython import get_ipython

seen = []
Faker.seed(1)
#: Beside these the values are used; where the product is loaded, they are marked.
names = [Faker().name() for _ in range(3)]
#: The names that a case may bind, in the order in which they are let go.
CASE_NAMES = ("g", "t", "r", "f", "C", "box", "e", "a", "b", "w", "x", "y", "v")
#: What is held more often is held by others, too.
MANY = 100
UNRECORDED = {"__new__", "__init__", "__class__", "__init_subclass__", "__subclasshook__"}
UNRECORDED |= {"__class_getitem__", "__doc__", "__dict__", "__weakref__"}


class Problem(Exception):
    """What the cases raise."""


class Holder:
    """Something to hang a value on."""


def note(*args, **kwargs):
    """A function that does nothing with what it is given."""


def same(value):
    """A function that answers what it is given."""
    return value


def hold(value):
    """A generator with a value among its locals."""
    yield 1
    del value
    yield 2


async def later(value):
    """Answers what it is given, a little later."""
    await asyncio.sleep(0)
    return value


def refs(*values):
    """What the interpreter counts of values, seen from within a call."""
    return [sys.getrefcount(value) for value in values]


def recorder(name, method):
    """A method that writes down that it was called."""

    def call(self, *args, **kwargs):
        seen.append(f"{name}({args[0]})" if name == "__getattribute__" else name)
        return method(self, *args, **kwargs)

    call.__name__ = name
    return call


def recorded(base, *without):
    """A subclass of ``base`` that writes down each of its methods being called."""
    space = {}
    for name in dir(base):
        method = getattr(base, name)
        if name not in UNRECORDED and name not in without and callable(method):
            space[name] = recorder(name, method)
    space["__del__"] = lambda self: seen.append("__del__")
    return type(f"Loud{base.__name__.title()}", (base,), space)


def attempt(work):
    """What ``work`` answers, or what it raises, as text."""
    try:
        return repr(work())
    except BaseException as error:
        return f"{type(error).__name__}: {error}"


def shown():
    """What was seen since this was asked last."""
    text = f"{len(seen)}: {' '.join(map(str, seen[:60]))}"
    seen.clear()
    return text


def is_librarys(value):
    """Whether a value is a class that the case did not make."""
    if not any(one is type for one in type.__dict__["__mro__"].__get__(type(value))):
        return False
    home = type.__dict__["__module__"].__get__(value)
    return home not in (__name__, "__main__")


def look(space, last=None):
    """Print what was seen so far and what the interpreter counts of the case's values."""
    print("seen", shown())
    for name in ("v", "w"):
        if name not in space:
            continue
        value = space[name]
        count = sys.getrefcount(value)
        size = attempt(lambda value=value: sys.getsizeof(value))
        weak = attempt(lambda value=value: weakref.getweakrefcount(value))
        # Of what is the interpreter's own or a library's, such as None or a class, others hold
        # references too, and who holds one is told by what the collector happens to follow.
        if count < MANY and not is_librarys(value):
            print(name, count, weak, size)
        del value
    if last is not None:
        print("last", attempt(last))
        print("seen", shown())


def end(space):
    """Let the case's values go, one by one, and print what is seen of it."""
    for name in CASE_NAMES:
        if name in space:
            del space[name]
            if seen:
                print("without", name, shown())
    get_ipython().displayhook.flush()
    for name in ("last_type", "last_value", "last_traceback", "last_exc"):
        if hasattr(sys, name):
            delattr(sys, name)
    gc.collect()
    print("after all", shown())
