"""Agents at work in a Jupyter server: tool calls (MCP), personas, and events that are sent to it.

Each call is passed on untouched; what it did to a notebook goes to the project's ledger.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeVar

from . import App

_log = logging.getLogger("jupyter_aiprov.server")
_PERSONA_STATE = "https://schema.jupyter.org/jupyter_ai_persona_manager/persona_state/v1"
_PERSONA = "x-jupyterai-persona-id"
_watcher: Any = None

T = TypeVar("T")


def watch(app: App) -> None:
    """Begin to watch; the others here tell the watcher."""
    from ..capture.agents.live import Watcher

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


def take_events(app: App) -> None:
    """``POST aiprov/api/events``: one aiprov-event, for tools we do not know."""
    from jupyter_server.base.handlers import APIHandler
    from jupyter_server.utils import url_path_join
    from tornado import web

    from ..capture.agents.live import accepted

    root = Path(app.root_dir).absolute()

    class Events(APIHandler):
        @web.authenticated
        def post(self) -> None:
            fault = accepted(self.request.body, root)
            self.set_status(400 if fault else 204)
            self.finish(None if fault is None else {"message": fault})

    address = url_path_join(app.web_app.settings["base_url"], "aiprov", "api", "events")
    app.web_app.add_handlers(".*$", [(address, Events)])


def hear_personas(app: App) -> None:
    """jupyter-ai's personas say which model they use."""

    async def listener(logger: object, schema_id: str, data: Mapping[str, object]) -> None:  # noqa: ARG001
        _watcher.persona_state(data)

    if find_spec("jupyter_ai_persona_manager") is not None:
        app.event_logger.add_listener(schema_id=_PERSONA_STATE, listener=listener)


def follow_mcp_server(app: App) -> None:  # noqa: ARG001 - the parts are called alike
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
