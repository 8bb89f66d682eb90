"""The flattened graph of a crate: entities by id, each once."""

from __future__ import annotations

import re
from urllib.parse import quote

from ...record.activity import Person, System
from ...record.base import moment
from ...record.notebook import SystemDetails
from ..names import clean, local_name

Entity = dict[str, object]

_SAFE_URI = re.compile(r"(?:https?|urn|doi):[^\s<>\"{}|\\^`\x00-\x20]+")
#: The profile wants addresses for software. Names under this domain are reserved never to lead
#: anywhere, so that nobody takes ours for a page.
NAMES = "https://jupyter-aiprov.invalid"
NOBODY = "#person-not-recorded"


def ref(identifier: str) -> Entity:
    """A reference to another entity."""
    return {"@id": identifier}


class Graph:
    """Entities of one crate."""

    def __init__(self) -> None:
        self._entities: dict[str, Entity] = {}

    def entities(self) -> list[Entity]:
        """All of them, without what is empty or not known; one value is no list."""
        return [
            {
                key: _single(value)
                for key, value in entity.items()
                if value not in (None, "", [], {})
            }
            for entity in self._entities.values()
        ]

    def add(self, identifier: str, type_: str | list[str], **values: object) -> Entity:
        """A new entity, or the one that has this id already.

        Args:
            identifier: its id.
            type_: its type or types, of schema.org.
            **values: its properties; those empty or not known are left out at the end.

        Returns:
            The entity, to add to.
        """
        return self._entities.setdefault(identifier, {"@id": identifier, "@type": type_, **values})

    @staticmethod
    def text(value: object) -> str | None:
        """A string from a notebook as the crate takes it."""
        return clean(str(value)).strip() or None if value is not None else None

    @staticmethod
    def uri(value: str | None) -> Entity | None:
        """A reference to an address a person gave, if it is one."""
        found = _SAFE_URI.fullmatch(value or "")
        return ref(quote(found[0], safe=":/?#@!$&'()*+,;=%~")) if found else None

    def person(self, person: Person | None) -> str:
        """The id of a person; of nobody in particular where it is not recorded who it was."""
        if person is None:
            self.add(NOBODY, "Person", name="not recorded")
            return NOBODY
        orcid = person.orcid if re.fullmatch(r"[\dX-]{19}", person.orcid or "") else None
        identifier = f"https://orcid.org/{orcid}" if orcid else f"#person-{local_name(person.name)}"
        self.add(identifier, "Person", name=self.text(person.name) or "unnamed")
        return identifier

    def organization(self, name: object) -> str:
        """The id of an organization; of none where it is not said which."""
        said = self.text(name) or "not recorded"
        identifier = f"urn:jupyter-aiprov:organization:{local_name(said)}"
        self.add(identifier, "Organization", name=said, url=identifier)
        return identifier

    def system(self, system: System | None, details: SystemDetails | None = None) -> str:
        """The id of an AI system, as software that was used."""
        system = system or System()
        parts = (system.provider, system.model or system.tool, system.model_version)
        endpoint = system.endpoint
        where = "where it was reached is not recorded"
        if endpoint:
            where = f"reached at {endpoint.host or 'an unnamed host'} ({endpoint.class_})"
        licence = self.uri(details.licence) if details else None
        return self.software(
            f"{NAMES}/system/{local_name('/'.join(part or '?' for part in parts))}",
            name=self.text("/".join(part for part in parts[:2] if part)),
            version=self.text(system.model_version),
            url=self.uri(details.card) if details else None,
            description=self.text(f"AI system, {where}."),
            license=licence or (self.text(details.licence) if details else None),
            archivedAt=self.uri(details.archive) if details else None,
        )

    def software(self, identifier: str, **values: object) -> str:
        """The id of a program or system; what of it is not known is said to be so."""
        values["name"] = values.get("name") or "not recorded"
        values["version"] = values.get("version") or "not recorded"
        values["url"] = values.get("url") or ref(identifier)
        self.add(identifier, "SoftwareApplication", **values)
        return identifier


def _single(value: object) -> object:
    return value[0] if isinstance(value, list) and len(value) == 1 else value


def iso(time: str | None, seconds: float | None = None) -> str | None:
    """A time of the record, ``seconds`` later, with the offset written out as the profile asks."""
    found = moment(time, seconds)
    return found.isoformat(timespec="milliseconds") if found else None
