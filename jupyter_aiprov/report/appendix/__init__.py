"""The provenance appendix of a paper, built once from a Report for every format."""

from .build import appendix
from .document import Document

__all__ = ["Document", "appendix"]
