"""Sides, distances and depth against the patient's own midline."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from neuroinsight.clinical.evidence import Evidence
from neuroinsight.clinical.place import place, place_of
from neuroinsight.core.grid import Grid
from neuroinsight.core.labels import BRATS_2017, LabelMap
from neuroinsight.core.measurement import Located, Measured, Measurement, NotMeasured, Stated
from neuroinsight.core.origin import Origin
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.study import Identity, Study
from neuroinsight.core.volume import Volume
from neuroinsight.datasets.phantom import Phantom, PhantomSettings, TumorSettings, make_phantom
from tests.strategies import AXIS_CODES, permuted

COARSE = (8.0, 8.0, 8.0)


@cache
def phantom(x_mm: float = 34.0, *, tilt_deg: float = 0.0) -> Phantom:
    return make_phantom(
        PhantomSettings(
            seed=5,
            spacing_mm=COARSE,
            orientation="RAS",
            tilt_deg=(0.0, tilt_deg, -tilt_deg),
            tumor=TumorSettings(center_mni_mm=(x_mm, -34.0, 28.0), size_mm=30.0, edema_ratio=1.0),
        )
    )


def evidence_of(made: Phantom, *, codes: str = "RAS", mirror: bool = False) -> Evidence:
    volumes = {}
    for sequence in (Sequence.T1, Sequence.T2):
        volume = made.study.volumes[sequence]
        array, grid = permuted(volume.array[::-1] if mirror else volume.array, volume.grid, codes)
        volumes[sequence] = Volume(array=array.astype(np.int16), grid=grid)
    labels, grid = permuted(made.truth.array[::-1] if mirror else made.truth.array, made.truth.grid, codes)
    label_map = LabelMap(array=labels.astype(np.uint8), grid=grid, scheme=BRATS_2017)
    return Evidence(study=Study(identity=Identity(case_id="case"), volumes=volumes), label_map=label_map)


def word(found: Measurement) -> str:
    assert isinstance(found, Stated), found
    return found.code


def number(found: Measurement) -> float:
    assert isinstance(found, Measured), found
    return found.value


def test_sides_are_the_patients_in_any_axis_order() -> None:
    reference = place(evidence_of(phantom()))
    assert word(reference["place.side"]) == "right"
    for codes in AXIS_CODES[::7]:  # the contract of measures tries all 48
        turned = place(evidence_of(phantom(), codes=codes))
        assert turned["place.side"] == reference["place.side"], codes
        assert np.isclose(number(turned["place.right_share"]), number(reference["place.right_share"])), codes
        one, other = turned["place.center"], reference["place.center"]
        assert isinstance(one, Located)
        assert isinstance(other, Located)
        assert np.allclose(one.point_mm, other.point_mm, atol=1e-3), codes


def test_the_mirrored_patient_has_the_other_side_at_the_same_distance() -> None:
    before, after = place(evidence_of(phantom())), place(evidence_of(phantom(), mirror=True))
    assert (word(before["place.side"]), word(after["place.side"])) == ("right", "left")
    assert number(after["place.right_share"]) == pytest.approx(1 - number(before["place.right_share"]), abs=0.02)
    assert number(after["place.midline_distance"]) == pytest.approx(number(before["place.midline_distance"]), abs=1.5)
    assert number(after["place.depth"]) == number(before["place.depth"])


@pytest.mark.parametrize("x_mm", [-40.0, 40.0])
def test_a_tilted_head_is_measured_against_its_own_midline(x_mm: float) -> None:
    found = place(evidence_of(phantom(x_mm, tilt_deg=15.0)))
    assert word(found["place.side"]) == ("right" if x_mm > 0 else "left")
    assert word(found["place.crosses_midline"]) == "no"


def test_a_head_that_lies_beside_the_origin_keeps_its_sides() -> None:
    made = evidence_of(phantom())
    moved = Grid(shape=made.label_map.grid.shape, affine=made.label_map.grid.affine - np.diag([0, 0, 0, 0]))
    affine = moved.affine.copy()
    affine[0, 3] -= 200.0  # the whole head is left of the world's x = 0
    grid = Grid(shape=moved.shape, affine=affine)
    volumes = {one: replace(volume, grid=grid) for one, volume in made.study.volumes.items()}
    aside = Evidence(study=replace(made.study, volumes=volumes), label_map=replace(made.label_map, grid=grid))
    assert word(place(aside)["place.side"]) == "right"


def test_a_tumor_on_the_midline_is_on_both_sides_and_crosses_it() -> None:
    found = place(evidence_of(phantom(1.0)))
    assert word(found["place.side"]) == "both"
    assert word(found["place.crosses_midline"]) == "yes"
    assert number(found["place.midline_distance"]) == 0
    assert 0.3 < number(found["place.right_share"]) < 0.7


def test_two_parts_on_two_sides_do_not_cross() -> None:
    evidence = evidence_of(phantom())
    array = evidence.label_map.array.copy()
    array = np.maximum(array, array[::-1])
    found = place(replace(evidence, label_map=replace(evidence.label_map, array=array)))
    assert word(found["place.side"]) == "both"
    assert word(found["place.crosses_midline"]) == "no"
    assert number(found["place.midline_distance"]) > 0


def test_depth_is_counted_to_the_air_and_not_to_holes_or_the_images_end() -> None:
    grid = Grid(shape=(21, 21, 21), affine=np.diag([2.0, 2.0, 2.0, 1.0]))
    image = np.zeros(grid.shape, np.float32)
    image[3:18, 3:18, :] = np.random.default_rng(0).uniform(1, 2, (15, 15, 21))
    image[10, 10, 12] = 0
    labels = np.zeros(grid.shape, np.uint8)
    labels[8:11, 8:13, 5:11] = 4
    volume = Volume(array=image, grid=grid)
    study = Study(identity=Identity(case_id="case"), volumes={Sequence.T1CE: volume})
    label_map = LabelMap(array=labels, grid=grid, scheme=BRATS_2017)
    assert number(place(Evidence(study=study, label_map=label_map))["place.depth"]) == 12.0  # from 8 to 2, 2 mm each
    full = Volume(array=image + 1, grid=grid)
    endless = Evidence(study=replace(study, volumes={Sequence.T1CE: full}), label_map=label_map)
    assert place(endless)["place.depth"] == NotMeasured("brain.no_surface")


def test_what_cannot_be_told_has_its_reason() -> None:
    evidence = evidence_of(phantom())
    nothing = replace(evidence.label_map, array=np.zeros_like(evidence.label_map.array))
    assert all(one == NotMeasured("tumor.absent") for one in place(replace(evidence, label_map=nothing)).values())
    corner = np.zeros_like(evidence.label_map.array)
    corner[:3, :3, :3] = 4
    outside = place(replace(evidence, label_map=replace(evidence.label_map, array=corner)))
    assert all(one == NotMeasured("tumor.outside_brain") for one in outside.values())


def test_unknown_sides_leave_the_distances() -> None:
    evidence = evidence_of(phantom())
    known = place(evidence)
    silent = Origin(format="NIfTI-1", readings=())
    volumes = {one: replace(volume, origin=silent) for one, volume in evidence.study.volumes.items()}
    found = place(replace(evidence, study=replace(evidence.study, volumes=volumes)))
    for name in ("side", "right_share", "center"):
        assert found[f"place.{name}"] == NotMeasured("sides.unknown")
    for name in ("midline_distance", "depth"):
        assert number(found[f"place.{name}"]) == pytest.approx(number(known[f"place.{name}"]), abs=0.5)


def test_half_a_brain_has_no_midline() -> None:
    evidence = evidence_of(phantom())
    middle = evidence.label_map.grid.shape[0] // 2
    volumes = {}
    for sequence, volume in evidence.study.volumes.items():
        array = np.array(volume.array)
        array[:middle] = 0
        volumes[sequence] = replace(volume, array=array)
    found = place(replace(evidence, study=replace(evidence.study, volumes=volumes)))
    assert found["place.side"] == NotMeasured("midline.not_found")
    assert found["place.midline_distance"] == NotMeasured("midline.not_found")
    assert number(found["place.depth"]) > 0


def test_a_lesion_alone_is_placed_like_the_study() -> None:
    evidence = evidence_of(phantom())
    (lesion,) = evidence.lesions
    of_study, of_lesion = place(evidence), place_of(evidence, lesion)
    assert of_lesion.keys() == of_study.keys()
    for name in ("side", "crosses_midline", "midline_distance"):
        assert of_lesion[f"place.{name}"] == of_study[f"place.{name}"]
