"""Figures that say what they rest on: wherever they are saved, and to whoever looks at them."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageChops
from support.kernels import Kernel
from support.lineage import fresh

from jupyter_aiprov.capture.files.embedding import IPTC, source_type
from jupyter_aiprov.record.run import Mark

SETTING = (
    "import matplotlib.pyplot as plt, io\nsyn = [1, 2, 3]\n%aiprov synthetic syn\n"
    "fig, ax = plt.subplots()\nax.plot(syn)\nplain, bx = plt.subplots()\nbx.plot([1, 2, 3]);"
)
KIND = "{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}DigitalSourceType"


@pytest.fixture
def folder(studied: Kernel) -> Path:
    fresh(studied)
    studied.run(SETTING)
    return Path(studied.value("__import__('os').getcwd()"))


def said(path: Path) -> str | None:
    """The digital source type in an image, read by Pillow."""
    with Image.open(path) as image:
        image.load()
        packet = image.info.get("XML:com.adobe.xmp") or image.info.get("xmp")
    if packet is None:
        return None
    text = packet.decode() if isinstance(packet, bytes) else packet
    start, end = text.index("<x:xmpmeta"), text.index("</x:xmpmeta>")
    found = ET.fromstring(text[start : end + len("</x:xmpmeta>")]).find(f".//{KIND}")
    return found.text if found is not None else None


def codes(answer: Any) -> list[str]:
    assert answer.status == "ok", answer.text
    return [one["code"] for one in answer.run.get("diagnostics", ())]


@pytest.mark.kernel
@pytest.mark.parametrize(
    "save",
    [
        "with open('{name}', 'wb') as f:\n    {fig}.savefig(f)",
        "b = io.BytesIO()\n{fig}.savefig(b)\nopen('{name}', 'wb').write(b.getvalue());",
        "{fig}.savefig('{name}'.removesuffix('.png'))",
        "import pathlib\n{fig}.savefig(pathlib.Path('{name}'), dpi=50, bbox_inches='tight')",
    ],
)
def test_wherever_it_is_saved(studied: Kernel, folder: Path, save: str) -> None:
    assert codes(studied.run(save.format(fig="fig", name="with.png"))) == []
    assert said(folder / "with.png") == IPTC + "dataDrivenMedia"
    assert codes(studied.run(save.format(fig="plain", name="without.png"))) == []
    assert said(folder / "without.png") is None


@pytest.mark.kernel
def test_a_format_that_cannot_say_it_is_told(studied: Kernel, folder: Path) -> None:
    assert codes(studied.run("fig.savefig('a.tif')")) == ["AP503"]
    assert codes(studied.run("plain.savefig('b.tif')")) == []
    pages = (
        "from matplotlib.backends.backend_pdf import PdfPages\nwith PdfPages('c.pdf') as pages:\n"
    )
    assert codes(studied.run(f"{pages}    pages.savefig(fig)")) == ["AP503"]
    assert codes(studied.run(f"{pages}    pages.savefig(plain)")) == []


@pytest.mark.kernel
def test_a_faulty_target_is_the_users_own(studied: Kernel, folder: Path) -> None:
    answer = studied.run("f = open('d.png', 'wb')\nf.close()\nfig.savefig(f)")
    assert "ValueError" in answer.text
    assert studied.run("fig.savefig('nowhere/e.png')").text.startswith("FileNotFoundError")


@pytest.mark.kernel
def test_the_visible_mark_on_demand_only(
    studied: Kernel, folder: Path, kernel: Callable[..., Kernel]
) -> None:
    studied.run("fig.savefig('bare.png')")
    config = folder / "visible"
    config.mkdir(exist_ok=True)
    (config / "jupyter_aiprov_config.py").write_text("c.AIProv.visible_mark = True\n")
    other = kernel(cwd=folder, JUPYTER_CONFIG_DIR=str(config))
    other.run(SETTING)
    other.run("fig.savefig('seen.png')\nplain.savefig('unmarked.png')")
    assert other.value("len(fig.texts)") == "0", "the figure itself stays as it was"
    with Image.open(folder / "bare.png") as bare, Image.open(folder / "seen.png") as seen:
        box = ImageChops.difference(bare.convert("RGB"), seen.convert("RGB")).getbbox()
        assert box is not None
        left, top, _, _ = box
        assert left > seen.width / 2
        assert top > seen.height * 0.9, "a small line in the lower right corner"
    studied.run("plain.savefig('bare_plain.png')")
    assert (folder / "bare_plain.png").read_bytes() == (folder / "unmarked.png").read_bytes()


@pytest.mark.kernel
@pytest.mark.parametrize(
    ("drawing", "mixed"),
    [
        ("plt.plot(seen)\nplt.plot(syn)", True),
        ("f, axes = plt.subplots(2)\naxes[0].plot(seen)\naxes[1].hist(syn)", True),
        ("pd.Series(seen).plot()\npd.Series(syn).plot()", True),
        ("plt.plot(seen)\nplt.show()\nplt.plot(syn)", False),
        ("plt.plot(seen)\nplt.plot(seen)", False),
        ("print(seen)\nprint(syn)", False),
        ("total = [s + m for s, m in zip(seen, syn)]", True),
    ],
)
def test_real_and_made_data_in_one_figure(
    studied: Kernel, folder: Path, drawing: str, mixed: bool
) -> None:
    studied.run("%matplotlib inline\nplt.close('all')\nimport pandas as pd\nseen = [4, 5, 6]")
    assert ("AP501" in codes(studied.run(drawing))) == mixed


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        (("synthetic",), "dataDrivenMedia"),
        (("ai-code", "protected"), "dataDrivenMedia"),
        (("ai-output",), "compositeWithTrainedAlgorithmicMedia"),
        (("synthetic", "ai-output"), "compositeWithTrainedAlgorithmicMedia"),
    ],
)
def test_digital_source_types(names: Any, kind: str) -> None:
    assert source_type([Mark(mark=name) for name in names]) == IPTC + kind
