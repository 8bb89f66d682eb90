"""From a Report to files: forms of the appendix for people, formats for machines."""

from ..report.appendix.document import Document
from .exporters import Exporter, Form, Options

__all__ = ["Document", "Exporter", "Form", "Options"]
