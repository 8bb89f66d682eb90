"""Subclasses of the built-in containers and scalars."""

import dataclasses
import enum
import functools
from array import array
from collections import ChainMap, Counter, OrderedDict, UserDict, UserList, defaultdict, deque
from collections import namedtuple
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from matrix_prelude import recorded, seen

LoudList, LoudDict, LoudSet = recorded(list), recorded(dict), recorded(set)
LoudTuple, LoudStr, LoudBytes = recorded(tuple), recorded(str), recorded(bytes)
LoudInt, LoudFloat, LoudComplex = recorded(int), recorded(float), recorded(complex)
LoudFrozen, LoudBytearray, LoudDeque = recorded(frozenset), recorded(bytearray), recorded(deque)
LoudOrdered, LoudDefault = recorded(OrderedDict), recorded(defaultdict)
LoudCounter, LoudChain = recorded(Counter), recorded(ChainMap)
LoudUserList, LoudUserDict = recorded(UserList), recorded(UserDict)
LoudArray, LoudDecimal, LoudFraction = recorded(array), recorded(Decimal), recorded(Fraction)
LoudPair = recorded(namedtuple("Pair", "left right"))
LoudError = recorded(ValueError)
LoudPartial = recorded(functools.partial)


class Freed(list):
    """A list that tells when it goes."""

    def __del__(self):
        seen.append("freed")


class FreedDict(dict):
    """A dictionary that tells when it goes."""

    def __del__(self):
        seen.append("freed")


class Cursor(list):
    """A list whose rows can be gone through once."""

    def __init__(self, rows):
        super().__init__()
        self.rows = iter(rows)

    def __iter__(self):
        return self.rows

    def __len__(self):
        return 3


class CursorDict(dict):
    """A mapping whose items can be gone through once."""

    def __init__(self, rows):
        super().__init__(rows)
        self.rows = iter(rows.items())

    def items(self):
        return self.rows

    def values(self):
        return (value for _, value in self.rows)

    def __iter__(self):
        return (key for key, _ in self.rows)


class Once:
    """An iterator with a length that fetches a row each time."""

    def __init__(self):
        self.left = 3

    def __iter__(self):
        return self

    def __next__(self):
        seen.append(f"fetch {self.left}")
        if not self.left:
            raise StopIteration
        self.left -= 1
        return self.left

    def __length_hint__(self):
        seen.append("hint")
        return self.left


class Recent(OrderedDict):
    """Least recently used goes first."""

    def __getitem__(self, key):
        value = super().__getitem__(key)
        self.move_to_end(key)
        return value


class Missing(dict):
    """Makes what is asked of it."""

    def __missing__(self, key):
        seen.append(f"made {key!r}")
        self[key] = []
        return self[key]


class Spaced(dict):
    """A dictionary whose keys are also attributes, made when they are asked for."""

    def __getattr__(self, name):
        seen.append(f"attribute {name}")
        if name.startswith("_"):
            raise AttributeError(name)
        return self.setdefault(name, Spaced())


class Colour(enum.Enum):
    RED = [1, 2]
    BLUE = "blue"


class LoudColour(enum.Enum):
    RED = 1

    def __hash__(self):
        seen.append("hash")
        return 1

    def __eq__(self, other):
        seen.append("eq")
        return self is other

    def __bool__(self):
        seen.append("bool")
        return True


class Right(enum.Flag):
    READ = enum.auto()
    WRITE = enum.auto()

    def __iter__(self):
        seen.append("iter")
        return iter(())


class Row(NamedTuple):
    number: int
    words: list


@dataclasses.dataclass
class Data:  # noqa: PLW1641 - as a notebook has it
    number: int = 1
    words: list = dataclasses.field(default_factory=list)

    def __eq__(self, other):
        seen.append("eq")
        return self is other


@dataclasses.dataclass(slots=True)
class Slotted:
    number: int = 1
    words: list = dataclasses.field(default_factory=list)

    def __getattribute__(self, name):
        seen.append(f"get {name}")
        return object.__getattribute__(self, name)


@dataclasses.dataclass(frozen=True)
class Frozen:
    number: int = 1
    words: tuple = (1, 2)

    def __hash__(self):
        seen.append("hash")
        return 1


