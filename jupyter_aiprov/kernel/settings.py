"""Choices from ``jupyter_aiprov_config.py`` and from IPython's own configuration."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from traitlets import Bool, List, Unicode, validate
from traitlets.config import Config, Configurable
from traitlets.utils.bunch import Bunch

from ..capture.settings import Settings
from ..record.errors import BadInput

CONFIG_NAME = "jupyter_aiprov_config.py"
_COUNTRY_LENGTH = 3


class AIProv(Configurable):
    """What ``c.AIProv`` may set, in either file."""

    content = Unicode("hash", help="Prompts and responses: hash, redacted or full.").tag(
        config=True
    )
    country = Unicode(
        "", help="Three-letter ISO code of the country whose electricity this machine uses."
    ).tag(config=True)
    zone = Unicode("", help="Electricity zone of remote models; empty for their default.").tag(
        config=True
    )
    institutional = List(Unicode(), help="Host patterns of the institution: *.inserm.fr").tag(
        config=True
    )
    sovereign = List(Unicode(), help="Host patterns of a sovereign cloud.").tag(config=True)
    energy = Bool(True, help="Estimate the energy of each run.").tag(config=True)
    environment = Bool(True, help="Note the installed packages, once a session.").tag(config=True)

    visible_mark = Bool(False, help="A small line in saved figures that rest on marked data.").tag(
        config=True
    )
    draws = Bool(
        False, help="Mark numbers drawn from numpy or random as simulated data, inferred."
    ).tag(config=True)

    @validate("content")
    def _known_mode(self, proposal: Bunch) -> str:
        mode = str(proposal["value"])
        if mode not in ("hash", "redacted", "full"):
            raise BadInput(f"c.AIProv.content is '{mode}'; choose hash, redacted or full.")
        return mode

    @validate("country")
    def _known_country(self, proposal: Bunch) -> str:
        code = str(proposal["value"]).strip().upper()
        if code and (len(code) != _COUNTRY_LENGTH or not code.isalpha()):
            raise BadInput(f"c.AIProv.country is '{code}'; give three letters, such as FRA.")
        return code

    def settings(self) -> Settings:
        """The choices as the recorder wants them."""
        return Settings(
            content=self.content,  # type: ignore[arg-type]
            country=self.country or None,
            zone=self.zone or None,
            institutional=tuple(self.institutional),
            sovereign=tuple(self.sovereign),
            energy=self.energy,
            environment=self.environment,
            visible_mark=self.visible_mark,
            draws=self.draws,
        )


def load(shell_config: Config | None = None, folders: Iterable[str] | None = None) -> Settings:
    """The choices in force; the nearest configuration file wins.

    Args:
        shell_config: IPython's configuration.
        folders: where to look, nearest first; Jupyter's configuration path by default.

    Raises:
        Exception: whatever a faulty configuration file raises.
    """
    config = Config()
    if folders is None:
        from jupyter_core.paths import jupyter_config_path

        folders = jupyter_config_path()
    for folder in reversed(list(folders)):
        if (Path(folder) / CONFIG_NAME).is_file():
            config.merge(_read(folder))
    if shell_config is not None:
        config.merge(Config({"AIProv": shell_config.get("AIProv", {})}))
    return AIProv(config=config).settings()


def _read(folder: str) -> Config:
    from traitlets.config.loader import PyFileConfigLoader

    return PyFileConfigLoader(CONFIG_NAME, path=folder).load_config()
