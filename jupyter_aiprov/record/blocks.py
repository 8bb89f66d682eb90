"""The blocks of two lists that match: lines of texts, or words of lines.

The front end's twin is ``labextension/src/record/blocks.ts``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from .words import starts, tokens

#: Start in the old, start in the new, length.
Block = tuple[int, int, int]

#: Differences beyond which two lists are not compared: it would take seconds.
_MOST = 400


def matching(a: Sequence[str], b: Sequence[str], anchors: Callable[[str], bool]) -> list[Block]:
    """The blocks that match, in order.

    Args:
        a: one list.
        b: the other.
        anchors: whether an element is looked for; others match only beside one that does, or
            where both lists begin or end.

    Returns:
        Start in ``a``, start in ``b`` and length of each.
    """
    start, end = ends(a, b)
    last = (len(a) - end, len(b) - end)
    shared = set(a[start : last[0]]) & set(b[start : last[1]])
    shared = {one for one in shared if anchors(one)}
    x_at = [x for x in range(start, last[0]) if a[x] in shared]
    y_at = [y for y in range(start, last[1]) if b[y] in shared]
    found = _most_in_order([a[x] for x in x_at], [b[y] for y in y_at])
    blocks: list[Block] = [(0, 0, start)]
    i = j = start
    for x, y in [*((x_at[m], y_at[n]) for m, n in found), last]:
        head, tail = ends(a[i:x], b[j:y])
        blocks.append((i, j, head))
        blocks.append((x - tail, y - tail, tail + ((x, y) != last)))
        i, j = x + 1, y + 1
    return joined([*blocks, (*last, end)])


def matching_tokens(old: str, new: str, anchors: Callable[[str], bool]) -> list[Block]:
    """The blocks of two texts that match token by token, in characters.

    Args:
        old: one text.
        new: the other.
        anchors: as of :func:`matching`.

    Returns:
        Of each block where it begins in either text, and how long it is, in characters.
    """
    a, b = tokens(old), tokens(new)
    a_at, b_at = starts(a), starts(b)
    return [(a_at[x], b_at[y], a_at[x + n] - a_at[x]) for x, y, n in matching(a, b, anchors)]


def joined(blocks: Iterable[Block]) -> list[Block]:
    """In the order of the new, without empty ones, touching ones as one."""
    out: list[Block] = []
    for at, to, size in sorted(blocks, key=lambda one: one[1]):
        if out and size and (out[-1][0] + out[-1][2], out[-1][1] + out[-1][2]) == (at, to):
            out[-1] = (out[-1][0], out[-1][1], out[-1][2] + size)
        elif size:
            out.append((at, to, size))
    return out


def ends(a: Sequence[str], b: Sequence[str]) -> tuple[int, int]:
    """How many elements two lists begin with alike, and end with beyond that."""
    most = min(len(a), len(b))
    start = next((n for n in range(most) if a[n] != b[n]), most)
    rest = most - start
    end = next((n for n in range(rest) if a[-1 - n] != b[-1 - n]), rest)
    return start, end


def _most_in_order(a: Sequence[str], b: Sequence[str]) -> list[tuple[int, int]]:
    """Where the most elements stand that both lists have in one order: Myers' greedy algorithm.

    Nothing where the lists have too many differences.
    """
    goal = len(a) - len(b)
    rows: list[list[int]] = []  # for each number of differences, how far each diagonal reaches
    for d in range(min(len(a) + len(b), _MOST) + 1):
        row: list[int] = []
        for at in range(d + 1):
            k = 2 * at - d
            x = _begun(rows[-1], at)[0] if rows else 0
            while x < len(a) and x - k < len(b) and a[x] == b[x - k]:
                x += 1
            row.append(x)
            if k == goal and x >= len(a):
                return _way([*rows, row], at)
        rows.append(row)
    return []


def _begun(row: Sequence[int], at: int) -> tuple[int, int]:
    """Where a diagonal of the next row begins, and from which one of this ``row``."""
    if at == 0 or (at < len(row) and row[at - 1] < row[at]):
        return row[at], at
    return row[at - 1] + 1, at - 1


def _way(rows: Sequence[Sequence[int]], at: int) -> list[tuple[int, int]]:
    """The elements that match on the way to the end of the last row's diagonal ``at``."""
    found: list[tuple[int, int]] = []
    for d in range(len(rows) - 1, -1, -1):
        start, before = _begun(rows[d - 1], at) if d else (0, 0)
        k = 2 * at - d
        found.extend((x, x - k) for x in range(rows[d][at] - 1, start - 1, -1))
        at = before
    return found[::-1]
