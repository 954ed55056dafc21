"""Diameters and surfaces of bodies of known size: oblique, anisotropic, flipped and sagittal grids, several lesions."""

import math
from dataclasses import replace

import numpy as np
import pytest

from neuroinsight.clinical.bidimensional import smallest_measurable_mm
from neuroinsight.clinical.catalogue import measure, measure_lesions
from neuroinsight.clinical.cautions import judge
from neuroinsight.clinical.evidence import Evidence
from neuroinsight.clinical.rano import rano
from neuroinsight.clinical.size import size
from neuroinsight.core.grid import Grid
from neuroinsight.core.labels import LabelMap, Region
from neuroinsight.core.measurement import Measured, NotMeasured, Stated
from neuroinsight.core.sequences import Sequence
from neuroinsight.datasets.phantom.phantom import make_phantom
from neuroinsight.datasets.phantom.settings import PhantomSettings
from tests.clinical.bodies import ball, ellipsoid, evidence_of, field, ring
from tests.strategies import AXIS_CODES, Spacing, permuted

GRID = field()
GRIDS = {
    "isotropic": field(spacing_mm=(1.5, 1.5, 1.5)),
    "thick slices": field("LPS", spacing_mm=(0.5, 0.5, 5.0), extent_mm=50.0),
    "flipped": field("LAI", spacing_mm=(1.0, 1.0, 2.0), extent_mm=50.0),
    "sagittal": field("PIR", spacing_mm=(1.0, 1.0, 1.5), extent_mm=50.0),
    "oblique": field("LPS", spacing_mm=(1.0, 1.0, 2.5), extent_mm=56.0, tilt_degrees=(14.0, -9.0, 21.0)),
}
EACH_GRID = pytest.mark.parametrize("grid", GRIDS.values(), ids=list(GRIDS))


def value(evidence: Evidence, name: str) -> float:
    one = {**rano(evidence), **size(evidence)}[name]
    assert isinstance(one, Measured), one
    return one.value


def word(evidence: Evidence, name: str) -> str:
    one = rano(evidence)[name]
    assert isinstance(one, Stated)
    return one.code


def in_plane_mm(grid: Grid) -> float:
    """Return a voxel's longer side in the axial plane."""
    steps: list[float] = grid.spacing_mm.tolist()
    return max(step for step, code in zip(steps, grid.axis_codes, strict=True) if code not in "IS")


@EACH_GRID
def test_a_ring_measures_its_outer_diameter(grid: Grid) -> None:
    radius_mm = 11.3
    evidence = evidence_of(grid, *ring(grid, radius_mm))
    for name in ("rano.longest", "rano.perpendicular", "size.longest_3d"):
        assert abs(value(evidence, name) - 2 * radius_mm) <= in_plane_mm(grid), name
    assert value(evidence, "rano.product") == pytest.approx(
        value(evidence, "rano.longest") * value(evidence, "rano.perpendicular")
    )
    assert (word(evidence, "rano.basis"), word(evidence, "rano.measurable")) == ("core-enhancing", "yes")
    core = measure(evidence)["volume.TC"]
    assert isinstance(core, Measured)
    assert core.value == pytest.approx(4 / 3 * math.pi * radius_mm**3 / 1000, rel=0.03)


@EACH_GRID
def test_the_surface_of_a_ball_is_right_to_four_percent(grid: Grid) -> None:
    evidence = evidence_of(grid, (Region.ET, ball(grid, 11.3)))
    assert value(evidence, "size.surface_area") == pytest.approx(4 * math.pi * 11.3**2, rel=0.04)
    assert 0.95 <= value(evidence, "size.sphericity") <= 1


@pytest.mark.parametrize("name", ["isotropic", "thick slices", "flipped", "sagittal"])
def test_an_ellipsoid_measures_its_axes_in_the_axial_plane(name: str) -> None:
    grid = GRIDS[name]
    evidence = evidence_of(grid, (Region.ET, ellipsoid(grid, (8.2, 13.1, 19.0))))
    assert abs(value(evidence, "rano.longest") - 26.2) <= in_plane_mm(grid)
    assert abs(value(evidence, "rano.perpendicular") - 16.4) <= in_plane_mm(grid)
    # from bottom to top: where between two slices a lesion ends is not known
    assert abs(value(evidence, "size.longest_3d") - 38.0) <= max(grid.spacing_mm)


