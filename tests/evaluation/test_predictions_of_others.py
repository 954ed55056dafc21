from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from neuroinsight.core.errors import DatasetError, GridError, LabelError
from neuroinsight.core.grid import Grid
from neuroinsight.core.labels import (
    BRATS_2017,
    BRATS_2023,
    BRATS_2024,
    BRATS_PEDS,
    DECATHLON,
    LabelMap,
    LabelScheme,
    Region,
)
from neuroinsight.core.measurement import Measured, NotMeasured
from neuroinsight.core.volume import Volume
from neuroinsight.datasets.case import Case
from neuroinsight.datasets.loading import load_labels
from neuroinsight.evaluation.assumption import assume_scheme
from neuroinsight.evaluation.candidate import Request, choose_candidate
from neuroinsight.evaluation.evaluate import doubts_of_truth, evaluate
from neuroinsight.evaluation.predictions import Missing, find_predictions
from neuroinsight.evaluation.truth import with_truth_in
from neuroinsight.io import nifti

Write = Callable[[dict[str, LabelMap]], Path]


def _in_scheme(cases: tuple[Case, ...], scheme: LabelScheme) -> dict[str, LabelMap]:
    return {f"{case.key}.nii.gz": load_labels(case).in_scheme(scheme) for case in cases}


@pytest.mark.parametrize("scheme", [BRATS_2017, BRATS_2023, DECATHLON], ids=lambda scheme: scheme.name)
def test_the_scheme_is_told_from_numbers_and_truth(
    cases: tuple[Case, ...], write_predictions: Write, scheme: LabelScheme
) -> None:
    folder = write_predictions(_in_scheme(cases, scheme))
    candidate = choose_candidate(Request(predictions=folder), cases, None)
    assert candidate.facts()["label_scheme_assumed"].startswith(scheme.name)
    assert all(case.mean_dice == 1.0 for case in evaluate(candidate.cases, candidate.segment).cases)


def test_without_enhancing_tumor_the_decathlons_swap_still_shows(
    cases: tuple[Case, ...], write_predictions: Write
) -> None:
    without = tuple(case for case in cases if case.key.endswith("_13_1"))
    folder = write_predictions(_in_scheme(without, DECATHLON))
    candidate = choose_candidate(Request(predictions=folder), without, None)
    assert candidate.facts()["label_scheme_assumed"].startswith("decathlon")


def test_a_core_without_enhancing_tumor_is_told_as_it_is_read(
    cases: tuple[Case, ...], write_predictions: Write
) -> None:
    whole_core = {}
    for case in cases:
        label_map = load_labels(case)
        found = np.indices(label_map.array.shape).sum(axis=0) % 4 > 0  # three quarters of the enhancing tumor
        array = np.where(label_map.array == 4, found, label_map.array).astype(np.uint8)
        whole_core[f"{case.key}.nii.gz"] = replace(label_map, array=array)
    candidate = choose_candidate(Request(predictions=write_predictions(whole_core)), cases, None)
    assumed = candidate.facts()["label_scheme_assumed"]
    assert "1 lies where the truth has enhancing tumor, and is read as necrosis" in assumed


def test_swapped_classes_beside_a_4_are_refused(cases: tuple[Case, ...], write_predictions: Write) -> None:
    half_done = LabelScheme(name="half done", tissue_of={1: Region.ED, 2: Region.NCR, 4: Region.ET})
    folder = write_predictions(_in_scheme(cases, half_done))
    with pytest.raises(LabelError, match="not clear") as caught:
        choose_candidate(Request(predictions=folder), cases, None)
    assert "1 lies where the truth has edema" in caught.value.seen


def test_a_named_scheme_is_taken_at_its_word(cases: tuple[Case, ...], write_predictions: Write) -> None:
    folder = write_predictions(_in_scheme(cases, DECATHLON))
    candidate = choose_candidate(Request(predictions=folder, labels="brats2023"), cases, None)
    assert candidate.facts()["label_scheme_assumed"].endswith("named by the user")
    assert all(case.mean_dice < 1.0 for case in evaluate(candidate.cases, candidate.segment).cases)


