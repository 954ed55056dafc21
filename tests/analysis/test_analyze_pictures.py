"""Pictures without millimeters take the same road: masks, areas in pixels, an overlay and a record."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from neuroinsight.cli.app import app
from neuroinsight.core.errors import NeuroInsightError
from neuroinsight.core.labels import Region
from neuroinsight.core.sequences import Sequence
from neuroinsight.io import picture
from neuroinsight.models.outputs import WHOLE
from neuroinsight.preprocess.plan import Normalization, Plan, Reads
from neuroinsight.report.picture_json import pictures_from_json, pictures_to_json
from tests.networks import save_untrained
from tests.trees import lgg_slices, slice_folders

PLAN = Plan(
    sequences=(Sequence.FLAIR,),
    reads=Reads.PICTURES,
    patch=(16, 16),
    normalization=Normalization.ZSCORE_BRAIN,
    divisor=(2, 2),
)


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_untrained(tmp_path_factory.mktemp("slices") / "model", plan=PLAN, outputs=WHOLE)


def run(*words: object) -> str:
    """Return what the command printed; its problem is raised as it is."""
    result = CliRunner().invoke(app, [str(word) for word in words])
    if isinstance(result.exception, NeuroInsightError):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.output


def test_a_patients_pictures_become_masks_areas_an_overlay_and_a_record(tmp_path: Path, model: Path) -> None:
    root = lgg_slices(tmp_path / "data", slices=3)
    run("analyze", root, "--model", model, "--out", tmp_path / "out")
    record = pictures_from_json((tmp_path / "out" / "analysis.json").read_text("utf-8"))
    masks = [picture.read(path).array[..., 0] for path in sorted((tmp_path / "out" / "masks").iterdir())]
    assert [mask.shape for mask in masks] == [(16, 18)] * 3
    assert record.areas_pixels[Region.WT] == tuple(int((mask == 255).sum()) for mask in masks)
    assert set(np.unique(masks)) <= {0, 255}
    rows = (tmp_path / "out" / "areas.csv").read_text("utf-8").splitlines()
    assert [int(row.split(",")[2]) for row in rows[1:]] == list(record.areas_pixels[Region.WT])
    with Image.open(tmp_path / "out" / "overlay.png") as overlay:
        assert overlay.size[0] > 100


def test_the_record_of_pictures_holds_no_millimeter_and_reads_back(tmp_path: Path, model: Path) -> None:
    run("analyze", lgg_slices(tmp_path / "data", slices=2), "--model", model, "--out", tmp_path / "out")
    text = (tmp_path / "out" / "analysis.json").read_text("utf-8")
    units = {measured["unit"] for measured in json.loads(text)["measurements"].values()}
    assert units == {"pixels", "1"}
    assert "mm" not in json.loads(text)
    assert "grid" not in json.loads(text)
    assert pictures_to_json(pictures_from_json(text)) == text


def test_a_copy_of_flair_is_treated_as_missing_and_told(tmp_path: Path, model: Path) -> None:
    output = run("analyze", lgg_slices(tmp_path / "data", slices=2), "--model", model, "--out", tmp_path / "out")
    record = pictures_from_json((tmp_path / "out" / "analysis.json").read_text("utf-8"))
    assert record.copies == (Sequence.T1CE,)
    assert "T1CE is a copy of another sequence" in " ".join(output.split())


def test_gray_pictures_without_masks_of_several_patients_are_analyzed_each(tmp_path: Path, model: Path) -> None:
    root = slice_folders(tmp_path / "data")
    shutil.rmtree(root / "masks")
    run("analyze", root, "--model", model, "--out", tmp_path / "out")
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["P01", "P02"]
    again = run("analyze", root, "--model", model, "--out", tmp_path / "out", "--resume")
    assert "P02" in again


def test_a_model_of_volumes_is_refused_for_pictures_before_anything_is_written(tmp_path: Path) -> None:
    volumes = save_untrained(tmp_path / "model")
    with pytest.raises(NeuroInsightError) as caught:
        run("analyze", lgg_slices(tmp_path / "data", slices=2), "--model", volumes, "--out", tmp_path / "out")
    assert caught.value.code == "model.other_images"
    assert not (tmp_path / "out").exists()


def test_pictures_whose_channels_nobody_names_are_refused_until_named(tmp_path: Path, model: Path) -> None:
    root = tmp_path / "data"
    root.mkdir()
    gray = np.random.default_rng(0).integers(0, 255, (12, 14), np.uint8)
    Image.fromarray(gray).save(root / "P07_1.png")
    result = CliRunner().invoke(app, ["analyze", str(root), "--model", str(model), "--out", str(tmp_path / "out")])
    assert result.exit_code == 2
    assert "which sequence" in result.output.lower()
    run("analyze", root, "--model", model, "--out", tmp_path / "out", "--channels", "flair")
    assert (tmp_path / "out" / "masks" / "P07_1_mask.png").is_file()


def test_a_slice_model_is_scored_per_patient_and_per_slice_without_a_millimeter(tmp_path: Path, model: Path) -> None:
    run("evaluate", "--data", lgg_slices(tmp_path / "data", slices=4), "--model", model, "--out", tmp_path / "out")
    head = (tmp_path / "out" / "cases.csv").read_text("utf-8").splitlines()[0]
    assert "dice_per_tumor_slice" in head
    assert "truth_pixels" in head
    assert "truth_ml" not in head
    assert "1 cases" in (tmp_path / "out" / "summary.md").read_text("utf-8")
    assert (tmp_path / "out" / "plots" / "worst.png").is_file()
