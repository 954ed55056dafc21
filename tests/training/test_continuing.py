"""What ends a run, what it leaves, and how it goes on."""

import errno
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import nibabel as nib
import numpy as np
import pytest
import torch

from neuroinsight.cli.training_words import line_of
from neuroinsight.core.errors import NeuroInsightError, OutputError, RecipeError
from neuroinsight.core.sequences import Sequence
from neuroinsight.datasets.case import Case
from neuroinsight.datasets.catalogue import find_cases
from neuroinsight.training.checkpoint import load_state
from neuroinsight.training.events import Event, FellBack, Noticed, Step, Validated
from neuroinsight.training.folder import read_recipe, require_room
from neuroinsight.training.job import Job
from neuroinsight.training.loop import Stopped
from neuroinsight.training.provenance import read_run_file
from neuroinsight.training.recipe import load_recipe, recipe_names, with_changes
from neuroinsight.training.recipe_text import recipe_to_toml
from neuroinsight.training.run import train
from tests.training.conftest import write_case
from tests.training.test_run import TINY, job, same, weights

STEADY = with_changes(TINY, ["optimization.schedule=constant"])


def test_a_finished_run_goes_on_for_more_epochs_as_if_it_had_never_ended(
    tiny_cases: tuple[Case, ...], tiny_cache: Path, tmp_path: Path
) -> None:
    straight = train(STEADY, job(tiny_cases, tmp_path / "straight", tiny_cache))
    train(with_changes(STEADY, ["optimization.epochs=1"]), job(tiny_cases, tmp_path / "run", tiny_cache))
    longer = train(STEADY, job(tiny_cases, tmp_path / "run", tiny_cache, resume=True))
    assert same(weights(straight), weights(longer))
    assert read_recipe(tmp_path / "run") == STEADY


def test_the_field_that_differs_is_named(tiny_cases: tuple[Case, ...], tiny_cache: Path, tmp_path: Path) -> None:
    train(TINY, job(tiny_cases, tmp_path / "run", tiny_cache))
    other = with_changes(TINY, ["optimization.learning_rate=0.002", "augmentation.omission={t2 = 0.3}"])
    with pytest.raises(RecipeError, match="another recipe") as caught:
        train(other, job(tiny_cases, tmp_path / "run", tiny_cache, resume=True))
    assert "optimization.learning_rate was 0.0015, is 0.002" in caught.value.seen
    assert "augmentation.omission.t2 was 0.4, is 0.3" in caught.value.seen


def test_a_run_never_goes_back(tiny_cases: tuple[Case, ...], tiny_cache: Path, tmp_path: Path) -> None:
    train(TINY, job(tiny_cases, tmp_path / "run", tiny_cache))
    with pytest.raises(RecipeError, match="gone further") as caught:
        train(
            with_changes(TINY, ["optimization.epochs=1"]),
            job(tiny_cases, tmp_path / "run", tiny_cache, resume=True),
        )
    assert caught.value.seen == "2 epochs done, optimization.epochs 1"


def test_a_run_that_is_asked_to_stop_saves_first_and_goes_on_to_the_same_bits(
    tiny_cases: tuple[Case, ...], tiny_cache: Path, tmp_path: Path
) -> None:
    straight = train(TINY, job(tiny_cases, tmp_path / "straight", tiny_cache))
    steps: list[Step] = []

    def count(event: Event) -> None:
        if isinstance(event, Step):
            steps.append(event)

    asked = replace(
        job(tiny_cases, tmp_path / "run", tiny_cache),
        checkpoint_every_s=1e9,
        asked_to_stop=lambda: len(steps) == 6,
    )
    with pytest.raises(Stopped, match="stopped at epoch 2, batch 2 of 4"):
        train(TINY, asked, report=count)
    remembered = read_run_file(tmp_path / "run")
    assert remembered is not None
    assert [(one.ended, one.to_epoch, one.to_batch) for one in remembered.sessions] == [("interrupted", 1, 2)]
    resumed = train(TINY, job(tiny_cases, tmp_path / "run", tiny_cache, resume=True))
    assert same(weights(straight), weights(resumed))