def _relabelled(cases: tuple[Case, ...], numbers: dict[Region, int]) -> dict[str, LabelMap]:
    """Return the truths with these numbers for these regions, later ones over earlier ones."""
    label_maps = {}
    for case in cases:
        truth = load_labels(case)
        array = np.zeros_like(truth.array)
        for region, number in numbers.items():
            array[truth.mask(region)] = number
        scheme = LabelScheme(name="any", tissue_of=dict.fromkeys(numbers.values(), Region.WT))
        label_maps[f"{case.key}.nii.gz"] = LabelMap(array=array, grid=truth.grid, scheme=scheme)
    return label_maps


@pytest.mark.parametrize("number", [1, 255])
def test_a_mask_of_the_whole_tumor_is_scored_as_no_more(
    cases: tuple[Case, ...], write_predictions: Write, number: int
) -> None:
    folder = write_predictions(_relabelled(cases, {Region.WT: number}))
    candidate = choose_candidate(Request(predictions=folder), cases, None)
    assert candidate.facts()["label_scheme_assumed"].startswith("whole-tumor")
    scored = evaluate(candidate.cases, candidate.segment).cases
    assert [case.scores.regions[Region.WT].values["dice"] for case in scored] == [Measured(value=1.0, unit="1")] * 5
    for region in (Region.TC, Region.ET, Region.NCR, Region.ED):
        found = [case.scores.regions[region].values["dice"] for case in scored]
        assert found == [NotMeasured("metric.not_outlined")] * 5
    assert all(case.mean_dice == 1.0 for case in scored)


@pytest.mark.parametrize(
    ("numbers", "where"),
    [
        ({Region.TC: 1}, "1 lies where the truth has the tumor core"),
        ({Region.WT: 2}, "2 lies where the truth has the whole tumor"),
        ({Region.WT: 1, Region.ET: 2}, "2 lies where the truth has enhancing tumor"),
        ({Region.ET: 2, Region.ED: 1, Region.NCR: 3}, "3 lies where the truth has necrosis"),
        ({Region.ET: 1, Region.ED: 2, Region.NCR: 3}, "1 lies where the truth has enhancing tumor"),
        ({Region.ET: 7, Region.ED: 2, Region.NCR: 1}, "7 lies where the truth has enhancing tumor"),
    ],
    ids=str,
)
def test_numbers_that_fit_no_scheme_are_refused_with_where_they_lie(
    cases: tuple[Case, ...], write_predictions: Write, numbers: dict[Region, int], where: str
) -> None:
    folder = write_predictions(_relabelled(cases, numbers))
    with pytest.raises(LabelError, match="not clear") as caught:
        choose_candidate(Request(predictions=folder), cases, None)
    assert where in caught.value.seen


def test_a_childs_numbers_are_told_from_the_truth_of_grown_ups(
    cases: tuple[Case, ...], write_predictions: Write
) -> None:
    folder = write_predictions(_in_scheme(cases, BRATS_PEDS))
    candidate = choose_candidate(Request(predictions=folder), cases, None)
    assert candidate.facts()["label_scheme_assumed"].startswith("brats-peds")
    assert all(case.mean_dice == 1.0 for case in evaluate(candidate.cases, candidate.segment).cases)


def test_a_folder_that_mixes_two_schemes_is_refused(cases: tuple[Case, ...], write_predictions: Write) -> None:
    mixed = {**_in_scheme(cases[:3], BRATS_2023), **_in_scheme(cases[3:], DECATHLON)}
    with pytest.raises(LabelError, match="not clear"):
        choose_candidate(Request(predictions=write_predictions(mixed)), cases, None)


def test_predictions_that_miss_the_tumor_are_read_only_by_a_named_scheme(
    cases: tuple[Case, ...], write_predictions: Write
) -> None:
    label_maps = _in_scheme(cases[:1], BRATS_2023)
    for name, one in label_maps.items():
        elsewhere = np.where(load_labels(cases[0]).array > 0, 0, np.roll(one.array, (9, 9), axis=(0, 1)))
        label_maps[name] = LabelMap(array=elsewhere.astype(np.uint8), grid=one.grid, scheme=BRATS_2023)
    folder = write_predictions(label_maps)
    with pytest.raises(LabelError, match="not clear"):
        choose_candidate(Request(predictions=folder), cases[:1], None)
    candidate = choose_candidate(Request(predictions=folder, labels="brats2023"), cases[:1], None)
    assert evaluate(candidate.cases, candidate.segment).cases[0].mean_dice < 0.1


