"""A small picture of a study, for lists: the slice that shows the tumor best, or the middle of the brain."""

import io

from PIL import Image, ImageDraw

from neuroinsight.core.labels import LabelMap, Region
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.study import Study
from neuroinsight.report.figures.choice import choose_slices
from neuroinsight.report.figures.outline import Point
from neuroinsight.report.figures.picture import View, take_picture
from neuroinsight.report.figures.planes import Plane
from neuroinsight.report.figures.scene import make_scene

_BEST_SEEN_IN = (Sequence.FLAIR, Sequence.T1CE, Sequence.T2, Sequence.T1)
_COLORS = {Region.WT: "#ffffff", Region.TC: "#ffd83d"}
_FINER = 4  # lines are drawn on a picture so many times larger, and come out smooth


def render_thumbnail(study: Study, label_map: LabelMap, *, side: int = 96) -> bytes:
    """Return a PNG picture of `side` times `side` pixels, the patient's left on the right, with outlines.

    Raises:
        GridError: An image or the label map is on another grid than the rest.
    """
    scene = make_scene(study, label_map)
    leading = Region.WT if label_map.mask(Region.WT).any() else None
    sequence = next(one for one in _BEST_SEEN_IN if one in study.volumes)
    index = choose_slices(scene, leading, most=1).axial
    field = scene.field([(Plane.AXIAL, index)])
    view = View(sequence, Plane.AXIAL, index)
    picture = take_picture(scene, view, field, regions=_COLORS)
    large = side * _FINER
    scale = large / max(picture.width_mm, picture.height_mm)
    size = max(1, round(picture.width_mm * scale)), max(1, round(picture.height_mm * scale))
    left, top = (large - size[0]) // 2, (large - size[1]) // 2
    canvas = Image.new("RGB", (large, large))
    canvas.paste(Image.fromarray(picture.pixels).resize(size, Image.Resampling.BILINEAR), (left, top))
    draw = ImageDraw.Draw(canvas)

    def placed(points: tuple[Point, ...]) -> list[tuple[float, float]]:
        return [(left + x * scale, top + y * scale) for x, y in points]

    for contour in picture.contours:
        for polygon in contour.polygons_mm:
            draw.line(placed((*polygon, polygon[0])), fill=_COLORS[contour.region], width=_FINER)
    content = io.BytesIO()
    canvas.resize((side, side), Image.Resampling.LANCZOS).save(content, "PNG", optimize=True)
    return content.getvalue()
