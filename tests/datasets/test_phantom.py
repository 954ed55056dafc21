"""The synthetic patient: it is what was asked for, and its truth is true."""

from dataclasses import replace
from functools import cache
from importlib import resources

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import ndimage
from scipy.spatial.transform import Rotation

from neuroinsight.core.errors import DatasetError
from neuroinsight.core.labels import MEASURED_REGIONS, LabelMap, Region
from neuroinsight.core.measurement import Measured, NotMeasured
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.study import shared_grid
from neuroinsight.datasets.phantom import Phantom, PhantomSettings, Place, Side, TumorSettings, make_phantom
from neuroinsight.datasets.phantom.grid import phantom_grid
from neuroinsight.datasets.phantom.head import CENTER_MM, HEAD_SCALE
from neuroinsight.imaging.orientation import canonical_order, to_canonical
from tests.strategies import AXIS_CODES

COARSE = PhantomSettings(spacing_mm=(4.0, 4.0, 4.0))


@cache
def made(settings: PhantomSettings) -> Phantom:
    return make_phantom(settings)


def centroid_mm(labels: LabelMap, region: Region) -> NDArray[np.float64]:
    return labels.grid.to_world_mm(np.argwhere(labels.mask(region)).mean(axis=0))


def median_of(phantom: Phantom, sequence: Sequence, region: Region) -> float:
    return float(np.median(phantom.study.volumes[sequence].array[phantom.truth.mask(region)]))


def median_of_healthy(phantom: Phantom, sequence: Sequence) -> float:
    image = phantom.study.volumes[sequence].array
    return float(np.median(image[(image > 0) & (phantom.truth.array == 0)]))


def test_the_default_grid_is_that_of_brats() -> None:
    grid = phantom_grid(PhantomSettings())
    assert grid.shape == (240, 240, 155)
    assert np.array_equal(grid.affine[:3, :3], np.diag([-1, -1, 1]))
    assert grid.axis_codes == "LPS"


@pytest.mark.parametrize("codes", AXIS_CODES)
def test_each_of_the_48_orientations_gives_its_axes_and_spacing(codes: str) -> None:
    grid = phantom_grid(PhantomSettings(orientation=codes, spacing_mm=(1.5, 2.0, 5.0)))
    assert grid.axis_codes == codes
    by_world = {"L": 1.5, "R": 1.5, "A": 2.0, "P": 2.0, "I": 5.0, "S": 5.0}
    assert np.allclose(grid.spacing_mm, [by_world[code] for code in codes])


def test_the_same_settings_give_the_same_voxels() -> None:
    first, second = made(COARSE), make_phantom(COARSE)
    assert np.array_equal(first.truth.array, second.truth.array)
    for sequence in Sequence:
        assert np.array_equal(first.study.volumes[sequence].array, second.study.volumes[sequence].array)


def test_another_seed_gives_another_patient_with_the_same_volume_of_core() -> None:
    first, second = made(COARSE), made(replace(COARSE, seed=1))
    assert not np.array_equal(first.truth.array, second.truth.array)
    assert second.volumes_ml[Region.TC] == pytest.approx(first.volumes_ml[Region.TC], rel=0.02)


@pytest.mark.parametrize("codes", ["RAS", "PIL", "SRA"])
def test_another_orientation_moves_axes_and_changes_no_voxel(codes: str) -> None:
    straight, turned = made(COARSE), make_phantom(replace(COARSE, orientation=codes))
    here, there = canonical_order(shared_grid(straight.study)), canonical_order(shared_grid(turned.study))
    assert np.array_equal(to_canonical(straight.truth.array, here), to_canonical(turned.truth.array, there))
    for sequence in Sequence:
        one, other = straight.study.volumes[sequence].array, turned.study.volumes[sequence].array
        assert np.array_equal(to_canonical(one, here), to_canonical(other, there))


def test_air_is_0_and_brain_is_not_in_all_sequences_alike() -> None:
    volumes = made(COARSE).study.volumes
    brain = volumes[Sequence.T1].array > 0
    assert 1.2 < brain.sum() * shared_grid(made(COARSE).study).voxel_volume_ml / 1000 < 1.8  # liters
    for volume in volumes.values():
        assert volume.array.dtype == np.int16
        assert np.array_equal(volume.array != 0, brain)
        assert volume.array.min() == 0
        assert (volume.array == 0)[0].all()


