"""TypeScript interfaces from the format's JSON Schema."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from typing import Any

from .digest import MIME

#: Types that are read often enough in the front end to deserve a name: (interface, member).
ALIASES = {
    "Kind": ("Activity", "kind"),
    "Evidence": ("Activity", "evidence"),
    "Origin": ("Activity", "origin"),
    "EndpointClass": ("Endpoint", "class"),
    "ContentMode": ("Content", "mode"),
    "MarkName": ("Mark", "mark"),
    "RunStatus": ("Run", "status"),
    "ReviewStatus": ("Review", "status"),
}
#: A part of a JSON Schema.
Schema = dict[str, Any]

_HEAD = (
    "// Generated from the JSON Schema of the record format; do not edit.",
    "// python -m jupyter_aiprov.record.schema --write",
)
_WORD = re.compile(r"\w+")
_WIDTH = 80
_PRIMITIVES = {
    "string": "string",
    "integer": "number",
    "number": "number",
    "boolean": "boolean",
    "null": "null",
}


def typescript(schema: Schema, version: str, nouns: Mapping[str, str]) -> dict[str, str]:
    """Readonly interfaces, one for each definition of ``schema``: a module a noun.

    Args:
        schema: the format's.
        version: of the format.
        nouns: of each definition the module it stands in.

    Returns:
        The text of each module by its noun, and under the empty one that of the module which
        gathers them.
    """
    modules: dict[str, list[str]] = {}
    for name, definition in schema["$defs"].items():
        lines = ["", *_comment(definition.get("description"), ""), *_declared(name, definition)]
        modules.setdefault(nouns[name], []).extend(lines)
    gathered = _gathered(sorted(modules), version, nouns)
    texts = {
        noun: [*_HEAD, *_imports(noun, lines, nouns), *lines] for noun, lines in modules.items()
    }
    return {noun: "\n".join(lines) + "\n" for noun, lines in {**texts, "": gathered}.items()}


def interfaces(
    definitions: Mapping[str, Schema], others: Mapping[str, Set[str]], head: Sequence[str]
) -> str:
    """One module with an interface for each of ``definitions``.

    Args:
        definitions: of a JSON Schema, by name.
        others: module → the names that are to be had from it.
        head: the lines the module begins with.

    Returns:
        The text of the module.
    """
    lines: list[str] = []
    for name, definition in definitions.items():
        lines += ["", *_comment(definition.get("description"), ""), *_declared(name, definition)]
    nouns = {name: module for module, names in others.items() for name in names}
    return "\n".join([*head, *_imports("", lines, nouns), *lines]) + "\n"


def _gathered(modules: list[str], version: str, nouns: Mapping[str, str]) -> list[str]:
    """The module that others import: all of them, the constants and the aliases."""
    lines = [
        *_HEAD,
        *_imports("", [owner for owner, _ in ALIASES.values()], nouns),
        "",
        *(f"export * from './{noun}';" for noun in modules),
        "",
        "/** The version of the record format. */",
        f"export const SCHEMA = '{version}';",
        "",
        "/** The MIME type of a delivery that travels as an output. */",
        f"export const MIME = '{MIME}';",
        "",
        "/** The key of our metadata, everywhere. */",
        "export const KEY = 'aiprov';",
    ]
    for name, (owner, member) in ALIASES.items():
        lines += ["", f"export type {name} = NonNullable<{owner}['{member}']>;"]
    return lines


def _imports(noun: str, lines: list[str], nouns: Mapping[str, str]) -> list[str]:
    """What the lines of one module need of the others, which lie beside it."""
    words = set(_WORD.findall("\n".join(line for line in lines if not _is_prose(line))))
    needed: dict[str, list[str]] = {}
    for name in sorted(words & nouns.keys()):
        if nouns[name] != noun:
            needed.setdefault(nouns[name], []).append(name)
    found = [line for other in sorted(needed) for line in _import(needed[other], f"./{other}")]
    return ["", *found] if found else []


def _import(names: list[str], module: str) -> list[str]:
    line = f"import type {{ {', '.join(names)} }} from '{module}';"
    if len(line) <= _WIDTH:
        return [line]
    inner = [f"  {name}," for name in names]
    return ["import type {", *inner[:-1], inner[-1].rstrip(","), f"}} from '{module}';"]


def _is_prose(line: str) -> bool:
    return line.lstrip().startswith(("/**", "*"))


def _comment(text: str | None, pad: str) -> list[str]:
    if not text:
        return []
    lines = text.replace("``", "`").splitlines()
    if len(lines) == 1:
        return [f"{pad}/** {lines[0]} */"]
    return [f"{pad}/**", *(f"{pad} * {line}".rstrip() for line in lines), f"{pad} */"]


def _declared(name: str, definition: Schema) -> list[str]:
    if definition["type"] == "array":
        return [f"export type {name} = {_tuple(definition)};"]
    required = set(definition.get("required", ()))
    lines = [f"export interface {name} {{"]
    for member, schema in definition["properties"].items():
        lines += _member(member, schema, optional=member not in required)
    return [*lines, "}"]


def _member(name: str, schema: Schema, *, optional: bool) -> list[str]:
    start = f"  readonly {name}{'?' if optional else ''}:"
    line = f"{start} {_type(schema)};"
    options = _options(schema)
    if len(line) <= _WIDTH:
        return [line]
    if len(options) == 1:
        head, bracket, inner = options[0].partition("(")
        ends = inner.removesuffix(")[]")
        return [f"{start} {head}(", f"    {ends}", "  )[];"] if bracket else [line]
    joined = f"    {' | '.join(options)};"
    if len(joined) <= _WIDTH:
        return [start, joined]
    lines = [start, *(f"    | {option}" for option in options)]
    return [*lines[:-1], f"{lines[-1]};"]


def _tuple(definition: Schema) -> str:
    least = definition.get("minItems", 0)
    items = [
        f"({_type(item)})?" if position >= least else _type(item)
        for position, item in enumerate(definition["prefixItems"])
    ]
    width = len("export type Span = readonly [];") + len(", ".join(items))
    if width <= _WIDTH:
        return f"readonly [{', '.join(items)}]"
    inner = ",\n".join(f"  {item}" for item in items)
    return f"readonly [\n{inner}\n]"


def _type(schema: Schema) -> str:
    return " | ".join(_options(schema))


def _options(schema: Schema) -> list[str]:
    if "$ref" in schema:
        return [schema["$ref"].rpartition("/")[2]]
    if "enum" in schema:
        return [f"'{value}'" for value in schema["enum"]]
    if "anyOf" in schema:
        return [option for one in schema["anyOf"] for option in _options(one)]
    kind = schema.get("type")
    if kind == "array":
        item = _type(schema.get("items", {}))
        return [f"readonly ({item})[]" if "|" in item else f"readonly {item}[]"]
    if kind == "object":
        values = schema.get("additionalProperties")
        item = _type(values) if isinstance(values, dict) else "unknown"
        return [f"Readonly<Record<string, {item}>>"]
    return [_PRIMITIVES[kind] if kind else "unknown"]
