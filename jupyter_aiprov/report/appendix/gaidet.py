"""The GAIDeT taxonomy of tasks delegated to generative AI (2025), terms and identifiers.

Source: Suchikova, Tsybuliak, Teixeira da Silva and Nazarovets, "GAIDeT (Generative AI
Delegation Taxonomy)", doi 10.1080/08989621.2025.2544331; terms of the project's own list (MIT).
"""

from __future__ import annotations

from typing import NamedTuple

from ...record.activity import Activity
from .document import Text
from .i18n import Translator
from .inlines import link, plain

_BASE = "https://w3id.org/gaidet/"
_LABELS = {
    2: "Idea generation",
    3: "Defining the research objective",
    4: "Formulating research questions and hypotheses",
    5: "Feasibility assessment and risk evaluation",
    6: "Preliminary hypothesis testing",
    8: "Literature search and systematization",
    9: "Writing the literature review",
    10: "Analysis of market trends and/or patent environment",
    11: "Evaluation of the novelty of the research and identification of gaps",
    13: "Research design",
    14: "Development of experimental or research protocols",
    15: "Selection of research methods",
    17: "Code generation",
    18: "Code optimization",
    19: "Process automation",
    20: "Creation of algorithms for data analysis",
    22: "Data collection",
    23: "Validation",
    24: "Data cleaning",
    25: "Data curation and organization",
    26: "Data analysis",
    27: "Visualization",
    28: "Reproducibility testing",
    30: "Text generation",
    31: "Proofreading and editing",
    32: "Summarizing text",
    33: "Formulation of conclusions",
    34: "Adapting and adjusting emotional tone",
    35: "Translation",
    36: "Reformatting",
    37: "Preparation of press releases and outreach materials",
    39: "Bias analysis and potential discrimination assessment",
    40: "Ethical risk analysis",
    41: "Monitoring compliance with ethical standards",
    42: "Data confidentiality monitoring",
    44: "Quality assessment",
    45: "Trend identification",
    46: "Identification of limitations",
    47: "Recommendations",
    48: "Publication support",
}
_WRITING = range(29, 38)


class Term(NamedTuple):
    """A task: its label in English and its permanent identifier."""

    label: str
    uri: str

    @property
    def writing(self) -> bool:
        """Whether the task is one of writing and editing."""
        return int(self.uri.rsplit("/", 1)[1]) in _WRITING


def _slug(label: str) -> str:
    return "-".join(label.lower().replace("/", " ").split())


TERMS = {_slug(label): Term(label, f"{_BASE}{n:07d}") for n, label in _LABELS.items()}


def term(task: str) -> Term | None:
    """The term a record's ``task`` names, by slug, label or identifier."""
    known = TERMS.get(_slug(task))
    if known:
        return known
    return next((t for t in TERMS.values() if task in (t.uri, t.uri.rsplit("/", 1)[1])), None)


def task_of(activity: Activity, cell_type: str) -> str | None:
    """The task on record, else the one its very kind says: writing code, or writing text."""
    if activity.task:
        return activity.task
    if activity.origin == "human" or activity.kind not in (
        "generation",
        "edit",
        "completion",
        "declaration",
    ):
        return None
    return "code-generation" if cell_type == "code" else "text-generation"


def task_text(translator: Translator, value: str) -> Text:
    """A task: a term with its identifier, or the word on record."""
    known = term(value)
    return link(translator.text(known.label), known.uri) if known else plain(value)
