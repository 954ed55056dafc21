"""A run: it learns, repeats, resumes to the bit, stops early, and leaves what it promises."""

import csv
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import load_file

from neuroinsight.core.errors import DatasetError, RecipeError
from neuroinsight.core.labels import Region
from neuroinsight.core.sequences import Sequence
from neuroinsight.datasets.case import Case
from neuroinsight.datasets.loading import load_labels, load_study
from neuroinsight.datasets.splits import split_into_folds
from neuroinsight.inference.bundle import load_bundle
from neuroinsight.models.catalogue import network_config, network_named
from neuroinsight.models.outputs import WHOLE
from neuroinsight.preprocess.plan import PlanFields, Reads
from neuroinsight.training.cache import build_cache
from neuroinsight.training.events import Estimate, Event, Listener, Step, StoppedEarly, Validated
from neuroinsight.training.job import Job
from neuroinsight.training.recipe import Recipe, load_recipe, recipe_names, with_changes
from neuroinsight.training.run import train
from neuroinsight.training.selection import find_trainable, select_without

TINY = with_changes(
    load_recipe("glioma_25d"),
    [
        "plan.patch=[32, 32]",
        "plan.mm=[6.0, 6.0, 8.0]",
        "network.filters=[4, 8]",
        "sampling.slices_per_epoch=16",
        "optimization.batch_size=4",
        "optimization.epochs=2",
        "optimization.warmup_steps=2",
        "optimization.precision='float32'",
    ],
)


class Interrupted(Exception):  # noqa: N818 - not an error
    """Stands for a kill."""


def job(cases: tuple[Case, ...], out: Path, cache: Path, *, resume: bool = False) -> Job:
    return Job(training=cases[:4], validation=cases[4:5], out=out, cache=cache, resume=resume, checkpoint_every_s=0.0)


def weights(model: Path) -> dict[str, torch.Tensor]:
    return load_file(model / "weights.safetensors")


def same(first: dict[str, torch.Tensor], second: dict[str, torch.Tensor]) -> bool:
    return first.keys() == second.keys() and all(torch.equal(first[name], second[name]) for name in first)


def interrupt_at(epoch: int, step: int) -> Listener:
    def report(state: Event) -> None:
        if isinstance(state, Step) and (state.epoch, state.step) == (epoch, step):
            raise Interrupted

    return report


@pytest.mark.parametrize(("epoch", "step", "decay"), [(0, 2, "none"), (1, 1, "0.7"), (1, 4, "none")])
def test_a_killed_run_resumes_to_the_same_bits(
    tiny_cases: tuple[Case, ...], tiny_cache: Path, tmp_path: Path, epoch: int, step: int, decay: str
) -> None:
    recipe = with_changes(TINY, [f"optimization.averaging_decay={decay}"])
    straight = train(recipe, job(tiny_cases, tmp_path / "straight", tiny_cache))
    with pytest.raises(Interrupted):
        train(recipe, job(tiny_cases, tmp_path / "broken", tiny_cache), report=interrupt_at(epoch, step))
    resumed = train(recipe, job(tiny_cases, tmp_path / "broken", tiny_cache, resume=True))
    assert same(weights(straight), weights(resumed))
    assert told(tmp_path / "broken") == told(tmp_path / "straight")


def test_a_run_that_was_killed_before_its_first_batch_can_be_resumed(
    tiny_cases: tuple[Case, ...], tiny_cache: Path, tmp_path: Path
) -> None:
    rare = replace(job(tiny_cases, tmp_path / "broken", tiny_cache), checkpoint_every_s=1e9)
    with pytest.raises(Interrupted):
        train(TINY, rare, report=interrupt_at(0, 1))
    straight = train(TINY, job(tiny_cases, tmp_path / "straight", tiny_cache))
    assert same(weights(straight), weights(train(TINY, replace(rare, resume=True))))


def test_a_log_that_a_kill_cut_short_is_continued(
    tiny_cases: tuple[Case, ...], tiny_cache: Path, tmp_path: Path
) -> None:
    with pytest.raises(Interrupted):
        train(TINY, job(tiny_cases, tmp_path / "run", tiny_cache), report=interrupt_at(1, 1))
    with (tmp_path / "run" / "log.csv").open("a", encoding="utf-8") as log:
        log.write("1,1,0.")
    train(TINY, job(tiny_cases, tmp_path / "run", tiny_cache, resume=True))
    assert [row[:2] for row in told(tmp_path / "run")] == [("0", "4"), ("0", "4"), ("1", "4"), ("1", "4")]


