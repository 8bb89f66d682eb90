"""Outputs, files, figures, generators, unknown ways: through a real kernel."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.kernels import Answer, Kernel, start
from support.lineage import fresh, marks

pytestmark = pytest.mark.kernel

SYN = "syn = [10, 20]\n%aiprov synthetic syn"
REAL = "real = [1, 2]"
IPTC = "http://cv.iptc.org/newscodes/digitalsourcetype/"


@pytest.fixture(scope="module")
def kernel(variables: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kernel]:
    """One of these tests' own: what a case puts into the environment stays there."""
    one = start(tmp_path_factory.mktemp("flows"), variables)
    yield one
    one.stop()


@pytest.fixture
def clean(kernel: Kernel) -> Kernel:
    fresh(kernel)
    kernel.run(REAL)
    kernel.run(SYN)
    return kernel


def by_output(answer: Answer) -> list[list[str]]:
    outputs = answer.run["outputs"]
    return [[mark["mark"] for mark in one.get("marks", ())] for one in outputs]


def codes(answer: Answer) -> set[str]:
    return {said["code"] for said in answer.run.get("diagnostics", ())}


def test_each_output_by_the_statement_that_made_it(clean: Kernel) -> None:
    answer = clean.run(
        "from IPython.display import display\n"
        "print('a')\ndisplay(syn)\nprint('b')\ndisplay(real)\nprint(sum(syn))\nreal"
    )
    assert by_output(answer) == [[], ["synthetic"], [], [], ["synthetic"], []]
    tagged = [o["metadata"]["aiprov"] for o in answer.visible if "metadata" in o]
    assert ["marks" in one for one in tagged] == [True, False, False]


def test_outputs_in_a_loop_and_after_an_error(clean: Kernel) -> None:
    answer = clean.run("for v in syn:\n    print('always')\n    print(v)\n1 / 0\nprint(real)")
    assert by_output(answer)[0] == ["synthetic"]
    assert answer.run["status"] == "error"


def test_each_figure_by_what_is_drawn_in_it(clean: Kernel) -> None:
    clean.run("%matplotlib inline")  # a case before may have chosen another
    answer = clean.run(
        "import matplotlib.pyplot as plt\n"
        "plt.plot(syn); plt.show()\nplt.plot(real); plt.show()\n"
        "plt.figure(); plt.plot(real)\nplt.figure(); plt.plot(syn);"
    )
    pictures = [by_output(answer)[o] for o, out in enumerate(answer.visible) if "data" in out]
    assert [p for p in pictures if p is not None][-4:] == [["synthetic"], [], [], ["synthetic"]]


@pytest.mark.parametrize("ending", ["png", "jpg", "svg", "pdf"])
def test_a_saved_figure_says_what_it_rests_on(clean: Kernel, ending: str) -> None:
    folder = Path(clean.value("__import__('os').getcwd()"))
    clean.run("import matplotlib.pyplot as plt\nfig, ax = plt.subplots()\nax.plot(syn)")
    answer = clean.run(f"fig.savefig('marked.{ending}')")
    assert marks(answer) == ["synthetic"]
    saved = (folder / f"marked.{ending}").read_bytes()
    xmp = re.search(rb"<x:xmpmeta.*?</x:xmpmeta>", saved, re.DOTALL)
    assert xmp is not None
    tree = ET.fromstring(xmp[0].decode())
    kind = tree.find(".//{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}DigitalSourceType")
    assert kind is not None
    assert kind.text == IPTC + "dataDrivenMedia"
    assert "synthetic data" in "".join(tree.itertext())
    if ending in ("png", "jpg"):
        from PIL import Image

        with Image.open(folder / f"marked.{ending}") as image:
            image.load()
            packet = image.info.get("XML:com.adobe.xmp") or image.info.get("xmp")
            assert "DigitalSourceType" in str(packet)
    clean.run("import matplotlib.pyplot as plt\nplt.close('all'); plt.plot(real)")
    assert marks(clean.run(f"plt.savefig('plain.{ending}')")) == []
    assert b"DigitalSourceType" not in (folder / f"plain.{ending}").read_bytes()


