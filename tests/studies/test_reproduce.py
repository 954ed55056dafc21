"""A published table is run again, by its own protocol and by patient."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from typer.testing import CliRunner

from neuroinsight.cli.app import app
from neuroinsight.core.errors import DatasetError
from neuroinsight.datasets.catalogue import find_examined
from neuroinsight.datasets.protocols import Protocol
from neuroinsight.datasets.slices import SlicePatient
from neuroinsight.studies.reproduce import LGG, TABLE, Row, reproduce
from neuroinsight.studies.slice_scores import SliceCounts, dice_by_patient, pooled_index, published_index
from neuroinsight.training.provenance import read_run_file
from neuroinsight.training.recipe import load_recipe, recipe_names, with_changes
from neuroinsight.training.recipe_text import recipe_to_toml

SMALL = [
    "plan.patch=[16, 16]",
    "optimization.batch_size=8",
    "optimization.epochs=2",
    "augmentation.affine_probability=0",
]


@pytest.fixture(scope="module")
def patients(tmp_path_factory: pytest.TempPathFactory) -> tuple[SlicePatient, ...]:
    root, random = tmp_path_factory.mktemp("slices") / "kaggle_3m", np.random.default_rng(0)
    for number in range(1, 8):
        patient = f"TCGA_CS_000{number}_19970101"
        (root / patient).mkdir(parents=True)
        for place in range(1, 5):
            picture = random.integers(1, 255, (16, 16, 3), dtype=np.uint8)
            mask = np.where(picture[..., 1] > 180, 255 * (place % 2), 0).astype(np.uint8)
            Image.fromarray(picture).save(root / patient / f"{patient}_{place}.tif")
            Image.fromarray(mask).save(root / patient / f"{patient}_{place}_mask.tif")
    return tuple(one for one in find_examined([root]) if isinstance(one, SlicePatient))


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> tuple[Row, ...]:
    folder = tmp_path_factory.mktemp("recipes")
    recipes = (
        with_changes(load_recipe("lgg_unet"), [*SMALL, "network.filters=[4, 8]"]),
        with_changes(load_recipe("lgg_simple_cnn"), [*SMALL, "network.filters=[4, 4]", "network.grid=2"]),
    )
    for recipe in recipes:
        (folder / f"{recipe.name}.toml").write_text(recipe_to_toml(recipe), encoding="utf-8")
    return tuple(
        Row(title=recipe.summary, recipe=str(folder / f"{recipe.name}.toml"), published=0.75) for recipe in recipes
    )


def test_every_row_is_run_by_both_protocols_and_stands_beside_the_published_figure(
    patients: tuple[SlicePatient, ...], rows: tuple[Row, ...], tmp_path: Path
) -> None:
    outcomes = reproduce(rows, patients, tmp_path, budget_s=600)
    assert len(outcomes) == 4
    assert {one.epochs for one in outcomes.values()} == {2}
    of_slices = outcomes[Protocol.SLICE_RANDOM, rows[1].recipe]
    assert (of_slices.figure, of_slices.slices) == ("accuracy", 4)  # 15 % of 28
    by_patient = outcomes[Protocol.PATIENT, rows[0].recipe]
    assert (by_patient.figure, by_patient.patients, by_patient.slices) == ("Tversky", 1, 2)  # slices with tumor alone
    table = (tmp_path / TABLE).read_text(encoding="utf-8")
    assert table.count("0.7500") == 2
    assert all(f"{one.value:.4f}" in table for one in outcomes.values())
    model = tmp_path / "patient" / "lgg_unet" / "model" / "weights.safetensors"
    before = model.stat().st_mtime_ns
    assert reproduce(rows, patients, tmp_path, budget_s=600) == outcomes
    assert model.stat().st_mtime_ns == before


def test_a_run_without_budget_ends_its_first_epoch(
    patients: tuple[SlicePatient, ...], rows: tuple[Row, ...], tmp_path: Path
) -> None:
    outcomes = reproduce(rows[1:], patients, tmp_path, budget_s=0)
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
    patients: tuple[SlicePatient, ...], rows: tuple[Row, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for room in ("studies.reproduce", "training.provenance"):
        monkeypatch.setattr(f"neuroinsight.{room}.ProcessorClock", Ticking)
    folder, name = tmp_path / "patient" / "lgg_simple_cnn", rows[1].recipe
    only, longer = [name], ["optimization.epochs=6"]
    first = reproduce(rows, patients, tmp_path, budget_s=1, only=only, changes=longer)
    assert set(first) == {(protocol, name) for protocol in Protocol if (tmp_path / protocol).is_dir()}
    before = read_run_file(folder)
    assert before is not None
    assert 0 < first[Protocol.PATIENT, name].epochs < 6
    assert first[Protocol.PATIENT, name].processor_minutes == pytest.approx(before.processor_s / 60, abs=0.01)
    assert reproduce(rows, patients, tmp_path, budget_s=before.processor_s, only=only, changes=longer) == first
    more = reproduce(rows, patients, tmp_path, budget_s=before.processor_s + 4, only=only, changes=longer)
    after = read_run_file(folder)
    assert after is not None
    assert after.sessions[: len(before.sessions)] == before.sessions  # gone on with, not begun anew
    assert more[Protocol.PATIENT, name].epochs > first[Protocol.PATIENT, name].epochs
    assert after.processor_s > before.processor_s + 4


def test_what_stands_of_other_rows_stays_in_the_table(
    patients: tuple[SlicePatient, ...], rows: tuple[Row, ...], tmp_path: Path
) -> None:
    for row in reversed(rows):
        reproduce(rows, patients, tmp_path, budget_s=0, only=[row.recipe])
    table = (tmp_path / TABLE).read_text(encoding="utf-8").splitlines()[-2:]
    assert [line.split(" | ")[0] for line in table] == [f"| {row.title}" for row in rows]
    assert all("min on " in line and " by the clock" in line for line in table)


def test_every_row_of_the_table_has_its_recipe() -> None:
    assert {row.recipe for row in LGG} <= set(recipe_names())


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
