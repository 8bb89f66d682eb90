"""The appendix over HTTP, for front ends: ``aiprov/api/appendix`` and ``aiprov/api/presets``."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any
from urllib.parse import quote

from ..record.errors import AiprovError

#: What an appendix is exported to: its media type and file suffix.
FORMATS = {
    "html": ("text/html; charset=utf-8", ".appendix.html"),
    "md": ("text/markdown; charset=utf-8", ".appendix.md"),
    "tex": ("text/x-tex; charset=utf-8", ".appendix.tex"),
    "pdf": ("application/pdf", ".appendix.pdf"),
    "docx": (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ".appendix.docx",
    ),
    "txt": ("text/plain; charset=utf-8", ".statement.txt"),
}


def add_handlers(app: Any) -> None:
    """Serve both addresses below the server's base URL."""
    from jupyter_server.auth.decorator import authorized
    from jupyter_server.base.handlers import APIHandler, path_regex
    from jupyter_server.utils import ensure_async, url_path_join
    from tornado import web

    root = Path(app.root_dir).absolute()

    class Appendix(APIHandler):
        auth_resource = "contents"

        @web.authenticated
        @authorized
        async def get(self, path: str) -> None:
            name = self.get_query_argument("format", "html")
            if name not in FORMATS:
                raise web.HTTPError(400, f"There is no format '{name}'.")
            options = {key: self.get_query_argument(key, None) for key in ("lang", "preset")}
            if options["preset"] not in (None, *_names()):  # a path would read any file
                raise web.HTTPError(400, f"There is no preset '{options['preset']}'.")
            model = await ensure_async(
                app.contents_manager.get(path.strip("/"), type="notebook", content=True)
            )
            try:
                data = await asyncio.to_thread(
                    appendix, model["content"], root / path.strip("/"), name, options
                )
            except AiprovError as error:
                raise web.HTTPError(400, str(error)) from error
            media, suffix = FORMATS[name]
            file = quote(Path(path).stem + suffix)
            self.set_header("Content-Type", media)
            self.set_header("Content-Disposition", f"attachment; filename*=UTF-8''{file}")
            await self.finish(data)

    class Presets(APIHandler):
        @web.authenticated
        def get(self) -> None:
            from ..report.appendix.presets import preset

            forms = [preset(name) for name in _names()]
            self.finish({"presets": [{"name": f.name, "title": dict(f.title)} for f in forms]})

    base = url_path_join(app.web_app.settings["base_url"], "aiprov", "api")
    app.web_app.add_handlers(
        ".*$", [(f"{base}/appendix{path_regex}", Appendix), (f"{base}/presets", Presets)]
    )


def _names() -> list[str]:
    from ..report.appendix.presets import names

    return names()


def appendix(node: Any, path: Path, name: str, options: dict[str, str | None]) -> bytes:
    """The appendix of a notebook as the server holds it, with what waits in the ledger."""
    from .. import seams
    from ..capture.files.changed import changed_files
    from ..record.collect import collect
    from ..record.ledger import Ledger, project_root
    from ..record.store import from_node
    from ..report.build import build

    notebook = from_node(node, str(path))
    ledger = Ledger.open_existing(project_root(path))
    try:
        collect(notebook, ledger)
    finally:
        if ledger is not None:
            ledger.close()
    changed = changed_files(notebook)
    notebook.path = Path(path.name)  # where it lies on this server is nobody's business
    said = {key: value for key, value in options.items() if value}
    data: bytes = seams.load("exporters", name)(build([notebook], changed=lambda _: changed), said)
    return data
