"""Draw the picture beside the sign-in of the page: `python tools/page_picture.py`.

A slice of the synthetic patient with the outlines of its truth, in the page’s colors; no patient’s image is involved.
"""

from pathlib import Path

from PIL import Image, ImageDraw

from neuroinsight.core.labels import Region
from neuroinsight.core.sequences import Sequence
from neuroinsight.datasets.phantom import PhantomSettings, Place, Side, TumorSettings, make_phantom
from neuroinsight.report.figures.choice import choose_slices
from neuroinsight.report.figures.picture import View, take_picture
from neuroinsight.report.figures.planes import Field, Plane
from neuroinsight.report.figures.scene import field_around, make_scene

FILE = Path(__file__).parent.parent / "web" / "src" / "pictures" / "phantom.jpg"
WIDTH = 960  # pixels
MARGIN = 8  # voxels around the brain
COLORS = {Region.WT: "#2f9fff", Region.TC: "#ffd83d", Region.NCR: "#d8381b"}
CASING, LINE = 9, 5  # pixels


def main() -> None:
    """Write the picture, in place of an earlier one."""
    tumor = TumorSettings(center_mni_mm=Place.FRONTAL.center_mni_mm(Side.LEFT), size_mm=40)
    phantom = make_phantom(PhantomSettings(case_id="phantom", tumor=tumor))
    scene = make_scene(phantom.study, phantom.truth)
    index = choose_slices(scene, Region.TC, most=1).axial
    brain = field_around(scene.brain)
    assert brain is not None  # noqa: S101 - the phantom has one
    field = Field(
        start=(brain.start[0] - MARGIN, brain.start[1] - MARGIN, brain.start[2]),
        stop=(brain.stop[0] + MARGIN, brain.stop[1] + MARGIN, brain.stop[2]),
    )
    view = View(Sequence.T1CE, Plane.AXIAL, index)
    taken = take_picture(scene, view, field, regions=COLORS)
    per_mm = WIDTH / taken.width_mm
    size = (WIDTH, round(taken.height_mm * per_mm))
    picture = Image.fromarray(taken.pixels).resize(size, Image.Resampling.BICUBIC).convert("RGB")
    draw = ImageDraw.Draw(picture)
    lines = [
        (COLORS[contour.region], [(x * per_mm, y * per_mm) for x, y in (*polygon, polygon[0])])
        for contour in taken.contours
        for polygon in contour.polygons_mm
    ]
    for color, width in ((None, CASING), (True, LINE)):
        for name, points in lines:
            draw.line(points, fill=name if color else "#000000", width=width, joint="curve")
    FILE.parent.mkdir(parents=True, exist_ok=True)
    small = picture.resize((WIDTH * 2 // 3, size[1] * 2 // 3), Image.Resampling.LANCZOS)
    small.save(FILE, quality=88, subsampling=0, optimize=True)


if __name__ == "__main__":
    main()