KINDS = {
    "list subclass": ("LoudList([1, 2, 3])", "v.append(names[0])", "list.__len__(v)"),
    "dict subclass": ("LoudDict(a=1, b=[2])", "v['c'] = names", "dict.__len__(v)"),
    "set subclass": ("LoudSet([1, 2])", "v.add(3)", ""),
    "frozenset subclass": ("LoudFrozen([1, 2])", "v |= {3}", ""),
    "tuple subclass": ("LoudTuple([1, [2]])", "v += (1,)", ""),
    "str subclass": ("LoudStr('text of some length')", "v += 'x'", ""),
    "bytes subclass": ("LoudBytes(b'some bytes')", "v += b'x'", ""),
    "bytearray subclass": ("LoudBytearray(b'some bytes')", "v.extend(b'x')", ""),
    "int subclass": ("LoudInt(70000)", "v += 1", ""),
    "float subclass": ("LoudFloat(1.5)", "v += 1", ""),
    "complex subclass": ("LoudComplex(1j)", "v += 1", ""),
    "deque subclass": ("LoudDeque([1, 2], maxlen=3)", "v.extend(names)", ""),
    "OrderedDict subclass": ("LoudOrdered(a=1, b=2)", "v.move_to_end('a')", ""),
    "defaultdict subclass": ("LoudDefault(list, a=[1])", "v['c'].append(1)", ""),
    "Counter subclass": ("LoudCounter('aab')", "v.update('b')", ""),
    "ChainMap subclass": ("LoudChain({'a': 1}, {'b': 2})", "v['c'] = 3", ""),
    "UserList subclass": ("LoudUserList([1, 2])", "v.append(3)", ""),
    "UserDict subclass": ("LoudUserDict(a=1)", "v['b'] = 2", ""),
    "array subclass": ("LoudArray('d', [1, 2])", "v.append(3)", ""),
    "Decimal subclass": ("LoudDecimal('1.5')", "v += 1", ""),
    "Fraction subclass": ("LoudFraction(1, 3)", "v += 1", ""),
    "namedtuple subclass": ("LoudPair(1, [2])", "v[1].append(names[0])", ""),
    "exception subclass": ("LoudError('no', [1])", "v.add_note('note')", ""),
    "partial subclass": ("LoudPartial(note, [1])", "v()", ""),
    "list that tells when freed": ("Freed([1, 2])", "v.append(Freed())", ""),
    "dict that tells when freed": ("FreedDict(a=Freed())", "v.pop('a')", ""),
    "list of what tells": ("[Freed([1]), Freed([2])]", "v.pop()", ""),
    "dict of what tells": ("{'a': Freed([1]), 'b': [Freed()]}", "v.pop('a')", ""),
    "tuple of what tells": ("(Freed([1]), Freed([2]))", "v = v[:1]", ""),
    "list read once": ("Cursor(['r1', 'r2', 'r3'])", "v.append(names[0])", "list(iter(v))"),
    "dict read once": ("CursorDict({'a': 1, 'b': 2})", "v['c'] = names", "list(v.items())"),
    "iterator with a hint": ("Once()", "next(v)", "list(v)"),
    "least recently used": ("Recent(a=1, b=2, c=3)", "v['a']", "list(v)"),
    "made when missed": ("Missing(a=[1])", "v['b'].append(names[0])", "list(v)"),
    "keys as attributes": ("Spaced(a=1)", "v.b.c = names", "list(v)"),
    "enum member": ("Colour.RED", "v.value.append(1)", "v.value"),
    "enum member of a loud class": ("LoudColour.RED", "", ""),
    "flag": ("Right.READ | Right.WRITE", "v &= Right.READ", ""),
    "enum class": ("Colour", "", "list(v)"),
    "typed named tuple": ("Row(1, ['a'])", "v.words.append(names[0])", "v"),
    "dataclass": ("Data(2, ['a'])", "v.words = names", "v.words"),
    "dataclass with slots": ("Slotted(2, ['a'])", "v.words = names", ""),
    "frozen dataclass": ("Frozen(2)", "object.__setattr__(v, 'number', 3)", "v.number"),
    "plain list": ("[1, [2, 'three'], {4: 5.0}]", "v.append(names[0])", "v"),
    "plain dict": ("{'a': 1, 'b': [2, 3]}", "v['c'] = names", "v"),
    "plain set": ("{1, 2, 'three'}", "v.add(names[0])", "len(v)"),
    "plain string": ("''.join(['some', ' text'])", "v += names[0]", "v"),
    "plain integer": ("int('123456789')", "v += 1", "v"),
    "dict of loud keys": ("{LoudStr('k'): 1, LoudInt(5): 2}", "v[LoudStr('x')] = names", ""),
    "set of loud members": ("{LoudStr('k'), LoudInt(5)}", "v.add(LoudStr('x'))", ""),
    "list in itself": ("(lambda made: made.append(made) or made)([1])", "v.append(v)", "len(v)"),
}
