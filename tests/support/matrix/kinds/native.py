"""Values of extension types: arrays, tables, images, buffers, and their subclasses."""

import array
import ctypes
import datetime
import io
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import scipy.sparse
from matrix_prelude import recorded, seen
from pandas.api.extensions import ExtensionArray, ExtensionDtype, register_dataframe_accessor
from PIL import Image

PLACE = Path("native-files")
PLACE.mkdir()
Image.new("RGB", (4, 4)).save(PLACE / "i.png")
np.arange(6.0).tofile(PLACE / "m.bin")


class Loud(np.ndarray):
    """Tells when one of it is made from another, and when it is worked with."""

    def __array_finalize__(self, made_from):
        seen.append("finalize")

    def __array_ufunc__(self, ufunc, method, *inputs, **rest):
        seen.append(f"ufunc {ufunc.__name__}")
        inputs = [x.view(np.ndarray) if type(x) is Loud else x for x in inputs]
        return getattr(ufunc, method)(*inputs)

    def __array_function__(self, function, types, args, kwargs):
        seen.append(f"function {function.__name__}")
        return super().__array_function__(function, types, args, kwargs)

    def __del__(self):
        seen.append("freed")


class Freed(np.ndarray):
    """An array that tells when it goes."""

    def __del__(self):
        seen.append("freed")


class Frame(pd.DataFrame):
    """A frame with state of its own, that tells when one is made of it."""

    _metadata = ["unit"]

    @property
    def _constructor(self):
        seen.append("constructor")
        return Frame

    def __finalize__(self, other, method=None, **rest):
        seen.append(f"finalize {method}")
        return super().__finalize__(other, method=method, **rest)

    def __len__(self):
        seen.append("len")
        return super().__len__()

    def __getitem__(self, key):
        seen.append("getitem")
        return super().__getitem__(key)


class Column(pd.Series):
    """A column that tells."""

    @property
    def values(self):
        seen.append("values")
        return super().values

    def __array__(self, *args, **kwargs):
        seen.append("array")
        return super().__array__(*args, **kwargs)


class MoneyType(ExtensionDtype):
    """A type of a user's own."""

    name = "money"
    type = int

    @classmethod
    def construct_array_type(cls):
        return Money


class Money(ExtensionArray):
    """An array of a user's own, that tells what is asked of it."""

    dtype = MoneyType()

    def __init__(self, values):
        self._values = list(values)

    @classmethod
    def _from_sequence(cls, scalars, *, dtype=None, copy=False):
        return cls(scalars)

    def __getitem__(self, item):
        seen.append("getitem")
        taken = np.array(self._values)[item]
        return taken if np.ndim(taken) == 0 else Money(taken)

    def __len__(self):
        return len(self._values)

    def copy(self):
        seen.append("copy")
        return Money(self._values)

    def isna(self):
        seen.append("isna")
        return np.zeros(len(self._values), bool)

    def take(self, indices, **rest):
        seen.append("take")
        return Money(np.array(self._values)[indices])

    def __array__(self, *args, **kwargs):
        seen.append("array")
        return np.array(self._values)

    @property
    def nbytes(self):
        seen.append("nbytes")
        return 8


@register_dataframe_accessor("told")
class Told:
    """An accessor that tells when it is made."""

    def __init__(self, frame):
        seen.append("accessor")


class Pair(ctypes.Structure):
    """A structure of C."""

    _fields_ = (("a", ctypes.c_int), ("b", ctypes.c_double))


def viewed():
    """A byte array of which a view exists, so that it cannot grow."""
    made = bytearray(b"some bytes")
    return made, memoryview(made)


def batches():
    """Batches of a table that can be read once."""
    for number in (1, 2):
        seen.append(f"batch {number}")
        yield pa.record_batch({"n": [number]})


def reader():
    return pa.RecordBatchReader.from_batches(pa.schema([("n", pa.int64())]), batches())


