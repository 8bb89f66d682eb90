"""Notebooks with every kind of record in them, made by hand: no clock, no chance."""

from __future__ import annotations

from typing import Any

import msgspec

from jupyter_aiprov.record.activity import (
    Activity,
    Content,
    Data,
    Endpoint,
    Generator,
    Person,
    System,
)
from jupyter_aiprov.record.base import encode
from jupyter_aiprov.record.cell import (
    Authorship,
    CellRecord,
    Comparison,
    OutputRecord,
    Review,
    Span,
)
from jupyter_aiprov.record.digest import outputs_digest, sha256_text
from jupyter_aiprov.record.notebook import (
    Environment,
    Note,
    NotebookRecord,
    Passport,
    Repository,
    Session,
    SystemDetails,
)
from jupyter_aiprov.record.quantity import Cost, Impact, Quantity, SystemCost
from jupyter_aiprov.record.run import FileUse, Mark, OutputTrace, Run
from jupyter_aiprov.record.store import Notebook, from_node

ADA = Person(name="Ada Martin", orcid="0000-0002-1825-0097")
TIME = "2026-11-23T10:00:00.000Z"
LATER = "2026-11-23T10:05:00.000Z"
PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5E"
    "rkJggg=="
)

CHAT = System(
    tool="Jupyternaut",
    tool_version="3.2.0",
    provider="mistral-ai",
    model="mistral-small",
    model_version="2506",
    endpoint=Endpoint(class_="external", host="api.mistral.example"),
)
LOCAL = System(
    tool="openai",
    tool_version="3.0.0",
    provider="llama.cpp",
    model="smollm2-135m-instruct",
    endpoint=Endpoint(class_="local", host="127.0.0.1"),
)


def quantity(low: float, high: float, unit: str = "kWh", method: str = "codecarbon") -> Quantity:
    return Quantity(min=low, max=high, unit=unit, method=method, version="3.3.2")


def impact(scope: Any, scale: float = 1.0) -> Impact:
    return Impact(
        scope=scope,
        energy=quantity(1e-6 * scale, 2e-6 * scale),
        carbon=quantity(5e-8 * scale, 1e-7 * scale, "kgCO2eq"),
        components={"cpu": quantity(1e-6 * scale, 2e-6 * scale)},
        zone="FRA",
        zone_source="setting",
        factor=quantity(0.056039, 0.056039, "kgCO2eq/kWh"),
    )


def code(source: str, outputs: list[Any] | None = None, count: int | None = None) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "execution_count": count,
        "metadata": {},
        "source": source,
        "outputs": outputs or [],
    }


