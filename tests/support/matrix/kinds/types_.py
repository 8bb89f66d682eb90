"""Classes as values: metaclasses that see what is asked of their classes; functions, modules."""

import abc
import functools
import types

from matrix_prelude import note, recorder, seen


class LoudType(type):
    """Writes down all that is asked of a class."""

    def __getattribute__(cls, name):
        seen.append(f"type get {name}")
        return type.__getattribute__(cls, name)


for asked in ("hash", "eq", "instancecheck", "subclasscheck", "call", "repr", "dir", "len", "iter"):
    asked = f"__{asked}__"  # noqa: PLW2901 - as a notebook has it
    method = getattr(type, asked, None) or (lambda cls, *args: iter(()) if args else 0)
    setattr(LoudType, asked, recorder(f"type {asked}", method))
LoudType.__iter__ = recorder("type __iter__", lambda cls: iter((1, 2)))
LoudType.__len__ = recorder("type __len__", lambda cls: 2)
LoudType.__bool__ = recorder("type __bool__", lambda cls: True)


class ByLoudType(metaclass=LoudType):
    """Its class sees what is asked."""


class ListByLoudType(list, metaclass=LoudType):
    """A list whose class sees what is asked."""


class DictByLoudType(dict, metaclass=LoudType):
    """A dictionary whose class sees what is asked."""


class Meta(type):
    """Answers with a property where a name is looked for, and has no equals."""

    @property
    def __module__(cls):
        seen.append("type module")
        return "numpy"

    def mro(cls):
        seen.append("type mro")
        return type.mro(cls)


class ByMeta(metaclass=Meta):
    """Says that it is an array."""


class Unhashable(type):
    """Its classes cannot be keys."""

    __hash__ = None

    def __eq__(cls, other):
        raise RuntimeError("do not compare")


class ByUnhashable(metaclass=Unhashable):
    """Its class cannot be a key."""


class Checked(abc.ABC):
    """Asks when something is said to be one of it."""

    @classmethod
    def __subclasshook__(cls, other):
        seen.append(f"hook {other.__name__}")
        return NotImplemented


class Made(type):
    """Makes something else than its class."""

    def __call__(cls, *args):
        seen.append("made")
        return [1, 2, 3]


class ByMade(metaclass=Made):
    """Cannot be made."""


class Descriptor:
    """Tells when it is read, and when it is named."""

    def __set_name__(self, owner, name):
        seen.append(f"named {name}")

    def __get__(self, instance, owner):
        seen.append("read")
        return [1, 2]


class WithDescriptor:
    """Has one."""

    item = Descriptor()
    columns = Descriptor()
    __wrapped__ = Descriptor()
    __name__ = Descriptor()
    __qualname__ = "WithDescriptor"


class Method:
    """Has a method, a class method and a cached property."""

    def work(self, *args):
        return len(args)

    @classmethod
    def make(cls):
        return cls()

    @functools.cached_property
    def once(self):
        seen.append("worked out")
        return [1]

    def __del__(self):
        seen.append("freed")


class Lazy(types.ModuleType):
    """A module that loads when it is looked at."""

    def __getattribute__(self, name):
        seen.append(f"module get {name}")
        return super().__getattribute__(name)

    def __getattr__(self, name):
        seen.append(f"module load {name}")
        raise AttributeError(name)


class LoudFunction:
    """Can be called, and lies about what it wraps."""

    def __call__(self, *args):
        seen.append("called")

    def __getattr__(self, name):
        seen.append(f"get {name}")
        return self if name in ("func", "__func__", "__wrapped__", "__self__") else note


def tagged():
    """A function with attributes of its own."""


tagged.rows = [1, 2]

KINDS = {
    "instance of a loud type": ("ByLoudType()", "v.x = names", ""),
    "list of a loud type": ("ListByLoudType([1, 2])", "v.append(names)", ""),
    "dict of a loud type": ("DictByLoudType(a=1)", "v['b'] = names", ""),
    "class of a loud type": ("type.__call__(LoudType, 'Made', (), {})", "v.x = names", ""),
    "instance that claims a module": ("ByMeta()", "v.x = names", ""),
    "class that claims a module": ("ByMeta", "note(v, names)", ""),
    "instance of an unhashable class": ("ByUnhashable()", "v.x = names", ""),
    "unhashable class": ("ByUnhashable", "note(v, names)", ""),
    "abstract class": ("Checked", "note(v, names)", ""),
    "class that makes lists": ("ByMade", "w = v()", ""),
    "class with a descriptor": ("WithDescriptor", "v.other = names", ""),
    "instance with a descriptor": ("WithDescriptor()", "v.other = names", ""),
    "bound method": ("Method().work", "v(names)", ""),
    "class method": ("Method.make", "w = v()", ""),
    "cached property not asked for": ("Method()", "v.work(names)", "v.once"),
    "function with attributes": ("tagged", "v.rows.append(names[0])", "v.rows"),
    "lambda over a list": ("(lambda kept: lambda: kept)([1, 2])", "v().append(names)", "v()"),
    "lazy module": ("Lazy('lazy')", "object.__setattr__(v, 'x', names)", ""),
    "callable that lies": ("LoudFunction()", "v(names)", ""),
    "partial of a bound method": ("functools.partial(Method().work, [1])", "v(names)", "v()"),
    "mapping proxy": ("types.MappingProxyType({'a': [1]})", "v['a'].append(1)", "v"),
    "simple namespace": ("types.SimpleNamespace(a=[1])", "v.b = names", "v"),
    "code object": ("compile('1 + 1', 'x', 'eval')", "w = eval(v)", ""),
    "method wrapper": ("[1, 2].__len__", "w = v()", "v()"),
    "generic alias": ("list[int]", "w = v()", "v"),
    "slice": ("slice(1, [2], None)", "w = v.stop", "v"),
    "range": ("range(10, 20)", "w = v[2]", "v"),
}