LoudInt = recorded(int)
table = pd.DataFrame({"a": [1, 2, 3], "b": ["x", "y", "z"]})
KINDS = {
    "array": ("np.arange(6.0)", "v.resize(9)", "v.shape"),
    "array, grown in two ways": ("np.zeros(6) * 2", "v.resize((3, 4))", "v.shape"),
    "view of an array": ("np.arange(6.0)[1:]", "v[0] = 9", "v.sum(), v.base.sum()"),
    "array that may not change": ("np.broadcast_to(1.0, (2, 2))", "v[0] = 1", "v.sum()"),
    "array of objects": ("np.array([LoudInt(1), [2]], object)", "v[1].append(names[0])", ""),
    "records": ("np.zeros(2, 'i4,f8')", "v['f0'] = 1", "v.tolist()"),
    "recarray": ("np.rec.array([(1, 2.0)], 'i4,f8')", "v.f0 = 5", "v.tolist()"),
    "matrix": ("np.asmatrix([[1, 2]])", "v[0, 0] = 5", "v.sum()"),
    "masked array": ("np.ma.array([1, 2], mask=[0, 1])", "v[0] = 5", "v.sum()"),
    "array in a file": ("np.memmap(PLACE / 'm.bin', float, 'c')", "v[0] = 5", "float(v.sum())"),
    "array of no dimension": ("np.array(5.0)", "v[...] = 6", "v.item()"),
    "scalar": ("np.float64(1.5)", "v += 1", "v"),
    "random generator": ("np.random.default_rng(1)", "v.random()", "v.random()"),
    "array subclass that tells": ("np.arange(4.0).view(Loud)", "v += 1", ""),
    "array subclass that is freed": ("np.arange(4.0).view(Freed)", "v *= 2", "float(v.sum())"),
    "frame": ("table.copy()", "v['c'] = 1", "v.to_dict()"),
    "frame subclass": ("Frame({'a': [1, 2]})", "v['c'] = 1", ""),
    "frame with attributes": ("table.copy()", "v.attrs['x'] = names", "v.attrs"),
    "frame with an accessor": ("table.copy()", "v.told", "v.told is v.told"),
    "series": ("table['a'].copy()", "v[0] = 9", "v.tolist()"),
    "series subclass": ("Column([1, 2])", "v[0] = 9", ""),
    "series of objects": ("pd.Series([LoudInt(1), [1]])", "v[1].append(1)", ""),
    "frame of extension arrays": ("pd.DataFrame({'m': Money([1, 2])})", "v['b'] = names[:2]", ""),
    "extension array": ("Money([1, 2])", "v._values.append(3)", ""),
    "index": ("pd.Index(['a', 'b'])", "v = v.append(v)", "list(v)"),
    "categorical": ("pd.Categorical(['a', 'b'])", "v[0] = 'b'", "list(v)"),
    "groups": ("table.groupby('b')", "w = v.a.sum()", "v.ngroups"),
    "rows of a frame": ("table.itertuples()", "next(v)", "list(v)"),
    "timestamp": ("pd.Timestamp('2020-01-01')", "v += pd.Timedelta(1)", "v"),
    "arrow table": (
        "pa.table({'a': [1, 2]})",
        "v = v.append_column('b', [[1, 2]])",
        "v.to_pydict()",
    ),
    "arrow array": ("pa.array([1, None])", "v = v.fill_null(0)", "v.to_pylist()"),
    "arrow reader": ("reader()", "w = v.read_next_batch()", "v.read_all().to_pydict()"),
    "arrow buffer": ("pa.py_buffer(b'bytes')", "w = v[0]", "bytes(v)"),
    "image not loaded": ("Image.open(PLACE / 'i.png')", "v.load()", "len(v.tile), v.fp is None"),
    "image": ("Image.new('L', (2, 2))", "v.putpixel((0, 0), 5)", "v.tobytes()"),
    "sparse": ("scipy.sparse.csr_array(np.eye(2))", "v[0, 0] = 5", "v.sum()"),
    "python array": ("array.array('d', [1, 2])", "v.append(3)", "v.tolist()"),
    "byte array": ("bytearray(b'some bytes')", "v.extend(b'x')", "v"),
    "byte array with a view": ("viewed()", "v[1].release(); v[0].extend(b'x')", "v[0]"),
    "byte array, viewed": ("viewed()", "v[0].extend(b'x')", "v[0]"),
    "memory view": ("memoryview(bytearray(b'some'))", "v[0] = 65", "v.obj"),
    "released view": ("(lambda m: m.release() or m)(memoryview(b'x'))", "v[0]", "v.nbytes"),
    "structure": ("Pair(1, 2)", "v.a = 5", "v.a, v.b"),
    "C array": ("(ctypes.c_int * 3)(1, 2, 3)", "v[0] = 5", "list(v)"),
    "C pointer": ("ctypes.pointer(ctypes.c_int(3))", "v.contents = ctypes.c_int(4)", "v[0]"),
    "date": ("datetime.datetime(2020, 1, 1)", "v += datetime.timedelta(1)", "v"),
    "buffered bytes": ("io.BufferedReader(io.BytesIO(b'some'))", "v.read(1)", "v.read()"),
}
