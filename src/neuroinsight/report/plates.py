"""Pictures as data for the templates."""

import hashlib
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from neuroinsight.report.figures.picture import Picture
from neuroinsight.report.gallery import Plate, SolidPlate, position_text
from neuroinsight.report.tree import Tree
from neuroinsight.report.wording import Words

_NO_SLICE: dict[str, Tree] = {"name": "", "pos": "", "window": "", "contours": [], "strokes": [], "tags": []}


def plate_tree(plate: Plate | SolidPlate, words: Words) -> dict[str, Tree]:
    """Return a picture's words, marks and outlines (in mm), with the name of its pixels."""
    picture = plate.picture
    rows, columns = picture.pixels.shape[:2]
    marks = picture.marks
    return {
        "src": pixels_name(picture.pixels),
        "encoding": "luma8" if picture.pixels.ndim == 2 else "rgb8",  # noqa: PLR2004 - gray has no third axis
        "rows": rows,
        "columns": columns,
        "w": round(picture.width_mm, 3),
        "h": round(picture.height_mm, 3),
        "marks": {"left": marks.left, "right": marks.right, "top": marks.top, "bottom": marks.bottom},
        **(_slice(picture, words) if isinstance(picture, Picture) else _NO_SLICE),
        "alt": plate.alternative,
        "caption": plate.caption,
    }


def _slice(picture: Picture, words: Words) -> dict[str, Tree]:
    """Return what is written and drawn over a slice."""
    return {
        "name": picture.sequence.title,
        "pos": position_text(picture.position, words),
        "window": f"W {_rounded(picture.window.width)} L {_rounded(picture.window.level)}",
        "contours": [{"region": one.region.value, "lines": one.polygons_mm} for one in picture.contours],
        "strokes": [
            {"a": one.start_mm, "b": one.end_mm, "at": one.label_mm, "label": one.label} for one in picture.strokes
        ],
        "tags": [{"at": one.at_mm, "label": one.label} for one in picture.tags],
    }


def pixels_of(plates: Iterable[Plate | SolidPlate]) -> dict[str, NDArray[np.uint8]]:
    """Return the pixels of pictures by name; equal pictures are kept once."""
    return {pixels_name(plate.picture.pixels): plate.picture.pixels for plate in plates}


def pixels_name(pixels: NDArray[np.uint8]) -> str:
    """Return the name of a picture's pixels: the same for the same content."""
    return hashlib.sha256(pixels.tobytes()).hexdigest()[:16] + ".gray"


def _rounded(value: float) -> str:
    """Return two significant digits below 10 and whole numbers above: windows are set by hand no finer."""
    return f"{value:.2g}" if abs(value) < 10 else f"{value:.0f}"  # noqa: PLR2004
