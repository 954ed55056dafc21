"""A 3D network that is one file and one line of the catalogue trains by the loop that is there."""

from pathlib import Path

import pytest

from neuroinsight.datasets.case import Case
from neuroinsight.datasets.loading import load_study
from neuroinsight.inference.bundle import load_bundle
from neuroinsight.models import catalogue
from neuroinsight.training.events import Event, Validated
from neuroinsight.training.job import Job
from neuroinsight.training.recipe import Recipe
from neuroinsight.training.run import train
from tests.networks import VOLUMETRIC


def test_a_3d_network_trains_on_slabs_validates_and_segments(
    tiny_cases: tuple[Case, ...], tiny_cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalogue, "NETWORKS", (*catalogue.NETWORKS, *VOLUMETRIC))
    recipe = Recipe.model_validate(
        {
            "name": "tiny_3d",
            "summary": "",
            "plan": {"patch": [16, 16, 6], "mm": [1.5, 1.5, 1.0], "normalization": "zscore_brain"},
            "network": {"name": "tiny_3d"},
            "outputs": {"kind": "regions", "names": ["WT", "TC", "ET"]},
            "sampling": {"slices": "brain", "slices_per_epoch": 4, "order": "slices"},
            "augmentation": {"flip_probability": 1.0, "affine_probability": 1.0, "rotation_degrees": 10},
            "optimization": {"epochs": 1, "precision": "float32"},
        }
    )
    seen: list[Event] = []
    job = Job(training=tiny_cases[:2], validation=tiny_cases[2:3], out=tmp_path / "run", cache=tiny_cache)
    bundle = load_bundle(train(recipe, job, report=seen.append))
    assert bundle.plan.divisor == (2, 2, 2)
    assert [0 <= event.scores["dice_WT"] <= 1 for event in seen if isinstance(event, Validated)] == [True]
    study = load_study(tiny_cases[3], bundle.plan.sequences)
    assert bundle.segment(study).label_map.grid.shape == (24, 26, 12)
