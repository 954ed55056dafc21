"""Classes of slices and of patients are learned, scored and watched as outlines are."""

from dataclasses import replace
from itertools import product
from pathlib import Path

import nibabel as nib
import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor, nn

from neuroinsight.core.errors import RecipeError
from neuroinsight.core.sequences import Sequence
from neuroinsight.datasets.case import Case
from neuroinsight.datasets.catalogue import find_cases
from neuroinsight.inference.bundle import load_bundle
from neuroinsight.models import catalogue
from neuroinsight.models.catalogue import Network
from neuroinsight.models.config import NetworkConfig
from neuroinsight.training.events import Event, Validated
from neuroinsight.training.job import Job
from neuroinsight.training.loop import Stopped
from neuroinsight.training.recipe import Recipe
from neuroinsight.training.run import train
from neuroinsight.training.scores import accuracy, area_under_curve
from tests.training.conftest import write_case

_SHORT = {"batch_size": 8, "epochs": 12, "learning_rate": 0.03, "precision": "float32", "watch": "accuracy"}


class _Brightest(nn.Module):
    """Answers by the brightest place of a few filters."""

    def __init__(self, convolution: nn.Module, width: int, classes: int) -> None:
        super().__init__()
        self.convolution, self.answer = convolution, nn.Linear(width, classes)

    def forward(self, images: Tensor) -> Tensor:
        """Return logits `[B, class]` of images `[B, C, *space]`."""
        found: Tensor = self.answer(self.convolution(images).flatten(2).amax(dim=2))
        return found


class _FlatConfig(NetworkConfig):
    dropout: float = 0.0

    @property
    def divisor(self) -> int:
        return 1

    def build(self, in_channels: int, out_channels: int) -> nn.Module:
        layers = nn.Sequential(nn.Conv2d(in_channels, 8, 3), nn.Dropout(self.dropout), nn.ReLU())
        return _Brightest(layers, 8, out_channels)


class _DeepConfig(NetworkConfig):
    @property
    def divisor(self) -> int:
        return 1

    def build(self, in_channels: int, out_channels: int) -> nn.Module:
        return _Brightest(nn.Sequential(nn.Conv3d(in_channels, 8, 3), nn.ReLU()), 8, out_channels)


@pytest.fixture(autouse=True)
def _networks(monkeypatch: pytest.MonkeyPatch) -> None:
    toys = (
        Network(name="flat_toy", paper="", dimensions=2, config=_FlatConfig),
        Network(name="deep_toy", paper="", dimensions=3, config=_DeepConfig),
    )
    monkeypatch.setattr(catalogue, "NETWORKS", (*catalogue.NETWORKS, *toys))


def recipe(task: str, kind: str, names: list[str], network: str = "flat_toy", **optimization: object) -> Recipe:
    deep = network == "deep_toy"
    return Recipe.model_validate(
        {
            "name": "toy",
            "summary": "",
            "task": task,
            "plan": {
                "patch": [32, 32, 12] if deep else [32, 32],
                "mm": [6.0, 6.0, 8.0],
                "normalization": "zscore_brain",
            },
            "network": {"name": network},
            "outputs": {"kind": kind, "names": names},
            "sampling": {"slices": "brain"},
            "optimization": {**_SHORT, **optimization},
        }
    )


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Case, ...]:
    """Patients of two grades, of which only the high one enhances."""
    root = tmp_path_factory.mktemp("graded")
    for number in range(8):
        write_case(root / ("HGG" if number < 4 else "LGG"), f"Brats18_CBICA_BB{number}_1", seed=number)
    cases = find_cases([root]).cases
    for case in cases:
        if case.grade == "LGG":
            file = case.images[Sequence.T1CE].path
            image = nib.Nifti1Image.from_filename(file)
            dull = np.minimum(np.asarray(image.dataobj), 600)
            nib.Nifti1Image(dull, image.affine).to_filename(file)
    return cases


def last_scores(made: Recipe, cases: tuple[Case, ...], folder: Path) -> tuple[dict[str, float], Path]:
    told: list[Event] = []
    work = Job(training=cases, validation=cases, out=folder / "run", cache=folder / "cache")
    model = train(made, work, report=told.append)
    return dict([event for event in told if isinstance(event, Validated)][-1].scores), model


def test_a_classifier_of_slices_learns_which_hold_tumor(tiny_cases: tuple[Case, ...], tmp_path: Path) -> None:
    made = recipe("classify_slices", "slice", ["WT"], watch="auc")
    scores, model = last_scores(made, tiny_cases[:4], tmp_path)
    assert (scores["accuracy"], scores["auc"]) == (1, 1)
    assert scores["loss"] < 0.2
    assert load_bundle(model).spec.outputs == made.outputs
    head = (tmp_path / "run" / "log.csv").read_text().splitlines()[0]
    assert head.endswith("validation_loss,accuracy,auc")


@pytest.mark.parametrize("network", ["flat_toy", "deep_toy"])
def test_a_classifier_of_patients_learns_their_grade(graded: tuple[Case, ...], tmp_path: Path, network: str) -> None:
    epochs = {"flat_toy": 12, "deep_toy": 60}[network]
    made = recipe("classify_patient", "case", ["LGG", "HGG"], network, epochs=epochs)
    scores, _ = last_scores(made, graded, tmp_path)
    assert (scores["accuracy"], scores["auc"]) == (1, 1)


