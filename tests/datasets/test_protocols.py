"""Which protocols put a patient on two sides, and which do not."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from neuroinsight.core.errors import DatasetError
from neuroinsight.core.labels import BRATS_2017
from neuroinsight.datasets.case import Case
from neuroinsight.datasets.catalogue import find_examined
from neuroinsight.datasets.protocols import split_balanced_slices, split_by_institution, split_like, split_slices
from neuroinsight.datasets.slices import SlicePatient
from neuroinsight.datasets.splits import (
    COPY,
    Split,
    Unit,
    read_split,
    split_by_shares,
    split_into_folds,
    split_to_json,
)

SHARES = {"train": 0.5, "validation": 0.25, "test": 0.25}
PATIENTS = ("TCGA_CS_0001_19970101", "TCGA_CS_0002_19970101", "TCGA_DU_0003_19980101", "TCGA_FG_0004_19980101")
Make = Callable[[tuple[SlicePatient, ...]], Split]
by_slice: dict[str, Make] = {
    "slice-random": lambda cases: split_slices(cases, SHARES, seed=1),
    "balanced first": lambda cases: split_balanced_slices(cases, SHARES, seed=1),
}
by_patient: dict[str, Make] = {
    "patient": lambda cases: split_by_shares(cases, SHARES, seed=1),
    "folds": lambda cases: split_into_folds(cases, 2, seed=1),
    "institution": lambda cases: split_by_institution(cases, seed=1),
    "like": lambda cases: split_like(cases, split_into_folds(cases[:2], 2, seed=1), seed=1),
}


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> tuple[SlicePatient, ...]:
    root = tmp_path_factory.mktemp("slices") / "kaggle_3m"
    random = np.random.default_rng(0)
    for patient in PATIENTS:
        (root / patient).mkdir(parents=True)
        for number in range(1, 9):
            mask = np.full((8, 8), 255 * (number in {4, 5}), np.uint8)  # two of eight with tumor
            picture = random.integers(1, 255, (8, 8, 3), dtype=np.uint8)
            Image.fromarray(picture).save(root / patient / f"{patient}_{number}.tif")
            Image.fromarray(mask).save(root / patient / f"{patient}_{number}_mask.tif")
    return tuple(case for case in find_examined([root]) if isinstance(case, SlicePatient))


def sides(split: Split, cases: tuple[SlicePatient, ...]) -> dict[str, set[str]]:
    """Return for each part the patients that `select` gives for it."""
    return {part: {case.patient for case in split.select(cases, [part])} for part in split.parts}


def shared(of: dict[str, set[str]]) -> set[str]:
    counts = Counter(name for names in of.values() for name in names)
    return {name for name, count in counts.items() if count > 1}


def slices_in(split: Split, cases: tuple[SlicePatient, ...], part: str) -> set[str]:
    chosen = split.select(cases, [part])
    return {case.slices[place].image.stem for case in chosen for place in case.part or range(len(case.slices))}


@pytest.mark.parametrize("protocol", by_patient)
def test_by_patient_and_institution_no_patient_is_on_two_sides(cases: tuple[SlicePatient, ...], protocol: str) -> None:
    split = by_patient[protocol](cases)
    assert shared(sides(split, cases)) == set()
    assert set().union(*sides(split, cases).values()) == {case.patient for case in cases}


@pytest.mark.parametrize("protocol", by_slice)
def test_dealing_slices_puts_patients_on_two_sides(cases: tuple[SlicePatient, ...], protocol: str) -> None:
    assert shared(sides(by_slice[protocol](cases), cases)) == {case.patient for case in cases}


def test_slice_random_puts_no_slice_on_two_sides_and_balancing_first_does(cases: tuple[SlicePatient, ...]) -> None:
    random, balanced = (make(cases) for make in by_slice.values())
    everything = {piece.image.stem for case in cases for piece in case.slices}
    for split, share in ((random, set[str]()), (balanced, {name for name in everything if name[-1] in "45"})):
        of = {part: slices_in(split, cases, part) for part in SHARES}
        assert set().union(*of.values()) == everything
        assert shared(of) <= share
    assert shared({part: slices_in(balanced, cases, part) for part in SHARES})


def test_balancing_copies_slices_with_tumor_until_there_are_as_many(cases: tuple[SlicePatient, ...]) -> None:
    split = split_balanced_slices(cases, SHARES, seed=1)
    names = [name for patients in split.parts.values() for of in patients.values() for name in of]
    tumor = [name for name in names if name.partition(COPY)[0][-1] in "45"]
    assert (len(names), len(tumor)) == (48, 24)  # 24 of 32 slices without tumor


def test_a_split_of_slices_comes_back_from_its_file(cases: tuple[SlicePatient, ...], tmp_path: Path) -> None:
    split = split_slices(cases, SHARES, seed=1)
    (tmp_path / "split.json").write_text(split_to_json(split), encoding="utf-8")
    again = read_split(tmp_path / "split.json")
    assert (again.unit, again.parts) == (Unit.SLICE, split.parts)
    (tmp_path / "split.json").write_text(split_to_json(split).replace('"slice"', '"voxel"'), encoding="utf-8")
    with pytest.raises(DatasetError, match="not a split"):
        read_split(tmp_path / "split.json")


def test_shared_patients_keep_their_fold(cases: tuple[SlicePatient, ...]) -> None:
    before = Split(method="", seed=0, parts={"fold-0": {cases[0].patient: ()}, "fold-1": {cases[3].patient: ()}})
    made = split_like(cases, before, seed=1)
    assert made.part_of(cases[0]) == "fold-0"
    assert made.part_of(cases[3]) == "fold-1"
    assert {len(of) for of in made.parts.values()} == {2}


def test_patients_who_share_an_image_stay_together(cases: tuple[SlicePatient, ...]) -> None:
    one_with = {cases[0].patient: cases[0].patient, cases[2].patient: cases[0].patient}
    before = Split(method="", seed=0, parts={"fold-0": {cases[2].patient: ()}, "fold-1": {}})
    assert split_like(cases, before, seed=1, one_with=one_with).part_of(cases[0]) == "fold-0"
    assert split_by_institution(cases, seed=1, one_with=one_with).part_of(cases[2]) == "CS"


def test_volumes_have_no_slices_to_deal_and_a_single_institution_cannot_be_left_out(
    cases: tuple[SlicePatient, ...],
) -> None:
    volume = Case(
        key="one", patient="one", layout="brats2019", source="CBICA", images={}, labels=None, scheme=BRATS_2017
    )
    with pytest.raises(DatasetError, match="no slices to deal"):
        split_slices([*cases, volume], SHARES, seed=1)
    with pytest.raises(DatasetError, match="deals slices"):
        split_slices(cases, SHARES, seed=1).select([volume], ["train"])
    with pytest.raises(DatasetError, match="no other institution"):
        split_by_institution([replace(case, source="CS") for case in cases], seed=1)
    with pytest.raises(DatasetError, match="cannot be kept"):
        split_like(cases, split_slices(cases, SHARES, seed=1), seed=1)


def test_a_slice_in_two_parts_is_refused() -> None:
    with pytest.raises(DatasetError, match="a slice into two parts"):
        Split(method="", seed=0, parts={"a": {"one": ("one_1",)}, "b": {"one": ("one_1",)}}, unit=Unit.SLICE)