def told(run: Path) -> list[tuple[str, str, str, str]]:
    rows = csv.DictReader((run / "log.csv").read_text().splitlines())
    return [(row["epoch"], row["batch"], row["loss"], row["mean_loss"]) for row in rows]


def test_a_run_repeats_by_its_seed_and_changes_with_it(
    tiny_cases: tuple[Case, ...], tiny_cache: Path, tmp_path: Path
) -> None:
    first = train(TINY, job(tiny_cases, tmp_path / "a", tiny_cache))
    second = train(TINY, job(tiny_cases, tmp_path / "b", tiny_cache))
    third = train(with_changes(TINY, ["optimization.seed=7"]), job(tiny_cases, tmp_path / "c", tiny_cache))
    assert same(weights(first), weights(second))
    assert not same(weights(first), weights(third))


def test_a_finished_run_leaves_logs_checkpoint_and_a_model_that_loads(
    tiny_cases: tuple[Case, ...], tiny_cache: Path, tmp_path: Path
) -> None:
    seen: list[Event] = []
    model = train(TINY, job(tiny_cases, tmp_path / "run", tiny_cache), report=seen.append)
    rows = list(csv.DictReader((tmp_path / "run" / "log.csv").read_text().splitlines()))
    assert {"loss", "dice_WT", "slices_per_s", "waiting_fraction"} <= set(rows[0])
    assert [row["dice_WT"] != "" for row in rows] == [False, True, False, True]
    assert list((tmp_path / "run" / "tensorboard").iterdir())
    assert (tmp_path / "run" / "last.pt").is_file()
    assert (tmp_path / "run" / "best" / "weights.safetensors").is_file()
    assert load_recipe(str(tmp_path / "run" / "recipe.toml")) == TINY
    assert load_bundle(model).spec.plan == TINY.to_plan()
    assert load_bundle(model).spec.chosen_on == ()  # the last epoch's weights: nothing was chosen
    assert [state.step for state in seen if isinstance(state, Step)] == [1, 2, 3, 4] * 2


def test_training_finds_a_bright_box(tiny_cases: tuple[Case, ...], tiny_cache: Path, tmp_path: Path) -> None:
    longer = with_changes(
        TINY, ["optimization.epochs=12", "sampling.slices_per_epoch=64", "optimization.learning_rate=0.01"]
    )
    everything = Job(training=tiny_cases[:6], validation=(), out=tmp_path / "run", cache=tiny_cache)
    bundle = load_bundle(train(longer, everything))
    unseen = tiny_cases[6]
    truth, found = load_labels(unseen), bundle.segment(load_study(unseen)).label_map
    a, b = truth.mask(Region.WT), found.mask(Region.WT)
    assert found.grid == truth.grid
    assert 2 * (a & b).sum() / (a.sum() + b.sum()) > 0.6


def test_early_stopping_ends_a_run_that_no_longer_gains(
    tiny_cases: tuple[Case, ...], tiny_cache: Path, tmp_path: Path
) -> None:
    seen: list[Event] = []
    # with a learning rate of nearly nothing no epoch is better than the first
    still = with_changes(
        TINY,
        ["optimization.epochs=9", "optimization.patience=2", "optimization.learning_rate=1e-12", "network.norm='none'"],
    )
    model = train(still, job(tiny_cases, tmp_path / "run", tiny_cache), report=seen.append)
    assert max(state.epoch for state in seen if isinstance(state, Step)) == 2
    (told_of,) = [state for state in seen if isinstance(state, StoppedEarly)]
    assert (told_of.epoch, told_of.epochs, told_of.epochs_without_gain, told_of.watch) == (2, 9, 2, "dice")
    assert load_bundle(model).was_chosen_on(tiny_cases[4].key, "anyone")
    stopped, seen = weights(model), []
    model = train(still, job(tiny_cases, tmp_path / "run", tiny_cache, resume=True), report=seen.append)
    assert not [state for state in seen if isinstance(state, Step | Estimate | StoppedEarly)]
    assert same(stopped, weights(model))