def test_the_truth_lies_in_the_brain() -> None:
    phantom = made(COARSE)
    assert (phantom.study.volumes[Sequence.FLAIR].array[phantom.truth.array > 0] > 0).all()


@pytest.mark.parametrize("size_mm", [16.0, 30.0, 45.0])
def test_the_core_has_the_volume_of_the_sphere_of_its_size(size_mm: float) -> None:
    phantom = made(replace(COARSE, tumor=TumorSettings(size_mm=size_mm)))
    assert phantom.volumes_ml[Region.TC] == pytest.approx(np.pi / 6 * size_mm**3 / 1000, rel=0.03)
    assert phantom.volumes_ml[Region.ED] == pytest.approx(1.8 * phantom.volumes_ml[Region.TC], rel=0.1)


def test_regions_add_up() -> None:
    volumes = made(COARSE).volumes_ml
    assert volumes[Region.TC] == pytest.approx(volumes[Region.NCR] + volumes[Region.ET])
    assert volumes[Region.WT] == pytest.approx(volumes[Region.TC] + volumes[Region.ED])


def test_voxels_of_2_mm_count_the_true_volumes_within_5_percent() -> None:
    phantom = make_phantom(replace(COARSE, spacing_mm=(2.0, 2.0, 2.0)))
    for region in (Region.WT, Region.TC, Region.ET):
        assert phantom.counted_volumes_ml[region] == pytest.approx(phantom.volumes_ml[region], rel=0.05)
    voxels = phantom.truth.mask(Region.WT).sum() * phantom.truth.grid.voxel_volume_ml
    assert phantom.counted_volumes_ml[Region.WT] == pytest.approx(voxels)


def test_true_volumes_and_diameters_do_not_depend_on_the_grid() -> None:
    fine, thick = made(COARSE), make_phantom(replace(COARSE, spacing_mm=(3.0, 5.0, 8.0), orientation="SAR"))
    assert fine.volumes_ml == thick.volumes_ml
    assert fine.longest_axial_diameter == thick.longest_axial_diameter
    assert fine.perpendicular_diameter == thick.perpendicular_diameter


def test_necrosis_is_wrapped_in_enhancing_rim() -> None:
    truth = make_phantom(replace(COARSE, spacing_mm=(2.0, 2.0, 2.0))).truth
    assert truth.mask(Region.NCR).any()
    around = ndimage.binary_dilation(truth.mask(Region.NCR))
    assert truth.mask(Region.TC)[around].mean() > 0.98


def test_a_core_thinner_than_two_rims_has_no_necrosis() -> None:
    phantom = made(replace(COARSE, tumor=TumorSettings(size_mm=12.0, rim_mm=12.0)))
    assert phantom.volumes_ml[Region.NCR] == 0
    assert phantom.volumes_ml[Region.ET] == phantom.volumes_ml[Region.TC] > 0


def test_a_tumor_without_edema_is_core_alone() -> None:
    phantom = made(replace(COARSE, tumor=TumorSettings(edema_ratio=0.0)))
    assert phantom.volumes_ml[Region.ED] == 0


def test_a_healthy_brain_has_no_tumor_and_says_why_it_has_no_diameter() -> None:
    phantom = made(replace(COARSE, tumor=None))
    assert not phantom.truth.array.any()
    assert all(phantom.volumes_ml[region] == 0 for region in MEASURED_REGIONS)
    assert phantom.longest_axial_diameter == NotMeasured("phantom.no_tumor")


@pytest.mark.parametrize(("place", "side"), [*((place, Side.RIGHT) for place in Place), (Place.FRONTAL, Side.LEFT)])
def test_the_core_is_where_it_was_put(place: Place, side: Side) -> None:
    center = place.center_mni_mm(side)
    phantom = made(replace(COARSE, tumor=TumorSettings(center_mni_mm=center, size_mm=20.0, edema_ratio=0.5)))
    found = centroid_mm(phantom.truth, Region.TC)
    assert (found[0] > 0) == (side is Side.RIGHT)
    assert np.linalg.norm(found - np.array(center) * HEAD_SCALE) < 4.0