def test_mixing_is_said_in_the_record(clean: Kernel) -> None:
    assert "AP501" in codes(clean.run("both = real + syn"))
    assert "AP501" not in codes(clean.run("only = syn + syn"))
    assert "AP501" not in codes(clean.run("plain = real + real"))


@pytest.mark.parametrize(
    "code",
    [
        "x = !echo 1",
        "import subprocess\nx = subprocess.run(['echo', '1'], capture_output=True).stdout",
        "import os\nx = os.environ.get('HOME')",
        "import os\nx = os.getenv('HOME')",
        "x = eval(chr(49))",
        "exec('x' + ' = 1')",
        "import os\nos.system('echo 1 > shell.txt')\nx = open('shell.txt').read()",
        "import subprocess\ndef h():\n    return subprocess.check_output(['echo'])\nx = h()",
    ],
)
def test_what_cannot_be_seen_is_unknown(clean: Kernel, code: str) -> None:
    clean.run(code)
    assert set(marks(clean.run("print(x)"))) == {"unknown"}


def test_unknown_keeps_what_is_known(clean: Kernel) -> None:
    assert marks(clean.run("y = !echo {syn}")) == ["synthetic", "unknown"]
    assert marks(clean.run("import os\nos.environ['SYN'] = str(syn)")) == ["synthetic"]
    assert "synthetic" in marks(clean.run("z = os.environ['SYN']"))


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("from faker import Faker\nfake = Faker()\nx = fake.name()", "faker.Faker.name"),
        (
            "from sklearn.datasets import make_blobs\nx, y = make_blobs(5, random_state=3)",
            "sklearn.datasets.make_blobs",
        ),
        ("import scipy.stats as st\nx = st.norm(2).rvs(4, random_state=3)", "scipy.stats.norm.rvs"),
        ("import scipy.stats as st\nx = st.poisson.rvs(2, size=4)", "scipy.stats.poisson.rvs"),
    ],
)
def test_generators_are_recognised(clean: Kernel, code: str, name: str) -> None:
    answer = clean.run(code)
    (activity,) = answer.deliveries[-1]["records"]
    assert activity["evidence"] == "observed"
    generator = activity["data"]["generator"]
    assert generator["name"] == name
    assert generator["version"]
    if "random_state" in code:
        assert generator["seed"] == 3
    assert marks(clean.run("print(x)")) == ["synthetic"]


def test_a_library_that_draws_inside_is_no_generator(clean: Kernel) -> None:
    clean.run("from sklearn.datasets import load_iris\nx = load_iris().data[:2]")
    assert marks(clean.run("print(x)")) == []


def test_a_file_read_and_shown_in_one_statement(clean: Kernel) -> None:
    clean.run("open('at_once.txt', 'w').write(str(syn));")
    assert marks(clean.run("print(open('at_once.txt').read())")) == ["synthetic"]
    assert marks(clean.run("open('at_once.txt').read()")) == ["synthetic"]
    clean.run("open('plain.txt', 'w').write(str(real));")
    assert marks(clean.run("print(open('plain.txt').read())")) == []


def test_protected_and_classes(clean: Kernel) -> None:
    clean.run("p = {'name': 'A'}\nq = 12\nr = 12\n%aiprov protect p --class personal")
    clean.run("%aiprov protect q --class secret")
    found = clean.run("print(p['name'])").run["marks"]
    assert [(one["mark"], one["class"]) for one in found] == [("protected", "personal")]
    assert marks(clean.run("print(q + 1)")) == ["protected"]
    assert marks(clean.run("print(r)")) == []


