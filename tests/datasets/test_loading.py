"""Reading the files of a case."""

from pathlib import Path

import numpy as np
import pytest
import SimpleITK

from neuroinsight.core.errors import DatasetError, FileFormatError
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.study import shared_grid
from neuroinsight.datasets.case import Case, ImageFile
from neuroinsight.datasets.catalogue import find_cases
from neuroinsight.datasets.loading import load_labels, load_study, read_mask
from tests import trees


def test_only_the_wanted_sequences_are_read_and_those_that_are_missing_left_out(tmp_path: Path) -> None:
    case = next(case for case in find_cases([trees.own_cases(tmp_path)]) if case.key == "wt_0")
    study = load_study(case, (Sequence.FLAIR, Sequence.T1CE))
    assert list(study.volumes) == [Sequence.FLAIR]
    assert study.sources[Sequence.FLAIR].file_name == "wt_0_flair.nii.gz"
    assert study.identity.case_id == "wt_0"


def test_a_case_without_labels_says_so(tmp_path: Path) -> None:
    case = find_cases([trees.decathlon(tmp_path)])[2]
    with pytest.raises(DatasetError, match="BRATS_003 has no label map"):
        load_labels(case)


def test_a_channel_that_the_file_lacks_is_refused(tmp_path: Path) -> None:
    case = find_cases([trees.decathlon(tmp_path)])[0]
    wrong = Case(
        key=case.key,
        patient=case.patient,
        layout=case.layout,
        source=case.source,
        images={Sequence.FLAIR: ImageFile(case.images[Sequence.FLAIR].path, 7)},
        labels=None,
        scheme=case.scheme,
    )
    with pytest.raises(FileFormatError) as caught:
        load_study(wrong)
    assert caught.value.seen == "4 channels"


def test_a_mask_is_where_the_file_is_not_zero(tmp_path: Path) -> None:
    case = next(case for case in find_cases([trees.own_cases(tmp_path)]) if case.key == "wt_0")
    assert case.whole_tumor is not None
    mask, grid = read_mask(case.whole_tumor)
    np.testing.assert_array_equal(mask, trees.labels() > 0)
    assert grid.is_same_as(trees.GRID)


def test_cases_stored_as_metaimage_are_found_and_read_like_their_nifti_twins(tmp_path: Path) -> None:
    folder = trees.own_cases(tmp_path / "nifti")
    (tmp_path / "mha").mkdir()
    for path in folder.rglob("*.nii.gz"):
        SimpleITK.WriteImage(SimpleITK.ReadImage(path), tmp_path / "mha" / path.name.replace(".nii.gz", ".mha"))
    cases, twins = find_cases([folder]), find_cases([tmp_path / "mha"])
    assert [case.key for case in twins] == [case.key for case in cases]
    for case, twin in zip(cases, twins, strict=True):
        assert twin.missing == case.missing
        ours, theirs = load_study(case), load_study(twin)
        assert shared_grid(ours).is_same_as(shared_grid(theirs))
        for sequence, volume in ours.volumes.items():
            np.testing.assert_array_equal(theirs.volumes[sequence].array, volume.array)
        if case.labels is not None:
            np.testing.assert_array_equal(load_labels(twin).array, load_labels(case).array)
        if case.whole_tumor is not None and twin.whole_tumor is not None:
            np.testing.assert_array_equal(read_mask(twin.whole_tumor)[0], read_mask(case.whole_tumor)[0])
