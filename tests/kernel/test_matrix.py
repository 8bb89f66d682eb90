"""What user code sees is what it sees without the product."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.matrix.cases import cases, check_tables, sample
from support.matrix.programs import Program, compare_program, programs
from support.matrix.run import compare

#: In these a hook shows: a frame more, a child process, a function's own names.
#: ``benchmarks/matrix.py`` runs and tells them.
SHOWS = {
    "__import__ replaced and import hooks",
    "audit hook of the user counts events",
    "builtins module's names replaced",
    "depth of the stack",
    "recursion at the limit",
    "signatures and identity of what libraries have",
    "child handlers and waiting for any child",  # one that was started before the handler
    "setprofile of one's own counts calls",
}
_QUIET = [program for program in programs() if program.name not in SHOWS]
#: Once a hook of ours raised in these.
_RAISED = {"os functions that refuse"}
#: A few of each file; ``benchmarks/matrix.py`` runs all.
CHOSEN = [one for at, one in enumerate(_QUIET) if at % 14 == 0 or one.name in _RAISED]


def test_the_matrix_is_wide() -> None:
    check_tables()
    assert sum(1 for _ in cases()) >= 2000


@pytest.mark.kernel
async def test_values_are_used_as_without_the_product(home: Path, tmp_path: Path) -> None:
    found = await compare(sample(48), tmp_path)
    assert not found.different, "\n".join(map(str, found.different))


@pytest.mark.kernel
@pytest.mark.parametrize("program", CHOSEN, ids=lambda program: program.name)
async def test_programs_run_as_without_the_product(
    home: Path, tmp_path: Path, program: Program
) -> None:
    found = await compare_program(program, tmp_path)
    assert not found, "\n".join(map(str, found))
