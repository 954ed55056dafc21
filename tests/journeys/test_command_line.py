"""What a person at a terminal meets: results, and one clear message for each kind of bad input."""

import json
import os
import signal
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import nibabel as nib
import numpy as np
import pytest

from neuroinsight.cli.app import COMMANDS, main
from neuroinsight.core.grid import Grid
from neuroinsight.core.labels import BRATS_2017, BRATS_2023, LabelMap, Region
from neuroinsight.core.measurement import Measured
from neuroinsight.core.volume import Volume
from neuroinsight.datasets.phantom import PhantomSettings, make_phantom, write_phantom
from neuroinsight.io import nifti
from neuroinsight.io.labels import read_label_map
from neuroinsight.metrics.score import score

pytestmark = pytest.mark.journey

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["neuroinsight", *map(str, words)])
        code = 0
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return call


@pytest.fixture(scope="module")
def patient(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("patients") / "phantom-0001"
    write_phantom(make_phantom(PhantomSettings(spacing_mm=(3.0, 3.0, 3.0))), folder)
    return folder


@pytest.fixture
def copy(patient: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "phantom-0001"
    folder.mkdir()
    for path in patient.glob("*.nii.gz"):
        (folder / path.name).write_bytes(path.read_bytes())
    return folder


def image(folder: Path, name: str) -> Path:
    return folder / f"phantom-0001_{name}.nii.gz"


def dice_of_whole(truth: LabelMap, found: LabelMap) -> float:
    dice = score(truth, found).regions[Region.WT].values["dice"]
    assert isinstance(dice, Measured)
    return dice.value


def change(path: Path, edit: Callable[[np.ndarray], np.ndarray], shift_mm: float = 0.0) -> None:
    volume = nifti.read(path)
    affine = volume.grid.affine.copy()
    affine[:3, 3] += shift_mm
    edited = edit(np.array(volume.array, dtype=np.float32))
    nifti.write(path, Volume(array=edited, grid=Grid(shape=edited.shape, affine=affine)))


def cut_short(folder: Path) -> None:
    path = image(folder, "flair")
    path.write_bytes(path.read_bytes()[:-5000])


def not_an_image(folder: Path) -> None:
    image(folder, "flair").write_text("Dear colleague, please find the images attached.")


def four_dimensional(folder: Path) -> None:
    volume = nifti.read(image(folder, "flair"))
    stack = np.stack([volume.array, volume.array], axis=-1)
    nib.save(nib.Nifti1Image(stack, volume.grid.affine), image(folder, "flair"))


def same_twice(folder: Path) -> None:
    image(folder, "t1ce").write_bytes(image(folder, "flair").read_bytes())


def not_registered(folder: Path) -> None:
    change(image(folder, "flair"), lambda a: np.roll(a, (18, -15, 12), axis=(0, 1, 2)))


def not_a_number(folder: Path) -> None:
    def hole(array: np.ndarray) -> np.ndarray:
        array[30:32, 30:32, 20] = np.nan
        return array

    change(image(folder, "flair"), hole)


def all_zero(folder: Path) -> None:
    change(image(folder, "flair"), np.zeros_like)


def other_grid(folder: Path) -> None:
    change(image(folder, "flair"), lambda a: a, shift_mm=25.0)


def no_flair(folder: Path) -> None:
    image(folder, "flair").unlink()


def no_images(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()


def two_flairs(folder: Path) -> None:
    (folder / "other_FLAIR.nii.gz").write_bytes(image(folder, "flair").read_bytes())


BAD_INPUTS = (
    (cut_short, "flair"),
    (not_an_image, "flair"),
    (four_dimensional, "three-dimensional"),
    (same_twice, "same"),
    (not_registered, "regist"),
    (not_a_number, "finite"),
    (all_zero, "empty"),
    (other_grid, "grid"),
    (no_flair, "FLAIR"),
    (no_images, "No images"),
    (two_flairs, "both look like flair"),
)


@pytest.mark.parametrize(("damage", "word"), BAD_INPUTS, ids=[damage.__name__ for damage, _ in BAD_INPUTS])
def test_bad_input_gives_one_message_exit_code_2_and_no_file(
    damage: Callable[[Path], None], word: str, copy: Path, tmp_path: Path, run: Run
) -> None:
    damage(copy)
    code, _, complaint = run("analyze", copy, "--out", tmp_path / "out")
    assert code == 2
    lines = complaint.strip().splitlines()
    assert [line.split(":")[0].strip() for line in lines[1:]] in (
        ["seen", "allowed", "remedy"],
        ["seen", "allowed", "remedy", "command"],
    )
    assert word.lower() in complaint.lower()
    assert "Traceback" not in complaint
    assert sorted(path.name for path in tmp_path.iterdir()) == ["phantom-0001"]


def test_analyze_writes_what_it_prints(patient: Path, tmp_path: Path, run: Run) -> None:
    code, printed, _ = run("analyze", patient, "--out", tmp_path / "out", "--patient", "P-17", "--study", "S-4")
    assert code == 0
    assert "Not a medical device" in printed
    record = json.loads((tmp_path / "out" / "analysis.json").read_text())
    assert record["identity"]["patient_id"] == "P-17"
    assert f"{record['measurements']['volume.WT']['value']:.1f} ml" in printed


def test_the_phantoms_tumor_is_found_where_it_is(patient: Path, tmp_path: Path, run: Run) -> None:
    run("analyze", patient, "--out", tmp_path / "out")
    truth = read_label_map(image(patient, "seg"), BRATS_2017)
    found = read_label_map(tmp_path / "out" / "segmentation.nii.gz", BRATS_2017)
    assert dice_of_whole(truth, found) > 0.8  # at 3 mm; trained on 1 mm


def test_files_can_be_named_and_labels_be_those_of_2023(patient: Path, tmp_path: Path, run: Run) -> None:
    files = ("--t1ce", image(patient, "t1ce"), "--flair", image(patient, "flair"))
    code, printed, _ = run("analyze", *files, "--out", tmp_path / "out", "--labels", "brats2023")
    assert code == 0
    assert "phantom-0001" in printed
    labels = read_label_map(tmp_path / "out" / "segmentation.nii.gz", BRATS_2023)
    assert labels.mask(Region.ET).any()


@pytest.mark.slow
def test_results_that_stand_are_not_replaced_unasked(patient: Path, tmp_path: Path, run: Run) -> None:
    run("analyze", patient, "--out", tmp_path / "out")
    before = (tmp_path / "out" / "report.pdf").stat().st_mtime_ns
    code, _, complaint = run("analyze", patient, "--out", tmp_path / "out")
    assert (code, "--overwrite" in complaint) == (2, True)
    assert run("analyze", patient, "--out", tmp_path / "out", "--resume")[0] == 0
    assert (tmp_path / "out" / "report.pdf").stat().st_mtime_ns == before
    assert run("analyze", patient, "--out", tmp_path / "out", "--overwrite")[0] == 0
    assert (tmp_path / "out" / "report.pdf").stat().st_mtime_ns > before


def test_replacing_and_keeping_at_once_is_refused(patient: Path, tmp_path: Path, run: Run) -> None:
    code, _, complaint = run("analyze", patient, "--out", tmp_path / "out", "--resume", "--overwrite")
    assert (code, "leave one out" in complaint) == (2, True)
    assert not (tmp_path / "out").exists()


def test_options_of_label_maps_are_refused_where_a_model_is_scored(patient: Path, tmp_path: Path, run: Run) -> None:
    code, _, complaint = run("evaluate", "--data", patient, "--out", tmp_path / "out", "--labels", "brats2023")
    assert (code, "--predictions" in complaint) == (2, True)


def test_many_cases_end_with_2_if_one_failed(patient: Path, copy: Path, tmp_path: Path, run: Run) -> None:
    cut_short(copy)
    code, printed, complaint = run("analyze", patient, copy, "--out", tmp_path / "out")
    assert code == 2
    assert "failed" in printed
    assert "done" in printed
    assert "Traceback" not in complaint
    assert [path.name for path in (tmp_path / "out").iterdir()] == [f"{patient.parent.name}-phantom-0001"]


def test_a_healthy_brain_is_a_result(tmp_path: Path, run: Run) -> None:
    run("phantom", "--healthy", "--spacing", 3, 3, 3, "--out", tmp_path / "healthy")
    code, printed, _ = run("analyze", tmp_path / "healthy", "--out", tmp_path / "out")
    assert code == 0
    assert "Whole tumor" in printed


def test_neither_folder_nor_files_is_explained(tmp_path: Path, run: Run) -> None:
    code, _, complaint = run("analyze", "--out", tmp_path / "out")
    assert code == 2
    assert "--t1ce FILE --flair FILE" in complaint


def test_models_show_their_cards(run: Run) -> None:
    assert "glioma" in run("models", "list")[1]
    code, printed, _ = run("models", "info", "glioma")
    assert code == 0
    for word in ("sha256", "Intended use", "Training cases", "Protocol", "Limits", "Not a medical device"):
        assert word in printed, word


def test_recipes_show_every_field(run: Run) -> None:
    assert "attention_unet_2d" in run("recipes", "list")[1]
    shown = tomllib.loads(run("recipes", "show", "attention_unet_2d")[1])
    assert shown["optimization"]["batch_size"] == 2
    assert (shown["sampling"]["first_slice"], shown["sampling"]["last_slice"]) == (50, 130)


def test_every_command_explains_itself(run: Run) -> None:
    for entry in COMMANDS:
        code, printed, _ = run(entry.name, "--help")
        assert code == 0
        assert "--help" in printed


def test_the_console_script_and_the_module_are_the_same_program() -> None:
    script = Path(sys.executable).parent / "neuroinsight"
    for command in ([str(script)], [sys.executable, "-m", "neuroinsight"]):
        done = subprocess.run([*command, "--version"], capture_output=True, text=True, check=True)
        assert done.stdout.startswith("neuroinsight 0.")


def test_training_and_evaluating_from_the_command_line(tmp_path: Path, run: Run) -> None:
    data = tmp_path / "data"
    for number in range(4):
        case_id = f"Brats18_PHANTOM_A{number}_1"
        spacing = ("--spacing", 6, 6, 6)
        run("phantom", "--case-id", case_id, "--seed", number, *spacing, "--out", data / "HGG" / case_id)
    assert run("dataset", "describe", data)[0] == 0
    assert run("dataset", "split", data, "--folds", 2, "--out", tmp_path / "folds.json")[0] == 0
    tiny = (
        "plan.patch=[32, 40]",
        "plan.mm=[6.0, 6.0, 6.0]",
        "network.filters=[4, 8]",
        "sampling.slices_per_epoch=16",
        "optimization.batch_size=4",
        "optimization.epochs=1",
    )
    settings = [word for field in tiny for word in ("--set", field)]
    split = ("--split", tmp_path / "folds.json")
    for fold in ("fold-0", "fold-1"):
        code, printed, _ = run(
            "train",
            "glioma_25d",
            "--data",
            data,
            *split,
            "--hold-out",
            fold,
            "--out",
            tmp_path / "runs" / fold,
            "--workers",
            0,
            *settings,
        )
        assert code == 0, printed
        assert "2 cases to train on" in printed
    code, _, complaint = run("train", "glioma_25d", "--data", data, "--out", tmp_path / "runs" / "fold-0")
    assert (code, "--continue" in complaint) == (2, True)
    code, printed, _ = run(
        "evaluate", "--folds", tmp_path / "runs", *split, "--data", data, "--out", tmp_path / "scores"
    )
    assert code == 0
    summary = json.loads((tmp_path / "scores" / "summary.json").read_text())
    assert "dice" in json.dumps(summary)
    assert (tmp_path / "scores" / "cases.csv").read_text().count("Brats18_PHANTOM_A") >= 4


@pytest.mark.data
def test_a_released_case_of_2018_and_one_of_2023_give_sound_results(data: Path, tmp_path: Path, run: Run) -> None:
    cases = (
        (data / "brats/HGG/Brats18_CBICA_AME_1", "_seg.nii.gz", BRATS_2017),
        (data / "brats/2023/BraTS-GLI-00003-000", "-seg.nii.gz", BRATS_2023),
    )
    for folder, ending, scheme in cases:
        code, _, complaint = run("analyze", folder, "--out", tmp_path / folder.name)
        assert code == 0, complaint
        truth = read_label_map(folder / f"{folder.name}{ending}", scheme).in_scheme(BRATS_2017)
        found = read_label_map(tmp_path / folder.name / "segmentation.nii.gz", BRATS_2017)
        assert found.grid.is_same_as(truth.grid)
        assert dice_of_whole(truth, found) > 0.8  # it was trained on them: a low bar


@pytest.mark.data
def test_a_raw_head_that_is_called_prepared_is_refused_with_what_helps(data: Path, tmp_path: Path, run: Run) -> None:
    raw = data / "special/raw_native_TCGA-FG-6692"
    code, _, complaint = run("analyze", raw, "--prepared", "--out", tmp_path / "out")
    assert code == 2
    assert "--raw" in complaint
    assert not (tmp_path / "out").exists()


def test_a_terminated_run_leaves_nothing_behind(
    patient: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def terminate(*_: object, **__: object) -> bytes:
        os.kill(os.getpid(), signal.SIGTERM)
        return b""

    before = signal.getsignal(signal.SIGTERM)
    monkeypatch.setattr("neuroinsight.analysis.outputs.render", terminate)
    code, _, _ = run("analyze", patient, "--out", tmp_path / "out")
    signal.signal(signal.SIGTERM, before)
    assert code == 143
    assert list(tmp_path.iterdir()) == []