def test_tilting_turns_the_tumor_about_the_brains_center_and_keeps_its_volumes() -> None:
    tilt = (10.0, -15.0, 20.0)
    straight, tilted = made(COARSE), make_phantom(replace(COARSE, tilt_deg=tilt))
    turn = Rotation.from_euler("xyz", tilt, degrees=True)
    expected = turn.apply(centroid_mm(straight.truth, Region.WT) - CENTER_MM) + CENTER_MM
    assert np.linalg.norm(centroid_mm(tilted.truth, Region.WT) - expected) < 1.0
    assert tilted.volumes_ml == straight.volumes_ml
    assert tilted.counted_volumes_ml[Region.WT] == pytest.approx(straight.counted_volumes_ml[Region.WT], rel=0.05)


def test_each_sequence_shows_the_tumor_as_radiologists_know_it() -> None:
    phantom = made(COARSE)
    rim, necrosis = (median_of(phantom, Sequence.T1CE, region) for region in (Region.ET, Region.NCR))
    assert rim > 1.3 * median_of_healthy(phantom, Sequence.T1CE)
    assert necrosis < median_of_healthy(phantom, Sequence.T1CE)
    assert median_of(phantom, Sequence.T1, Region.ET) < 1.2 * median_of_healthy(phantom, Sequence.T1)
    assert median_of(phantom, Sequence.FLAIR, Region.ED) > 1.5 * median_of_healthy(phantom, Sequence.FLAIR)
    assert median_of(phantom, Sequence.T2, Region.NCR) > 1.5 * median_of_healthy(phantom, Sequence.T2)


def test_the_diameters_are_those_of_a_body_of_that_size() -> None:
    phantom = made(COARSE)
    longest, across = phantom.longest_axial_diameter, phantom.perpendicular_diameter
    assert isinstance(longest, Measured)
    assert isinstance(across, Measured)
    assert 0.9 * 40.0 < longest.value < 1.4 * 40.0
    assert 0.6 * longest.value < across.value <= longest.value
    assert longest.unit == across.unit == "mm"


@pytest.mark.parametrize("orientation", ["", "LPR", "LP", "XYZ", "LPSR", "lps"])
def test_an_orientation_that_is_none_of_the_48_is_refused(orientation: str) -> None:
    with pytest.raises(DatasetError) as refused:
        PhantomSettings(orientation=orientation)
    assert "three axis codes" in refused.value.allowed


@pytest.mark.parametrize(
    ("wrong", "value"),
    [
        ("spacing_mm", (0.0, 1.0, 1.0)),
        ("spacing_mm", (1.0, 1.0, float("nan"))),
        ("tilt_deg", (90.0, 0.0, 0.0)),
        ("noise_fraction", -0.1),
        ("seed", -1),
        ("case_id", "../elsewhere"),
        ("case_id", ""),
    ],
)
def test_a_setting_out_of_bounds_is_refused(wrong: str, value: object) -> None:
    with pytest.raises(DatasetError):
        PhantomSettings(**{wrong: value})  # type: ignore[arg-type]


def test_a_tumor_outside_of_the_brain_is_refused() -> None:
    with pytest.raises(DatasetError, match="must be in the brain"):
        make_phantom(replace(COARSE, tumor=TumorSettings(center_mni_mm=(95.0, 0.0, 0.0))))


def test_tumors_that_touch_are_refused_for_their_voxels_would_belong_to_chance() -> None:
    near = TumorSettings(center_mni_mm=(30.0, -30.0, 26.0), size_mm=30.0)
    with pytest.raises(DatasetError) as caught:
        make_phantom(PhantomSettings(spacing_mm=(6.0, 6.0, 6.0), further=(near,)))
    assert caught.value.code == "phantom.tumors_touch"


def test_the_template_ships_with_its_notice_and_is_small() -> None:
    folder = resources.files("neuroinsight.datasets") / "template"
    assert "McGill University" in (folder / "NOTICE.txt").read_text(encoding="utf-8")
    assert len((folder / "icbm152_right_half.nii.gz").read_bytes()) < 3_000_000
