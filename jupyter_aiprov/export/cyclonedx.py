"""``cyclonedx``: an ML-BOM of the AI systems used, with model cards, data and energy.

Option: ``spec`` (1.6, the default, or 1.7). CycloneDX has one value for an energy, in kWh, and for
carbon, in tonnes: here the upper end of the range; both ends and the method stand in properties.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from .._version import __version__
from ..record.errors import BadInput
from ..record.members import simple
from ..record.notebook import SystemDetails
from ..record.quantity import Quantity, SystemCost
from ..report.encode import json_text
from ..report.model import DataReport, Report, SystemReport
from .names import camel, clean, identity, local_name, published_time, short

SPECS = ("1.6", "1.7")
_KG_IN_TONNE = 1000
_LONGEST = 1024
#: Of a system's details, what stands in places of their own.
_TOLD = ("model", "provider", "licence", "training_data", "card", "archive")
_ADDRESS = re.compile(r"https?://[!#-;=?-\[\]_a-z~]+")


def export(report: Report, options: Mapping[str, object]) -> bytes:
    """One BOM as JSON.

    Raises:
        BadInput: ``spec`` is a version this exporter does not write.
    """
    spec = str(options.get("spec") or SPECS[0])
    if spec not in SPECS:
        raise BadInput(f"CycloneDX {spec} is not written; choose {' or '.join(SPECS)}.")
    titles = "; ".join(book.title for book in report.notebooks if book.title) or "notebooks"
    bom = {
        "bomFormat": "CycloneDX",
        "specVersion": spec,
        "serialNumber": f"urn:uuid:{identity(report)}",
        "version": 1,
        "metadata": {
            "timestamp": _moment(published_time(report)),
            "tools": {
                "components": [
                    {"type": "application", "name": "jupyter_aiprov", "version": __version__}
                ]
            },
            "component": {"type": "application", "bom-ref": "notebooks", "name": clean(titles)},
        },
        "components": [*_systems(report), *_data(report)],
    }
    return json_text(bom)


def _moment(time: str) -> str:
    return time if "T" in time else f"{time}T00:00:00Z"


def _systems(report: Report) -> Iterator[dict[str, object]]:
    for number, one in enumerate(report.systems):
        system = one.system
        component: dict[str, object] = {
            "type": "machine-learning-model" if system.model else "application",
            "bom-ref": f"system-{number}-{local_name(one.name)}",
            "name": clean(system.model or system.tool or one.name),
            "properties": list(_system_properties(one)),
        }
        if one.versions:
            component["version"] = short(", ".join(one.versions), _LONGEST)
        if system.provider:
            component["supplier"] = {"name": clean(system.provider)}
        if one.details and one.details.licence:
            component["licenses"] = [{"license": {"name": clean(one.details.licence)}}]
        if one.details:
            component["externalReferences"] = list(_references(one.details))
        if system.model:
            component["modelCard"] = _card(number, one)
        yield {key: value for key, value in component.items() if value not in ([], {})}


def _system_properties(one: SystemReport) -> Iterator[dict[str, str]]:
    more = simple(one.details, _TOLD) if one.details else {}
    known: dict[str, object] = {
        "kinds": ", ".join(one.kinds),
        "evidence": ", ".join(one.evidence),
        "tools": ", ".join(one.tools),
        "purposes": ", ".join(one.purposes),
        "endpoints": ", ".join(f"{e.class_} {e.host or ''}".strip() for e in one.endpoints),
        "activities": one.activities,
        "charactersOfSource": one.characters,
        "firstUse": one.first,
        "lastUse": one.last,
        **{camel(name): value for name, value in more.items()},
    }
    for name, value in [*known.items(), *one.parameters.items()]:
        if value not in (None, "", ()):
            yield _property(name, value)


def _references(details: SystemDetails) -> Iterator[dict[str, str]]:
    for kind, address in (("model-card", details.card), ("distribution", details.archive)):
        if address and _ADDRESS.fullmatch(address):
            yield {"type": kind, "url": address}


def _card(number: int, one: SystemReport) -> dict[str, object]:
    training = (one.details.training_data if one.details else None) or "not recorded"
    card: dict[str, object] = {
        "modelParameters": {
            "datasets": [
                {"type": "dataset", "name": "training data", "description": clean(training)}
            ]
        }
    }
    spent = [_energy(number, cost) for cost in one.costs if cost.energy is not None]
    if spent:
        card["considerations"] = {"environmentalConsiderations": {"energyConsumptions": spent}}
    return card


def _energy(number: int, cost: SystemCost) -> dict[str, object]:
    """What calls to a system cost here; ``unavailable`` says for how many it is not known."""
    local = cost.scope == "local"
    where = "the machine the notebook ran on" if local else "where the system is hosted"
    energy = _measure(cost.energy)
    out: dict[str, object] = {
        "activity": "inference",
        "energyProviders": [
            {
                "bom-ref": f"energy-{number}-{cost.scope}",
                "description": f"Energy of {where}.",
                "organization": {"name": "not recorded"},
                "energySource": "unknown",
                "energyProvided": energy,
            }
        ],
        "activityEnergyCost": energy,
        "properties": [
            _property("scope", cost.scope),
            _property("calls", cost.calls),
            _property("callsWithoutEnergy", cost.unavailable),
            *_range("energy", cost.energy),
            *_range("carbon", cost.carbon),
        ],
    }
    if cost.carbon is not None and cost.carbon.unit == "kgCO2eq":
        tonnes = cost.carbon.max / _KG_IN_TONNE
        out["co2CostEquivalent"] = {"value": tonnes, "unit": "tCO2eq"}
    return out


def _measure(energy: Quantity | None) -> dict[str, object]:
    return {"value": energy.max if energy else 0, "unit": "kWh"}


def _range(name: str, quantity: Quantity | None) -> Iterator[dict[str, str]]:
    if quantity is not None:
        yield _property(f"{name}Min", f"{quantity.min!r} {quantity.unit}")
        yield _property(f"{name}Max", f"{quantity.max!r} {quantity.unit}")
        yield _property(f"{name}Method", f"{quantity.method} {quantity.version or ''}".strip())


def _data(report: Report) -> Iterator[dict[str, object]]:
    for number, one in enumerate(report.data):
        name = clean(one.data.name or one.activity)
        component: dict[str, object] = {
            "type": "data",
            "bom-ref": f"data-{number}-{local_name(one.activity)}",
            "name": name,
            "properties": list(_data_properties(one)),
            "data": [{"type": "dataset", "name": name, "description": f"{one.mark} data"}],
        }
        if one.data.sha256:
            component["hashes"] = [{"alg": "SHA-256", "content": one.data.sha256}]
        yield component


def _data_properties(one: DataReport) -> Iterator[dict[str, str]]:
    generator = one.data.generator
    known: dict[str, object] = {
        "mark": one.mark,
        "evidence": one.evidence,
        "source": one.data.source,
        "generator": generator.name if generator else None,
        "generatorVersion": generator.version if generator else None,
        "seed": generator.seed if generator else None,
    }
    for name, value in known.items():
        if value not in (None, ""):
            yield _property(name, value)


def _property(name: str, value: object) -> dict[str, str]:
    if isinstance(value, tuple):
        value = ", ".join(map(str, value))
    return {"name": f"aiprov:{clean(name)}", "value": clean(str(value))}
