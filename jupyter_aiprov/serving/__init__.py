"""What the server answers to front ends and hears of agents: one file for each matter."""

from __future__ import annotations

from typing import Any, Protocol


class App(Protocol):
    """What is used of Jupyter's ``ServerApp``; its parts are of whichever version is installed."""

    root_dir: str
    config: Any
    web_app: Any
    contents_manager: Any
    io_loop: Any
    event_logger: Any
