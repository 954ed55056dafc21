"""Outlines of a mask along its pixel borders."""

import numpy as np

from neuroinsight.core.labels import Mask

Point = tuple[float, float]
_Edge = tuple[int, int, int]  # corner (column, row) where it starts, and its direction as an index of _STEPS

_STEPS = ((1, 0), (0, 1), (-1, 0), (0, -1))  # right, down, left, up: each a right turn from the one before


def outlines(mask: Mask) -> tuple[tuple[Point, ...], ...]:
    """Return closed polygons (column, row) around a mask [row, column]; pixel (r, c) covers c to c + 1 and r to r + 1.

    The polygons join the middles of neighboring border edges: marching squares at one half, which cuts corners by half
    a pixel and moves no straight border. Pixels that touch at a corner are outlined apart. Outer borders run clockwise
    on the screen, borders of holes the other way.
    """
    edges = _border_edges(mask)
    polygons = []
    while edges:
        start = next(iter(edges))
        polygons.append(_middles(_take_loop(edges, start)))
    return tuple(polygons)


def _border_edges(mask: Mask) -> dict[_Edge, None]:
    """Return the pixel borders between inside and outside, directed so that the inside is on the right hand."""
    padded = np.pad(mask, 1)
    inside = padded[1:-1, 1:-1]
    sides = (
        (padded[:-2, 1:-1], 0, 0),  # top: starts at the upper left corner
        (padded[1:-1, 2:], 1, 0),  # right: at the upper right one
        (padded[2:, 1:-1], 1, 1),  # bottom: at the lower right one
        (padded[1:-1, :-2], 0, 1),  # left: at the lower left one
    )
    edges: dict[_Edge, None] = {}  # a set that keeps its order, so that equal masks give equal bytes
    for direction, (neighbor, dx, dy) in enumerate(sides):
        rows, columns = np.nonzero(inside & ~neighbor)
        edges.update(
            ((column, row, direction), None)
            for column, row in zip((columns + dx).tolist(), (rows + dy).tolist(), strict=True)
        )
    return edges


def _take_loop(edges: dict[_Edge, None], start: _Edge) -> list[_Edge]:
    """Take the closed loop that `start` belongs to out of `edges`."""
    loop = []
    edge = start
    while True:
        del edges[edge]
        loop.append(edge)
        column, row, direction = edge
        column += _STEPS[direction][0]
        row += _STEPS[direction][1]
        # the right turn first: where two pixels touch at a corner it stays with the same pixel
        turns = ((column, row, (direction + turn) % 4) for turn in (1, 0, 3))
        following = next((turned for turned in turns if turned in edges), None)
        if following is None:
            return loop
        edge = following


def _middles(loop: list[_Edge]) -> tuple[Point, ...]:
    """Return the edges' middles, without those that lie on a straight line between their neighbors."""
    points = [(column + _STEPS[direction][0] / 2, row + _STEPS[direction][1] / 2) for column, row, direction in loop]
    kept = []
    for index, point in enumerate(points):
        before, after = points[index - 1], points[(index + 1) % len(points)]
        if (point[0] - before[0], point[1] - before[1]) != (after[0] - point[0], after[1] - point[1]):
            kept.append(point)
    return tuple(kept)
