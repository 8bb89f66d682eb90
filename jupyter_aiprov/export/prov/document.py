"""The Report as a PROV document."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ...record.notebook import Note, Passport
from ...record.run import FileUse, Mark
from ...report.model import CellReport, NotebookReport, OutputReport, Report
from ..names import clean, local_name, published_path
from .acts import Acts
from .agents import Agents
from .values import attributes, members

if TYPE_CHECKING:
    from prov.model import ProvDocument, ProvEntity

#: Terms of this package, and the entities of the documents it writes.
TERMS = "urn:jupyter-aiprov:terms:"
THINGS = "urn:jupyter-aiprov:record:"


def document(report: Report) -> ProvDocument:
    """Everything the Report knows, as one PROV document."""
    from prov.model import ProvDocument

    doc = ProvDocument()
    doc.add_namespace("aiprov", TERMS)
    doc.set_default_namespace(THINGS)
    _Writer(doc, report).write()
    return doc


class _Writer:
    """Writes notebook after notebook; what is shared (agents, files, data) is written once."""

    def __init__(self, doc: ProvDocument, report: Report) -> None:
        self.doc = doc
        self.report = report
        self.agents = Agents(doc)
        self.acts = Acts(doc, self.agents)
        self._files: dict[tuple[str, str | None], ProvEntity] = {}
        self._data: dict[str, ProvEntity] = {}

    def write(self) -> None:
        """Agents and data first, so that whatever rests on them can name them."""
        for person in self.report.people:
            self.agents.person(person)
        for system in self.report.systems:
            self.agents.system(system.system, system.details)
        for number, book in enumerate(self.report.notebooks):
            for activity in book.records:
                self.acts.activity(activity)
            for cell in book.cells:
                for activity in cell.records:
                    self.acts.activity(activity)
            self._data_of(number)
        for number, book in enumerate(self.report.notebooks):
            self._notebook(number, book)
        for dataset in self.report.datasets:
            self._dataset(dataset.passport)
        for number, note in enumerate(self.report.notes):
            self._note(number, note)

    def _data_of(self, number: int) -> None:
        for one in self.report.data:
            place = one.made_in
            if one.activity in self._data or (place.notebook if place else 0) != number:
                continue
            more = attributes(
                type=f"data:{one.mark}",
                label=one.data.name,
                kind=one.data.type,
                shape="×".join(map(str, one.data.shape)) or None,
                sha256=one.data.sha256,
                source=one.data.source,
                generator=one.data.generator.name if one.data.generator else None,
                generatorVersion=one.data.generator.version if one.data.generator else None,
                seed=one.data.generator.seed if one.data.generator else None,
                evidence=one.evidence,
            )
            entity = self.doc.entity(f"data-{local_name(one.activity)}", more)
            self.doc.wasGeneratedBy(entity, self.acts.activities[one.activity])
            self._data[one.activity] = entity

    def _notebook(self, number: int, book: NotebookReport) -> None:
        name = f"notebook-{number}"
        more = attributes(
            type="notebook",
            label=book.title,
            path=published_path(book.path),
            sha256=book.sha256,
            id=book.id,
        )
        if book.repository and book.repository.commit:
            more.update(attributes(commit=book.repository.commit))
        entity = self.doc.entity(name, more)
        for cell in book.cells:
            self.doc.hadMember(entity, self._cell(f"{name}-cell-{cell.index}", cell))

    def _cell(self, name: str, cell: CellReport) -> ProvEntity:
        more = attributes(
            type=f"cell:{cell.type}",
            label=cell.excerpt,
            cellId=cell.id,
            index=cell.index,
            sha256=cell.source_sha256,
            origin=cell.origin,
            originEvidence=cell.origin_evidence,
            charactersAI=cell.authorship.ai,
            charactersHuman=cell.authorship.human,
            charactersUnknown=cell.authorship.unknown,
            mark=cell.marks,
            review=cell.review,
        )
        entity = self.doc.entity(name, more)
        for activity in cell.records:
            self.acts.contribution(name, entity, cell, activity)
        run = self.acts.run(name, entity, cell) if cell.run else None
        outputs = [self._output(name, entity, output, run) for output in cell.outputs]
        if run is not None and cell.run is not None:
            for use in cell.run.files:
                self._file(use, run)
        if cell.review_detail is not None:
            self.acts.review(name, cell.review_detail, cell.review, [entity, *outputs])
        return entity

    def _output(self, cell: str, source: ProvEntity, output: OutputReport, run: Any) -> ProvEntity:
        more = attributes(
            type=f"output:{output.type}",
            index=output.index,
            mime=output.mime,
            sha256=output.sha256,
            mark=output.marks,
            stale=output.stale or None,
        )
        entity = self.doc.entity(f"{cell}-output-{output.index}", more)
        if run is not None:
            self.doc.wasGeneratedBy(entity, run)
        else:
            self.doc.wasDerivedFrom(entity, source)
        self._rests_on(entity, output.lineage)
        return entity

    def _rests_on(self, entity: ProvEntity, marks: Sequence[Mark]) -> None:
        for record in dict.fromkeys(record for mark in marks for record in mark.records):
            if record in self._data:
                self.doc.wasDerivedFrom(entity, self._data[record])

    def _file(self, use: FileUse, run: Any) -> None:
        """A file read is the one some run wrote, if path and digest are the same."""
        key = (use.path, use.sha256)
        if use.mode == "read":
            entity = self._files.get(key) or self._file_entity(use, "")
            self._files.setdefault(key, entity)
            self.doc.used(run, entity)
            return
        entity = self._file_entity(use, f"-by-{run.identifier.localpart}")
        self.doc.wasGeneratedBy(entity, run)
        self._rests_on(entity, use.marks)
        self._files[key] = entity

    def _file_entity(self, use: FileUse, suffix: str) -> ProvEntity:
        name = local_name(f"{use.path} {use.sha256}")
        more = attributes(
            type="file",
            label=use.path,
            sha256=use.sha256,
            size=use.size,
            outsideProject=use.outside or None,
            mark=[mark.mark for mark in use.marks],
        )
        return self.doc.entity(f"file-{name}{suffix}", more)

    def _dataset(self, passport: Passport) -> None:
        more = attributes(type="dataset", label=passport.name) | members(passport, "name")
        entity = self.doc.entity(f"dataset-{local_name(clean(passport.name))}", more)
        for path, digest in passport.files.items():
            if (path, digest) in self._files:
                self.doc.hadMember(entity, self._files[path, digest])

    def _note(self, number: int, note: Note) -> None:
        more = attributes(type=f"note:{note.kind}", cellId=note.cell)
        more |= members(note, "id", "kind", "cell")
        entity = self.doc.entity(f"note-{number}", more)
        if note.by is not None:
            self.doc.wasAttributedTo(entity, self.agents.person(note.by))
