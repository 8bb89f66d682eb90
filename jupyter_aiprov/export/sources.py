"""IPTC digital source types of outputs, derived from their marks."""

from __future__ import annotations

from ..report.model import OutputReport

IPTC = "http://cv.iptc.org/newscodes/digitalsourcetype/"


def source_type(output: OutputReport) -> str | None:
    """The digital source type of an output, as its URI; None where nothing can be claimed.

    A picture drawn from data, by whosever code, is ``dataDrivenMedia``; with a model's answers
    in it, a composite. Text that is nothing but a model's answer is ``trainedAlgorithmicMedia``,
    and so is a picture another tool says a model made.
    """
    word = _word(output)
    return f"{IPTC}{word}" if word else None


def _word(output: OutputReport) -> str | None:
    if "unknown" in output.marks:
        return None
    picture = is_picture(output)
    if "ai-output" in output.marks:
        answers = [mark for mark in output.lineage if mark.mark == "ai-output"]
        imported = all(mark.evidence == "imported" for mark in answers)
        alone = output.marks == ("ai-output",)
        if alone and (imported or not picture):
            return "trainedAlgorithmicMedia"
        return "compositeWithTrainedAlgorithmicMedia"
    return "dataDrivenMedia" if picture else None


def is_picture(output: OutputReport) -> bool:
    """Whether an output has a form that is an image."""
    return any(mime.startswith("image/") or mime == "application/pdf" for mime in output.mime)
