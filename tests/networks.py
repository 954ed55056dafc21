"""Small networks that have learned nothing: what they find means nothing, but they find something."""

from pathlib import Path

import torch

from neuroinsight.core.sequences import Sequence
from neuroinsight.inference.bundle import Bundle, load_bundle, save_bundle
from neuroinsight.inference.spec import BundleSpec
from neuroinsight.models.choice import NetworkChoice
from neuroinsight.models.outputs import NESTED, Outputs
from neuroinsight.preprocess.plan import Fit, Normalization, Plan

SMALL = NetworkChoice(config={"filters": [4, 8], "norm": "none", "gate_width": 0.5})
SMALL_WITH_NORM = NetworkChoice(config={"filters": [4, 8], "norm": "batch", "gate_width": 0.5})

PLAN = Plan(
    sequences=(Sequence.T1CE, Sequence.FLAIR),
    patch=(32, 32),
    mm=(4.0, 4.0, Fit.FILE),
    normalization=Normalization.ZSCORE_BRAIN,
    divisor=(2, 2),
)


def save_untrained(folder: Path, *, name: str = "untrained", plan: Plan = PLAN, outputs: Outputs = NESTED) -> Path:
    """Write a bundle of fixed random weights, and return its folder."""
    spec = BundleSpec(name=name, version="1", network=SMALL, outputs=outputs, plan=plan)
    torch.manual_seed(3)
    save_bundle(folder, spec, spec.build().state_dict())
    return folder


def load_untrained(folder: Path, *, plan: Plan = PLAN, outputs: Outputs = NESTED) -> Bundle:
    """Return such a bundle, written to the folder."""
    return load_bundle(save_untrained(folder, plan=plan, outputs=outputs))
