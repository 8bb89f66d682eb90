"""Proxies, mocks and other values that stand for others."""

import importlib.util
import sys
import weakref
from contextvars import ContextVar
from unittest import mock

import lazy_object_proxy
import werkzeug.local
import wrapt
from matrix_prelude import Holder, recorded, seen


class Seen(wrapt.ObjectProxy):
    """Tells what is asked of it; what it stands for answers."""

    def __getattr__(self, name):
        seen.append(f"proxy get {name}")
        return super().__getattr__(name)

    def __iter__(self):
        seen.append("proxy iter")
        return iter(self.__wrapped__)

    def __len__(self):
        seen.append("proxy len")
        return len(self.__wrapped__)

    def __eq__(self, other):
        seen.append("proxy eq")
        return self.__wrapped__ == other

    def __hash__(self):
        seen.append("proxy hash")
        return 1

    def __bool__(self):
        seen.append("proxy bool")
        return True


class Plain:
    """A proxy made by hand, as many libraries have one."""

    def __init__(self, target):
        object.__setattr__(self, "_target", target)

    def __getattribute__(self, name):
        seen.append(f"plain get {name}")
        return getattr(object.__getattribute__(self, "_target"), name)

    def __setattr__(self, name, value):
        seen.append(f"plain set {name}")
        setattr(object.__getattribute__(self, "_target"), name, value)

    def __len__(self):
        seen.append("plain len")
        return len(object.__getattribute__(self, "_target"))

    def __iter__(self):
        seen.append("plain iter")
        return iter(object.__getattribute__(self, "_target"))

    def __getitem__(self, key):
        seen.append("plain getitem")
        return object.__getattribute__(self, "_target")[key]


def opened(value):
    """Makes ``value`` the moment it is looked at, and tells."""
    return lambda: seen.append("opened") or value


class Connected:
    """Connects at the first attribute."""

    _rows = None

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        seen.append("connected")
        self.__dict__["_rows"] = [1, 2]
        return self._rows


def lazily(name):
    """A module that is run when it is looked at."""
    sys.modules.pop(name, None)
    spec = importlib.util.find_spec(name)
    spec.loader = importlib.util.LazyLoader(spec.loader)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def loaded(module):
    """Whether a lazy module was run, found out without running it."""
    return type.__getattribute__(type(module), "__name__")


holder = Holder()
current = ContextVar("current")
current.set([1, 2])
unbound = ContextVar("unbound")
LoudCallable = recorded(type("Work", (), {"__call__": lambda self, *args: len(args)}))
LocalProxy = werkzeug.local.LocalProxy

KINDS = {
    "wrapt proxy": ("wrapt.ObjectProxy([1, 2])", "v.append(names[0])", "list(v)"),
    "wrapt proxy that tells": ("Seen([1, 2])", "v.append(names[0])", "v.__wrapped__"),
    "wrapt proxy of what tells": ("wrapt.ObjectProxy(recorded(list)([1]))", "v.append(1)", ""),
    "wrapt function": ("wrapt.decorator(lambda f, i, a, k: f(*a))(note)", "v(names)", "v()"),
    "wrapt callable": ("wrapt.CallableObjectProxy(LoudCallable())", "v(names)", "v()"),
    "lazy proxy": ("lazy_object_proxy.Proxy(opened([1, 2]))", "v.append(names)", "list(v)"),
    "lazy proxy of a dict": ("lazy_object_proxy.Proxy(opened({'a': 1}))", "v['b'] = 2", "len(v)"),
    "lazy proxy that fails": ("lazy_object_proxy.Proxy(lambda: 1 / 0)", "note(v, names)", ""),
    "local proxy": ("LocalProxy(opened([1, 2]))", "v.append(names)", "list(v)"),
    "local proxy of a context": ("LocalProxy(current)", "v[:1] = [5]", "list(v)"),
    "local proxy, unbound": ("LocalProxy(unbound)", "note(v, names)", "bool(v)"),
    "mock": ("mock.Mock(name='m')", "v.work(names)", "v.mock_calls"),
    "magic mock": ("mock.MagicMock(name='m')", "v[0] = 1", "v.mock_calls"),
    "async mock": ("mock.AsyncMock(name='m')", "w = await v(1)", "v.await_count, v.mock_calls"),
    "mock that is not called": ("mock.NonCallableMagicMock(name='m')", "v.x()", "v.mock_calls"),
    "mock of a list": ("mock.MagicMock(spec=list, name='m')", "v.append(1)", "v.mock_calls"),
    "sealed mock": ("(lambda m: mock.seal(m) or m)(mock.Mock(name='m'))", "v.x", "v.mock_calls"),
    "mock of a function": ("mock.create_autospec(refs, name='m')", "v(1, 2)", "v.mock_calls"),
    "mock with effects": ("mock.Mock(name='m', side_effect=[1, 2])", "w = v()", "v()"),
    "property mock": ("mock.PropertyMock(name='m')", "v(1)", "v.mock_calls"),
    "what a mock answers": ("mock.MagicMock(name='m').work()", "v.x = names", "v.mock_calls"),
    "sentinel": ("mock.sentinel.nothing", "note(v, names)", "v"),
    "mock call": ("mock.call(1, x=2)", "w = v.x", "v"),
    "mock ANY": ("mock.ANY", "w = v == names", "v"),
    "proxy made by hand": ("Plain([1, 2])", "v.append(names[0])", ""),
    "proxy of a dict made by hand": ("Plain({'a': 1})", "v['b'] = 1", ""),
    "weak proxy": ("weakref.proxy(holder)", "v.x = names", "v.__class__"),
    "weak proxy, dead": ("weakref.proxy(Holder())", "note(v, names)", "v.x"),
    "weak reference": ("weakref.ref(Holder())", "w = v()", "v()"),
    "weak reference, alive": ("weakref.ref(holder)", "w = v()", "v() is holder"),
    "connects when used": ("Connected()", "w = v.rows", "v.rows"),
    "lazily loaded module": ("lazily('colorsys')", "w = v.rgb_to_hsv(1, 0, 0)", "loaded(v)"),
    "context variable": ("ContextVar('v')", "w = v.get(1)", "v.get(1)"),
}
