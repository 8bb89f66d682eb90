"""The crate's metadata: the root, what it contains, and what was done."""

from __future__ import annotations

from collections.abc import Mapping

from ..._version import __version__
from ...record.activity import Person
from ...report.model import Report
from ..names import local_name, published_time
from .actions import Actions
from .graph import Graph, ref
from .parts import Parts

_PROFILE = "https://w3id.org/ro/wfrun/process/0.5"
_SPECIFICATION = "https://w3id.org/ro/crate/1.1"
_CONTEXT = [
    f"{_SPECIFICATION}/context",
    "https://w3id.org/ro/terms/workflow-run/context",
    {
        "archivedAt": "https://schema.org/archivedAt",
        "digitalSourceType": "https://schema.org/digitalSourceType",
    },
]
_UNSTATED = "#licence-not-stated"


def crate(
    report: Report, options: Mapping[str, object]
) -> tuple[dict[str, object], dict[str, bytes]]:
    """The crate's JSON-LD, and the files that go with it by their path in the crate."""
    graph = Graph()
    graph.add(
        "ro-crate-metadata.json",
        "CreativeWork",
        conformsTo=ref(_SPECIFICATION),
        about=ref("./"),
    )
    root = graph.add("./", "Dataset", conformsTo=ref(_PROFILE))
    graph.add(_PROFILE, "CreativeWork", name="Process Run Crate", version="0.5")
    parts = Parts(graph, report, include=options.get("files") == "include")
    actions = Actions(graph, report, parts)
    actions.write()
    titles = [book.title for book in report.notebooks if book.title]
    publisher = graph.organization(options.get("publisher"))
    author = graph.person(_author(graph, options))
    graph.add(author, "Person")["affiliation"] = ref(publisher)
    root.update(
        name=graph.text(options.get("name")) or graph.text("; ".join(titles)) or "Notebooks",
        description=_description(report),
        datePublished=str(options.get("date") or published_time(report)),
        license=ref(_licence(graph, options)),
        hasPart=[ref(one) for one in parts.included],
        mentions=[ref(one) for one in actions.ids],
        author=ref(author),
        publisher=ref(publisher),
        contributor=[ref(graph.person(person)) for person in report.people],
    )
    return {"@context": _CONTEXT, "@graph": graph.entities()}, parts.payload


def _description(report: Report) -> str:
    who = report.authorship
    return (
        f"Provenance of {len(report.notebooks)} notebook(s), as recorded by jupyter_aiprov "
        f"{__version__}: characters of source written by AI systems {who.ai}, by people "
        f"{who.human}, by an unknown author {who.unknown}. What has no record is unknown."
    )


def _author(graph: Graph, options: Mapping[str, object]) -> Person | None:
    name = graph.text(options.get("author"))
    return Person(name=name) if name else None


def _licence(graph: Graph, options: Mapping[str, object]) -> str:
    chosen = graph.text(options.get("license"))
    if chosen:
        address = graph.uri(chosen)
        identifier = str(address["@id"]) if address else f"#licence-{local_name(chosen)}"
        graph.add(identifier, "CreativeWork", name=chosen, description="Licence")
        return identifier
    graph.add(
        _UNSTATED,
        "CreativeWork",
        name="No licence stated",
        description="Nobody stated under which licence this may be used.",
    )
    return _UNSTATED
