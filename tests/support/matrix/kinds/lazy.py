"""What is worked out later or gone through once: lazy frames, generators, coroutines, readers."""

import csv
import io
import itertools
import mmap
import os
import re
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

import dask
import dask.bag
import h5py
import pandas as pd
import polars as pl
from matrix_prelude import Holder, seen

kept = Holder()
FOLDER = Path("lazy-files")
FOLDER.mkdir()
TEXT = FOLDER / "rows.csv"
TEXT.write_text("a,b\n1,2\n3,4\n5,6\n")
(FOLDER / "doc.xml").write_text("<a><b>1</b><c/></a>")
with zipfile.ZipFile(FOLDER / "z.zip", "w") as archive:
    archive.writestr("in.txt", "text")
with h5py.File(FOLDER / "d.h5", "w") as file:
    file["rows"] = [1, 2, 3]


def step(frame):
    """A step of a lazy frame."""
    seen.append("worked out")
    return frame


@dask.delayed
def slow(number):
    """A delayed call."""
    seen.append("worked out")
    return number


def tell(number):
    """Tells what it is called with."""
    seen.append(f"took {number}")
    return number


def steps(count=3):
    """A generator that tells its steps, and its end."""
    try:
        for number in range(count):
            seen.append(f"step {number}")
            yield number
    finally:
        seen.append("ended")


def started():
    """The same, begun."""
    made = steps()
    next(made)
    return made


def over():
    """The same, finished."""
    made = steps(0)
    list(made)
    return made


async def told():
    """A coroutine that tells."""
    try:
        seen.append("began")
        return [1]
    finally:
        seen.append("ended")


async def asteps():
    """An asynchronous generator that tells."""
    try:
        seen.append("step")
        yield 1
        yield 2
    finally:
        seen.append("ended")


class Reader(io.StringIO):
    """A text that tells what is read of it."""

    def read(self, *args):
        seen.append("read")
        return super().read(*args)

    def __next__(self):
        seen.append("next")
        return super().__next__()

    def tell(self):
        seen.append("tell")
        return super().tell()


def closed(opened):
    """The same, closed."""
    opened.close()
    return opened


def exported():
    """A buffer of which a view exists, so that it cannot grow."""
    buffer = io.BytesIO(b"some bytes")
    kept.view = buffer.getbuffer()
    return buffer


def ended_pipe():
    """The end of a pipe into which nothing more comes."""
    out, into = os.pipe()
    os.write(into, b"one\ntwo\n")
    os.close(into)
    return os.fdopen(out, "rb", 0)


def mapped():
    """A file mapped into memory."""
    with TEXT.open("r+b") as opened:
        return mmap.mmap(opened.fileno(), 0)


frame = pl.DataFrame({"a": [1, 2, 3]})
KINDS = {
    "lazy frame": ("frame.lazy().map_batches(step)", "v = v.select('a')", "v.collect().rows()"),
    "lazy frame, failing": ("frame.lazy().select('nothing')", "v = v.head(1)", "v.collect()"),
    "lazy expression": ("pl.col('a') + 1", "v = v * 2", "v.meta.output_name()"),
    "scanned file": ("pl.scan_csv(TEXT)", "v = v.head(1)", "v.collect().rows()"),
    "polars frame": ("frame.clone()", "v = v.with_columns(b=1)", "v.rows()"),
    "polars series": ("pl.Series('s', [1, 2])", "v.append(pl.Series([3]))", "v.to_list()"),
    "delayed": ("slow(1, dask_key_name='one')", "w = slow", "v.compute(scheduler='sync')"),
    "bag": ("dask.bag.from_sequence([1, 2]).map(tell)", "v = v.map(tell)", "v.npartitions"),
    "generator": ("steps()", "next(v)", "list(v)"),
    "generator, begun": ("started()", "next(v)", "list(v)"),
    "generator, finished": ("over()", "next(v, None)", "list(v)"),
    "generator expression": ("(tell(n) for n in (1, 2))", "next(v)", "list(v)"),
    "coroutine": ("told()", "w = await v", "v.close()"),
    "asynchronous generator": ("asteps()", "w = await anext(v)", "v.aclose().close()"),
    "map": ("map(tell, [1, 2, 3])", "next(v)", "list(v)"),
    "filter": ("filter(tell, [1, 2, 3])", "next(v)", "list(v)"),
    "zip": ("zip(map(tell, [1, 2]), [3, 4])", "next(v)", "list(v)"),
    "enumerate": ("enumerate(map(tell, [1, 2]))", "next(v)", "list(v)"),
    "reversed": ("reversed([1, 2, 3])", "next(v)", "list(v)"),
    "tee": ("itertools.tee(map(tell, [1, 2]))", "next(v[0])", "list(v[1])"),
    "chain": ("itertools.chain(map(tell, [1]), [2])", "next(v)", "list(v)"),
    "list iterator": ("iter([1, 2, 3])", "next(v)", "list(v)"),
    "dict items": ("{'a': 1, 'b': [2]}.items()", "w = len(v)", "list(v)"),
    "callable iterator": ("iter(lambda: tell(1), 1)", "next(v, None)", "list(v)"),
    "matches": ("re.finditer('o', 'foo boo')", "next(v)", "len(list(v))"),
    "match": ("re.match('(?P<x>f)', 'foo')", "w = v['x']", "v.groups()"),
    "rows of a file": ("csv.reader(Reader('a,b\\n1,2\\n'))", "next(v)", "list(v)"),
    "rows as dicts": ("csv.DictReader(Reader('a,b\\n1,2\\n'))", "next(v)", "list(v)"),
    "text that tells": ("Reader('one\\ntwo\\n')", "v.readline()", "v.read()"),
    "open file": ("TEXT.open()", "v.readline()", "v.read(), v.close()"),
    "closed file": ("closed(TEXT.open())", "v.readline()", "v.closed"),
    "closed text": ("closed(io.StringIO('x'))", "v.write('y')", "v.closed"),
    "bytes with a view": ("exported()", "v.write(b'x' * 99)", "v.tell()"),
    "mapped file": ("mapped()", "v[0] = 97", "v[:3], v.close()"),
    "closed map": ("closed(mapped())", "v[0]", "v.closed"),
    "folder's entries": ("os.scandir(FOLDER)", "next(v)", "v.close()"),
    "frames by chunk": ("pd.read_csv(TEXT, chunksize=1)", "w = next(v)", "len(list(v)), v.close()"),
    "parsed events": ("ET.iterparse(FOLDER / 'doc.xml')", "next(v)", "len(list(v))"),
    "element": ("ET.fromstring('<a><b/></a>')", "v.append(ET.Element('c'))", "len(v)"),
    "archive": ("zipfile.ZipFile(FOLDER / 'z.zip')", "w = v.read('in.txt')", "v.close()"),
    "h5 file": ("h5py.File(FOLDER / 'd.h5')", "w = v['rows']", "v.close()"),
    "h5 dataset": ("h5py.File(FOLDER / 'd.h5')['rows']", "w = v[:1]", "v.file.close()"),
    "pipe's end": ("ended_pipe()", "note(v, names)", "v.close()"),
}
