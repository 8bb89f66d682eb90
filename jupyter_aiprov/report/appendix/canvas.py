"""Vector drawings by the ``drawsvg`` library: bars, lanes and a two-column graph.

Colours are told apart by lightness as well, and areas carry their numbers, so that a drawing
reads in grey and without colour vision. The ground is white in every scheme.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

WIDTH = 640
#: The family of all labels; formats that embed fonts replace it.
FONT = "DejaVu Sans, Verdana, sans-serif"

_INK, _GROUND = "#1a1a1a", "#ffffff"
_AI, _HUMAN, _UNKNOWN = "#1f4e79", "#9ecae1", "#e6e6e6"
_SIZE = 11
_WIDE = 0.62
_TOO_NARROW = 0.07


class Share(NamedTuple):
    """A bar: its label and the fractions by AI, people and nobody known."""

    label: str
    fractions: tuple[float, float, float]


class Lane(NamedTuple):
    """A line of moments, each between 0 and 1."""

    label: str
    moments: tuple[float, ...]


class Column:
    """One column of nodes; a node is added once, whatever its key comes back."""

    def __init__(self) -> None:
        self._keys: dict[str, int] = {}
        self.labels: list[str] = []

    def add(self, key: str, label: str) -> int:
        """The node's position, new or known."""
        if key not in self._keys:
            self._keys[key] = len(self.labels)
            self.labels.append(label)
        return self._keys[key]

    def trim(self, most: int) -> int:
        """Keep the first ``most`` nodes; how many were dropped."""
        dropped = max(0, len(self.labels) - most)
        del self.labels[most:]
        return dropped


class Canvas:
    """Draws one figure; ``name`` keeps its identifiers apart from other figures' on the page."""

    def __init__(self, name: str) -> None:
        self._name = name

    def shares(self, bars: Sequence[Share], legend: tuple[str, str, str]) -> str:
        """Stacked bars with percentages, under a legend."""
        left, bar, gap = 230, 20, 10
        page = self._page(44 + len(bars) * (bar + gap))
        at: float = 8
        for label, fill in zip(legend, (_AI, _HUMAN, _UNKNOWN), strict=True):
            page.rect(at, 10, 12, 12, fill)
            page.text(label, at + 18, 20)
            at += 40 + len(label) * _SIZE * _WIDE
        for row, (label, fractions) in enumerate(bars):
            top = 36 + row * (bar + gap)
            page.text(_fit(label, left - 16), 8, top + 14)
            start: float = left
            for fraction, fill in zip(fractions, (_AI, _HUMAN, _UNKNOWN), strict=True):
                width = fraction * (WIDTH - left - 8)
                if width <= 0:
                    continue
                page.rect(start, top, width, bar, fill)
                if fraction > _TOO_NARROW:
                    ink = _GROUND if fill == _AI else _INK
                    page.text(f"{fraction * 100:.0f}\u202f%", start + 5, top + 14, ink)
                start += width
        return page.svg()

    def timeline(self, lanes: Sequence[Lane], first: str, last: str) -> str:
        """A lane for each system, dots on it, and the two ends of the axis.

        Args:
            lanes: of the systems, from the top.
            first: label of the axis's left end.
            last: label of its right end.

        Returns:
            The drawing as SVG.
        """
        left, step = 230, 24
        bottom = 16 + len(lanes) * step
        page = self._page(bottom + 26)
        for row, lane in enumerate(lanes):
            y = 18 + row * step
            page.text(_fit(lane.label, left - 20), 8, y + 4)
            page.line(left, y, WIDTH - 16, y, _UNKNOWN)
            for moment in lane.moments:
                page.dot(left + moment * (WIDTH - 16 - left), y, _AI)
        page.line(left, bottom, WIDTH - 16, bottom, _INK)
        page.text(first, left, bottom + 16)
        page.text(last, WIDTH - 16, bottom + 16, anchor="end")
        return page.svg()

    def lineage(
        self, sources: Sequence[str], results: Sequence[str], edges: Sequence[tuple[int, int]]
    ) -> str:
        """Sources on the left, results on the right, a curve for each dependence.

        Args:
            sources: labels on the left, from the top.
            results: labels on the right, from the top.
            edges: positions of a source and of a result that rests on it, from 0.

        Returns:
            The drawing as SVG.
        """
        step, box, wide = 30, 22, 230
        height = max(len(sources), len(results)) * step
        page = self._page(height + 14)
        right = WIDTH - wide - 6
        tops = [
            [8 + (height - len(nodes) * step) / 2 + row * step for row in range(len(nodes))]
            for nodes in (sources, results)
        ]
        for source, result in edges:
            page.curve(6 + wide, tops[0][source] + box / 2, right, tops[1][result] + box / 2, _INK)
        for x, nodes, column, fill in (
            (6, sources, tops[0], _HUMAN),
            (right, results, tops[1], _UNKNOWN),
        ):
            for label, top in zip(nodes, column, strict=True):
                page.rect(x, top, wide, box, fill)
                page.text(_fit(label, wide - 12), x + 6, top + 15)
        return page.svg()

    def _page(self, height: float) -> _Page:
        return _Page(self._name, height)


class _Page:
    """The few marks the figures are made of, over the library's own elements."""

    def __init__(self, name: str, height: float) -> None:
        import drawsvg  # type: ignore[import-untyped]

        self._elements: Any = drawsvg
        self._drawing = drawsvg.Drawing(WIDTH, height, id_prefix=f"aiprov-{name}-")
        self.rect(0, 0, WIDTH, height, _GROUND)

    def rect(self, x: float, y: float, width: float, height: float, fill: str) -> None:
        self._drawing.append(
            self._elements.Rectangle(_n(x), _n(y), _n(width), _n(height), fill=fill)
        )

    def text(self, text: str, x: float, y: float, ink: str = _INK, anchor: str = "start") -> None:
        self._drawing.append(
            self._elements.Text(
                text, _SIZE, _n(x), _n(y), fill=ink, font_family=FONT, text_anchor=anchor
            )
        )

    def line(self, x1: float, y1: float, x2: float, y2: float, ink: str) -> None:
        self._drawing.append(self._elements.Line(_n(x1), _n(y1), _n(x2), _n(y2), stroke=ink))

    def dot(self, x: float, y: float, fill: str) -> None:
        self._drawing.append(self._elements.Circle(_n(x), _n(y), 4, fill=fill))

    def curve(self, x1: float, y1: float, x2: float, y2: float, ink: str) -> None:
        path = self._elements.Path(stroke=ink, fill="none", stroke_width=0.8)
        middle = (x1 + x2) / 2
        path.M(_n(x1), _n(y1)).C(_n(middle), _n(y1), _n(middle), _n(y2), _n(x2), _n(y2))
        self._drawing.append(path)

    def svg(self) -> str:
        return str(self._drawing.as_svg(header=""))


def _n(value: float) -> float | int:
    rounded = round(float(value), 1)
    return int(rounded) if rounded.is_integer() else rounded


def _fit(label: str, width: float) -> str:
    most = int(width / (_SIZE * _WIDE))
    return label if len(label) <= most else f"{label[: most - 1]}…"
