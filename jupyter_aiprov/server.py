"""Thin edge to Jupyter Server: events sent to it, MCP tool calls made in it, notebooks saved by it.

Whatever is missing, or of another version than expected, changes nothing: each part is hooked in
on its own, and a part that fails is left out and said in the server's log.
"""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Awaitable, Callable, Mapping
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol, TypeVar

_log = logging.getLogger("jupyter_aiprov.server")
_PERSONA_STATE = "https://schema.jupyter.org/jupyter_ai_persona_manager/persona_state/v1"
_PERSONA = "x-jupyterai-persona-id"
_watcher: Any = None

T = TypeVar("T")


class App(Protocol):
    """What is used of Jupyter's ``ServerApp``; its parts are of whichever version is installed."""

    root_dir: str
    config: Any
    web_app: Any
    contents_manager: Any
    io_loop: Any
    event_logger: Any


def _load_jupyter_server_extension(app: App) -> None:
    """Hook in; never raises."""
    for part in (
        _watch,
        _events_endpoint,
        _appendix,
        _passports,
        _view,
        _language,
        _text_notebooks,
        _join_on_save,
        _personas,
        _mcp_hooks,
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


def _watch(app: App) -> None:
    from .capture.agents.live import Watcher

    global _watcher  # noqa: PLW0603 - jupyter-server-mcp makes its middleware without arguments
    _watcher = Watcher(Path(app.root_dir).absolute(), _live(app))


def _live(app: App) -> Callable[[str], Awaitable[dict[str, str] | None]]:
    """The cells of a document open in a shared room (jupyter-server-ydoc)."""

    async def live(path: str) -> dict[str, str] | None:
        room = app.web_app.settings.get("jupyter_server_ydoc")
        if room is None:
            return None
        document = await room.get_document(
            path=path, content_type="notebook", file_format="json", copy=True
        )
        if document is None:
            return None
        cells = enumerate(document.source["cells"])
        return {str(cell.get("id", f"#{at}")): str(cell["source"]) for at, cell in cells}

    async def careful(path: str) -> dict[str, str] | None:
        try:
            return await live(path)
        except Exception as error:  # noqa: BLE001 - the file on disk is asked instead
            _log.debug("jupyter_aiprov: the open document could not be asked: %s", error)
            return None

    return careful


def _events_endpoint(app: App) -> None:
    """``POST aiprov/api/events``: one aiprov-event, for tools we do not know."""
    from jupyter_server.base.handlers import APIHandler
    from jupyter_server.utils import url_path_join
    from tornado import web

    from .capture.agents.live import accepted

    root = Path(app.root_dir).absolute()

    class Events(APIHandler):
        @web.authenticated
        def post(self) -> None:
            fault = accepted(self.request.body, root)
            self.set_status(400 if fault else 204)
            self.finish(None if fault is None else {"message": fault})

    address = url_path_join(app.web_app.settings["base_url"], "aiprov", "api", "events")
    app.web_app.add_handlers(".*$", [(address, Events)])


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


def _personas(app: App) -> None:
    """jupyter-ai's personas say which model they use."""

    async def listener(logger: object, schema_id: str, data: Mapping[str, object]) -> None:  # noqa: ARG001
        _watcher.persona_state(data)

    if find_spec("jupyter_ai_persona_manager") is not None:
        app.event_logger.add_listener(schema_id=_PERSONA_STATE, listener=listener)


def _mcp_hooks(app: App) -> None:  # noqa: ARG001 - the parts are called alike
    """jupyter-mcp-server tells of its tool calls through a registry of its own."""
    if find_spec("jupyter_mcp_server") is None:
        return
    from jupyter_mcp_server.hooks import HookRegistry

    HookRegistry.get_instance().register(McpHook())


class McpHook:
    """A handler of jupyter-mcp-server's hook registry."""

    propagate_errors = False

    async def on_event(self, event: object, **details: Any) -> None:
        """Follow tool calls; errors are jupyter-mcp-server's to swallow."""
        kind, kept = getattr(event, "value", event), details.get("context", {})
        if kind == "before_tool_call":
            given = {k: v for k, v in details.get("arguments", {}).items() if v is not None}
            path = _mcp_notebook(given.get("notebook_name"))
            kept["aiprov"] = await _watcher.before(details.get("tool_name", ""), given, path)
        elif kind == "after_tool_call" and kept.get("aiprov") and details.get("error") is None:
            system = {"tool": "jupyter-mcp-server"}
            await _watcher.after(kept["aiprov"], "jupyter-mcp-server", system, None)


def _mcp_notebook(name: str | None) -> str | None:
    from jupyter_mcp_server.server import notebook_manager
    from jupyter_mcp_server.utils import resolve_notebook_path

    path, _ = resolve_notebook_path(notebook_manager, name)
    return str(path) if path else None


def middleware() -> object:
    """A FastMCP middleware: entry point ``jupyter_server_mcp.middleware``."""
    from fastmcp.server.middleware import Middleware

    class Provenance(Middleware):  # type: ignore[misc]
        """Sees every tool call; the call itself is passed on untouched, once."""

        async def on_call_tool(
            self, context: Any, call_next: Callable[[object], Awaitable[object]]
        ) -> object:
            pending = await _shielded(self._before, context)
            result = await call_next(context)
            if pending is not None and not getattr(result, "is_error", False):
                await _shielded(self._after, context, pending)
            return result

        async def _before(self, context: Any) -> object:
            if _watcher is None:
                return None
            return await _watcher.before(context.message.name, context.message.arguments or {})

        async def _after(self, context: Any, pending: object) -> None:
            persona, client, version = _who(context)
            system = {
                "tool": client or "jupyter-server-mcp",
                "tool_version": version,
                "model": _watcher.model_of(persona),
            }
            session = getattr(context.fastmcp_context, "session_id", None)
            agent = persona or client or "mcp"
            await _watcher.after(pending, agent, system, session)

    return Provenance()


def _who(context: Any) -> tuple[str | None, str | None, str | None]:
    """Persona, client and its version, as far as the request tells."""
    from fastmcp.server.dependencies import get_http_headers

    persona = get_http_headers(include_all=True).get(_PERSONA)
    params = context.fastmcp_context.session.client_params
    info = getattr(params, "client_info", None) or getattr(params, "clientInfo", None)
    return persona, getattr(info, "name", None), getattr(info, "version", None)


async def _shielded(work: Callable[..., Awaitable[T]], *arguments: object) -> T | None:
    try:
        return await work(*arguments)
    except Exception as error:  # noqa: BLE001 - the tool call goes on without us
        _log.warning("jupyter_aiprov: a tool call was not followed: %s", error)
        return None
