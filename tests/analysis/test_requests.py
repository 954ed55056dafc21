"""What is to be analyzed, from the folders that a user names."""

from collections.abc import Mapping
from pathlib import Path

from neuroinsight.analysis.requests import requests_for
from neuroinsight.core.sequences import Sequence


def test_patients_whose_files_share_a_folder_are_cases_of_their_own(tmp_path: Path) -> None:
    for name in ("a_t1ce.nii", "a_flair.nii", "b_t1ce.nii", "b_flair.nii"):
        (tmp_path / name).write_bytes(b"not read here")
    a, b = requests_for([tmp_path])
    assert [a.name.rsplit("-", 1)[-1], b.name.rsplit("-", 1)[-1]] == ["a", "b"]
    assert [set(one.where) for one in (a, b) if isinstance(one.where, Mapping)] == [
        {Sequence.T1CE, Sequence.FLAIR},
        {Sequence.T1CE, Sequence.FLAIR},
    ]


def test_a_subject_of_bids_is_known_by_its_own_name_whether_named_alone_or_not(tmp_path: Path) -> None:
    folders = [tmp_path / "sub-01" / "anat", tmp_path / "sub-02" / "ses-2" / "anat"]
    for folder in folders:
        folder.mkdir(parents=True)
        for name in ("T1w", "FLAIR"):
            (folder / f"{name}.nii.gz").touch()
    assert [one.name for one in requests_for(folders)] == ["sub-01", "sub-02_ses-2"]
    assert [requests_for([folder])[0].name for folder in folders] == ["sub-01", "sub-02_ses-2"]