def test_the_lines_are_where_they_were_taken_in_all_axis_orders() -> None:
    grid = field(spacing_mm=(2.0, 2.5, 3.0), extent_mm=40.0)
    reference = evidence_of(grid, (Region.ET, ellipsoid(grid, (15.0, 10.0, 9.0)) | ball(grid, 5.0, (9.0, 8.0, 0.0))))
    expected = [rano(reference)[f"rano.{name}"] for name in ("longest", "perpendicular")]
    for codes in AXIS_CODES:
        array, turned = permuted(reference.label_map.array, grid, codes)
        label_map = LabelMap(array=array.astype(np.uint8), grid=turned, scheme=reference.label_map.scheme)
        measured = rano(replace(reference, label_map=label_map))
        for one, name in zip(expected, ("longest", "perpendicular"), strict=True):
            other = measured[f"rano.{name}"]
            assert isinstance(one, Measured)
            assert isinstance(other, Measured)
            assert one.along is not None
            assert other.along is not None
            assert other.value == pytest.approx(one.value)
            assert math.dist(other.along.start_mm, other.along.end_mm) == pytest.approx(other.value, abs=2e-3)
            here, there = (np.add(line.start_mm, line.end_mm) / 2 for line in (one.along, other.along))
            assert np.allclose(here, there, atol=2e-3), codes


def test_both_lines_lie_in_one_slice_of_the_patients_own_grid() -> None:
    grid = GRIDS["oblique"]
    measured = rano(evidence_of(grid, *ring(grid, 11.3)))
    places = []
    for name in ("rano.longest", "rano.perpendicular"):
        one = measured[name]
        assert isinstance(one, Measured)
        assert one.along is not None
        places += [grid.to_index(np.array(end))[2] for end in (one.along.start_mm, one.along.end_mm)]
    assert np.allclose(places, np.rint(places[0]), atol=1e-2)


def test_a_ring_with_a_gap_is_still_a_ring() -> None:
    gap = ellipsoid(GRID, (3.0, 12.0, 30.0), (0.0, 12.0, 0.0))
    layers = ring(GRID, 14.0)
    whole = evidence_of(GRID, *layers)
    open_ring = evidence_of(GRID, *layers, (Region.NCR, gap & layers[1][1]))
    assert value(open_ring, "rano.longest") == pytest.approx(value(whole, "rano.longest"), abs=2.0)
    assert value(open_ring, "rano.perpendicular") > 20


def test_enhancing_specks_in_a_core_that_does_not_enhance_stay_specks() -> None:
    specks = [(Region.ET, ball(GRID, 4.0, (x, 0.0, 0.0))) for x in (-10.0, 10.0)]
    evidence = evidence_of(GRID, (Region.NCR, ball(GRID, 18.0)), *specks)
    assert value(evidence, "rano.longest") < 12
    assert word(evidence, "rano.measurable") == "no"
    assert rano(evidence)["rano.sum_of_products"] == NotMeasured("rano.not_measurable", {"limit_mm": 10.0})


def test_a_cavity_does_not_count_and_what_is_beside_it_does() -> None:
    layers = (*ring(GRID, 15.0)[:2], (Region.ET, ball(GRID, 7.0, (18.0, 0.0, 0.0))))
    solid = evidence_of(GRID, *layers)
    hollow = evidence_of(GRID, *layers, (Region.CAVITY, ball(GRID, 12.0)))
    assert value(solid, "rano.longest") > 34
    assert value(hollow, "rano.longest") < value(solid, "rano.longest") - 8  # no line across the cavity


@pytest.mark.parametrize("sequences", [tuple(Sequence), (Sequence.FLAIR,)])
def test_flair_is_measured_where_nothing_enhances_or_may_be_seen_to(sequences: tuple[Sequence, ...]) -> None:
    core = Region.NCR if Sequence.T1CE in sequences else Region.ET
    evidence = evidence_of(GRID, (Region.ED, ball(GRID, 20.0)), (core, ball(GRID, 9.0)), sequences=sequences)
    assert word(evidence, "rano.basis") == "flair"
    assert abs(value(evidence, "rano.longest") - 40) <= 2.0


def test_the_two_largest_measurable_lesions_are_the_targets() -> None:
    grid = field(spacing_mm=(2.0, 2.0, 2.0), extent_mm=90.0)
    balls = [(Region.ET, ball(grid, r, (x, 0.0, 0.0))) for r, x in ((12.0, -28.0), (9.0, 2.0), (7.0, 30.0))]
    evidence = evidence_of(grid, *balls)
    products = [part.measurements["rano.product"] for part in measure_lesions(evidence)]
    values = [one.value for one in products if isinstance(one, Measured)]
    assert values == sorted(values, reverse=True)
    assert value(evidence, "rano.product") == values[0]
    assert value(evidence, "rano.sum_of_products") == pytest.approx(values[0] + values[1])


@pytest.mark.parametrize(("radius_mm", "measurable"), [(4.0, "no"), (6.5, "yes")])
def test_both_diameters_of_a_measurable_lesion_reach_ten_millimeters(radius_mm: float, measurable: str) -> None:
    grid = field(spacing_mm=(1.0, 1.0, 1.0), extent_mm=30.0)
    assert word(evidence_of(grid, (Region.ET, ball(grid, radius_mm))), "rano.measurable") == measurable