def test_python_twins_on_any_object(clean: Kernel) -> None:
    clean.run(
        "import jupyter_aiprov.kernel.api as aiprov, numpy as np, pandas as pd\nimport polars as pl"
    )
    for made in (
        "[1]",
        "{'a': 1}",
        "np.ones(3)",
        "pd.DataFrame({'a': [1]})",
        "pl.DataFrame({'a': [1]})",
    ):
        clean.run(f"o = {made}\np = aiprov.mark_synthetic({made})\naiprov.mark_synthetic(o)")
        assert marks(clean.run("print(o)")) == ["synthetic"], made
        assert marks(clean.run("print(p)")) == ["synthetic"], made
    clean.run("d = pd.DataFrame({'a': [1], 'b': [2]})\naiprov.mark_synthetic(d['a']);")
    assert marks(clean.run("print(d['a'])")) == ["synthetic"]
    assert marks(clean.run("print(d['b'])")) == []
    assert marks(clean.run("print(d)")) == ["synthetic"]


def test_ai_written_code_marks_what_it_makes(clean: Kernel) -> None:
    clean.run("%%aiprov generated --model m\ndef double(d):\n    return [2 * i for i in d]\nz = 1")
    assert marks(clean.run("a = double(real)")) == ["ai-code"]
    assert marks(clean.run("print(z)")) == ["ai-code"]
    assert marks(clean.run("print(real)")) == []


def test_lineage_is_told_as_a_tree(clean: Kernel) -> None:
    clean.run("a = [i * 2 for i in syn]\nopen('told.txt', 'w').write(str(a));")
    clean.run("b = open('told.txt').read()")
    text = clean.run("%aiprov lineage b").text
    assert [line.split()[0] for line in text.splitlines()] == ["b", "told.txt", "a", "syn"]
    assert "(synthetic)" in text.splitlines()[0]


def test_user_objects_are_not_kept_alive(clean: Kernel) -> None:
    clean.run("import weakref, numpy as np\nw = np.ones(4)\nref = weakref.ref(w)")
    clean.run("%aiprov synthetic w")
    clean.run("v = w * 2\ndel w")
    assert clean.value("ref() is None") == "True"


def _status(answer: Answer) -> Any:
    return {use["path"]: use for use in answer.run.get("files", ())}


def test_files_by_digest_across_kernels_and_notebooks(starts: Any, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    for name in ("one.ipynb", "two.ipynb"):
        (tmp_path / name).write_text(
            '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}'
        )
    one = starts(tmp_path, JPY_SESSION_NAME=str(tmp_path / "one.ipynb"))
    two = starts(tmp_path, JPY_SESSION_NAME=str(tmp_path / "two.ipynb"))
    for kernel in (one, two):
        kernel.attach()
    one.run(SYN)
    written = one.run("import json\njson.dump(syn, open('data.json', 'w'))")
    use = _status(written)["data.json"]
    assert [mark["mark"] for mark in use["marks"]] == ["synthetic"]
    read = two.run("import json\nd = json.load(open('data.json'))")
    assert marks(read) == ["synthetic"]
    assert _status(read)["data.json"]["sha256"] == use["sha256"]
    (tmp_path / "copied.json").write_bytes((tmp_path / "data.json").read_bytes())
    assert marks(two.run("c = json.load(open('copied.json'))")) == ["synthetic"]
    (tmp_path / "data.json").write_text("[5]")
    assert marks(two.run("d = json.load(open('data.json'))")) == ["unknown"]
    assert marks(one.run("d = json.load(open('data.json'))")) == ["unknown"]
    (tmp_path / "never.json").write_text("[7]")
    assert marks(two.run("e = json.load(open('never.json'))")) == []


def test_plain_draws_on_demand_only(clean: Kernel, starts: Any, tmp_path: Path) -> None:
    draws = "import numpy as np\nrng = np.random.default_rng(0)\nx = rng.normal(size=3)"
    clean.run(draws)
    assert marks(clean.run("print(x)")) == []
    one = starts(tmp_path)
    switch = "import jupyter_aiprov.kernel as k, dataclasses\nr = k.loaded().recorder\n"
    switch += "r.settings = dataclasses.replace(r.settings, draws=True)\ndel k, r"
    one.run(switch, store_history=False)
    one.run(draws)
    (mark,) = one.run("print(x)").run["marks"]
    assert (mark["mark"], mark["evidence"]) == ("synthetic", "inferred")
    assert marks(one.run("y = 1 + 1\nprint(len('a'))")) == []
    assert marks(one.run("import random\nz = random.random()")) == ["synthetic"]
