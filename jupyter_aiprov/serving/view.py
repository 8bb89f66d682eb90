"""What a front end shows of an open notebook, over HTTP: ``POST aiprov/api/view/PATH``.

``PATH`` is that of a notebook, as the contents API writes it. The request tells what changed in
the document since the revision it builds on, or all of it (:class:`.documents.Question`)::

    {"document": "0k3…", "revision": 5, "base": 4,
     "cells": [{"id": "c2", "cell": {"cell_type": "code", "source": "…", "metadata": {…}},
                "outputs": [0, {"output_type": "stream", …}]}],
     "order": null, "metadata": null, "look": false, "subject": null, "language": "fr"}

It answers :class:`report.shown.Answer`: the figures of the Report of that notebook. 409 asks for
the whole document: the revision is not known, as after a restart of the server. 400: the request
is not of that form. Nothing is written, and nothing but the notebook's records decides which files
on disk are looked at.
"""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from ..record.errors import BadInput

if TYPE_CHECKING:
    from .documents import Question


def add_handlers(app: Any) -> None:
    """Serve the address below the server's base URL."""
    from jupyter_server.auth.decorator import authorized
    from jupyter_server.base.handlers import APIHandler, path_regex
    from jupyter_server.utils import url_path_join
    from tornado import web

    from ..report.encode import compact, plain
    from .documents import Documents, Resend

    root = Path(app.root_dir).absolute()
    documents = Documents()

    class View(APIHandler):
        auth_resource = "contents"

        @web.authenticated
        @authorized("read")  # type: ignore[untyped-decorator]
        async def post(self, path: str) -> None:
            body = self.request.body
            try:
                question = _question(body)
                notebook = _below(root, path)
                answer = await asyncio.to_thread(documents.answer, notebook, question, len(body))
            except Resend as error:
                raise web.HTTPError(409, str(error)) from error
            except (msgspec.MsgspecError, ValueError, RecursionError, BadInput) as error:
                raise web.HTTPError(400, str(error)) from error
            await self.finish(compact(plain(answer)))

    address = url_path_join(app.web_app.settings["base_url"], "aiprov", "api", "view")
    app.web_app.add_handlers(".*$", [(f"{address}{path_regex}", View)])


def _question(body: bytes) -> Question:
    from .documents import Question

    try:
        return msgspec.json.decode(body, type=Question)
    except msgspec.ValidationError:
        raise
    except msgspec.DecodeError:  # lone surrogates: json takes them as browsers write them
        return msgspec.convert(json.loads(body), Question)


def _below(root: Path, path: str) -> Path:
    if ".." in path.split("/"):
        raise BadInput("The path leads out of what this server shows.")
    return root / path.strip("/")
