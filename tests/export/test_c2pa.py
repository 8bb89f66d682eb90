"""Signed figures, read back by C2PA's own reader."""

from __future__ import annotations

import base64
import io
import json
import zipfile

import c2pa
import pytest
from support import formats
from support import reports as cases

from jupyter_aiprov.export.c2pa.signing import Signing
from jupyter_aiprov.record.collect import open_notebook
from jupyter_aiprov.record.errors import BadInput
from jupyter_aiprov.report.build import build

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9"/></svg>'


def jpeg() -> str:
    import matplotlib.pyplot as plt

    buffer = io.BytesIO()
    figure = plt.figure(figsize=(1, 1))
    figure.savefig(buffer, format="jpeg")
    plt.close(figure)
    return base64.b64encode(buffer.getvalue()).decode()


@pytest.fixture
def saved(tmp_path):
    synthetic, answer = cases.full().cells[4].record.run.outputs[1].marks
    forms = {"image/png": cases.PNG, "image/svg+xml": SVG, "image/jpeg": jpeg()}
    plot = cases.code("plot()", [cases.shown({**forms, "text/plain": "<Figure>"})], 1)
    drawn = cases.recorded(plot, run=cases.run(plot, 1, output_marks={0: (synthetic,)}))
    mixed = cases.code("mix()", [cases.shown({"image/png": cases.PNG})], 2)
    both = cases.recorded(mixed, run=cases.run(mixed, 2, output_marks={0: (synthetic, answer)}))
    unseen = cases.code("other()", [cases.shown({"image/png": cases.PNG})], 3)
    path = tmp_path / "figures.ipynb"
    cases.notebook(drawn, both, unseen, cases.full().cells[4].raw).save(path)
    return path


def signed(path, **options) -> tuple[dict[str, bytes], dict]:
    data = formats.export("c2pa", build([open_notebook(path)]), **options)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    return files, json.loads(files.pop("figures.json"))


def read(name: str, data: bytes) -> dict:
    kinds = {"png": "image/png", "jpg": "image/jpeg", "svg": "image/svg+xml"}
    with c2pa.Reader(kinds[name.rsplit(".", 1)[1]], io.BytesIO(data)) as reader:
        return json.loads(reader.json())


def test_reader_finds_valid_signatures_and_the_source_type(saved):
    files, listed = signed(saved)
    assert "untrusted" in listed["signer"]["note"]
    kinds = {}
    for name, data in files.items():
        store = read(name, data)
        assert store["validation_state"] == "Valid"
        codes = {one["code"] for one in store.get("validation_status", [])}
        assert codes <= {"signingCredential.untrusted"}
        active = store["manifests"][store["active_manifest"]]
        assertions = {one["label"]: one["data"] for one in active["assertions"]}
        (action,) = assertions["c2pa.actions.v2"]["actions"]
        kinds[name] = action["digitalSourceType"].rsplit("/", 1)[1]
    assert kinds == {
        "0-figures-cell-0-output-0.svg": "dataDrivenMedia",
        "0-figures-cell-0-output-0.png": "dataDrivenMedia",
        "0-figures-cell-0-output-0.jpg": "dataDrivenMedia",
        "0-figures-cell-1-output-0.png": "compositeWithTrainedAlgorithmicMedia",
        "0-figures-cell-3-output-1.png": "compositeWithTrainedAlgorithmicMedia",
    }


def test_manifest_carries_marks_and_systems(saved):
    files, _ = signed(saved)
    store = read("x.png", files["0-figures-cell-3-output-1.png"])
    active = store["manifests"][store["active_manifest"]]
    said = next(a["data"] for a in active["assertions"] if "aiprov" in a["label"])
    assert said["marks"] == ["ai-output", "synthetic"]
    assert said["systems"][0]["model"] == "smollm2-135m-instruct"


def test_a_figure_of_unknown_origin_is_not_signed(saved):
    files, listed = signed(saved)
    (left,) = (one for one in listed["figures"] if not one["signed"])
    assert (left["cell"], left["reason"]) == (2, "what it rests on is unknown")
    assert left["file"] not in files


def test_a_changed_picture_is_noticed(saved):
    files, _ = signed(saved)
    data = bytearray(files["0-figures-cell-0-output-0.jpg"])
    data[-20] ^= 0xFF
    assert read("x.jpg", bytes(data))["validation_state"] == "Invalid"


def test_own_certificate(saved, tmp_path):
    made = Signing.of({})
    (tmp_path / "chain.pem").write_text(made.chain)
    (tmp_path / "key.pem").write_text(made.key)
    files, listed = signed(saved, cert=tmp_path / "chain.pem", key=tmp_path / "key.pem")
    assert "own certificate" in listed["signer"]["note"]
    assert read("x.png", files["0-figures-cell-1-output-0.png"])["validation_state"] == "Valid"
    with pytest.raises(BadInput, match="both"):
        signed(saved, cert=tmp_path / "chain.pem")
    with pytest.raises(BadInput, match="no certificate"):
        signed(saved, cert=tmp_path / "key.pem", key=tmp_path / "key.pem")
    with pytest.raises(BadInput, match="check the path"):
        signed(saved, cert=tmp_path / "none.pem", key=tmp_path / "key.pem")


def test_no_figures_is_an_empty_list(reports):
    data = formats.export("c2pa", reports["bare"])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert json.loads(archive.read("figures.json"))["figures"] == []
