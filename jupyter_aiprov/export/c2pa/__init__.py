"""``c2pa``: a zip of the notebooks' figures, each with a signed C2PA manifest in it.

Options: ``cert`` and ``key``, PEM files of the person's own certificate chain and its private
key (ES256). Without them a certificate is made on the spot: readers will find the signature
valid and the signer untrusted, which ``figures.json`` in the zip says too. A figure of which
nothing can be claimed, because what it rests on is unknown, is not signed.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

from ...record.errors import MissingExtra
from ...report.encode import json_text
from ...report.model import Report
from .figures import Figure, figures, manifest
from .signing import Signing

_EPOCH = (1980, 1, 1, 0, 0, 0)


def export(report: Report, options: Mapping[str, object]) -> bytes:
    """Signed figures and ``figures.json``, which lists them all.

    Raises:
        MissingExtra: c2pa-python or cryptography is not installed.
        BadInput: a certificate or key cannot be used.
    """
    try:
        import c2pa  # noqa: F401 - the message must come before any work
        import cryptography  # noqa: F401
    except ImportError as error:
        raise MissingExtra("C2PA", "c2pa") from error
    signing = Signing.of(options)
    listed: list[dict[str, object]] = []
    files: dict[str, bytes] = {}
    for figure in figures(report):
        signed, why = _signed(figure, signing)
        if signed is not None:
            files[figure.name] = signed
        listed.append({**figure.described(), "signed": signed is not None, "reason": why})
    files["figures.json"] = json_text({"figures": listed, "signer": signing.described()})
    return _zip(files)


def _signed(figure: Figure, signing: Signing) -> tuple[bytes | None, str | None]:
    if figure.source_type is None:
        return None, "what it rests on is unknown"
    try:
        return signing.sign(figure.data, figure.mime, manifest(figure)), None
    except Exception as error:  # noqa: BLE001 - one broken picture must not cost the others
        return None, f"it could not be signed: {error}"


def _zip(files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), data)
    return buffer.getvalue()