def text(source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": {}, "source": source}


def shown(data: dict[str, Any], record: OutputRecord | None = None) -> dict[str, Any]:
    metadata = {"aiprov": encode(record)} if record else {}
    return {"output_type": "display_data", "data": data, "metadata": metadata}


def stream(value: str) -> dict[str, Any]:
    return {"output_type": "stream", "name": "stdout", "text": value}


def notebook(*cells: dict[str, Any], record: NotebookRecord | None = None) -> Notebook:
    metadata: dict[str, Any] = {"language_info": {"name": "python"}}
    if record:
        metadata["aiprov"] = encode(record)
    for number, cell in enumerate(cells):
        cell.setdefault("id", f"c{number}")
    raw = {"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": list(cells)}
    return from_node(raw, "analysis.ipynb")


def recorded(cell: dict[str, Any], **fields: Any) -> dict[str, Any]:
    cell["metadata"]["aiprov"] = encode(CellRecord(**fields))
    return cell


def run(cell: dict[str, Any], seq: int, **fields: Any) -> Run:
    """A run of this very cell, which made the outputs it has."""
    marks = fields.pop("output_marks", {})
    return Run(
        id=f"r{seq}",
        session="s1",
        seq=seq,
        time=TIME,
        duration=0.5,
        cpu_seconds=0.25,
        execution_count=cell["execution_count"],
        source_sha256=sha256_text(cell["source"]),
        outputs_sha256=outputs_digest(cell["outputs"]),
        environment="e" * 64,
        impact=impact("local"),
        outputs=tuple(
            OutputTrace(index=i, sha256=outputs_digest([out]), marks=marks.get(i, ()))
            for i, out in enumerate(cell["outputs"])
        ),
        **fields,
    )


def cost(seq: int) -> Cost:
    return Cost(
        runs=2,
        seconds=1.0,
        cpu_seconds=0.5,
        energy=quantity(2e-6, 4e-6),
        carbon=quantity(1e-7, 2e-7, "kgCO2eq"),
        through={"s1": seq},
    )


def review(cell: dict[str, Any], status: Any = "verified") -> Review:
    return Review(
        status=status,
        by=ADA,
        time=LATER,
        source_sha256=sha256_text(cell["source"]),
        outputs_sha256=outputs_digest(cell["outputs"]),
        method=("read-line-by-line", "reference"),
        compared=(Comparison(method="reference", against="a table", result="equal to 1e-9"),),
        note="Compared with the closed form.",
    )


def _generated() -> dict[str, Any]:
    """AI-written code, declared, reviewed."""
    cell = code("def effect(a, b):\n    return a.mean() - b.mean()\n", [], 1)
    said = Activity(
        id="a-declared",
        kind="declaration",
        evidence="declared",
        channel="lab",
        time=TIME,
        system=CHAT,
        origin="generated",
        task="code-generation",
        purpose="difference of means",
        by=ADA,
        source_sha256=sha256_text(cell["source"]),
        prompt=Content(sha256=sha256_text("Write it."), length=9),
    )
    spans = (Span(0, len(cell["source"]), "ai", said.id),)
    return recorded(
        cell,
        authorship=Authorship(source_sha256=sha256_text(cell["source"]), spans=spans),
        records=(said,),
        run=run(cell, 1, writes=("effect",)),
        cost=cost(1),
        review=review(cell),
    )


def _typed() -> dict[str, Any]:
    """Typed under tracking, one line completed by a model."""
    source = "import pandas as pd\npilot = pd.read_csv('pilot.csv')\n"
    cell = code(source, [stream("48 patients\n")], 2)
    done = Activity(
        id="a-completed",
        kind="completion",
        evidence="observed",
        channel="lab",
        time=TIME,
        system=msgspec.structs.replace(CHAT, tool="jupyter-ai", model="codestral"),
        outcome="accepted",
    )
    spans = (Span(0, 20, "human"), Span(20, len(source), "ai", done.id))
    read = FileUse(path="data/pilot.csv", mode="read", sha256="a" * 64, size=2048)
    return recorded(
        cell,
        authorship=Authorship(source_sha256=sha256_text(source), spans=spans),
        records=(done,),
        run=run(cell, 2, writes=("pilot",), files=(read,)),
        cost=cost(2),
    )


def _synthetic() -> dict[str, Any]:
    """Synthetic data, written to a file, by a person's code."""
    source = "cohort = rng.normal(size=400)\n"
    cell = code(source, [], 3)
    made = Activity(
        id="a-synthetic",
        kind="synthetic-data",
        evidence="observed",
        channel="numpy",
        time=TIME,
        data=Data(
            name="cohort",
            type="numpy.ndarray",
            shape=(400,),
            generator=Generator(
                name="numpy.random.Generator.normal",
                version="2.4.6",
                parameters={"size": 400},
                seed=7,
            ),
            source="pilot",
            sha256="b" * 64,
        ),
    )
    mark = Mark(mark="synthetic", records=(made.id,), evidence="observed")
    file = FileUse(path="out/cohort.csv", mode="write", sha256="c" * 64, size=9000, marks=(mark,))
    spans = (Span(0, len(source), "human"),)
    return recorded(
        cell,
        authorship=Authorship(source_sha256=sha256_text(source), spans=spans),
        records=(made,),
        run=run(cell, 3, writes=("cohort",), files=(file,), marks=(mark,), activities=(made.id,)),
        cost=cost(3),
    )


def _call() -> dict[str, Any]:
    """A model's answer, shown; its figure rests on synthetic data too."""
    synthetic = Mark(mark="synthetic", records=("a-synthetic",), evidence="observed")
    answer = Mark(mark="ai-output", records=("a-call",), evidence="observed")
    outputs = [
        shown({"text/markdown": "Home monitoring helps."}, OutputRecord(run="r4", marks=(answer,))),
        shown({"image/png": PNG, "text/plain": "<Figure>"}),
    ]
    cell = code("print(ask('summarise'))\n", outputs, 4)
    call = Activity(
        id="a-call",
        kind="model-call",
        evidence="observed",
        channel="httpx",
        time=TIME,
        system=LOCAL,
        duration=1.5,
        task="summarisation",
        parameters={"gen_ai.request.temperature": 0.2, "gen_ai.request.seed": 7},
        prompt=Content(sha256="d" * 64, length=120),
        response=Content(sha256="f" * 64, length=22),
        usage={"gen_ai.usage.input_tokens": 30, "gen_ai.usage.output_tokens": 6},
        impact=impact("local", 10),
    )
    mark = {0: (answer,), 1: (synthetic, answer)}
    ran = run(
        cell, 4, reads=("cohort",), output_marks=mark, marks=(answer,), activities=("a-call",)
    )
    line = SystemCost(
        system="llama.cpp/smollm2-135m-instruct",
        scope="local",
        calls=1,
        usage=call.usage,
        seconds=1.5,
        energy=quantity(1e-5, 2e-5),
        carbon=quantity(5e-7, 1e-6, "kgCO2eq"),
    )
    spent = msgspec.structs.replace(cost(4), systems=(line,))
    return recorded(cell, records=(call,), run=ran, cost=spent)


def _stale() -> dict[str, Any]:
    """Changed since it ran and since it was reviewed."""
    cell = code("total = 1\ntotal", [shown({"text/plain": "1"})], 5)
    ran, checked = run(cell, 5), review(cell)
    cell["source"] = "total = 2\ntotal"
    return recorded(cell, run=ran, review=checked, cost=cost(5))


def _unseen() -> dict[str, Any]:
    """Run without the extension."""
    return code(
        "import openai\nopenai.OpenAI().chat.completions.create(model='m')",
        [shown({"text/plain": "answer"})],
        6,
    )


def notebook_record() -> NotebookRecord:
    remote = SystemCost(system="mistral-ai/mistral-small", scope="remote", calls=1, unavailable=1)
    line = SystemCost(
        system="llama.cpp/smollm2-135m-instruct",
        scope="local",
        calls=1,
        seconds=1.5,
        energy=quantity(1e-5, 2e-5),
        carbon=quantity(5e-7, 1e-6, "kgCO2eq"),
    )
    session = Session(
        id="s1",
        started=TIME,
        updated=LATER,
        tool_version="0.0.9",
        seq=6,
        cost=Cost(
            runs=12,
            seconds=6.0,
            cpu_seconds=3.0,
            energy=quantity(1.2e-5, 2.4e-5),
            carbon=quantity(6e-7, 1.2e-6, "kgCO2eq"),
            systems=(line, remote),
        ),
        environment=Environment(
            sha256="e" * 64,
            language="python",
            language_version="3.11.7",
            packages={"numpy": "2.4.6", "pandas": "3.1.1"},
            hardware="x86_64, 2 cores",
            system="Linux",
        ),
        repository=Repository(commit="1" * 40, branch="main", dirty=False),
    )
    return NotebookRecord(
        schema="1.0",
        id="nb-golden",
        systems=(
            SystemDetails(
                model="mistral-small",
                provider="mistral-ai",
                licence="Apache-2.0",
                open_weights=True,
                training_data="not disclosed by provider",
                card="https://example.org/card",
                archive="https://example.org/archive",
                parameter_count=24e9,
                role="used",
            ),
        ),
        people=(ADA,),
        datasets=(
            Passport(
                name="pilot",
                origin="three centres",
                legal_basis="consent",
                biases="Few patients over 75.",
                access="on request",
                citation="Martin, 2026",
                licence="CC-BY-4.0",
                identifier="https://doi.org/10.5555/pilot",
                files={"data/pilot.csv": "a" * 64},
            ),
        ),
        sessions=(session,),
        notes=(
            Note(id="n1", kind="bias", text="Few patients over 75.", time=TIME, by=ADA),
            Note(id="n2", kind="incident", text="An invented reference.", time=TIME, cell="c4"),
        ),
    )


def full() -> Notebook:
    """Every kind of record once."""
    cells = [text("# A pilot study"), _typed(), _generated(), _synthetic(), _call()]
    return notebook(*cells, _stale(), _unseen(), record=notebook_record())


def bare() -> Notebook:
    """Not one record."""
    return notebook(text("# Nothing known"), code("x = 1\n"), code(""))


HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(1)>\"'`",
    '\\input{/etc/passwd}$\\write18{id}$ #eval("1") @cite *b* _i_ [l](javascript:alert(1))',
    "| a | b |\n---\n\r\n\x00\x01\x1b[31mred\x1b[0m\x7f\u0085\u2028",
    "\u202eright to left\u202c עברית العربية",
    "👩‍🔬🧬 ﷽ e\u0301\u0000",
    '=HYPERLINK("x"),+1,-1,@SUM(A1)',
    "../../etc/passwd /abs C:\\x %2e%2e/%00 a b?c#d",
    "\ud800 lone",
    "x" * 100_000,
)


