"""Lineage from source alone, for notebooks that ran without us: always ``inferred``.

The statements are followed as in a kernel, in the cells' order, without sight of any value:
branches all count, a call's result is a copy, functions are read where they are defined.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from .. import providers
from ..record.run import Mark
from ..spec.effects import effects
from ..spec.generators import generators
from ..spec.hints import Hints
from ..spec.reading import ours
from ..values.raw import MISSING
from .callees import Variable
from .effects import EMPTY, Effects, Flowing, Key, Val, solid
from .statements import Statements
from .tags import NONE, Tag, Tags, marks_of

_SYNTHETIC = re.compile(r"^\s*%aiprov\s+synthetic\s+(\w+)", re.MULTILINE)
_PROTECT = re.compile(
    r"^\s*%aiprov\s+protect\s+(\w+).*--class[ =](personal|secret|strategic|unpublished|ip)\b",
    re.MULTILINE,
)
_MAGIC = re.compile(r"^(\s*)(?:[%!].*|\w[\w, ]*=\s*[%!].*|.*\w\?{1,2}\s*)$")
_BODY = re.compile(r"^%%(?:time|timeit|capture|prun|aiprov)\b.*\n")
_WRITING = effects("methods", "writing", tuple[str, ...])
_ASK = re.compile(r"^%%ai\s+(?!-)\S")


class SourceWorld:
    """The names of source that nobody ran: a :class:`effects.World` without values.

    Attributes:
        modules: none.
        known: what is known of each name.
        files: marks of the files that were written, by the names the source gives them.
    """

    sees = False

    def __init__(self) -> None:
        self.modules: dict[int, str] = {}
        self.known: dict[Variable, Val] = {}
        self.files: dict[str, Tags] = {}

    def load(self, variable: Variable) -> Val:
        """See :class:`effects.World`."""
        return self.known.get(variable, EMPTY)

    def part(self, variable: Variable, key: Key, value: object) -> Flowing | None:
        """See :class:`effects.World`.

        Args:
            variable: the name.
            key: of the part: an attribute, an index, a column.
            value: not looked at: from source alone no part is to be seen.

        Returns:
            The marks, those of the whole among them, or None where parts are not told apart.
        """
        del value
        known = self.known.get(variable)
        if known is None or not known.fields:
            return None
        return known.tags | dict(known.fields).get(key, NONE)

    def of_value(self, value: object) -> Tags | None:
        """Values are not to be seen."""
        del value
        return None

    def is_column(self, value: object, name: str) -> bool:
        """Values are not to be seen."""
        del value, name
        return False

    def value(self, variable: Variable) -> object:
        """Values are not to be seen."""
        del variable
        return MISSING


class _Reader(Statements):
    """Statements whose calls may be to generators or models, by the names they use."""

    def _call(self, node: ast.Call) -> Val:
        found = super()._call(node)
        made = _made_by(node) | self._file(node, found)
        return found._replace(tags=found.tags | made) if made else found

    def _file(self, node: ast.Call, found: Val) -> Flowing:
        """Marks a call reads from a file its words name; those it writes stay with the file."""
        names = list(_dotted(node.func))
        words = [w.value for w in ast.walk(node) if isinstance(w, ast.Constant)]
        paths = [word for word in words if isinstance(word, str) and "." in word[1:]]
        files: dict[str, Flowing] = self.world.files  # type: ignore[attr-defined]
        if not names or not paths:
            return NONE
        writes = names[0] == "open" and any(str(w)[:1] in ("w", "a", "x") for w in words)
        if writes or names[0].startswith(_WRITING):
            files[paths[0]] = found.whole()
            self.opened += (paths[0],) if writes else ()
            return NONE
        return files.get(paths[0], NONE)

    opened: tuple[str, ...] = ()

    def body_of(self, node: ast.Lambda | ast.FunctionDef | ast.AsyncFunctionDef, given: Val) -> Val:
        """As in a kernel, with what the calls in the body make, for nobody sees them happen."""
        found = super().body_of(node, given)
        made: Flowing = NONE
        for call in ast.walk(node):
            if isinstance(call, ast.Call):
                made |= _made_by(call) | self._made_here(call.func).whole()
        return found._replace(tags=found.tags | made)

    _methods = {**Statements._methods, ast.Call: _call}


def infer(cells: Sequence[tuple[int, str]]) -> Mapping[int, tuple[Mark, ...]]:
    """The marks that source suggests, by cell index; a cell without any is left out.

    Args:
        cells: index and source of the code cells, in the order of the notebook.
    """
    world, defined = SourceWorld(), dict[Variable, ast.AST]()
    found = {}
    for index, text in cells:
        tags = _cell(text, world, defined)
        if tags:
            found[index] = marks_of(tags)
    return found


def _cell(text: str, world: SourceWorld, defined: dict[Variable, ast.AST]) -> Tags:
    asked = frozenset((Tag("ai-output", evidence="inferred"),)) if _ASK.match(text) else NONE
    tags: Flowing = asked
    for node in _statements(text):
        flow = _Reader(world, defined=defined)
        flow.statement(node)
        tags |= flow.effects.tags | take(flow.effects, world)
        for path in flow.opened:  # what the statement writes goes to the file it opened
            world.files[path] = world.files.get(path, NONE) | solid(flow.effects.tags)
    return solid(tags) | _declared(text, world)


def _statements(text: str) -> list[ast.stmt]:
    text = _BODY.sub("\n", text)
    if text.startswith("%%"):
        return []
    plain = "\n".join(_without_magic(line) for line in text.splitlines())
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of strings in other people's source
            return ast.parse(plain).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []


def _without_magic(line: str) -> str:
    found = _MAGIC.match(line)
    return f"{found[1]}pass" if found else line


def take(effects: Effects, world: SourceWorld) -> Tags:
    """A statement's effects on the names; marks of what it changes."""
    written: Flowing = NONE
    for variable in effects.deletes:
        world.known.pop(variable, None)
    for variable, store in effects.stores.items():
        known = store.value if store.sure else _either(world.load(variable), store.value)
        world.known[variable] = known._replace(roots=known.roots - {variable}, items=None)
        written |= known.whole()
    for change in effects.changes:
        if change.shown or change.gathers:
            for variable in _alike(change.variable, world):
                key = change.key if variable == change.variable else MISSING
                world.known[variable] = _changed(world.load(variable), key, change.tags)
            written |= change.tags
    return solid(written)