def test_a_cavity_that_no_truth_knows_is_refused(cases: tuple[Case, ...], write_predictions: Write) -> None:
    truth = load_labels(cases[0])
    cavity = truth.in_scheme(BRATS_2024).array.copy()
    cavity[0, 0, 0] = 4
    label_map = LabelMap(array=cavity, grid=truth.grid, scheme=BRATS_2024)
    folder = write_predictions({f"{cases[0].key}.nii.gz": label_map})
    with pytest.raises(LabelError, match="not clear"):
        choose_candidate(Request(predictions=folder), cases[:1], None)


def test_the_truths_numbers_have_a_name_too(cases: tuple[Case, ...], write_predictions: Write) -> None:
    """Of a child without edema, 1 is enhancing and 2 is not; read as a grown-up's they would be necrosis and edema."""
    truth = load_labels(cases[0])
    numbers = np.select([truth.mask(Region.ET), truth.mask(Region.NCR)], [1, 2], 0).astype(np.uint8)
    missed = np.where((numbers == 1) & (np.indices(numbers.shape)[0] % 2 == 0), 2, numbers).astype(np.uint8)
    folder = write_predictions(
        {
            "truth.nii.gz": LabelMap(array=numbers, grid=truth.grid, scheme=BRATS_PEDS),
            f"{cases[0].key}.nii.gz": LabelMap(array=missed, grid=truth.grid, scheme=BRATS_PEDS),
        }
    )
    child = with_truth_in([replace(cases[0], labels=folder / "truth.nii.gz")], BRATS_PEDS)
    candidate = choose_candidate(Request(predictions=folder, labels="brats-peds"), child, None)
    regions = evaluate(child, candidate.segment).cases[0].scores.regions
    hits, sizes = ((numbers == 1) & (missed == 1)).sum(), (numbers == 1).sum() + (missed == 1).sum()
    assert regions[Region.ET].values["dice"] == Measured(value=2 * hits / sizes, unit="1")
    assert regions[Region.TC].values["dice"] == Measured(value=1.0, unit="1")


def test_childrens_labels_without_edema_may_be_of_another_year(
    cases: tuple[Case, ...], write_predictions: Write
) -> None:
    truth = load_labels(cases[0]).in_scheme(BRATS_PEDS)
    without = LabelMap(array=np.where(truth.array == 4, 0, truth.array), grid=truth.grid, scheme=BRATS_PEDS)
    folder = write_predictions({"with.nii.gz": truth, "without.nii.gz": without})
    with_edema, without_edema = (
        replace(cases[0], labels=folder / name, scheme=BRATS_PEDS) for name in ("with.nii.gz", "without.nii.gz")
    )
    assert "caution_on_truth" in doubts_of_truth([without_edema], evaluate([without_edema], load_labels).cases)
    assert not doubts_of_truth([with_edema], evaluate([with_edema], load_labels).cases)
    assert not doubts_of_truth(cases, evaluate(cases[:1], load_labels).cases)


def test_label_errors_name_case_and_file(cases: tuple[Case, ...], write_predictions: Write) -> None:
    folder = write_predictions(_in_scheme(cases[:1], BRATS_2017))
    candidate = choose_candidate(Request(predictions=folder, labels="brats2023"), cases[:1], None)
    with pytest.raises(LabelError, match=f"prediction for {cases[0].key}, {cases[0].key}.nii.gz") as caught:
        evaluate(candidate.cases, candidate.segment)
    assert caught.value.code == "prediction.scheme"
    with pytest.raises(LabelError, match=f"truth of {cases[0].key}, {cases[0].key}_seg.nii.gz") as caught:
        evaluate(with_truth_in(cases[:1], BRATS_2023), load_labels)
    assert caught.value.code == "truth.scheme"