def hostile(name: str) -> Notebook:
    """``name`` wherever a person, a tool or a file can put a string."""
    who = Person(name=name, orcid=name)
    system = System(
        tool=name,
        tool_version=name,
        provider=name,
        model=name,
        model_version=name,
        endpoint=Endpoint(class_="external", host=name),
    )
    cell = code(name, [shown({"text/plain": name, "image/png": PNG})], 1)
    mark = Mark(mark="synthetic", records=(f"made {name}",), reason=name)
    activities = (
        Activity(
            id=f"call {name}",
            kind="model-call",
            evidence="observed",
            channel=name,
            time=TIME,
            system=system,
            task=name,
            purpose=name,
            by=who,
            parameters={name: name},
            usage={name: 1.0},
            impact=impact("remote"),
        ),
        Activity(
            id=f"made {name}",
            kind="synthetic-data",
            evidence="declared",
            channel=name,
            time=TIME,
            data=Data(name=name, type=name, source=name, generator=Generator(name=name, seed=name)),
        ),
    )
    file = FileUse(path=name, mode="write", sha256="c" * 64, marks=(mark,))
    ran = run(cell, 1, reads=(name,), writes=(name,), files=(file,), output_marks={0: (mark,)})
    record = NotebookRecord(
        schema="1.0",
        id=name,
        systems=(SystemDetails(model=name, provider=name, licence=name, card=name),),
        people=(who,),
        datasets=(
            Passport(name=name, biases=name, licence=name, identifier=name, files={name: "c" * 64}),
        ),
        notes=(Note(id=name, kind="bias", text=name, time=TIME, by=who),),
    )
    filled = recorded(cell, records=activities, run=ran, cost=cost(1), review=review(cell))
    filled["id"] = "cell"
    made = notebook(text(f"# {name}"), filled, record=record)
    made.raw["metadata"]["title"] = name
    return made
