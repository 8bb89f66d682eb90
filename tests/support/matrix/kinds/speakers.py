"""Objects that tell of what is asked of them, and those that lie about what they are."""

from matrix_prelude import note, seen


class Asked:
    """Answers every name it has not."""

    def __getattr__(self, name):
        seen.append(f"getattr {name}")
        raise AttributeError(name)


class AskedSlots:
    """The same, without a dictionary."""

    __slots__ = ("given",)

    def __getattr__(self, name):
        seen.append(f"getattr {name}")
        raise AttributeError(name)


class AskedAll:
    """Tells of every name, those it has as well."""

    def __getattribute__(self, name):
        seen.append(f"getattribute {name}")
        return object.__getattribute__(self, name)


class Generous:
    """Has every name that is not private."""

    def __getattr__(self, name):
        seen.append(f"gave {name}")
        if name.startswith("_"):
            raise AttributeError(name)
        return Generous()


class Properties:
    """Has what tables, arrays and figures have, each of which costs."""

    def _cost(name):
        return property(lambda self: seen.append(name) or [1, 2])

    columns, shape, dtype, values, index = map(_cost, ("columns", "shape", "dtype", "values", "ix"))
    data, base, T, size, nbytes = map(_cost, ("data", "base", "T", "size", "nbytes"))
    __wrapped__, __self__, __func__ = map(_cost, ("wrapped", "self", "func"))
    __array_interface__, __dict__ = map(_cost, ("interface", "dict"))
    __name__, text, content, choices = map(_cost, ("name", "text", "content", "choices"))
    model_fields, usage, savefig, figure = map(_cost, ("fields", "usage", "savefig", "figure"))


class Liar:
    """Says that it is of another class."""

    def __init__(self, claimed):
        object.__setattr__(self, "claimed", claimed)

    @property
    def __class__(self):
        seen.append("class")
        return object.__getattribute__(self, "claimed")


class Shown:
    """Shows itself in many ways, and says which was asked for."""

    def _repr_html_(self):
        seen.append("html")
        return "<b>shown</b>"

    def _repr_png_(self):
        seen.append("png")

    def _repr_mimebundle_(self, include=None, exclude=None):
        seen.append("bundle")

    def __repr__(self):
        seen.append("repr")
        return "shown"


class ShowsItself:
    """Does its own display."""

    def _ipython_display_(self):
        seen.append("display")
        print("displayed")


class Risen:
    """Comes back once when it is let go."""

    kept = []

    def __del__(self):
        seen.append("went")
        if not Risen.kept:
            Risen.kept.append(self)


class Round:
    """Is held by itself only."""

    def __init__(self):
        self.itself = self

    def __del__(self):
        seen.append("collected")


KINDS = {
    **{f"only __{name}__": (f"SPEAKERS['{name}']()", "", "") for name in ("len", "iter")},
    "__getattr__": ("Asked()", "v.x = names", ""),
    "__getattr__ and slots": ("AskedSlots()", "v.given = names", ""),
    "__getattribute__": ("AskedAll()", "v.x = names", ""),
    "has every name": ("Generous()", "v.x = names", ""),
    "costly properties": ("Properties()", "note(v, names)", ""),
    "says it is a list": ("Liar(list)", "note(v, names)", ""),
    "says it is a dict": ("Liar(dict)", "note(v, names)", ""),
    "says it is a string": ("Liar(str)", "note(v, names)", ""),
    "says it is a type": ("Liar(type)", "note(v, names)", ""),
    "says it is an exception": ("Liar(ValueError)", "note(v, names)", ""),
    "shows itself in many ways": ("Shown()", "v.x = names", ""),
    "does its own display": ("ShowsItself()", "v.x = names", ""),
    "comes back when freed": ("Risen()", "v.x = names", "Risen.kept.clear()"),
    "held by itself": ("Round()", "v.x = names", ""),
}
