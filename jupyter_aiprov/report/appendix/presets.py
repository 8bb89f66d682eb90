"""Statement presets: one file each, front matter in TOML, then one body a language.

A body is a Jinja template over the plain values of :mod:`.view`; blank lines part paragraphs,
a line that begins with ``- `` is an item of a list. What the preset demands and the records
lack is printed after it as gaps, so that no body needs to speak of what is not there.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ...record.errors import BadInput
from .demands import DEMANDS

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

STATEMENTS = Path(__file__).parents[1] / "statements"
DEFAULT = "general"

_FILE = re.compile(r"\A\+\+\+\n(?P<front>.*?)\n\+\+\+\n(?P<bodies>.*)\Z", re.DOTALL)
_BODY = re.compile(r"^=== ([a-z]{2})\n", re.MULTILINE)
_KEYS = frozenset({"title", "source", "date", "place", "demands"})


@dataclass(frozen=True)
class Preset:
    """A policy's form of statement.

    Attributes:
        name: the file's stem. title: by language, the policy's, as people call it.
        source: by language, the text its demands were read in. date: of that text, empty where
            it gives none. place: where in a paper the statement belongs.
        demands: names of :data:`.demands.DEMANDS`.
        bodies: by language, the template.
    """

    name: str
    title: Mapping[str, str]
    source: Mapping[str, str]
    date: Mapping[str, str]
    place: Mapping[str, str]
    demands: tuple[str, ...]
    bodies: Mapping[str, str]

    def called(self, language: str) -> str:
        """The title in a language; a name that is the same in all stands once, as English."""
        return self.title.get(language, self.title["en"])


def names() -> list[str]:
    """The presets there are."""
    return sorted(path.stem for path in STATEMENTS.glob("*.md"))


@cache
def preset(name: str) -> Preset:
    """The preset of that name, or of the file at that path: an institution may have its own.

    Raises:
        BadInput: there is none, or its file is not of this form.
    """
    path = Path(name) if name.endswith(".md") else STATEMENTS / f"{name}.md"
    if not path.is_file() or (path.parent == STATEMENTS and path.stem not in names()):
        raise BadInput(f"No preset '{name}'. Known: {', '.join(names())}; or a path to a .md file.")
    return parse(path.stem, path.read_text(encoding="utf-8"))


def parse(name: str, text: str) -> Preset:
    """A preset from its file's text.

    Raises:
        BadInput: front matter or bodies are missing, or a demand is unknown.
    """
    match = _FILE.match(text)
    if not match:
        raise BadInput(f"Preset '{name}' must begin with front matter between two '+++' lines.")
    try:
        front = tomllib.loads(match["front"])
    except tomllib.TOMLDecodeError as error:
        raise BadInput(f"The front matter of preset '{name}' is not TOML: {error}.") from error
    _check(name, front)
    pieces = _BODY.split(match["bodies"])
    bodies = dict(zip(pieces[1::2], (body.strip() for body in pieces[2::2]), strict=True))
    if "en" not in bodies:
        raise BadInput(f"Preset '{name}' has no English body ('=== en').")
    return Preset(
        name=name,
        title=_title(front),
        source=front["source"],
        date=front["date"],
        place=front["place"],
        demands=tuple(front["demands"]),
        bodies=bodies,
    )


def _check(name: str, front: Mapping[str, Any]) -> None:
    if set(front) != _KEYS:
        raise BadInput(
            f"The front matter of preset '{name}' must have: {', '.join(sorted(_KEYS))}."
        )
    told = {**front, "title": _title(front)}
    if any("en" not in told[key] for key in ("title", "source", "date", "place")):
        raise BadInput(
            f"Preset '{name}' must give title, source, date and place in English ('en')."
        )
    unknown = [demand for demand in front["demands"] if demand not in DEMANDS]
    if unknown:
        raise BadInput(
            f"Preset '{name}' demands '{unknown[0]}', which nothing checks. "
            f"Known: {', '.join(DEMANDS)}."
        )


def _title(front: Mapping[str, Any]) -> Mapping[str, str]:
    title = front["title"]
    return {"en": title} if isinstance(title, str) else title


@cache
def _template(body: str) -> Any:
    from jinja2 import StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined, lstrip_blocks=True, autoescape=False
    )
    return environment.from_string(body)


def render(found: Preset, language: str, values: Mapping[str, Any]) -> list[str]:
    """The paragraphs of a preset's statement; in English where it has no such body.

    Args:
        found: the preset.
        language: of the body to take.
        values: what the template may name.

    Returns:
        The paragraphs, in order; none is empty.

    Raises:
        BadInput: the template cannot be rendered; an institution's own file may be at fault.
    """
    from jinja2 import TemplateError

    try:
        text = _template(found.bodies.get(language, found.bodies["en"])).render(values)
    except TemplateError as error:
        raise BadInput(f"Preset '{found.name}' cannot be rendered: {error}.") from error
    return [part.strip() for part in re.split(r"\n\s*\n", text) if part.strip()]
