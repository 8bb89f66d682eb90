"""People and AI systems as PROV agents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...record.activity import Person, System
from ...record.notebook import SystemDetails
from ..names import local_name
from .values import attributes, members

if TYPE_CHECKING:
    from prov.model import ProvAgent, ProvDocument


class Agents:
    """Agents of one document, each written once."""

    def __init__(self, doc: ProvDocument) -> None:
        self.doc = doc
        self._people: dict[tuple[str, str | None], ProvAgent] = {}
        self._systems: dict[str, ProvAgent] = {}
        self._delegations: set[tuple[str, str]] = set()

    def person(self, person: Person) -> ProvAgent:
        """The agent of a person."""
        key = (person.name, person.orcid)
        if key not in self._people:
            more = attributes(label=person.name, orcid=person.orcid)
            more["prov:type"] = _prov("Person")
            name = local_name(f"{person.name} {person.orcid}")
            self._people[key] = self.doc.agent(f"person-{name}", more)
        return self._people[key]

    def system(self, system: System, details: SystemDetails | None = None) -> ProvAgent:
        """The agent of an AI system: one for each provider, model, version and place."""
        endpoint = system.endpoint
        parts = (
            system.provider,
            system.model,
            system.model_version,
            None if system.model else system.tool,
            endpoint.class_ if endpoint else None,
        )
        name = local_name(" ".join(part or "?" for part in parts))
        if name not in self._systems:
            more = attributes(
                label="/".join(p for p in parts[:2] if p) or system.tool,
                provider=system.provider,
                model=system.model,
                modelVersion=system.model_version,
                endpoint=endpoint.class_ if endpoint else None,
                host=endpoint.host if endpoint else None,
            )
            if details is not None:
                more |= members(details, "model", "provider")
            more["prov:type"] = _prov("SoftwareAgent")
            self._systems[name] = self.doc.agent(f"system-{name}", more)
        return self._systems[name]

    def on_behalf(self, system: ProvAgent, person: ProvAgent) -> None:
        """Say once that the system acted for the person."""
        key = (str(system.identifier), str(person.identifier))
        if key not in self._delegations:
            self._delegations.add(key)
            self.doc.actedOnBehalfOf(system, person)


def _prov(name: str) -> object:
    from prov.constants import PROV

    return PROV[name]
