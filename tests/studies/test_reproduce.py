"""A published table is run again, by its own protocol and by patient."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from torch import Tensor, nn
from typer.testing import CliRunner

from neuroinsight.cli.app import app
from neuroinsight.core.errors import DatasetError
from neuroinsight.datasets.case import Examined, Grade
from neuroinsight.datasets.catalogue import find_examined
from neuroinsight.datasets.protocols import Protocol
from neuroinsight.datasets.slices import SlicePatient
from neuroinsight.inference.bundle import load_bundle
from neuroinsight.studies.published import LGG, REFERENCES, Reference, Row
from neuroinsight.studies.reproduce import PAGE, reproduce
from neuroinsight.studies.row_figures import measure
from neuroinsight.studies.slice_scores import SliceCounts, dice_by_patient, pooled_index, published_index
from neuroinsight.training.provenance import read_run_file
from neuroinsight.training.recipe import load_recipe, recipe_names, with_changes
from neuroinsight.training.recipe_text import recipe_to_toml
from tests.training.conftest import write_case

SMALL = [
    "plan.patch=[16, 16]",
    "optimization.batch_size=8",
    "optimization.epochs=2",
    "augmentation.affine_probability=0",
]


def write_slices(root: Path, *, patients: int) -> Path:
    """Write patients of four slices of noise, every second one with what is bright as its mask."""
    random = np.random.default_rng(0)
    for number in range(1, patients + 1):
        patient = f"TCGA_CS_000{number}_19970101"
        (root / patient).mkdir(parents=True)
        for place in range(1, 5):
            picture = random.integers(1, 255, (16, 16, 3), dtype=np.uint8)
            mask = np.where(picture[..., 1] > 180, 255 * (place % 2), 0).astype(np.uint8)
            Image.fromarray(picture).save(root / patient / f"{patient}_{place}.tif")
            Image.fromarray(mask).save(root / patient / f"{patient}_{place}_mask.tif")
    return root


@pytest.fixture(scope="module")
def patients(tmp_path_factory: pytest.TempPathFactory) -> tuple[SlicePatient, ...]:
    root = write_slices(tmp_path_factory.mktemp("slices") / "kaggle_3m", patients=7)
    return tuple(one for one in find_examined([root]) if isinstance(one, SlicePatient))


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Reference:
    folder = tmp_path_factory.mktemp("recipes")
    recipes = (
        with_changes(load_recipe("lgg_unet"), [*SMALL, "network.filters=[4, 8]"]),
        with_changes(load_recipe("lgg_simple_cnn"), [*SMALL, "network.filters=[4, 4]", "network.grid=2"]),
    )
    for recipe in recipes:
        (folder / f"{recipe.name}.toml").write_text(recipe_to_toml(recipe), encoding="utf-8")
    rows = (Row(title=one.summary, recipe=str(folder / f"{one.name}.toml"), published=0.75) for one in recipes)
    return replace(LGG, rows=tuple(rows))


def test_every_row_is_run_by_both_protocols_and_stands_beside_the_published_figure(
    patients: tuple[SlicePatient, ...], table: Reference, tmp_path: Path
) -> None:
    outcomes = reproduce(table, patients, tmp_path, budget_s=600)
    assert len(outcomes) == 4
    assert {one.epochs for one in outcomes.values()} == {2}
    of_slices = outcomes[Protocol.SLICE_RANDOM, table.rows[1].recipe]
    assert (of_slices.figure, of_slices.slices) == ("accuracy", 4)  # 15 % of 28
    by_patient = outcomes[Protocol.PATIENT, table.rows[0].recipe]
    assert (by_patient.figure, by_patient.patients, by_patient.slices) == ("Tversky", 1, 2)  # slices with tumor alone
    page = (tmp_path / PAGE).read_text(encoding="utf-8")
    assert page.count("0.7500") == 2
    assert all(f"{one.value:.4f}" in page for one in outcomes.values())
    model = tmp_path / "patient" / "lgg_unet" / "model" / "weights.safetensors"
    before = model.stat().st_mtime_ns
    assert reproduce(table, patients, tmp_path, budget_s=600) == outcomes
    assert model.stat().st_mtime_ns == before


def test_a_run_without_budget_ends_its_first_epoch(
    patients: tuple[SlicePatient, ...], table: Reference, tmp_path: Path
) -> None:
    outcomes = reproduce(replace(table, rows=table.rows[1:]), patients, tmp_path, budget_s=0)
    assert {one.epochs for one in outcomes.values()} == {1}
    run = read_run_file(tmp_path / "patient" / "lgg_simple_cnn")
    assert run is not None
    assert [session.ended for session in run.sessions] == ["interrupted", "finished"]


class Ticking:
    """A clock of the processor on which every look takes a second."""

    def __init__(self) -> None:
        self._looks = 0

    @property
    def seconds(self) -> float:
        self._looks += 1
        return float(self._looks)


def test_a_row_goes_on_until_the_processor_gave_it_its_budget(
    patients: tuple[SlicePatient, ...], table: Reference, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for room in ("studies.reproduce", "training.provenance"):
        monkeypatch.setattr(f"neuroinsight.{room}.ProcessorClock", Ticking)
    folder, name = tmp_path / "patient" / "lgg_simple_cnn", table.rows[1].recipe
    only, longer = [name], ["optimization.epochs=6"]
    first = reproduce(table, patients, tmp_path, budget_s=1, only=only, changes=longer)
    assert set(first) == {(protocol, name) for protocol in Protocol if (tmp_path / protocol).is_dir()}
    before = read_run_file(folder)
    assert before is not None
    assert 0 < first[Protocol.PATIENT, name].epochs < 6
    assert first[Protocol.PATIENT, name].processor_minutes == pytest.approx(before.processor_s / 60, abs=0.01)
    assert reproduce(table, patients, tmp_path, budget_s=before.processor_s, only=only, changes=longer) == first
    more = reproduce(table, patients, tmp_path, budget_s=before.processor_s + 4, only=only, changes=longer)
    after = read_run_file(folder)
    assert after is not None
    assert after.sessions[: len(before.sessions)] == before.sessions  # gone on with, not begun anew
    assert more[Protocol.PATIENT, name].epochs > first[Protocol.PATIENT, name].epochs
    assert after.processor_s > before.processor_s + 4


def test_what_stands_of_other_rows_stays_in_the_table(
    patients: tuple[SlicePatient, ...], table: Reference, tmp_path: Path
) -> None:
    for row in reversed(table.rows):
        reproduce(table, patients, tmp_path, budget_s=0, only=[row.recipe])
    lines = [line for line in (tmp_path / PAGE).read_text(encoding="utf-8").splitlines() if "`" in line[:120]]
    shown = {row.title: line for row in table.rows for line in lines if line.startswith(f"| {row.title} |")}
    assert len(shown) == 2
    assert all("min on " in line and " by the clock" in line for line in shown.values())
    assert not any("not run" in line for line in shown.values())


def test_every_row_of_the_table_has_its_recipe() -> None:
    assert {row.recipe for one in REFERENCES.values() for row in one.rows} <= set(recipe_names())


class Sure(nn.Module):
    """A classifier of slices that says of all the same: low grade or high."""

    def __init__(self, *logits: float) -> None:
        super().__init__()
        self.logits = nn.Parameter(torch.tensor([logits]))

    def forward(self, slices: Tensor) -> Tensor:
        return self.logits.expand(len(slices), -1)


def _grades_by(network: nn.Module, row: Row, cases: Sequence[Examined], folder: Path) -> tuple[float, str]:
    """Measure a network on the patients of high grade, who are told by the folder that they are in."""
    bundle = replace(load_bundle(folder / "out" / "patient" / "grade_convnext" / "model"), network=network)
    high = [case for case in cases if case.grade is Grade.HGG]
    found = measure(load_recipe(row.recipe), bundle, high, cache=folder / "out" / "cache")
    return found.value, found.beside


def test_the_first_system_is_measured_on_patients_who_chose_nothing(tmp_path: Path) -> None:
    for number in range(7):
        write_case(tmp_path / "brats" / ("HGG" if number < 5 else "LGG"), f"Brats18_CBICA_AA{number}_1", seed=number)
    cases = tuple(find_examined([tmp_path / "brats"]))
    small = ["plan.patch=[32, 32]", "sampling.first_slice=0", "optimization.epochs=1", "optimization.batch_size=8"]
    folder, rows = tmp_path / "recipes", []
    folder.mkdir()
    for row, size in zip(REFERENCES["neuroinsight"].rows, ("[2, 4, 4, 4]", "[4, 4, 4, 4]"), strict=True):
        recipe = with_changes(load_recipe(row.recipe), [*small, f"network.filters={size}"])
        (folder / f"{recipe.name}.toml").write_text(recipe_to_toml(recipe), encoding="utf-8")
        rows.append(replace(row, recipe=str(folder / f"{recipe.name}.toml")))
    outcomes = reproduce(replace(REFERENCES["neuroinsight"], rows=tuple(rows)), cases, tmp_path / "out", budget_s=600)
    outlines, grades = (outcomes[Protocol.PATIENT, row.recipe] for row in rows)
    assert (outlines.figure, outlines.patients, outlines.slices) == ("Dice of all pixels", 1, 0)
    assert 0.5 < outlines.value <= 1  # almost all pixels are background
    assert "Dice of WT mean" in outlines.beside
    assert (grades.figure, grades.patients, grades.slices) == ("accuracy", 1, 10)  # those of the brain
    model = load_bundle(tmp_path / "out" / "patient" / "attention_unet_2d" / "model")
    tested = [case for case in cases if not model.has_seen(case.key, case.patient)]
    assert len(tested) == 2
    assert sum(model.was_chosen_on(case.key, case.patient) for case in tested) == 1
    assert _grades_by(Sure(-9.0, 9.0), rows[1], tested, tmp_path) == (1.0, "of patients 1.000, auc undefined")
    assert _grades_by(Sure(9.0, -9.0), rows[1], tested, tmp_path) == (0.0, "of patients 0.000, auc undefined")
    page = (tmp_path / "out" / PAGE).read_text(encoding="utf-8")
    assert "Dice of all pixels 0.9947; accuracy of all pixels 0.993, mean IoU 0.500" in page


def test_too_few_patients_are_told_before_anything_is_trained(
    patients: tuple[SlicePatient, ...], table: Reference, tmp_path: Path
) -> None:
    with pytest.raises(DatasetError, match="too few cases") as caught:
        reproduce(replace(table, protocols=(Protocol.PATIENT,)), patients[:1], tmp_path / "out", budget_s=0)
    assert caught.value.seen == "nobody in the part validation; cases: 1"
    assert not (tmp_path / "out").exists()


COUNTS = (
    SliceCounts(patient="a", picture="1", soft=(8.0, 2.0, 1.0), hard=(9.0, 1.0, 0.0)),
    SliceCounts(patient="a", picture="2", soft=(0.0, 0.0, 2.0), hard=(0.0, 0.0, 1.0)),
    SliceCounts(patient="b", picture="1", soft=(0.0, 0.0, 0.0), hard=(0.0, 0.0, 0.0)),
)


def test_figures_of_known_counts() -> None:
    assert published_index(COUNTS) == pytest.approx(9 / (8 + 0.7 * 2 + 0.3 * 3 + 1))
    assert pooled_index(COUNTS) == pytest.approx(9 / (9 + 0.7 + 0.3))
    assert dice_by_patient(COUNTS).mean == pytest.approx((18 / (18 + 1 + 1) + 1) / 2)


def test_the_published_index_is_a_mean_over_batches() -> None:
    empty = tuple(replace(COUNTS[2], picture=str(number)) for number in range(48))
    assert published_index(empty) == 1.0
    assert published_index((*empty, COUNTS[0])) == pytest.approx((3 + 9 / (8 + 1.4 + 0.3 + 1)) / 4)


def test_what_cannot_be_reproduced_is_told(patients: tuple[SlicePatient, ...], tmp_path: Path) -> None:
    root = patients[0].slices[0].image.parents[1]
    for words, expected in ((["moon"], "no table of this name"), (["lgg", "--row", "lgg_moon"], "no such row")):
        with pytest.raises(DatasetError, match=expected):
            CliRunner().invoke(
                app, ["reproduce", *words, "--data", str(root), "--out", str(tmp_path)], catch_exceptions=False
            )
    assert not list(tmp_path.iterdir())
