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
