"""What a paper must cite: the models, the tools, the data sets, and this program."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Literal, NamedTuple

from ..._version import __version__
from ...record.base import moment
from ...record.notebook import Passport
from ..model import Report, SystemReport
from .inlines import clean
from .names import version_of
from .report_view import ReportView

Kind = Literal["model", "software", "dataset"]


class Citation(NamedTuple):
    """One entry; an empty member is not on record. ``accessed`` is the last day of use."""

    key: str
    kind: Kind
    title: str
    author: str = ""
    version: str = ""
    accessed: str = ""
    address: str = ""
    licence: str = ""
    note: str = ""


def citations(report: Report) -> list[Citation]:
    """The entries of a report, each key once."""
    out: dict[str, Citation] = {}
    for found in _entries(report):
        key = found.key
        number = 2
        while key in out and out[key]._replace(key="") != found._replace(key=""):
            key = f"{found.key}-{number}"
            number += 1
        out[key] = found._replace(key=key)
    return list(out.values())


def _entries(report: Report) -> Iterator[Citation]:
    for found in ReportView(report).systems:
        if found.system.model:
            yield _model(found)
        yield from _tools(found)
    for dataset in report.datasets:
        yield _dataset(dataset.passport)
    yield Citation(
        key="jupyter-aiprov",
        kind="software",
        title="jupyter_aiprov",
        author="The jupyter_aiprov developers",
        version=__version__,
    )


def _model(found: SystemReport) -> Citation:
    details = found.details
    name = clean(found.system.model)
    return Citation(
        key=_key(found.system.provider, name),
        kind="model",
        title=name,
        author=clean(found.system.provider or ""),
        version=clean(version_of(found)),
        accessed=(found.last or "")[:10] if moment(found.last) else "",
        address=_address(details.card or details.archive) if details else "",
        licence=clean(details.licence or "") if details else "",
    )


def _tools(found: SystemReport) -> Iterator[Citation]:
    tools = found.tools or ((found.system.tool,) if found.system.tool else ())
    for tool in tools:
        one = len(tools) == 1 and found.system.tool_version
        yield Citation(
            key=_key(None, clean(tool)),
            kind="software",
            title=clean(tool),
            version=clean(found.system.tool_version) if one else "",
        )


def _dataset(passport: Passport) -> Citation:
    identifier = passport.identifier or ""
    return Citation(
        key=_key("data", clean(passport.name)),
        kind="dataset",
        title=clean(passport.name),
        address=_address(identifier),
        licence=clean(passport.licence or ""),
        note=clean(passport.citation or "", 400),
    )


def _address(text: str | None) -> str:
    return text if text and re.fullmatch(r"https?://[\x21-\x7e]{1,300}", text) else ""


def _key(family: str | None, name: str) -> str:
    """Letters, digits and hyphens: what both BibTeX and CSL take for an identifier."""
    text = unicodedata.normalize("NFKD", f"{family or ''} {name}")
    return "-".join(re.findall(r"[A-Za-z0-9]+", text)).lower()[:60] or "unnamed"