def test_one_slice_is_not_enough() -> None:
    grid = field(spacing_mm=(1.0, 1.0, 5.0), extent_mm=40.0)
    slab = ball(grid, 14.0)
    slab[:, :, : grid.shape[2] // 2] = False
    slab[:, :, grid.shape[2] // 2 + 1 :] = False
    evidence = evidence_of(grid, (Region.ET, slab))
    assert value(evidence, "rano.perpendicular") > 20
    assert word(evidence, "rano.measurable") == "no"
    assert size(evidence)["size.sphericity"] == NotMeasured("size.few_voxels", {"voxels": 1.0, "fewest": 4.0})


@pytest.mark.parametrize(("spacing_mm", "limit_mm"), [((1, 1, 5), 10.0), ((1, 1, 6), 12.0), ((1, 8, 1), 16.0)])
def test_slices_over_five_millimeters_raise_the_limit(spacing_mm: Spacing, limit_mm: float) -> None:
    assert smallest_measurable_mm(field(spacing_mm=spacing_mm)) == limit_mm


def test_a_measurable_lesion_is_measured_where_it_is() -> None:
    grid = field(spacing_mm=(1.0, 1.0, 2.0), extent_mm=60.0)
    thread = ellipsoid(grid, (26.0, 2.5, 3.0), (0.0, 0.0, -9.0))
    joined = ball(grid, 8.0, (0.0, 0.0, 3.0)) | ellipsoid(grid, (2.0, 2.0, 12.0), (0.0, 0.0, -3.0))
    evidence = evidence_of(grid, (Region.ET, thread | joined))
    assert word(evidence, "rano.measurable") == "yes"
    assert value(evidence, "rano.perpendicular") >= 10


@pytest.mark.parametrize(
    ("grid", "codes"),
    [
        (field(spacing_mm=(1.0, 1.0, 5.0)), set()),
        (field(spacing_mm=(2.0, 2.0, 3.0), tilt_degrees=(25.0, 0.0, 0.0)), {"diameters.oblique"}),
        (field("PIR", spacing_mm=(1.0, 1.0, 5.0)), {"diameters.other_plane"}),
        (field("RIA", spacing_mm=(1.0, 1.0, 4.0)), {"diameters.other_plane"}),
    ],
    ids=["axial", "tilted", "sagittal", "coronal"],
)
def test_diameters_out_of_the_axial_plane_are_told(grid: Grid, codes: set[str]) -> None:
    evidence = evidence_of(grid, *ring(grid, 12.0))
    told = {one.code: one.values for one in judge(evidence, measure(evidence)) if one.code.startswith("diameters.")}
    assert set(told) == codes
    if "diameters.oblique" in told:
        assert told["diameters.oblique"]["angle_deg"] == pytest.approx(25.0)
    if "diameters.other_plane" in told:
        assert told["diameters.other_plane"]["plane"] == ("sagittal" if grid.axis_codes == "PIR" else "coronal")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("spacing_mm", "orientation", "tilt_deg"),
    [
        ((1.0, 1.0, 1.0), "LPS", (0.0, 0.0, 0.0)),
        ((0.5, 0.5, 5.0), "LPS", (0.0, 0.0, 0.0)),
        ((1.0, 1.0, 3.0), "RAI", (10.0, -8.0, 15.0)),
        ((1.2, 1.0, 1.0), "PSR", (0.0, 0.0, 0.0)),
    ],
)
def test_the_synthetic_patient_measures_what_its_shape_says(
    spacing_mm: Spacing, orientation: str, tilt_deg: Spacing
) -> None:
    settings = PhantomSettings(seed=0, spacing_mm=spacing_mm, orientation=orientation, tilt_deg=tilt_deg)
    phantom = make_phantom(settings)
    evidence = Evidence(study=phantom.study, label_map=phantom.truth)
    true, perpendicular = phantom.longest_axial_diameter, phantom.perpendicular_diameter
    assert isinstance(true, Measured)
    assert isinstance(perpendicular, Measured)
    assert abs(value(evidence, "rano.longest") - true.value) <= max(spacing_mm[:2])
    assert abs(value(evidence, "rano.perpendicular") - perpendicular.value) <= max(spacing_mm[:2])
    core = measure(evidence)["volume.TC"]
    assert isinstance(core, Measured)
    assert core.value == pytest.approx(phantom.volumes_ml[Region.TC], rel=0.03)


def test_a_tumor_at_the_border_is_measured_up_to_it() -> None:
    grid = field(spacing_mm=(2.0, 2.0, 2.0), extent_mm=40.0)
    evidence = evidence_of(grid, *ring(grid, 12.0, (20.0, 0.0, 0.0)))
    assert abs(value(evidence, "rano.longest") - 24) <= 2.0
    assert abs(value(evidence, "rano.perpendicular") - 13) <= 2.0
