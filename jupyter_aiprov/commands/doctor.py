"""``jupyter aiprov doctor``: one function a matter it looks at, each answering with diagnoses."""

from __future__ import annotations

import importlib.util
import json
import os
import platform
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, entry_points, version
from pathlib import Path
from typing import Literal

from jupyter_core.paths import jupyter_path

from .._version import __version__
from .base import DONE, FINDINGS, Command
from .startup import keeping_out, startup_file

State = Literal["ok", "missing", "broken"]
LAB_EXTENSION = "jupyter-aiprov"
DISABLE = "JUPYTER_AIPROV_DISABLE"


@dataclass(frozen=True)
class Diagnosis:
    """One thing looked at. ``missing`` is optional and absent; ``broken`` needs the remedy."""

    subject: str
    state: State
    text: str


def all_diagnoses() -> Iterator[Diagnosis]:
    """Everything, in the order a reader wants it. A check that fails is itself a diagnosis."""
    for check in _CHECKS:
        try:
            yield from check()
        except Exception as error:  # noqa: BLE001 - doctor must reach its end
            subject = check.__name__.removeprefix("_").replace("_", " ")
            yield Diagnosis(subject, "broken", f"the check itself failed: {error}")


def _package() -> Iterator[Diagnosis]:
    text = f"jupyter_aiprov {__version__}, Python {platform.python_version()}, {sys.prefix}"
    yield Diagnosis("package", "ok", text)


def _kernels() -> Iterator[Diagnosis]:
    places = [startup_file(user=False), startup_file(user=True)]
    found = [place for place in places if place.is_file()]
    if os.environ.get(DISABLE):
        yield Diagnosis(
            "kernels", "broken", f"{DISABLE} is set: kernels started here record nothing"
        )
    elif off := keeping_out():
        user = " --user" if off == startup_file(user=True) else ""
        yield Diagnosis("kernels", "broken", f"kept out by {off}; run: jupyter aiprov enable{user}")
    elif found:
        yield Diagnosis("kernels", "ok", f"loaded at start by {found[0]}")
    else:
        yield Diagnosis("kernels", "broken", "not loaded at start; run: jupyter aiprov enable")


def _kernel_environments() -> Iterator[Diagnosis]:
    from jupyter_client.kernelspec import KernelSpecManager

    for name, spec in KernelSpecManager().get_all_specs().items():
        program = Path(spec["spec"]["argv"][0])
        if spec["spec"].get("language") != "python":
            yield Diagnosis("kernel", "ok", f"{name}: not Python; authorship and declarations only")
        elif program.is_absolute() and not _same_environment(program):
            text = f"{name}: runs {program}; install jupyter-aiprov there too to record its runs"
            yield Diagnosis("kernel", "missing", text)


def _same_environment(program: Path) -> bool:
    return program.parent.parent == Path(sys.prefix)


def _jupyterlab() -> Iterator[Diagnosis]:
    places = [Path(folder) / LAB_EXTENSION for folder in jupyter_path("labextensions")]
    found = [place for place in places if (place / "package.json").is_file()]
    if not found:
        yield Diagnosis("JupyterLab", "broken", "plugin not found; reinstall jupyter-aiprov")
        return
    entry = json.loads((found[0] / "package.json").read_text(encoding="utf-8"))
    script = entry.get("jupyterlab", {}).get("_build", {}).get("load", "")
    if (found[0] / script).is_file() and script:
        yield Diagnosis("JupyterLab", "ok", f"plugin {entry['version']} in {found[0]}")
    else:
        yield Diagnosis("JupyterLab", "broken", "plugin is incomplete; reinstall jupyter-aiprov")


def _exporters() -> Iterator[Diagnosis]:
    points = entry_points(group="nbconvert.exporters")
    ours = sorted((p for p in points if p.name.startswith("aiprov-")), key=lambda p: p.name)
    for point in ours:
        point.load()  # one that cannot be imported breaks every call of nbconvert
    if ours:
        yield Diagnosis("nbconvert", "ok", f"--to {', '.join(point.name for point in ours)}")
    else:
        yield Diagnosis("nbconvert", "broken", "exporters not found; reinstall jupyter-aiprov")


def _ledger() -> Iterator[Diagnosis]:
    from ..record.ledger import project_root

    root = project_root(Path.cwd())
    if os.access(root, os.W_OK):
        yield Diagnosis("ledger", "ok", f"project folder {root} can be written")
    else:
        text = f"{root} is read-only: records stay in the notebooks alone"
        yield Diagnosis("ledger", "missing", text)


def _git() -> Iterator[Diagnosis]:
    if program := shutil.which("git"):
        yield Diagnosis("git", "ok", program)
    else:
        yield Diagnosis("git", "missing", "not found: commits and trailers are not recorded")


def _energy() -> Iterator[Diagnosis]:
    yield Diagnosis("energy", "ok", f"codecarbon {version('codecarbon')}")
    if Path("/sys/class/powercap/intel-rapl:0/energy_uj").is_file():
        yield Diagnosis("energy", "ok", "processor counters (RAPL) are there")
    else:
        text = "no processor counters (RAPL): energy is estimated from processor time"
        yield Diagnosis("energy", "missing", text)


def _extras() -> Iterator[Diagnosis]:
    for feature, module, extra in (
        ("PDF appendix", "typst", "pdf"),
        ("DOCX appendix", "pypandoc", "docx"),
        ("Parquet export", "pyarrow", "parquet"),
        ("signed figures", "c2pa", "c2pa"),
    ):
        if importlib.util.find_spec(module):
            yield Diagnosis(feature, "ok", _version_of(module))
        else:
            text = f"needs pip install 'jupyter-aiprov[{extra}]'"
            yield Diagnosis(feature, "missing", text)


def _version_of(module: str) -> str:
    try:
        return f"{module} {version(module)}"
    except PackageNotFoundError:
        return module


_CHECKS: tuple[Callable[[], Iterator[Diagnosis]], ...] = (
    _package,
    _kernels,
    _kernel_environments,
    _jupyterlab,
    _exporters,
    _ledger,
    _git,
    _energy,
    _extras,
)


_SIGNS = {"ok": "ok      ", "missing": "optional", "broken": "BROKEN  "}


class Doctor(Command):
    """Look at everything this program needs; exit 1 if something is broken."""

    name = "jupyter-aiprov-doctor"
    description = "What works here and what does not. Exits 1 if something is broken."
    examples = "jupyter aiprov doctor"

    def run(self) -> int:
        """Print one line a diagnosis."""
        diagnoses = list(all_diagnoses())
        width = max(len(found.subject) for found in diagnoses)
        for found in diagnoses:
            self.say(f"{_SIGNS[found.state]}  {found.subject:{width}}  {found.text}")
        return FINDINGS if any(found.state == "broken" for found in diagnoses) else DONE
