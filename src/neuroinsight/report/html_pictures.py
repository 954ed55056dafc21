"""Pictures of the web page: gray pixels as PNG, and outlines, lengths and letters as vectors over them."""

import base64
import html
import io
from collections.abc import Iterable, Mapping
from typing import cast

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from neuroinsight.report.tree import Tree
from neuroinsight.report.wording import Screen

_SCALE_MM = 20.0
_INSET_MM = 3.0

Branch = Mapping[str, Tree]
Points = list[tuple[float, float]]


class Album:
    """The pictures of one page: each can be opened alone, without a script, by its own address in the page."""

    def __init__(self, pixels: Mapping[str, NDArray[np.uint8]], words: Screen) -> None:
        self._images = {name: _data_address(array) for name, array in pixels.items()}
        self._words = words
        self._count = 0

    def figures(self, pictures: Iterable[Tree]) -> str:
        """Return pictures of one row; widths follow their millimeters."""
        return "".join(self._figure(cast("Branch", one)) for one in pictures)

    def _figure(self, picture: Branch) -> str:
        self._count += 1
        name, back = f"picture-{self._count}", f"at-{self._count}"
        caption = f"<figcaption>{_text(picture['caption'])}</figcaption>" if picture["caption"] else ""
        return (
            f'<div class="picture" id="{back}" style="flex-grow:{picture["w"]}"><figure id="{name}">'
            f'<a href="#{name}" class="open">{self._drawing(picture)}</a>'
            f'<a href="#{back}" class="close">{_text(self._words.close)}</a>{caption}</figure></div>'
        )

    def _drawing(self, picture: Branch) -> str:
        width, height = float(str(picture["w"])), float(str(picture["h"]))
        address = self._images[str(picture["src"])]
        image = f'<image href="{address}" width="{width:g}" height="{height:g}" preserveAspectRatio="none"/>'
        lines = "".join(_contour(cast("Branch", one)) for one in reversed(_list(picture["contours"])))
        lengths = "".join(_stroke(cast("Branch", one)) for one in _list(picture["strokes"]))
        tags = "".join(_tag(cast("Branch", one)) for one in _list(picture["tags"]))
        return (
            f'<svg viewBox="0 0 {width:g} {height:g}" role="img" aria-label="{_text(picture["alt"])}">'
            f'{image}<g class="outlines">{lines}{lengths}{tags}</g>{_marks(picture, width, height)}</svg>'
        )


def _data_address(array: NDArray[np.uint8]) -> str:
    """Return the pixels, gray [row, column] or colored [row, column, 3], as an address that holds them."""
    buffer = io.BytesIO()
    Image.fromarray(array).save(buffer, format="PNG", optimize=False)
    return "data:image/png;base64," + base64.b64encode(buffer.getvalue()).decode("ascii")


def _contour(contour: Branch) -> str:
    path = "".join(_path(cast("Points", polygon)) for polygon in _list(contour["lines"]))
    return f'<path class="casing" d="{path}"/><path class="{_text(contour["region"])}" d="{path}"/>'


def _path(polygon: Points) -> str:
    return "M" + "L".join(f"{x:g} {y:g}" for x, y in polygon) + "Z"


def _stroke(stroke: Branch) -> str:
    (ax, ay), (bx, by), (x, y) = (cast("tuple[float, float]", stroke[end]) for end in ("a", "b", "at"))
    ends = f'x1="{ax:g}" y1="{ay:g}" x2="{bx:g}" y2="{by:g}"'
    return (
        f'<line class="casing" {ends}/><line class="length" {ends}/>'
        f'<text class="number" x="{x:g}" y="{y:g}">{_text(stroke["label"])}</text>'
    )


def _tag(tag: Branch) -> str:
    x, y = cast("tuple[float, float]", tag["at"])
    disc = f'<circle class="tag" cx="{x:g}" cy="{y:g}" r="4.5"/>'
    return f'{disc}<text class="lesion" x="{x:g}" y="{y:g}">{_text(tag["label"])}</text>'


