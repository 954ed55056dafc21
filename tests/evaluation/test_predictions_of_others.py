from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from neuroinsight.core.errors import DatasetError, GridError, LabelError
from neuroinsight.core.grid import Grid
from neuroinsight.core.labels import BRATS_2017, BRATS_2023, BRATS_2024, DECATHLON, LabelMap, LabelScheme, Region
from neuroinsight.core.volume import Volume
from neuroinsight.datasets.case import Case
from neuroinsight.datasets.loading import load_labels
from neuroinsight.evaluation.assumption import assume_scheme
from neuroinsight.evaluation.evaluate import evaluate
from neuroinsight.evaluation.predictions import Missing, find_predictions
from neuroinsight.evaluation.subject import Asked, choose_subject
from neuroinsight.io import nifti

Write = Callable[[dict[str, LabelMap]], Path]


def _in_scheme(cases: tuple[Case, ...], scheme: LabelScheme) -> dict[str, LabelMap]:
    return {f"{case.key}.nii.gz": load_labels(case).in_scheme(scheme) for case in cases}


@pytest.mark.parametrize("scheme", [BRATS_2017, BRATS_2023, DECATHLON], ids=lambda scheme: scheme.name)
def test_the_scheme_is_told_from_numbers_and_truth(
    cases: tuple[Case, ...], write_predictions: Write, scheme: LabelScheme
) -> None:
    folder = write_predictions(_in_scheme(cases, scheme))
    subject = choose_subject(Asked(predictions=folder), cases, None)
    assert subject.facts()["label_scheme_assumed"].startswith(scheme.name)
    assert all(case.mean_dice == 1.0 for case in evaluate(subject.cases, subject.segment).cases)


def test_without_enhancing_tumor_the_decathlons_swap_still_shows(
    cases: tuple[Case, ...], write_predictions: Write
) -> None:
    without = tuple(case for case in cases if case.key.endswith("_13_1"))
    folder = write_predictions(_in_scheme(without, DECATHLON))
    subject = choose_subject(Asked(predictions=folder), without, None)
    assert subject.facts()["label_scheme_assumed"].startswith("decathlon")


def test_swapped_classes_beside_a_4_are_refused(cases: tuple[Case, ...], write_predictions: Write) -> None:
    half_done = LabelScheme(name="half done", tissue_of={1: Region.ED, 2: Region.NCR, 4: Region.ET})
    folder = write_predictions(_in_scheme(cases, half_done))
    with pytest.raises(LabelError, match="not clear") as caught:
        choose_subject(Asked(predictions=folder), cases, None)
    assert "1 lies where the truth has edema" in caught.value.seen


def test_a_named_scheme_is_taken_at_its_word(cases: tuple[Case, ...], write_predictions: Write) -> None:
    folder = write_predictions(_in_scheme(cases, DECATHLON))
    subject = choose_subject(Asked(predictions=folder, labels="brats2023"), cases, None)
    assert subject.facts()["label_scheme_assumed"].endswith("named by the user")
    assert all(case.mean_dice < 1.0 for case in evaluate(subject.cases, subject.segment).cases)


def test_numbers_of_no_clear_meaning_are_refused(cases: tuple[Case, ...], write_predictions: Write) -> None:
    truth = load_labels(cases[0])
    cavity = truth.in_scheme(BRATS_2024).array.copy()
    cavity[0, 0, 0] = 4
    one_alone = (truth.array > 0).astype(np.uint8)
    for array in (cavity, one_alone):
        label_map = LabelMap(array=array, grid=truth.grid, scheme=BRATS_2024)
        folder = write_predictions({f"{cases[0].key}.nii.gz": label_map})
        with pytest.raises(LabelError, match="not clear"):
            choose_subject(Asked(predictions=folder), cases[:1], None)


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

    with pytest.raises(GridError, match=f"The prediction for {cases[0].key} is not on the grid"):
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
        choose_subject(Asked(predictions=folder), cases, None)
    subject = choose_subject(Asked(predictions=folder, missing=Missing.SKIP), cases, None)
    assert len(subject.cases) == 3
    assert len(subject.left_out) == 2


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
        choose_subject(Asked(model="glioma", predictions=tmp_path), cases, None)
    assert "--model and --predictions" in caught.value.seen
