"""Objects of which each special method tells that it was called, one kind a method."""

from matrix_prelude import recorder, seen

ANSWERS = {
    "len": 2,
    "iter": None,
    "getitem": 1,
    "eq": False,
    "hash": 7,
    "bool": True,
    "repr": "shown",
    "str": "written",
    "reduce": (list, ()),
    "dir": ["a", "b"],
    "array": None,
    "fspath": "path.txt",
    "index": 3,
    "sizeof": 64,
    "format": "formed",
    "getstate": None,
    "contains": True,
    "call": None,
    "enter": None,
    "exit": False,
    "copy": None,
    "deepcopy": None,
    "length_hint": 4,
    "float": 1.5,
    "int": 1,
    "bytes": b"x",
    "missing": 1,
    "lt": True,
    "add": 1,
    "await": None,
    "aiter": None,
    "instancecheck": True,
    "array_interface": None,
    "dataframe": None,
    "arrow_c_stream": None,
    "setattr": None,
    "delattr": None,
}


def speaker(name):
    """A class with the one method, which tells and answers."""

    def method(self, *args):
        answer = ANSWERS[name]
        if name == "getitem" and args[0] not in range(3):
            raise IndexError
        return iter((1, 2)) if name in ("iter", "await") else self if answer is None else answer

    space = {f"__{name}__": recorder(name, method), "__slots__": ("__weakref__",)}
    if name == "eq":
        space["__hash__"] = object.__hash__
    return type(f"Speaker{name.title()}", (), space)


def shouter(name):
    """A class whose one method raises."""

    def method(self, *args):
        seen.append(name)
        raise RuntimeError(f"{name} is not to be called")

    return type(f"Shouter{name.title()}", (), {f"__{name}__": method})


SPEAKERS = {name: speaker(name) for name in ANSWERS}
SHOUTERS = {name: shouter(name) for name in ANSWERS}
AllLoud = type("AllLoud", (), {f"__{n}__": vars(SPEAKERS[n])[f"__{n}__"] for n in ANSWERS})
AllShout = type("AllShout", (), {f"__{n}__": vars(SHOUTERS[n])[f"__{n}__"] for n in ANSWERS})


KINDS = {
    "only __len__": ("SPEAKERS['len']()", "", ""),
    "only __iter__": ("SPEAKERS['iter']()", "", ""),
    "only __getitem__": ("SPEAKERS['getitem']()", "", ""),
    "only __eq__": ("SPEAKERS['eq']()", "", ""),
    "only __hash__": ("SPEAKERS['hash']()", "", ""),
    "only __bool__": ("SPEAKERS['bool']()", "", ""),
    "only __repr__": ("SPEAKERS['repr']()", "", ""),
    "only __str__": ("SPEAKERS['str']()", "", ""),
    "only __reduce__": ("SPEAKERS['reduce']()", "", ""),
    "only __dir__": ("SPEAKERS['dir']()", "", ""),
    "only __array__": ("SPEAKERS['array']()", "", ""),
    "only __fspath__": ("SPEAKERS['fspath']()", "", ""),
    "only __index__": ("SPEAKERS['index']()", "", ""),
    "only __sizeof__": ("SPEAKERS['sizeof']()", "", ""),
    "only __format__": ("SPEAKERS['format']()", "", ""),
    "only __getstate__": ("SPEAKERS['getstate']()", "", ""),
    "only __contains__": ("SPEAKERS['contains']()", "", ""),
    "only __call__": ("SPEAKERS['call']()", "", ""),
    "only __enter__": ("SPEAKERS['enter']()", "", ""),
    "only __exit__": ("SPEAKERS['exit']()", "", ""),
    "only __copy__": ("SPEAKERS['copy']()", "", ""),
    "only __deepcopy__": ("SPEAKERS['deepcopy']()", "", ""),
    "only __length_hint__": ("SPEAKERS['length_hint']()", "", ""),
    "only __float__": ("SPEAKERS['float']()", "", ""),
    "only __int__": ("SPEAKERS['int']()", "", ""),
    "only __bytes__": ("SPEAKERS['bytes']()", "", ""),
    "only __missing__": ("SPEAKERS['missing']()", "", ""),
    "only __lt__": ("SPEAKERS['lt']()", "", ""),
    "only __add__": ("SPEAKERS['add']()", "", ""),
    "only __await__": ("SPEAKERS['await']()", "", ""),
    "only __aiter__": ("SPEAKERS['aiter']()", "", ""),
    "only __instancecheck__": ("SPEAKERS['instancecheck']()", "", ""),
    "only __array_interface__": ("SPEAKERS['array_interface']()", "", ""),
    "only __dataframe__": ("SPEAKERS['dataframe']()", "", ""),
    "only __arrow_c_stream__": ("SPEAKERS['arrow_c_stream']()", "", ""),
    "only __setattr__": ("SPEAKERS['setattr']()", "", ""),
    "only __delattr__": ("SPEAKERS['delattr']()", "", ""),
    "__len__ raises": ("SHOUTERS['len']()", "", ""),
    "__iter__ raises": ("SHOUTERS['iter']()", "", ""),
    "__getitem__ raises": ("SHOUTERS['getitem']()", "", ""),
    "__eq__ raises": ("SHOUTERS['eq']()", "", ""),
    "__hash__ raises": ("SHOUTERS['hash']()", "", ""),
    "__bool__ raises": ("SHOUTERS['bool']()", "", ""),
    "__repr__ raises": ("SHOUTERS['repr']()", "", ""),
    "__str__ raises": ("SHOUTERS['str']()", "", ""),
    "__dir__ raises": ("SHOUTERS['dir']()", "", ""),
    "__array__ raises": ("SHOUTERS['array']()", "", ""),
    "__index__ raises": ("SHOUTERS['index']()", "", ""),
    "__sizeof__ raises": ("SHOUTERS['sizeof']()", "", ""),
    "__format__ raises": ("SHOUTERS['format']()", "", ""),
    "__getstate__ raises": ("SHOUTERS['getstate']()", "", ""),
    "__contains__ raises": ("SHOUTERS['contains']()", "", ""),
    "__call__ raises": ("SHOUTERS['call']()", "", ""),
    "__fspath__ raises": ("SHOUTERS['fspath']()", "", ""),
    "__enter__ raises": ("SHOUTERS['enter']()", "", ""),
    "__deepcopy__ raises": ("SHOUTERS['deepcopy']()", "", ""),
    "__await__ raises": ("SHOUTERS['await']()", "", ""),
    "__setattr__ raises": ("SHOUTERS['setattr']()", "", ""),
    "__array_interface__ raises": ("SHOUTERS['array_interface']()", "", ""),
    "everything tells": ("AllLoud()", "note(v, names)", ""),
    "everything raises": ("AllShout()", "note(v, names)", ""),
}
