"""A mirrored view looks perfect: every view is tried with a tumor on the right, in front and above."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from neuroinsight.core.labels import Region
from neuroinsight.core.origin import Sides
from neuroinsight.core.sequences import Sequence
from neuroinsight.report.figures.planes import NO_MARKS, Marks
from neuroinsight.report.figures.scene import Scene, make_scene
from neuroinsight.report.figures.solid import Seen, Solid, solids
from tests.report.patient import make_patient, without_tumor
from tests.strategies import AXIS_CODES

REGIONS = (Region.WT, Region.TC)
MARKS = {
    Seen.RIGHT: Marks(left="P", right="A", top="S", bottom="I"),
    Seen.LEFT: Marks(left="A", right="P", top="S", bottom="I"),
    Seen.FRONT: Marks(left="R", right="L", top="S", bottom="I"),
}


@cache
def scene_of(codes: str) -> Scene:
    return make_scene(*make_patient(codes, sequences=(Sequence.FLAIR,)))


def mirrored(scene: Scene) -> Scene:
    """Return the same head with its tumor on the other side."""
    return replace(scene, labels=scene.labels[::-1].copy(), brain=scene.brain[::-1].copy())


def yellow(solid: Solid) -> tuple[float, float]:
    """Return where the core is, as shares of height and width from the upper left corner."""
    red, blue = solid.pixels[..., 0].astype(int), solid.pixels[..., 2].astype(int)
    rows, columns = np.nonzero(red - blue > 60)
    return float(rows.mean() / solid.pixels.shape[0]), float(columns.mean() / solid.pixels.shape[1])


@pytest.mark.parametrize("codes", AXIS_CODES)
def test_the_tumor_is_where_the_letters_say_however_the_file_is_stored(codes: str) -> None:
    side, front = solids(scene_of(codes), REGIONS)
    assert (side.seen, front.seen) == (Seen.RIGHT, Seen.FRONT)
    assert (side.marks, front.marks) == (MARKS[Seen.RIGHT], MARKS[Seen.FRONT])
    assert yellow(side)[0] < 0.45, "above"
    assert yellow(side)[1] > 0.55, "in front, which is on the right when seen from the right"
    assert yellow(front)[1] < 0.45, "the patient's right is on the left when seen from the front"
    for one, reference in zip((side, front), solids(scene_of("RAS"), REGIONS), strict=True):
        assert np.array_equal(one.pixels, reference.pixels)


def test_a_tumor_on_the_left_is_seen_from_the_left() -> None:
    side, front = solids(mirrored(scene_of("RAS")), REGIONS)
    assert side.seen is Seen.LEFT
    assert side.marks == MARKS[Seen.LEFT]
    assert yellow(side)[1] < 0.45, "in front, which is on the left when seen from the left"
    assert yellow(front)[1] > 0.55


def test_views_have_the_patients_proportions() -> None:
    side, front = solids(scene_of("RAS"), REGIONS)
    assert side.height_mm == pytest.approx(front.height_mm)
    assert side.width_mm - 14 == pytest.approx(2.5 * 52, abs=3)
    assert front.width_mm - 14 == pytest.approx(3.0 * 42, abs=3)


def test_unknown_sides_have_no_letters() -> None:
    side, front = solids(replace(scene_of("RAS"), sides=Sides.UNKNOWN), REGIONS)
    assert side.marks == front.marks == NO_MARKS


def test_without_a_tumor_nothing_is_drawn() -> None:
    study, label_map = make_patient(sequences=(Sequence.FLAIR,))
    assert solids(make_scene(study, without_tumor(label_map)), REGIONS) == ()
    assert solids(scene_of("RAS"), ()) == ()
