"""What a model found can be kept: label maps and probabilities on the patient's own grid."""

from pathlib import Path

import numpy as np
import pytest

from neuroinsight.analysis.analyze import analyze
from neuroinsight.analysis.batch import State, run_one
from neuroinsight.analysis.outputs import Existing, Output
from neuroinsight.analysis.requests import requests_for
from neuroinsight.core.errors import OutputError
from neuroinsight.core.labels import BRATS_2017, Region
from neuroinsight.core.study import shared_grid
from neuroinsight.datasets.phantom import PhantomSettings, make_phantom, write_phantom
from neuroinsight.inference.bundle import Bundle
from neuroinsight.io import nifti
from neuroinsight.io.labels import read_label_map
from neuroinsight.io.saving import save
from neuroinsight.io.study import load_study
from tests.networks import load_untrained


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    return load_untrained(tmp_path_factory.mktemp("model"))


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("cases") / "phantom-0001"
    write_phantom(make_phantom(PhantomSettings(spacing_mm=(5.0, 5.0, 5.0), orientation="SRA")), folder)
    return folder


def test_saved_label_maps_and_probabilities_are_read_back_on_the_patients_grid(
    bundle: Bundle, case: Path, tmp_path: Path
) -> None:
    study = load_study(case)
    result = analyze(study, bundle)
    (labels,) = save(result.label_map, tmp_path / "tumor.nii.gz")
    assert np.array_equal(read_label_map(labels, BRATS_2017).array, result.label_map.array)
    assert result.probabilities is not None
    files = save(result.probabilities, tmp_path / "tumor.nii.gz")
    for path, values in zip(files, result.probabilities.array, strict=True):
        volume = nifti.read(path)
        assert volume.grid.is_same_as(shared_grid(study))
        assert np.abs(volume.array - values).max() <= 0.5 / 255 + 1e-6


def test_a_file_that_is_there_is_replaced_only_if_asked(bundle: Bundle, case: Path, tmp_path: Path) -> None:
    label_map = analyze(load_study(case), bundle).label_map
    save(label_map, tmp_path / "tumor.nii")
    with pytest.raises(OutputError, match="file of this name"):
        save(label_map, tmp_path / "tumor.nii")
    save(label_map, tmp_path / "tumor.nii", overwrite=True)
    with pytest.raises(OutputError, match=r"ending \.png"):
        save(label_map, tmp_path / "tumor.png")


def test_probabilities_are_written_beside_the_segmentation_and_made_where_a_finished_case_lacks_them(
    bundle: Bundle, case: Path, tmp_path: Path
) -> None:
    (request,) = requests_for([case])
    run_one(request, bundle, tmp_path / "out")
    again = Output(existing=Existing.KEEP, with_probabilities=True, views=())
    assert run_one(request, bundle, tmp_path / "out", output=again).state is State.DONE
    names = {path.name for path in (tmp_path / "out").glob("probabilities_*")}
    assert names == {f"probabilities_{region}.nii.gz" for region in (Region.WT, Region.TC, Region.ET)}
    assert run_one(request, bundle, tmp_path / "out", output=again).state is State.KEPT
    (tmp_path / "out" / "probabilities_WT.nii.gz").write_bytes(b"")
    assert run_one(request, bundle, tmp_path / "out", output=again).state is State.DONE


def test_a_save_that_is_broken_off_leaves_the_old_file(
    bundle: Bundle, case: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    label_map = analyze(load_study(case), bundle).label_map
    save(label_map, tmp_path / "tumor.nii")
    before = (tmp_path / "tumor.nii").read_bytes()

    def break_off(path: Path, *_: object) -> None:
        path.write_bytes(b"half")
        raise KeyboardInterrupt

    monkeypatch.setattr(nifti, "write_label_map", break_off)
    with pytest.raises(KeyboardInterrupt):
        save(label_map, tmp_path / "tumor.nii", overwrite=True)
    assert [path.name for path in tmp_path.iterdir()] == ["tumor.nii"]
    assert (tmp_path / "tumor.nii").read_bytes() == before
