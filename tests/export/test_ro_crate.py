"""The crate against roc-validator, offline, and what goes into it."""

from __future__ import annotations

import io
import json
import zipfile

import pytest
from support import crates as crate_check
from support import formats
from support import reports as cases

from jupyter_aiprov.record.collect import open_notebook
from jupyter_aiprov.record.digest import sha256_bytes
from jupyter_aiprov.report.build import build


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    path = tmp_path_factory.mktemp("cache") / "contexts"
    crate_check.fill(path)
    return path


@pytest.fixture
def saved(tmp_path):
    """The full notebook on disk, beside files its runs read and wrote."""
    made = cases.full()
    path = tmp_path / "analyse é 1.ipynb"
    (tmp_path / ".git").mkdir()
    for folder, name in (("data", "pilot.csv"), ("out", "cohort.csv")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / name).write_text(name)
    text = json.dumps(made.raw)
    text = text.replace("a" * 64, sha256_bytes(b"pilot.csv"))
    path.write_text(text.replace("c" * 64, sha256_bytes(b"cohort.csv")), encoding="utf-8")
    return path


def unpacked(data: bytes) -> tuple[dict[str, bytes], list]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    return files, json.loads(files["ro-crate-metadata.json"])["@graph"]


@pytest.mark.slow
def test_validator_finds_nothing_required_or_recommended(saved, cache, tmp_path):
    crate = tmp_path / "crate.zip"
    report = build([open_notebook(saved)])
    crate.write_bytes(formats.export("ro-crate", report, files="include"))
    assert crate_check.problems(crate, cache) == []


@pytest.mark.slow
def test_hostile_names_make_a_valid_crate(cache, tmp_path):
    crate = tmp_path / "crate.zip"
    report = build([cases.hostile("".join(cases.HOSTILE[:7]))])
    crate.write_bytes(formats.export("ro-crate", report))
    assert crate_check.problems(crate, cache, "REQUIRED") == []


@pytest.mark.slow
def test_the_validator_would_notice(saved, cache, tmp_path):
    files, graph = unpacked(formats.export("ro-crate", build([open_notebook(saved)])))
    for entity in graph:
        entity.pop("instrument", None)
    whole = json.loads(files["ro-crate-metadata.json"])
    broken = json.dumps({**whole, "@graph": graph})
    crate = tmp_path / "broken"
    crate.mkdir()
    for name, data in {**files, "ro-crate-metadata.json": broken.encode()}.items():
        (crate / name).write_bytes(data)
    assert any("instrument" in problem for problem in crate_check.problems(crate, cache))


def test_notebook_goes_in_files_only_on_demand(saved):
    report = build([open_notebook(saved)])
    files, graph = unpacked(formats.export("ro-crate", report))
    assert files["analyse_1.ipynb"] == saved.read_bytes()
    assert not any(name.endswith(".csv") for name in files)
    told = {entity["name"] for entity in graph if entity["@id"].startswith("#file-")}
    assert told == {"data/pilot.csv", "out/cohort.csv"}
    more, _ = unpacked(formats.export("ro-crate", report, files="include"))
    assert more["pilot.csv"] == b"pilot.csv"
    assert more["cohort.csv"] == b"cohort.csv"


def test_a_file_that_changed_or_is_protected_stays_out(saved):
    (saved.parent / "data" / "pilot.csv").write_text("other")
    text = saved.read_text(encoding="utf-8")
    text = text.replace('"mark": "synthetic"', '"mark": "protected"')
    saved.write_text(text, encoding="utf-8")
    files, _ = unpacked(formats.export("ro-crate", build([open_notebook(saved)]), files="include"))
    assert not any(name.endswith(".csv") for name in files)


def test_a_path_that_leaves_the_project_is_not_followed(saved):
    secret = saved.parent.parent / "secret.csv"
    secret.write_text("secret")
    text = saved.read_text(encoding="utf-8").replace("data/pilot.csv", "../secret.csv")
    text = text.replace(sha256_bytes(b"pilot.csv"), sha256_bytes(b"secret"))
    saved.write_text(text, encoding="utf-8")
    files, _ = unpacked(formats.export("ro-crate", build([open_notebook(saved)]), files="include"))
    assert b"secret" not in files.values()


def test_actions_have_instrument_and_agent(saved):
    _, graph = unpacked(formats.export("ro-crate", build([open_notebook(saved)])))
    by_id = {entity["@id"]: entity for entity in graph}
    call = by_id["#activity-0-a-call"]
    system = by_id[call["instrument"]["@id"]]
    assert (system["name"], system["version"]) == (
        "llama.cpp/smollm2-135m-instruct",
        "not recorded",
    )
    declared = by_id["#activity-0-a-declared"]
    assert by_id[declared["agent"]["@id"]]["name"] == "Ada Martin"
    assert by_id[call["agent"]["@id"]]["name"] == "not recorded"
    usage = [by_id[one["@id"]] for one in call["resourceUsage"]]
    assert {(one["name"], one["unitText"]) for one in usage} == {
        ("energy, least", "kWh"),
        ("energy, most", "kWh"),
        ("carbon, least", "kgCO2eq"),
        ("carbon, most", "kgCO2eq"),
    }
    figure = by_id["#notebook-0-cell-4-output-1"]
    assert figure["digitalSourceType"]["@id"].endswith("/compositeWithTrainedAlgorithmicMedia")
    assert "digitalSourceType" not in by_id["#notebook-0-cell-6-output-0"]  # unknown claims nothing


def test_options(saved):
    report = build([open_notebook(saved)])
    _, graph = unpacked(
        formats.export(
            "ro-crate",
            report,
            name="My crate",
            author="Ada",
            publisher="Inserm",
            license="https://spdx.org/licenses/CC-BY-4.0",
            date="2026-12-01",
        )
    )
    root = next(entity for entity in graph if entity["@id"] == "./")
    assert (root["name"], root["datePublished"]) == ("My crate", "2026-12-01")
    assert root["license"] == {"@id": "https://spdx.org/licenses/CC-BY-4.0"}
    names = {entity["name"] for entity in graph if entity["@type"] in ("Person", "Organization")}
    assert {"Ada", "Inserm"} <= names
