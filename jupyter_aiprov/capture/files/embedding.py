"""Provenance inside picture files: XMP in PNG, JPEG, SVG and PDF.

The packet names the IPTC digital source type and what the picture's data rest on. Bytes in,
bytes out; a file of a shape not known here comes back as it was.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Callable, Iterable
from xml.sax.saxutils import escape

from ..._version import __version__
from ...record.run import Mark

IPTC = "http://cv.iptc.org/newscodes/digitalsourcetype/"
_NAMESPACE = "https://w3id.org/aiprov/1.0/"
_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8"
_XMP_PNG = b"XML:com.adobe.xmp"
_XMP_JPEG = b"http://ns.adobe.com/xap/1.0/\x00"
_JPEG_LIMIT = 65_000

_SAID = {
    "ai-code": "drawn by AI-written code",
    "ai-output": "rests on a model's answers",
    "synthetic": "rests on synthetic data",
    "protected": "rests on protected data",
    "unknown": "rests on data whose way could not be followed",
}


def source_type(marks: Iterable[Mark]) -> str:
    """The IPTC digital source type of a figure with these marks.

    A figure is media made from data; where a model's answers are among the data it is composite.
    """
    made = any(mark.mark == "ai-output" for mark in marks)
    return IPTC + ("compositeWithTrainedAlgorithmicMedia" if made else "dataDrivenMedia")


def described(marks: Iterable[Mark]) -> str:
    """What a figure's marks mean, in one English sentence."""
    said = dict.fromkeys(_SAID[mark.mark] for mark in marks)
    return "; ".join(said).capitalize() + "."


def packet(marks: tuple[Mark, ...]) -> str:
    """The XMP packet for a picture with these marks."""
    records = sorted({record for mark in marks for record in mark.records})
    names = list(dict.fromkeys(mark.mark for mark in marks))
    return _PACKET.format(
        namespace=_NAMESPACE,
        source=escape(source_type(marks)),
        text=escape(described(marks)),
        marks="".join(f"<rdf:li>{escape(name)}</rdf:li>" for name in names),
        records="".join(f"<rdf:li>{escape(record)}</rdf:li>" for record in records),
        version=__version__,
    )


_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
 xmlns:aiprov="{namespace}"
 aiprov:version="{version}">
<Iptc4xmpExt:DigitalSourceType>{source}</Iptc4xmpExt:DigitalSourceType>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{text}</rdf:li></rdf:Alt></dc:description>
<aiprov:marks><rdf:Bag>{marks}</rdf:Bag></aiprov:marks>
<aiprov:records><rdf:Bag>{records}</rdf:Bag></aiprov:records>
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>"""


def embed(data: bytes, xmp: str) -> bytes:
    """A picture's bytes with the packet in them; as they were where the format is not known."""
    for starts, put in _FORMATS:
        if data.startswith(starts):
            return put(data, xmp.encode())
    if b"<svg" in data[:2000]:
        return _svg(data, xmp)
    return data


def _png(data: bytes, xmp: bytes) -> bytes:
    end = len(_PNG) + 8 + struct.unpack(">I", data[8:12])[0] + 4  # after IHDR
    body = _XMP_PNG + b"\0\0\0\0\0" + xmp
    chunk = struct.pack(">I", len(body)) + b"iTXt" + body
    return data[:end] + chunk + struct.pack(">I", zlib.crc32(b"iTXt" + body)) + data[end:]


def _jpeg(data: bytes, xmp: bytes) -> bytes:
    if len(xmp) > _JPEG_LIMIT:
        return data
    at = len(_JPEG)
    while data[at : at + 2] in (b"\xff\xe0", b"\xff\xe1"):  # after JFIF and EXIF
        at += 2 + struct.unpack(">H", data[at + 2 : at + 4])[0]
    body = _XMP_JPEG + xmp
    segment = b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body
    return data[:at] + segment + data[at:]


def _svg(data: bytes, xmp: str) -> bytes:
    opening = re.search(rb"<svg\b[^>]*>", data)
    if opening is None:
        return data
    inner = re.sub(r"<\?xpacket[^>]*\?>", "", xmp).strip()
    metadata = f'\n<metadata id="aiprov">{inner}</metadata>'.encode()
    at = int(opening.end())
    return data[:at] + metadata + data[at:]


def _pdf(data: bytes, xmp: bytes) -> bytes:
    """An incremental update: the catalogue again, now with a metadata stream."""
    start = re.findall(rb"startxref\s+(\d+)\s+%%EOF", data)
    trailer = re.findall(rb"trailer\s*<<(.*?)>>\s*startxref", data, re.DOTALL)
    if not start or not trailer:
        return data
    size = re.search(rb"/Size\s+(\d+)", trailer[-1])
    root = re.search(rb"/Root\s+(\d+)\s+0\s+R", trailer[-1])
    catalog = root and re.search(rb"\b%s 0 obj\s*<<(.*?)>>\s*endobj" % root[1], data, re.DOTALL)
    if not size or not root or not catalog or b"/Metadata" in catalog[1]:
        return data
    number = int(size[1])
    out = data if data.endswith(b"\n") else data + b"\n"
    places = {}
    places[number] = len(out)
    head = b"%d 0 obj\n<< /Type /Metadata /Subtype /XML /Length %d >>\nstream\n" % (
        number,
        len(xmp),
    )
    out += head + xmp + b"\nendstream\nendobj\n"
    places[int(root[1])] = len(out)
    out += b"%s 0 obj\n<<%s /Metadata %d 0 R >>\nendobj\n" % (root[1], catalog[1], number)
    table = len(out)
    rows = b"".join(b"%d 1\n%010d 00000 n \n" % (n, at) for n, at in sorted(places.items()))
    rest = re.sub(rb"/Size\s+\d+", b"/Size %d" % (number + 1), trailer[-1])
    out += b"xref\n" + rows + b"trailer\n<<" + rest + b"/Prev " + start[-1] + b" >>\n"
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % table)


_FORMATS: tuple[tuple[bytes, Callable[[bytes, bytes], bytes]], ...] = (
    (_PNG, _png),
    (_JPEG, _jpeg),
    (b"%PDF-", _pdf),
)
