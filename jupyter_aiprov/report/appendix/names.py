"""Names of systems, people and files, as an appendix prints them."""

from __future__ import annotations

from pathlib import PurePosixPath

from ...record.activity import Person, System
from ..model import SystemReport
from .document import Text
from .facts import Facts
from .texts import code, joined, plain

#: Namespaces in which adapters also keep what came back.
_TRACES = ("gen_ai.", "aiprov.", "http.", "server.", "error.", "openai.", "aws.", "azure.")
#: What a parameter's name holds when it was asked for, or fixes what a local model does.
_REQUEST = (".request.", ".seed", "_seed", "aiprov.model.")


def leaf(path: str) -> str:
    """The last member of a path, written with either kind of slash."""
    return PurePosixPath(path.replace("\\", "/")).name or path


def notebook_name(facts: Facts, at: int) -> Text:
    """A notebook by its file's name, after its letter where there are several."""
    name = code(leaf(facts.report.notebooks[at].path), 80)
    return joined([plain(f"{facts.letter(at)} ="), name], " ") if facts.several else name


def system_name(system: System | None) -> str:
    """``model``, else the tool, else the provider."""
    if system is None:
        return ""
    return system.model or system.tool or system.provider or ""


def full_name(found: SystemReport) -> str:
    """A system for a sentence: model and version, tool, provider in brackets."""
    system = found.system
    name = system_name(system)
    version = version_of(found)
    if version and version not in name:
        name = f"{name} {version}"
    about = [part for part in (_tool(found), system.provider) if part and part != name]
    return f"{name} ({', '.join(about)})" if about else name


def _tool(found: SystemReport) -> str:
    tools = list(found.tools) or ([found.system.tool] if found.system.tool else [])
    named = [tool for tool in tools if found.system.model]
    version = found.system.tool_version
    if len(named) == 1 and version:
        return f"{named[0]} {version}"
    return " / ".join(named[:3])


def version_of(found: SystemReport) -> str:
    """The version or versions on record, else what the details say; empty where unknown."""
    seen = list(dict.fromkeys(v for v in (found.system.model_version, *found.versions) if v))
    if not seen and found.details and found.details.version:
        seen = [found.details.version]
    if not seen and not found.system.model and found.system.tool_version:
        seen = [found.system.tool_version]
    return " / ".join(seen[:3])


def parameters_of(found: SystemReport) -> dict[str, tuple[object, ...]]:
    """The parameters a system was used with: not its answers' traces, digests or names."""
    return {key: values for key, values in found.parameters.items() if _asked(key)}


def _asked(key: str) -> bool:
    if key.endswith(("sha256", ".request.model")):
        return False
    return not key.startswith(_TRACES) or any(part in key for part in _REQUEST)


def person_name(person: Person) -> str:
    """Name and ORCID iD."""
    return f"{person.name} (ORCID {person.orcid})" if person.orcid else person.name
