"""Entry point of ``jupyter-aiprov``: an agent's hook goes the short way, all else to the app."""

from __future__ import annotations

import sys


def main() -> None:
    """Run a command; ``hook AGENT`` without options imports nothing it does not need."""
    words = sys.argv[1:]
    if words[:1] == ["hook"] and len(words) == 2 and not words[1].startswith("-"):  # noqa: PLR2004
        from .capture.agents.receive import receive

        receive(words[1], sys.stdin.buffer)
        return
    from .app import main as app

    app()
