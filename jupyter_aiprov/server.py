"""Thin edge to Jupyter Server: what it serves, what it hears of agents, notebooks saved by it.

Whatever is missing, or of another version than expected, changes nothing: each part is hooked in
on its own, and a part that fails is left out and said in the server's log.
"""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from .serving import App, agents

_log = logging.getLogger("jupyter_aiprov.server")


def _load_jupyter_server_extension(app: App) -> None:
    """Hook in; never raises."""
    for part in (
        agents.watch,
        agents.take_events,
        _appendix,
        _passports,
        _view,
        _language,
        _text_notebooks,
        _join_on_save,
        agents.hear_personas,
        agents.follow_mcp_server,
    ):
        try:
            part(app)
        except Exception as error:  # noqa: BLE001 - the server starts with or without us
            _said(app).warning("%s was left out: %s", part.__name__.strip("_"), error)


def _text_notebooks(app: App) -> None:
    """A notebook's text (jupytext) is for people; its records stay in the paired notebook."""
    if find_spec("jupytext") is None:
        return
    wanted = app.config.JupytextConfiguration.setdefault("cell_metadata_filter", "-aiprov")
    manager = app.contents_manager  # jupytext's already where it was configured as such
    if getattr(manager, "cell_metadata_filter", None) == "":
        manager.cell_metadata_filter = wanted


def _said(app: App) -> logging.Logger:
    """The server's own log, where a person looks."""
    return getattr(app, "log", _log)


def _appendix(app: App) -> None:
    from .serving.appendix import add_handlers

    add_handlers(app)


def _passports(app: App) -> None:
    from .serving.passports import add_handlers

    add_handlers(app)


def _view(app: App) -> None:
    from .serving.view import add_handlers

    add_handlers(app)


def _language(app: App) -> None:
    from .serving.language import speak

    speak(app)


def _join_on_save(app: App) -> None:
    """At a save, what agents did to the notebook is joined to its cells."""

    def join(model: dict[str, Any], path: str, **_: object) -> None:
        if model.get("type") != "notebook" or not isinstance(model.get("content"), dict):
            return
        try:
            _join(model["content"], Path(app.root_dir).absolute() / path.lstrip("/"))
        except Exception as error:  # noqa: BLE001 - the save goes on without us
            _said(app).warning("events were not joined: %s", error)

    # Once all extensions are loaded: jupytext puts a contents manager of its own in place.
    app.io_loop.add_callback(lambda: app.contents_manager.register_pre_save_hook(join))


def _join(content: Mapping[str, object], file: Path) -> None:
    from .record.collect import join_ledger
    from .record.ledger import Ledger, project_root
    from .record.store import from_node

    ledger = Ledger.open_existing(project_root(file))
    if ledger is None:
        return
    try:
        if ledger.edited_notebooks() and _estimates.ready():
            join_ledger(from_node(content, str(file)), ledger)
    finally:
        ledger.close()


class _Estimates:
    """Energy of agents' messages, loaded in a thread: no save waits for it.

    Until it is loaded events stay in the ledger, for the next save.
    """

    def __init__(self) -> None:
        self._loader: threading.Thread | None = None

    def ready(self) -> bool:
        """Whether it is loaded; begins to load it when first asked."""
        if self._loader is None:
            self._loader = threading.Thread(target=self._load, name="aiprov-estimates", daemon=True)
            self._loader.start()
        return not self._loader.is_alive()

    @staticmethod
    def _load() -> None:
        from .capture.energy.remote import estimate_new
        from .kernel.settings import load

        estimate_new(lambda: load().zone)
        with contextlib.suppress(Exception):
            import_module("ecologits.tracers.utils")


_estimates = _Estimates()
