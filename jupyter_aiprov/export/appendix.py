"""What every format of the appendix shares: the options, and the document made by them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from ..record.errors import BadInput
from ..report.appendix import Document, appendix
from ..report.appendix.contributions import Detail
from ..report.appendix.presets import DEFAULT
from ..report.model import Report


def document(report: Report, options: Mapping[str, Any]) -> Document:
    """The appendix as ``options`` want it: ``lang``, ``preset``, ``detail``.

    Raises:
        BadInput: an option has no such value.
    """
    detail: Detail = options.get("detail") or "standard"
    if detail not in get_args(Detail):
        raise BadInput(f"No detail '{detail}'. Known: {', '.join(get_args(Detail))}.")
    return appendix(
        report,
        language=options.get("lang") or "en",
        preset_name=options.get("preset") or DEFAULT,
        detail=detail,
    )
