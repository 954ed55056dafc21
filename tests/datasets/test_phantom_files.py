"""What `write_phantom` and `neuroinsight phantom` leave on disk."""

import json
from pathlib import Path

import numpy as np
import pytest
import typer
from typer.testing import CliRunner

from neuroinsight.cli.phantom import phantom as command
from neuroinsight.core.errors import OutputError
from neuroinsight.core.labels import BRATS_2017, Region
from neuroinsight.core.measurement import Measured
from neuroinsight.core.sequences import Sequence
from neuroinsight.core.study import shared_grid
from neuroinsight.datasets.phantom import Phantom, PhantomSettings, TumorSettings, make_phantom, write_phantom
from neuroinsight.io import nifti

NAMES = ["t1", "t1ce", "t2", "flair", "seg"]


@pytest.fixture(scope="module")
def small() -> Phantom:
    return make_phantom(PhantomSettings(case_id="small", spacing_mm=(5.0, 5.0, 5.0), tumor=TumorSettings(size_mm=25.0)))


def test_files_hold_what_was_made(small: Phantom, tmp_path: Path) -> None:
    write_phantom(small, tmp_path / "out")
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "truth.json",
        *(f"small_{name}.nii.gz" for name in NAMES),
    }
    for sequence in Sequence:
        read = nifti.read(tmp_path / "out" / f"small_{sequence.value}.nii.gz")
        assert np.array_equal(read.array, small.study.volumes[sequence].array)
        assert read.grid.is_same_as(shared_grid(small.study))
    labels = nifti.read(tmp_path / "out" / "small_seg.nii.gz")
    assert set(np.unique(labels.array)) <= {0, *BRATS_2017.tissue_of}
    assert np.array_equal(labels.array, small.truth.array)


def test_the_truth_file_says_volumes_diameters_and_how_they_are_meant(small: Phantom, tmp_path: Path) -> None:
    write_phantom(small, tmp_path / "out")
    truth = json.loads((tmp_path / "out" / "truth.json").read_text(encoding="utf-8"))
    assert truth["volumes_ml"]["WT"] == pytest.approx(small.volumes_ml[Region.WT], abs=0.001)
    assert truth["counted_volumes_ml"]["WT"] == pytest.approx(small.counted_volumes_ml[Region.WT], abs=0.001)
    assert isinstance(small.longest_axial_diameter, Measured)
    assert truth["core_diameters_mm"]["longest_axial"] == pytest.approx(small.longest_axial_diameter.value, abs=0.01)
    assert set(truth["definitions"]) == {"volumes_ml", "counted_volumes_ml", "core_diameters_mm"}
    assert truth["settings"]["tumor"]["size_mm"] == 25.0


def test_writing_twice_gives_the_same_bytes(small: Phantom, tmp_path: Path) -> None:
    write_phantom(small, tmp_path / "one")
    write_phantom(small, tmp_path / "two")
    for path in (tmp_path / "one").iterdir():
        assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes()


def test_a_folder_with_something_in_it_is_left_as_it_is(small: Phantom, tmp_path: Path) -> None:
    (tmp_path / "kept.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError):
        write_phantom(small, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["kept.txt"]


def test_a_phantom_is_replaced_when_that_is_wanted(small: Phantom, tmp_path: Path) -> None:
    write_phantom(small, tmp_path / "out")
    write_phantom(small, tmp_path / "out", overwrite=True)
    assert len(list((tmp_path / "out").iterdir())) == len(NAMES) + 1


def test_the_command_writes_the_patient_that_its_options_describe(tmp_path: Path) -> None:
    app = typer.Typer()
    app.command()(command)
    options = ["--case-id", "p7", "--seed", "7", "--size-mm", "20", "--place", "frontal", "--side", "left"]
    options += ["--spacing", "5", "5", "5", "--orientation", "ras", "--tilt", "5", "0", "0"]
    result = CliRunner().invoke(app, ["--out", str(tmp_path / "out"), *options])
    assert result.exit_code == 0, result.output
    assert "WT" in result.output
    settings = json.loads((tmp_path / "out" / "truth.json").read_text(encoding="utf-8"))["settings"]
    assert settings["seed"] == 7
    assert settings["orientation"] == "RAS"
    assert settings["tumor"]["center_mni_mm"][0] < 0
    assert nifti.read(tmp_path / "out" / "p7_t1.nii.gz").grid.axis_codes == "RAS"


def test_the_command_makes_a_healthy_brain(tmp_path: Path) -> None:
    app = typer.Typer()
    app.command()(command)
    arguments = ["--out", str(tmp_path / "out"), "--healthy", "--spacing", "6", "6", "6"]
    assert CliRunner().invoke(app, arguments).exit_code == 0
    assert not nifti.read(tmp_path / "out" / "phantom-0001_seg.nii.gz").array.any()
