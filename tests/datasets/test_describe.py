"""Describing a data set: right numbers, and every kind of trouble reported without ending the work."""

import csv
import io
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from neuroinsight.core.grid import Grid
from neuroinsight.core.labels import BRATS_2017, LabelMap, Region
from neuroinsight.core.sequences import Sequence
from neuroinsight.datasets.catalogue import find_cases, find_examined
from neuroinsight.datasets.charts import CHARTS, to_png
from neuroinsight.datasets.describe import describe_case, describe_cases
from neuroinsight.datasets.description import CaseDescription
from neuroinsight.datasets.description_table import slices_to_csv, to_csv
from neuroinsight.datasets.label_checks import looks_swapped
from tests import trees
from tests.strategies import permuted

NAME = "BraTS2021_00001"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return the folder of one whole case."""
    return trees.write_case(tmp_path, NAME)


def _described(home: Path) -> CaseDescription:
    return describe_case(find_cases([home.parent])[0])


def _file(home: Path, kind: str) -> Path:
    return home / f"{home.name}_{kind}.nii.gz"


def test_a_sound_case_has_no_problems(home: Path) -> None:
    described = _described(home)
    assert described.problems == ()
    assert described.notes == (
        "The images show 452 ml of brain, less than an adult has.",
    )  # the tests' heads are small


def test_volumes_are_counted_voxels_times_their_size(home: Path) -> None:
    described = _described(home)
    counts = np.bincount(trees.labels().ravel(), minlength=5)
    voxel_ml = 5 * 6 * 5 / 1000
    expected = {Region.NCR: counts[1], Region.ED: counts[2], Region.ET: counts[4], Region.TC: counts[1] + counts[4]}
    for region, count in (expected | {Region.WT: counts[1:].sum()}).items():
        assert described.volumes_ml[region] == pytest.approx(count * voxel_ml)


def test_intensities_are_those_of_the_brain(home: Path) -> None:
    values = trees.head(Sequence.T2)
    brain = values[values != 0]
    measured = _described(home).intensities[Sequence.T2]
    assert (measured.minimum, measured.maximum) == (brain.min(), brain.max())
    assert measured.median == pytest.approx(np.median(brain))
    assert measured.percentile_99 == pytest.approx(np.percentile(brain, 99))
    assert measured.brain_ml == pytest.approx(brain.size * 0.15)


def test_air_that_is_not_zero_is_no_brain(home: Path) -> None:
    values = trees.head(Sequence.T2).astype(np.float32)
    expected = _described(home).intensities[Sequence.T2]
    trees.write_image(_file(home, "t2"), values - 400)  # as z-scores over the whole volume are stored
    measured = _described(home).intensities[Sequence.T2]
    assert measured.brain_ml == expected.brain_ml
    assert measured.median == expected.median - 400


def test_an_unknown_label_is_a_problem_and_the_images_are_described(home: Path) -> None:
    trees.write_image(_file(home, "seg"), np.where(trees.labels() == 4, 3, trees.labels()).astype(np.uint8))
    described = _described(home)
    assert ["number" in problem and "3" in problem for problem in described.problems] == [True]
    assert described.volumes_ml == {}
    assert set(described.intensities) == set(Sequence)


def test_a_file_cut_short_is_a_problem_and_the_others_are_described(home: Path) -> None:
    path = _file(home, "t1ce")
    path.write_bytes(path.read_bytes()[:900])
    described = _described(home)
    assert ["t1ce" in problem for problem in described.problems] == [True]
    assert set(described.intensities) == {Sequence.T1, Sequence.T2, Sequence.FLAIR}


def test_grids_that_differ_are_a_problem(home: Path) -> None:
    affine = trees.GRID.affine.copy()
    affine[0, 3] += 3
    trees.write_image(_file(home, "t2"), trees.head(Sequence.T2), Grid(shape=trees.SHAPE, affine=affine))
    assert ["T1 and T2 lie on different grids" in problem for problem in _described(home).problems] == [True]


@pytest.mark.parametrize("kind", ["seg", "t2"])
def test_a_file_that_was_saved_without_its_header_is_told_so(home: Path, kind: str) -> None:
    array = trees.labels() if kind == "seg" else trees.head(Sequence.T2)
    trees.write_image(_file(home, kind), array, Grid(shape=trees.SHAPE, affine=np.eye(4)))
    name = "The label map" if kind == "seg" else "T2"
    assert any(one.startswith(f"{name} was saved without the header") for one in _described(home).problems)


def test_one_image_under_two_names_is_a_problem(home: Path) -> None:
    shutil.copy(_file(home, "flair"), _file(home, "t1ce"))
    name = f"{home.name}_{{}}.nii.gz"
    seen = f"equal voxels ({name.format('t1ce')} and {name.format('flair')})"
    assert _described(home).problems == (f"T1CE and FLAIR are the same image: {seen}",)


def test_empty_and_non_finite_images_are_problems(home: Path) -> None:
    trees.write_image(_file(home, "t1"), np.zeros(trees.SHAPE, np.int16))
    values = trees.head(Sequence.T2).astype(np.float32)
    values[10, 9, 9] = np.nan
    trees.write_image(_file(home, "t2"), values)
    described = _described(home)
    assert described.problems == (
        "T1 is empty: every voxel is 0",
        f"T2 holds voxels that are not numbers: 1 NaN and 0 infinite voxels of {values.size:,}",
    )
    assert np.isfinite(described.intensities[Sequence.T2].maximum)


def test_a_spacing_too_small_for_a_head_is_a_problem(home: Path) -> None:
    grid = Grid(shape=trees.SHAPE, affine=np.diag([5.0, 6.0, 1.0, 1.0]))
    for sequence, kind in trees.UNDERSCORE.items():
        trees.write_image(_file(home, kind), trees.head(sequence), grid)
    trees.write_image(_file(home, "seg"), trees.labels(), grid)
    cut_off, *refused = _described(home).problems
    assert "only 22 mm" in cut_off
    assert [problem.split(":")[0] for problem in refused] == [
        f"{s.title} covers too little of the head" for s in Sequence
    ]


def test_swapped_numbers_are_a_problem(home: Path) -> None:
    labels = trees.labels()
    trees.write_image(_file(home, "seg"), np.choose(labels, [0, 2, 1, 3, 4]).astype(np.uint8))
    assert ["look swapped" in problem for problem in _described(home).problems] == [True]


def test_a_tumor_without_edema_or_none_at_all_does_not_look_swapped() -> None:
    for array in (np.zeros(trees.SHAPE, np.uint8), np.where(trees.labels() == 1, 1, 0).astype(np.uint8)):
        assert not looks_swapped(LabelMap(array=array, grid=trees.GRID, scheme=BRATS_2017))


def test_what_is_worth_knowing_is_noted(home: Path) -> None:
    trees.write_image(_file(home, "seg"), np.where(trees.labels() == 4, 1, trees.labels()).astype(np.uint8))
    half = trees.head(Sequence.T1)
    half[12:] = 0
    trees.write_image(_file(home, "t1"), half)
    trees.write_image(_file(home, "t1ce"), trees.head(Sequence.T1CE, maximum=32767))
    notes = " / ".join(_described(home).notes)
    assert "no enhancing tumor" in notes
    assert "T1 covers" in notes
    assert "T1CE was scaled to the largest 16-bit number" in notes


def test_a_mask_without_tissues_gives_the_whole_tumor_alone(tmp_path: Path) -> None:
    described = {one.case.key: one for one in describe_cases(find_cases([trees.own_cases(tmp_path)])).cases}
    assert set(described["wt_0"].volumes_ml) == {Region.WT}
    assert described["wt_0"].volumes_ml[Region.WT] == described["patient_7"].volumes_ml[Region.WT]


def test_channels_of_one_file_are_described_as_sequences(tmp_path: Path) -> None:
    described = describe_case(find_cases([trees.decathlon(tmp_path)])[0])
    assert described.problems == ()
    assert described.intensities[Sequence.T2].median == pytest.approx(
        np.median(trees.head(Sequence.T2, seed=1)[trees.head(Sequence.T2, seed=1) != 0])
    )


@pytest.mark.parametrize("codes", ["RAS", "PSL"])
def test_an_image_under_another_header_is_the_same_image(tmp_path: Path, codes: str) -> None:
    trees.write_case(tmp_path / "a", "BraTS2021_00001")
    image, grid = permuted(trees.head(Sequence.T1CE), trees.GRID, codes)
    trees.write_image(tmp_path / "b" / "BraTS2021_00002" / "BraTS2021_00002_t1ce.nii", image.astype(np.float32), grid)
    description = describe_cases(find_cases([tmp_path / "a", tmp_path / "b"]))
    assert description.repeated_images == (("BraTS2021_00001", "BraTS2021_00002"),)
    assert description.patients == {"BraTS2021_00001"}


def test_a_case_that_cannot_be_used_is_a_problem(tmp_path: Path) -> None:
    trees.write_case(tmp_path, NAME)
    (tmp_path / "BraTS2021_00002").mkdir()
    twice = trees.write_case(tmp_path, "BraTS2021_00003")
    shutil.copy(_file(twice, "t1"), twice / "x_t1.nii.gz")
    found = find_cases([tmp_path])
    problems = {one.case.key: one.problems for one in describe_cases(found).cases}
    assert problems[NAME] == ()
    assert problems["BraTS2021_00002"] == ("No sequence was recognized in BraTS2021_00002: an empty folder",)
    assert "leave open which sequence is which" in problems["BraTS2021_00003"][0]
    assert [words.split()[0] for words in found.unusable] == ["BraTS2021_00002", "BraTS2021_00003"]


def test_slices_are_described_in_pixels(tmp_path: Path) -> None:
    description = describe_cases(find_examined([trees.lgg_slices(tmp_path)]))
    (one,) = description.slices
    assert (one.size, one.areas_pixels[:3], one.problems) == ((18, 16), (12, 0, 12), ())
    assert one.notes == ("T1CE: a copy of FLAIR, treated as missing",)
    (row,) = csv.DictReader(io.StringIO(slices_to_csv(description)))
    assert [row[head] for head in ("slices", "slices_with_tumor", "mask_pixels")] == ["11", "6", "72"]
    assert row["copies_of_flair"] == "t1ce"


def test_slices_whose_patient_no_name_tells_count_as_one(tmp_path: Path) -> None:
    for number in range(3):
        for end in ("", "_mask"):
            picture = np.random.default_rng(number).integers(0, 255, (8, 9), np.uint8)
            shown = np.where(picture > 127, np.uint8(255), np.uint8(0)) if end else picture
            Image.fromarray(shown).save(tmp_path / f"img_{number:03}{end}.png")
    (one,) = describe_cases(find_examined([tmp_path])).slices
    assert len(one.case.slices) == 3
    assert one.notes == ("the names do not say whose slices these are: all count as one patient",)


def test_repeated_patients_and_images_are_found(tmp_path: Path) -> None:
    trees.brats_2018(tmp_path / "2018")
    trees.brats_2019(tmp_path / "2019")  # the same images under the ids of another year
    description = describe_cases(find_cases([tmp_path / "2018", tmp_path / "2019"]))
    twins = ("BraTS19_CBICA_AAA_1", "Brats18_CBICA_AAA_1")
    assert description.repeated_patients["Brats18_CBICA_AAA"] == twins
    assert twins in description.repeated_images


def test_the_table_has_a_row_per_case_and_leaves_unknown_cells_empty(tmp_path: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(to_csv(describe_cases(find_cases([trees.own_cases(tmp_path)]))))))
    assert [row["case"] for row in rows] == ["patient_7", "wt_0"]
    assert rows[1]["ed_ml"] == rows[1]["t2_maximum"] == rows[1]["grade"] == ""
    assert rows[1]["missing"] == "t1ce t2 labels"
    assert float(rows[1]["wt_ml"]) == pytest.approx(float(rows[0]["wt_ml"]))


@pytest.mark.parametrize("picture", CHARTS, ids=[picture.name for picture in CHARTS])
def test_pictures_are_drawn_even_of_cases_that_cannot_be_read(home: Path, picture: object) -> None:
    trees.write_case(home.parent, "BraTS2021_00002", seed=5)
    for path in (home.parent / "BraTS2021_00002").iterdir():
        path.write_bytes(b"no image")
    description = describe_cases(find_cases([home.parent]))
    drawn = next(one for one in CHARTS if one is picture)
    content = to_png(drawn, description)
    assert content.startswith(b"\x89PNG")
    assert content == to_png(drawn, description)