@pytest.mark.parametrize("axes", [(1, 1, 1, 1), (-1, -1, 1, 1)], ids=["nibabel's", "ITK's"])
def test_a_prediction_without_header_is_not_to_be_resampled(
    cases: tuple[Case, ...], axes: tuple[int, int, int, int]
) -> None:
    def headless(case: Case) -> LabelMap:
        truth = load_labels(case)
        grid = Grid(shape=truth.grid.shape, affine=np.diag(np.array(axes, float)))
        return LabelMap(array=truth.array, grid=grid, scheme=truth.scheme)

    with pytest.raises(GridError, match=f"The prediction for {cases[0].key} was saved without the header") as caught:
        evaluate(cases[:1], headless)
    assert "do not resample" in caught.value.remedy
    assert "header" in caught.value.remedy


def test_an_image_in_place_of_a_label_map_is_refused_in_few_words(cases: tuple[Case, ...], tmp_path: Path) -> None:
    grid = load_labels(cases[0]).grid
    nifti.write(tmp_path / "image.nii.gz", Volume(array=np.full(grid.shape, 1000, np.int16), grid=grid))
    with pytest.raises(LabelError, match="not a label map") as refusal:
        assume_scheme({cases[0].key: tmp_path / "image.nii.gz"}, {cases[0].key: cases[0]})
    assert len(refusal.value.allowed) < 100


def test_a_prediction_on_another_grid_is_refused_by_the_name_of_its_case(cases: tuple[Case, ...]) -> None:
    def elsewhere(case: Case) -> LabelMap:
        truth = load_labels(case)
        moved = Grid(shape=truth.grid.shape, affine=np.diag([9.0, 9.0, 9.0, 1.0]))
        return LabelMap(array=truth.array, grid=moved, scheme=truth.scheme)

    with pytest.raises(GridError, match=f"the prediction for {cases[0].key} lie on different grids"):
        evaluate(cases[:1], elsewhere)


def test_files_are_found_by_the_beginning_of_their_name_or_their_folder(
    cases: tuple[Case, ...], write_predictions: Write
) -> None:
    truth = load_labels(cases[0])
    keys = [case.key for case in cases]
    names = [f"{keys[0]}.nii.gz", f"{keys[1]}-seg.nii.gz", f"{keys[2]}_pred.nii", f"{keys[3]}/segmentation.nii.gz"]
    folder = write_predictions(dict.fromkeys([*names, f"deep/er/{keys[4]}_x.nii.gz", f"{keys[0]}_flair.nii.gz"], truth))
    found = find_predictions(folder, cases)
    assert {path.name for path in found.values()} == {Path(name).name for name in [*names, f"{keys[4]}_x.nii.gz"]}


def test_a_longer_number_is_another_case(cases: tuple[Case, ...], write_predictions: Write) -> None:
    truth = load_labels(cases[0])
    folder = write_predictions({f"{cases[0].key}2.nii.gz": truth, f"{cases[1].key}.nii.gz": truth})
    assert list(find_predictions(folder, cases, missing=Missing.SKIP)) == [cases[1].key]


def test_the_truth_is_never_taken_for_a_prediction(cases: tuple[Case, ...], data_set: Path) -> None:
    with pytest.raises(DatasetError, match="have no prediction"):
        find_predictions(data_set, cases)


def test_missing_predictions_are_refused_or_knowingly_skipped(
    cases: tuple[Case, ...], write_predictions: Write
) -> None:
    folder = write_predictions(_in_scheme(cases[:3], BRATS_2017))
    with pytest.raises(DatasetError, match="2 of 5 cases have no prediction"):
        choose_candidate(Request(predictions=folder), cases, None)
    candidate = choose_candidate(Request(predictions=folder, missing=Missing.SKIP), cases, None)
    assert len(candidate.cases) == 3
    assert len(candidate.left_out) == 2


def test_two_files_for_a_case_and_no_folder_are_refused(
    cases: tuple[Case, ...], write_predictions: Write, tmp_path: Path
) -> None:
    truth = load_labels(cases[0])
    folder = write_predictions({f"{cases[0].key}_a.nii.gz": truth, f"{cases[0].key}_b.nii.gz": truth})
    with pytest.raises(DatasetError, match="several predictions"):
        find_predictions(folder, cases[:1])
    with pytest.raises(DatasetError, match="no predictions"):
        find_predictions(tmp_path / "nowhere", cases)


def test_only_one_thing_is_scored_at_a_time(cases: tuple[Case, ...], tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="at a time") as caught:
        choose_candidate(Request(model="glioma", predictions=tmp_path), cases, None)
    assert "model and predictions" in caught.value.seen