def test_the_running_mean_of_the_weights_is_kept_where_the_recipe_says_so(
    tiny_cases: tuple[Case, ...], tiny_cache: Path, tmp_path: Path
) -> None:
    last = weights(train(TINY, job(tiny_cases, tmp_path / "last", tiny_cache)))
    kept = {
        decay: weights(
            train(
                with_changes(TINY, [f"optimization.averaging_decay={decay}"]),
                job(tiny_cases, tmp_path / f"mean {decay}", tiny_cache),
            )
        )
        for decay in (1e-9, 0.9)
    }
    assert all(torch.allclose(kept[1e-9][name].float(), value.float(), atol=1e-3) for name, value in last.items())
    assert not same(kept[0.9], last)


def test_accumulating_batches_takes_fewer_steps(tiny_cases: tuple[Case, ...], tiny_cache: Path, tmp_path: Path) -> None:
    halved = with_changes(TINY, ["optimization.accumulation=2"])
    train(halved, job(tiny_cases, tmp_path / "run", tiny_cache))
    state = torch.load(tmp_path / "run" / "last.pt", weights_only=True)
    assert state["scheduler"]["last_epoch"] == 4  # 2 epochs of 4 batches in pairs


def test_resuming_with_another_recipe_is_refused(
    tiny_cases: tuple[Case, ...], tiny_cache: Path, tmp_path: Path
) -> None:
    train(TINY, job(tiny_cases, tmp_path / "run", tiny_cache))
    other = with_changes(TINY, ["optimization.learning_rate=0.5"])
    with pytest.raises(RecipeError, match="another recipe"):
        train(other, job(tiny_cases, tmp_path / "run", tiny_cache, resume=True))


def test_resuming_with_other_cases_is_refused(tiny_cases: tuple[Case, ...], tiny_cache: Path, tmp_path: Path) -> None:
    out = tmp_path / "run"
    train(TINY, job(tiny_cases, out, tiny_cache))
    leaking = Job(training=tiny_cases[1:5], validation=tiny_cases[:1], out=out, cache=tiny_cache, resume=True)
    with pytest.raises(RecipeError, match="other cases") as refusal:
        train(TINY, leaking)
    assert refusal.value.seen.startswith("to train on: 1 are gone and 1 are new")


def test_a_file_of_torch_that_is_no_checkpoint_is_refused(
    tiny_cases: tuple[Case, ...], tiny_cache: Path, tmp_path: Path
) -> None:
    (tmp_path / "run").mkdir()
    torch.save({"model": torch.zeros(1)}, tmp_path / "run" / "last.pt")
    with pytest.raises(RecipeError, match="no checkpoint to continue from"):
        train(TINY, job(tiny_cases, tmp_path / "run", tiny_cache, resume=True))


def test_a_range_without_slices_is_refused(tiny_cases: tuple[Case, ...], tiny_cache: Path, tmp_path: Path) -> None:
    high = with_changes(TINY, ["sampling.slices='range'", "sampling.first_slice=50", "sampling.last_slice=130"])
    with pytest.raises(RecipeError, match="no slice of these cases"):
        train(high, job(tiny_cases, tmp_path / "run", tiny_cache))


def test_resuming_nothing_is_refused(tiny_cases: tuple[Case, ...], tiny_cache: Path, tmp_path: Path) -> None:
    with pytest.raises(RecipeError, match="no checkpoint to continue from"):
        train(TINY, job(tiny_cases, tmp_path / "empty", tiny_cache, resume=True))


def test_cases_may_lack_what_the_recipe_can_do_without(
    tiny_cases: tuple[Case, ...], tiny_cache: Path, tmp_path: Path
) -> None:
    recipe = with_changes(TINY, ["optimization.epochs=1", "plan.optional=['t1', 't2']"])
    assert Sequence.T2 in recipe.plan.sequences
    assert Sequence.T2 not in tiny_cases[0].images
    bundle = load_bundle(train(recipe, job(tiny_cases, tmp_path / "run", tiny_cache)))
    assert bundle.spec.plan.required == (Sequence.T1CE, Sequence.FLAIR)


def test_a_case_without_a_required_sequence_is_refused(
    tiny_cases: tuple[Case, ...], tiny_cache: Path, tmp_path: Path
) -> None:
    recipe = with_changes(TINY, ["plan.optional=['t1']"])
    with pytest.raises(DatasetError, match="cannot be trained on") as caught:
        train(recipe, job(tiny_cases, tmp_path / "run", tiny_cache))
    assert (caught.value.seen, caught.value.allowed) == ("no t2", "t1ce, flair, t2 and labels")