def test_a_network_that_draws_is_resumed_to_the_same_bits(tiny_cases: tuple[Case, ...], tmp_path: Path) -> None:
    made = recipe("classify_slices", "slice", ["WT"], epochs=2)
    fields = made.model_dump(mode="json")
    made = Recipe.model_validate({**fields, "network": {"name": "flat_toy", "config": {"dropout": 0.5}}})
    kept = {}
    for name, stop in (("straight", 0), ("broken", 3)):
        steps: list[int] = []

        def asked(steps: list[int] = steps, stop: int = stop) -> bool:
            steps.append(len(steps))
            return len(steps) == stop

        work = Job(
            training=tiny_cases[:2], validation=(), out=tmp_path / name, cache=tmp_path / "cache", asked_to_stop=asked
        )
        try:
            model = train(made, work)
        except Stopped:
            torch.manual_seed(99)  # another process begins elsewhere
            model = train(made, replace(work, resume=True, asked_to_stop=lambda: False))
        kept[name] = (model / "weights.safetensors").read_bytes()
    assert kept["straight"] == kept["broken"]


def test_an_area_is_not_watched_where_all_are_of_one_class(graded: tuple[Case, ...], tmp_path: Path) -> None:
    work = Job(training=graded, validation=graded[:2], out=tmp_path / "run", cache=tmp_path / "cache")
    with pytest.raises(RecipeError, match="all of one class"):
        train(recipe("classify_patient", "case", ["LGG", "HGG"], watch="auc"), work)


@pytest.mark.parametrize(
    ("task", "kind", "names", "watch", "word"),
    [
        ("segment", "slice", ["WT"], "accuracy", "the task segment needs outputs"),
        ("classify_slices", "case", ["WT"], "accuracy", "needs outputs of the kind slice"),
        ("classify_patient", "case", ["LGG", "HGG"], "dice", "there are loss, accuracy, auc"),
    ],
)
def test_what_a_task_cannot_answer_or_tell_is_refused(
    task: str, kind: str, names: list[str], watch: str, word: str
) -> None:
    with pytest.raises(ValueError, match=word):
        recipe(task, kind, names, watch=watch)


@given(
    st.lists(
        st.tuples(st.integers(0, 4).map(lambda number: number / 4), st.integers(0, 1)), min_size=2, max_size=12
    ).filter(lambda rows: len({of for _, of in rows}) == 2)
)
def test_the_area_is_the_share_of_pairs_in_the_right_order(rows: list[tuple[float, int]]) -> None:
    positive, negative = ([chance for chance, of in rows if of == wanted] for wanted in (1, 0))
    pairs = [1.0 if above > below else 0.5 if above == below else 0.0 for above, below in product(positive, negative)]
    chances, classes = np.array([[chance] for chance, _ in rows]), np.array([of for _, of in rows])
    assert area_under_curve(chances, classes) == pytest.approx(np.mean(pairs))
    assert accuracy(chances, classes) == pytest.approx(np.mean([(chance >= 0.5) == of for chance, of in rows]))


def test_the_area_of_several_classes_is_the_mean_of_each_against_the_rest() -> None:
    chances = np.array([[0.8, 0.1, 0.1], [0.2, 0.7, 0.1], [0.3, 0.3, 0.4], [0.5, 0.2, 0.3]])
    classes = np.array([0, 1, 2, 2])
    assert area_under_curve(chances, classes) == pytest.approx(1.0)  # of the last two, each is ranked above the rest
    assert accuracy(chances, classes) == 0.75
    assert area_under_curve(chances, np.zeros(4, dtype=np.int64)) is None


class _VoxelConfig(NetworkConfig):
    @property
    def divisor(self) -> int:
        return 1

    def build(self, in_channels: int, out_channels: int) -> nn.Module:
        return nn.Sequential(
            nn.Conv3d(in_channels, 8, 3, padding=1), nn.ReLU(), nn.Conv3d(8, out_channels, 3, padding=1)
        )


def test_a_network_of_volumes_learns_from_patches_and_is_scored_on_whole_cases(
    tiny_cases: tuple[Case, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = Network(name="voxels_toy", paper="", dimensions=3, config=_VoxelConfig)
    monkeypatch.setattr(catalogue, "NETWORKS", (*catalogue.NETWORKS, entry))
    fields = recipe("classify_patient", "case", ["LGG", "HGG"], "deep_toy", epochs=6).model_dump()
    outlines = {"kind": "regions", "names": ["WT", "TC", "ET"]}
    plan = {**fields["plan"], "patch": [32, 32, 8]}
    made = Recipe.model_validate(
        {
            **fields,
            "task": "segment",
            "network": {"name": "voxels_toy"},
            "outputs": outlines,
            "plan": plan,
            "optimization": {**fields["optimization"], "watch": "dice"},
        }
    )
    scores, _ = last_scores(made, tiny_cases[:3], tmp_path)
    assert scores["dice_WT"] > 0.7
