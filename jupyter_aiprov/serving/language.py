"""The settings editor in the reader's language.

JupyterLab's server translates the titles of settings, but takes them from language packs alone.
Ours come with the texts of the interface (``locale/…/jupyter_aiprov.json``), under the same domain.
"""

from __future__ import annotations

import gettext
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

DOMAIN = "jupyter_aiprov"
_SEPARATOR = "\x04"


class Translations(gettext.NullTranslations):
    """Translations by context, as the front end has them; what is missing stays English."""

    def __init__(self, locale: str) -> None:
        super().__init__()
        self._texts = _texts(locale)

    def pgettext(self, context: str, message: str) -> str:
        """The translation of ``message`` where it stands in ``context``."""
        found = self._texts.get(f"{context}{_SEPARATOR}{message}")
        return str(found[0]) if found else message


def speak(app: Any) -> None:  # noqa: ARG001 - the server's parts are called alike
    """Let the server of JupyterLab, where there is one, find our texts."""
    from jupyterlab_server.translation_utils import TranslationBundle, translator

    class Bundle(TranslationBundle):
        def update_locale(self, locale_: str) -> None:
            self._locale = locale_
            self._translator = Translations(locale_)

    translator._TRANSLATORS[DOMAIN] = Bundle(DOMAIN, translator._LOCALE)


@lru_cache
def _texts(locale: str) -> dict[str, Any]:
    if not locale.replace("_", "").isalnum():  # a name of a folder, nothing else
        return {}
    file = Path(__file__).parents[1] / "locale" / locale / "LC_MESSAGES" / f"{DOMAIN}.json"
    try:
        return dict(json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}