def test_training_on_nothing_is_refused(tiny_cache: Path, tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="no case to train on"):
        train(TINY, job((), tmp_path / "run", tiny_cache))


def shortened(recipe: Recipe) -> Recipe:
    """Return the recipe for a small network and inputs, and for cases of T1ce and FLAIR alone."""
    fields = recipe.model_dump(mode="json")
    config = network_config(recipe.network.name, network_named(recipe.network.name).quick[0])
    fields["network"]["config"] = config.model_dump(mode="json")
    divisor, axes = config.divisor, recipe.network.dimensions
    fields["plan"]["patch"] = [divisor * -(-extent // divisor) for extent in (32, 32, 8)[:axes]]
    fields["plan"]["optional"] = [one for one in fields["plan"]["sequences"] if one not in {"t1ce", "flair"}]
    fields["sampling"] |= {"slices": "brain", "slices_per_epoch": 4}
    fields["optimization"] |= {"batch_size": 2, "epochs": 1}
    return Recipe.model_validate(fields)


@pytest.mark.parametrize("name", recipe_names())
def test_every_shipped_recipe_runs_two_steps(
    name: str, tiny_cases: tuple[Case, ...], pictures: Path, tiny_cache: Path, tmp_path: Path
) -> None:
    recipe = shortened(load_recipe(name))
    cases = find_trainable([pictures]) if recipe.plan.reads is Reads.PICTURES else tiny_cases
    work = Job(training=tuple(cases), validation=tuple(cases), out=tmp_path / "run", cache=tiny_cache)
    bundle = load_bundle(train(recipe, work))
    assert (bundle.spec.name, bundle.spec.outputs) == (name, recipe.outputs)


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    random = np.random.default_rng(0)
    for patient in ("TCGA_CS_0001_19970101", "TCGA_DU_0002_19980101"):
        folder = tmp_path / "kaggle_3m" / patient
        folder.mkdir(parents=True)
        for number in range(1, 5):
            picture = random.integers(1, 255, (32, 32, 3), dtype=np.uint8)
            mask = (picture[..., 1] > 200).astype(np.uint8) * 255  # bright on FLAIR
            Image.fromarray(picture).save(folder / f"{patient}_{number}.tif")
            Image.fromarray(mask).save(folder / f"{patient}_{number}_mask.tif")
    return tmp_path / "kaggle_3m"


def test_the_slice_recipe_trains_on_pictures_without_spacing(pictures: Path, tmp_path: Path) -> None:
    recipe = with_changes(
        load_recipe("lgg_slices_2d"),
        ["plan.patch=[16, 16]", "network.filters=[4, 8]", "optimization.batch_size=4", "optimization.epochs=1"],
    )
    patients = find_trainable([pictures])
    selection = select_without(patients, split_into_folds(patients, 2, seed=1), ["fold-1"])
    assert len(selection.training) == 1
    seen: list[Event] = []
    work = Job(training=patients[:1], validation=patients[1:], out=tmp_path / "run", cache=tmp_path / "cache")
    bundle = load_bundle(train(recipe, work, report=seen.append))
    assert bundle.spec.outputs == WHOLE
    scores = [list(state.scores) for state in seen if isinstance(state, Validated)]
    assert scores == [["loss", "tversky", "dice", "dice_WT"]]


def test_a_sequence_that_pictures_never_have_is_zero_where_it_may_be_missing(pictures: Path, tmp_path: Path) -> None:
    fields = PlanFields(
        reads=Reads.PICTURES, patch=(16, 16), sequences=(Sequence.T2, Sequence.FLAIR), optional=(Sequence.T2,)
    )
    plan = Recipe(name="with T2", summary="", plan=fields).to_plan()
    cached = build_cache(find_trainable([pictures]), plan, tmp_path)[0]
    assert cached.images.shape == (4, 2, 16, 16)
    assert not cached.images[:, 0].any()
    assert cached.images[:, 1].any()


def test_a_recipe_in_millimeters_refuses_slices(pictures: Path, tmp_path: Path) -> None:
    work = Job(training=find_trainable([pictures]), validation=(), out=tmp_path / "run", cache=tmp_path / "cache")
    with pytest.raises(DatasetError, match="does not read these cases"):
        train(TINY, work)


def test_slices_and_volumes_are_not_mixed(pictures: Path, tiny_root: Path) -> None:
    with pytest.raises(DatasetError, match="cannot be trained on together"):
        find_trainable([pictures, tiny_root])


_TWO_PROCESSES = """
import sys
from pathlib import Path
from neuroinsight.datasets.catalogue import find_cases
from neuroinsight.training.recipe import Recipe
from neuroinsight.training.job import Job
from neuroinsight.training.run import train

recipe, data, out, kind = sys.argv[1:]

def stop(state):
    if kind == "broken" and getattr(state, "step", 0) == 2:
        raise SystemExit(3)

cases = find_cases([Path(data)])
work = Job(training=cases[:4], validation=(), out=Path(out), cache=Path(out) / "cache", resume=kind == "resumed",
           checkpoint_every_s=0.0)
train(Recipe.model_validate_json(Path(recipe).read_text()), work, report=stop)
"""


@pytest.mark.slow
def test_two_killed_processes_resume_to_the_same_bits(tiny_root: Path, tmp_path: Path) -> None:
    (tmp_path / "recipe.json").write_text(TINY.model_dump_json(), encoding="utf-8")
    (tmp_path / "drive.py").write_text(_TWO_PROCESSES, encoding="utf-8")
    for kind, out in (("straight", "a"), ("broken", "b"), ("resumed", "b")):
        command = [sys.executable, "-m", "torch.distributed.run", "--nproc-per-node=2", str(tmp_path / "drive.py")]
        command += [str(tmp_path / "recipe.json"), str(tiny_root), str(tmp_path / out), kind]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (done.returncode != 0) == (kind == "broken"), done.stderr[:3000]
    assert same(weights(tmp_path / "a" / "model"), weights(tmp_path / "b" / "model"))


@pytest.mark.slow
def test_two_processes_share_a_run(tiny_root: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "torch.distributed.run", "--nproc-per-node=2", "--no-python", "neuroinsight"]
    command += ["train", "glioma_25d", "--data", str(tiny_root), "--out", str(tmp_path / "run"), "--everything"]
    for change in (
        "plan.patch=[32,32]",
        "network.filters=[4,8]",
        "sampling.slices_per_epoch=16",
        "optimization.batch_size=4",
        "optimization.epochs=2",
        "optimization.precision='float32'",
    ):
        command += ["--set", change]
    path = str(Path(sys.executable).parent) + os.pathsep + os.environ["PATH"]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "PATH": path})
    assert done.returncode == 0, done.stderr[-2000:]
    assert load_bundle(tmp_path / "run" / "model").spec.name == "glioma_25d"
    rows = list(csv.DictReader((tmp_path / "run" / "log.csv").read_text().splitlines()))
    assert [(row["epoch"], row["batch"]) for row in rows] == [("0", "2"), ("1", "2")]  # half of the batches each


def test_a_run_goes_on_from_a_model_and_remembers_what_that_one_saw(
    tiny_cases: tuple[Case, ...], tiny_cache: Path, tmp_path: Path
) -> None:
    first = load_bundle(train(TINY, job(tiny_cases, tmp_path / "first", tiny_cache)))
    still = with_changes(TINY, ["optimization.epochs=1", "optimization.learning_rate=1e-12", "network.norm=none"])
    base = load_bundle(train(still, job(tiny_cases, tmp_path / "base", tiny_cache)))
    others = Job(training=tiny_cases[5:7], validation=(), out=tmp_path / "on", cache=tiny_cache, start_from=base)
    on = load_bundle(train(with_changes(still, ["optimization.seed=7"]), others))
    assert same(dict(base.network.state_dict()), dict(on.network.state_dict()))  # with no learning rate to speak of
    assert all(on.has_seen(case.key, case.patient) for case in (*tiny_cases[:4], *tiny_cases[5:7]))
    with pytest.raises(RecipeError, match="begun from another model"):
        train(with_changes(still, ["optimization.seed=7"]), replace(others, start_from=None, resume=True))
    with pytest.raises(RecipeError, match="cannot go on"):
        train(still, replace(others, out=tmp_path / "other", start_from=first))
