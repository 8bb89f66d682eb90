"""What user code sees is what it sees without the product."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from matrix_cases import cases, check_tables, sample
from matrix_programs import Program, compare_program, programs
from matrix_run import compare, execute
from matrix_signals import SETUP, outcome, trials

#: Where the kernel, the import machinery or a magic ends an exception, with us and without.
ELSEWHERE = ("prints", "displays", "imports", "magics")
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
}
#: A few of each file; ``benchmarks/matrix.py`` runs all.
CHOSEN = [program for program in programs() if program.name not in SHOWS][::9]


def test_the_matrix_is_wide() -> None:
    check_tables()
    assert sum(1 for _ in cases()) >= 2000


@pytest.mark.kernel
async def test_values_are_used_as_without_the_product(home: Path, tmp_path: Path) -> None:
    found = await compare(sample(80), tmp_path)
    assert not found.different, "\n".join(map(str, found.different))


@pytest.mark.kernel
@pytest.mark.parametrize("program", CHOSEN, ids=lambda program: program.name)
async def test_programs_run_as_without_the_product(
    home: Path, tmp_path: Path, program: Program
) -> None:
    found = await compare_program(program, tmp_path)
    assert not found, "\n".join(map(str, found))


@pytest.mark.kernel
async def test_exceptions_that_come_at_any_time_reach_the_user(home: Path, tmp_path: Path) -> None:
    # Importing takes a TimeoutError for a file that is not there, and bare, an exception in the
    # midst of a display can leave a kernel deaf: neither would be the product's doing.
    chosen = [
        trial
        for trial in trials(60)
        if trial.place not in ("prints", "displays", "imports", "magics")
        and "TimeoutError" not in trial.hook
    ]
    notebook = await execute([SETUP, *(trial.cell for trial in chosen)], "ours", tmp_path)
    came = {
        trial.name: outcome(cell) for trial, cell in zip(chosen, notebook.cells[1:], strict=True)
    }
    assert {name: what for name, what in came.items() if what != "caught"} == {}