@pytest.mark.parametrize("damage", ["cut", "flipped", "gone"])
def test_a_damaged_checkpoint_has_one_before_it(
    tiny_cases: tuple[Case, ...], tiny_cache: Path, tmp_path: Path, damage: str
) -> None:
    straight = train(TINY, job(tiny_cases, tmp_path / "run", tiny_cache))
    before = weights(straight)
    last = tmp_path / "run" / "last.pt"
    content = bytearray(last.read_bytes())
    middle = slice(len(content) // 2, len(content) // 2 + 2000)  # beyond what lies between two entries
    content[middle] = bytes(255 - byte for byte in content[middle])
    damages: dict[str, Callable[[], object]] = {
        "cut": lambda: os.truncate(last, len(content) // 3),
        "flipped": lambda: last.write_bytes(content),
        "gone": last.unlink,
    }
    damages[damage]()
    told: list[Event] = []
    resumed = train(TINY, job(tiny_cases, tmp_path / "run", tiny_cache, resume=True), report=told.append)
    (fell_back,) = (event for event in told if isinstance(event, FellBack))
    assert ("missing" if damage == "gone" else "damaged") in fell_back.damage
    assert same(before, weights(resumed))


def test_a_loss_that_is_no_number_stops_the_run_and_leaves_the_last_good_checkpoint(
    tiny_cases: tuple[Case, ...], tiny_cache: Path, tmp_path: Path
) -> None:
    wild = with_changes(STEADY, ["optimization.learning_rate=1e36", "optimization.warmup_steps=0", "network.norm=none"])
    with pytest.raises(RecipeError, match="no number any more") as caught:
        train(wild, job(tiny_cases, tmp_path / "run", tiny_cache))
    assert caught.value.seen.startswith("epoch 1, batch ")
    state, _ = load_state(tmp_path / "run")
    assert all(bool(torch.isfinite(tensor).all()) for tensor in state["model"].values())
    assert not (tmp_path / "run" / "model").exists()


def test_a_batch_without_a_finite_loss_is_told_with_its_cases(
    tiny_cases: tuple[Case, ...], tiny_cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("neuroinsight.training.run.build_loss", lambda *_: lambda answer, _: answer.sum() * torch.nan)
    with pytest.raises(RecipeError, match="The loss is no number") as caught:
        train(TINY, replace(job(tiny_cases, tmp_path / "run", tiny_cache), training=tiny_cases[:1]))
    assert caught.value.seen == f"epoch 1, batch 1; learning rate 0.00075; slices of {tiny_cases[0].key}"


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_voxel_that_is_no_number_is_refused_with_case_and_sequence(tmp_path: Path, value: float) -> None:
    write_case(tmp_path / "HGG", "Brats18_CBICA_AAA_1", seed=1)
    (case,) = find_cases([tmp_path])
    file = case.images[Sequence.FLAIR].path
    image = nib.Nifti1Image.from_filename(file)
    array = np.asarray(image.dataobj, dtype=np.float32).copy()
    array[12, 12, 6] = value
    nib.Nifti1Image(array, image.affine).to_filename(file)
    with pytest.raises(NeuroInsightError) as caught:
        train(TINY, replace(job((case,), tmp_path / "run", tmp_path / "cache"), validation=()))
    assert "Brats18_CBICA_AAA_1" in str(caught.value)
    assert "FLAIR" in str(caught.value)
    assert not (tmp_path / "run").exists()


def test_labels_that_lie_elsewhere_are_refused_by_the_name_of_their_case(tmp_path: Path) -> None:
    write_case(tmp_path / "HGG", "Brats18_CBICA_AAA_1", seed=1)
    (case,) = find_cases([tmp_path])
    assert case.labels is not None
    image = nib.Nifti1Image.from_filename(case.labels)
    nib.Nifti1Image(np.asarray(image.dataobj), np.eye(4)).to_filename(case.labels)
    with pytest.raises(NeuroInsightError, match=r"Brats18_CBICA_AAA_1: The label map was saved without") as caught:
        train(TINY, replace(job((case,), tmp_path / "run", tmp_path / "cache"), validation=()))
    assert caught.value.remedy.startswith("do not resample")


def test_the_later_of_two_runs_in_one_folder_is_refused(
    tiny_cases: tuple[Case, ...], tiny_cache: Path, tmp_path: Path
) -> None:
    refused: list[OutputError] = []

    def second(event: Event) -> None:
        if isinstance(event, Step) and not refused:
            with pytest.raises(OutputError, match="Another run is writing") as caught:
                train(TINY, job(tiny_cases, tmp_path / "run", tiny_cache, resume=True))
            refused.append(caught.value)

    straight = train(TINY, job(tiny_cases, tmp_path / "straight", tiny_cache))
    model = train(TINY, job(tiny_cases, tmp_path / "run", tiny_cache), report=second)
    assert len(refused) == 1
    assert same(weights(straight), weights(model))


def test_files_that_have_changed_since_the_run_began_are_refused(tmp_path: Path) -> None:
    write_case(tmp_path / "HGG", "Brats18_CBICA_AAA_1", seed=1)
    cases = find_cases([tmp_path]).cases
    work = replace(job(cases, tmp_path / "run", tmp_path / "cache"), validation=())
    train(with_changes(STEADY, ["optimization.epochs=1"]), work)
    file = cases[0].images[Sequence.FLAIR].path
    image = nib.Nifti1Image.from_filename(file)
    nib.Nifti1Image(np.asarray(image.dataobj) + np.int16(1), image.affine).to_filename(file)
    with pytest.raises(RecipeError, match="changed since the run began") as caught:
        train(STEADY, replace(work, resume=True))
    assert caught.value.seen == "Brats18_CBICA_AAA_1"


def test_a_run_remembers_its_versions_its_arithmetic_and_its_files(
    tiny_cases: tuple[Case, ...], tiny_cache: Path, tmp_path: Path
) -> None:
    train(TINY, job(tiny_cases, tmp_path / "run", tiny_cache))
    remembered = read_run_file(tmp_path / "run")
    assert remembered is not None
    assert sorted(remembered.cases) == sorted(case.key for case in tiny_cases[:5])
    assert all(len(digest) == 64 for digest in remembered.cases.values())
    (session,) = remembered.sessions
    assert session.versions["torch"] == torch.__version__
    assert (session.device, session.precision, session.threads, session.ended) == ("cpu", "float32", 1, "finished")
    assert session.duration_s > 0


def test_what_the_input_checks_notice_is_told_when_slices_are_prepared_and_when_they_are_found_again(
    tmp_path: Path,
) -> None:
    for number in range(3):
        write_case(tmp_path / "HGG", f"Brats18_CBICA_AA{number}_1", seed=number)
    cases = find_cases([tmp_path]).cases
    file = cases[0].images[Sequence.FLAIR].path
    image = nib.Nifti1Image.from_filename(file)
    nib.Nifti1Image(np.asarray(image.dataobj) - np.int16(1), image.affine).to_filename(file)  # air of -1
    for run in ("first", "second"):
        told: list[Event] = []
        work = Job(training=cases[:2], validation=cases[2:], out=tmp_path / run, cache=tmp_path / "cache")
        train(with_changes(TINY, ["optimization.epochs=1"]), work, report=told.append)
        (noticed,) = (one for one in told if isinstance(one, Noticed) and one.preparation)
        assert (noticed.case, noticed.preparation[0].code) == (cases[0].key, "air.cleared")
        assert line_of(noticed) is None or cases[0].key in str(line_of(noticed))
        remembered = read_run_file(tmp_path / run)
        assert remembered is not None
        assert any("-1" in words for words in remembered.notices[cases[0].key])


def test_the_model_is_the_epoch_with_the_best_score_that_is_watched(
    tiny_cases: tuple[Case, ...], tiny_cache: Path, tmp_path: Path
) -> None:
    seen: list[tuple[float, bytes]] = []
    run = tmp_path / "run"

    def keep(event: Event) -> None:
        if isinstance(event, Validated):
            assert event.is_best == (event.scores["loss"] < min((score for score, _ in seen), default=float("inf")))
            seen.append((event.scores["loss"], (run / "best" / "weights.safetensors").read_bytes()))

    jumpy = with_changes(
        STEADY,
        [
            "optimization.epochs=5",
            "optimization.learning_rate=2.0",
            "optimization.keep=best",
            "optimization.watch=loss",
        ],
    )
    model = train(jumpy, job(tiny_cases, run, tiny_cache), report=keep)
    assert len({score for score, _ in seen}) == 5
    assert min(seen) not in {seen[0], seen[-1]}  # neither the first nor the last would do
    assert (model / "weights.safetensors").read_bytes() == min(seen)[1]


@pytest.mark.parametrize("name", recipe_names())
def test_a_recipe_that_is_shown_can_be_trained(name: str, tmp_path: Path) -> None:
    recipe = load_recipe(name)
    for number, one in enumerate((recipe, with_changes(recipe, ["optimization.patience=3", "optimization.epochs=5"]))):
        path = tmp_path / f"{number}.toml"
        path.write_text(recipe_to_toml(one), encoding="utf-8")
        assert load_recipe(str(path)) == one


def test_a_run_whose_recipe_is_json_goes_on(tiny_cases: tuple[Case, ...], tiny_cache: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    train(with_changes(STEADY, ["optimization.epochs=1"]), job(tiny_cases, run, tiny_cache))
    (run / "recipe.json").write_text(read_recipe(run).model_dump_json(), encoding="utf-8")
    (run / "recipe.toml").unlink()
    (run / "run.json").unlink()
    assert read_recipe(run) == with_changes(STEADY, ["optimization.epochs=1"])
    model = train(STEADY, job(tiny_cases, run, tiny_cache, resume=True))
    assert same(weights(model), weights(train(STEADY, job(tiny_cases, tmp_path / "straight", tiny_cache))))


def test_a_new_run_that_cannot_be_written_leaves_nothing_and_says_what_is_free(
    tiny_cases: tuple[Case, ...], tiny_cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("neuroinsight.training.checkpoint.torch.save", full)
    with pytest.raises(OutputError, match="checkpoint cannot be written") as caught:
        train(STEADY, job(tiny_cases, tmp_path / "run", tiny_cache))
    assert "No space left" in caught.value.seen
    assert f"MB free in {tmp_path}" in caught.value.seen
    assert list(tmp_path.iterdir()) == []


def test_a_folder_whose_run_never_came_to_a_checkpoint_is_free(tmp_path: Path) -> None:
    for name in ("recipe.toml", "split.json", "run.json"):
        (tmp_path / name).touch()
    require_room(tmp_path)
    (tmp_path / "last.pt").touch()
    with pytest.raises(OutputError, match="There is a run"):
        require_room(tmp_path)


_FIRST_FORMAT = """{"name": "glioma_25d", "summary": "", "plan": {"sequences": ["t1ce", "flair"],
"slice_shape": [32, 32],
"pixel_mm": 1.5, "slice_mm": 1.0, "normalization": "zscore_brain", "clip_percentiles": [0.05, 99.95], "context": 1,
"optional": []}, "network": {"name": "attention_unet", "filters": [4, 8], "norm": "batch", "outputs": "regions"},
"sampling": {"slices": "brain", "tumor_share": 0.7, "slices_per_epoch": 16}, "optimization": {"batch_size": 4,
"epochs": 1, "precision": "float32", "keep": "last"}}"""


def test_a_run_of_the_first_format_goes_on(tiny_cases: tuple[Case, ...], tiny_cache: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    run.mkdir()
    (run / "recipe.json").write_text(_FIRST_FORMAT, encoding="utf-8")
    begun = read_recipe(run)
    train(begun, replace(job(tiny_cases, run, tiny_cache), validation=()))
    for name in ("recipe.toml", "run.json", "previous.pt"):
        (run / name).unlink()
    state = torch.load(run / "last.pt", weights_only=True)
    former = {name: value for name, value in state.items() if name not in {"best", "random_cuda"}}
    torch.save({**former, "recipe": _FIRST_FORMAT, "best_dice": -1.0}, run / "last.pt")
    longer = with_changes(read_recipe(run), ["optimization.epochs=2"])
    resumed = train(longer, replace(job(tiny_cases, run, tiny_cache, resume=True), validation=()))
    straight = train(longer, replace(job(tiny_cases, tmp_path / "straight", tiny_cache), validation=()))
    assert same(weights(straight), weights(resumed))
