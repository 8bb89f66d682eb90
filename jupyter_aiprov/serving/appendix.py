"""The appendix over HTTP, for front ends.

``GET aiprov/api/appendix/PATH?form=html&lang=fr&preset=inserm`` answers with the file.
``GET aiprov/api/appendix-choices`` answers with what there is to choose from::

    {
      "forms": [{"name": "html", "label": {"en": "HTML"}, "suffix": ".appendix.html"}, …],
      "presets": [{"name": "general", "title": {"en": "…", "fr": "…"}}, …],
      "languages": [{"name": "en", "label": "English"}, …]
    }
"""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ..record.errors import AiprovError

if TYPE_CHECKING:
    from ..export import Form, Options


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
            from ..export.exporters import form

            asked = {key: self.get_query_argument(key, "") for key in ("lang", "preset")}
            try:
                chosen = form(self.get_query_argument("form", "html"))
                _refuse_paths(asked["preset"])
                model = await ensure_async(
                    app.contents_manager.get(path.strip("/"), type="notebook", content=True)
                )
                data = await asyncio.to_thread(
                    appendix, model["content"], root / path.strip("/"), chosen, asked
                )
            except AiprovError as error:
                raise web.HTTPError(400, str(error)) from error
            charset = "" if chosen.binary else "; charset=utf-8"
            file = quote(Path(path).stem + chosen.suffix)
            self.set_header("Content-Disposition", f"attachment; filename*=UTF-8''{file}")
            await self.finish(data, set_content_type=chosen.media_type + charset)

    class Choices(APIHandler):
        @web.authenticated
        def get(self) -> None:
            self.finish(choices())

    base = url_path_join(app.web_app.settings["base_url"], "aiprov", "api")
    app.web_app.add_handlers(
        ".*$",
        [(f"{base}/appendix{path_regex}", Appendix), (f"{base}/appendix-choices", Choices)],
    )


def choices() -> dict[str, list[dict[str, object]]]:
    """The forms, presets and languages an appendix can be asked for in."""
    from babel import Locale

    from ..export.exporters import forms
    from ..report.appendix.i18n import languages
    from ..report.appendix.presets import names, preset

    known = [preset(name) for name in names()]
    return {
        "forms": [
            {"name": name, "label": dict(form.label), "suffix": form.suffix}
            for name, form in forms().items()
        ],
        "presets": [{"name": one.name, "title": dict(one.title)} for one in known],
        "languages": [
            {"name": name, "label": (Locale.parse(name).get_display_name() or name).capitalize()}
            for name in languages()
        ],
    }


def _refuse_paths(preset: str) -> None:
    """Only a preset by its name: the path of one would let any file be read.

    Raises:
        BadInput: there is no preset of that name.
    """
    from ..record.errors import BadInput
    from ..report.appendix.presets import names

    if preset and preset not in names():
        raise BadInput(f"There is no preset '{preset}'.")


def appendix(node: Any, path: Path, form: Form, options: Options) -> bytes:
    """The appendix of a notebook as the server holds it, with what waits in the ledger.

    Args:
        node: the notebook, as the contents manager gives it.
        path: where it lies.
        form: of the appendix.
        options: ``lang`` and ``preset``; an empty one is left to its default.

    Returns:
        The content of the file; text is UTF-8.

    Raises:
        BadInput: an option has no such value, or what the form needs is missing.
    """
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
    return form(build([notebook], changed=lambda _: changed), options)
