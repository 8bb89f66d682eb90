"""The notebook store: what is not ours keeps its bytes, and a file is written whole or not."""

from __future__ import annotations

import io
import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jupyter_aiprov.record.atomic import write_atomic
from jupyter_aiprov.record.cell import CellRecord, OutputRecord
from jupyter_aiprov.record.errors import BadInput, NewerFormat, NotWritable
from jupyter_aiprov.record.jsontext import loads, patch
from jupyter_aiprov.record.notebook import NotebookRecord
from jupyter_aiprov.record.store import Notebook, from_node, read
from jupyter_aiprov.record.tolerant import Invalid

MARK = CellRecord(extra={"seen": "é"})


def _raw() -> dict[str, Any]:
    shown = {"output_type": "execute_result", "data": {"text/plain": "1"}, "metadata": {}}
    code = {
        "cell_type": "code",
        "execution_count": 1,
        "id": "a",
        "metadata": {"tags": ["é"]},
        "outputs": [{**shown, "execution_count": 1}],
        "source": ["x = 1\n", "x"],
    }
    text = {"cell_type": "markdown", "id": "b", "metadata": {}, "source": "Ünï"}
    return {
        "cells": [code, text],
        "metadata": {"kernelspec": {"name": "python3", "display_name": "P"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


LAYOUTS = {
    "jupyter": (json.dumps(_raw(), indent=1, ensure_ascii=False) + "\n").encode(),
    "no newline at the end": json.dumps(_raw(), indent=1, ensure_ascii=False).encode(),
    "ascii": json.dumps(_raw(), indent=1).encode(),
    "four spaces": json.dumps(_raw(), indent=4, ensure_ascii=False).encode(),
    "tabs": json.dumps(_raw(), indent="\t", ensure_ascii=False).encode(),
    "one line": json.dumps(_raw(), ensure_ascii=False).encode(),
    "compact": json.dumps(_raw(), separators=(",", ":"), ensure_ascii=False).encode(),
    "keys unsorted": json.dumps(dict(reversed(_raw().items())), indent=1).encode(),
    "CRLF": json.dumps(_raw(), indent=1).replace("\n", "\r\n").encode() + b"\r\n",
    "BOM": b"\xef\xbb\xbf" + json.dumps(_raw(), indent=1).encode(),
    "odd numbers": (
        json.dumps(_raw(), indent=1)
        .replace(
            '"execution_count": 1', '"execution_count": 1E0, "n": 1.50, "n": 100000000000000000000'
        )
        .encode()
    ),
}


@pytest.fixture(params=LAYOUTS)
def file(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    path = tmp_path / "a.ipynb"
    path.write_bytes(LAYOUTS[request.param])
    return path


def test_reading_and_saving_changes_no_byte_and_no_file(file: Path) -> None:
    before, state = file.read_bytes(), file.stat()
    notebook = read(file)
    assert b"".join(notebook.chunks()) == before
    notebook.save()
    after = file.stat()
    assert file.read_bytes() == before
    assert (after.st_ino, after.st_mtime_ns) == (state.st_ino, state.st_mtime_ns)


@pytest.mark.slow
def test_a_record_put_in_and_taken_out_leaves_the_bytes_as_they_were(file: Path) -> None:
    before = file.read_bytes()
    notebook = read(file)
    notebook.set_cell(0, MARK)
    notebook.save()
    changed = file.read_bytes()
    assert changed != before
    again = read(file)
    assert again.cells[0].record == MARK
    again.set_cell(0, CellRecord())
    again.save()
    assert file.read_bytes() == before


@pytest.mark.slow
def test_only_our_key_is_added(file: Path) -> None:
    before = json.loads(file.read_text("utf-8-sig"))
    notebook = read(file)
    notebook.set_cell(1, MARK)
    notebook.set_output(0, 0, OutputRecord(run="r"))
    notebook.set_record(NotebookRecord(id="n"))
    notebook.save()
    after = json.loads(file.read_text("utf-8-sig"))
    assert after["cells"][1]["metadata"].pop("aiprov") == {"seen": "é"}
    assert after["cells"][0]["outputs"][0]["metadata"].pop("aiprov") == {"run": "r"}
    assert after["metadata"].pop("aiprov") == {"schema": "1.0", "id": "n"}
    assert after == before


@pytest.mark.parametrize(
    ("layout", "sign"),
    [
        ("CRLF", b'\r\n     "seen": "\\u00e9"\r\n'),
        ("four spaces", '\n                    "seen": "é"\n'.encode()),
        ("tabs", '\n\t\t\t\t\t"seen": "é"\n'.encode()),
        ("compact", '"aiprov":{"seen":"é"}'.encode()),
        ("one line", '"aiprov": {"seen": "é"}'.encode()),
        ("ascii", b'"\\u00e9"'),
    ],
)
def test_what_is_added_follows_its_surroundings(layout: str, sign: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    path.write_bytes(LAYOUTS[layout])
    notebook = read(path)
    notebook.set_cell(0, MARK)
    notebook.save()
    assert sign in path.read_bytes()
    assert path.read_bytes().startswith(b"\xef\xbb\xbf") == (layout == "BOM")


_LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
_VALUES = st.recursive(
    _LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=4)
    ),
    max_leaves=20,
)
_OBJECTS = st.dictionaries(st.sampled_from("abcde"), _VALUES, min_size=1, max_size=4)


@pytest.mark.slow
@settings(max_examples=150, deadline=None)
@given(_OBJECTS, _OBJECTS, st.sampled_from([None, 1, 4, "\t"]), st.booleans())
def test_a_patched_text_holds_the_new_value(
    old: dict[str, Any], new: dict[str, Any], indent: int | str | None, ascii_only: bool
) -> None:
    text = json.dumps(old, indent=indent, ensure_ascii=ascii_only)
    assert "".join(patch(text, json.loads(text))) == text
    patched = "".join(patch(text, new))
    assert repr(loads(patched)) == repr(loads(json.dumps(_ordered(new, loads(patched)))))


def _ordered(value: Any, like: Any) -> Any:
    """``value`` with its keys in the order in which ``like`` has them."""
    if isinstance(value, dict) and isinstance(like, dict) and value.keys() == like.keys():
        return {key: _ordered(value[key], like[key]) for key in like}
    if isinstance(value, list) and isinstance(like, list) and len(value) == len(like):
        return [_ordered(one, other) for one, other in zip(value, like, strict=True)]
    return value


def test_mode_bits_and_links_are_kept(tmp_path: Path) -> None:
    target = tmp_path / "real.ipynb"
    target.write_bytes(LAYOUTS["jupyter"])
    target.chmod(0o640)
    link = tmp_path / "link.ipynb"
    link.symlink_to(target.name)
    notebook = read(link)
    notebook.set_cell(0, MARK)
    notebook.save()
    assert link.is_symlink()
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert read(target).cells[0].record == MARK
    assert sorted(one.name for one in tmp_path.iterdir()) == ["link.ipynb", "real.ipynb"]


@pytest.mark.skipif(os.name == "nt", reason="POSIX permissions")
def test_a_new_file_follows_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_atomic(tmp_path / "new.txt", b"x")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "new.txt").stat().st_mode) == 0o640


def test_somebody_elses_save_is_not_overwritten(file: Path) -> None:
    notebook = read(file)
    notebook.set_cell(0, MARK)
    theirs = file.read_bytes().replace(b"x = 1", b"x = 2")
    file.write_bytes(theirs)
    with pytest.raises(NotWritable, match="changed by another program meanwhile"):
        notebook.save()
    assert file.read_bytes() == theirs


@pytest.mark.slow
def test_a_second_save_knows_the_first(file: Path) -> None:
    notebook = read(file)
    for number in range(2):
        notebook.set_cell(0, CellRecord(extra={"n": number}))
        notebook.save()
    assert read(file).cells[0].record.extra == {"n": 1}


def test_what_is_to_be_done_after_the_save_is_done_once(file: Path, tmp_path: Path) -> None:
    done: list[str] = []
    notebook = read(file)
    notebook.on_saved(lambda: done.append("saved"))
    notebook.save(tmp_path / "copy.ipynb")
    assert done == []
    notebook.save()
    notebook.save()
    assert done == ["saved"]


def test_a_stream_is_read_and_written(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    data = LAYOUTS["jupyter"]
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
    notebook = read("-")
    notebook.save("-")
    assert capfdbinary.readouterr().out == data


def test_a_value_in_memory_is_changed_itself() -> None:
    node = nbformat.from_dict(_raw())
    notebook = from_node(node)
    notebook.set_cell(0, MARK)
    assert node.cells[0].metadata["aiprov"] == {"seen": "é"}
    nbformat.validate(node)
    with pytest.raises(BadInput, match="dict"):
        from_node([])  # type: ignore[arg-type]


def test_outputs_that_may_carry_no_metadata_are_refused() -> None:
    raw = _raw()
    raw["cells"][0]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": "x"}]
    with pytest.raises(BadInput, match="stream"):
        Notebook(raw).set_output(0, 0, OutputRecord(run="r"))


@pytest.mark.parametrize("schema", ["2.0", "17.3"])
def test_a_newer_format_is_unknown_and_never_written(schema: str, tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    raw = _raw()
    raw["metadata"]["aiprov"] = {"schema": schema, "id": [1]}
    raw["cells"][0]["metadata"]["aiprov"] = {"records": "of another kind"}
    path.write_text(json.dumps(raw), "utf-8")
    before = path.read_bytes()
    notebook = read(path)
    assert [one.code for one in notebook.diagnostics] == ["AP102"]
    assert notebook.cells[0].record == CellRecord()
    with pytest.raises(NewerFormat, match="pip install -U jupyter-aiprov"):
        notebook.set_cell(0, MARK)
    notebook.save()
    assert path.read_bytes() == before


def test_a_later_minor_format_is_read_and_its_members_kept(tmp_path: Path) -> None:
    raw = _raw()
    raw["metadata"]["aiprov"] = {"schema": "1.9", "id": "n", "new": [1]}
    notebook = Notebook(raw)
    assert notebook.diagnostics == []
    notebook.set_record(notebook.record)
    assert raw["metadata"]["aiprov"] == {"schema": "1.9", "id": "n", "new": [1]}


@pytest.mark.parametrize("wrong", [[], "x", 3, None, {"records": 1}, {"run": {"id": 1}}])
def test_keys_of_the_wrong_type_are_said_and_kept(wrong: object, tmp_path: Path) -> None:
    raw = _raw()
    for holder in (raw, *raw["cells"], raw["cells"][0]["outputs"][0]):
        holder["metadata"]["aiprov"] = wrong
    path = tmp_path / "a.ipynb"
    path.write_text(json.dumps(raw), "utf-8")
    notebook = read(path)
    codes = {one.code for one in notebook.diagnostics}
    assert codes == {"AP101"}
    before = path.read_bytes()
    notebook.save()
    assert path.read_bytes() == before
    notebook.set_cell(0, notebook.cells[0].record)
    kept: Invalid = read_invalid(notebook)
    assert kept.value == (next(iter(wrong.values())) if isinstance(wrong, dict) else wrong)


def read_invalid(notebook: Notebook) -> Invalid:
    notebook.cells[0].refresh()
    return notebook.cells[0].record.invalid[0]


def test_a_source_changed_behind_our_back_is_said() -> None:
    raw = _raw()
    spans = {"source_sha256": "0" * 64, "spans": [[0, 3, "ai"]]}
    raw["cells"][0]["metadata"]["aiprov"] = {"authorship": spans}
    assert [one.code for one in Notebook(raw).diagnostics] == ["AP103"]


FILL = """
import resource, sys
from jupyter_aiprov.record.errors import NotWritable
from jupyter_aiprov.record.cell import CellRecord
from jupyter_aiprov.record.store import read
import signal
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
notebook = read(sys.argv[1])
notebook.set_cell(0, CellRecord(extra={"long": "x" * 200_000}))
resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
try:
    notebook.save()
except NotWritable as error:
    print(error)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="POSIX limits")
def test_a_full_disk_leaves_the_file_as_it_was(file: Path) -> None:
    before = file.read_bytes()
    done = subprocess.run(
        [sys.executable, "-c", FILL, str(file)],
        check=False,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "was not written" in done.stdout, done.stderr
    assert "Free some space; the file is as it was." in done.stdout
    assert file.read_bytes() == before
    assert [one.name for one in file.parent.iterdir()] == [file.name]