def _marks(picture: Branch, width: float, height: float) -> str:
    marks = cast("Branch", picture["marks"])
    places = {
        "left": (_INSET_MM, height / 2, "start"),
        "right": (width - _INSET_MM, height / 2, "end"),
        "top": (width / 2, _INSET_MM + 3, "middle"),
        "bottom": (width / 2, height - _INSET_MM, "middle"),
    }
    letters = "".join(
        f'<text class="letter" x="{x:g}" y="{y:g}" text-anchor="{anchor}">{_text(marks[side])}</text>'
        for side, (x, y, anchor) in places.items()
        if marks[side]
    )
    if not picture["pos"]:
        return letters
    base = height - _INSET_MM
    bar = f"M{_INSET_MM:g} {base - 2:g}V{base:g}H{_INSET_MM + _SCALE_MM:g}V{base - 2:g}"
    right, top = width - _INSET_MM, _INSET_MM + 3
    return (
        f'{letters}<text class="corner" x="{_INSET_MM:g}" y="{top:g}">{_text(picture["name"])}</text>'
        f'<text class="corner" x="{right:g}" y="{top:g}" text-anchor="end">{_text(picture["pos"])}</text>'
        f'<text class="corner" x="{right:g}" y="{base:g}" text-anchor="end">{_text(picture["window"])}</text>'
        f'<path class="bar" d="{bar}"/><text class="corner" x="{_INSET_MM:g}" y="{base - 4:g}">20 mm</text>'
    )


def legend(entries: Iterable[Tree]) -> str:
    """Return the lines and what they stand for."""
    shown = [
        f"<li>{swatch(one['region'])}{_text(one['label'])}</li>" for one in (cast("Branch", entry) for entry in entries)
    ]
    return f'<ul class="legend">{"".join(shown)}</ul>' if shown else ""


def swatch(region: Tree) -> str:
    """Return a piece of a region's line on black; nothing for regions that are not outlined."""
    if not region:
        return ""
    return (
        '<svg class="swatch" viewBox="0 0 30 11" aria-hidden="true"><rect width="30" height="11" rx="2"/>'
        f'<path class="{_text(region)}" d="M3 5.5H27"/></svg>'
    )


def whisker(row: Branch, top: Tree) -> str:
    """Return a value on the common scale, with its bounds where it has any; the numbers stand beside it."""
    reach = float(str(top))
    x = {name: 100 * min(1.0, float(str(row[name])) / reach) for name in ("low", "v", "high") if name in row}
    if "low" in x:
        drawn = (
            f'<path d="M{x["low"]:.1f} 6H{x["high"]:.1f}M{x["low"]:.1f} 3V9M{x["high"]:.1f} 3V9"/>'
            f'<circle cx="{x["v"]:.1f}" cy="6" r="2.5"/>'
        )
    else:
        drawn = f'<rect x="0" y="3" width="{x["v"]:.1f}" height="6"/>'
    return f'<svg class="scale" viewBox="-3 0 106 12" aria-hidden="true"><path class="axis" d="M0 6H100"/>{drawn}</svg>'


def scale_of_classes(classes: Branch) -> str:
    """Return the scale from class to class: the mark is the exam's probability, the hatched part decides nothing."""
    mark, low, high = (200 * float(str(classes[name])) for name in ("p", "low", "high"))
    left, middle, right = (_text(one) for one in _list(classes["ends"]))
    anchor = "start" if mark < 20 else "end" if mark > 180 else "middle"  # noqa: PLR2004 - the ends of the drawing
    return (
        f'<svg class="class-scale" viewBox="-4 0 208 40" role="img" aria-label="{_text(classes["alt"])}">'
        f'<rect class="frame" x="0" y="16" width="200" height="9"/>'
        f'<rect class="undetermined" x="{low:.1f}" y="16" width="{high - low:.1f}" height="9"/>'
        f'<path class="mark" d="M{mark - 4:.1f} 9H{mark + 4:.1f}L{mark:.1f} 16Z"/>'
        f'<text class="value" x="{mark:.1f}" y="7" text-anchor="{anchor}">{_text(classes["label"])}</text>'
        f'<text x="0" y="35">{left}</text><text x="{(low + high) / 2:.1f}" y="35" text-anchor="middle">{middle}</text>'
        f'<text x="200" y="35" text-anchor="end">{right}</text></svg>'
    )


def _text(value: Tree) -> str:
    return html.escape(str(value))


def _list(value: Tree) -> list[Tree]:
    return list(cast("list[Tree]", value))
