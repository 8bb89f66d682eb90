"""Whether files changed since cells read them, over HTTP: ``POST aiprov/api/changed/PATH``.

``PATH`` is that of a notebook, as the contents API writes it. The request names files as records
do, each with the digest of what was read: ``{"files": [["data/cohort.csv", "…"], …]}``. The answer
repeats those whose content is another one now: ``{"changed": [["data/cohort.csv", "…"]]}``. Of a
file that is not there nothing is known. It tells no more than the appendix of that notebook would.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from typing import Any

#: A notebook with more files than this is looked at in part.
_MOST = 1000


def add_handlers(app: Any) -> None:
    """Serve the address below the server's base URL."""
    from jupyter_server.auth.decorator import authorized
    from jupyter_server.base.handlers import APIHandler, path_regex
    from jupyter_server.utils import url_path_join
    from tornado import web

    from ..capture.files.changed import changed_among

    root = Path(app.root_dir).absolute()

    class Changed(APIHandler):
        auth_resource = "contents"

        @web.authenticated
        @authorized
        async def post(self, path: str) -> None:
            files = asked(self.get_json_body())
            if files is None or ".." in path.split("/"):
                raise web.HTTPError(400, 'Send {"files": [[path, digest], …]}.')
            notebook = root / path.strip("/")
            found = await asyncio.to_thread(changed_among, notebook, files)
            await self.finish({"changed": sorted(found)})

    address = url_path_join(app.web_app.settings["base_url"], "aiprov", "api", "changed")
    app.web_app.add_handlers(".*$", [(f"{address}{path_regex}", Changed)])


def asked(body: object) -> list[tuple[str, str]] | None:
    """The files a request names; None where it is not of that form."""
    files = body.get("files") if isinstance(body, Mapping) else None
    if not isinstance(files, list):
        return None
    pairs = [tuple(one) for one in files[:_MOST] if isinstance(one, list)]
    texts = [(path, digest) for path, digest in (p for p in pairs if len(p) == 2)]  # noqa: PLR2004
    fits = all(isinstance(path, str) and isinstance(digest, str) for path, digest in texts)
    return texts if fits else None
