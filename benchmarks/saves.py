"""Commands that write a notebook, against saves of a contents manager and against kills.

python -m benchmarks.saves [SAVES] [KILLS]
"""

from __future__ import annotations

import sys

from tests.support.saves import trial

from ._harness import Row, main, none_of


def measure(saves: int = 500, kills: int = 1000) -> list[Row]:
    """Saves of each kind among commands, kills of each command, and both at once."""
    return [none_of(name, count) for name, count in trial(saves, kills).items()]


if __name__ == "__main__":
    sys.exit(main(measure(*map(int, sys.argv[1:]))))
