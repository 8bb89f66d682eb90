"""Marks from statement to statement: assignment, branches, loops, definitions."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable
from typing import ClassVar

from .callees import Variable
from .effects import EMPTY, Line, Val, World, joined
from .shell_calls import Shell
from .tags import NONE
from .targets import Targets

_DEPTH = 6


class Statements(Targets):
    """Evaluates statements.

    Args:
        world: the names that are met.
        shell: knows what magics mean.
        ran: the lines that ran, or are taken to; None where any may.
        defined: functions known by their source alone, by their names; added to.
    """

    def __init__(
        self,
        world: World,
        shell: Shell | None = None,
        ran: frozenset[int] | None = None,
        defined: dict[Variable, ast.AST] | None = None,
    ) -> None:
        super().__init__(world, shell)
        self._ran = ran
        self.defined = {} if defined is None else defined

    def statement(self, node: ast.stmt) -> None:
        """Take up one statement."""
        if not self._may_run(node.lineno, node.end_lineno):
            return
        above, self.line = self.line, NONE
        method = self._statements.get(type(node))
        if method is not None:
            method(self, node)
        else:
            for child in ast.iter_child_nodes(node):
                if isinstance(child, ast.expr):
                    self.value(child)
        if not self.depth:
            self.effects.lines.append(Line(node.lineno, node.end_lineno or node.lineno, self.line))
        self.effects.tags |= self.line
        self.line |= above

    def body(self, nodes: Iterable[ast.stmt]) -> None:
        """Take up statements in order."""
        for node in nodes:
            self.statement(node)

    def _may_run(self, first: int, last: int | None) -> bool:
        if self._ran is None or self.depth:
            return True
        return any(first <= line <= (last or first) for line in self._ran)

    def branches(self, *ways: Callable[[], object], bodies: Iterable[list[ast.stmt]]) -> None:
        """Take up branches of which one is taken, each known by its body's lines where it ran."""
        self.effects.forked = True
        if self._ran is None or self.depth:
            self.alternatives(*ways)
            return
        pairs = list(zip(ways, bodies, strict=True))
        taken = [way for way, body in pairs if body and self._reached(body)]
        idle = [way for way, body in pairs if not body]
        taken = taken + idle if self.loops or not taken else taken
        if len(taken) == 1:
            taken[0]()
        else:
            self.alternatives(*(taken or ways))

    def _reached(self, body: list[ast.stmt]) -> bool:
        return self._may_run(body[0].lineno, body[-1].end_lineno)

    def alternatives(self, *ways: Callable[[], object]) -> None:
        """Take up branches of which one is taken, or none; a name may end as in any of them."""
        before, base, ends = self.sure, self.now, []
        self.sure = False
        for way in ways:
            self.now = dict(base)
            way()
            ends.append(self.now)
        self.sure = before
        self.now = {variable: self._met(variable, ends) for end in ends for variable in end}

    def _met(self, variable: Variable, ends: list[dict[Variable, Val]]) -> Val:
        values = [end.get(variable) or self.world.load(variable) for end in ends]
        if all(value is values[0] for value in values):
            return values[0]
        return joined(values)

    def _maybe(self, nodes: Iterable[ast.stmt]) -> None:
        self.alternatives(lambda: self.body(nodes), lambda: None)

    def run(self, text: str) -> Val:
        """Follow source given as text, at the place where it is run."""
        if self.depth >= _DEPTH:
            return self._unseen("code that runs code")
        try:
            tree = ast.parse(text.strip("\n"))
        except (SyntaxError, ValueError):
            return self._unseen("code that could not be read")
        self.depth += 1
        above, self.line = self.line, NONE
        level, self.level = self.level, 0
        self.body(tree.body)
        self.level = level
        found, self.line = self.line, self.line | above
        self.depth -= 1
        return Val(found)

    def _expression(self, node: ast.Expr) -> None:
        found = self.value(node.value)
        if not self.depth:
            self.effects.result = found

    def _assign(self, node: ast.Assign) -> None:
        value = self.value(node.value)
        self.line |= value.whole()
        for target in node.targets:
            self.bind_target(target, value)
            self._keep_definition(target, node.value)

    def _keep_definition(self, target: ast.expr, value: ast.AST) -> None:
        if isinstance(value, ast.Lambda) and isinstance(target, ast.Name):
            self.defined[Variable("", target.id)] = value

    def _annotated(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            value = self.value(node.value)
            self.bind_target(node.target, value)

    def _augmented(self, node: ast.AugAssign) -> None:
        added = self.value(node.value)
        if isinstance(node.target, ast.Name):
            before = self.name(node.target.id)
            self.change(before, added.whole(), shown=not self.world.sees)
            value = Val(before.whole() | added.whole(), (), before.roots)
            self.line |= value.whole()
            self._bind_name(node.target.id, value)
            return
        before = self.value(node.target)
        self.bind_target(node.target, Val(before.whole() | added.whole()))

    def _delete(self, node: ast.Delete) -> None:
        for target in node.targets:
            if isinstance(target, ast.Name):
                variable = Variable("", target.id)
                self.effects.deletes.add(variable)
                self.now[variable] = EMPTY
                self.effects.stores.pop(variable, None)
            elif isinstance(target, ast.Subscript | ast.Attribute):
                owner = self.owner(target.value)
                key = target.attr if isinstance(target, ast.Attribute) else self.peek(target.slice)
                if isinstance(target.value, ast.Name) and type(key) in (str, int):
                    self.change(owner, NONE, key=key, shown=True, replaces=self.sure)

    def _if(self, node: ast.If) -> None:
        held = self.truth(node.test)
        self.value(node.test)
        if held is not None:
            self.body(node.body if held else node.orelse)
        elif node.body[0].lineno == node.test.end_lineno:  # in one line: nothing tells it ran
            self.alternatives(lambda: self.body(node.body), lambda: self.body(node.orelse))
        else:
            bodies = (node.body, node.orelse)
            ways = [lambda b=body: self.body(b) for body in bodies]
            self.branches(*ways, bodies=bodies)

    def _for(self, node: ast.For | ast.AsyncFor) -> None:
        item = self.each(node.iter)
        self._loop(node, lambda: self.bind_target(node.target, item))

    def _while(self, node: ast.While) -> None:
        self._loop(node, lambda: self.value(node.test))

    def _loop(self, node: ast.For | ast.AsyncFor | ast.While, head: Callable[[], object]) -> None:
        def once() -> None:
            before, self.sure = self.sure, True  # wherever the body runs, its head did
            head()
            self.sure = before
            self.body(node.body)

        self.loops += 1
        for _ in range(2):  # what the body's end gives flows to its start
            self.alternatives(once, lambda: None)
        self.loops -= 1
        if any(isinstance(part, ast.Break) for part in ast.walk(node)):
            self._maybe(node.orelse)
        else:
            self.body(node.orelse)

    def _with(self, node: ast.With | ast.AsyncWith) -> None:
        for item in node.items:
            value = self.value(item.context_expr)
            if item.optional_vars is not None:
                self.bind_target(item.optional_vars, value)
        self.body(node.body)

    def _try(self, node: ast.Try) -> None:
        def handle(handler: ast.ExceptHandler) -> None:
            if handler.name:
                self._bind_name(handler.name, Val(self.line))
            self.body(handler.body)

        caught = any(self._reached(handler.body) for handler in node.handlers)
        if self._ran is None or self.depth or caught:
            self._maybe(node.body)
        else:
            self.body(node.body)
        ways = [lambda h=handler: handle(h) for handler in node.handlers]
        bodies = [handler.body for handler in node.handlers]
        self.branches(*ways, lambda: self.body(node.orelse), bodies=[*bodies, node.orelse])
        self.body(node.finalbody)

    def _match(self, node: ast.Match) -> None:
        subject = self.value(node.subject)

        def take(case: ast.match_case) -> None:
            self._pattern(case.pattern, subject)
            self.value(case.guard)
            self.body(case.body)

        ways = [lambda c=case: take(c) for case in node.cases]
        bodies: list[list[ast.stmt]] = [case.body for case in node.cases]
        self.branches(*ways, lambda: None, bodies=[*bodies, []])

    def _pattern(self, pattern: ast.pattern, value: Val) -> None:
        names = [
            name
            for part in ast.walk(pattern)
            if (name := getattr(part, "name", None) or getattr(part, "rest", None))
        ]
        if isinstance(pattern, ast.MatchSequence) and value.items is not None:
            pairs = list(zip(pattern.patterns, value.items, strict=False))
            if len(pairs) == len(pattern.patterns) == len(value.items):
                for inner, item in pairs:
                    self._pattern(inner, item)
                return
        for name in names:
            self._bind_name(name, Val(value.whole(), (), value.roots))

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        arguments = node.args
        parts = [*arguments.defaults, *(d for d in arguments.kw_defaults if d is not None)]
        made = joined(self.value(part) for part in [*parts, *node.decorator_list])
        self._bind_name(node.name, made)
        self.defined[Variable("", node.name)] = node

    def _class(self, node: ast.ClassDef) -> None:
        parts = [*node.bases, *(word.value for word in node.keywords), *node.decorator_list]
        made = [self.value(part) for part in parts]
        with self.scope():
            self.body(node.body)
            made.extend(self.scopes[-1].values())
        self._bind_name(node.name, joined(made)._replace(roots=frozenset()))

    def _import(self, node: ast.Import | ast.ImportFrom) -> None:
        for alias in node.names:
            name = alias.asname or alias.name.partition(".")[0]
            if name == "*":
                continue
            value = EMPTY
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                value = self.read(Variable(node.module, alias.name))
            self._bind_name(name, value)

    def _global(self, node: ast.Global) -> None:
        self._globals = self._globals | frozenset(node.names)

    _statements: ClassVar[dict[type, Callable[..., None]]] = {
        ast.Expr: _expression,
        ast.Assign: _assign,
        ast.AnnAssign: _annotated,
        ast.AugAssign: _augmented,
        ast.Delete: _delete,
        ast.If: _if,
        ast.For: _for,
        ast.AsyncFor: _for,
        ast.While: _while,
        ast.With: _with,
        ast.AsyncWith: _with,
        ast.Try: _try,
        ast.Match: _match,
        ast.FunctionDef: _function,
        ast.AsyncFunctionDef: _function,
        ast.ClassDef: _class,
        ast.Import: _import,
        ast.ImportFrom: _import,
        ast.Global: _global,
    }
    if hasattr(ast, "TryStar"):
        _statements[ast.TryStar] = _try