def _alike(variable: Variable, world: SourceWorld) -> set[Variable]:
    """Names that may stand for the same value, or for a part of it."""
    found = {variable} | world.load(variable).roots
    return found | {other for other, known in world.known.items() if known.roots & found}


def _either(one: Val, other: Val) -> Val:
    return Val(one.whole() | other.whole())


def _changed(before: Val, key: Key, tags: Flowing) -> Val:
    if key is MISSING:
        return before._replace(tags=before.tags | tags)
    fields = {**dict(before.fields), key: tags}
    return before._replace(fields=tuple((k, t) for k, t in fields.items() if t))


def _declared(text: str, world: SourceWorld) -> Tags:
    """Marks a person put on by a magic."""
    found: set[Tag] = set()
    said = [(name, Tag("synthetic", evidence="inferred")) for name in _SYNTHETIC.findall(text)]
    for name, kind in _PROTECT.findall(text):
        said.append((name, Tag("protected", class_=kind, evidence="inferred")))
    for name, tag in said:
        variable = Variable("", name)
        before = world.load(variable)
        world.known[variable] = before._replace(tags=before.tags | {tag})
        found.add(tag)
    return frozenset(found)


def _made_by(node: ast.Call) -> Tags:
    """What a call makes, by the name of what it calls."""
    names = list(_dotted(node.func))
    last = names[0] if names else ""
    words = _words()
    if words.makers.fullmatch(last):
        return frozenset((Tag("synthetic", evidence="inferred"),))
    if last == "sample" and any(map(words.synthesizers.search, names[1:])):
        return frozenset((Tag("synthetic", evidence="inferred"),))
    told = (word.value for word in node.args if isinstance(word, ast.Constant))
    if last == "post" and any(words.addresses.search(str(word)) for word in told):
        return frozenset((Tag("ai-output", evidence="inferred"),))
    if words.asking.fullmatch(last) and any(map(words.asked.fullmatch, names[1:])):
        return frozenset((Tag("ai-output", evidence="inferred"),))
    return NONE


class _Words(NamedTuple):
    """How calls that make data up, or ask a model, look in a source."""

    makers: re.Pattern[str]
    synthesizers: re.Pattern[str]
    addresses: re.Pattern[str]
    asking: re.Pattern[str]
    asked: re.Pattern[str]


@cache
def _words() -> _Words:
    made, known = generators(), ours("hints", Hints)
    interfaces = providers.known().interfaces.values()
    addresses = "|".join(re.escape(one) for each in interfaces for one in each.in_source)
    return _Words(
        re.compile("|".join(made.functions)),
        re.compile(made.synthesizers, re.IGNORECASE),
        re.compile(rf"(?:{addresses})\b"),
        re.compile(known.asking),
        re.compile(known.asked),
    )


def _dotted(node: ast.expr) -> Iterable[str]:
    while isinstance(node, ast.Attribute | ast.Call):
        if isinstance(node, ast.Attribute):
            yield node.attr
            node = node.value
        else:
            node = node.func
    if isinstance(node, ast.Name):
        yield node.id
