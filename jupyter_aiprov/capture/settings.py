"""What a person may choose about capture."""

from __future__ import annotations

from dataclasses import dataclass

from ..record.activity import ContentMode


@dataclass(frozen=True)
class Settings:
    """Choices that hold for one kernel.

    Attributes:
        content: how prompts and responses are kept.
        country: three-letter ISO code of the country whose electricity this machine uses.
        zone: electricity zone of remote models, as ecologits names them; None for its default.
        institutional: host patterns (``*.inserm.fr``) that belong to the institution.
        sovereign: host patterns of a sovereign cloud.
        energy: whether to look at the hardware and estimate energy.
        environment: whether to note the installed packages.
        visible_mark: whether a saved figure also shows a small line on what it rests on.
        draws: whether numbers drawn from ``numpy`` or ``random`` count as simulated data.
    """

    content: ContentMode = "hash"
    country: str | None = None
    zone: str | None = None
    institutional: tuple[str, ...] = ()
    sovereign: tuple[str, ...] = ()
    energy: bool = True
    environment: bool = True
    visible_mark: bool = False
    draws: bool = False
