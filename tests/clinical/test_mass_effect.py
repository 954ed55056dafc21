"""How far the middle of the brain is pushed aside, on phantoms whose middle is known."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from neuroinsight.clinical.evidence import Evidence
from neuroinsight.clinical.mass_effect import deviation, mass_effect
from neuroinsight.core.labels import BRATS_2017, LabelMap
from neuroinsight.core.measurement import Measured, Measurement, NotMeasured, Stated
from neuroinsight.core.origin import Origin
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.study import Study
from neuroinsight.core.volume import Volume
from neuroinsight.datasets.phantom import Phantom, PhantomSettings, TumorSettings, make_phantom
from neuroinsight.datasets.phantom.head import Head
from neuroinsight.imaging.midsurface import Middle, middle_of
from neuroinsight.imaging.section import Section, section_along
from neuroinsight.imaging.symmetry import Plane
from tests.strategies import AXIS_CODES, permuted

SHIFT, TO = "mass_effect.midline_shift", "mass_effect.shift_to"


@cache
def phantom(middle_mm: float, *, seed: int = 2, nod_deg: float = 0.0) -> Phantom:
    tumor = TumorSettings(center_mni_mm=(34.0, -60.0, 20.0), size_mm=12.0, edema_ratio=1.0)
    settings = PhantomSettings(
        seed=seed,
        spacing_mm=(3.0, 3.0, 3.0),
        orientation="RAS",
        tumor=tumor,
        middle_mm=middle_mm,
        tilt_deg=(nod_deg, 0.0, 0.0),
    )
    return make_phantom(settings)


@cache
def evidence_of(made: Phantom) -> Evidence:
    return Evidence(study=made.study, label_map=made.truth)


def seen_from(evidence: Evidence, codes: str, *, mirror: bool = False) -> Evidence:
    """Return the same patient as another program stored it, or the mirror image."""
    step = -1 if mirror else 1
    volumes = {}
    for sequence, volume in evidence.study.volumes.items():
        array, grid = permuted(volume.array[::step], volume.grid, codes)
        volumes[sequence] = Volume(array=array.astype(np.int16), grid=grid)
    labels, grid = permuted(evidence.label_map.array[::step], evidence.label_map.grid, codes)
    label_map = LabelMap(array=labels.astype(np.uint8), grid=grid, scheme=BRATS_2017)
    return Evidence(study=replace(evidence.study, volumes=volumes), label_map=label_map)


def signed_mm(found: Mapping[str, Measurement]) -> float:
    shift, to = found[SHIFT], found[TO]
    assert isinstance(shift, Measured), shift
    assert isinstance(to, Stated)
    assert shift.unit == "mm"
    return -shift.value if to.code == "left" else shift.value


def section_of(evidence: Evidence) -> Section:
    plane, grid = evidence.midline, evidence.label_map.grid
    assert isinstance(plane, Plane)
    none = np.zeros(grid.shape, bool)
    images = [volume.array for volume in evidence.study.volumes.values()]
    section = section_along(plane, images, (evidence.brain, none, none), grid)
    assert section is not None
    return section


def true_middle(made: Phantom, section: Section) -> Middle:
    """Return where, across the section, tissue lies that the template has in its middle."""
    head = Head(made.settings.seed, made.settings.tumor, middle_mm=made.settings.middle_mm)
    rows, columns = section.inside.shape
    across = np.arange(-24, 25)
    lattice = np.stack(np.meshgrid(np.arange(rows), np.arange(columns), across, indexing="ij"), axis=-1)
    points = (section.corner_mm + lattice @ section.steps_mm).reshape(-1, 3).T.astype(np.float32)
    right = head.from_middle_mm(points).reshape(lattice.shape[:3])
    last = np.clip((right <= 0).sum(axis=2) - 1, 0, len(across) - 2)[..., None]
    low, high = np.take_along_axis(right, last, 2)[..., 0], np.take_along_axis(right, last + 1, 2)[..., 0]
    return Middle(offsets=across[last[..., 0]] - low / (high - low), likeness=np.ones((rows, columns)))


@pytest.mark.parametrize("middle_mm", [0.0, 5.0, -10.0])
def test_a_pushed_middle_is_measured_to_a_millimeter(middle_mm: float) -> None:
    made = phantom(middle_mm)
    evidence = evidence_of(made)
    section = section_of(evidence)
    true_mm = deviation(section, true_middle(made, section))[0] * section.unit_mm
    assert abs(true_mm - middle_mm) < 2.5  # the phantom's brain is bent at random besides
    assert signed_mm(mass_effect(evidence)) == pytest.approx(true_mm, abs=1.0)


def test_the_middle_is_found_by_either_contrast() -> None:
    made = phantom(5.0)
    section = section_of(evidence_of(made))
    true, inner = true_middle(made, section), section.inside.copy()
    inner[:8], inner[-8:], inner[:, :16], inner[:, -8:] = False, False, False, False
    kinds = list(made.study.volumes)
    for chosen in ((Sequence.T1, Sequence.T1CE), (Sequence.T2, Sequence.FLAIR)):
        found = middle_of(section, [kinds.index(one) for one in chosen])
        assert np.median(np.abs(found.offsets - true.offsets)[inner]) < 1.0, chosen


def test_the_line_leads_from_the_straight_midline_to_the_middle() -> None:
    shift = mass_effect(evidence_of(phantom(5.0)))[SHIFT]
    assert isinstance(shift, Measured)
    assert shift.along is not None
    start, end = np.array(shift.along.start_mm), np.array(shift.along.end_mm)
    assert np.linalg.norm(end - start) == pytest.approx(shift.value)
    assert end[0] - start[0] == pytest.approx(shift.value, rel=0.05)  # to the right
    assert abs(end[1]) < 40
    assert -5 < end[2] < 30  # the height of septum and third ventricle in the phantom's space


def test_no_axis_order_changes_the_shift_and_the_mirror_image_has_the_other_side() -> None:
    reference = signed_mm(mass_effect(evidence_of(phantom(5.0))))
    for codes in AXIS_CODES[5::24]:
        assert signed_mm(mass_effect(seen_from(evidence_of(phantom(5.0)), codes))) == pytest.approx(reference, abs=0.05)
    mirrored = signed_mm(mass_effect(seen_from(evidence_of(phantom(5.0)), "RAS", mirror=True)))
    assert mirrored == pytest.approx(-reference, abs=0.5)


def test_a_shift_that_cannot_be_trusted_is_not_told() -> None:
    evidence = evidence_of(phantom(5.0))
    labels, grid = evidence.label_map.array, evidence.label_map.grid

    def outlined(array: np.ndarray) -> Evidence:
        return replace(evidence, label_map=replace(evidence.label_map, array=array))

    def showing(*sequences: Sequence) -> Evidence:
        volumes = {one: evidence.study.volumes[one] for one in sequences}
        return replace(evidence, study=replace(evidence.study, volumes=volumes))

    places = grid.to_world_mm(np.moveaxis(np.indices(labels.shape).astype(np.float64), 0, -1))
    in_the_middle = np.where(np.linalg.norm(places - [3.0, 4.0, 10.0], axis=-1) < 14, np.uint8(4), labels)
    others = phantom(-10.0).study.volumes  # of the same brain
    silent = {
        one: replace(v, origin=Origin(format="NIfTI-1", readings=())) for one, v in evidence.study.volumes.items()
    }
    for code, one in {
        "tumor.absent": outlined(np.zeros_like(labels)),
        "midline.in_tumor": outlined(in_the_middle),
        "midline.one_contrast": showing(Sequence.T2, Sequence.FLAIR),
        "sides.unknown": with_volumes(evidence, silent),
        "brain.cut_off": cut_above(evidence, 50.0),
        "midline.disagree": with_volumes(
            evidence, dict(evidence.study.volumes) | {s: others[s] for s in (Sequence.T2, Sequence.FLAIR)}
        ),
    }.items():
        found = mass_effect(one)
        assert found.keys() == {SHIFT, TO}
        for measurement in found.values():
            assert isinstance(measurement, NotMeasured), code
            assert measurement.code == code


def with_volumes(evidence: Evidence, volumes: Mapping[Sequence, Volume]) -> Evidence:
    return replace(evidence, study=Study(identity=evidence.study.identity, volumes=volumes))


def cut_above(evidence: Evidence, top_mm: float) -> Evidence:
    """Return the patient whose images end below the top of the brain."""
    grid = evidence.label_map.grid
    kept = int(grid.to_index(np.array([0.0, 0.0, top_mm]))[2])
    shape = (grid.shape[0], grid.shape[1], kept)
    smaller = replace(grid, shape=shape)
    volumes = {s: replace(v, array=v.array[..., :kept], grid=smaller) for s, v in evidence.study.volumes.items()}
    label_map = replace(evidence.label_map, array=evidence.label_map.array[..., :kept], grid=smaller)
    return replace(with_volumes(evidence, volumes), label_map=label_map)


@pytest.mark.slow
@pytest.mark.parametrize("nod_deg", [-10.0, 10.0])
@pytest.mark.parametrize("seed", [1, 3, 4])
def test_a_nodding_head_has_the_same_shift(seed: int, nod_deg: float) -> None:
    straight = signed_mm(mass_effect(evidence_of(phantom(6.0, seed=seed))))
    assert signed_mm(mass_effect(evidence_of(phantom(6.0, seed=seed, nod_deg=nod_deg)))) == pytest.approx(
        straight, abs=1.5
    )
