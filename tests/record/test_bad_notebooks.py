"""Files that are no notebooks, or not any more: one clear word on each, and the remedy."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from jupyter_aiprov.record.cell import CellRecord
from jupyter_aiprov.record.errors import BadInput, NotWritable
from jupyter_aiprov.record.ledger import Ledger
from jupyter_aiprov.record.store import read

GOOD = json.dumps({"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
CELL = {"cell_type": "code", "metadata": {}, "outputs": [], "source": "x"}


def _with_cell(**changes: object) -> str:
    return json.dumps({**json.loads(GOOD), "cells": [{**CELL, **changes}]})


BAD: dict[str, tuple[bytes, str]] = {
    "empty": (b"", r"is empty; restore it from \.ipynb_checkpoints"),
    "blank": (b" \n\t", "is empty"),
    "only a BOM": (b"\xef\xbb\xbf", "is empty"),
    "truncated": (GOOD[:30].encode(), r"truncated \(line 1 column"),
    "truncated in a text": (_with_cell(source="a long text")[:60].encode(), "truncated"),
    "not JSON": (b"import os", "not a notebook .*give an .ipynb file"),
    "a list": (b"[]", "JSON but not a notebook"),
    "an object": (b'{"a": 1}', "no nbformat"),
    "v3": (b'{"nbformat": 3, "worksheets": []}', "nbconvert --to notebook --nbformat 4"),
    "v5": (b'{"nbformat": 5, "cells": []}', "format 5; upgrade"),
    "nbformat as a text": (b'{"nbformat": "4", "cells": []}', "no nbformat"),
    "UTF-16": (GOOD.encode("utf-16"), "not UTF-8 .*iconv -f UTF-16"),
    "Latin-1": (
        _with_cell(source="é").encode().decode("unicode-escape").encode("latin-1"),
        "LATIN1",
    ),
    "conflict": (b'{\n<<<<<<< ours\n "a": 1\n=======\n "a": 2\n>>>>>>> theirs\n}', "conflict"),
    "too deep": (b"[" * 200_000, "nested too deeply|truncated"),
    "cells of the wrong type": (GOOD.replace("[]", "{}").encode(), "wrong type"),
    "a cell that is none": (GOOD.replace("[]", "[3]").encode(), "cell 0 is not an object"),
    "a source that is none": (_with_cell(source=3).encode(), "cell 0 "),
    "outputs that are none": (_with_cell(outputs=[1]).encode(), "cell 0 has outputs"),
    "metadata that is none": (_with_cell(metadata=[]).encode(), "cell 0 has metadata"),
}


@pytest.mark.parametrize("name", BAD)
def test_each_has_its_message(name: str, tmp_path: Path) -> None:
    data, message = BAD[name]
    path = tmp_path / "a.ipynb"
    path.write_bytes(data)
    with pytest.raises(BadInput, match=message) as caught:
        read(path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)
    assert path.read_bytes() == data


def test_a_file_that_is_not_there_or_is_a_folder(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no file"):
        read(tmp_path / "none.ipynb")
    with pytest.raises(BadInput, match="is a folder"):
        read(tmp_path)


def test_a_bom_is_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.encode())
    assert read(path).cells == []


def test_lone_surrogates_and_huge_numbers_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    text = _with_cell(source="\ud800").replace('"cells"', f'"n": {"9" * 5000}, "cells"')
    path.write_text(text, "utf-8")
    notebook = read(path)
    assert notebook.cells[0].source == "\ud800"
    notebook.set_cell(0, CellRecord(extra={"a": 1}))
    notebook.save()
    assert f'"n": {"9" * 5000}' in path.read_text("utf-8")


HOSTILE = '</script><img src=x onerror="alert(1)">\u202e\x00{{7*7}}'


def test_hostile_texts_are_kept_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    record = {"records": [{"id": HOSTILE, "kind": "paste", "evidence": "observed", "channel": "c"}]}
    path.write_text(_with_cell(metadata={"aiprov": record}), "utf-8")
    notebook = read(path)
    assert notebook.cells[0].record.records[0].id == HOSTILE
    notebook.set_cell(0, notebook.cells[0].record)
    assert b"".join(notebook.chunks()) == path.read_bytes()


@pytest.mark.slow
def test_two_hundred_megabytes_are_read_and_saved(tmp_path: Path) -> None:
    path = tmp_path / "big.ipynb"
    png = json.dumps({"image/png": "A" * 20_000_000})
    shown = f'{{"output_type": "display_data", "metadata": {{}}, "data": {png}}}'
    cell = _with_cell().replace('"outputs": []', f'"outputs": [{", ".join([shown] * 10)}]')
    path.write_text(cell, "utf-8")
    size = path.stat().st_size
    assert size > 200_000_000
    notebook = read(path)
    notebook.set_cell(0, CellRecord(extra={"seen": 1}))
    notebook.save()
    added = path.stat().st_size - size
    assert 0 < added < 100
    assert read(path).cells[0].record.extra == {"seen": 1}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="POSIX permissions")
def test_a_read_only_folder(tmp_path: Path) -> None:
    folder = tmp_path / "theirs"
    folder.mkdir()
    path = folder / "a.ipynb"
    path.write_text(_with_cell(), "utf-8")
    path.chmod(0o444)
    folder.chmod(0o555)
    before = path.read_bytes()
    said = _said_without_rights(path)
    folder.chmod(0o755)
    assert said.startswith("no ledger; ")
    assert "was not written: Permission denied. Make the file and its folder writable" in said
    assert path.read_bytes() == before


def _said_without_rights(path: Path) -> str:
    """What is said where a child that is not the superuser tries to write."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            if os.geteuid() == 0:
                os.chdir(path.parent)  # the folders above may be closed to others
                path = Path(path.name)
                os.setuid(65534)
            os.write(writer, _try_to_write(path).encode())
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as answer:
        text = answer.read()
    os.waitpid(child, 0)
    return text


def _try_to_write(path: Path) -> str:
    notebook = read(path)
    notebook.set_cell(0, CellRecord(extra={"a": 1}))
    ledger = "a ledger" if Ledger.open(path.parent) else "no ledger"
    try:
        notebook.save()
    except NotWritable as error:
        return f"{ledger}; {error}"
    return "written"


def test_a_place_that_is_none_is_said(tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    path.write_text(_with_cell(), "utf-8")
    with pytest.raises(NotWritable, match="was not written"):
        read(path).save(tmp_path / "none" / "b.ipynb")
