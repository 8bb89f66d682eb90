"""What the shell's display hook does with a result: ``_`` moves along, ``Out`` takes it up."""

from __future__ import annotations

from ..values.identity import identity
from ..values.raw import MISSING
from .callees import Variable
from .execution import Execution
from .memory import SHOWN, Memory
from .tags import Tags

_LAST = [Variable("", name) for name in ("_", "__", "___")]
#: What ``Out`` is, until a user binds that name.
_OUT = Variable("", "_oh")


class Displayed:
    """Follows the results that a shell keeps."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def show(self, execution: Execution, count: int) -> None:
        """The value of a statement went to ``_``, to ``_12`` and to ``Out[12]``.

        Args:
            execution: the statement.
            count: the number of its cell, as the shell counts.
        """
        numbered = Variable("", f"_{count}")
        value = self._memory.value(numbered)
        moved = self._memory.value(_LAST[0]) is value  # else ``_`` is the user's own
        if moved:
            self._move_along()
        result = execution.effects.result
        tags = execution.resolved(result.tags) | execution.unplaced()
        fields = {key: execution.resolved(part) for key, part in result.fields}
        known = self._known(execution, value) if value is not MISSING else None
        for variable in (_LAST[0], numbered) if moved else (numbered,):
            self._memory.drop(variable)
            number = identity(value)
            if number is not None and self._memory.share(variable, number):
                continue
            if known is None:
                self._memory.put(variable, tags, fields)
        out = self._memory.value(_OUT)
        whole = known if known is not None else tags.union(*fields.values())
        if type(out) is dict and (whole or _OUT in self._memory.handles):
            self._memory.mark(out, whole, count, replaces=True)

    def _move_along(self) -> None:
        handles = self._memory.handles
        held = [handles.pop(variable, None) for variable in _LAST]
        for variable, handle in zip(_LAST[1:], held, strict=False):
            if handle is not None:
                handles[variable] = handle

    def _known(self, execution: Execution, value: object) -> Tags | None:
        """Marks of a shown value that is marked already, or that a name stood for before."""
        number = identity(value)
        handle = self._memory.of_identity(number) if number is not None else None
        if handle is not None:
            return handle.whole() | self._memory.held(value)
        stood = execution.names.stood
        named = number is not None and stood("_", value, self._memory.namespace)
        return self._memory.held(value) if named else None


def is_shells(name: str, *, shown: bool = True) -> bool:
    """Whether a name is the shell's: ``_``, ``__``, ``_12``, ``_i3``, ``_ih``.

    Args:
        name: of the notebook's namespace.
        shown: count those among them that hold the user's own values.
    """
    if not name.startswith("_") or (name in SHOWN and not shown):
        return False
    if name.startswith("__") and name.endswith("__") and name.strip("_"):
        return True
    rest = name.strip("_")
    return (
        not rest
        or rest.isdigit()
        or rest in ("i", "ii", "iii", "ih", "oh", "dh")
        or (rest[0] == "i" and rest[1:].isdigit())
    )
