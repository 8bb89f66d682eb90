"""The crate's page for people, which works without scripts and without a network."""

from __future__ import annotations

from html import escape
from typing import Any

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "section{border-top:1px solid #888;padding:.5rem 0}h3{margin:.3rem 0}"
    "dl{display:grid;grid-template-columns:minmax(8rem,14rem) 1fr;gap:.1rem 1rem;margin:.3rem 0}"
    "dt{font-weight:600;grid-column:1}dd{margin:0;grid-column:2;overflow-wrap:anywhere}"
)
_GROUPS = (
    ("Notebooks and files", ("File",)),
    ("AI systems and generators", ("SoftwareApplication",)),
    ("What was done", ("CreateAction", "AssessAction")),
    ("Texts, outputs and data", ("CreativeWork",)),
    ("People", ("Person",)),
    ("Figures", ("PropertyValue",)),
)


def preview(crate: dict[str, Any]) -> str:
    """One self-contained HTML page; every string in it is escaped."""
    graph = crate["@graph"]
    root = next(entity for entity in graph if entity["@id"] == "./")
    title = escape(str(root.get("name", "")))
    parts = [
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>',
        f"<style>{_STYLE}</style></head><body><main><h1>{title}</h1>",
        f"<p>{escape(str(root.get('description', '')))}</p>",
        '<p>The same for machines: <a href="ro-crate-metadata.json">ro-crate-metadata.json</a></p>',
    ]
    names = {entity["@id"]: str(entity.get("name", entity["@id"])) for entity in graph}
    shown: set[str] = {"./", "ro-crate-metadata.json"}
    for heading, types in _GROUPS:
        found = [one for one in graph if one["@id"] not in shown and _types(one) & {*types}]
        shown.update(one["@id"] for one in found)
        if found:
            parts.append(f"<h2>{heading}</h2>")
            parts += [_section(one, names) for one in found]
    return "".join([*parts, "</main></body></html>\n"])


def _types(entity: dict[str, Any]) -> set[str]:
    types = entity["@type"]
    return {types} if isinstance(types, str) else set(types)


def _section(entity: dict[str, Any], names: dict[str, str]) -> str:
    rows = "".join(
        f"<dt>{escape(key)}</dt>"
        + "".join(f"<dd>{_value(item, names)}</dd>" for item in _items(value))
        for key, value in entity.items()
        if key not in ("@id", "name") and value != {"@id": entity["@id"]}
    )
    name = escape(names[entity["@id"]])
    return f'<section id="{_anchor(entity["@id"])}"><h3>{name}</h3><dl>{rows}</dl></section>'


def _items(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _value(item: object, names: dict[str, str]) -> str:
    """A reference by the name of what it leads to, within this page."""
    if isinstance(item, dict):
        target = str(item.get("@id", ""))
        shown = escape(names.get(target, target))
        return f'<a href="#{_anchor(target)}">{shown}</a>' if target in names else shown
    return escape(str(item))


def _anchor(identifier: str) -> str:
    return escape(identifier.lstrip("#").replace(" ", "_"), quote=True)
