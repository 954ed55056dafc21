"""What the check refuses, each with its message, what it warns of, and what it lets pass."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import ndimage

from neuroinsight.core.errors import GridError, StudyError
from neuroinsight.core.grid import Grid
from neuroinsight.core.record import Severity
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.study import Identity, Source, Study
from neuroinsight.core.volume import Volume
from neuroinsight.io.study import load_study, load_study_files, recognize
from neuroinsight.preprocess.check import check
from neuroinsight.preprocess.plan import Fit, Normalization, Plan
from tests.strategies import AXIS_CODES, ellipsoid, grid_of, permuted

Array = NDArray[np.floating]
SHAPE = (80, 96, 80)
GRID = grid_of("LPS", shape=SHAPE, spacing_mm=(2.0, 2.0, 2.0))
BRAIN = ellipsoid(SHAPE, (39.5, 47.5, 39.5), (32.0, 38.0, 31.0))


def plan_of(*sequences: Sequence) -> Plan:
    return Plan(
        sequences=sequences,
        patch=(64, 64),
        mm=(2.0, 2.0, Fit.FILE),
        normalization=Normalization.ZSCORE_BRAIN,
    )


PLAN = plan_of(Sequence.T1CE, Sequence.FLAIR)


@cache
def anatomy(seed: int) -> Array:
    """Folds of a few centimeters that two sequences show with different contrast."""
    noise = np.random.default_rng(seed).normal(size=SHAPE)
    smooth = ndimage.gaussian_filter(noise, 3.0)
    folds: Array = (smooth / smooth.std()).astype(np.float32)
    return folds


def image(seed: int = 0, *, contrast: Callable[[Array], Array] = lambda folds: folds) -> Array:
    noise = np.random.default_rng(99).normal(0, 8, SHAPE)
    tissue = 300 + 60 * contrast(anatomy(seed)) + noise
    return np.where(BRAIN, tissue.clip(20, None), 0).astype(np.float32)


def study(**images: Array | Volume) -> Study:
    """Return a sound study with some of its images replaced or added."""
    sound: dict[str, Array | Volume] = {"t1ce": image(), "flair": image(contrast=lambda folds: np.abs(folds) * 1.5)}
    volumes = {
        Sequence(name): content if isinstance(content, Volume) else Volume(array=content, grid=GRID)
        for name, content in (sound | images).items()
    }
    return Study(identity=Identity(case_id="made up"), volumes=volumes)


def with_value(value: float) -> Array:
    array = image()
    array[40, 40, 40] = value
    return array


def noisy_air() -> Array:
    noise = np.abs(np.random.default_rng(5).normal(0, 6, SHAPE)).astype(np.float32)
    return np.where(BRAIN, image(), noise)


def scrap() -> Array:
    there = np.zeros(SHAPE, bool)
    there[28:52, 32:56, 32:56] = True
    return np.where(there, image(contrast=np.tanh), 0).astype(np.float32)


def with_skull(gap: int) -> Array:
    inner = ndimage.binary_dilation(BRAIN, iterations=gap) if gap else BRAIN
    scalp = ndimage.binary_dilation(inner, iterations=3) & ~inner
    return np.where(scalp, np.float32(900), image())


def on_spacing(spacing_mm: tuple[float, float, float], array: Array) -> Study:
    grid = grid_of("LPS", shape=(array.shape[0], array.shape[1], array.shape[2]), spacing_mm=spacing_mm)
    folded = np.where(array != 0, np.abs(array - 300) + 50, 0)  # another contrast of the same anatomy
    return study(t1ce=Volume(array=array, grid=grid), flair=Volume(array=folded, grid=grid))


def moved(millimeters: float) -> Volume:
    return Volume(
        array=image(1), grid=grid_of("LPS", shape=SHAPE, spacing_mm=(2.0,) * 3, origin_mm=(millimeters, 0, 0))
    )


def halved() -> Volume:
    return Volume(array=image(1)[::2], grid=grid_of("LPS", shape=(40, 96, 80), spacing_mm=(4.0, 2.0, 2.0)))


def mirrored() -> Volume:
    array, grid = permuted(image(1), GRID, "RPS")
    return Volume(array=array.astype(np.float32), grid=grid)


def test_a_sound_study_passes_without_a_word() -> None:
    assert check(study(), PLAN) == ()


@pytest.mark.parametrize(
    ("case", "problem", "seen", "remedy"),
    [
        (lambda: study(flair=with_value(np.nan)), "FLAIR holds voxels that are not numbers", "1 NaN", "export"),
        (lambda: study(flair=with_value(np.inf)), "FLAIR holds voxels that are not numbers", "1 infinite", "export"),
        (lambda: study(flair=np.zeros(SHAPE, np.float32)), "FLAIR is empty", "every voxel is 0", "export"),
        (lambda: study(flair=np.full(SHAPE, 7, np.float32)), "FLAIR is empty", "every voxel is 7", "export"),
        (lambda: study(flair=BRAIN * np.float32(2)), "FLAIR looks like a segmentation", "0 to 2", "FLAIR image"),
        (lambda: study(flair=BRAIN * np.float32(100)), "FLAIR looks like a mask", "1 different value", "FLAIR image"),
        (lambda: study(flair=scrap()), "FLAIR shows hardly any of the brain", "of what another", "whole FLAIR"),
        (lambda: on_spacing((0.5, 0.5, 0.5), scrap()), "no brain", "ml above 0", "look at the images"),
        (lambda: study(flair=noisy_air()), "whole head", "FLAIR: values other than 0 on 6 of", "HD-BET or SynthStrip"),
        (lambda: study(flair=with_skull(2)), "whole head", "like skull and scalp", "SynthStrip"),
        (lambda: study(t1ce=with_skull(0), flair=with_skull(2)), "whole head", "as bright as the inside", "HD-BET"),
        (lambda: on_spacing((3.0, 3.0, 3.0), image()), "whole head", "more than a brain has", "HD-BET"),
        (lambda: study(flair=image()), "T1CE and FLAIR are the same image", "equal voxels", "true"),
        (lambda: study(flair=image() * 3), "T1CE and FLAIR are the same image", "up to the scale", "true"),
        (lambda: study(t1=image()), "T1CE and T1 are the same image", "equal voxels", "true"),
        (
            lambda: study(flair=np.roll(image(), 12, axis=0)),
            "not registered",
            "% of the smaller brain",
            "register FLAIR",
        ),
        (
            lambda: study(flair=np.roll(image(2), 4, axis=1)),
            "not registered",
            "% of the smaller brain",
            "register FLAIR",
        ),
        (lambda: on_spacing((1e-3, 1e-3, 1e-3), image()), "spacing that no head scan has", "0.001", "meters"),
        (lambda: on_spacing((1.0, 1.0, 12.0), image()), "spacing that no head scan has", "12", "DICOM"),
        (lambda: on_spacing((1.0, 1.0, 1.0), image()[:, :, 30:50]), "too little of the head", "20 mm", "whole brain"),
    ],
)
def test_bad_images_are_refused_with_problem_seen_and_remedy(
    case: Callable[[], Study], problem: str, seen: str, remedy: str
) -> None:
    with pytest.raises(StudyError, match=problem) as caught:
        check(case(), PLAN)
    assert seen in caught.value.seen
    assert remedy in caught.value.remedy
    assert caught.value.allowed


def test_a_missing_sequence_is_named_with_the_way_out() -> None:
    with pytest.raises(StudyError, match="lacks a sequence") as caught:
        check(study(), plan_of(Sequence.T2, Sequence.FLAIR))
    assert (caught.value.seen, caught.value.allowed) == ("T1CE, FLAIR", "T2, FLAIR")
    assert "add T2" in caught.value.remedy


@pytest.mark.parametrize(
    ("volume", "remedy"),
    [(moved(3.0), "register and resample"), (halved(), "register and resample"), (mirrored(), "register and resample")],
    ids=["place", "spacing", "axis order"],
)
def test_different_grids_are_refused_with_both_grids(volume: Volume, remedy: str) -> None:
    with pytest.raises(GridError, match="different grids") as caught:
        check(study(flair=volume), PLAN)
    assert "T1CE" in caught.value.seen
    assert "FLAIR" in caught.value.seen
    assert remedy in caught.value.remedy


def test_what_the_model_can_do_without_need_not_be_there_but_its_absence_is_told() -> None:
    plan = replace(plan_of(Sequence.T1CE, Sequence.FLAIR, Sequence.T2), optional=(Sequence.T2,))
    (note,) = check(study(), plan)
    assert (note.code, note.values["sequences"]) == ("sequences.optional_missing", ("t2",))
    assert note.severity is Severity.NOTE
    t2 = image(contrast=lambda folds: np.abs(folds - 1))
    assert check(study(t2=t2), plan) == ()
    with pytest.raises(GridError) as caught:
        check(study(t2=moved(3.0)), plan)
    assert "or leave T2 out" in caught.value.remedy
    with pytest.raises(StudyError) as other:
        check(study(t2=np.roll(t2, 8, axis=0)), plan)
    assert "or leave T2 out" in other.value.remedy
    slab = np.where(np.indices(SHAPE)[2] < 36, t2, 0).astype(np.float32)
    with pytest.raises(StudyError, match="hardly any") as third:
        check(study(t2=slab), plan)
    assert "or leave T2 out" in third.value.remedy


def test_the_names_of_copied_files_are_told() -> None:
    sources = {s: Source(file_name=f"{s.value}.nii", sha256="0") for s in (Sequence.T1CE, Sequence.FLAIR)}
    with pytest.raises(StudyError) as caught:
        check(replace(study(flair=image()), sources=sources), PLAN)
    assert "t1ce.nii and flair.nii" in caught.value.seen


@pytest.mark.parametrize("codes", AXIS_CODES[::7])
def test_the_axis_order_changes_no_verdict(codes: str) -> None:
    def turned(sound: Study) -> Study:
        volumes = {}
        for sequence, volume in sound.volumes.items():
            array, grid = permuted(volume.array, volume.grid, codes)
            volumes[sequence] = Volume(array=array.astype(np.float32), grid=grid)
        return replace(sound, volumes=volumes)

    assert check(turned(study()), PLAN) == ()
    with pytest.raises(StudyError, match="whole head"):
        check(turned(study(flair=with_skull(2))), PLAN)


@pytest.mark.parametrize("change", [lambda a: a * 1000, lambda a: a / 1000, lambda a: np.where(a != 0, a / 60 - 5, 0)])
def test_the_scale_of_gray_values_changes_no_verdict(change: Callable[[Array], Array]) -> None:
    sound = study()
    volumes = {
        s: replace(v, array=change(v.array.astype(np.float32)).astype(np.float32)) for s, v in sound.volumes.items()
    }
    assert check(replace(sound, volumes=volumes), PLAN) == ()


def cut(array: Array) -> Array:
    return np.where(np.arange(SHAPE[2]) < 48, array, 0).astype(np.float32)


@pytest.mark.parametrize(
    ("case", "code"),
    [
        (lambda: study(t1=cut(image(contrast=np.tanh))), "coverage.partial"),
        (lambda: study(flair=np.where(BRAIN, image(3), 0)), "registration.would_fit_better"),
        (lambda: on_spacing((1.0, 1.0, 1.0), image()), "brain.small"),
    ],
)
def test_doubts_are_told_and_not_refused(case: Callable[[], Study], code: str) -> None:
    assert code in [caution.code for caution in check(case(), PLAN)]


def test_a_single_sequence_is_told() -> None:
    single = replace(study(), volumes={Sequence.FLAIR: study().volumes[Sequence.FLAIR]})
    codes = [caution.code for caution in check(single, plan_of(Sequence.FLAIR))]
    assert codes == ["sequences.single"]


def test_a_brain_at_the_edge_of_the_images_is_told() -> None:
    sound = study()
    grid = Grid(shape=(80, 96, 50), affine=GRID.affine)
    volumes = {s: Volume(array=v.array[:, :, 30:], grid=grid) for s, v in sound.volumes.items()}
    codes = [caution.code for caution in check(replace(sound, volumes=volumes), PLAN)]
    assert "brain.cut_off" in codes


@pytest.mark.data
@pytest.mark.parametrize("folder", ["brats/HGG/Brats18_CBICA_AME_1", "brats/2023/BraTS-GLI-00003-000"])
def test_released_cases_pass_without_a_word(folder: str, data: Path) -> None:
    assert check(load_study(data / folder), PLAN) == ()


@pytest.mark.data
def test_released_cases_with_the_sequences_exchanged_for_copies_are_refused(data: Path) -> None:
    files = recognize(data / "brats" / "2023" / "BraTS-GLI-00003-000")
    copied = load_study_files({Sequence.T1CE: files[Sequence.FLAIR], Sequence.FLAIR: files[Sequence.FLAIR]})
    with pytest.raises(StudyError, match="the same image"):
        check(copied, PLAN)


@pytest.mark.data
@pytest.mark.parametrize(
    "change",
    [lambda a: np.roll(a, 8, axis=0), lambda a: np.roll(a, -15, axis=2), lambda a: a[:, ::-1]],
    ids=["8 mm", "15 mm", "back to front"],
)
def test_a_released_case_with_a_shifted_sequence_is_refused(change: Callable[[Array], Array], data: Path) -> None:
    files = recognize(data / "brats" / "2023" / "BraTS-GLI-00003-000")
    sound = load_study_files({s: files[s] for s in PLAN.sequences})
    flair = sound.volumes[Sequence.FLAIR]
    shifted = replace(flair, array=change(np.asarray(flair.array)))
    with pytest.raises(StudyError, match="not registered"):
        check(replace(sound, volumes={**sound.volumes, Sequence.FLAIR: shifted}), PLAN)


@pytest.mark.data
def test_a_raw_study_is_refused_as_not_brain_extracted(data: Path) -> None:
    with pytest.raises(StudyError, match="whole head") as caught:
        check(load_study(data / "special" / "raw_native_TCGA-FG-6692"), PLAN)
    assert "different grids" in caught.value.seen
    assert "raw images" in caught.value.remedy


@pytest.mark.data
def test_a_thick_slice_study_with_a_wrong_spacing_is_refused(data: Path) -> None:
    dates = sorted((data / "special" / "follow_up").glob("*/*"))
    assert len(dates) == 6
    for folder in dates:
        with pytest.raises(StudyError, match="too little of the head") as caught:
            check(load_study(folder), plan_of(Sequence.T1CE))
        assert "spacing is wrong" in caught.value.seen


def test_a_single_sign_of_a_head_in_one_of_several_images_is_a_caution() -> None:
    found = [caution for caution in check(study(t1ce=with_skull(0)), PLAN) if caution.code == "brain.sign_of_head"]
    assert [caution.values["sequence"] for caution in found] == ["t1ce"]
